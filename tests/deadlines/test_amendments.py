"""Amendments: what fell before stays as it was, what falls after reads as amended."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from scheduler.rulebook.asked import asked
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT
from tests.written import HEAD, computed, dues, errors, of

TODAY = date(2026, 11, 22)
TEXT = (
    HEAD
    + """durée:
  article: "1"
  prend effet: {le: 2024-01-01}
  pour: 3 ans
obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: pour le 15 février de l'année N+1
    par: asso
    quand: {chaque: année, pour: 15 février N+1}
  reunion:
    titre: Réunion
    article: "3"
    citation: une réunion par trimestre civil
    par: [ccas, asso]
    quand: {au moins: 1, par: trimestre, périodes: civiles}
  suite:
    titre: Réponse au bilan
    article: "4"
    citation: dans le mois qui suit la date du bilan
    par: ccas
    quand: {délai: 1 mois, après: {échéance: bilan}}
avenants:
  avenant-1:
    titre: Avenant n° 1
    signé le: 2025-12-10
    du: 2026-01-01
    article: "1"
    citation: la convention est prolongée jusqu'au 31 décembre 2027
    terme: 2027-12-31
    obligations:
      bilan:
        titre: Bilan
        article: avenant 1, article 2
        citation: le bilan est remis au plus tard le 31 mars de l'année N+1
        par: asso
        quand: {chaque: année, au plus tard: 31 mars N+1}
      visite:
        titre: Visite annuelle
        article: avenant 1, article 3
        citation: une visite est faite en juin
        par: ccas
        quand: {chaque: année, en: juin N}
    supprime: [reunion]
