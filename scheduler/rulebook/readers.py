"""Readers of the values a French file can write: each gives the value, or refuses with a remedy."""

import re
from datetime import date, time
from difflib import get_close_matches
from typing import Any, Literal

from scheduler.deadlines.agreement import END_OF_PERIOD, NoticeEffect, WholePeriods
from scheduler.deadlines.by_rule import rule_days
from scheduler.deadlines.french import MONTHS, WEEKDAYS
from scheduler.deadlines.number_words import Disagree, number
from scheduler.deadlines.penalty import Share, Sum
from scheduler.deadlines.period import DayKind, Length, days_in_month
from scheduler.deadlines.rounding import WORDS as ROUNDINGS
from scheduler.deadlines.rounding import Rounding
from scheduler.deadlines.timing import (
    FISCAL_YEAR,
    FORTNIGHT,
    LAST,
    MONTH,
    QUARTER,
    SCHOOL_YEAR,
    SEASON,
    SEMESTER,
    SPANS,
    YEAR,
    DayInYear,
    Span,
    span_of,
)
from scheduler.rulebook.lengths import LENGTH_WORDS, MAX_LENGTH, length_of
from scheduler.rulebook.plain_names import plainly

_DAY = r"(?P<day>\d{1,2}|1er)"
_FRENCH_DATE = re.compile(rf"{_DAY}\s+(?P<month>[a-zéû]+)\s+(?P<year>\d{{4}})")
_YEARLY = re.compile(rf"{_DAY}\s+(?P<month>[A-Za-zéûÉÛ]+)(?:\s+N\s*(?P<offset>[+-]\s*\d+)?)?")
OPEN_ENDED = "indéterminée"
UnsaidLength = Literal["inconnu"]
UNSAID: UnsaidLength = "inconnu"
"""A length that the paper leaves blank: a question, never nought."""
NO_DELAY = "aucun"
ANNIVERSARY = "anniversaire"
_CONTRACT_YEAR = re.compile(r"(?P<number>1re|première|\d+e)\s+année")
_OF: dict[str, DayKind | int] = {
    "jour": "calendar",
    "jour ouvré": "worked",
    "jour ouvrable": "workable",
    **{name: rank for rank, name in enumerate(WEEKDAYS)},
}
_YEARLY_POSITION = re.compile(
    rf"(?P<day>dernier|\d{{1,2}}(?:er|e)) (?P<of>{'|'.join(sorted(_OF, reverse=True))}) "
    r"(?:de |d'|d’)(?P<month>[A-Za-zéûÉÛ]+)(?:\s+N\s*(?P<offset>[+-]\s*\d+)?)?"
)
_MONTH_DAY = re.compile(
    rf"(?P<day>dernier|\d{{1,2}}(?:er|e)?)(?: (?P<of>{'|'.join(sorted(_OF, reverse=True))}))?"
    r"(?: du (?:(?P<rank>\d{1,2})(?:er|e) mois|(?P<next>mois suivant)))?"
)
NEXT_MONTH = -1
"""The month that follows a period: "le 10 du mois suivant"."""
_AMOUNT = re.compile(r"(?P<euros>\d{1,3}(?: ?\d{3})*)(?:,(?P<cents>\d{2}))?\s?(?:€|euros?)")
MAX_REMINDER_MONTHS = 60
_THE_DAY_ITSELF = ("0 jour", "0 jours", "le jour même", "jour même")
MAX_INTERVAL = 120
LONGEST_MONTH = 31
SHORTEST_MONTH = 28


