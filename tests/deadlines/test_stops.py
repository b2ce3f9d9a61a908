"""Delays stopped any number of times, against a walk that takes one day after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.stops import stretches
from tests.commands import run
from tests.deadlines import oracle
from tests.written import HEAD, book, computed, errors, of

DAY = timedelta(days=1)
EVENT = date(2026, 3, 5)
SEARCHING = settings.get_current_profile_name() == "search"
DRAWS = 2000 if SEARCHING else 250
"""All of them in ``make search``, a sample of them in the ordinary run."""
HOLIDAYS = {
    date(2026, *day)
    for day in [(4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11)]
} | {date(2026, 12, 25), date(2027, 1, 1)}
LENGTHS = {
    "calendaires": "20 jours",
    "semaines": "3 semaines",
    "ouvres": "10 jours ouvrés",
    "ouvrables": "12 jours ouvrables",
    "francs": "8 jours francs",
    "ouvres-francs": "5 jours ouvrés francs",
    "mois": "2 mois",
    "heures": "48 heures",
}
CLAUSE = """  {name}:
    titre: Réponse
    article: "2"
    citation: le silence vaut accord
    par: ccas
    quand: {{délai: {length}, après: demande, suspendu: {{de: incomplet, à: pieces}}}}
    silence: {{vaut: accord, réponse: reponse}}
"""
RULES = (
    HEAD
    + 'durée: {article: "1", prend effet: {le: 2016-01-01}, pour: 20 ans}\n'
    + """faits:
  demande: {titre: demande}
  incomplet: {titre: dossier incomplet, plusieurs fois: oui}
  pieces: {titre: réception des pièces, plusieurs fois: oui}
  reponse: {titre: réponse}
