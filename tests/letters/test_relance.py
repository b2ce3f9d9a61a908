"""What to write to a partner: three tones, each piece by name, nothing where nothing is owed."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.letters.relance import expected_action, relance
from scheduler.tongue import FRENCH
from tests.bethune import agreement, rulebook
from tests.partners import ALWAYS, known, received
from tests.written import HEAD, computed, of

GOLDEN = Path(__file__).parent / "golden"
SIGNED = {"bethune-sad": {"signature": date(2025, 4, 1)}}


def seen_by(name: str, us: str, today: date) -> Computation:
    """One of the project's conventions on the desk of the party ``us``."""
    facts = Facts(assumed=SIGNED.get(name, {}))
    return compute(replace(agreement(name), us=us), facts, today)


def one(computation: Computation, key: str) -> Occurrence:
    return next(item for item in computation.occurrences if item.key.endswith(key))


def service(folder: Path, today: date, facts: Facts | None = None) -> Computation:
    of = known(folder, ["Aide du Lac"], today, {"saad-1": facts or Facts()})
    found = of.computation("saad-1")
    assert found is not None
    return found


CONVENTIONS = [
    ("bethune-sad", "ccas", "mise-en-conformite/unique", date(2025, 6, 2)),
    ("dijon-carsat", "carsat", "analyse-besoins/2014", date(2015, 1, 12)),
    ("wattrelos-cpom", "departement", "documents-annuels/2024", date(2025, 4, 10)),
    ("infos-seniors-exemple", "pole", "rencontre-strategique/a1", date(2027, 4, 20)),
]


@pytest.mark.parametrize(("name", "us", "key", "today"), CONVENTIONS)
def test_the_letter_of_each_convention(name: str, us: str, key: str, today: date) -> None:
    computation = seen_by(name, us, today)
    assert relance(computation, one(computation, key), today) == (
        GOLDEN / f"relance-{name}.txt"
    ).read_text("utf-8")


def test_what_is_owed_together_is_asked_of_nobody() -> None:
    """Every dated duty of Sceaux is the town's with the department."""
    today = date(2027, 5, 1)
    signed = Facts(assumed={"signature": date(2025, 4, 1)})
    computation = compute(agreement("sceaux-protocole"), signed, today)
    assert computation.occurrences
    assert {relance(computation, item, today) for item in computation.occurrences} == {""}


@pytest.mark.parametrize(
    ("tone", "today"),
    [
        ("reminder", date(2026, 3, 2)),
        ("late", date(2026, 4, 15)),
        ("last", date(2026, 4, 16)),
    ],
)
def test_the_three_tones_of_a_package(tmp_path: Path, tone: str, today: date) -> None:
    facts = received("saad-1", ALWAYS[:2], date(2026, 2, 27))
    computation = service(tmp_path, today, facts)
    letter = relance(computation, one(computation, "documents/2025"), today)
    assert letter == (GOLDEN / f"relance-{tone}.txt").read_text("utf-8")


def test_the_consequence_is_said_without_a_threat_until_the_last_letter(tmp_path: Path) -> None:
    def told(today: date, clause: str) -> str:
        computation = service(tmp_path, today)
        return relance(computation, one(computation, clause), today)

    assert "Pour mémoire" in told(date(2026, 3, 31), "documents/2025")
    assert "À défaut de réponse" not in told(date(2026, 4, 1), "documents/2025")
    last = told(date(2026, 5, 1), "documents/2025")
    assert "À défaut de réponse" in last
    assert "31 jours × 50 € = 1 550 €, limité à 1 000 €" in last.replace("\u202f", " ").replace(
        "\u00a0", " "
    )


def test_nobody_is_called_late_before_every_reading_has_passed(tmp_path: Path) -> None:
    for day, object_ in ((14, "Rappel"), (15, "Rappel"), (16, "Relance")):
        today = date(2026, 6, day)
        computation = service(tmp_path, today)
        letter = relance(computation, one(computation, "enquete/2026"), today)
        assert f"Objet : {object_} – " in letter
        assert "en retard" not in letter
    assert "au plus tard le lundi 15 juin 2026" in letter
    assert "1 jour après" in letter


def test_nothing_is_asked_that_is_ours_done_or_without_object(tmp_path: Path) -> None:
    today = date(2026, 5, 10)
    computation = service(tmp_path, today, received("saad-1", ALWAYS, date(2026, 3, 20)))
    for key in ("versement/2026", "documents/2025"):
        item = one(computation, key)
        assert relance(computation, item, today) == ""
        assert expected_action(computation, item, FRENCH) == ""
    after = Facts(events={"dotation": date(2027, 9, 1)})
    computation = service(tmp_path, today, after)
    assert relance(computation, one(computation, "bilan-dotation/2025"), today) == ""