class Reject(ValueError):
    """A value that cannot be read, with the remedy: ``message||aide``."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}||{remedy}")


def _text(value: Any, wanted: str, remedy: str) -> str:
    if not isinstance(value, str):
        raise Reject(expected_here(wanted), remedy)
    return " ".join(value.split())


def expected_here(noun: str) -> str:
    """``une date est attendue ici``, in agreement with the noun and its article."""
    article = noun.split()[0]
    agreed = {"une": "est attendue", "des": "sont attendues"}.get(article, "est attendu")
    return f"{noun} {agreed} ici"


def read_text(value: Any) -> str:
    """A sentence on one line, its white space folded; empty is refused."""
    text = _text(value, "un texte", "écrire le texte après les deux-points, sans tiret")
    if not text:
        raise Reject("un texte est attendu ici", "écrire quelques mots, ou ôter la clé")
    return text


def is_short_name(text: str) -> bool:
    """Whether the text is written as a short name, and so not as words of the paper."""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text) is not None


def read_slug(value: Any) -> str:
    """A short name: lower-case ASCII letters, figures, dashes, dots, underscores."""
    text = _text(value, "un nom court", "par exemple « bethune-sad »")
    if not is_short_name(text):
        raise Reject(
            f"« {text} » n'est pas un nom court",
            f"écrire `{short_name(text)}` : minuscules sans accent, chiffres, tirets, points",
        )
    return text


def short_name(text: str) -> str:
    """The short name that words make: ``rapport d'activité`` as ``rapport-d-activite``."""
    return re.sub(r"[^a-z0-9._-]+", "-", plainly(text)).strip("-._")[:64] or "nom-court"


def read_event_name(value: Any) -> str:
    """The name of a fact: as a short name, capitals allowed (``debut_activite_APA``)."""
    text = _text(value, "un nom de fait", _one_fact(value))
    if not is_short_name(text.lower()):
        raise Reject(
            f"« {text} » n'est pas le nom d'un fait",
            f"écrire `{short_name(text)}`, et le déclarer sous « faits » avec ces mots pour titre",
        )
    return text


