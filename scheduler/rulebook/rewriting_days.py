"""Days in other words: those of a period, of some years, after a fact, at an anniversary."""

import re
from collections.abc import Callable
from dataclasses import replace

from scheduler.deadlines.french import MONTHS
from scheduler.rulebook.day_words import day_as_read, ranks_in_digits
from scheduler.rulebook.moment_entries import Entry, keys_of, named, text_of, value_under
from scheduler.rulebook.readers import Reject, is_length, read_yearly_window
from scheduler.rulebook.rhythm_readers import read_part, read_since
from scheduler.rulebook.yaml_nodes import Mapping, Scalar, Sequence

_MONTH = "|".join(MONTHS)
_A_DAY_OF_EACH_YEAR = re.compile(rf"(?:le )?(?:1er|premier|\d{{1,2}}) (?:{_MONTH})\b.*", re.I)


def days_rewritten(entries: list[Entry]) -> list[Entry]:
    """The entries with such days as the language writes them; others as they are."""
    for rewrite in _REWRITINGS:
        entries = rewrite(entries)
    return entries


def _some_years(entries: list[Entry]) -> list[Entry]:
    """``seulement: [2027, 2029]`` as ``seulement: 2027, 2029``; a part of them by its days."""
    written: list[Entry] = []
    for key, value in entries:
        items = value.items if isinstance(value, Sequence) else ()
        if key.value == "seulement" and items and all(text_of(item) for item in items):
            years = ", ".join(text_of(item) for item in items)
            written.append((key, Scalar(years, value.at)))
        else:
            written.append((key, value))
    return _part_by_its_days(written) if keys_of(written) & _OF_SOME_YEARS else written


_OF_SOME_YEARS = {"seulement", "tous les", "sauf"}


def _part_by_its_days(entries: list[Entry]) -> list[Entry]:
    """``en: 2e trimestre`` beside ``seulement`` as ``du: 1er avril, au: dernier jour de juin``."""
    months = _months_of(value_under(entries, "en") or "")
    if months is None or value_under(entries, "chaque") != "année":
        return entries
    first, last, offset = months
    year = f" N{offset:+d}" if offset else " N"
    written: list[Entry] = []
    for key, value in entries:
        if key.value != "en":
            written.append((key, value))
            continue
        of = "d'" if last[0] in "ao" else "de "
        written.append((named(key, "du"), Scalar(f"1er {first}{year}", value.at)))
        written.append((named(key, "au"), Scalar(f"dernier jour {of}{last}{year}", value.at)))
    return written


def _months_of(words: str) -> tuple[str, str, int] | None:
    """The first and the last month of a part of a year, and its offset; None for another."""
    try:
        span, number, offset = read_yearly_window(day_as_read(words, "année"))
    except Reject:
        return None
    if not span.months:
        return None
    last = number * span.months
    return MONTHS[last - span.months], MONTHS[last - 1], offset


def _once_in_each(entries: list[Entry]) -> list[Entry]:
    """``au moins: 1, par: année, en: novembre`` as ``chaque: année, en: novembre``."""
    keys = keys_of(entries)
    counts = keys & {"au moins", "exactement"}
    once = {value_under(entries, count) for count in counts} == {"1"}
    if not once or not keys & {"en", "du", "au"} or not keys & {"par"} or "périodes" in keys:
        return entries
    return [
        (named(key, "chaque") if key.value == "par" else key, value)
        for key, value in entries
        if key.value not in counts
    ]


def _opened_each_year(entries: list[Entry]) -> list[Entry]:
    """``chaque: année, à compter de: 1er octobre`` as ``du``: a day of each year opens it."""
    if value_under(entries, "chaque") != "année" or "du" in keys_of(entries):
        return entries
    return [
        (named(key, "du"), value)
        if key.value == "à compter de"
        and _A_DAY_OF_EACH_YEAR.fullmatch(text_of(value))
        and not _is_since(text_of(value))
        else (key, value)
        for key, value in entries
    ]


def _is_since(text: str) -> bool:
    try:
        return bool(read_since(text))
    except Reject:
        return False


