"""Units of days, windows, readings and holidays: each clause that once went wrong, put right."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.deadlines.business_days import ZONES, disputed_holidays, public_holidays
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.rulebook.calendar_file import CalendarFile
from tests.written import HEAD, computed, dues, errors, of

LOCAL = {
    ("Nouvelle-Calédonie", 2026): ["2026-09-24"],
    ("Polynésie Française", 2024): ["2024-03-05", "2024-03-29", "2024-06-29"],
    ("Polynésie Française", 2025): ["2025-03-05", "2025-04-18", "2025-11-20"],
    ("Polynésie Française", 2026): ["2026-03-05", "2026-04-03", "2026-11-20"],
    ("Wallis-et-Futuna", 2026): ["2026-04-28", "2026-06-29", "2026-07-29"],
    ("Saint-Pierre-et-Miquelon", 2026): [],
    ("Martinique", 2026): ["2026-05-22"],
}


@pytest.mark.parametrize(("zone", "year"), LOCAL)
def test_a_territory_has_its_own_holidays_beside_the_eleven(zone: str, year: int) -> None:
    """D9: the days are typed from the labour codes and the prefect's order, not from the table."""
    mainland = public_holidays("Métropole", year)
    local = public_holidays(zone, year)
    assert len(mainland) == 11
    assert mainland <= local
    assert sorted(day.isoformat() for day in local - mainland) == LOCAL[zone, year]


def test_the_year_in_which_polynesia_changed_its_holiday_is_disputed() -> None:
    """D9: 29 June 2025, a Sunday, is a holiday in one source only."""
    assert disputed_holidays("Polynésie Française", 2025) == (date(2025, 6, 29),)
    assert disputed_holidays("Polynésie Française", 2026) == ()


@pytest.mark.parametrize("zone", ["Saint-Barthélemy", "polynésie française", "La Reunion"])
def test_a_zone_is_known_whatever_its_accents(zone: str) -> None:
    written = {"calendrier": "ici", "titre": "Ici", "zone": zone}
    assert CalendarFile.model_validate(written).zone in ZONES


def test_the_guide_lists_every_zone() -> None:
    """D9: what the guide of the calendar file names is what it accepts."""
    guide = (Path(__file__).parents[2] / "docs" / "administrateur.md").read_text("utf-8")
    listed = guide[guide.index("`zone` est l'une") :].split("\n\n")[0]
    assert [zone for zone in ZONES if zone not in listed] == []


FACTS = {"a": "2025-06-19", "b": "2026-09-18"}
NINE_YEARS = 'durée: {article: "1", prend effet: {le: 2016-01-01}, pour: 11 ans}\n'


def clause_of(when: str) -> str:
    return (
        "obligations:\n  budget: {titre: Budget, article: '2', citation: c, par: ccas, "
        "quand: {pour: 2026-09-18}}\n  essai:\n    titre: Essai\n    article: '3'\n"
        f"    citation: les mots\n    par: ccas\n    quand: {when}\n"
    )


def rules_of(when: str, term: str = NINE_YEARS) -> str:
    return f"{HEAD}faits: {{a: {{titre: a}}, b: {{titre: b}}}}\n{term}{clause_of(when)}"


def given(days: dict[str, str]) -> Facts:
    return Facts(events={name: date.fromisoformat(day) for name, day in days.items()})


def only(
    folder: Path, when: str, days: dict[str, str] | None = None, term: str = NINE_YEARS
) -> Occurrence:
    facts = given(FACTS if days is None else days)
    (item,) = of(computed(folder, rules_of(when, term), facts, date(2026, 1, 1)), "essai")
    return item