"""
)


def played(folder: Path, today: date = TODAY, text: str = TEXT) -> Computation:
    return computed(folder, text, Facts(), today)


def test_a_clause_reads_otherwise_from_its_day_on(tmp_path: Path) -> None:
    computation = played(tmp_path)
    assert dues(computation, "bilan") == ["2025-02-15", "2026-03-31", "2027-03-31", "2028-03-31"]
    keys = [item.key for item in of(computation, "bilan")]
    assert keys == [f"essai/bilan/{year}" for year in (2024, 2025, 2026, 2027)]
    before, after = of(computation, "bilan")[:2]
    assert before.cited.article == "2"
    assert after.cited.article == "avenant 1, article 2"
    assert after.derivation[-1].endswith(
        "Depuis le jeudi 1er janvier 2026, cette clause se lit ainsi : Avenant n° 1 "
        "(avenant 1, article 2 : « le bilan est remis au plus tard le 31 mars de l'année N+1 »)."
    )


def test_what_is_counted_from_it_follows(tmp_path: Path) -> None:
    assert dues(played(tmp_path), "suite") == [
        "2025-03-15",
        "2026-04-30",
        "2027-04-30",
        "2028-04-30",
    ]


def test_a_clause_taken_away_leaves_what_it_asked_before(tmp_path: Path) -> None:
    assert dues(played(tmp_path), "reunion")[-1] == "2025-12-31"


def test_a_clause_added_asks_nothing_before(tmp_path: Path) -> None:
    assert dues(played(tmp_path), "visite") == ["2026-06-30", "2027-06-30"]


def test_the_term_moves_and_says_which_amendment_moved_it(tmp_path: Path) -> None:
    computation = played(tmp_path)
    assert computation.term is not None
    assert computation.term.end == date(2027, 12, 31)
    assert computation.life == "in_force"
    shorter = TEXT.replace("terme: 2027-12-31", "terme: 2026-06-30")
    term = played(tmp_path, text=shorter).term
    assert term is not None
    assert term.end == date(2026, 6, 30)


def test_before_it_was_signed_nobody_knew(tmp_path: Path) -> None:
    """``--as-of``: on the day before, the text was the first one."""
    before = played(tmp_path, date(2025, 12, 9))
    assert before.term is not None
    assert before.term.end == date(2026, 12, 31)
    assert dues(before, "bilan") == ["2025-02-15", "2026-02-15", "2027-02-15"]
    assert dues(played(tmp_path, date(2025, 12, 10)), "bilan")[1] == "2026-03-31"


def test_a_new_day_that_would_come_before_the_amendment_leaves_the_old_one(tmp_path: Path) -> None:
    """From 15 February to 15 January, by an amendment of 1 February: the first year keeps its."""
    text = TEXT.replace("du: 2026-01-01", "du: 2026-02-01").replace("31 mars N+1", "15 janvier N+1")
    assert dues(played(tmp_path, text=text), "bilan") == [
        "2025-02-15",
        "2026-02-15",
        "2027-01-15",
        "2028-01-15",
    ]


def test_a_date_that_gives_way_to_an_event_is_no_longer_asked_for(tmp_path: Path) -> None:
    """The old dates stop with the old text, though nothing is known of the event yet."""
    text = TEXT.replace("obligations:\n", "faits: {controle: {titre: contrôle}}\nobligations:\n", 1)
    text = text.replace(
        "{chaque: année, au plus tard: 31 mars N+1}", "{délai: 1 mois, après: controle}"
    )
    assert dues(played(tmp_path, text=text), "bilan") == ["2025-02-15"]
    known = computed(tmp_path, text, Facts(events={"controle": date(2026, 5, 4)}), TODAY)
    assert dues(known, "bilan") == ["2025-02-15", "2026-06-04"]
    before = computed(tmp_path, text, Facts(events={"controle": date(2025, 5, 4)}), TODAY)
    assert dues(before, "bilan") == ["2025-02-15"]


def test_an_event_that_gives_way_to_a_date_asks_for_nothing_before(tmp_path: Path) -> None:
    text = TEXT.replace("obligations:\n", "faits: {controle: {titre: contrôle}}\nobligations:\n", 1)
    text = text.replace("{chaque: année, pour: 15 février N+1}", "{délai: 1 mois, après: controle}")
    text = text.replace("au plus tard: 31 mars N+1", "au plus tard: 31 mars N")
    assert dues(played(tmp_path, text=text), "bilan") == ["2026-03-31", "2027-03-31"]


def test_every_reading_is_read_back(tmp_path: Path) -> None:
    said = [one.sentence for one in read_back(played(tmp_path).agreement)]
    assert any(one.startswith("Depuis le 1er janvier 2026 (Avenant n° 1) – Asso") for one in said)
    assert (
        "Avenant n° 1, à compter du 1er janvier 2026 : porte le terme au 31 décembre 2027, "
        "supprime reunion." in said
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("supprime: [reunion]", "supprime: [reunio]", "R108", "reunio"),
        ("du: 2026-01-01", "du: hier", "R022", "hier"),
        (
            "quand: {chaque: année, en: juin N}",
            "quand: {dès: inauguration}",
            "R104",
            "inauguration",
        ),
        ("quand: {chaque: année, en: juin N}", "quand: {même que: bila}", "R108", "bila"),
    ],
)
def test_what_is_wrong_in_an_amendment_is_said_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    (found,) = errors(tmp_path, TEXT.replace(old, new))
    assert (found.code, words in found.message) == (code, True)
    assert found.at.line > TEXT[: TEXT.index("avenants:")].count("\n")


def test_an_amendment_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("    terme: 2027")]
    (found,) = errors(tmp_path, text)
    assert "ne change rien" in found.message


def test_each_text_is_compared_with_its_own_paper(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "convention.txt").write_text(
        "Le bilan est remis pour le 15 février de l'année N+1.\nUne réunion par trimestre civil.\n"
        "Le CCAS répond dans le mois qui suit la date du bilan.\n",
        "utf-8",
    )
    (tmp_path / "papers" / "avenant.txt").write_text(
        "1. La convention est prolongée jusqu'au 31 décembre 2027.\n"
        "2. Le bilan est remis au plus tard le 31 mars de l'année N+1.\n"
        "3. Une visite est faite en mai, chaque année.\n",
        "utf-8",
    )
    text = TEXT.replace("durée:", "document: convention.txt\ndurée:", 1)
    text = text.replace("    signé le:", "    document: avenant.txt\n    signé le:")
    text = text.replace("une réunion par trimestre civil", "Une réunion par trimestre civil")
    text = text.replace("citation: la convention", "citation: La convention")
    text = text.replace("citation: le bilan", "citation: Le bilan")
    (tmp_path / "essai.yaml").write_text(text, "utf-8")
    sources = Sources(
        (tmp_path / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml", tmp_path / "papers"
    )
    found = [
        (one.code, one.message) for one in load(sources).problems if one.code in ("R140", "R141")
    ]
    assert [code for code, _ in found] == ["R140", "R141"]
    assert "avenant.txt" in found[0][1]


CAPPED = """durée:
  article: "1"
  prend effet: {le: 2022-01-01}
  pour: 2 ans
  reconduction: {mode: tacite, pour: 2 ans, fois: 3}
  plafond: {sans précision: 5 ans}
  préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}
obligations:
  comite:
    {titre: C, article: "2", citation: comité, par: asso, quand: {au moins: 1, par: semestre}}
avenants:
  a1: {titre: Avenant 1, signé le: 2025-06-01, du: 2025-06-01, article: "1", terme: END}
"""


@pytest.mark.parametrize("end", ["2026-12-31", "2027-12-31", "2028-06-30"])
def test_the_end_agreed_ends_the_dispute_about_the_cap(tmp_path: Path, end: str) -> None:
    """Two readings of the cap led to 2025 or to 2027: the amendment leaves one end, one notice."""
    rules = HEAD + CAPPED.replace("END", end)
    computation = computed(tmp_path, rules, Facts(), date(2026, 1, 1))
    keys = [item.key for item in computation.occurrences]
    assert len(keys) == len(set(keys))
    assert computation.term is not None
    assert (str(computation.term.last_day), computation.term.others) == (end, ())
    assert dues(computation, "preavis") == ["2023-09-30"]
    assert not [one for one in computation.questions if one.topic == "cap"]


LONGER = (
    HEAD
    + """document: convention.txt