def _one_fact(value: Any) -> str:
    """What to write in place of a list, of keys or of nothing, where one fact is meant."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        named = ", ".join(value)
        return f"un seul fait va ici ; de plusieurs, écrire `{{au dernier de: [{named}]}}`"
    if isinstance(value, dict) and "échéance" in value:
        return "nommer un fait de « faits » ; une autre obligation se nomme `{à: {échéance: …}}`"
    if value is None:
        return "rien n'est écrit ici : nommer un fait de « faits », ou ôter la clé"
    return "écrire le seul nom d'un fait de « faits », sans deux-points ni accolades : `signature`"


def read_date(value: Any) -> date:
    """``2025-03-13``, ``13 mars 2025``, ``13/03/2025``, ``2e jeudi d'octobre 2026``.

    Figures are read as the French write them: the day, the month, the year. A day that does not
    exist is refused.
    """
    remedy = "écrire `2025-03-13` (AAAA-MM-JJ) ou « 13 mars 2025 »"
    text = _text(value, "une date", remedy)
    figures = _FIGURES.fullmatch(text.removeprefix("le "))
    if figures:
        year, month, day = (
            int(figures[part] or figures[f"{part}_iso"]) for part in ("year", "month", "day")
        )
        return _existing(text, year, month, day)
    ranked = _RANKED_DATE.fullmatch(text.lower().replace("’", "'").removeprefix("le "))
    if ranked:
        return _ranked(text, ranked)
    french = _FRENCH_DATE.fullmatch(text.lower().removeprefix("le "))
    if french is None:
        raise Reject(f"« {text} » n'est pas une date", remedy)
    return _existing(text, int(french["year"]), _month(french["month"]), _day(french["day"]))


def _ranked(text: str, ranked: re.Match[str]) -> date:
    """The day of a rank in the month of one year: ``dernier vendredi de juin 2027``."""
    year, month = int(ranked["year"]), _month(ranked["month"])
    first = _existing(text, year, month, 1)
    length = days_in_month(year, month)
    days = [first.replace(day=number) for number in range(1, length + 1)]
    if ranked["of"] in WEEKDAYS:
        days = [day for day in days if day.weekday() == WEEKDAYS.index(ranked["of"])]
    last = ranked["rank"] == "dernier"
    rank = len(days) if last else _RANKS.get(ranked["rank"]) or int(ranked["rank"][0])
    if not 1 <= rank <= len(days):
        raise Reject(f"« {text} » n'existe pas au calendrier", "vérifier le rang et le mois")
    return days[rank - 1]


_RANKS = {"premier": 1, "deuxième": 2, "second": 2, "troisième": 3, "quatrième": 4, "cinquième": 5}
_RANKED_DATE = re.compile(
    rf"(?P<rank>dernier|[1-5](?:er|e)|{'|'.join(_RANKS)}) (?P<of>jour|{'|'.join(WEEKDAYS)}) "
    r"(?:du mois )?(?:de |d')(?P<month>[a-zéû]+) (?P<year>\d{4})"
)


def _existing(text: str, year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2200:
        raise Reject(f"« {text} » : l'année est hors de 1900-2200", "vérifier l'année")
    try:
        return date(year, month, day)
    except ValueError:
        remedy = "vérifier le jour et le mois"
        if 1 <= month <= len(MONTHS) and day > SHORTEST_MONTH:
            last = date(year, month, days_in_month(year, month))
            remedy = f"écrire `{last}`, son dernier jour, ou vérifier le jour et le mois"
        raise Reject(f"« {text} » n'existe pas au calendrier", remedy) from None


_FIGURES = re.compile(
    r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})"
    r"|(?P<year_iso>\d{4})[/. -](?P<month_iso>\d{1,2})[/. -](?P<day_iso>\d{1,2})"
)


def _day(text: str) -> int:
    return 1 if text == "1er" else int(text)


def _month(name: str) -> int:
    if name not in MONTHS:
        close = get_close_matches(plainly(name), [plainly(month) for month in MONTHS], n=1)
        meant = next((month for month in MONTHS if plainly(month) in close), None)
        remedy = f"le mois est sans doute « {meant} »" if meant else "janvier, février, mars…"
        raise Reject(f"« {name} » n'est pas un mois", remedy)
    return MONTHS.index(name) + 1


def read_yearly_day(value: Any) -> DayInYear:
    """``15 février N+1``, ``dernier jour ouvré de juin N``, ``1er lundi de septembre``.

    Without N the offset is 0; 29 February is allowed.
    """
    remedy = (
        "écrire `15 février N+1`, le jour et le mois, puis N, N+1 ou N-1 ; « dernier jour de "
        "février N+1 », « 1er lundi de septembre N »"
    )
    text = _text(value, "un jour de l'année", remedy)
    text = text.replace("n+", "N+").replace("n-", "N-")
    found = _YEARLY.fullmatch(text) or _YEARLY_POSITION.fullmatch(text)
    if found is None:
        raise Reject(f"« {text} » n'est pas un jour de l'année", remedy)
    month = _month(found["month"].lower())
    offset = int((found["offset"] or "0").replace(" ", ""))
    if abs(offset) > 10:
        raise Reject(f"« {text} » : plus de dix ans d'écart", "vérifier N+…")
    if found.re is _YEARLY_POSITION:
        day = LAST if found["day"] == "dernier" else int(found["day"].rstrip("er"))
        return DayInYear(day, month, offset, _OF[found["of"]])
    day = _day(found["day"])
    _existing(text, 2024, month, day)
    return DayInYear(day, month, offset)


def read_length(value: Any) -> Length:
    """``1 an et 6 mois``, ``1 mois et 15 jours``, ``trente (30) jours``, ``un an et demi``."""
    remedy = (
        "un nombre et une unité : écrire `3 mois`, « deux ans », « 15 jours », « un an et demi », "
        "« 1 mois et 15 jours », « 10 jours ouvrés », « 5 jours francs », « huitaine »"
    )
    text = _text(value, "une durée", remedy).lower()
    try:
        length = length_of(_CLEAR_AND_WORKED.sub(r"\1 francs", text))
    except Disagree as twice:
        raise _said_twice(twice) from None
    if length is None:
        raise Reject(f"« {text} » n'est pas une durée", _length_meant(text) or remedy)
    return length


_CLEAR_AND_WORKED = re.compile(r"\bfrancs (?:et )?(ouvrés|ouvrables)\b")
"""« Francs et ouvrés », which is « ouvrés francs » the other way round."""


def is_length(text: str) -> bool:
    """Whether the text is a length that ``read_length`` reads."""
    try:
        return bool(read_length(text))
    except Reject:
        return False


def _length_meant(text: str) -> str | None:
    """The remedy for a length whose words are misspelt: « 3 moi », « trente jous »."""
    words = [
        word if word.isdigit() else next(iter(get_close_matches(word, LENGTH_WORDS, n=1)), word)
        for word in text.split()
    ]
    meant = " ".join(words)
    try:
        return f"écrire `{meant}`" if length_of(meant) else None
    except Disagree:
        return None


def _said_twice(twice: Disagree) -> Reject:
    """Words and figures that stand side by side and do not say the same number."""
    return Reject(
        f"« {twice.first} » et « {twice.second} » ne disent pas le même nombre",
        "n'écrire que le bon ; demander lequel oblige si le texte dit les deux",
    )


def read_whole_days(value: Any) -> Length:
    """A length that leads to a day: any but hours that make no whole days."""
    length = read_length(value)
    if length.spare_hours:
        raise Reject(
            f"« {value} » ne mène pas à un jour : ces heures ne font pas des jours entiers",
            "écrire des jours, ou des heures par vingt-quatre : « 2 jours », « 48 heures »",
        )
    return length


def read_lasting(value: Any) -> Length:
    """How long something must have lasted, its first day counted: no clear days, whole days."""
    length = read_whole_days(value)
    if length.clear:
        raise Reject(
            f"« {value} » : « au bout de » compte le premier jour, un délai franc ne le compte pas",
            f"écrire passé: {length}",
        )
    return length


_SEASONS = re.compile(
    r"(?P<number>\S.*?)\s+"
    r"(?:(?P<season>saisons?(?: sportives?)?)|(?P<school>années? scolaires?)|exercices?)"
)


def whole_periods(value: Any) -> WholePeriods | None:
    """``trois saisons``, ``une année scolaire``, ``deux exercices``; None for any other words."""
    written = _SEASONS.fullmatch(str(value).lower().strip())
    if written is None:
        return None
    span = SEASON if written["season"] else SCHOOL_YEAR if written["school"] else FISCAL_YEAR
    return WholePeriods(read_count(written["number"]), span)


def read_duration(value: Any) -> Length:
    """How long something lasts: days of the calendar, weeks, months or years.

    Neither hours nor worked, workable or clear days: periods that follow one another from the
    effect would not be counted alike.
    """
    whole = whole_periods(value)
    if whole:
        raise Reject(
            f"« {value} » : commencée, cette période finit-elle avec elle, ou dure-t-elle un an ?",
            f"écrire `{whole.length}`, ou la date de fin (« jusqu'au: 30 juin 2026 »)",
        )
    length = read_length(value)
    if not length.plain or length.unit == "hour":
        raise Reject(
            f"« {value} » : une durée se compte ici en jours du calendrier, semaines, mois ou ans",
            "par exemple « 45 jours », « 6 semaines » ou « 2 mois » ; si le texte compte "
            "autrement, écrire la date de fin (« jusqu'au »)",
        )
    return length


def read_reminder(value: Any) -> Length:
    """``6 mois``, ``7 jours``; ``0 jour`` or ``le jour même`` for the last useful day itself."""
    remedy = "une durée en jours, semaines, mois ou ans : écrire `6 mois`, « 7 jours », « 0 jour »"
    text = _text(value, "une durée", remedy).lower()
    if text in _THE_DAY_ITSELF:
        return Length(0, "day")
    length = read_length(text)
    if not length.plain or length.unit == "hour":
        raise Reject(f"« {text} » : un rappel se compte en jours du calendrier", remedy)
    if length.months > MAX_REMINDER_MONTHS or length.days > MAX_LENGTH:
        raise Reject(f"« {text} » : plus de cinq ans d'avance", "rapprocher ce rappel")
    return length


def read_count(value: Any) -> int:
    """A whole number from 1 to 999, in figures or in words."""
    remedy = "écrire `3`, ou un autre nombre entier"
    text = _text(value, "un nombre entier", remedy)
    try:
        counted = number(text.removesuffix(" fois"))
    except Disagree as twice:
        raise _said_twice(twice) from None
    if counted is None or not 1 <= counted <= MAX_LENGTH:
        raise Reject(f"« {text} » n'est pas un nombre entier positif", remedy)
    return counted


def read_yes_no(value: Any) -> bool:
    """``oui`` or ``non``."""
    text = _text(value, "« oui » ou « non »", "écrire oui ou non").lower()
    if text not in ("oui", "non"):
        said = _YES_OR_NO.get(text)
        remedy = f"écrire `{said}`" if said else "écrire oui ou non"
        raise Reject(f"« {text} » : « oui » ou « non » est attendu", remedy)
    return text == "oui"


_YES_OR_NO = {
    **dict.fromkeys(("yes", "true", "vrai", "o", "1", "y"), "oui"),
    **dict.fromkeys(("no", "false", "faux", "n", "0"), "non"),
}


def read_span(value: Any) -> Span:
    """``année``, ``semestre``, ``trimestre``, ``bimestre``, ``mois``, ``semaine``, ``jour``."""
    remedy = "l'une des périodes " + ", ".join(SPANS)
    text = _text(value, "une période", remedy).lower()
    if text not in SPANS:
        raise Reject(f"« {text} » n'est pas une période connue", remedy)
    return SPANS[text]


def read_contract_year(value: Any) -> int:
    """``1re année``, ``2e année``: the k-th year of the contract; ``dernière année``: LAST."""
    remedy = "écrire `1re année`, « 2e année », « dernière année »…"
    text = _text(value, "une année du contrat", remedy).lower()
    if text == "dernière année":
        return LAST
    found = _CONTRACT_YEAR.fullmatch(text)
    if found is None:
        raise Reject(f"« {text} » n'est pas une année du contrat", remedy)
    digits = found["number"].rstrip("e")
    return int(digits) if digits.isdigit() and 0 < int(digits) < 100 else 1


def read_interval(value: Any) -> Span:
    """``2 mois``: the windows of "tous les deux mois"."""
    length = read_length(value)
    if not 1 <= length.months <= MAX_INTERVAL or length.days or not length.plain:
        raise Reject(
            f"« {value} » n'est pas un intervalle en mois ou en années",
            "écrire `2 mois`, « 1 an » ; pour moins d'un mois, « par: semaine » ou « par: jour »",
        )
    return span_of(length.months)


def read_civil_window(value: Any) -> tuple[Span, int, int]:
    """``mai 2023``, ``1er semestre 2023``, ``2e trimestre 2023``, ``2023``: span, rank, year."""
    remedy = "écrire `2023`, « mai 2023 », « 1er semestre 2023 » ou « 2e trimestre 2023 »"
    text = _text(value, "une période", remedy)
    found = re.fullmatch(r"(?:(?P<part>.+)\s)?(?P<year>\d{4})", text)
    if found is None or not 1900 <= int(found["year"]) <= 2200:
        raise Reject(f"« {text} » n'est pas une période du calendrier", remedy)
    span, rank = _part_of_year(found["part"] or "", remedy)
    return span, rank, int(found["year"])


def read_yearly_window(value: Any) -> tuple[Span, int, int]:
    """``février N``, ``mai N+1``, ``1er trimestre N+1``: span, rank, offset from N."""
    remedy = "écrire le mois puis l'année : écrire `février N`, « mai N+1 », « 1er trimestre N+1 »"
    text = _text(value, "une période de l'année", remedy)
    found = re.fullmatch(r"(?P<part>.+?)(?:\s+N\s*(?P<offset>[+-]\s*\d{1,2})?)?", text)
    if found is None:
        raise Reject(f"« {text} » n'est pas une période de l'année", remedy)
    span, rank = _part_of_year(found["part"], remedy)
    return span, rank, int((found["offset"] or "0").replace(" ", ""))


def _part_of_year(text: str, remedy: str) -> tuple[Span, int]:
    if not text:
        return YEAR, 1
    if text.lower() in MONTHS:
        return MONTH, _month(text.lower())
    half = re.fullmatch(r"(1re|2e) quinzaine (?:de |d'|d’)([a-zéû]+)", text.lower())
    if half:
        return FORTNIGHT, 2 * _month(half[2]) - (half[1] == "1re")
    found = re.fullmatch(r"(\d)(?:er|e) (semestre|trimestre)", text.lower())
    span = {"semestre": SEMESTER, "trimestre": QUARTER}[found[2]] if found else YEAR
    if found is None or not 1 <= int(found[1]) <= YEAR.months // span.months:
        raise Reject(f"« {text} » n'est pas une partie de l'année", remedy)
    return span, int(found[1])


def read_month_day(value: Any) -> tuple[int, int, DayKind | int]:
    """``15``, ``dernier jour``, ``dernier jour ouvré``, ``2e mardi``, ``15 du 1er mois``.

    The day (or LAST), the month's rank in a longer period, and what is counted. The rank is 0
    where it is not written: the first month, or the last for "dernier"; NEXT_MONTH after it.
    """
    remedy = (
        "écrire `15`, « 1er », « dernier jour », « dernier jour ouvré », « 2e mardi », "
        "« 10 du mois suivant », ou « 15 du 1er mois » d'un trimestre"
    )
    text = _text(value, "un jour du mois", remedy).lower()
    found = _MONTH_DAY.fullmatch(text)
    if found is None or (found["day"] == "dernier" and not found["of"]):
        raise Reject(f"« {text} » n'est pas un jour du mois", remedy)
    of = _OF[found["of"] or "jour"]
    day = LAST if found["day"] == "dernier" else int(found["day"].rstrip("er"))
    if day != LAST and not 1 <= day <= LONGEST_MONTH:
        raise Reject(f"« {text} » n'est pas un jour du mois", remedy)
    return day, NEXT_MONTH if found["next"] else int(found["rank"] or 0), of


def read_month(value: Any) -> int:
    """``janvier`` as 1."""
    return _month(_text(value, "un mois", "janvier, février, mars…").lower())


def read_since(value: Any) -> date:
    """``2023`` as its first day, or a date."""
    text = _text(value, "une année ou une date", "écrire `2023` ou « 2023-09-01 »")
    return read_date(f"{text}-01-01") if re.fullmatch(r"\d{4}", text) else read_date(text)


SAME_ROUNDINGS = {
    "fin de l'année civile": "fin de l'année",
    "31 décembre": "fin de l'année",
    "fin de la saison": "fin de la saison sportive",
    "fin du trimestre civil": "fin du trimestre",
    "fin du semestre civil": "fin du semestre",
}
"""Other words for where a date goes."""
END_OF_PERIOD_WORDS = ("fin de la période", "fin de la période en cours", "fin de la reconduction")


def read_notice_effect(value: Any) -> NoticeEffect:
    """What ``read_rounding`` reads, or ``fin de la période``: of the term's own period."""
    if isinstance(value, str) and " ".join(value.lower().split()) in END_OF_PERIOD_WORDS:
        return END_OF_PERIOD
    return read_rounding(value)