COUNTED = {
    "{au bout de: 5 jours ouvrés, après: a}": "2025-06-26 opens",
    "{au bout de: 5 jours ouvrables, après: a}": "2025-06-25 opens",
    "{au bout de: 5 jours, après: a}": "2025-06-24 opens",
    "{au bout de: 48 heures, après: a}": "2025-06-21 opens",
    "{au bout de: 2 semaines, après: a}": "2025-07-03 opens",
    "{au bout de: 1 mois et 15 jours, après: a}": "2025-08-03 opens",
    "{au bout de: 1 mois et 5 jours ouvrés, après: a}": "2025-07-26 opens",
    "{passé: 5 jours ouvrés, après: a}": "2025-06-27 opens",
    "{passé: 5 jours ouvrables, après: a}": "2025-06-26 opens",
    "{passé: 5 jours francs, après: a}": "2025-06-26 opens",
    "{passé: 5 jours ouvrés francs, après: a}": "2025-06-28 opens",
    "{passé: 48 heures, après: a}": "2025-06-21 opens",
    "{délai: 5 jours ouvrés, après: a}": "2025-06-26 due",
    "{délai: 5 jours ouvrables, après: a}": "2025-06-25 due",
    "{délai: 5 jours francs, après: a}": "2025-06-25 due",
    "{délai: 5 jours ouvrés, avant: b}": "2026-09-11 due",
    "{délai: 5 jours francs, avant: b}": "2026-09-12 due",
    "{délai: 1 jour, avant: b, ouvre: 10 jours ouvrés}": "2026-09-04 opens",
    "{délai: 1 jour, avant: b, ouvre: 10 jours ouvrables}": "2026-09-07 opens",
    "{délai: 1 jour, avant: b, ouvre: 10 jours francs}": "2026-09-07 opens",
    "{délai: 1 jour, avant: b, ouvre: 48 heures}": "2026-09-16 opens",
    "{délai: 1 jour, avant: b, ouvre: 1 mois et 5 jours}": "2026-08-13 opens",
    "{délai: 1 jour, avant: {pour: 2026-09-18}, ouvre: 10 jours ouvrés}": "2026-09-04 opens",
    "{délai: 5 jours ouvrés, avant: terme, ouvre: 10 jours ouvrés}": "2026-12-17 opens",
    "{délai: 5 jours ouvrés, avant: {échéance: budget}}": "2026-09-11 due",
    "{au bout de: 5 jours ouvrés, après: {échéance: budget}}": "2026-09-25 opens",
    "{passé: 5 jours ouvrés, après: {échéance: budget}}": "2026-09-26 opens",
    "{passé: 5 jours francs, après: {échéance: budget}}": "2026-09-25 opens",
    "{au bout de: 48 heures, après: {pour: 2026-09-18}}": "2026-09-20 opens",
    "{délai: 5 jours ouvrés, après: {échéance: budget}}": "2026-09-25 due",
}


@pytest.mark.parametrize("when", COUNTED)
def test_a_length_counts_its_own_days(tmp_path: Path, when: str) -> None:
    """D1: a is Thursday 19 June 2025, b Friday 18 September 2026; no holiday is near either."""
    day, which = COUNTED[when].split()
    item = only(tmp_path, when)
    assert str(item.opens if which == "opens" else item.due) == day
    assert "ouvr" not in when or "ouvr" in " ".join(item.derivation)


def test_the_first_worked_day_is_the_first_that_counts(tmp_path: Path) -> None:
    """D1: from a Saturday, five worked days are those of the week that follows."""
    item = only(tmp_path, "{au bout de: 5 jours ouvrés, après: a}", {"a": "2025-06-21"})
    assert item.opens == date(2025, 6, 28)
    assert "premier jour compté s'il est ouvré" in item.derivation[-1]


