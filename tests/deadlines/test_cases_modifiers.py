"""What a modifier does to a day: a report, « au moins », hours; the readings of an opening."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.backwards import day_before
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.forwards import day_after
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import Length
from tests.written import HEAD, THREE_YEARS, computed, of

TODAY = date(2026, 11, 30)
FACTS = "faits: {a: {titre: a}, b: {titre: b}}\n"


def played(folder: Path, rest: str, **days: str) -> Computation:
    """The obligation X, whose ``quand`` and other keys are ``rest``, under those facts."""
    rules = f"""{HEAD}{FACTS}{THREE_YEARS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, {rest}}}
  y: {{titre: Y, article: "2", citation: mots, par: asso, quand: {{avant: 2026-06-30}}}}
"""
    events = {name: date.fromisoformat(day) for name, day in days.items()}
    return computed(folder, rules, Facts(events=events), TODAY)


def only(folder: Path, rest: str, **days: str) -> Occurrence:
    (item,) = of(played(folder, rest, **days), "x")
    return item


@pytest.mark.parametrize(
    ("rest", "a", "day"),
    [
        ("quand: {pour: 20 suivant, après: a}, report: jour ouvré précédent", "06-19", "06-19"),
        ("quand: {pour: 21 suivant, après: a}, report: jour ouvré précédent", "06-20", "06-21"),
        ("quand: {délai: 1 jour, après: a}, report: jour ouvré précédent", "06-20", "06-21"),
        ("quand: {dans les: 1 jour, après: a}, report: jour ouvrable précédent", "06-21", "06-22"),
        ("quand: {délai: 2 jours, après: a}, report: jour ouvré précédent", "06-19", "06-19"),
    ],
)
def test_no_closed_day_brings_a_day_before_its_event(
    tmp_path: Path, rest: str, a: str, day: str
) -> None:
    """Saturday 20 June 2026 is the event: the Friday before it is no day to act on it."""
    item = only(tmp_path, rest, a=f"2026-{a}")
    assert item.due == date.fromisoformat(f"2026-{day}")


def test_a_day_that_stays_where_it_is_says_why(tmp_path: Path) -> None:
    rest = "quand: {pour: 21 suivant, après: a}, report: jour ouvré précédent"
    steps = only(tmp_path, rest, a="2026-06-20").derivation
    assert any("qu'il ne peut pas précéder : il reste où il est" in step for step in steps)


def test_what_may_come_before_its_event_is_still_brought_back(tmp_path: Path) -> None:
    """« au plus tard le jour de la réunion », a Saturday: the working day before it is right."""
    rest = "quand: {au plus tard: a}, report: jour ouvré précédent"
    assert only(tmp_path, rest, a="2026-06-20").due == date(2026, 6, 19)


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("{passé: 24 heures, après: a}", "2026-06-20"),
        ("{au bout de: 24 heures, après: a}", "2026-06-20"),
        ("{passé: 48 h, après: {au plus tard: a}}", "2026-06-21"),
        ("{passé: 0 jour, après: a}", "2026-06-20"),
        ("{passé: 0 jour, après: {échéance: y}}", "2026-06-30"),
        ("{passé: 1 jour, après: a}", "2026-06-21"),
    ],
)
def test_a_delay_that_must_have_passed_opens_once_it_has(
    tmp_path: Path, when: str, opens: str
) -> None:
    """Hours are over within a day: « passé » and « au bout de » open on the same one."""
    assert only(tmp_path, f"quand: {when}", a="2026-06-19").opens == date.fromisoformat(opens)


def test_a_silence_after_hours_takes_effect_once_the_day_is_over(tmp_path: Path) -> None:
    rest = "quand: {délai: 48 heures, après: a}, silence: {vaut: accord, réponse: b}"
    (silence,) = of(played(tmp_path, rest, a="2026-06-19"), "x-silence")
    assert silence.opens == date(2026, 6, 22)


@pytest.mark.parametrize(
    ("when", "others"),
    [
        ("{délai: 2 mois, avant: a, au moins: oui}", ["2026-04-29"]),
        ("{délai: 1 an, avant: a, au moins: oui}", ["2025-06-29"]),
        ("{délai: 8 jours, avant: a, au moins: oui}", ["2026-06-21"]),
        ("{délai: 8 jours ouvrés, avant: a, au moins: oui}", ["2026-06-17"]),
        ("{délai: 2 mois, avant: {au plus tard: a}, au moins: oui}", ["2026-04-29"]),
        ("{délai: 5 jours francs, avant: a, au moins: oui}", []),
        ("{délai: 2 mois, avant: a}", []),
    ],
)
def test_at_least_so_long_before_may_mean_whole_months_between(
    tmp_path: Path, when: str, others: list[str]
) -> None:
    item = only(tmp_path, f"quand: {when}", a="2026-06-30")
    assert [other.due.isoformat() for other in item.alternatives] == others


@pytest.mark.parametrize(
    ("when", "other"),
    [
        ("{passé: 1 mois, après: {échéance: y}}", "2026-07-31"),
        ("{passé: 4 heures, après: a}", "2024-03-01"),
        ("{passé: 1 an, après: a}", "2025-03-02"),
        ("{au bout de: 1 an, après: a}", "2025-02-28"),
        ("{au bout de: 1 an, après: {au plus tard: a}}", "2025-02-28"),
    ],
)
def test_an_opening_lists_its_other_readings(tmp_path: Path, when: str, other: str) -> None:
    """They are days on which it may open: none of them is a last day."""
    item = only(tmp_path, f"quand: {when}", a="2024-02-29")
    assert [reading.due.isoformat() for reading in item.alternatives] == [other]
    assert item.acts_by is None
    assert item.next_day(TODAY) is None


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("prend effet: {le: 2025-02-15}, pour: 2 ans", True),
        ("prend effet: {le: 2025-01-01}, pour: 2 ans", False),
    ],
)
def test_quarters_that_might_be_the_contract_s_are_asked_about(
    tmp_path: Path, term: str, said: bool
) -> None:
    """Calendar quarters are computed; the contract's differ unless it begins with one of them."""
    rules = f"""{HEAD}durée: {{article: "1", {term}}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso,
    quand: {{chaque: trimestre, au plus tard: dernier jour}}}}
"""
    computation = computed(tmp_path, rules, Facts(), TODAY)
    assert of(computation, "x")[0].due == date(2025, 3, 31)
    assert any(question.topic == "periods" for question in computation.questions) is said


