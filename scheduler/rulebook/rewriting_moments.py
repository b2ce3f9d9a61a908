"""A moment's keys and values put as the language writes them: what each pair of them means."""

import re
from collections.abc import Mapping as Table
from dataclasses import replace
from functools import partial

from scheduler.deadlines.french import WEEKDAYS
from scheduler.deadlines.number_words import NUMBER, number
from scheduler.rulebook.also_written import (
    CIVIL_SPANS,
    EVERY,
    MOMENT,
    RHYTHM_KEYS,
    SPANS,
    TERM_WORDS,
    AlsoWritten,
)
from scheduler.rulebook.day_words import day_as_read, is_an_end
from scheduler.rulebook.moment_entries import Entry, keys_of, named, text_of
from scheduler.rulebook.moment_forms import TERM_DAYS
from scheduler.rulebook.places import looks_like_a_date
from scheduler.rulebook.plain_names import plainly, spelling
from scheduler.rulebook.readers import Reject, is_length, is_short_name, read_date
from scheduler.rulebook.rewriting_days import (
    days_rewritten,
    of_the_contract,
    the_day_beside,
    within_one,
)
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence, plain

Names = Table[str, str]
"""The facts of a file, by their plain names and titles."""
_BOUNDS = ("au plus tard", "avant", "pour", "le", "en", "au", "du")
_DELAYS = ("délai", "dans les", "au bout de", "passé")
_COUNTS = ("au moins", "exactement", "au plus")
_ANCHORS = (
    *("après", "avant", "à", "pour", "au plus tard", "dès", "du", "au", "de", "à compter de"),
    *("jusqu'à", "jusqu'au", "depuis"),
)
_NESTED = (*_ANCHORS, "lecture")
_LISTS = ("au premier de", "au dernier de")
_LEADS = re.compile(r"^(?:à partir |à compter |à dater |à |lors )?(?:de |du |des )?", re.IGNORECASE)
_OF_EACH = re.compile(r"\bN\s*(?:[+-]\s*\d+)?\)?$")
_RHYTHM = tuple(spelling(key) for key in RHYTHM_KEYS)


def names_of(facts: Node | None) -> Names:
    """The names of the facts that the file declares, by their plain names and titles."""
    declared = plain(facts) if facts is not None else None
    if not isinstance(declared, dict):
        return {}
    names = {plainly(str(name)): str(name) for name in declared}
    for name, fact in declared.items():
        title = fact.get("titre") if isinstance(fact, dict) else None
        if isinstance(title, str):
            names.setdefault(plainly(title), str(name))
    return names


def point(text: str, names: Names) -> str:
    """The fact or the day of the term that the words name: ``la signature``, ``fin du contrat``.

    A fact of the file goes first; the words as they are where they name neither.
    """
    if text in names.values() or text in TERM_DAYS:
        return text
    words = plainly(text)
    bare = plainly(_LEADS.sub("", text, count=1))
    return names.get(words) or names.get(bare) or _term_day(words) or _term_day(bare) or text


def _term_day(words: str) -> str | None:
    return TERM_WORDS.get(words) or next((day for day in TERM_DAYS if plainly(day) == words), None)


def with_keys(node: Node, words: AlsoWritten) -> Node:
    """A mapping whose other keys and values are put as the language writes them.

    A key that is there already, in its own word, keeps its place: the other stays as written.
    """
    if not isinstance(node, Mapping):
        return node
    present = {key.value for key, _ in node.entries}
    entries = []
    for key, value in node.entries:
        meant = words.key(key.value or "")
        name = meant if meant and meant not in present else key.value or ""
        present.add(name)
        entries.append((replace(key, value=name), _value(words, name, value)))
    return replace(node, entries=tuple(entries))


def _value(words: AlsoWritten, key: str, value: Node) -> Node:
    if not isinstance(value, Scalar) or value.value is None:
        return value
    meant = words.value(key, value.value)
    return replace(value, value=meant) if meant else value


def moment_rewritten(node: Node, names: Names) -> Node:
    """The moment, and the moments in it, as the language writes them."""
    if not isinstance(node, Mapping):
        return node
    entries = list(node.entries)
    for by_keys in (of_the_contract, within_one, the_day_beside, _length_as_key, _end_of_each):
        entries = by_keys(entries)
    entries = [_entry(key, value, names) for key, value in entries]
    for rewrite in (
        _qualified,
        *_RHYTHMS_REWRITTEN,
        _lasting,
        _delayed,
        days_rewritten,
        partial(_ends_of_periods, names=names),
        _days,
        _every_year,
    ):
        entries = rewrite(entries)
    return replace(node, entries=tuple(entries))


