"""Every line that a published feed may hold (RFC 5545 3.7 and 3.8, RFC 7986): a closed list.

It is narrower than the RFCs: what some reader refuses or misreads is no line of ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

_NAME = re.compile(r"[A-Z0-9-]+")


@dataclass(frozen=True)
class Property:
    """The values that a property takes, in words too; ``often``: it may be given more than once."""

    values: re.Pattern[str]
    expected: str
    required: bool = False
    often: bool = False
    exists: Callable[[str], bool] | None = None


@lru_cache(maxsize=4096)
def _is_day(value: str) -> bool:
    return _is_read(date.fromisoformat, value)


@lru_cache(maxsize=4096)
def _is_instant(value: str) -> bool:
    return _is_read(datetime.fromisoformat, value)


def _is_read(read: Callable[[str], date], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _property(values: str, expected: str, required: bool = False) -> Property:
    return Property(re.compile(values), expected, required)


def _one_of(*values: str, required: bool = False) -> Property:
    return _property("|".join(map(re.escape, values)), " ou ".join(values), required)


def _instant(required: bool = False) -> Property:
    values = re.compile(r"[0-9]{8}T[0-9]{6}Z")
    return Property(values, "un instant UTC, AAAAMMJJTHHMMSSZ", required, exists=_is_instant)


_DAY = Property(re.compile(r"[0-9]{8}"), "un jour, AAAAMMJJ", True, exists=_is_day)
_TEXT = r"(?!\".*\"$)(?=.*\S)[^\\,;]*(?:\\[,;n][^\\,;]*)*"
"""Not of spaces alone: libical finds no value there."""
_SAID = r"un texte, sans guillemets droits autour, échappé par « \, », « \; » et « \n » seulement"
_NAMED = _property(
    r"(?=.*\S)[^\\,;]+", "un nom sans « , », « ; » ni « \\ », que des agendas affichent"
)
_IDENTITY = r"[^\s\\,;]+"
# The characters of RFC 3986 2, as RFC 5545 3.3.13 asks.
_URI = _property(
    r"[a-z][a-z0-9+.-]*:[A-Za-z0-9_.~:/?#\[\]@!$&'()*+,;=%-]+", "une adresse complète, en ASCII"
)
# More than none, for a refresh interval (RFC 7986 5.7).
_DURATION = _property(
    r"P(?:[1-9][0-9]*[WD]|(?:[1-9][0-9]*D)?T[1-9][0-9]*[HMS])", "une durée, comme PT12H"
)

CALENDAR: Mapping[str, Property] = {
    "VERSION": _one_of("2.0", required=True),
    "PRODID": _property(_TEXT, _SAID, required=True),
    "CALSCALE": _one_of("GREGORIAN"),
    "NAME": _NAMED,
    "X-WR-CALNAME": _NAMED,
    "X-WR-CALDESC": _NAMED,
    "X-WR-TIMEZONE": _property(r"[A-Z][A-Za-z]+/[A-Za-z_/-]+", "un fuseau, comme Europe/Paris"),
    "REFRESH-INTERVAL;VALUE=DURATION": _DURATION,
    "X-PUBLISHED-TTL": _DURATION,
    "SOURCE;VALUE=URI": _URI,
    "URL": _URI,
}
EVENT: Mapping[str, Property] = {
    "UID": _property(_IDENTITY, "un identifiant sans espace", required=True),
    "DTSTAMP": _instant(required=True),
    "CREATED": _instant(),
    "LAST-MODIFIED": _instant(required=True),
    "SEQUENCE": _property(r"[0-9]{1,9}", "un nombre, jamais négatif", required=True),
    "DTSTART;VALUE=DATE": _DAY,
    "DTEND;VALUE=DATE": _DAY,
    "SUMMARY": _property(_TEXT, _SAID, required=True),
    "DESCRIPTION": _property(_TEXT, _SAID),
    "URL": _URI,
    "CATEGORIES": _property(_TEXT, _SAID),
    "RELATED-TO": Property(re.compile(_IDENTITY), "un identifiant sans espace", often=True),
    "STATUS": _one_of("TENTATIVE", "CONFIRMED", "CANCELLED", required=True),
    "TRANSP": _one_of("TRANSPARENT", "OPAQUE"),
    "CLASS": _one_of("PUBLIC", "PRIVATE", "CONFIDENTIAL"),
    "X-MICROSOFT-CDO-BUSYSTATUS": _one_of("FREE", "TENTATIVE", "BUSY", "OOF"),
}
ALARM: Mapping[str, Property] = {
    "ACTION": _one_of("DISPLAY", required=True),
    "DESCRIPTION": _property(_TEXT, _SAID, required=True),
    "TRIGGER": _property(
        r"-P(?:[1-9][0-9]?D)?T15H", "neuf heures un jour d'avant, comme -PT15H", required=True
    ),
}
"""Outlook takes whatever time it is for one before the event: so it must be one."""
_REASONS = {
    "METHOD": "elle demanderait un ORGANIZER (RFC 5546)",
    "UID": "des agendas feraient du flux entier un seul événement",
    "ORGANIZER": "un flux n'invite personne",
    "ATTENDEE": "un flux n'invite personne",
    "DURATION": "la fin est dite par DTEND",
    "RRULE": "chaque échéance est un événement à elle seule",
}


def line_defect(text: str, allowed: Mapping[str, Property]) -> str | None:
    """What is wrong with one unfolded line of a component that holds ``allowed``; None if sound."""
    head, colon, value = text.partition(":")
    rule = allowed.get(head) if colon else None
    if rule is None:
        return _head_defect(head, colon, allowed)
    if not rule.values.fullmatch(value):
        return f"{head} : on attend {rule.expected}, et non « {value[:60]} »"
    if rule.exists and not rule.exists(value):
        return f"{head} : « {value} » n'existe pas"
    return None


def _head_defect(head: str, colon: str, allowed: Mapping[str, Property]) -> str:
    name, _, parameters = head.partition(";")
    if not colon or not _NAME.fullmatch(name):
        return f"ceci n'est pas une propriété : « {head[:60]} »"
    if "TZID=" in parameters:
        return f"{name} : TZID sans son VTIMEZONE ; une échéance dure des jours entiers"
    written = [one for one in allowed if one.partition(";")[0] == name]
    if written:
        return f"{name} : elle s'écrit « {written[0]}: », et non « {head[:60]}: »"
    reason = _REASONS.get(name, "elle n'est pas de celles que chaque agenda lit")
    return f"propriété non admise ici : {name} ; {reason}"
