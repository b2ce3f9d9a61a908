"""A moment's keys and values put as the language writes them: what each pair of them means."""

import re
from collections.abc import Mapping as Table
from dataclasses import replace

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
from scheduler.rulebook.moment_forms import TERM_DAYS
from scheduler.rulebook.places import looks_like_a_date
from scheduler.rulebook.plain_names import plainly, spelling
from scheduler.rulebook.readers import Reject, is_length, is_short_name, read_date
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
    own = _length_as_key(list(node.entries))
    entries = [_entry(key, value, names) for key, value in own]
    for rewrite in (_qualified, *_RHYTHMS_REWRITTEN, _lasting, _delayed, _days, _every_year):
        entries = rewrite(entries)
    return replace(node, entries=tuple(entries))


Entry = tuple[Scalar, Node]


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
    if is_date(text) and not _A_DATE.fullmatch(text):
        return read_date(text).isoformat()
    return point(text, names)


def _keys(entries: list[Entry]) -> set[str]:
    return {key.value or "" for key, _ in entries}


def _named(key: Scalar, name: str) -> Scalar:
    return replace(key, value=name)


def _text(value: Node) -> str:
    return value.value or "" if isinstance(value, Scalar) else ""


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
            written.append((_named(key, "délai"), Scalar(match["length"], key.at)))
            written.append((_named(key, side), value))
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
    keys = _keys(entries)
    written: list[Entry] = []
    for key, value in entries:
        match = _QUALIFIED.fullmatch(_text(value)) if key.value == "délai" else None
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
            written.append((_named(key, "au moins"), Scalar("oui", value.at)))
    return written


def _rhythm_as_key(entries: list[Entry]) -> list[Entry]:
    """``tous les ans: 31 mars`` as ``chaque: année, au plus tard: 31 mars``."""
    if _keys(entries) & {"chaque", "par", "tous les"}:
        return entries
    written: list[Entry] = []
    for key, value in entries:
        span = EVERY.get(spelling(key.value or ""))
        if span is None:
            written.append((key, value))
            continue
        written.append((_named(key, "chaque"), Scalar(span, key.at)))
        if isinstance(value, Mapping):
            written += with_keys(value, MOMENT).entries  # type: ignore[union-attr]
        elif spelling(_text(value)) != "oui":
            written.append((_named(key, "le" if span == "semaine" else "au plus tard"), value))
    return written


def _rhythm_named(entries: list[Entry]) -> list[Entry]:
    """``fréquence: annuelle`` as ``chaque: année``; ``chaque: lundi`` as that day of each week."""
    written: list[Entry] = []
    for key, value in entries:
        text = spelling(_text(value))
        if spelling(key.value or "") in _RHYTHM and text in SPANS:
            written.append((_named(key, "chaque"), Scalar(SPANS[text], value.at)))
        elif key.value in ("chaque", "tous les") and text.removesuffix("s") in WEEKDAYS:
            written.append((_named(key, "chaque"), Scalar("semaine", key.at)))
            written.append((_named(key, "le"), Scalar(text.removesuffix("s"), value.at)))
        elif key.value == "tous les" and text in SPANS:
            written.append((_named(key, "chaque"), Scalar(SPANS[text], value.at)))
        else:
            written.append((key, value))
    return written


_SO_MANY = re.compile(r"(?P<number>.+?) fois")


def _counted(entries: list[Entry]) -> list[Entry]:
    """``au moins: 2 fois, chaque: trimestre``; a civil year counts by the calendar."""
    keys = _keys(entries)
    counts = bool(keys & set(_COUNTS)) and not keys & set(_DELAYS)
    written: list[Entry] = []
    for key, value in entries:
        times = _SO_MANY.fullmatch(_text(value))
        period = counts and key.value == "chaque" and not keys & set(_BOUNDS)
        name = "par" if period else key.value or ""
        civil = CIVIL_SPANS.get(spelling(_text(value))) if name in ("par", "chaque") else None
        if counts and name in _COUNTS and times and isinstance(value, Scalar):
            written.append((key, replace(value, value=times["number"])))
        elif civil:
            written.append((_named(key, name), Scalar(civil, value.at)))
            if name == "par" and "périodes" not in keys:
                written.append((_named(key, "périodes"), Scalar("civiles", value.at)))
        else:
            written.append((_named(key, name), value))
    return written


def _delayed(entries: list[Entry]) -> list[Entry]:
    """``délai: 3 mois, à compter de: signature`` as the delay after that day."""
    keys = _keys(entries)
    if not keys & set(_DELAYS) or keys & {"après", "avant", "tous les", "chaque", "par"}:
        return entries
    anchors = {key.value for key, value in entries if _may_be_an_anchor(value)}
    others = [key for key in ("à compter de", "dès", "depuis", "de") if key in anchors]
    return [
        (_named(key, "après"), value) if others[:1] == [key.value] else (key, value)
        for key, value in entries
    ]


def _may_be_an_anchor(value: Node) -> bool:
    """Whether a delay may be counted from it: a moment, a day of the term, a date, a fact."""
    text = _text(value)
    named = is_short_name(text.lower()) and not text[0].isdigit()
    return isinstance(value, Mapping) or text in TERM_DAYS or is_date(text) or named


_SINCE = ("après", "depuis", "dès", "du", "de")