def _entry(key: Scalar, value: Node, names: Names) -> Entry:
    """One key with its value: the moments under it, and the fact or the day that it names."""
    name = key.value or ""
    if name in _LISTS and isinstance(value, Sequence):
        return key, replace(value, items=tuple(_inner(item, names) for item in value.items))
    if name in _NESTED:
        return key, _inner(value, names)
    return key, value


def _inner(value: Node, names: Names) -> Node:
    if isinstance(value, Scalar):
        return replace(value, value=_anchor(value.value, names)) if value.value else value
    if isinstance(value, Mapping):
        return moment_rewritten(with_keys(value, MOMENT), names)
    return value


_A_DATE = re.compile(r"\d{4}-\d\d-\d\d|(?:1er|\d{1,2}) [a-zéû]+ \d{4}")


def _anchor(text: str, names: Names) -> str:
    """The fact or the day that the words name, a date in figures as it is read."""
    return point(_in_figures(text), names)


def _in_figures(text: str) -> str:
    """A date in other figures or by its rank as it is read; any other words as they are."""
    if is_date(text) and not _A_DATE.fullmatch(text):
        return read_date(text).isoformat()
    return text


_LENGTH_AS_KEY = re.compile(
    r"(?:dans les |au plus tard |dans un délai de )?(?P<length>.+) "
    r"(?P<side>avant|après|suivant)(?: le| la)?"
)


def _length_as_key(entries: list[Entry]) -> list[Entry]:
    """``3 mois avant: terme`` as ``délai: 3 mois, avant: terme``."""
    written: list[Entry] = []
    for key, value in entries:
        match = _LENGTH_AS_KEY.fullmatch(key.value or "")
        if match and is_length(match["length"]):
            side = "avant" if match["side"] == "avant" else "après"
            written.append((named(key, "délai"), Scalar(match["length"], key.at)))
            written.append((named(key, side), value))
        else:
            written.append((key, value))
    return written


_QUALIFIED = re.compile(
    r"(?P<least>au moins |au minimum )?(?P<most>au plus |au maximum )?(?P<length>.+?)"
    r"(?P<least_after> au moins| au minimum| minimum)?"
    r"(?P<most_after> au plus| au maximum| maximum)?"
)


def _qualified(entries: list[Entry]) -> list[Entry]:
    """``délai: 8 jours au moins, avant: …`` with ``au moins: oui``; a delay after is at most."""
    keys = keys_of(entries)
    written: list[Entry] = []
    for key, value in entries:
        match = _QUALIFIED.fullmatch(text_of(value)) if key.value == "délai" else None
        if match is None or not isinstance(value, Scalar):
            written.append((key, value))
            continue
        least = match["least"] or match["least_after"]
        most = match["most"] or match["most_after"]
        side = "avant" if least else "après"
        if bool(least) == bool(most) or side not in keys or "au moins" in keys:
            written.append((key, value))
            continue
        written.append((key, replace(value, value=match["length"])))
        if least:
            written.append((named(key, "au moins"), Scalar("oui", value.at)))
    return written


def _rhythm_as_key(entries: list[Entry]) -> list[Entry]:
    """``tous les ans: 31 mars`` as ``chaque: année, au plus tard: 31 mars``."""
    if keys_of(entries) & {"chaque", "par", "tous les"}:
        return entries
    written: list[Entry] = []
    for key, value in entries:
        span = EVERY.get(spelling(key.value or ""))
        if span is None:
            written.append((key, value))
            continue
        written.append((named(key, "chaque"), Scalar(span, key.at)))
        if isinstance(value, Mapping):
            written += with_keys(value, MOMENT).entries  # type: ignore[union-attr]
        elif spelling(text_of(value)) != "oui":
            written.append((named(key, "le" if span == "semaine" else "au plus tard"), value))
    return written


def _rhythm_named(entries: list[Entry]) -> list[Entry]:
    """``fréquence: annuelle`` as ``chaque: année``; ``chaque: lundi`` as that day of each week."""
    written: list[Entry] = []
    for key, value in entries:
        text = spelling(text_of(value))
        if spelling(key.value or "") in _RHYTHM and text in SPANS:
            written.append((named(key, "chaque"), Scalar(SPANS[text], value.at)))
        elif key.value in ("chaque", "tous les") and text.removesuffix("s") in WEEKDAYS:
            written.append((named(key, "chaque"), Scalar("semaine", key.at)))
            written.append((named(key, "le"), Scalar(text.removesuffix("s"), value.at)))
        elif key.value == "tous les" and text in SPANS:
            written.append((named(key, "chaque"), Scalar(SPANS[text], value.at)))
        else:
            written.append((key, value))
    return written


