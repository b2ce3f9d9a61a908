"""What a quote of the paper says of time: lengths, days, months, rhythms, kinds of days, modes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.number_words import NUMBER, WORDS, Disagree, number
from scheduler.deadlines.period import HOURS_IN_A_DAY, DayKind, Length, days_in_month
from scheduler.deadlines.timing import LAST
from scheduler.rulebook.lengths import PART, joined, part_of
from scheduler.rulebook.quoted_figures import blanked, without_figures

KindOfDays = Literal["worked", "workable", "clear"]
Bound = Literal["at least", "at most"]
_ALIKE = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "–": "-", "‑": "-"})
_LEAP = 2024
_MONTH = "|".join(MONTHS)
_SPANS = {
    "an": 12.0,
    "année": 12.0,
    "exercice": 12.0,
    "année scolaire": 12.0,
    "année civile": 12.0,
    "saison": 12.0,
    "semestre": 6.0,
    "trimestre": 3.0,
    "bimestre": 2.0,
    "mois": 1.0,
    "quinzaine": 0.5,
    "semaine": 12 / 52,
    "jour": 12 / 365,
}
"""The recurring stretches that a text names, in months."""
_SPAN = "|".join(sorted(_SPANS, key=len, reverse=True))
_ADJECTIVES = {
    "annuel": 1.0,
    "semestriel": 2.0,
    "biannuel": 2.0,
    "bisannuel": 0.5,
    "biennal": 0.5,
    "triennal": 1 / 3,
    "trimestriel": 4.0,
    "bimestriel": 6.0,
    "mensuel": 12.0,
    "bimensuel": 24.0,
    "hebdomadaire": 52.0,
}
"""How many times a year each adjective says."""


@dataclass(frozen=True)
class Measure:
    """A length as it is compared: months, hours, and what kind of days it counts."""

    months: int
    hours: int
    kind: DayKind = "calendar"
    clear: bool = False


@dataclass(frozen=True)
class Delay:
    """``dans les trois mois``; ``of_term`` where the words name a duration of the agreement."""

    words: str
    measure: Measure
    of_term: bool = False
    conditional: bool = False
    """Whether it may be a condition and no delay: "en cas d'absence de plus de trois jours"."""
    implied: bool = False
    """Whether the text gives no number: "dans le mois qui suit"."""
    lasting: bool = False
    """Whether it is how long something is done: "pendant dix ans", "conservés dix ans"."""


@dataclass(frozen=True)
class NamedDay:
    """``avant le 31 mars de l'année N+1``: its last day, that day left out where ``avant`` does.

    The day is LAST for a month's last; ``offset`` counts years from N where the text says so.
    """

    words: str
    day: int
    month: int
    year: int | None = None
    offset: int | None = None
    bound: bool = False
    """Whether the words themselves say that it is a limit: "avant le", "au plus tard le"."""
    loose: bool = False
    """Whether an « avant » that stands before another day may be meant for it too."""


@dataclass(frozen=True)
class NamedMonth:
    """``en mai N+1``, ``fin février``."""

    words: str
    month: int
    year: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class MonthDay:
    """``au plus tard le 15``, ``le 10 du mois suivant``: a day of any month."""

    words: str
    day: int
    following: bool


@dataclass(frozen=True)
class Rhythm:
    """``deux fois par an``, ``chaque trimestre``, ``semestriel``: how many times a year."""

    words: str
    per_year: float
    strong: bool


@dataclass(frozen=True)
class Kind:
    """``ouvrés``, ``ouvrables``, ``francs``, wherever they stand."""

    words: str
    kind: KindOfDays


@dataclass(frozen=True)
class Place:
    """``le deuxième mardi``, ``1er semestre``, ``la dernière année``: the rank of something."""

    words: str
    noun: str
    rank: int
    """From 1, LAST for "dernier"."""


@dataclass(frozen=True)
class Limited:
    """``au moins``, ``au plus`` beside a number of times or a delay before something."""

    words: str
    bound: Bound
    before: bool
    """Whether it qualifies a delay that runs before something."""


Saying = Delay | NamedDay | NamedMonth | MonthDay | Rhythm | Kind | Place | Limited


def measure(length: Length) -> Measure:
    """The length as it is compared: a year is twelve months, a week seven days of 24 hours."""
    hours = sum(
        part.number if part.unit == "hour" else Length(part.number, part.unit).days * HOURS_IN_A_DAY
        for part in (length, length.more)
        if part
    )
    return Measure(length.months, hours, length.kind, length.clear)


def sayings(quote: str) -> list[Saying]:
    """Everything that a quote says of time; figures that are no time are passed over."""
    text = without_figures(quote.lower().translate(_ALIKE))
    days = list(_days(text))
    rest = blanked(text, [span for span, _ in days])
    months = list(_months(rest))
    rhythms = list(_rhythms(blanked(rest, [span for span, _ in months])))
    delays = list(_delays(blanked(rest, [span for span, _ in rhythms])))
    others = [*_month_days(rest), *_kinds(rest), *_limits(rest), *_places(text), *_implied(rest)]
    found = [*days, *months, *rhythms, *delays, *others]
    return [saying for _, saying in sorted(found, key=lambda pair: pair[0])]


def as_written(quote: str, words: str) -> str:
    """The words with the capitals that they have in the quote."""
    at = quote.lower().translate(_ALIKE).find(words)
    return quote[at : at + len(words)] if at >= 0 else words


def holds_words(quote: str, words: str) -> bool:
    """Whether the quote holds the words of a saying of another quote."""
    return words in quote.lower().translate(_ALIKE)


_Found = tuple[tuple[int, int], Saying]
_OFFSET = (
    r"(?P<after>\s*\(?(?:de |d')?(?:l'année |l'exercice |l'an |année |exercice )?"
    r"n\s*(?P<offset>[+-]\s*\d)?\)?(?![\wà-ÿ])"
    r"|\s*(?P<next>(?:de |d')?(?:l'année|l'exercice|l'an)? ?"
    r"(?:suivante?|qui suit|d'après|postérieure?|n\+1)\b)"
    r"|\s*(?P<same>de l'année en cours)"
    r"|\s*(?P<previous>de l'(?:année|exercice) précédente?))?"
)
_DAY = re.compile(
    rf"\b(?:(?P<from>1er|\d{{1,2}}) (?:au|et(?: le)?|-) )?"
    rf"(?P<day>1er|premier|\d{{1,2}}|{WORDS}|dernier jour (?:de|d'))\s*"
    rf"(?P<month>{_MONTH})\b(?: (?P<year>\d{{4}}))?{_OFFSET}"
)
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b")
_BEFORE = re.compile(
    r"(?<!heures )(?<!jours )(?<!jour )(?<!semaines )(?<!semaine )(?<!mois )(?<!ans )(?<!an )"
    r"(?<!francs )(?<!ouvrés )(?<!ouvrables )(?<!moins )(?<!plus )"
    r"\b(?:avant (?:le |la date du )?|précédant le |qui précède le )$"
)
"""« Avant le 31 »; not « trois mois avant le 31 », which counts from that day."""
_NOT_BEFORE = re.compile(r"\b(?:pas|jamais|ni|ne [^.;]{1,40}) (?:\w+ )?avant (?:le )?$")
_LIMIT = re.compile(
    r"(?:\bau plus tard (?:le |au )?|\bpour le |\bjusqu'au |\bd'ici (?:le |au )?|\bentre le "
    rf"|\bà (?:partir|compter) du |\bdès le |\bentre le [^,;.]{{1,40}} et le "
    rf"|\bdu (?:1er|\d{{1,2}}) (?:{_MONTH}) (?:\d{{4}} )?au )$"
)


def _days(text: str) -> Iterator[_Found]:
    for match in _DAY.finditer(text):
        month = MONTHS.index(match["month"]) + 1
        day = _day_number(match["day"], month)
        if day is None:
            continue
        span = match.span()
        if match["from"]:
            opens = _day_number(match["from"], month) or 1
            yield span, _named(text, match, (opens, month), within=True)
        yield span, _named(text, match, (day, month), within=bool(match["from"]))
    for match in _NUMERIC.finditer(text):
        day, month = int(match["day"]), int(match["month"])
        if 1 <= month <= len(MONTHS) and 1 <= day <= days_in_month(_LEAP, month):
            yield match.span(), _at(text, match.start(), match[0], (day, month), match["year"])


def _day_number(text: str, month: int) -> int | None:
    if text.startswith("dernier"):
        return days_in_month(_LEAP, month)
    try:
        day = 1 if text in ("1er", "premier") else number(text)
    except Disagree:
        return None
    return day if day and 1 <= day <= days_in_month(_LEAP, month) else None


def _named(text: str, match: re.Match[str], day: tuple[int, int], *, within: bool) -> NamedDay:
    """The day that a match names; within a stretch both of its days are included."""
    words = match[0].strip()
    if within:
        return NamedDay(words, *canonical(*day), _year(match["year"]), offset_of(match), True)
    return _at(text, match.start(), words, day, match["year"], offset_of(match))


def _at(
    text: str,
    start: int,
    words: str,
    day: tuple[int, int],
    year: str | None,
    offset: int | None = None,
) -> NamedDay:
    """The last day of the words, after what stands before them."""
    ahead = text[:start]
    strict = _BEFORE.search(ahead) and not _NOT_BEFORE.search(ahead)
    lead = _BEFORE.search(ahead) or _LIMIT.search(ahead)
    told = f"{lead[0]}{words}" if lead else words
    if strict and day == (1, 1):
        offset = offset - 1 if offset is not None else None
        year = str(int(year) - 1) if year else None
    named = eve(*day) if strict else canonical(*day)
    loose = lead is None and re.search(r"\bavant le\b", ahead) is not None
    return NamedDay(told, *named, _year(year), offset, bool(lead), loose)


def canonical(day: int, month: int) -> tuple[int, int]:
    """The day and its month, LAST for the month's last (28 February too)."""
    last = days_in_month(_LEAP, month)
    return (LAST if day == LAST or day >= min(last, 28 if month == 2 else last) else day), month


