"""Where a clause moves its day, every reading of it moves, and both bounds of an unknown one."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from tests.written import HEAD, THREE_YEARS, computed, of

BOUNDED = """faits:
  ouverture: {titre: ouverture, pas avant: 2026-01-30, pas après: 2026-03-15}
"""


def rules(when: str, where: str) -> str:
    return f"""{HEAD}{THREE_YEARS}{BOUNDED}obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: à remettre
    par: asso
    report: {where}
    quand: {when}
"""


@pytest.mark.parametrize(
    ("when", "where", "due", "others"),
    [
        ("{avant: 2026-03-16}", "jour ouvré suivant", "2026-03-16", []),
        ("{avant: 2026-03-16}", "jour ouvré précédent", "2026-03-13", ["2026-03-16"]),
        ("{avant: 2026-02-15}", "jour ouvré précédent", "2026-02-13", []),
        ("{avant: 2026-02-15}", "fin du mois", "2026-02-28", []),
    ],
)
def test_every_reading_moves_and_two_that_meet_are_one(
    tmp_path: Path, when: str, where: str, due: str, others: list[str]
) -> None:
    """15 March 2026 and 15 February 2026 are Sundays."""
    (item,) = of(computed(tmp_path, rules(when, where), Facts(), date(2026, 1, 1)), "bilan")
    assert str(item.due) == due
    assert [str(one.due) for one in item.alternatives] == others


@pytest.mark.parametrize(
    ("where", "earliest", "latest"),
    [
        ("jour ouvré précédent", "2026-02-27", "2026-04-15"),
        ("jour ouvré suivant", "2026-03-02", "2026-04-15"),
        ("fin du mois", "2026-02-28", "2026-04-30"),
    ],
)
def test_the_bounds_of_an_unknown_day_move_too(
    tmp_path: Path, where: str, earliest: str, latest: str
) -> None:
    """A month after the opening: from Saturday 28 February to 15 April 2026."""
    text = rules("{délai: 1 mois, après: ouverture}", where)
    (item,) = of(computed(tmp_path, text, Facts(), date(2026, 1, 1)), "bilan")
    assert (item.due, str(item.earliest), str(item.latest)) == (None, earliest, latest)
    assert any("Le texte reporte ce jour" in step for step in item.derivation) == (
        earliest != "2026-02-28"
    )


def test_what_is_to_be_done_on_one_day_moves_whole(tmp_path: Path) -> None:
    text = rules("{chaque: année, le: 15 mars N}", "jour ouvré précédent")
    of_2026 = of(computed(tmp_path, text, Facts(), date(2026, 1, 1)), "bilan")[1]
    assert (of_2026.opens, of_2026.due) == (date(2026, 3, 13), date(2026, 3, 13))