_SO_MANY = re.compile(r"(?P<number>.+?) fois")


def _counted(entries: list[Entry]) -> list[Entry]:
    """``au moins: 2 fois, chaque: trimestre``; a civil year counts by the calendar."""
    keys = keys_of(entries)
    counts = bool(keys & set(_COUNTS)) and not keys & set(_DELAYS)
    written: list[Entry] = []
    for key, value in entries:
        times = _SO_MANY.fullmatch(text_of(value))
        period = counts and key.value == "chaque" and not keys & set(_BOUNDS)
        name = "par" if period else key.value or ""
        civil = CIVIL_SPANS.get(spelling(text_of(value))) if name in ("par", "chaque") else None
        if counts and name in _COUNTS and times and isinstance(value, Scalar):
            written.append((key, replace(value, value=times["number"])))
        elif civil:
            written.append((named(key, name), Scalar(civil, value.at)))
            if name == "par" and "périodes" not in keys:
                written.append((named(key, "périodes"), Scalar("civiles", value.at)))
        else:
            written.append((named(key, name), value))
    return written


def _delayed(entries: list[Entry]) -> list[Entry]:
    """``délai: 3 mois, à compter de: signature`` as the delay after that day."""
    keys = keys_of(entries)
    if not keys & set(_DELAYS) or keys & {"après", "avant", "tous les", "chaque", "par"}:
        return entries
    anchors = {key.value for key, value in entries if _may_be_an_anchor(value)}
    others = [key for key in ("à compter de", "dès", "depuis", "de") if key in anchors]
    return [
        (named(key, "après"), value) if others[:1] == [key.value] else (key, value)
        for key, value in entries
    ]


def _end_of_each(entries: list[Entry]) -> list[Entry]:
    """``chaque: semestre, au plus tard: fin``: the last day of each, not the agreement's."""
    span = next(
        (SPANS.get(spelling(text_of(of))) for key, of in entries if key.value == "chaque"), ""
    )
    if not span:
        return entries
    last = "31 décembre" if span == "année" else "dernier jour"
    return [
        (
            named(key, "au plus tard" if key.value == "avant" else key.value),
            replace(of, value=last),
        )
        if key.value in _BOUNDS
        and isinstance(of, Scalar)
        and spelling(text_of(of)) in ("fin", "la fin")
        else (key, of)
        for key, of in entries
    ]


_END_OF_PERIOD = re.compile(
    r"(?:la |le )?(?P<which>fin|clôture|cloture|issue|expiration|terme|dernier jour)"
    r" (?:de chaque |de l'|de la |du |d')(?P<span>[a-zé]+(?: (?:scolaire|sportive|civile?|comptable"
    r"|budgétaire))?)",
    re.IGNORECASE,
)
_START_OF_PERIOD = re.compile(
    r"(?:le )?(?P<which>début|debut|premier jour|1er jour|ouverture)"
    r" (?:de chaque |de l'|de la |du )(?P<span>[a-zé]+(?: (?:scolaire|sportive|civile?|comptable"
    r"|budgétaire))?)",
    re.IGNORECASE,
)
_OF_ONE_YEAR = ("exercice", "année scolaire", "saison sportive")
"""Periods of which each has a first day and a last one, whether "each" is written or not."""


def _ends_of_periods(entries: list[Entry], names: Names) -> list[Entry]:
    """``délai: 6 mois, après: clôture de l'exercice`` as a delay after each such last day.

    ``au plus tard: fin de chaque trimestre`` is a day of each of them too. « Fin du mois », which
    may be of one month alone, is taken with « chaque » or as what a delay is counted from.
    """
    keys = keys_of(entries)
    delayed = bool(keys & set(_DELAYS))
    if keys & {"chaque", "par", "tous les"} or (keys & {"après"} and not delayed):
        return entries
    anchors = ("après", "avant") if delayed else ("au plus tard", "avant", "pour", "le", "à")
    written: list[Entry] = []
    for key, value in entries:
        day = _day_of_each(text_of(value), names, delayed=delayed) if key.value in anchors else None
        if day is None:
            written.append((key, value))
            continue
        span, which = (Scalar(word, value.at) for word in day)
        of_each = (Scalar("chaque", value.at), span)
        if delayed:
            moment = Mapping((of_each, (Scalar("au plus tard", value.at), which)), value.at)
            written.append((key, moment))
        else:
            ends = key.value == "à" or (key.value == "avant" and which.value == "dernier jour")
            written += [of_each, (named(key, "au plus tard") if ends else key, which)]
    return written