def eve(day: int, month: int) -> tuple[int, int]:
    """The day before, as ``canonical`` writes it."""
    if day == LAST:
        return days_in_month(_LEAP, month) - 1, month
    if day > 1:
        return canonical(day - 1, month)
    return LAST, (month - 2) % 12 + 1


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def offset_of(match: re.Match[str]) -> int | None:
    """The years from N that the words behind a day or a month say; None where they say nothing."""
    if match["offset"]:
        return int(match["offset"].replace(" ", ""))
    if match["next"]:
        return 1
    if match["previous"]:
        return -1
    return 0 if match["same"] or (match["after"] or "").strip() else None


_MONTH_ALONE = re.compile(
    r"\b(?P<lead>(?:en|fin|début|courant|mi-|(?:au|du|le) mois de|(?:au|du|le) mois d'|mois de|dès"
    rf"|(?:jour|ouvrée?|ouvrable|quinzaine|semaine|{'|'.join(WEEKDAYS)}|fin|courant) (?:de|d')) ?)"
    rf"(?P<month>{_MONTH})\b(?: (?P<year>\d{{4}}))?{_OFFSET}"
)


def _months(text: str) -> Iterator[_Found]:
    for match in _MONTH_ALONE.finditer(text):
        month = MONTHS.index(match["month"]) + 1
        year = _year(match["year"])
        yield match.span(), NamedMonth(match[0].strip(), month, year, offset_of(match))