def test_of_what_fell_before_it_was_followed_nothing_is_claimed(tmp_path: Path) -> None:
    today = date(2026, 5, 10)
    computation = service(tmp_path, today)
    before, after = one(computation, "enquete/2025"), one(computation, "documents/2025")
    assert relance(computation, before, today) == ""
    assert expected_action(computation, before, FRENCH) == ""
    assert "nous n'avons rien reçu" in relance(computation, after, today)


def test_a_condition_nobody_recorded_is_said(tmp_path: Path) -> None:
    today = date(2026, 4, 2)
    computation = service(tmp_path, today)
    letter = relance(computation, one(computation, "bilan-dotation/2025"), today)
    assert "(seulement si : dotation ponctuelle versée)" in letter


FORMS = """durée:
  article: "1"
  prend effet: {le: 2025-01-01}
  pour: 3 ans
  prorogation:
    demande: 12 mois
    par: asso
    forme: LRAR
    reçue: demande
    citation: par lettre recommandée
    réponse: {délai: 2 mois, citation: deux mois}
    silence: {vaut: accord, titre: Accord, citation: réputé acquis}
faits: {demande: {titre: réception de la demande}, ouverture: {titre: ouverture}}
obligations:
  environ:
    titre: Information
    article: "4"
    citation: environ un mois avant
    par: asso
    à: tiers
    quand: {délai: 1 mois, avant: ouverture, environ: oui}
    pièces: {note: note}
"""


def test_an_act_that_takes_a_registered_letter_keeps_its_form(tmp_path: Path) -> None:
    computation = computed(tmp_path, HEAD + FORMS, Facts(), date(2026, 9, 1))
    (item,) = [item for item in computation.occurrences if item.kind == "request"]
    letter = relance(computation, item, date(2026, 9, 1))
    assert "une lettre recommandée avec demande d'avis de réception" in letter


def test_a_third_party_gets_the_pieces_owed_to_it_about_that_day(tmp_path: Path) -> None:
    head = HEAD.replace("asso: Association}", "asso: Association, tiers: Office du logement}")
    facts = Facts(events={"ouverture": date(2026, 6, 15)})
    computation = computed(tmp_path, head + FORMS, facts, date(2026, 5, 1))
    (item,) = of(computation, "environ")
    letter = relance(computation, item, date(2026, 5, 1))
    assert "adresser (à : Office du logement) les pièces attendues" in letter
    assert "au plus tard environ le vendredi 15 mai 2026" in letter


def test_whoever_watches_is_told_what_to_record_and_what_is_ready(tmp_path: Path) -> None:
    for today, ready in (
        (date(2026, 3, 2), "un rappel est prêt"),
        (date(2026, 4, 2), "une relance est prête"),
        (date(2026, 5, 2), "une dernière relance est prête"),
    ):
        computation = service(tmp_path, today)
        assert expected_action(computation, one(computation, "documents/2025"), FRENCH) == (
            "Attendu de : Aide du Lac. Si c'est fait, dire quel jour (et quelles pièces sont "
            "reçues). "
            f"Sinon, {ready} à partir."
        )


def test_what_came_after_its_day_is_no_longer_asked(tmp_path: Path) -> None:
    facts = Facts(done={"saad-1/documents/2025": Done(date(2026, 4, 20))})
    computation = service(tmp_path, date(2026, 5, 1), facts)
    assert relance(computation, one(computation, "documents/2025"), date(2026, 5, 1)) == ""


@pytest.mark.parametrize("today", [date(2015, 6, 1), date(2024, 4, 3), date(2026, 11, 22)])
def test_every_duty_of_every_convention_has_a_letter_without_a_hole(today: date) -> None:
    """Whichever party we are: the words of the rule, one tone, no gap where a value lacks."""
    written = 0
    for convention in rulebook().agreements:
        for us in convention.parties:
            facts = Facts(assumed=SIGNED.get(convention.id, {}))
            computation = compute(replace(convention, us=us), facts, today)
            for item in computation.occurrences:
                letter = relance(computation, item, today)
                assert bool(letter) == bool(expected_action(computation, item, FRENCH))
                if letter:
                    written += 1
                    assert item.title in letter
                    assert item.cited.quote in letter
                    assert re.search(r"(?m)^Objet : (Rappel|Relance|Dernière relance) – ", letter)
                    assert not re.search(r"None|  | \.|\(\)|« »|: \n\n|;\.", letter), letter
    assert written > 50
