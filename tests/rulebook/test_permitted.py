"""What a rule may not combine is refused at its line; what can give no date is said."""

from pathlib import Path

import pytest

from scheduler.deadlines.shown import standing
from scheduler.rulebook.permitted import MODIFIERS
from tests.bethune import ROOT
from tests.written import HEAD, THREE_YEARS, book, errors

FACTS = "faits: {a: {titre: a}, b: {titre: b}, absence: {titre: absence, plusieurs fois: oui}}\n"


def rules(when: str, more: str = "", term: str = THREE_YEARS) -> str:
    return f"""{HEAD}{FACTS}{term}obligations:
  base: {{titre: Base, article: "1", citation: mots, par: asso,
    quand: {{chaque: année, au plus tard: 31 mars N}}}}
  x:
    titre: X
    article: "2"
    citation: des mots
    par: asso
    quand: {when}
{more}"""


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in errors(folder, text)]


@pytest.mark.parametrize(
    "when",
    [
        "{au premier de: [{chaque: année, au plus tard: 15 mars N}, {au plus tard: 2026-12-31}]}",
        "{au dernier de: [{chaque: mois, au plus tard: 15}, {chaque: année, avant: 15 mars N}]}",
        "{délai: 1 mois, après: {au premier de: [{dès: absence}, {dès: a}]}}",
        "{au premier de: [{délai: 1 mois, après: {échéance: base}}, a]}",
        "{au dernier de: [{à: anniversaire}, terme]}",
    ],
)
def test_moments_of_unlike_rhythms_are_not_compared(tmp_path: Path, when: str) -> None:
    """B4: a day of each year has no place beside a single date."""
    assert codes(tmp_path, rules(when)) == ["R163"]


@pytest.mark.parametrize(
    "when",
    [
        "{au premier de: [{chaque: année, au plus tard: 15 mars N}, {échéance: base}]}",
        "{au premier de: [{chaque: année, avant: 15 mars N}, {chaque: année, en: mai N}]}",
        "{au dernier de: [{dès: a}, terme]}",
        "{au dernier de: [{délai: 1 mois, après: absence}, {délai: 2 jours, après: absence}]}",
    ],
)
def test_moments_of_one_rhythm_are_compared(tmp_path: Path, when: str) -> None:
    when = when.replace("{échéance: base}", "{à: {échéance: base}}")
    assert codes(tmp_path, rules(when)) == []


@pytest.mark.parametrize(
    "when",
    [
        "{délai: 1 mois, après: {au plus: 1, par: trimestre}}",
        "{délai: 1 mois, après: {au moins: 15, par: semaine}}",
        "{au premier de: [{au moins: 1, par: jour}, a]}",
    ],
)
def test_nothing_is_counted_from_what_has_no_day(tmp_path: Path, when: str) -> None:
    assert set(codes(tmp_path, rules(when))) & {"R164", "R022"}


@pytest.mark.parametrize(
    "other",
    ["permanent", '{question: "Quand ?"}', "{vers: fin 2026}", "{au plus: 1, par: mois}"],
)
def test_no_delay_runs_from_an_obligation_without_a_day(tmp_path: Path, other: str) -> None:
    more = f"  y: {{titre: Y, article: '2', citation: mots, par: asso, quand: {other}}}\n"
    text = rules("{délai: 1 mois, après: {échéance: y}}", more)
    assert codes(tmp_path, text) == ["R164"]


def test_a_threshold_needs_a_fact_that_may_take_place_again(tmp_path: Path) -> None:
    (problem,) = errors(tmp_path, rules("{dès: a, au nombre de: 3}"))
    assert problem.code == "R164"
    assert "a: {plusieurs fois: oui}" in problem.hint


WRITTEN = {
    "report": "report: jour ouvré suivant",
    "couperet": "couperet: oui",
    "rappels": "rappels: [7 jours]",
    "pièces": "pièces: {compte: compte}",
    "pénalité": "pénalité: {montant: 50 €, par: jour}",
    "décidé par": "décidé par: conseil",
    "silence": "silence: {vaut: accord, réponse: a}",
    "heure": 'heure: "16:00"',
}
SHOWN = ["permanent", "{vers: fin 2026}", "{au plus: 1, par: mois}", "{chaque: semaine, le: lundi}"]
TOLD = {
    "heure": ("X (avant 16 h)", ""),
    "pénalité": ("X", "pénalité de 50\N{NO-BREAK SPACE}€ par jour"),
}
"""What is told of a duty without a date: in its title, and beside it."""
UNDATED = ["permanent", '{question: "Quand ?"}', "{vers: fin 2026}", "{au plus: 1, par: mois}"]