_TIMES = re.compile(
    rf"\b(?P<number>{NUMBER}) fois (?:par|l'|chaque|tous les|toutes les) ?"
    rf"(?P<every>{WORDS} )?(?P<span>{_SPAN})s?\b"
)
_SO_MANY = re.compile(
    rf"\b(?P<number>{NUMBER}) (?P<what>(?!fois\b|jours?\b|heures?\b|mois\b|ans?\b|semaines?\b|%)"
    rf"[a-zà-ÿ'-]+(?: [a-zà-ÿ'-]+){{0,2}}?) ?(?:par|/) ?(?P<span>{_SPAN})\b"
)
_SO_MANY_EACH = re.compile(
    rf"\b(?P<of>des |les |ces )?x?(?P<number>{NUMBER}) [a-zà-ÿ'-]+ "
    rf"(?P<adjective>{'|'.join(_ADJECTIVES)})(?:s|le|les|lle|lles)?\b"
)
_EVERY = re.compile(
    rf"\b(?:tous les|toutes les) (?P<number>{NUMBER} )?(?P<span>{_SPAN})s?\b"
    rf"|\b(?P<each>chaque|à chaque fin de|par) (?P<one>{_SPAN})\b"
)
_ADJECTIVE = re.compile(
    r"\b(" + "|".join(_ADJECTIVES) + r")(?:le|s|les|lement|lle|lles|llement)?\b"
)


def _rhythms(text: str) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for pattern in (_TIMES, _SO_MANY):
        for match in pattern.finditer(blanked(text, taken)):
            how_many = _counted(match["number"])
            every = _counted(match["every"]) if pattern is _TIMES and match["every"] else 1
            if how_many and every:
                taken.append(match.span())
                months = _SPANS[match["span"]] * every
                yield match.span(), Rhythm(match[0], 12 * how_many / months, True)
    for match in _EVERY.finditer(blanked(text, taken)):
        every = _counted(match["number"]) if match["number"] else 1
        months = _SPANS[match["span"] or match["one"]] * (every or 1)
        taken.append(match.span())
        yield match.span(), Rhythm(match[0], 12 / months, match["each"] != "par")
    for match in _SO_MANY_EACH.finditer(blanked(text, taken)):
        if match["of"]:
            taken.append(match.span())
        elif how_many := _counted(match["number"]):
            taken.append(match.span())
            yield match.span(), Rhythm(match[0], how_many * _ADJECTIVES[match["adjective"]], False)
    for match in _ADJECTIVE.finditer(blanked(text, taken)):
        yield match.span(), Rhythm(match[0], _ADJECTIVES[match[1]], False)


