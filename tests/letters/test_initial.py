"""The report on what is followed from now on: short, however much was due before."""

from collections import Counter
from contextlib import chdir
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from scheduler.letters.desk import Desk
from scheduler.letters.initial import MOST_PAST, initial_sections
from scheduler.mail.letter import Section
from scheduler.rulebook.load import Sources, load
from scheduler.situation import Situation, situation
from scheduler.tongue import FRENCH
from tests.bethune import SIGNED, TODAY, agreement, of_clause
from tests.simulation.town import FOLDER

DESK = Desk(("échéancier", "e@ville.example"), "essai.localhost")
LOADED = datetime(2026, 1, 5, 8, tzinfo=UTC)
FOLDERS = Sources((Path("rules"),), Path("calendars"), Path("annuaire.yaml"))


def town() -> Situation:
    """Twenty-five agreements, some of them years old."""
    with chdir(FOLDER):
        return situation(load(FOLDERS), {}, LOADED)


def past_of(shown: Situation, *names: str) -> Section:
    known = [one for one in shown.binding if not names or one.agreement.id in names]
    return initial_sections(known, DESK, FRENCH)[-1]


def test_a_long_past_is_a_line_an_agreement_and_none_is_dropped() -> None:
    shown = town()
    past = Counter(
        one.agreement.short_title
        for one in shown.binding
        for item in one.occurrences
        if one.status(item) == "untracked" and one.life != "ended"
    )
    assert past.total() > 200
    lines = past_of(shown).lines
    assert {one.agreement: int(one.title.split()[0]) for one in lines} == past
    (school,) = [one for one in lines if one.agreement == "PEDT"]
    assert (school.title, school.when) == ("1 échéance", "le 31 août 2025")
    (heating,) = [one for one in lines if one.agreement == "DSP chauffage"]
    assert heating.when == "du 31 décembre 2018 au 31 décembre 2025"
    assert heating.note == "echeancier triage dsp-chauffage --out tri.csv"


def test_a_short_past_is_told_one_by_one_with_what_to_answer() -> None:
    lines = past_of(town(), "accueil-loisirs").lines
    assert 1 < len(lines) <= MOST_PAST
    assert all(one.note.startswith("echeancier done accueil-loisirs/") for one in lines)


def test_what_falls_after_the_end_is_asked_in_the_singular_where_it_is_alone() -> None:
    asked = [question.text for one in town().binding for question in one.asked]
    (report,) = [text for text in asked if "Comptes certifiés" in text]
    assert report.endswith("rapport d'activité », le 30 juin 2029) : est-elle due ?")
    (childcare,) = [text for text in asked if "Compte de résultat de l'accueil" in text]
    assert childcare.endswith("du 20 janvier 2027 au 30 juin 2027) : sont-elles dues ?")


def test_a_length_of_one_is_elided() -> None:
    told = [step for one in town().binding for item in one.occurrences for step in item.derivation]
    assert any("La durée est d'un an" in step for step in told)
    assert any("reconduction tacite, d'un an, va du" in step for step in told)
    assert any("Un délai d'un mois après" in step for step in told)
    assert not [step for step in told if " de un" in step]
    assert any("(une fois 1 an), jamais de proche en proche" in step for step in told)


def test_a_notice_of_one_month_is_told_in_the_singular() -> None:
    signed = agreement()
    assert signed.term
    assert signed.term.notice
    short = replace(signed.term, notice=replace(signed.term.notice, length=Length(1, "month")))
    found = compute(replace(signed, term=short), Facts(assumed={"signature": SIGNED}), TODAY)
    told = " ".join(of_clause(found, "preavis")[0].derivation)
    assert "Le préavis est d'un mois (" in told
    assert "dont le délai s'achève au plus tard le 31 mars 2027 : le dimanche 28 février" in told