def _lasting(entries: list[Entry]) -> list[Entry]:
    """``durant: 10 ans, depuis: livraison`` as ``pendant: 10 ans, à compter de: livraison``."""
    keys = _keys(entries)
    if keys & {*_COUNTS, *_DELAYS, "chaque", "par", "tous les"}:
        return entries
    entries = [(_lasting_key(key, value), value) for key, value in entries]
    keys = _keys(entries)
    so_long = any(key.value == "pendant" and is_length(_text(value)) for key, value in entries)
    if not (so_long or "jusqu'à" in keys) or "à compter de" in keys:
        return entries
    since = next((key for key in _SINCE if key in keys), None)
    return [
        (_named(key, "à compter de") if key.value == since else key, value)
        for key, value in entries
    ]


def _lasting_key(key: Scalar, value: Node) -> Scalar:
    """« Durant » of a length, « jusqu'au » of what is no date: those of a duty that lasts."""
    if key.value == "en" and is_length(_text(value)):
        return _named(key, "pendant")
    undated = isinstance(value, Mapping) or not looks_like_a_date(_text(value))
    return _named(key, "jusqu'à") if key.value == "jusqu'au" and undated else key


def _days(entries: list[Entry]) -> list[Entry]:
    """A date under another key: ``le``, ``échéance``, ``jusqu'au``, ``à compter de``."""
    keys = _keys(entries)
    if keys & {*_DELAYS, "pendant"}:
        return entries
    recurs = bool(keys & {"chaque", "par", "tous les"})
    instead: dict[str, str] = {}
    opens = next((_text(value) for key, value in entries if key.value == "dès"), "")
    if keys == {"dès"} and opens in TERM_DAYS:
        return [(_named(key, "du"), value) for key, value in entries]
    if not recurs:
        instead = {"le": "pour", "échéance": "au plus tard", "jusqu'au": "au plus tard"}
    if keys in ({"du", "après"}, {"à compter de", "après"}):
        opens = (keys - {"après"}).pop()
        return [(_named(key, "pour"), value) if key.value == opens else (key, value)
                for key, value in entries]  # fmt: skip
    if "tous les" not in keys:
        instead["à compter de"] = "depuis" if recurs else "du"
    elif not keys & {*_COUNTS, "chaque", "à compter de"}:
        return [
            (_named(key, "à compter de"), value)
            if key.value == "depuis" and _may_be_an_anchor(value)
            else (key, value)
            for key, value in entries
        ]
    return [
        (_named(key, instead[key.value or ""]), value)
        if key.value in instead and instead[key.value or ""] not in keys and is_date(_text(value))
        else (key, value)
        for key, value in entries
    ]


def _every_year(entries: list[Entry]) -> list[Entry]:
    """The days as they are read, and ``chaque: année`` where « N » says it."""
    entries = _said_of_each(entries)
    keys = _keys(entries)
    span = next((_text(value) for key, value in entries if key.value == "chaque"), None)
    if span is None and not keys & {*_DELAYS, *_COUNTS, "tous les"}:
        of_each = any(_OF_EACH.search(_text(value)) for _, value in entries)
        span = "année" if of_each else None
    entries = [
        (_until_an_end(key, value), replace(value, value=day_as_read(value.value, span)))
        if key.value in _BOUNDS and isinstance(value, Scalar) and value.value
        else (key, value)
        for key, value in entries
    ]
    days = [(key, value) for key, value in entries if _OF_EACH.search(_text(value))]
    if days and keys <= {"au plus tard", "avant", "pour", "en", "le", "du", "au"}:
        key, _ = days[0]
        return [(_named(key, "chaque"), Scalar("année", key.at)), *entries]
    return entries


def _until_an_end(key: Scalar, value: Scalar) -> Scalar:
    """``avant: fin janvier`` is until that end, its last day in it, unlike a day that is named."""
    return _named(key, "au plus tard") if key.value == "avant" and is_an_end(value.value) else key


_FIRST_DAYS = re.compile(
    rf"(?:dans )?(?:les )?(?P<number>{NUMBER}) premiers jours(?: (?:du|de l').+)?"
)


def _first_days(entries: list[Entry]) -> list[Entry]:
    """``chaque: trimestre, en: dix premiers jours`` as ``du: 1er, au: 10``."""
    if "chaque" not in _keys(entries):
        return entries
    written: list[Entry] = []
    for key, value in entries:
        match = _FIRST_DAYS.fullmatch(_text(value)) if key.value == "en" else None
        days = number(match["number"]) if match else None
        if days is None or not isinstance(value, Scalar):
            written.append((key, value))
            continue
        written.append((_named(key, "du"), replace(value, value="1er")))
        written.append((_named(key, "au"), replace(value, value=str(days))))
    return written


_RHYTHMS_REWRITTEN = (_rhythm_as_key, _rhythm_named, _counted, _first_days)


_OF_EACH_SPAN = re.compile(r"(?P<day>.+?),? (?:de )?(?:chaque|tous les) (?P<span>[a-zé]+)")


def _said_of_each(entries: list[Entry]) -> list[Entry]:
    """``avant: 15 de chaque mois`` as ``chaque: mois, avant: 15``."""
    if _keys(entries) & {"chaque", "par", "tous les", *_DELAYS}:
        return entries
    for rank, (key, value) in enumerate(entries):
        match = _OF_EACH_SPAN.fullmatch(_text(value))
        span = SPANS.get(spelling(match["span"])) if match else None
        if match and span and key.value in _BOUNDS and isinstance(value, Scalar):
            day = (key, replace(value, value=match["day"]))
            recurs = (_named(key, "chaque"), Scalar(span, value.at))
            return [*entries[:rank], recurs, day, *entries[rank + 1 :]]
    return entries


def is_date(text: str) -> bool:
    """Whether the text is a whole date."""
    try:
        return bool(read_date(text))
    except Reject:
        return False