durée: {article: "1", citation: pour deux ans, prend effet: {le: 2025-01-01}, pour: 2 ansMORE}
obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: un bilan le 30 juin
    par: asso
    quand: {chaque: année, pour: 30 juin N}
avenants:
  a1:
    {titre: Avenant n° 1, signé le: 2026-06-01, du: 2026-06-01, article: "1",
    citation: la durée est portée à quatre ans, WHAT}
"""
)


def test_an_amendment_may_bring_the_duration_to_another(tmp_path: Path) -> None:
    rules = LONGER.replace("MORE", "").replace("WHAT", "pour: 4 ans")
    before = computed(tmp_path, rules, Facts(), date(2026, 5, 31))
    after = computed(tmp_path, rules, Facts(), date(2026, 6, 1))
    assert (before.term and before.term.end, after.term and after.term.end) == (
        date(2026, 12, 31),
        date(2028, 12, 31),
    )
    (last,) = of(after, "dernier-terme")
    assert any("avenant n° 1, article 1" in step for step in last.derivation)
    sentences = [read.sentence for read in read_back(after.agreement)]
    assert "Avenant n° 1, à compter du 1er juin 2026 : porte la durée à quatre ans." in sentences


def test_what_renews_a_duration_renews_the_one_that_replaces_it(tmp_path: Path) -> None:
    more = (
        ", reconduction: {mode: tacite, pour: 1 an, fois: 1}, préavis: {délai: 3 mois, compté de: "
        "réception, moment: avant chaque terme}"
    )
    rules = LONGER.replace("MORE", more).replace("WHAT", "pour: 4 ans")
    after = computed(tmp_path, rules, Facts(), date(2026, 6, 1))
    assert after.term is not None
    assert (after.term.end, dues(after, "preavis")) == (date(2029, 12, 31), ["2028-09-30"])


@pytest.mark.parametrize("first", ["terme: 2027-12-31", "pour: 3 ans"])
@pytest.mark.parametrize(
    ("second", "end"),
    [("terme: 2029-06-30", date(2029, 6, 30)), ("pour: 5 ans", date(2029, 12, 31))],
)
def test_the_latest_amendment_about_the_end_gives_it(
    tmp_path: Path, first: str, second: str, end: date
) -> None:
    rules = LONGER.replace("MORE", "").replace("WHAT", first) + (
        '  a2: {titre: Avenant n° 2, signé le: 2026-09-01, du: 2026-09-01, article: "1", '
        f"citation: la fin est changée, {second}}}\n"
    )
    computation = computed(tmp_path, rules, Facts(), date(2026, 10, 1))
    assert computation.term is not None
    assert computation.term.end == end


def test_a_duration_and_an_end_in_one_amendment_are_refused(tmp_path: Path) -> None:
    rules = LONGER.replace("MORE", "").replace("WHAT", "pour: 4 ans, terme: 2028-12-31")
    assert ["deux fins" in one.message for one in errors(tmp_path, rules)] == [True]


def test_the_paper_of_a_text_may_hold_its_amendments(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "convention.txt").write_text(
        "Conclue pour deux ans.\nL'association remet un bilan le 30 juin.\n"
        "Par l'avenant n° 1, la durée est portée à quatre ans.\n",
        "utf-8",
    )
    rules = LONGER.replace("MORE", "").replace("WHAT", "pour: 4 ans, document: convention.txt")
    (tmp_path / "essai.yaml").write_text(rules, "utf-8")
    sources = Sources(
        (tmp_path / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml", tmp_path / "papers"
    )
    told = [one.code for one in load(sources).problems if one.code in ("R140", "R141", "R142")]
    assert told == []


def test_check_asks_of_the_end_that_an_amendment_gives(tmp_path: Path) -> None:
    rules = LONGER.replace("MORE", "").replace("WHAT", "terme: 2028-12-31")
    rules = rules.replace("pour: 30 juin N}", "pour: 15 février N+1}")
    (tmp_path / "essai.yaml").write_text(rules, "utf-8")
    sources = Sources((tmp_path / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml")
    texts = [one.message for one in asked(load(sources)) if one.code == "R210"]
    assert len(texts) == 1
    assert texts[0].startswith("Après le terme du 31 décembre 2028")


@pytest.mark.parametrize(("length", "told"), [("4 ans", []), ("5 ans", ["R132"])])
def test_the_words_of_an_amendment_are_compared_with_its_duration(
    tmp_path: Path, length: str, told: list[str]
) -> None:
    (tmp_path / "essai.yaml").write_text(
        LONGER.replace("MORE", "").replace("WHAT", f"pour: {length}"), "utf-8"
    )
    sources = Sources((tmp_path / "essai.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml")
    assert [one.code for one in load(sources).problems if one.code == "R132"] == told