obligations:
"""
    + "".join(CLAUSE.format(name=name, length=length) for name, length in LENGTHS.items())
)


@dataclass
class Walked:
    """Where a walk of the days ends: its day, or the soonest one if a stop lasts."""

    day: date
    lasts: bool


def is_counted(day: date, name: str) -> bool:
    if name.startswith("ouvres"):
        return day.weekday() < 5 and day not in HOLIDAYS
    return name != "ouvrables" or (day.weekday() < 6 and day not in HOLIDAYS)


def to_run(name: str) -> int:
    number = LENGTHS[name].split()[0]
    if name == "mois":
        return (oracle.same_number_after(EVENT, 2) - EVENT).days
    return {"semaines": 7, "heures": 1}.get(name, 1) * (2 if name == "heures" else int(number))


def walked(name: str, stops: Iterable[date], resumptions: Iterable[date], fewer: int = 0) -> Walked:
    """Each day is used up if the delay was running when it began; then its events happen."""
    ends = {*stops}, {*resumptions}
    left, extra, since = to_run(name) - fewer, "francs" in name, None
    day = min({*ends[0], *ends[1], EVENT})
    for _ in range(1500):
        if since is None and day > EVENT:
            if left:
                left -= is_counted(day, name)
            else:
                extra = False
        if since and day in ends[1]:
            since = day if day in ends[0] else None
        elif since is None and day in ends[0] and day not in ends[1]:
            since = day
        if day >= EVENT and not left and not extra and since is None:
            return Walked(day, lasts=False)
        day += DAY
    assert since is not None
    before = [stop for stop in ends[0] if stop < since]
    return Walked(walked(name, before, ends[1], fewer).day, lasts=True)


def series(name: str, days: Iterable[date]) -> tuple[Numbered, ...]:
    return tuple(Numbered(rank, day) for rank, day in enumerate(days, start=1))


def known(stops: Iterable[date], resumptions: Iterable[date]) -> Facts:
    return Facts(
        events={"demande": EVENT},
        series={"incomplet": series("incomplet", stops), "pieces": series("pieces", resumptions)},
    )


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    found = book(tmp_path_factory.mktemp("arrets"), RULES)
    assert found.errors == ()
    return found.agreements[0]


def agrees(agreement: Agreement, stops: list[date], resumptions: list[date]) -> None:
    """Every length, its silence included, ends where the walk does."""
    computation = compute(agreement, known(stops, resumptions), date(2026, 3, 6))
    for name in LENGTHS:
        expected = walked(name, stops, resumptions)
        (answer,), (silence,) = of(computation, name), of(computation, f"{name}-silence")
        told = (name, stops, resumptions, answer.derivation)
        if expected.lasts:
            first = walked(name, stops, resumptions, fewer=name == "heures")
            assert (answer.due, silence.opens) == (None, None), told
            assert answer.certainty == silence.certainty == "bracketed", told
            assert (answer.earliest, silence.earliest) == (first.day, expected.day + DAY), told
        else:
            assert (answer.due, silence.opens) == (expected.day, expected.day + DAY), told


def drawn(seed: int) -> tuple[list[date], list[date]]:
    """Up to six stops and as many resumptions, in any order, some before the event."""
    chosen = Random(seed)
    span = chosen.choice([12, 30, 80])
    first, second = (
        [EVENT + chosen.randrange(-8, span) * DAY for _ in range(chosen.randrange(most))]
        for most in (7, 7)
    )
    return first, second


@given(some.integers(0, 2**31))
@settings(max_examples=DRAWS)
def test_any_stops_end_every_delay_where_a_walk_of_the_days_does(
    agreement: Agreement, seed: int
) -> None:
    """D8: eight kinds of length, each with its silence, under stops drawn at random."""
    agrees(agreement, *drawn(seed))


@pytest.mark.drawn
def test_fixed_draws_agree_too(agreement: Agreement) -> None:
    """D8: the same, always the same ones, and all the shapes are among them."""
    shapes = set()
    for seed in range(DRAWS):
        stops, resumptions = drawn(seed)
        agrees(agreement, stops, resumptions)
        shapes.add((bool(stretches(stops, resumptions)), walked("mois", stops, resumptions).lasts))
    assert shapes == {(True, True), (True, False), (False, False)}


def of_september(tmp_path: Path, stops: list[str], resumptions: list[str]) -> Computation:
    days = [
        [date(2026, *map(int, day.split("-"))) for day in some] for some in (stops, resumptions)
    ]
    facts = Facts(
        events={"demande": date(2026, 9, 1)},
        series={"incomplet": series("incomplet", days[0]), "pieces": series("pieces", days[1])},
    )
    return computed(tmp_path, RULES, facts, date(2026, 12, 1))


def test_a_second_stop_keeps_silence_from_meaning_yes(tmp_path: Path) -> None:
    """D8: stopped on 20 September, going on on 5 October, stopped anew on 12 October."""
    computation = of_september(tmp_path, ["9-20", "10-12"], ["10-5"])
    (answer,), (silence,) = of(computation, "mois"), of(computation, "mois-silence")
    assert (answer.due, answer.earliest, answer.certainty) == (
        None,
        date(2026, 11, 16),
        "bracketed",
    )
    assert (silence.opens, silence.certainty) == (None, "bracketed")
    assert "suspendu depuis le lundi 12 octobre 2026" in answer.derivation[-1]
    over = of_september(tmp_path, ["9-20", "10-12"], ["10-5", "10-22"])
    (answer,) = of(over, "mois")
    assert answer.due == date(2026, 11, 26)
    first, second = "du 20 septembre 2026 au 5 octobre", "du 12 octobre 2026 au 22 octobre"
    assert f"{first} 2026 et {second} 2026 (25 jours)" in answer.derivation[-1]


def test_a_stop_after_the_end_is_said_to_change_nothing(tmp_path: Path) -> None:
    """D8: two months from 1 September end on 1 November."""
    (answer,) = of(of_september(tmp_path, ["11-2"], []), "mois")
    assert (answer.due, answer.certainty) == (date(2026, 11, 1), "exact")
    assert answer.derivation[-1].endswith(
        "du 2 novembre 2026 vient après l'expiration du 1er novembre 2026 : il ne suspend rien."
    )


ONCE = RULES.replace(", plusieurs fois: oui", "")


def test_a_stop_recorded_after_its_resumption_is_not_ignored(tmp_path: Path) -> None:
    """D8: facts that take place once; the second stop corrects the first, and the rule says so."""
    twice = (Numbered(1, date(2026, 9, 20)), Numbered(2, date(2026, 10, 12)))
    facts = Facts(
        events={"demande": date(2026, 9, 1), "incomplet": twice[1].on, "pieces": date(2026, 10, 5)},
        series={"incomplet": twice},
    )
    (answer,) = of(computed(tmp_path, ONCE, facts, date(2026, 12, 1)), "mois")
    assert (answer.due, answer.earliest) == (None, date(2026, 11, 1))
    assert "le déclarer « plusieurs fois: oui »" in answer.derivation[-1]


@pytest.mark.parametrize(
    ("of_one", "says"),
    [
        ("incomplet: {titre: dossier incomplet", "l'un peut avoir lieu plusieurs fois"),
        ("pieces: {titre: réception des pièces", "l'un peut avoir lieu plusieurs fois"),
        ("demande: {titre: demande", "ne dit pas lequel de ses délais"),
    ],
)
def test_a_half_repeated_stop_is_refused(tmp_path: Path, of_one: str, says: str) -> None:
    """D8: both facts of a stop repeat or neither, and the delay's own event does not."""
    problems = errors(tmp_path, ONCE.replace(of_one, f"{of_one}, plusieurs fois: oui"))
    refused = [problem for problem in problems if problem.code == "R153"]
    assert refused
    assert all(says in problem.message for problem in refused)