def read_rounding(value: Any) -> Rounding:
    """``jour ouvré suivant``, ``1er du mois suivant``, ``fin du trimestre``."""
    remedy = "l'un de : " + ", ".join(ROUNDINGS.values())
    text = _text(value, "un report", remedy).lower()
    text = SAME_ROUNDINGS.get(text, text)
    for rounding, words in ROUNDINGS.items():
        if words == text:
            return rounding
    meant = [words for words in ROUNDINGS.values() if words.startswith(f"{text} ")]
    if meant:
        remedy = f"écrire `{meant[0]}`" + "".join(f", ou « {words} »" for words in meant[1:])
    raise Reject(f"« {text} » n'est pas un report connu", remedy)


def read_own_report(value: Any) -> Rounding | Literal["none"]:
    """Where one obligation's day goes; ``aucun``: nowhere, whatever the whole agreement says."""
    if isinstance(value, str) and value.strip().lower() == "aucun":
        return "none"
    return read_rounding(value)


def read_years(value: Any) -> tuple[int, ...]:
    """``2026`` or ``2026, 2032``."""
    remedy = "écrire `2026, 2032`"
    text = _text(value, "des années", remedy)
    found = re.findall(r"\d{4}", text)
    if not found or re.sub(r"[\d, ]", "", text):
        raise Reject(f"« {text} » n'est pas une liste d'années", remedy)
    return tuple(int(year) for year in found)


