"""The rules against the paper: quotes that are not in it, sentences that nobody claims."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.papers.coverage import missing, paper, unclaimed
from scheduler.papers.document import Unreadable, read_text
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT, rulebook
from tests.commands import run
from tests.papers.papers import (
    ASIDE,
    MEETING,
    RULES,
    TEXT,
    as_pdf,
    as_scan,
    as_text,
    as_word,
    deployed,
)

SEEDS = ROOT.parent / "shared" / "seeds"
FORMATS = [as_text, as_word, as_pdf]
WORDS_QUOTED = 15
each_format = pytest.mark.parametrize("write", FORMATS, ids=lambda one: one.__name__)


def codes(folder: Path) -> list[str]:
    sources = Sources(
        (folder / "rules",), folder / "calendars", folder / "annuaire.yaml", folder / "papiers"
    )
    return [one.code for one in load(sources).problems if one.code in ("R140", "R141", "R142")]


@each_format
def test_what_no_rule_claims_is_listed(tmp_path: Path, write: Callable[[Path], None]) -> None:
    folder = deployed(tmp_path, RULES)
    write(folder / "papiers" / "salle")
    done = run(folder, "check", "--papers", "papiers")
    assert done.returncode == 0
    assert "Une réunion se tient tous les trois mois." in done.stdout.replace("\n", " ")
    assert codes(folder) == ["R141", "R141"]


@each_format
def test_a_rule_claims_its_sentence_and_words_set_aside_themselves(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    folder = deployed(tmp_path, RULES + MEETING.lstrip("\n") + ASIDE)
    write(folder / "papiers" / "salle")
    assert codes(folder) == []


@each_format
def test_a_quote_that_is_not_in_the_paper_is_refused(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    folder = deployed(tmp_path, RULES.replace("30 juin de chaque", "31 juin de chaque"))
    write(folder / "papiers" / "salle")
    done = run(folder, "check", "--papers", "papiers")
    assert done.returncode == 1
    assert "erreur R140 : ces mots ne sont pas dans salle." in done.stdout
    assert "rules/salle.yaml:12:15" in done.stdout


def test_without_the_paper_check_says_so_and_goes_on(tmp_path: Path) -> None:
    folder = deployed(tmp_path, RULES)
    done = run(folder, "check", "--papers", "papiers")
    assert done.returncode == 0
    assert "note R142 : le papier « salle.txt » n'est pas dans papiers" in done.stdout


def test_a_paper_outside_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = deployed(tmp_path, RULES.replace("salle.txt", "../ailleurs.txt"))
    (folder / "ailleurs.txt").write_text(TEXT, "utf-8")
    assert codes(folder) == ["R142"]


def test_a_scan_a_damaged_file_and_an_unknown_format_are_said_to_be_so(tmp_path: Path) -> None:
    as_scan(tmp_path / "scan")
    with pytest.raises(Unreadable, match="numérisé"):
        read_text(tmp_path / "scan.pdf")
    for name in ("abîmé.pdf", "abîmé.docx", "abîmé.odt"):
        (tmp_path / name).write_bytes(b"\x00\x01rien de lisible")
        with pytest.raises(Unreadable):
            read_text(tmp_path / name)
    (tmp_path / "latin.txt").write_bytes("année".encode("latin-1"))
    with pytest.raises(Unreadable, match="UTF-8"):
        read_text(tmp_path / "latin.txt")


def test_apostrophes_markup_and_line_ends_do_not_count_but_words_do() -> None:
    source = paper("Le **1<sup>er</sup>** jour de l’an\nné-\ncessaire, « au plus tard »")
    assert missing(source, ["1er jour de l'an nécessaire", "au plus tard"]) == []
    assert missing(source, ["2e jour de l'an"]) == ["2e jour de l'an"]
    assert source.places("") == []


@pytest.mark.parametrize(
    "words",
    [
        "Le bilan est remis pour le 15 février de l'année N+1.",
        "Une séance par trimestre est organisée.",
        "Le préavis est de trois mois.",
        "Elle est renouvelable une fois.",
        "Le versement a lieu courant décembre.",
        "La réponse intervient dans un délai raisonnable.",
        "Fait le 03/11/2025.",
        "Une action / an est menée.",
        "Elle peut être révisée à tout moment.",
    ],
)
def test_words_of_time_are_seen(words: str) -> None:
    assert [one.text for one in unclaimed(paper(words), [], [])] == [words]


@pytest.mark.parametrize(
    "words",
    [
        "La salle accueille 30 personnes.",
        "Le montant est de 22,00 €.",
        "Le maire est chargé de l'exécution.",
    ],
)
def test_other_sentences_are_left_alone(words: str) -> None:
    assert unclaimed(paper(words), [], []) == []


@pytest.mark.parametrize(
    "heading",
    [
        "Article 4 – Durée, renouvellement et préavis",
        "ARTICLE 5 : DURÉE DE LA CONVENTION",
        "Article 6. Préavis de dénonciation",
        "## Article 7 : Délais de paiement",
        "5.1 - Délai de paiement",
        "IV. Reconduction et échéances",
        "Annexe 2 : bilan annuel",
    ],
)
def test_a_heading_is_no_sentence_about_time(heading: str) -> None:
    text = f"Préambule\n\n{heading}\n\nLes parties s'engagent."
    assert unclaimed(paper(text), [], []) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Article 8 La convention est renouvelée chaque année",
        "Article 9. Durée : trois ans",
        "Article 10 - Le bilan sera remis annuellement",
        "Article 12 - Bilan annuel.",
    ],
)
def test_what_says_something_is_no_heading(sentence: str) -> None:
    assert len(unclaimed(paper(f"Préambule\n\n{sentence}\n\nFin"), [], [])) == 1


@pytest.mark.parametrize(
    "reference", ["l'article R. 2112-4", "l'art. L. 2121-12", "M. Durand", "l'al. 2", "n°. 4"]
)
def test_an_abbreviation_does_not_end_a_sentence(reference: str) -> None:
    text = f"En application de {reference} du code, le bilan est annuel. Fin."
    (sentence,) = unclaimed(paper(text), [], [])
    assert sentence.text == text.removesuffix(" Fin.")


def test_the_project_quotes_only_a_few_words_at_a_time() -> None:
    for agreement in rulebook().agreements:
        aside = [item.cited.quote for item in agreement.set_aside]
        for quote in [*aside, *(clause.cited.quote for clause in agreement.clauses)]:
            assert len(quote.split()) <= WORDS_QUOTED, quote


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five signed papers are not here")
def test_the_five_files_quote_their_papers_and_leave_no_sentence_unclaimed() -> None:
    sources = Sources((ROOT / "rules",), ROOT / "calendars", ROOT / "annuaire.yaml", SEEDS)
    found = [one for one in load(sources).problems if one.code in ("R140", "R141", "R142")]
    assert {(one.code, Path(one.at.file).stem) for one in found} == {
        ("R142", "ccas-calendrier-legal")
    }


def test_a_quote_of_the_duration_is_shown_where_it_is_written(tmp_path: Path) -> None:
    """It may stand above the line that its rule is known by."""
    lasting = (
        'durée:\n  article: "1"\n  citation: pour dix ans\n  prend effet: {le: 2025-01-01}\n'
        "  pour: 3 ans\nobligations:\n"
    )
    folder = deployed(tmp_path, RULES.replace("obligations:\n", lasting))
    as_text(folder / "papiers" / "salle")
    done = run(folder, "check", "--papers", "papiers")
    assert "rules/salle.yaml:10:13: erreur R140" in done.stdout
    assert "10 |   citation: pour dix ans\n" in done.stdout
