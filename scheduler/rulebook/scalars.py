"""The scalar values a French file can write, each with its reader and what an editor proposes."""

from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.period import DayKind, Length
from scheduler.deadlines.rounding import WORDS as ROUNDINGS
from scheduler.deadlines.rounding import Rounding
from scheduler.deadlines.timing import SPANS, DayInYear, Place, Span
from scheduler.rulebook.places import (
    read_cutoff,
    read_delay,
    read_fact_or_day,
    read_otherwise,
    read_place,
)
from scheduler.rulebook.readers import (
    ANNIVERSARY,
    NO_DELAY,
    OPEN_ENDED,
    UNSAID,
    UnsaidLength,
    read_amount,
    read_civil_window,
    read_contract_year,
    read_count,
    read_date,
    read_duration,
    read_event_name,
    read_hour,
    read_interval,
    read_lasting,
    read_length,
    read_month,
    read_month_day,
    read_notice_day,
    read_notice_length,
    read_only_years,
    read_reminder,
    read_rounding,
    read_rule,
    read_since,
    read_slug,
    read_span,
    read_term_length,
    read_text,
    read_weekday,
    read_whole_days,
    read_yearly_day,
    read_yearly_window,
    read_years,
    read_yes_no,
)

_AS_WRITTEN = ["string", "integer", "number"]
"""A reader of YAML makes a number of 15 or 2026; here it is what was written."""


def _read(reader: Callable[[Any], Any], pattern: str = "", *examples: str) -> Any:
    """A value read by ``reader``, with what an editor may check and propose of it."""
    told: dict[str, Any] = {"type": _AS_WRITTEN}
    if pattern:
        told["pattern"] = pattern
    if examples:
        told["examples"] = list(examples)
    return Annotated[Any, BeforeValidator(reader), WithJsonSchema(told)]


def _one_of(reader: Callable[[Any], Any], *words: str) -> Any:
    return Annotated[Any, BeforeValidator(reader), WithJsonSchema({"enum": list(words)})]


_SLUG = r"^[a-z0-9][a-z0-9._-]{0,63}$"
_DATES = ("2025-03-13", "13 mars 2025")
_LENGTHS = ("3 mois", "2 ans", "15 jours", "10 jours ouvrés", "5 jours francs", "huitaine")
_PLACES = (
    "10 du mois suivant",
    "dernier jour du mois",
    "dernier jour du trimestre suivant",
    "31 décembre suivant",
    "15 suivant",
    "1er janvier précédent",
)
_MONTH_DAYS = ("15", "1er", "dernier jour", "dernier jour ouvré", "2e mardi", "15 du 1er mois")
if TYPE_CHECKING:
    Text = str
    Slug = str
    EventName = str
    Day = date
    YearlyDay = DayInYear
    LengthText = Length
    DelayText = Length
    FactName = str
    PlaceText = Place
    CutoffText = Place
    OtherwiseText = Place
    WholeDaysText = Length
    LastingText = Length
    DurationText = Length
    ReminderText = Length
    TermLength = Length | UnsaidLength | None
    NoticeLength = Length
    NoticeDayText = DayInYear | None
    Count = int
    YesNo = bool
    SpanName = Span
    Interval = Span
    RoundingText = Rounding
    Years = tuple[int, ...]
    OnlyYears = tuple[int, ...] | int
    CivilWindowText = tuple[Span, int, int]
    YearlyWindowText = tuple[Span, int, int]
    MonthDay = tuple[int, int, DayKind | int]
    MonthName = int
    Since = date
    ContractYearText = int
    Amount = int
    RecurrenceRule = str
    Hour = time
    Weekday = int
else:
    Text = _read(read_text)
    Slug = _read(read_slug, _SLUG)
    EventName = _read(read_event_name, r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    Day = _read(read_date, "", *_DATES)
    YearlyDay = _read(read_yearly_day, "", "15 février N+1", "dernier jour ouvré de juin N")
    LengthText = _read(read_length, "", *_LENGTHS)
    DelayText = _read(read_delay, "", *_LENGTHS, "0 jour")
    FactName = _read(read_fact_or_day, r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    PlaceText = _read(read_place, "", *_PLACES)
    CutoffText = _read(read_cutoff, "", "15", "dernier jour ouvré du mois", "31 mars")
    OtherwiseText = _read(read_otherwise, "", "mois suivant", "année suivante")
    WholeDaysText = _read(read_whole_days, "", *_LENGTHS)
    LastingText = _read(read_lasting, "", "6 mois", "5 jours ouvrés", "48 heures")
    DurationText = _read(read_duration, "", "2 ans", "36 mois", "45 jours", "6 semaines")
    ReminderText = _read(read_reminder, "", "6 mois", "30 jours", "7 jours", "0 jour")
    TermLength = _read(read_term_length, "", "2 ans", "36 mois", OPEN_ENDED, UNSAID)
    NoticeLength = _read(read_notice_length, "", *_LENGTHS, NO_DELAY)
    NoticeDayText = _read(read_notice_day, "", "31 décembre", ANNIVERSARY)
    Count = _read(read_count)
    YesNo = _one_of(read_yes_no, "oui", "non")
    SpanName = _one_of(read_span, *SPANS)
    Interval = _read(read_interval, "", "2 mois", "1 an")
    RoundingText = _one_of(read_rounding, *ROUNDINGS.values())
    Years = _read(read_years, "", "2026, 2032")
    OnlyYears = _read(read_only_years, "", "dernière année", "1re année", "2026, 2028")
    CivilWindowText = _read(read_civil_window, "", "2023", "mai 2023", "1er semestre 2023")
    YearlyWindowText = _read(read_yearly_window, "", "mai N+1", "1er trimestre N+1")
    MonthDay = _read(read_month_day, "", *_MONTH_DAYS)
    MonthName = _one_of(read_month, *MONTHS)
    Since = _read(read_since, "", "2025", *_DATES)
    ContractYearText = _read(read_contract_year, "", "1re année", "dernière année")
    Amount = _read(read_amount, "", "50 €", "1 500 €")
    RecurrenceRule = _read(read_rule, "", "FREQ=MONTHLY;BYDAY=2TU")
    Hour = _read(read_hour, "", "8:00", "18:30")
    Weekday = _one_of(read_weekday, *WEEKDAYS)