YEARLY_RENEWED = (
    'durée:\n  article: "1"\n  prend effet: {{le: 2024-01-01}}\n  pour: {length}\n'
    "  reconduction: {{mode: sur demande, pour: {renewal}, demande dès: {since}, "
    "demande avant: {before}}}\n"
)
ASKED = {"length": "1 an", "renewal": "1 an", "since": "6 mois", "before": "3 mois"}
TACIT = (
    'durée:\n  article: "1"\n  prend effet: {{le: 2024-01-01}}\n  pour: 1 an\n'
    "  reconduction: {{mode: tacite, pour: 1 an{fois}}}\n"
    "{cap}  préavis: {{délai: {notice}, forme: écrit, moment: avant chaque terme{every}}}\n"
)
KEPT = {"fois": "", "cap": "", "notice": "3 mois", "every": ""}
EXTENDED = (
    'durée:\n  article: "1"\n  prend effet: {{le: 2024-01-01}}\n  pour: 3 ans\n  prorogation:\n'
    "    demande: {ask}\n    par: [ccas, asso]\n    forme: écrit\n    reçue: a\n"
    "{length}    réponse: {{délai: {answer}}}\n    silence: {{vaut: accord}}\n"
)
LONGER = {"ask": "3 mois", "answer": "2 mois", "length": ""}
UNITS = (
    "10 jours",
    "2 semaines",
    "3 mois",
    "1 mois et 15 jours",
    "10 jours ouvrés",
    "10 jours ouvrables",
    "10 jours francs",
    "48 heures",
    "36 heures",
)
CALENDAR = "ooooxxxxx"
"""For each unit, in their order: ``o`` counted, ``x`` refused."""
WHOLE = "oooooooox"
PLACES: dict[str, tuple[str, str]] = {
    "délai après": (rules_of("{délai: UNIT, après: a}"), "ooooooooo"),
    "délai avant": (rules_of("{délai: UNIT, avant: b}"), "ooooooooo"),
    "délai après une échéance": (rules_of("{délai: UNIT, après: {échéance: budget}}"), "ooooooooo"),
    "délai avant le terme": (rules_of("{délai: UNIT, avant: terme}"), "ooooooooo"),
    "passé": (rules_of("{passé: UNIT, après: a}"), "ooooooooo"),
    "au bout de": (rules_of("{au bout de: UNIT, après: a}"), "ooooooxox"),
    "passé, du terme": (rules_of("{passé: UNIT, après: terme}"), "ooooooooo"),
    "au bout de, de la prise d'effet": (
        rules_of("{au bout de: UNIT, après: prise d'effet}"),
        "ooooooxox",
    ),
    "ouvre, d'un fait": (rules_of("{délai: 1 jour, avant: b, ouvre: UNIT}"), WHOLE),
    "ouvre, du terme": (rules_of("{délai: 1 jour, avant: terme, ouvre: UNIT}"), WHOLE),
    "pour": (HEAD + YEARLY_RENEWED.format(**ASKED | {"length": "UNIT"}), CALENDAR),
    "reconduction": (HEAD + YEARLY_RENEWED.format(**ASKED | {"renewal": "UNIT"}), CALENDAR),
    "demande dès": (
        HEAD + YEARLY_RENEWED.format(**ASKED | {"since": "UNIT", "before": "1 jour"}),
        WHOLE,
    ),
    "demande avant": (HEAD + YEARLY_RENEWED.format(**ASKED | {"before": "UNIT"}), WHOLE),
    "préavis": (HEAD + TACIT.format(**KEPT | {"notice": "UNIT"}), WHOLE),
    "préavis, tous les": (HEAD + TACIT.format(**KEPT | {"every": ", tous les: UNIT"}), CALENDAR),
    "plafond total": (
        HEAD + TACIT.format(**KEPT | {"cap": "  plafond: {total: UNIT}\n"}),
        CALENDAR,
    ),
    "plafond des reconductions": (
        HEAD + TACIT.format(**KEPT | {"cap": "  plafond: {reconductions: UNIT}\n"}),
        CALENDAR,
    ),
    "plafond sans précision": (
        HEAD + TACIT.format(**KEPT | {"cap": "  plafond: {sans précision: UNIT}\n"}),
        CALENDAR,
    ),
    "prorogation, demande": (HEAD + EXTENDED.format(**LONGER | {"ask": "UNIT"}), WHOLE),
    "prorogation, pour": (
        HEAD + EXTENDED.format(**LONGER | {"length": "    pour: UNIT\n"}),
        CALENDAR,
    ),
    "prorogation, réponse": (HEAD + EXTENDED.format(**LONGER | {"answer": "UNIT"}), "ooooooooo"),
    "rappels": (
        rules_of("{pour: 2026-09-18}\n    couperet: oui\n    rappels: [UNIT]"),
        CALENDAR,
    ),
    "tous les, d'une période": (rules_of("{au moins: 1, tous les: UNIT}"), "oooxxxxxx"),
    "tous les, d'une année": (
        rules_of("{chaque: année, pour: 1er mars N, tous les: UNIT}"),
        "xxxxxxxxx",
    ),
    "tous les, d'un anniversaire": (rules_of("{à: anniversaire, tous les: UNIT}"), "xxxxxxxxx"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", UNITS)
def test_every_place_of_a_length_counts_each_unit_or_refuses_it(
    tmp_path: Path, place: str, unit: str
) -> None:
    """D1: place by unit, what counts and what is refused at its line with what to write instead."""
    rules, outcomes = PLACES[place]
    expected = outcomes[UNITS.index(unit)]
    problems = errors(tmp_path, rules.replace("UNIT", unit))
    assert ("x" if problems else "o") == expected, [one.message for one in problems]
    assert all(problem.hint and problem.at.line > 1 for problem in problems)


@pytest.mark.parametrize("years", ["1 an et 15 jours", "2 ans francs"])
def test_a_number_of_years_leaves_nothing_out(tmp_path: Path, years: str) -> None:
    """D1: what follows the years was dropped without a word."""
    for when in (
        "{à: anniversaire, tous les: %s}",
        "{chaque: année, pour: 1er mars N, tous les: %s}",
    ):
        assert errors(tmp_path, rules_of(when % years))


def test_what_a_clear_delay_is_refused_for_is_written_as_the_message_says(tmp_path: Path) -> None:
    (problem,) = errors(tmp_path, rules_of("{au bout de: 5 jours francs, après: a}"))
    assert problem.hint.endswith("écrire passé: 5 jours francs")
    assert only(tmp_path, "{passé: 5 jours francs, après: a}").opens == date(2025, 6, 26)


@pytest.mark.parametrize(
    "before",
    ["b", "{pour: 2026-09-18}", "{échéance: budget}", "{au plus tard: 2026-09-18}"],
)
def test_a_stretch_of_days_opens_on_the_same_day_before_anything(
    tmp_path: Path, before: str
) -> None:
    """D2: « dans les quinze jours précédant » le 18 septembre go from the 3rd to the eve."""
    item = only(tmp_path, f"{{délai: 1 jour, avant: {before}, ouvre: 15 jours}}")
    assert (item.opens, item.due) == (date(2026, 9, 3), date(2026, 9, 17))
    assert "3 septembre 2026" in " ".join(item.derivation)


def test_the_end_of_the_term_runs_to_midnight(tmp_path: Path) -> None:
    """D2: six months before 31 December 2026 open on 1 July, before each end of a period too."""
    for which in ("terme", "chaque terme"):
        item = only(tmp_path, f"{{délai: 3 mois, avant: {which}, ouvre: 6 mois}}")
        assert (item.opens, item.due) == (date(2026, 7, 1), date(2026, 9, 30))


LEAP = 'durée: {article: "1", prend effet: {le: 2024-02-29}, pour: 5 ans}\n'
BOTH = ("2025-02-28", "2025-03-01")


@pytest.mark.parametrize(
    "when",
    [
        "{à: anniversaire}",
        "{délai: 1 an, après: a}",
        "{délai: 12 mois, après: a}",
        "{délai: 1 an, après: prise d'effet}",
        "{délai: 1 an, après: {pour: 2024-02-29}}",
        "{chaque: année, au plus tard: 29 février N}",
        "{chaque: année, au plus tard: 29 février N+1}",
    ],
)
def test_a_year_from_a_29_february_has_both_its_days(tmp_path: Path, when: str) -> None:
    """D4: 28 February first, in every form, and 1 March beside it."""
    text = rules_of(when, LEAP)
    items = of(computed(tmp_path, text, given({"a": "2024-02-29"}), date(2024, 3, 1)), "essai")
    item = next(one for one in items if one.due and one.due.year == 2025)
    assert (str(item.due), *[str(one.due) for one in item.alternatives]) == BOTH
    assert any("pas de 29 février cette année-là" in step for step in item.derivation)
    assert item.acts_by == date(2025, 2, 28)


def test_every_anniversary_of_a_29_february_within_the_term(tmp_path: Path) -> None:
    """D4: five years from 29 February 2024 end on 28 February 2029, whose day is no anniversary."""
    text = rules_of("{à: anniversaire}", LEAP)
    assert dues(computed(tmp_path, text, Facts(), date(2024, 3, 1)), "essai") == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


@pytest.mark.parametrize(
    ("start", "length", "due", "others"),
    [
        ("2024-02-29", "4 ans", "2028-02-29", []),
        ("2024-02-29", "1 an et 15 jours", "2025-03-15", ["2025-03-16"]),
        ("2024-02-29", "1 an franc", "2025-03-01", ["2025-03-02"]),
        ("2024-02-29", "3 mois", "2024-05-29", []),
        ("2025-01-31", "1 mois", "2025-02-28", []),
        ("2025-02-28", "1 an", "2026-02-28", []),
    ],
)
def test_only_years_from_a_29_february_are_left_open(
    tmp_path: Path, start: str, length: str, due: str, others: list[str]
) -> None:
    """D4: a month without its day number ends on its last day by law (CPC 641, al. 2)."""
    item = only(tmp_path, f"{{délai: {length}, après: a}}", {"a": start})
    assert (str(item.due), [str(one.due) for one in item.alternatives]) == (due, others)


@pytest.mark.parametrize(
    ("hours", "due", "other"),
    [
        (4, "2025-06-19", "2025-06-20"),
        (12, "2025-06-19", "2025-06-20"),
        (24, "2025-06-20", "2025-06-19"),
        (36, "2025-06-20", "2025-06-21"),
        (48, "2025-06-21", "2025-06-20"),
        (72, "2025-06-22", "2025-06-21"),
    ],
)
def test_hours_end_on_one_of_two_days_never_before_the_event(
    tmp_path: Path, hours: int, due: str, other: str
) -> None:
    """D7: at an unknown hour of 19 June, from its first minute to its last."""
    item = only(tmp_path, f"{{délai: {hours} heures, après: a}}")
    assert (str(item.due), [str(one.due) for one in item.alternatives]) == (due, [other])
    begins = datetime(2025, 6, 19)
    ends = {(begins + timedelta(hours=hours, minutes=at)).date() for at in (0, 24 * 60 - 1)}
    if hours % 24 == 0:
        ends.add((begins + timedelta(hours=hours, minutes=-1)).date())
    assert {date.fromisoformat(due), date.fromisoformat(other)} == ends
    assert "heure de l'événement inconnue" in item.derivation[-1]
    assert "compté d'heure à heure" in item.derivation[-2]


def test_hours_before_an_event_show_the_eve(tmp_path: Path) -> None:
    """D7: 48 hours before an unknown hour of the 18th may be over when the 16th begins."""
    item = only(tmp_path, "{délai: 48 heures, avant: b}")
    assert (item.due, item.acts_by) == (date(2026, 9, 16), date(2026, 9, 15))


MARCH = 'durée: {article: "1", prend effet: {le: 2025-03-10}, pour: 9 mois}\n'
CUT = {
    "{du: 2025-01-01, au: 2025-06-30}": "1er janvier 2025",
    "{du: 2025-01-01}": "1er janvier 2025",
    "{en: mars 2025}": "1er mars 2025",
    "{en: 1er semestre 2025}": "1er janvier 2025",
    "{chaque: année, du: 1er février N, au: 30 avril N}": "1er février 2025",
    "{chaque: année, en: mars N}": "1er mars 2025",
    "{chaque: mois, du: 1er, au: 20}": "1er mars 2025",
    "{chaque: trimestre, du: 1er du 1er mois, au: dernier jour}": "1er janvier 2025",
    "{au moins: 1, par: trimestre, périodes: civiles}": "1er janvier 2025",
    "{pendant: dernière année}": "10 décembre 2024",
    "{délai: 1 jour, avant: a, ouvre: 2 mois}": "1er février 2025",
    "{délai: 1 mois, avant: terme, ouvre: 10 mois}": "10 février 2025",
    "{délai: 1 jour, avant: {pour: 2025-04-01}, ouvre: 2 mois}": "1er février 2025",
}


@pytest.mark.parametrize("when", CUT)
def test_a_stretch_that_begins_before_the_effect_opens_with_it_and_says_so(
    tmp_path: Path, when: str
) -> None:
    """D6: effect on 10 March 2025; the whole stretch stays in the words."""
    text = rules_of(when, MARCH)
    item = of(computed(tmp_path, text, given({"a": "2025-04-01"}), date(2025, 3, 1)), "essai")[0]
    steps = " ".join(item.derivation)
    assert item.opens == date(2025, 3, 10)
    assert "mais la convention ne prend effet que le lundi 10 mars 2025" in steps
    assert f"La période commence le {WEEKDAYS_OF[CUT[when]]} {CUT[when]}" in steps


WEEKDAYS_OF = {
    "1er janvier 2025": "mercredi",
    "1er février 2025": "samedi",
    "10 février 2025": "lundi",
    "1er mars 2025": "samedi",
    "10 décembre 2024": "mardi",
}


@pytest.mark.parametrize(
    "when", ["{du: 2025-04-01, au: 2025-06-30}", "{chaque: mois, du: 1er, au: 20}"]
)
def test_a_stretch_within_the_agreement_says_nothing_of_its_effect(
    tmp_path: Path, when: str
) -> None:
    """D6: only the cut one does."""
    items = of(computed(tmp_path, rules_of(when, MARCH), Facts(), date(2025, 3, 1)), "essai")
    assert "ne prend effet que" not in " ".join(items[-1].derivation)
