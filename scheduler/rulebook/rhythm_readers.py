"""Readers of what a repetition says: its bounds, its days in a period, and its exceptions."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.deadlines.exceptions import (
    Case,
    DayOff,
    Later,
    Moved,
    Named,
    Nothing,
    OnFeast,
    Rolled,
    Weekdays,
    WindowDay,
)
from scheduler.deadlines.feasts import FIXED, MOVABLE, Feast, feast_named
from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.period import ONE_DAY, add_months
from scheduler.deadlines.rounding import WORDS as ROUNDINGS
from scheduler.deadlines.timing import (
    LAST,
    Bound,
    ContractRank,
    DayInYear,
    EventBound,
    Span,
    span_of_days,
)
from scheduler.rulebook.plain_names import plainly
from scheduler.rulebook.readers import (
    NEXT_MONTH,
    Reject,
    is_short_name,
    read_civil_window,
    read_count,
    read_date,
    read_event_name,
    read_interval,
    read_length,
    read_month_day,
    read_span,
    read_text,
    read_yearly_day,
    read_years,
)

Part = tuple[ContractRank, ContractRank | None]
"""The first and the last month or year of a part of the contract; None for its end."""
PREVIOUS_MONTH = 0
"""The month before a period: "le dernier jour du trimestre précédent"."""
_YEAR, _MONTH = 12, 1
_UNITS = {"mois": _MONTH, "année": _YEAR, "années": _YEAR, "an": _YEAR, "ans": _YEAR}
_OF_CONTRACT = r"(?: (?:du contrat|de la convention))?"
_RANK = re.compile(rf"(?:(\d+)(?:er|re|e|ème)|(premier|première)) (mois|année){_OF_CONTRACT}")
_FIRST = re.compile(
    rf"(?:([a-z0-9-]+) )?(?:premiers?|premières?) (?:([a-z0-9-]+) )?(mois|années?){_OF_CONTRACT}"
)
_LAST = re.compile(
    rf"(?:([a-z0-9-]+) )?(?:derniers?|dernières?) (?:([a-z0-9-]+) )?(mois|années?){_OF_CONTRACT}"
)
_PART_REMEDY = (
    "écrire « 1re année », « 7e mois », « six premiers mois », « dernière année » ou « trois "
    "derniers mois »"
)


def read_part(value: Any) -> Part:
    """``six premiers mois``, ``7e mois``, ``2e année``, ``trois derniers mois`` of the contract."""
    text = read_text(value).lower().removeprefix("les ").removeprefix("la ").removeprefix("le ")
    rank = _rank_of(text)
    if rank:
        return rank, rank
    first, last = _FIRST.fullmatch(text), _LAST.fullmatch(text)
    written = first or last
    if written is None:
        raise Reject(f"« {value} » n'est pas une partie du contrat", _PART_REMEDY)
    if written[1] and written[2]:
        raise Reject(f"« {value} » : deux nombres", _PART_REMEDY)
    number, months = read_count(written[1] or written[2] or "1"), _UNITS[written[3]]
    if first:
        return ContractRank(1, months), ContractRank(number, months)
    return ContractRank(-number, months), None


def _rank_of(text: str) -> ContractRank | None:
    """``7e mois``, ``2e année`` of the contract."""
    written = _RANK.fullmatch(text)
    number = int(written[1] or 1) if written else 0
    return ContractRank(number, _UNITS[written[3]]) if written and 0 < number <= 999 else None


_TERM_WORDS = ("terme", "fin de convention", "fin de la convention", "fin du contrat")
EFFECT_WORDS = "prise d'effet"
_BOUND_REMEDY = (
    "écrire « 2026 », « juin 2026 », « 2026-09-01 », « 7e mois », « 2e année », ou le nom d'un fait"
)


def read_since(value: Any) -> Bound:
    """``2023`` or ``juin 2023`` as its first day, a date, ``7e mois``, ``2e année``, a fact."""
    if plainly(str(value)) == plainly(EFFECT_WORDS):
        return ContractRank(1, _MONTH)
    return _bound(value, last=False)


def read_until(value: Any) -> Bound:
    """``2023`` or ``juin 2023`` as its last day, a date, ``6e mois``, ``terme``, a fact."""
    if plainly(str(value)) in _TERM_WORDS:
        return ContractRank(LAST, _MONTH)
    return _bound(value, last=True)


def _bound(value: Any, last: bool) -> Bound:
    text = read_text(value)
    if "dernière année" in text.lower() and not last:
        return read_part(text)[0]
    rank = _rank_of(text.lower())
    if rank:
        return rank
    if re.fullmatch(r"(?:\S+ )?\d{4}|\d(?:er|e) \w+ \d{4}", text):
        span, number, year = read_civil_window(text)
        start = add_months(date(year, span.first, 1), (number - 1) * span.months)
        return add_months(start, span.months) - ONE_DAY if last else start
    if is_short_name(text) and text[0].isalpha() and text.lower() not in (*MONTHS, *WEEKDAYS):
        return EventBound(text)
    try:
        return read_date(text)
    except Reject:
        raise Reject(f"« {text} » ne dit pas depuis quand, ou jusqu'à quand", _BOUND_REMEDY) from (
            None
        )


_BESIDE = {"suivant": 1, "précédent": -1}
_BEFORE_IT = re.compile(
    r"(.+) du mois précédent|(dernier .+) (?:du (?:bimestre|trimestre|semestre) précédent|"
    r"de l'(?:année scolaire|exercice) précédente?|de la saison sportive précédente)"
)


def read_window_day(value: Any) -> WindowDay:
    """``15``, ``2e mardi``, ``10 du mois suivant``, ``dernier jour du trimestre précédent``,
    ``30 septembre``, ``31 mars suivant`` in a year of months.

    The month is None where it is not written, NEXT_MONTH after the period.
    """
    text = read_text(value).replace("’", "'").removeprefix("le ")
    first, also, second = text.partition(" et le " if " et le " in text else " et ")
    if also:
        raise Reject(
            f"« {text} » dit deux jours",
            "écrire deux moments : "
            f"[{{chaque: mois, le: {first}}}, {{chaque: mois, le: {second}}}]",
        )
    before = _BEFORE_IT.fullmatch(text.lower())
    if before:
        return replace(read_window_day(before[1] or before[2]), month=PREVIOUS_MONTH)
    named = _named_day(text)
    if named:
        return named
    day, rank, of = read_month_day(text)
    return WindowDay(day, of, rank or None)


def read_part_of_period(value: Any) -> tuple[int, int]:
    """``1er trimestre``, ``2e semestre``, ``3e mois`` of a longer period: its months, from 1."""
    text = read_text(value).lower()
    part = re.fullmatch(rf"(\d{{1,2}}|premier|dernier)(?:er|e)? (mois|{'|'.join(_PARTS)})", text)
    if part is None or part[1] == "0":
        raise Reject(f"« {text} » n'est pas une partie de la période", _PART_OF_A_PERIOD)
    months = _PARTS.get(part[2], 1)
    rank = {"premier": 1, "dernier": 12 // months}.get(part[1]) or int(part[1])
    if rank * months > 12:
        raise Reject(f"une année n'a pas de {text}", _PART_OF_A_PERIOD)
    return (rank - 1) * months + 1, rank * months


_PART_OF_A_PERIOD = "écrire `1er trimestre`, « 2e semestre » ou « 3e mois »"


def _named_day(text: str) -> WindowDay | None:
    """A day of a month of the year, that of the period or the one beside it; else None."""
    words, _, beside = text.rpartition(" ")
    plain, place = (words, _BESIDE[beside]) if beside in _BESIDE else (text, 0)
    if not any(month in plain.lower().split()[-1] for month in MONTHS):
        return None
    day = read_yearly_day(plain)
    if isinstance(day.of, Feast):
        return None
    return WindowDay(day.day, day.of, None, day.month, place)


_ONLY_YEAR = re.compile(r"\d{4}(?:\s*,\s*\d{4})*")
_KEY_REMEDY = (
    "écrire un mois (« janvier »), une période (« 1er trimestre »), des années (« 2026, 2032 »), "
    "un cas (« après le 12 », « férié », « samedi ou dimanche », « lundi de Pâques »)"
)
_PARTS = {"trimestre": 3, "semestre": 6, "bimestre": 2}
_OFF: Mapping[str, DayOff] = {
    "férié": DayOff("holiday"),
    "jour férié": DayOff("holiday"),
    "non ouvré": DayOff("worked"),
    "jour non ouvré": DayOff("worked"),
    "non ouvrable": DayOff("workable"),
    "jour non ouvrable": DayOff("workable"),
}
_OPENINGS = (
    "si ",
    "s'il ",
    "si c'est ",
    "tombe ",
    "est ",
    "en ",
    "au ",
    "pour ",
    "l'année ",
    "le ",
    "un ",
)


def read_exception(value: Any) -> Named | Case:
    """What is set aside: some windows by their names, or where the day falls."""
    text = _bare(read_text(value).replace("’", "'"))
    exception = _named_windows(text) or _case(text)
    if exception is None:
        raise Reject(f"« {value} » n'est pas une exception connue", _KEY_REMEDY)
    return exception


def _bare(text: str) -> str:
    """The words without "si", "en", "le" before them."""
    before = ""
    while before != text:
        before = text
        for opening in _OPENINGS:
            text = text.removeprefix(opening)
    return text


def _named_windows(text: str) -> Named | None:
    """Months, quarters or semesters of the year, with or without a year; or years."""
    if _ONLY_YEAR.fullmatch(text):
        return Named((), read_years(text), text)
    if re.fullmatch(r"(\d{4})-(\d{4})", text):
        return Named((), (int(text[:4]),), text)
    written = re.fullmatch(r"(?:(\d)(?:er|e) )?([a-zéû]+)(?: (?:de )?(\d{4}))?", text.lower())
    if written is None:
        return None
    years = (int(written[3]),) if written[3] else ()
    if written[1] is None:
        month = written[2] in MONTHS
        return Named((MONTHS.index(written[2]) + 1,), years, text) if month else None
    months = _PARTS.get(written[2])
    if months is None or not 1 <= int(written[1]) <= 12 // months:
        return None
    first = (int(written[1]) - 1) * months + 1
    return Named(tuple(range(first, first + months)), years, text)


def _case(text: str) -> Case | None:
    """Where a day falls: after the 12th, on a holiday, a day of the week, a feast."""
    later = re.fullmatch(r"(après|avant) le (\d{1,2}|1er)(?: ([a-zéû]+))?", text.lower())
    if later:
        day = 1 if later[2] == "1er" else int(later[2])
        month = MONTHS.index(later[3]) + 1 if later[3] in MONTHS else None
        fits = 1 <= day <= 31 and (later[3] is None or month is not None)
        return Later(day, month, later[1] == "avant") if fits else None
    if text.lower() in _OFF:
        return _OFF[text.lower()]
    days = tuple(part for part in re.split(r" ou |, ?", text.lower().replace("week-end", _WEEKEND)))
    days = tuple(day.removeprefix("un ").removeprefix("le ") for day in days)
    if all(day in WEEKDAYS for day in days):
        return Weekdays(tuple(WEEKDAYS.index(day) for day in days))
    feast = feast_named(text)
    return OnFeast(feast) if feast else None


_WEEKEND = "samedi ou dimanche"
_THEN_REMEDY = (
    "écrire un autre jour (« 25 », « 1er mercredi », « 31 janvier »), « lendemain », « veille », "
    "« une semaine plus tôt », « jour ouvré suivant » ou « aucun »"
)
_NAMED_MOVES = {"lendemain": 1, "veille": -1}


def read_then(value: Any) -> WindowDay | DayInYear | Moved | Rolled | Nothing:
    """The day that holds in place of another: a day, a move, ``aucun`` for none."""
    text = read_text(value).replace("’", "'")
    bare = text.lower().removeprefix("le ").removeprefix("la ")
    if bare in ("aucun", "aucune", "aucun jour", "rien"):
        return Nothing()
    if bare in _NAMED_MOVES:
        return Moved(_NAMED_MOVES[bare])
    if bare in ROUNDINGS.values():
        return Rolled(next(name for name, words in ROUNDINGS.items() if words == bare))
    moved = re.fullmatch(r"(.+) plus (tôt|tard)|(.+) (avant|après)", bare)
    if moved:
        return _moved(moved[1] or moved[3], later=(moved[2] or moved[4]) in ("tard", "après"))
    if feast_named(text) or re.search(r" N(?:\s*[+-]\s*\d+)?$", text):
        return read_feast_or_day(text.removeprefix("le "))
    try:
        return read_window_day(text)
    except Reject:
        raise Reject(f"« {text} » ne dit pas quel jour vaut alors", _THEN_REMEDY) from None


def _moved(text: str, *, later: bool) -> Moved:
    length = read_length(text)
    if length.months or not length.plain or length.unit == "hour":
        raise Reject(f"« {text} » : ce décalage se compte en jours ou en semaines", _THEN_REMEDY)
    return Moved(length.days if later else -length.days)


_FORMS_OF_RHYTHMS: Mapping[str, str] = {
    "quotidien": "{au moins: 1, par: jour}",
    "hebdomadaire": "{au moins: 1, par: semaine} ou {chaque: semaine, le: lundi}",
    "bihebdomadaire": "{au moins: 2, par: semaine}",
    "bimensuel": "{au moins: 2, par: mois}, ou deux moments : [{chaque: mois, le: 1er}, "
    "{chaque: mois, le: 15}]",
    "quinzaine": "{au moins: 1, tous les: 15 jours}, ou deux moments : [{chaque: mois, le: 1er}, "
    "{chaque: mois, le: 15}]",
    "mensuel": "{au moins: 1, par: mois} ou {chaque: mois, au plus tard: 15}",
    "bimestriel": "{au moins: 1, par: bimestre} ou {chaque: bimestre, au plus tard: dernier jour}",
    "trimestriel": "{au moins: 1, par: trimestre} ou {chaque: trimestre, au plus tard: 15}",
    "quadrimestriel": "{au moins: 1, tous les: 4 mois}",
    "semestriel": "{au moins: 1, par: semestre} ou {chaque: semestre, au plus tard: 15}",
    "annuel": "{au moins: 1, par: année} ou {chaque: année, au plus tard: 31 mars N}",
    "biannuel": "{au moins: 2, par: année} ou {au moins: 1, par: semestre}",
    "bisannuel": "{au moins: 1, tous les: 2 ans}",
    "biennal": "{au moins: 1, tous les: 2 ans} ou {tous les: 2 ans, à compter de: prise d'effet}",
    "triennal": "{au moins: 1, tous les: 3 ans} ou {tous les: 3 ans, à compter de: prise d'effet}",
    "quadriennal": "{au moins: 1, tous les: 4 ans}",
    "quinquennal": "{au moins: 1, tous les: 5 ans}",
}


def of_rhythm(text: str) -> str | None:
    """The form that an adjective of rhythm is written in: ``biennal``, ``bimensuelle``."""
    word = text.lower().strip().removesuffix("s")
    for adjective, form in _FORMS_OF_RHYTHMS.items():
        feminine = (adjective + "le", adjective + "ne", adjective + "e")
        if word == adjective or word in feminine:
            return form
    return None


def read_rhythm(value: Any) -> Span:
    """A period by its name; an adjective of rhythm is refused with the form to write."""
    form = of_rhythm(read_text(value))
    if form:
        raise Reject(f"« par: {value} » ne s'écrit pas", f"écrire {form}")
    return read_span(value)


CHAQUE = ("année", "mois", "bimestre", "trimestre", "semestre", "année scolaire", "saison sportive")


def read_year(value: Any) -> str:
    """``année``; another period that does not recur so is refused with the form to write."""
    text = read_text(value).lower()
    if text == "année":
        return text
    form = of_rhythm(text)
    if form:
        raise Reject(f"« chaque: {text} » ne s'écrit pas", f"écrire {form}")
    if re.match(r"\d", text) or text.split()[0] in ("deux", "trois", "quatre", "cinq", "six"):
        raise Reject(
            f"« chaque: {text} » ne s'écrit pas",
            f"écrire « tous les: {text} », par exemple {{tous les: {text}, à compter de: prise "
            f"d'effet}} ou {{au moins: 1, tous les: {text}}}",
        )
    raise Reject(
        f"« {text} » n'est pas une période qui revient",
        f"l'une de : {', '.join(CHAQUE)}, exercice, semaine, jour",
    )


def read_rhythm_interval(value: Any) -> Span:
    """``2 mois``, ``1 an``; ``15 jours``, ``2 semaines`` for a service that has no date."""
    length = read_length(value)
    shorter = length.plain and not length.months and length.unit != "hour"
    if shorter and 0 < length.days < 31:
        return span_of_days(length.days)
    return read_interval(value)


def read_weekdays(value: Any) -> tuple[int, ...]:
    """``lundi``, ``lundi et jeudi``, ``lundi au vendredi``, as ranks from Monday, 0."""
    text = read_text(value).lower().removeprefix("le ").removeprefix("du ")
    first, to, last = text.partition(" au ")
    if to and first in WEEKDAYS and last in WEEKDAYS and first != last:
        begins, ends = WEEKDAYS.index(first), WEEKDAYS.index(last)
        return tuple((begins + rank) % 7 for rank in range((ends - begins) % 7 + 1))
    days = re.split(r" et (?:le )?|, ?", text)
    if not all(day in WEEKDAYS for day in days):
        raise Reject(f"« {text} » n'est pas un jour de la semaine", "lundi, « lundi et jeudi »…")
    return tuple(WEEKDAYS.index(day) for day in days)


def read_feast_or_day(value: Any) -> DayInYear:
    """A day of the year, or a feast: ``15 février N+1``, ``lundi de Pâques N``, ``Toussaint``."""
    text = read_text(value).replace("’", "'")
    written = re.fullmatch(r"(.+?)(?:\s+[Nn]\s*([+-]\s*\d{1,2})?)?", text)
    feast = feast_named(written[1]) if written else None
    if written is None or feast is None:
        return read_yearly_day(text)
    offset = int((written[2] or "0").replace(" ", ""))
    if abs(offset) > 10:
        raise Reject(f"« {text} » : plus de dix ans d'écart", "vérifier N+…")
    if feast in MOVABLE:
        return DayInYear(LAST, MOVABLE[feast].month, offset, MOVABLE[feast])
    day, month = FIXED[feast]
    return DayInYear(day, month, offset)


_ORIGINS = ("prise d'effet", "chaque reconduction")
_NO_ORIGINS = ("terme", "chaque terme", "anniversaire", "mi-parcours")


def read_origin(value: Any) -> date | str:
    """Where an interval counts from: a date, a fact by its name, the effect, each renewal."""
    text = read_text(value).replace("’", "'")
    if text.lower() in _ORIGINS:
        return text.lower()
    if text.lower() in _NO_ORIGINS:
        raise Reject(
            f"un intervalle ne se compte pas depuis « {text} »",
            "un fait, une date, « prise d'effet » ou « chaque reconduction »",
        )
    return read_date(text) if re.match(r"\d", text) else read_event_name(text)


def feast_as_moment(value: Any) -> Any:
    """A feast named alone, where a moment is expected: that of each year."""
    if isinstance(value, str) and not is_short_name(value):
        feast = feast_named(value)
        return {"chaque": "année", "le": feast} if feast else value
    return value


def window_rank(day: WindowDay, span: Span) -> int:
    """The rank of its month in a period of that span: NEXT_MONTH and unwritten ones counted."""
    if day.month == NEXT_MONTH:
        return span.months + 1
    if day.month is not None:
        return day.month
    return span.months if day.day == LAST else 1
