"""Units of days, windows, readings and holidays: each clause that once went wrong, put right."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.business_days import ZONES, disputed_holidays, public_holidays
from scheduler.rulebook.calendar_file import CalendarFile

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