@pytest.mark.parametrize(
    ("periods", "due"), [("civiles", date(2025, 3, 31)), ("du contrat", date(2025, 5, 14))]
)
def test_quarters_are_those_that_the_text_says(tmp_path: Path, periods: str, due: date) -> None:
    rules = f"""{HEAD}durée: {{article: "1", prend effet: {{le: 2025-02-15}}, pour: 2 ans}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso,
    quand: {{chaque: trimestre, au plus tard: dernier jour, périodes: {periods}}}}}
"""
    computation = computed(tmp_path, rules, Facts(), TODAY)
    assert of(computation, "x")[0].due == due
    assert not any(question.topic == "periods" for question in computation.questions)


def test_before_the_day_of_the_effect_itself_is_that_day(tmp_path: Path) -> None:
    """« avant le 20 janvier », effect on the 20th: the eve precedes it, the day itself is left."""
    rules = f"""{HEAD}durée: {{article: "1", prend effet: {{le: 2025-01-20}}, pour: 2 ans}}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso,
    quand: {{chaque: année, avant: 20 janvier N}}}}
"""
    first = of(computed(tmp_path, rules, Facts(), TODAY), "x")[0]
    assert first.due == date(2025, 1, 20)
    assert any("prend effet le lundi 20 janvier 2025 même" in step for step in first.derivation)


REPORT = """report: {délais: jour ouvré suivant, article: "15", citation: au premier jour ouvré}
"""