def _counted(text: str) -> int | None:
    try:
        return number(text.strip())
    except Disagree:
        return None


_PART_OF_QUOTE = re.compile(rf"\b{PART}")
_AND = re.compile(r"\s*(?:,\s*(?:et\s+)?|\bet\s+)")
_LEADS_A_DELAY = re.compile(
    r"\b(?:sous|dans (?:les|un délai|la limite|le délai)|délai|au moins|moins|plus de|avant|passé"
    r"|au plus tard|d'ici|préavis|au bout|après|pendant)\b[^.;,]{0,20}$"
)
_TRAILS_A_DELAY = re.compile(r"^\W*(?:au moins|au plus|avant|après|suivant|qui|à compter|franc)\b")
_NO_LENGTH = re.compile(
    r"(?:\b(?:1re|1ère|première|2e|2ème|deuxième|seconde|dernière|chaque|par|la) "
    r"|\b(?:fin|cours|milieu|début|terme|courant) d')$"
)
"""Before a fortnight that is a part of a month, or a period that is not a delay."""
_CONDITION = re.compile(r"\b(?:plus de|moins de|au-delà de|(?:supérieur|inférieur)e?s? à) $")
_LASTING = re.compile(
    r"\b(?:pendant|durant|(?:conserv|maint|gard|archiv|affect)\w+|durée (?:minimale |maximale )?de)"
    r" (?:au moins |au minimum |les )?$"
)
"""Before a length that is how long a duty lasts, and no delay to act in."""
_OF_TERM = re.compile(
    r"\b(?:convention|contrat|bail|marché|durée|période)\w*(?: \w+){0,2} (?:de|d')\s*$"
)


def _delays(text: str) -> Iterator[_Found]:
    at = 0
    while match := _PART_OF_QUOTE.search(text, at):
        at = match.end()
        lengths = _lengths_of(match)
        while lengths and (joint := _AND.match(text, at)):
            more = _PART_OF_QUOTE.match(text, joint.end())
            added = part_of(more) if more else None
            if more is None or added is None or joined([*lengths, *added]) is None:
                break
            lengths, at = [*lengths, *added], more.end()
        span = match.start(), at
        if lengths and _is_delay(text, span, lengths[0]):
            words = text[slice(*span)].strip()
            of_term = _OF_TERM.search(text[: span[0]]) is not None
            lasting = _LASTING.search(text[: span[0]]) is not None
            whole = joined(lengths)
            for length in (whole,) if whole else lengths:
                conditional = bool(
                    _CONDITION.search(text[: span[0]]) or _IN_A_ROW.match(text[span[1] :])
                )
                yield span, Delay(words, measure(length), of_term, conditional, lasting=lasting)


def _lengths_of(match: re.Match[str]) -> list[Length]:
    """The length of a match, or both of ``entre six et trois mois``."""
    try:
        part = part_of(match)
        if part or match["alone"]:
            return part or []
        unit = match[0][match.end("number") - match.start() :]
        pieces = re.split(r"[ -]et[ -]", match["number"])
        others = [again for piece in pieces if (again := re.fullmatch(PART, f"{piece}{unit}"))]
        return [length for again in others for length in part_of(again) or ()]
    except Disagree:
        return []


_CLOCK = re.compile(
    r"\b(?<!inférieure )(?<!supérieure )(?<!inférieur )(?<!supérieur )"
    r"(?:avant|à|jusqu'à|dès|vers|pour|après|entre) $"
)
"""Before a time of the day: « avant 23 heures », « au plus tard à 22 heures »."""
_IN_A_ROW = re.compile(r"\s*(?:consécuti(?:fs|ves)|d'affilée|de suite|successi(?:fs|ves))\b")
_LONGEST = re.compile(r"\b(?:dépasser|excéder|durée (?:maximale|maximum) de) $")
_LASTS = re.compile(r"^\W*(?:par|tou(?:te)?s les)\b")