def read_only_years(value: Any) -> tuple[int, ...] | int:
    """``dernière année``, ``2e année`` of the contract, or ``2026, 2028``."""
    text = _text(value, "des années", "écrire `dernière année`, « 1re année » ou « 2026 »")
    return (
        read_years(text) if text[:1].isdigit() and "année" not in text else read_contract_year(text)
    )


def read_term_length(value: Any) -> Length | WholePeriods | UnsaidLength | None:
    """A length, ``trois saisons``; ``indéterminée``: no end; ``inconnu``: left blank."""
    if value == UNSAID:
        return UNSAID
    return None if value == OPEN_ENDED else whole_periods(value) or read_duration(value)


def read_renewal_length(value: Any) -> Length | str:
    """A length; ``une saison``, a year; ``indéterminée``: renewed for a time that nothing ends."""
    if value == OPEN_ENDED:
        return OPEN_ENDED
    if isinstance(value, str) and _AT_MOST.search(value):
        raise Reject(
            f"« {value} » ne dit pas de combien est chaque reconduction",
            "ôter « pour » : la durée sera demandée ; la plus longue se dit sous « plafond »",
        )
    whole = whole_periods(value)
    return whole.length if whole else read_duration(value)


_AT_MOST = re.compile(r"\bau (?:plus|maximum)\b|\bmaxim")


