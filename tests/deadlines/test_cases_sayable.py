"""Moments as a jurist would write them, each with its days."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.reading import sentence
from scheduler.deadlines.saying import when as said
from tests.written import HEAD, THREE_YEARS, book, computed, errors, of

TODAY = date(2026, 11, 30)
FACTS = """faits:
  a: {titre: a}
  b: {titre: b}
  r: {titre: r, plusieurs fois: oui}
"""


def rules(when: str, more: str = "") -> str:
    return f"""{HEAD}{FACTS}{THREE_YEARS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}{more}}}
  mensuel: {{titre: M, article: "2", citation: mots, par: asso, quand: {{chaque: mois, le: 15}}}}
  rep: {{titre: R, article: "2", citation: mots, par: asso, quand: {{délai: 1 mois, après: a}},
    silence: {{vaut: accord, réponse: b}}}}
"""


def days(folder: Path, when: str, more: str = "", **known: str) -> list[str]:
    """The days of X as « opens>due », those that are not said left blank."""
    facts = Facts(events={name: date.fromisoformat(day) for name, day in known.items()})
    computation = computed(folder, rules(when, more), facts, TODAY)
    return [f"{item.opens or ''}>{item.due or ''}" for item in of(computation, "x")]


@pytest.mark.parametrize(
    ("when", "first"),
    [
        ("{dès: terme}", "2027-12-31>"),
        ("{dès: prise d'effet}", "2025-01-01>"),
        ("{dès: 2026-03-01}", "2026-03-01>"),
        ("{dès: {échéance: mensuel}}", "2025-01-15>"),
        ("{dès: {délai: 1 mois, après: a}}", "2026-04-20>"),
        ("{avec le prochain: {échéance: mensuel}, après: a}", ">2026-04-15"),
        (
            "{avec la prochaine: {échéance: mensuel}, après: {délai: 1 mois, après: a}}",
            ">2026-05-15",
        ),
        ("{au plus tard: 1er jour ouvré suivant, après: a}", ">2026-03-23"),
        ("{au plus tard: premier jour ouvrable suivant, après: a}", ">2026-03-21"),
        ("{au plus tard: lundi suivant, après: a}", ">2026-03-23"),
        ("{au plus tard: jour ouvré précédent, avant: a}", ">2026-03-19"),
        ("{au premier de: [b, {silence: rep}]}", "2026-04-21>"),
        ("{au premier de: [{échéance: rep}, 2026-12-31]}", ">2026-04-20"),
        ("{chaque: année scolaire, en: 1er trimestre}", "2025-09-01>2025-11-30"),
        ("{chaque: exercice, en: 2e semestre}", "2025-07-01>2025-12-31"),
        ("{chaque: trimestre, en: 2e mois}", "2025-02-01>2025-02-28"),
        ("{au moins: 1, par: année, avant: 30 juin N}", "2025-01-01>2025-06-29"),
        ("{au moins: 2, par: année, au plus tard: 31 mars N+1}", "2025-01-01>2026-03-31"),
        ("{exactement: 1, par: trimestre, au plus tard: 15 du 2e mois}", "2025-01-01>2025-02-15"),
        ("{au moins: 1, par: année scolaire, avant: 31 mars}", "2025-01-01>2025-03-30"),
    ],
)
def test_it_is_written_as_one_would_say_it(tmp_path: Path, when: str, first: str) -> None:
    """a is Friday 20 March 2026; the agreement runs over 2025, 2026 and 2027."""
    assert days(tmp_path, when, a="2026-03-20")[0] == first


def test_a_quota_with_a_limit_keeps_its_number(tmp_path: Path) -> None:
    text = rules("{au moins: 2, par: année, avant: 30 juin N}")
    items = of(computed(tmp_path, text, Facts(), TODAY), "x")
    assert [item.count for item in items] == [2, 2, 2]


def test_no_deadline_that_follows_is_said(tmp_path: Path) -> None:
    text = rules("{avec le prochain: {échéance: mensuel}, après: a}")
    computation = computed(tmp_path, text, Facts(events={"a": date(2027, 12, 20)}), TODAY)
    assert "aucune échéance de « mensuel » ne vient ensuite" in [
        shown.because for shown in computation.dateless
    ]


@pytest.mark.parametrize(
    ("hour", "title"),
    [
        ('"16:00"', "X (avant 16 h)"),
        ('{avant: "16:00"}', "X (avant 16 h)"),
        ('{à: "9:30"}', "X (à 9 h 30)"),
    ],
)
def test_an_hour_is_a_limit_or_that_of_the_meeting(tmp_path: Path, hour: str, title: str) -> None:
    text = rules("{au plus tard: 2026-03-04}", f", heure: {hour}")
    (item,) = of(computed(tmp_path, text, Facts(), TODAY), "x")
    assert item.title == title


def test_a_rhythm_of_weeks_has_its_bounds(tmp_path: Path) -> None:
    found = book(tmp_path, rules("{chaque: semaine, le: lundi, depuis: 2026-03-01}"))
    (agreement,) = found.agreements
    words = said(agreement, agreement.clauses[0].timing)
    assert words == "le lundi de chaque semaine, sans date, à partir du 1er mars 2026"


def test_a_yearly_day_may_have_its_silence(tmp_path: Path) -> None:
    """The answer of 1 March 2027 is that of 2026: 2025 and 2027 stay silent."""
    more = ", silence: {vaut: accord, réponse: r}"
    text = rules("{chaque: année, au plus tard: 31 mars N+1}", more)
    facts = Facts(series={"r": (Numbered(1, date(2027, 3, 1)),)})
    computation = computed(tmp_path, text, facts, date(2029, 1, 1))
    silences = of(computation, "x-silence")
    assert [str(item.opens) for item in silences] == ["2026-04-01", "2027-04-01", "2028-04-01"]
    assert [computation.applies(item) for item in silences] == [True, False, True]


def test_an_example_gives_each_day_of_a_repeated_fact(tmp_path: Path) -> None:
    example = ", exemples: [{si: {r: [2026-01-01, 2026-02-10]}, période: n2, échéance: 2026-03-10}]"
    assert book(tmp_path, rules("{délai: 1 mois, après: r}", example)).errors == ()
    once = example.replace("r: [", "a: [").replace("période: n2, ", "")
    (problem,) = book(tmp_path, rules("{délai: 1 mois, après: a}", once)).errors
    assert problem.code == "R151"
    assert "« a » n'a lieu qu'une fois" in problem.message


EXPRESS = """durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 1 an,
  reconduction: {mode: expresse, pour: 1 an, fois: 2}}