def _at_the_end(entries: list[Entry]) -> list[Entry]:
    """``chaque: année, au: 31 décembre`` as its day, where no first day goes with it."""
    keys = keys_of(entries)
    if not keys >= {"chaque", "au"} or not keys <= _WITH_A_DAY:
        return entries
    return [
        (named(key, "au plus tard") if key.value == "au" else key, value) for key, value in entries
    ]


_WITH_A_DAY = {"chaque", "au", "sauf", "seulement", "tous les", "depuis", "jusqu'au", "périodes"}
_ANNIVERSARY = re.compile(
    r"(?:la |sa |le |à la |à )?(?:date )?(?:jour )?(?:d')?anniversaire"
    r"(?: (?:de la |de l'|du |de sa |de )(?P<of>.+))?",
    re.I,
)
_EFFECT = ("convention", "contrat", "bail", "prise d'effet", "date d'effet", "entrée en vigueur")


def of_the_contract(entries: list[Entry]) -> list[Entry]:
    """The entries with the days of the contract's years as the language writes them."""
    return _the_nth_anniversary(_the_end_of_a_part(_at_an_anniversary(entries)))


def _at_an_anniversary(entries: list[Entry]) -> list[Entry]:
    """``chaque: année, le: anniversaire de la signature`` as ``à: anniversaire, de: signature``."""
    keys = keys_of(entries)
    if keys - {"chaque"} not in ({"le"}, {"à"}, {"au plus tard"}, {"pour"}):
        return entries
    if value_under(entries, "chaque") not in (None, "année"):
        return entries
    ((key, value),) = [(key, value) for key, value in entries if key.value != "chaque"]
    anniversary = _ANNIVERSARY.fullmatch(text_of(value).replace("’", "'"))
    if anniversary is None:
        return entries
    written: list[Entry] = [(named(key, "à"), Scalar("anniversaire", value.at))]
    of = anniversary["of"]
    if of and of.lower() not in _EFFECT:
        written.append((named(key, "de"), Scalar(of, value.at)))
    return written


BESIDE = re.compile(r"(?:au plus tard )?(?:la veille|le lendemain) (?:de|du|de la|de l'|des)")
"""A key whose value is the day after or before which another one is."""


def the_day_beside(entries: list[Entry]) -> list[Entry]:
    """``la veille de: reunion`` as a day before it; ``le lendemain de``, a day after."""
    written: list[Entry] = []
    for key, value in entries:
        if not BESIDE.fullmatch(key.value or ""):
            written.append((key, value))
            continue
        written.append((named(key, "délai"), Scalar("1 jour", key.at)))
        side = "après" if "lendemain" in (key.value or "") else "avant"
        written.append((named(key, side), value))
    return written


_END_OF_A_PART = re.compile(
    r"(?:la |le )?(?:fin|terme|issue|expiration|clôture) (?:de la |du |de sa |de son )"
    r"(?P<part>\S+ (?:année|mois)(?: .+)?)",
    re.I,
)
_ANCHORS = ("après", "avant", "à", "au plus tard", "pour", "le", "de", "à compter de")


def _the_end_of_a_part(entries: list[Entry]) -> list[Entry]:
    """``après: fin de la 2e année`` as after ``{pendant: 2e année}``, a part of the contract."""
    delayed = bool(keys_of(entries) & {"délai", "dans les", "passé", "au bout de"})
    written: list[Entry] = []
    for key, value in entries:
        end = _END_OF_A_PART.fullmatch(text_of(value)) if key.value in _ANCHORS else None
        if end is None or not _is_a_part(end["part"]):
            written.append((key, value))
            continue
        part = Mapping(((Scalar("pendant", value.at), Scalar(end["part"], value.at)),), value.at)
        until = key.value in ("avant", "à", "le", "pour") and not delayed
        written.append((named(key, "au plus tard") if until else key, part))
    return written


_NTH = re.compile(r"(?:le |au )?(?P<rank>\S+) (?P<anniversary>anniversaire.*)", re.I)