def test_a_delay_cannot_stop_and_go_on_at_one_fact(tmp_path: Path) -> None:
    rules = ONCE.replace(
        "suspendu: {de: incomplet, à: pieces}", "suspendu: {de: pieces, à: pieces}"
    )
    assert {problem.code for problem in errors(tmp_path, rules)} == {"R022"}


EACH_YEAR = (
    HEAD
    + 'durée: {article: "1", prend effet: {le: 2016-01-01}, pour: 20 ans}\n'
    + """faits:
  demande: {titre: demande, plusieurs fois: oui}
obligations:
  x:
    titre: Observations
    article: "2"
    citation: mots
    par: ccas
    quand: {délai: LENGTH, après: demande, suspendu: {du: FIRST, au: LAST}}
"""
)


def each_year(length: str, first: str, last: str) -> str:
    return EACH_YEAR.replace("LENGTH", length).replace("FIRST", first).replace("LAST", last)


@pytest.mark.parametrize(
    ("length", "first", "last", "asked", "due"),
    [
        ("3 semaines", "1er août", "31 août", "2026-07-10", "2026-07-31"),
        ("3 semaines", "1er août", "31 août", "2026-07-11", "2026-09-01"),
        ("3 semaines", "1er août", "31 août", "2026-07-20", "2026-09-10"),
        ("3 semaines", "1er août", "31 août", "2026-08-05", "2026-09-21"),
        ("3 semaines", "1er août", "31 août", "2026-08-31", "2026-09-21"),
        ("1 mois", "1er août", "31 août", "2026-07-20", "2026-09-20"),
        ("14 mois", "1er août", "31 août", "2026-07-20", "2027-11-21"),
        ("10 jours", "20 décembre", "4 janvier", "2026-12-15", "2027-01-10"),
        ("10 jours", "20 décembre", "4 janvier", "2026-01-02", "2026-01-14"),
        ("5 jours ouvrés", "1er août", "31 août", "2026-07-29", "2026-09-03"),
    ],
)
def test_a_delay_that_does_not_run_in_some_weeks_of_each_year(
    tmp_path: Path, length: str, first: str, last: str, asked: str, due: str
) -> None:
    """Counted by hand: neither day of the stretch counts, and what ended on its eve has ended."""
    facts = Facts(series={"demande": series("demande", [date.fromisoformat(asked)])})
    (item,) = of(computed(tmp_path, each_year(length, first, last), facts, EVENT), "x")
    assert item.due == date.fromisoformat(due)
    stopped = "Le délai n'a pas couru" in item.derivation[-1]
    assert stopped == (asked not in ("2026-07-10", "2026-08-31"))