def _day_of_each(text: str, names: Names, *, delayed: bool) -> tuple[str, str] | None:
    """The period that recurs and which of its days the words name; None where they name none."""
    if point(text, names) in names.values():
        return None
    words = " ".join(text.replace("’", "'").split())
    for pattern, day in ((_END_OF_PERIOD, "dernier jour"), (_START_OF_PERIOD, "1er")):
        match = pattern.fullmatch(words)
        civil = match and CIVIL_SPANS.get(spelling(match["span"]))
        span = civil or (SPANS.get(spelling(match["span"])) if match else None)
        if match is None or span is None or span in ("semaine", "jour"):
            continue
        of_each = delayed or " chaque " in words or span in _OF_ONE_YEAR
        if not of_each:
            return None
        if span == "année":
            return span, "31 décembre N" if day == "dernier jour" else "1er janvier N"
        return span, day
    return None


def _may_be_an_anchor(value: Node) -> bool:
    """Whether a delay may be counted from it: a moment, a day of the term, a date, a fact."""
    text = text_of(value)
    named = is_short_name(text.lower()) and not text[0].isdigit()
    return isinstance(value, Mapping) or text in TERM_DAYS or is_date(text) or named


_SINCE = ("après", "depuis", "dès", "du", "de")


def _lasting(entries: list[Entry]) -> list[Entry]:
    """``durant: 10 ans, depuis: livraison`` as ``pendant: 10 ans, à compter de: livraison``."""
    keys = keys_of(entries)
    if keys & {*_COUNTS, *_DELAYS, "chaque", "par", "tous les"}:
        return entries
    entries = [(_lasting_key(key, value), value) for key, value in entries]
    keys = keys_of(entries)
    so_long = any(key.value == "pendant" and is_length(text_of(value)) for key, value in entries)
    if not (so_long or "jusqu'à" in keys) or "à compter de" in keys:
        return entries
    since = next((key for key in _SINCE if key in keys), None)
    return [
        (named(key, "à compter de") if key.value == since else key, value) for key, value in entries
    ]


def _lasting_key(key: Scalar, value: Node) -> Scalar:
    """« Durant » of a length, « jusqu'au » of what is no date: those of a duty that lasts."""
    if key.value == "en" and is_length(text_of(value)):
        return named(key, "pendant")
    undated = isinstance(value, Mapping) or not looks_like_a_date(text_of(value))
    return named(key, "jusqu'à") if key.value == "jusqu'au" and undated else key


def _days(entries: list[Entry]) -> list[Entry]:
    """A date under another key: ``le``, ``échéance``, ``jusqu'au``, ``à compter de``."""
    keys = keys_of(entries)
    if keys & {*_DELAYS, "pendant"}:
        return entries
    recurs = bool(keys & {"chaque", "par", "tous les"})
    instead: dict[str, str] = {}
    opens = next((text_of(value) for key, value in entries if key.value == "dès"), "")
    if keys == {"dès"} and opens in TERM_DAYS:
        return [(named(key, "du"), value) for key, value in entries]
    if not recurs:
        instead = {"le": "pour", "échéance": "au plus tard", "jusqu'au": "au plus tard"}
    if keys in ({"du", "après"}, {"à compter de", "après"}):
        opens = (keys - {"après"}).pop()
        return [(named(key, "pour"), value) if key.value == opens else (key, value)
                for key, value in entries]  # fmt: skip
    if "tous les" not in keys:
        instead["à compter de"] = "depuis" if recurs else "du"
    elif not keys & {*_COUNTS, "chaque", "à compter de"}:
        return [
            (named(key, "à compter de"), value)
            if key.value == "depuis" and _may_be_an_anchor(value)
            else (key, value)
            for key, value in entries
        ]
    if keys & {"chaque", "par"} and not keys & {"tous les", "depuis"}:
        instead.pop("à compter de", None)
        entries = [
            (named(key, "depuis"), value) if key.value == "à compter de" else (key, value)
            for key, value in entries
        ]
    return [
        (named(key, instead[key.value or ""]), replace(value, value=_in_figures(text_of(value))))
        if key.value in instead
        and instead[key.value or ""] not in keys
        and isinstance(value, Scalar)
        and is_date(text_of(value))
        else (key, value)
        for key, value in entries
    ]