@pytest.mark.parametrize(
    ("general", "rest", "due"),
    [
        ("délais", "quand: {délai: 3 jours, après: a}", "2026-05-18"),
        ("délais", "quand: {dans les: 3 jours, après: a}", "2026-05-18"),
        ("délais", "quand: {au premier de: [{délai: 3 jours, après: a}, b]}", "2026-05-18"),
        ("délais", "quand: {délai: 3 jours, après: a}, report: aucun", "2026-05-16"),
        ("délais", "quand: {délai: 3 jours, après: a}, report: fin du mois", "2026-05-31"),
        ("délais", "quand: {pour: 2026-05-16}", "2026-05-16"),
        ("échéances", "quand: {pour: 2026-05-16}", "2026-05-18"),
        ("échéances", "quand: {délai: 3 jours, après: a}", "2026-05-18"),
    ],
)
def test_the_whole_agreement_may_put_off_its_days(
    tmp_path: Path, general: str, rest: str, due: str
) -> None:
    """Saturday 16 May 2026; the clause that says its own report keeps it."""
    rules = f"""{HEAD}{FACTS}{REPORT.replace("délais", general)}{THREE_YEARS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, {rest}}}
"""
    facts = Facts(events={"a": date(2026, 5, 13), "b": date(2026, 6, 30)})
    (item,) = of(computed(tmp_path, rules, facts, TODAY), "x")
    assert item.due == date.fromisoformat(due)
    put_off = any("article 15" in step for step in item.derivation)
    assert put_off is (due == "2026-05-18")


def test_what_waits_for_a_bounded_fact_says_by_when_at_the_latest(tmp_path: Path) -> None:
    rules = f"""{HEAD}faits: {{a: {{titre: a, pas après: 2026-12-31}}}}
{THREE_YEARS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {{délai: 2 mois, après: a}}}}
"""
    computation = computed(tmp_path, rules, Facts(), TODAY)
    assert of(computation, "x") == []
    (shown,) = computation.dateless
    assert (
        shown.because == "« a » n'est pas encore connu : c'est dû au plus tard le 28 février 2027"
    )


def test_each_unknown_signature_is_asked(tmp_path: Path) -> None:
    term = "{article: 1, prend effet: {au dernier de: [a, b]}, pour: 1 an}"
    rules = f"""{HEAD}{FACTS}durée: {term}
obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {{à: prise d'effet}}}}
"""

    def asked(**days: date) -> list[str | None]:
        computation = computed(tmp_path, rules, Facts(events=days), TODAY)
        return [question.event for question in computation.questions if question.topic == "effect"]

    assert asked() == ["a", "b"]
    assert asked(a=date(2026, 3, 20)) == ["b"]
    assert asked(a=date(2026, 3, 20), b=date(2026, 4, 1)) == []


def test_a_disputed_holiday_is_another_reading() -> None:
    """Saint-Martin: 28 May is kept, 27 May is what another source has (C. trav. L3422-2, 3°)."""
    calendar = Calendar("saint-martin", zone="Saint-Martin")
    length = Length(1, "day", kind="worked")
    due, others = day_after(date(2026, 5, 27), length, calendar)
    assert (due, [other.due for other in others]) == (date(2026, 5, 29), [date(2026, 5, 28)])
    due, others = day_before(date(2026, 5, 29), length, calendar, "retranchés")
    assert (due, [other.due for other in others]) == (date(2026, 5, 27), [date(2026, 5, 28)])
    assert day_after(date(2026, 3, 2), length, calendar) == (date(2026, 3, 3), ())


def test_a_settled_first_of_several_moments_claims_no_bounds(tmp_path: Path) -> None:
    """The silence that an answer ended has no day any more: none is "entre deux bornes"."""
    rules = f"""{HEAD}{FACTS}{THREE_YEARS}obligations:
  rep: {{titre: R, article: "2", citation: mots, par: asso, quand: {{délai: 1 mois, après: a}},
    silence: {{vaut: accord, réponse: b}}}}
  x: {{titre: X, article: "2", citation: mots, par: asso,
    quand: {{au premier de: [b, {{silence: rep}}]}}}}
"""
    facts = Facts(events={"a": date(2026, 3, 20), "b": date(2026, 3, 25)})
    (item,) = of(computed(tmp_path, rules, facts, TODAY), "x")
    assert item.opens == date(2026, 3, 25)
    assert not any("entre deux bornes" in step for step in item.derivation)