def _the_nth_anniversary(entries: list[Entry]) -> list[Entry]:
    """``à: 3e anniversaire`` as so many years after the day that it is counted from."""
    delayed = bool(keys_of(entries) & {"délai", "dans les", "passé", "au bout de"})
    written: list[Entry] = []
    for key, value in entries:
        nth = _NTH.fullmatch(text_of(value)) if key.value in _ANCHORS else None
        rank = _RANK.fullmatch(ranks_in_digits(nth["rank"])) if nth else None
        of = _ANNIVERSARY.fullmatch(nth["anniversary"].replace("’", "'")) if nth else None
        if rank is None or of is None:
            written.append((key, value))
            continue
        since = of["of"] if of["of"] and of["of"].lower() not in _EFFECT else "prise d'effet"
        years = f"{rank['number']} an" + ("s" if rank["number"] != "1" else "")
        length = (Scalar("délai", value.at), Scalar(years, value.at))
        moment = Mapping((length, (Scalar("après", value.at), Scalar(since, value.at))), value.at)
        until = key.value in ("à", "le", "pour") and not delayed
        written.append((named(key, "au plus tard") if until else key, moment))
    return written


_RANK = re.compile(r"(?P<number>\d+)(?:er|e)")


def _is_a_part(text: str) -> bool:
    try:
        return bool(read_part(text))
    except Reject:
        return False


_NEXT_MONTH = re.compile(r"(?:le |du |au )?(?P<span>mois|trimestre|semestre) suivant", re.I)


def _in_the_next(entries: list[Entry]) -> list[Entry]:
    """``en: mois suivant, après: reunion`` as until the last day of that month."""
    if keys_of(entries) != {"en", "après"}:
        return entries
    written: list[Entry] = []
    for key, value in entries:
        span = _NEXT_MONTH.fullmatch(text_of(value)) if key.value == "en" else None
        if span is None:
            written.append((key, value))
            continue
        last = f"dernier jour du {span['span'].lower()} suivant"
        written.append((named(key, "au plus tard"), Scalar(last, value.at)))
    return written


_LAST_MONTHS = re.compile(r"(?:les )?(?P<length>\S+) derniers (?P<unit>mois|jours)", re.I)


def _in_the_last(entries: list[Entry]) -> list[Entry]:
    """``dans les: 6 derniers mois`` as ``dans les: 6 mois, avant: terme``."""
    if keys_of(entries) not in ({"dans les"}, {"délai"}):
        return entries
    ((key, value),) = entries
    last = _LAST_MONTHS.fullmatch(text_of(value))
    if last is None:
        return entries
    length = Scalar(f"{last['length']} {last['unit'].lower()}", value.at)
    return [(named(key, "dans les"), length), (named(key, "avant"), Scalar("terme", value.at))]


def _at_least_once(entries: list[Entry]) -> list[Entry]:
    """``tous les: 2 mois`` alone is once at least in each of them, as the paper says it."""
    if keys_of(entries) - {"périodes", "jusqu'au", "jusqu'en", "pendant"} != {"tous les"}:
        return entries
    ((key, value),) = [(key, value) for key, value in entries if key.value == "tous les"]
    if not isinstance(value, Scalar) or isinstance(value, Mapping):
        return entries
    return [(named(key, "au moins"), replace(value, value="1")), *entries]


def _payable(entries: list[Entry]) -> list[Entry]:
    """``chaque: trimestre, payable: d'avance`` as its first day; ``à terme échu``, its last."""
    days = {"d'avance": ("le", "1er"), "à terme échu": ("au plus tard", "dernier jour")}
    when = days.get((value_under(entries, "payable") or "").replace("’", "'"))
    keys = keys_of(entries)
    if when is None or "chaque" not in keys or "tous les" in keys:
        return entries
    said = keys & {"le", "au plus tard", "avant", "pour", "en", "du", "au"}
    key, day = when
    return [
        (named(name, key), Scalar(day, value.at)) if name.value == "payable" else (name, value)
        for name, value in entries
        if name.value != "payable" or not said
    ]