def _every_year(entries: list[Entry]) -> list[Entry]:
    """The days as they are read, and ``chaque: année`` where « N » says it."""
    entries = _said_of_each(entries)
    keys = keys_of(entries)
    recurs = (text_of(value) for key, value in entries if key.value in ("chaque", "par"))
    span = next(recurs, None)
    if span is None and not keys & {*_DELAYS, *_COUNTS, "tous les"}:
        of_each = any(_OF_EACH.search(text_of(value)) for _, value in entries)
        span = "année" if of_each else None
    entries = [
        (_until_an_end(key, value), replace(value, value=day_as_read(value.value, span)))
        if key.value in _BOUNDS and isinstance(value, Scalar) and value.value
        else (key, value)
        for key, value in entries
    ]
    days = [(key, value) for key, value in entries if _OF_EACH.search(text_of(value))]
    if days and keys <= {"au plus tard", "avant", "pour", "en", "le", "du", "au"}:
        key, _ = days[0]
        return [(named(key, "chaque"), Scalar("année", key.at)), *entries]
    return entries


def _until_an_end(key: Scalar, value: Scalar) -> Scalar:
    """``avant: fin janvier`` is until that end, its last day in it, unlike a day that is named."""
    return named(key, "au plus tard") if key.value == "avant" and is_an_end(value.value) else key


_FIRST_DAYS = re.compile(
    rf"(?:dans )?(?:les )?(?P<number>{NUMBER}) premiers jours(?P<kind> ouvrés| ouvrables)?"
    rf"(?P<whole>(?: (?:du|de l'|de la )(?P<span>[a-zé ]+?))(?P<next> suivante?)?)?"
)


def _first_days(entries: list[Entry]) -> list[Entry]:
    """``chaque: trimestre, en: dix premiers jours`` as ``du: 1er, au: 10``.

    « Du mois suivant » is of the month after the period: ``du: 1er du mois suivant, au: 10 du mois
    suivant``. Days of another period than the one that recurs are left as they are.
    """
    recurs = next((text_of(value) for key, value in entries if key.value == "chaque"), None)
    if recurs is None:
        return entries
    written: list[Entry] = []
    for key, value in entries:
        match = _FIRST_DAYS.fullmatch(text_of(value)) if key.value in ("en", "dans les") else None
        days = number(match["number"]) if match and _is_of_it(match, recurs) else None
        if match is None or days is None or not isinstance(value, Scalar):
            written.append((key, value))
            continue
        after = " du mois suivant" if match["next"] else ""
        last = _nth(days, match["kind"])
        written.append((named(key, "du"), replace(value, value=f"1er{after}")))
        written.append((named(key, "au"), replace(value, value=f"{last}{after}")))
    return written


def _nth(days: int, kind: str | None) -> str:
    """``10``; of working days, ``10e jour ouvré``."""
    if kind is None:
        return str(days)
    return f"{days}{'er' if days == 1 else 'e'} jour{kind.removesuffix('s')}"


def _is_of_it(match: re.Match[str], recurs: str) -> bool:
    """Whether those first days are of the period that recurs, or of the month after it."""
    if match["whole"] is None:
        return True
    span = SPANS.get(spelling(match["span"])) or CIVIL_SPANS.get(spelling(match["span"]))
    return span == recurs or bool(match["next"] and span == "mois")


_RHYTHMS_REWRITTEN = (_rhythm_as_key, _rhythm_named, _counted, _first_days)


_OF_EACH_SPAN = re.compile(r"(?P<day>.+?),? (?:de )?(?:chaque|tous les) (?P<span>[a-zé]+)")


def _said_of_each(entries: list[Entry]) -> list[Entry]:
    """``avant: 15 de chaque mois`` as ``chaque: mois, avant: 15``."""
    if keys_of(entries) & {"chaque", "par", "tous les", *_DELAYS}:
        return entries
    for rank, (key, value) in enumerate(entries):
        match = _OF_EACH_SPAN.fullmatch(text_of(value))
        span = SPANS.get(spelling(match["span"])) if match else None
        if match and span and key.value in (*_BOUNDS, "à") and isinstance(value, Scalar):
            day = (
                named(key, "le") if key.value == "à" else key,
                replace(value, value=match["day"]),
            )
            recurs = (named(key, "chaque"), Scalar(span, value.at))
            return [*entries[:rank], recurs, day, *entries[rank + 1 :]]
    return entries


def is_date(text: str) -> bool:
    """Whether the text is a whole date."""
    try:
        return bool(read_date(text))
    except Reject:
        return False