def read_notice_length(value: Any) -> Length | UnsaidLength:
    """A length; ``aucun``: it takes effect on the day it is given; ``inconnu``: left blank."""
    if value == UNSAID:
        return UNSAID
    if value == NO_DELAY or (isinstance(value, str) and value.lower() in ("0 jour", "0 jours")):
        return Length(0, "day")
    return read_whole_days(value)


def read_notice_day(value: Any) -> DayInYear | None:
    """A day of the year; None for ``anniversaire``, each anniversary of the effect."""
    return None if value == ANNIVERSARY else read_yearly_day(value)


_PART = re.compile(r"\d+(?:[.,]\d+)? ?(?:%|‰|pour cent|pour mille)|1/\d+")
_SHARE = re.compile(rf"(?:{_PART.pattern}) (?:de |du |des |d'|de l').{{2,}}")
"""``10 %``, and ``10 % du montant annuel``."""


_SUM_EACH = re.compile(
    r"\d[\d\s.,]*(?:€|euros?) par (?!jours?\b|semaines?\b|mois\b|fois\b|heures?\b).{2,}"
)
"""``9 000 € par exercice``: a limit that comes back, of which only the words are kept."""


def read_amount(value: Any) -> Sum:
    """``1 500 €``, ``50,50 €`` as cents; ``10 % du montant annuel``, ``1/1000 du prix`` as told."""
    remedy = "écrire `50 €`, 1 500 € ou 50,50 €, ou une part : 10 % du montant annuel"
    text = _text(value, "un montant", remedy)
    if _SHARE.fullmatch(text) or _SUM_EACH.fullmatch(text):
        return Share(text)
    if _PART.fullmatch(text):
        raise Reject(f"« {text} » ne dit pas de quoi", f"par exemple {text} du montant annuel")
    found = re.fullmatch(
        r"(?P<euros>\d{1,3}(?: ?\d{3})*)(?:,(?P<cents>\d{2}))?\s?(?:€|euros?)", text
    )
    if found is None:
        raise Reject(f"« {text} » n'est pas un montant en euros", remedy)
    return int(found["euros"].replace(" ", "")) * 100 + int(found["cents"] or 0)


