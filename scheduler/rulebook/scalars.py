"""The scalar values a French file can write, each with its reader and what an editor proposes."""

from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from scheduler.deadlines.agreement import NoticeEffect, WholePeriods
from scheduler.deadlines.exceptions import Case, Moved, Named, Nothing, Rolled, WindowDay
from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.penalty import Sum
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS as ROUNDINGS
from scheduler.deadlines.rounding import Rounding
from scheduler.deadlines.timing import SPANS, Bound, DayInYear, Place, Span
from scheduler.rulebook.own_years import read_first_month
from scheduler.rulebook.places import (
    read_cutoff,
    read_delay,
    read_fact_or_day,
    read_otherwise,
    read_place,
)
from scheduler.rulebook.readers import (
    ANNIVERSARY,
    END_OF_PERIOD_WORDS,
    NO_DELAY,
    OPEN_ENDED,
    SAME_ROUNDINGS,
    UNSAID,
    UnsaidLength,
    read_amount,
    read_civil_window,
    read_count,
    read_date,
    read_duration,
    read_event_name,
    read_hour,
    read_lasting,
    read_length,
    read_notice_day,
    read_notice_effect,
    read_notice_length,
    read_only_years,
    read_own_report,
    read_reminder,
    read_renewal_length,
    read_rounding,
    read_rule,
    read_slug,
    read_term_length,
    read_text,
    read_weekday,
    read_whole_days,
    read_yearly_window,
    read_yes_no,
)
from scheduler.rulebook.rhythm_readers import (
    Part,
    read_exception,
    read_feast_or_day,
    read_origin,
    read_part,
    read_part_of_period,
    read_rhythm,
    read_rhythm_interval,
    read_since,
    read_then,
    read_until,
    read_weekdays,
    read_window_day,
    read_year,
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


_FIRST_AND_LAST = {
    "type": "object",
    "properties": {"du": {"type": "string"}, "au": {"type": "string"}},
    "required": ["du", "au"],
    "additionalProperties": False,
}
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
_PARTS = ("1re année", "dernière année", "six premiers mois", "7e mois", "trois derniers mois")
_EXCEPTIONS = ("janvier", "1er trimestre", "2026, 2032", "après le 12", "férié", "lundi de Pâques")
_THEN = ("25", "31 janvier", "1er mercredi", "jour ouvré suivant", "lendemain", "aucun")
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
    TermLength = Length | WholePeriods | UnsaidLength | None
    RenewalLength = Length | str | None
    NoticeLength = Length | UnsaidLength
    NoticeDayText = DayInYear | None
    Count = int
    YesNo = bool
    SpanName = Span
    RoundingText = Rounding
    NoticeEffectText = NoticeEffect
    OwnReport = Rounding | Literal["none"]
    OnlyYears = tuple[int, ...] | int
    CivilWindowText = tuple[Span, int, int]
    YearlyWindowText = tuple[Span, int, int]
    WindowDayText = WindowDay
    FirstMonth = int
    Since = Bound
    Until = Bound
    ContractPart = Part
    YearWord = str
    PartOfPeriod = tuple[int, int]
    Origin = date | str
    RhythmInterval = Span
    Weekdays = tuple[int, ...]
    Exceptional = Named | Case
    Then = WindowDay | DayInYear | Moved | Rolled | Nothing
    Amount = Sum
    RecurrenceRule = str
    Hour = time
    Weekday = int
else:
    Text = _read(read_text)
    Slug = _read(read_slug, _SLUG)
    EventName = _read(read_event_name, r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    Day = _read(read_date, "", *_DATES)
    YearlyDay = _read(
        read_feast_or_day, "", "15 février N+1", "dernier jour ouvré de juin N", "lundi de Pâques N"
    )
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
    TermLength = _read(
        read_term_length, "", "2 ans", "36 mois", "trois saisons", OPEN_ENDED, UNSAID
    )
    RenewalLength = _read(
        read_renewal_length, "", "1 an", "une saison", "une année scolaire", OPEN_ENDED
    )
    NoticeLength = _read(read_notice_length, "", *_LENGTHS, NO_DELAY, UNSAID)
    NoticeDayText = _read(read_notice_day, "", "31 décembre", ANNIVERSARY)
    Count = _read(read_count)
    YesNo = _one_of(read_yes_no, "oui", "non")
    SpanName = _one_of(read_rhythm, *SPANS)
    RoundingText = _one_of(read_rounding, *ROUNDINGS.values(), *SAME_ROUNDINGS)
    NoticeEffectText = _one_of(
        read_notice_effect, *ROUNDINGS.values(), *SAME_ROUNDINGS, *END_OF_PERIOD_WORDS
    )
    OwnReport = _one_of(read_own_report, *ROUNDINGS.values(), *SAME_ROUNDINGS, "aucun")
    OnlyYears = _read(read_only_years, "", "dernière année", "1re année", "2026, 2028")
    CivilWindowText = _read(read_civil_window, "", "2023", "mai 2023", "1er semestre 2023")
    YearlyWindowText = _read(read_yearly_window, "", "mai N+1", "1er trimestre N+1")
    WindowDayText = _read(read_window_day, "", *_MONTH_DAYS, "30 septembre", "31 mars suivant")
    FirstMonth = Annotated[
        Any,
        BeforeValidator(read_first_month),
        WithJsonSchema({"anyOf": [{"enum": list(MONTHS)}, {"type": "string"}, _FIRST_AND_LAST]}),
    ]
    Since = _read(read_since, "", "2025", "7e mois", "2e année", *_DATES)
    Until = _read(read_until, "", "2026", "6e mois", "2e année", *_DATES)
    ContractPart = _read(read_part, "", *_PARTS)
    Origin = _read(read_origin, "", "prise d'effet", "signature", *_DATES)
    PartOfPeriod = _read(read_part_of_period, "", "1er trimestre", "2e semestre", "3e mois")
    YearWord = _one_of(read_year, "année")
    RhythmInterval = _read(read_rhythm_interval, "", "2 mois", "1 an", "15 jours")
    Weekdays = _read(read_weekdays, "", *WEEKDAYS, "lundi et jeudi", "lundi au vendredi")
    Exceptional = _read(read_exception, "", *_EXCEPTIONS)
    Then = _read(read_then, "", *_THEN)
    Amount = _read(read_amount, "", "50 €", "1 500 €", "10 % du montant annuel")
    RecurrenceRule = _read(read_rule, "", "FREQ=MONTHLY;BYDAY=2TU")
    Hour = _read(read_hour, "", "8:00", "18:30")
    Weekday = _one_of(read_weekday, *WEEKDAYS)