def _from_a_day(entries: list[Entry]) -> list[Entry]:
    """``du: 1er mai, au plus tard: 30 juin`` as ``du: 1er mai, au: 30 juin``."""
    keys = keys_of(entries)
    if "du" not in keys or keys & {"au", "après", "délai", "en", "par"}:
        return entries
    return [
        (named(key, "au") if key.value == "au plus tard" else key, value) for key, value in entries
    ]


_MONTHS_LEFT_OUT = re.compile(rf"(?:en |le mois de |les mois de )?(?:{_MONTH})", re.I)
_APART = re.compile(r", | et (?:en |de )?")


def _but_some_months(entries: list[Entry]) -> list[Entry]:
    """``sauf: août`` as ``sauf: {août: rien}``: nothing is owed in that month."""
    entries = _each_month_but(entries)
    if "chaque" not in keys_of(entries):
        return entries
    written: list[Entry] = []
    for key, value in entries:
        items = value.items if isinstance(value, Sequence) else (value,)
        words = [month for item in items for month in _APART.split(text_of(item))]
        months = [word for word in words if _MONTHS_LEFT_OUT.fullmatch(word)]
        if key.value == "sauf" and months and len(months) == len(words):
            named_alone = [re.sub(r".* ", "", month).lower() for month in months]
            left_out = tuple(
                (Scalar(month, value.at), Scalar("rien", value.at)) for month in named_alone
            )
            written.append((key, Mapping(left_out, value.at)))
        else:
            written.append((key, value))
    return written


def _each_month_but(entries: list[Entry]) -> list[Entry]:
    """``au moins: 1, par: mois, sauf: août`` as the last day of each of those months."""
    if keys_of(entries) != {"au moins", "par", "sauf"} or value_under(entries, "par") != "mois":
        return entries
    if value_under(entries, "au moins") != "1":
        return entries
    last = {"par": ("chaque", "mois"), "au moins": ("au plus tard", "dernier jour")}
    return [
        (named(key, last[key.value][0]), Scalar(last[key.value][1], value.at))
        if key.value in last
        else (key, value)
        for key, value in entries
    ]


WITHIN = re.compile(
    r"(?:dans|sous) (?:le|la|l'|les) ?(?P<unit>mois|semaine|année|trimestre)"
    r"(?: (?:de|du|de la|de l'|qui suit|suivant))?"
)


def within_one(entries: list[Entry]) -> list[Entry]:
    """``dans le mois de: signature`` as ``délai: 1 mois, après: signature``.

    ``au plus tard: 1 mois, après: signature`` is that delay too.
    """
    if keys_of(entries) in ({"au plus tard", "après"}, {"au plus tard", "avant"}):
        return [
            (named(key, "délai") if is_length(text_of(value)) else key, value)
            if key.value == "au plus tard"
            else (key, value)
            for key, value in entries
        ]
    written: list[Entry] = []
    for key, value in entries:
        within = WITHIN.fullmatch((key.value or "").replace("’", "'"))
        if within is None:
            written.append((key, value))
            continue
        length = f"1 {'an' if within['unit'] == 'année' else within['unit']}"
        written.append((named(key, "délai"), Scalar(length, key.at)))
        written.append((named(key, "après"), value))
    return written


def _at_most(entries: list[Entry]) -> list[Entry]:
    """``pendant: 3 mois au plus`` as ``pendant: 3 mois``: what lasts ends no later."""
    return [
        (key, Scalar(_AT_MOST.sub("", text_of(value)), value.at))
        if key.value == "pendant" and isinstance(value, Scalar) and _AT_MOST.search(text_of(value))
        else (key, value)
        for key, value in entries
    ]


_AT_MOST = re.compile(r" (?:au plus|au maximum|maximum)$")
_REWRITINGS: tuple[Callable[[list[Entry]], list[Entry]], ...] = (
    _payable,
    _from_a_day,
    _but_some_months,
    _at_most,
    _some_years,
    _once_in_each,
    _opened_each_year,
    _at_the_end,
    _in_the_next,
    _in_the_last,
    _at_least_once,
)
