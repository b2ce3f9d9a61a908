"""The windows and years a recurring clause covers, anchored and independent of any query."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from scheduler.deadlines import french
from scheduler.deadlines.french import ordinal
from scheduler.deadlines.obligation import Alternative
from scheduler.deadlines.period import (
    ONE_DAY,
    Length,
    Period,
    add_months,
    add_months_up,
    next_start,
)
from scheduler.deadlines.timing import FORTNIGHT, MONTH, YEAR, Span


def contract_windows(
    effect: date, last: date, span: Span, *, whole: bool = False
) -> Iterator[tuple[str, Period]]:
    """Windows counted from the effect date, with their keys ``s1``, ``s2``.

    Each is anchored on ``effect``; the last, if partial, ends with the term, unless ``whole``.
    """
    index = 0
    start = effect
    while start <= last:
        following = add_months_up(effect, span.months * (index + 1))
        label = f"{ordinal(index + 1, feminine=span.feminine)} {span.name} du contrat"
        end = following - ONE_DAY if whole else min(following - ONE_DAY, last)
        yield f"{span.letter}{index + 1}", Period(label, start, end)
        index, start = index + 1, following


def civil_windows(
    first: date, last: date, span: Span, *, whole: bool = False
) -> Iterator[tuple[str, Period]]:
    """Calendar windows that meet [first, last], with their keys ``2026`` or ``2026-s1``.

    A partial last window ends with the term, unless ``whole``.
    """
    behind = (first.month - span.first) % span.months
    start = add_months(date(first.year, first.month, 1), -behind)
    months, letter, name, feminine = span.months, span.letter, span.name, span.feminine
    while start <= last:
        key, window = _whole_window(start, months, letter, name, feminine)
        if whole or window.end <= last:
            yield key, window
        else:
            yield key, Period(window.label, start, last)
        start = window.end + ONE_DAY


@lru_cache(maxsize=8192)
def _whole_window(
    start: date, months: int, letter: str, name: str, feminine: bool
) -> tuple[str, Period]:
    """The civil window that begins on that day, whole, with its key."""
    end = add_months(start, months) - ONE_DAY
    label = _civil_label(start, months, name, feminine)
    return _civil_key(start, months, letter), Period(label, start, end)


def civil_window(span: Span, number: int, year: int) -> tuple[str, Period]:
    """The ``number``-th (from 1) fortnight, month, quarter or semester of a year, with its key."""
    if span == FORTNIGHT:
        return _fortnight(number, year)
    start = add_months(date(year, span.first, 1), (number - 1) * span.months)
    return _whole_window(start, span.months, span.letter, span.name, span.feminine)


def _fortnight(number: int, year: int) -> tuple[str, Period]:
    month = date(year, (number + 1) // 2, 1)
    last = add_months(month, 1) - ONE_DAY
    first = number % 2 == 1
    start, end = (month, month.replace(day=15)) if first else (month.replace(day=16), last)
    label = f"{_in_fortnight(number)} {year}"
    return f"{year}-{FORTNIGHT.letter}{number:02d}", Period(label, start, end)


def _in_fortnight(number: int) -> str:
    rank = ordinal(2 - number % 2, feminine=True)
    month = french.MONTHS[(number - 1) // 2]
    return f"{rank} quinzaine {french.of(month)}"


def in_window(span: Span, number: int, year: int | None) -> str:
    """``en 2023``, ``en mai 2023``, ``au 1er semestre 2023`` (no year, no date)."""
    when = f" {year}" if year else ""
    if span == FORTNIGHT:
        return f"dans la {_in_fortnight(number)}{when}"
    if span == YEAR:
        return f"en{when}"
    if span == MONTH:
        return f"en {french.MONTHS[number - 1]}{when}"
    return f"au {ordinal(number)} {span.name}{when}"


def _civil_key(start: date, months: int, letter: str) -> str:
    number = (start.month - 1) // months + 1
    if months == YEAR.months:
        return _years(start)
    if months == 1:
        return f"{start.year}-{letter}{number:02d}"
    return f"{start.year}-{letter}{number}"


def _years(start: date) -> str:
    """``2026``, or ``2026-2027`` for twelve months that begin in another month than January."""
    return str(start.year) if start.month == 1 else f"{start.year}-{start.year + 1}"


def _civil_label(start: date, months: int, name: str, feminine: bool) -> str:
    if months == YEAR.months:
        return f"{name} {_years(start)}"
    if months == 1:
        return f"{french.MONTHS[start.month - 1]} {start.year}"
    if months > YEAR.months:
        return f"{name} {start.year}-{(add_months(start, months) - ONE_DAY).year}"
    number = (start.month - 1) // months + 1
    return f"{ordinal(number, feminine=feminine)} {name} {start.year}"


def civil_readings(window: Period, span: Span) -> tuple[Alternative, ...]:
    """The civil windows' ends that fall inside a contract window, where they differ from it."""
    return tuple(
        Alternative(
            f"{span.name} {'civile' if span.feminine else 'civil'} : {civil.label}", civil.end
        )
        for _, civil in civil_windows(window.start, window.end, span)
        if window.start <= civil.end < window.end
    )


def civil_years(first: date, last: date) -> range:
    """The civil years N that meet [first, last]."""
    return range(first.year, last.year + 1)


def unmet(
    windows: Iterable[tuple[str, Period]], done: Iterable[date], number: int
) -> list[tuple[str, Period]]:
    """The windows in which fewer than ``number`` acts were done; both bounds count."""
    acts = list(done)
    return [
        (key, window)
        for key, window in windows
        if sum(window.start <= day <= window.end for day in acts) < number
    ]


def first_windows(effect: date, span: Span) -> tuple[Period, Period]:
    """A civil first window cut by the effect, and the first whole one: both readings are defended.

    The prudent one is the cut one.
    """
    windows = civil_windows(effect, add_months(effect, 3 * span.months), span)
    (_, cut), (_, whole) = next(windows), next(windows)
    return cut, cut if cut.start == effect else whole


def period_containing(anchor: date, length: Length, day: date) -> Period:
    """The period, of that length and counted from the anchor, in which the day falls.

    Raises ValueError for a day before the anchor.
    """
    if day < anchor:
        raise ValueError(f"le {day} précède le {anchor}")
    index = 0
    while next_start(anchor, length, index + 1) <= day:
        index += 1
    start = next_start(anchor, length, index) if index else anchor
    return Period(f"période {index + 1}", start, next_start(anchor, length, index + 1) - ONE_DAY)