def _is_delay(text: str, span: tuple[int, int], length: Length) -> bool:
    """Whether a length is one to keep to: hours are one only where the words around say so."""
    behind = text[span[1] : span[1] + 24]
    if _NO_LENGTH.search(text[: span[0]]) or re.match(r"\s*(?:par|/|sur)\s", behind):
        return False
    if length.unit != "hour":
        return True
    if _CLOCK.search(text[: span[0]]) or _LONGEST.search(text[: span[0]]):
        return False
    if _LASTS.match(behind):
        return False
    return bool(_LEADS_A_DELAY.search(text[: span[0]]) or _TRAILS_A_DELAY.match(behind))


_MONTH_DAY = re.compile(
    r"\b(?P<lead>(?:avant|au plus tard|pour) )?(?:le|au|du) (?P<day>1er|\d{1,2})\b"
    rf"(?!\s*(?:[/.h%€]|heures?|{_MONTH}|et\b|mois\b|e\b|ème\b|semestre|trimestre|an))"
    r"(?P<following> du mois (?:suivant|qui suit))?"
)


def _month_days(text: str) -> Iterator[_Found]:
    for match in _MONTH_DAY.finditer(text):
        day = 1 if match["day"] == "1er" else int(match["day"])
        strict = (match["lead"] or "").startswith("avant")
        if 1 <= day <= 31:  # the longest month
            last = day - 1 or LAST if strict else day
            yield match.span(), MonthDay(match[0], last, bool(match["following"]))


_KINDS: tuple[tuple[str, KindOfDays], ...] = (
    (r"\bouvrée?s?\b", "worked"),
    (r"\bouvrables?\b", "workable"),
    (r"\b(?:jours?|mois|délais?) francs?\b", "clear"),
)


def _kinds(text: str) -> Iterator[_Found]:
    for pattern, kind in _KINDS:
        for match in re.finditer(pattern, text):
            yield match.span(), Kind(match[0], kind)


_RANKS = {
    **dict.fromkeys(("1er", "1re", "1ère", "premier", "première"), 1),
    **dict.fromkeys(("2e", "2ème", "2nd", "2nde", "second", "seconde", "deuxième"), 2),
    **dict.fromkeys(("3e", "3ème", "troisième"), 3),
    **dict.fromkeys(("4e", "4ème", "quatrième"), 4),
    **dict.fromkeys(("5e", "5ème", "cinquième"), 5),
    **dict.fromkeys(("dernier", "dernière"), LAST),
}
_PLACE = re.compile(
    rf"\b(?P<rank>{'|'.join(sorted(_RANKS, key=len, reverse=True))}) (?P<noun>[a-zà-ÿ]+)"
)


def _places(text: str) -> Iterator[_Found]:
    for match in _PLACE.finditer(text):
        yield match.span(), Place(match[0], match["noun"], _RANKS[match["rank"]])


_IMPLIED = re.compile(
    r"\bdans (?:l'(?P<year>année)|le (?P<month>mois)|la (?P<week>semaine))"
    rf"(?: (?:qui suit|suivante?|du|des|de(?! (?:{_MONTH})))\b|(?=\s*(?:[,;.]|$)))"
)


def _implied(text: str) -> Iterator[_Found]:
    for match in _IMPLIED.finditer(text):
        length = Measure(12, 0) if match["year"] else Measure(1, 0)
        if match["week"]:
            length = Measure(0, 7 * HOURS_IN_A_DAY)
        yield match.span(), Delay(match[0], length, implied=True)
    for match in _PART_OF_CONTRACT.finditer(text):
        number = _counted(match["number"])
        if number:
            months = number * (12 if match["unit"].startswith("an") else 1)
            yield match.span(), Delay(match[0], Measure(months, 0), conditional=True)


_PART_OF_CONTRACT = re.compile(
    rf"\b(?P<number>{NUMBER}) (?:premiers|premières|derniers|dernières) "
    r"(?P<unit>mois|années|ans)\b"
)
"""« Les six premiers mois »: a part of the contract, or a bound of what recurs."""


_AT_LEAST = r"au moins|au minimum|a minima|à minima|minimum"
_AT_MOST = r"au plus(?! (?:tard|tôt))|au maximum|maximum"


def _limits(text: str) -> Iterator[_Found]:
    for pattern, bound in ((_AT_LEAST, "at least"), (_AT_MOST, "at most")):
        for match in re.finditer(rf"\b(?:{pattern})\b", text):
            before = re.match(r"\W*(?:avant|précédant)\b", text[match.end() :]) is not None
            yield match.span(), Limited(match[0], _BOUNDS[bound], before)


_BOUNDS: dict[str, Bound] = {"at least": "at least", "at most": "at most"}