"""


@pytest.mark.parametrize(
    ("when", "never"),
    [
        ("{pendant: 2e année}", False),
        ("{à: chaque reconduction}", False),
        ("{au moins: 1, par: semestre, depuis: 2026}", False),
        ("{au moins: 1, par: semestre, depuis: 2030}", True),
        ("{chaque: année, au plus tard: 30 juin N, depuis: 2026}", False),
    ],
)
def test_what_a_recorded_renewal_dates_is_not_said_to_have_none(
    tmp_path: Path, when: str, never: bool
) -> None:
    text = f"""{HEAD}{EXPRESS}obligations:
  x: {{titre: X, article: "2", citation: mots, par: asso, quand: {when}}}
"""
    warned = [problem for problem in book(tmp_path, text).problems if problem.code == "R165"]
    assert bool(warned) is never


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (
            "{chaque: semaine, du: lundi, au: mercredi}",
            "le lundi, mardi et mercredi de chaque semaine, sans date, de 8 h à 18 h 30.",
        ),
        ("permanent", "en permanence, sans date, de 8 h à 18 h 30."),
        ("{le: 2026-05-04}", "au plus tard le 4 mai 2026, de 8 h à 18 h 30 ce jour-là."),
    ],
)
def test_opening_hours_are_said_as_written(tmp_path: Path, when: str, said: str) -> None:
    hours = ', heure: {de: "8:00", à: "18:30"}'
    (agreement,) = book(tmp_path, rules(when, hours)).agreements
    (clause,) = [one for one in agreement.clauses if one.id == "x"]
    assert sentence(agreement, clause).endswith(said)
    assert clause.named == "X (de 8 h à 18 h 30)"


def test_an_hour_from_which_has_its_end(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, rules("permanent", ', heure: {de: "8:00", à: "8:00"}'))
    assert "jusqu'à quelle heure" in error.message
    (error,) = errors(tmp_path, rules("{chaque: semaine, du: lundi}"))
    assert "vont ensemble" in error.message