@pytest.mark.parametrize(
    ("key", "when"),
    [
        (key, when)
        for key in WRITTEN
        for when in (*UNDATED, "{même que: base}", "{alterne: base, premier: asso}")
        if key not in TOLD or when not in SHOWN
    ],
)
def test_what_would_change_nothing_is_refused(tmp_path: Path, key: str, when: str) -> None:
    found = book(tmp_path, rules(when, f"    {WRITTEN[key]}\n"))
    refused = [problem for problem in found.errors if problem.code == "R166"]
    assert refused, found.errors
    assert f"« {key} »" in refused[0].message


@pytest.mark.parametrize("when", SHOWN)
@pytest.mark.parametrize(("key", "told"), TOLD.items())
def test_a_duty_without_a_date_tells_its_hour_and_its_price(
    tmp_path: Path, key: str, told: tuple[str, str], when: str
) -> None:
    found = book(tmp_path, rules(when, f"    {WRITTEN[key]}\n"))
    assert found.errors == ()
    (shown,) = standing(found.agreements[0])
    title, price = told
    assert shown.title == title
    assert price in shown.because


def test_each_modifier_of_the_table_is_tried() -> None:
    assert {modifier.key for modifier in MODIFIERS} == set(WRITTEN)


@pytest.mark.parametrize(
    "when",
    [
        "{dès: a}",
        "{au moins: 1, par: semestre}",
        "[{délai: 1 mois, après: a}, {délai: 1 mois, après: b}]",
    ],
)
def test_silence_needs_one_last_day_to_answer(tmp_path: Path, when: str) -> None:
    text = rules(when, "    silence: {vaut: accord, réponse: b}\n")
    assert codes(tmp_path, text) == ["R166"]


ENDLESS = 'durée: {article: "1", prend effet: {le: 2025-01-01}, pour: indéterminée}\n'


@pytest.mark.parametrize(
    ("when", "term", "because"),
    [
        ("{délai: 10 jours, avant: terme}", ENDLESS, "pas de terme"),
        ("{pendant: dernière année}", ENDLESS, "pas de terme"),
        ("{à: chaque reconduction}", THREE_YEARS, "ne se reconduit pas"),
        ("{chaque: mois, au plus tard: 15, depuis: 2040}", THREE_YEARS, "« depuis »"),
        ("{pendant: 5e année}", THREE_YEARS, "5e année"),
        ('{règle: "FREQ=MONTHLY;UNTIL=20200101"}', THREE_YEARS, "règle de récurrence"),
        (
            '{chaque: année, au plus tard: 30 septembre N, seulement: "2026", tous les: 2 ans}',
            THREE_YEARS,
            "aucun de ses jours",
        ),
    ],
)
def test_a_rule_that_can_give_no_date_is_warned_of(
    tmp_path: Path, when: str, term: str, because: str
) -> None:
    """A3, A6: whatever is recorded, nothing would ever come, and the reason is told."""
    found = book(tmp_path, rules(when, term=term))
    assert found.errors == ()
    (warning,) = [problem for problem in found.problems if problem.code == "R165"]
    assert because in warning.message


def test_a_law_that_is_never_in_force_with_its_day_is_warned_of(tmp_path: Path) -> None:
    text = rules(
        "{chaque: année, au plus tard: 31 mars N}",
        "    en vigueur: {du: 2025-06-01, au: 2025-12-31}\n",
    )
    (warning,) = [problem for problem in book(tmp_path, text).problems if problem.code == "R165"]
    assert "en vigueur" in warning.message


def test_what_waits_or_may_be_dated_is_no_such_rule(tmp_path: Path) -> None:
    for when in ("{dès: absence, au nombre de: 12}", "{délai: 1 mois, après: a}", "permanent"):
        found = book(tmp_path, rules(when))
        assert not [problem for problem in found.problems if problem.code == "R165"], when


def test_another_reading_may_be_moved(tmp_path: Path) -> None:
    when = "{même que: base, lecture: {chaque: année, au plus tard: 1er mars N}}"
    assert codes(tmp_path, rules(when, "    report: jour ouvré suivant\n")) == []
    assert codes(tmp_path, rules(when, "    couperet: oui\n")) == ["R166"]


ANSWERS = {
    "oui": True,
    "avec `lecture`": True,
    "oui, sauf un nombre d'actes (`au moins`)": True,
    "oui, dite avec elle": True,
    "non": False,
}
COLUMNS = ("last day", "opening", "shown", "asked", "read again")


def test_the_guide_has_the_same_table() -> None:
    page = (ROOT / "docs" / "langage.md").read_text("utf-8").split("<!-- modifiers -->")[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.split("\n\n")[0].splitlines()
        if line.startswith("| `")
    ]
    table = {row[0].strip("`"): [ANSWERS[cell] for cell in row[1:]] for row in rows}
    assert table == {
        modifier.key: [column in modifier.takes for column in COLUMNS] for modifier in MODIFIERS
    }