@pytest.mark.parametrize(
    ("pause", "says"),
    [
        ("{du: 1er août N+1, au: 31 août}", "elle se dit sans N"),
        ("{du: 1er mars, au: 31 octobre}", "plus de six mois par an"),
        ("{du: 15 août, au: 1er août}", "plus de six mois par an"),
        ("{du: 1er août}", "d'un jour à un autre de chaque année"),
        ("{de: demande, au: 31 août}", "d'un jour à un autre de chaque année"),
    ],
)
def test_a_half_said_stretch_of_the_year_is_refused(tmp_path: Path, pause: str, says: str) -> None:
    rules = each_year("3 semaines", "1er août", "31 août").replace(
        "{du: 1er août, au: 31 août}", pause
    )
    (problem,) = errors(tmp_path, rules)
    assert says in problem.message + problem.hint


RESTART = ONCE.replace(
    "suspendu: {de: incomplet, à: pieces}",
    "repart de: pieces, suspendu: {de: incomplet, à: reponse}",
)


@pytest.mark.parametrize(
    ("restart", "stop", "go", "due", "other"),
    [
        ("2026-10-01", None, None, "2026-12-01", None),
        ("2026-08-20", None, None, "2026-11-01", None),
        ("2026-11-10", None, None, "2027-01-10", "2026-11-01"),
        ("2026-10-01", "2026-09-10", "2026-09-20", "2026-12-01", None),
        ("2026-10-01", "2026-09-25", "2026-10-11", "2026-12-11", None),
        ("2026-10-01", "2026-11-20", "2026-11-25", "2026-12-06", None),
        ("2026-11-10", "2026-09-10", "2026-09-20", "2027-01-10", None),
    ],
)
def test_a_delay_that_starts_again_keeps_only_the_stops_that_follow(
    tmp_path: Path, restart: str, stop: str | None, go: str | None, due: str, other: str | None
) -> None:
    """D8: two months from 1 September; a start that comes too late leaves the first end listed."""
    days = {"demande": "2026-09-01", "pieces": restart, "incomplet": stop, "reponse": go}
    facts = Facts(events={name: date.fromisoformat(day) for name, day in days.items() if day})
    (answer,) = of(computed(tmp_path, RESTART, facts, date(2026, 12, 1)), "mois")
    assert str(answer.due) == due
    assert [str(one.due) for one in answer.alternatives] == ([other] if other else [])


def test_only_what_comes_after_the_delay_begins_stops_it(tmp_path: Path) -> None:
    """D8: it begins at the end of March; a stop of mid-March takes nothing from it."""
    rules = ONCE.replace(
        "{délai: 20 jours, après: demande,",
        "{délai: 20 jours, après: demande, départ: fin du mois,",
    )
    days = {"demande": "2026-03-10", "incomplet": "2026-03-15", "pieces": "2026-03-20"}
    facts = Facts(events={name: date.fromisoformat(day) for name, day in days.items()})
    (answer,) = of(computed(tmp_path, rules, facts, date(2026, 12, 1)), "calendaires")
    assert answer.due == date(2026, 4, 20)


def test_each_stop_of_the_journal_counts(tmp_path: Path) -> None:
    """D8: recorded one by one, as a person does; the explanation names the stop that lasts."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "calendars").mkdir()
    (tmp_path / "rules" / "essai.yaml").write_text(RULES, "utf-8")
    calendar = "calendrier: bethune\ntitre: B\nzone: Métropole\n"
    (tmp_path / "calendars" / "b.yaml").write_text(calendar, "utf-8")
    recorded = ("demande 2026-09-01", "incomplet 2026-09-20", "pieces 2026-10-05")
    for fact in (*recorded, "incomplet 2026-10-12"):
        assert run(tmp_path, "fact", "essai", *fact.split()).returncode == 0
    told = run(tmp_path, "explain", "essai/mois/unique").stdout
    assert "n'a pas couru du 20 septembre 2026 au 5 octobre 2026" in told
    assert "suspendu depuis le lundi 12 octobre 2026" in told