def read_rule(value: Any) -> str:
    """An RFC 5545 recurrence rule, by days or longer, and without a start of its own."""
    remedy = "par exemple FREQ=MONTHLY;BYDAY=2TU (RFC 5545) ; le début est la prise d'effet"
    text = _text(value, "une règle de récurrence", remedy).upper()
    found = re.match(r"(?:RRULE:)?(?:.*;)?FREQ=(\w+)", text)
    if found is None or "DTSTART" in text:
        raise Reject(f"« {text} » n'est pas une règle de récurrence", remedy)
    if found[1] not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Reject(f"« {text} » : une échéance tombe un jour, pas une heure", remedy)
    try:
        rule_days(text, date(2024, 1, 1), date(2024, 12, 31))
    except (ValueError, TypeError):
        raise Reject(f"« {text} » n'est pas une règle de récurrence", remedy) from None
    return text


def read_hour(value: Any) -> time:
    """``8:00`` or ``18 h 30``."""
    remedy = "écrire `8:00` ou 18:30"
    text = _text(value, "une heure", remedy)
    found = re.fullmatch(r"(\d{1,2})\s*(?::|h|heures?)\s*(\d{2})?", text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour == 24 and minute == 0:
        return time.max
    if hour > 23 or minute > 59:
        raise Reject(f"« {text} » n'est pas une heure", remedy)
    return time(hour, minute)


def read_weekday(value: Any) -> int:
    """``samedi`` as 5 (Monday is 0)."""
    remedy = "l'un des jours " + ", ".join(WEEKDAYS)
    text = _text(value, "un jour de la semaine", remedy).lower()
    if text not in WEEKDAYS:
        raise Reject(f"« {text} » n'est pas un jour de la semaine", remedy)
    return WEEKDAYS.index(text)
