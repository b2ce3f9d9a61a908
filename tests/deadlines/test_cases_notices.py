"""Notices: until when each may be given, in what form, by whom, and the day on which it ends it."""

from datetime import date
from pathlib import Path

import pytest

from tests.deadlines.terms import TACIT, asked, end_of, ends, notice_days, played, refused, why
from tests.written import of

SEASON = "{le: 2025-07-01}"
BEFORE_APRIL = "préavis: {délai: aucun, compté de: réception, avant chaque: 1er avril"


def test_a_notice_without_delay_before_a_day_is_given_by_its_eve(tmp_path: Path) -> None:
    first, *_ = of(played(tmp_path, f"pour: indéterminée, {BEFORE_APRIL}}}"), "preavis")
    assert (first.due, first.alternatives) == (date(2025, 3, 31), ())
    other = BEFORE_APRIL.replace("1er avril", "15 avril")
    first, *_ = of(played(tmp_path, f"pour: indéterminée, {other}}}"), "preavis")
    assert (first.due, [one.due for one in first.alternatives]) == (
        date(2025, 4, 14),
        [date(2025, 4, 15)],
    )


def test_what_a_notice_before_a_day_then_ends_is_asked(tmp_path: Path) -> None:
    assert "preavis-effet" in asked(played(tmp_path, f"pour: indéterminée, {BEFORE_APRIL}}}"))
    said = f"pour: indéterminée, {BEFORE_APRIL}, effet: fin de l'année}}"
    assert "preavis-effet" not in asked(played(tmp_path, said))


@pytest.mark.parametrize(
    ("effect_at", "end"),
    [
        ("fin de la période", date(2026, 6, 30)),
        ("fin de la saison", date(2026, 6, 30)),
        ("fin de la saison sportive", date(2026, 6, 30)),
        ("fin de l'année scolaire", date(2026, 8, 31)),
        ("fin de l'année civile", date(2026, 12, 31)),
        ("fin de l'année", date(2026, 12, 31)),
        ("fin du trimestre", date(2026, 3, 31)),
        ("fin du semestre", date(2026, 6, 30)),
        ("fin du mois", date(2026, 3, 31)),
        ("1er du mois suivant", date(2026, 4, 1)),
    ],
)
def test_a_notice_before_a_day_takes_effect_where_the_text_says(
    tmp_path: Path, effect_at: str, end: date
) -> None:
    term = f"pour: 1 an, {TACIT}, {BEFORE_APRIL}, effet: {effect_at}}}"
    given = {"denonciation": date(2026, 2, 1)}
    computation = played(tmp_path, term, effect=SEASON, recorded=given)
    assert ends(computation) == (end, None)
    step = why(of(played(tmp_path, term, effect=SEASON), "preavis")[0])
    assert "Elle prend effet pour" in step


def test_a_notice_for_the_end_of_the_period_has_a_last_day_whatever_its_moment(
    tmp_path: Path,
) -> None:
    notice = "délai: 1 mois, compté de: réception, moment: à tout moment, effet: fin de la période"
    term = f"pour: 1 an, {TACIT}, préavis: {{{notice}}}"
    assert notice_days(played(tmp_path, term, effect=SEASON))[0] == date(2026, 5, 31)
    late = played(tmp_path, term, effect=SEASON, denonciation=date(2026, 6, 15))
    assert end_of(late).due == date(2027, 6, 30)


def test_an_effect_that_would_change_nothing_is_refused(tmp_path: Path) -> None:
    notice = "préavis: {délai: 1 mois, moment: avant chaque terme, effet: fin du mois}"
    assert "ne change rien" in refused(tmp_path, f"pour: 3 ans, {notice}")
    notice = "préavis: {délai: 1 mois, moment: à tout moment, effet: fin de la période}"
    assert "il n'y a pas de période" in refused(tmp_path, f"pour: indéterminée, {notice}")
