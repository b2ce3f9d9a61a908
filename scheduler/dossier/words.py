"""The words in which an archive tells what the store holds in codes."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.french import numeric
from scheduler.deadlines.obligation import END, Occurrence

ERASED = "effacé"
STATUS: Mapping[str, str] = {
    "done": "fait",
    "done late": "fait, en retard",
    "late": "en retard",
    "unproven": "fait, pièce à suivre",
    "waived": "écartée",
    "missed": "dernier jour passé",
    "unknown": "on ne sait pas",
    "untracked": "avant le suivi",
    "open": "à faire",
    "upcoming": "à venir",
    "uncertain": "date incertaine",
    "conditional": "sous condition",
    "moot": "sans objet",
}
STATE: Mapping[str, str] = {
    "pending": "en attente",
    "in_flight": "en cours d'envoi",
    "sent": "accepté par le relais",
    "failed": "refusé ou revenu",
    "held": "retenu, a pu arriver",
    "replaced": "récrit depuis",
}
MESSAGE: Mapping[str, str] = {
    "reminder": "rappel",
    "late": "rappels en retard",
    "correction": "date modifiée",
    "digest": "bulletin",
    "initial": "état initial",
    "alert": "alerte",
    "done": "fait, dit à qui avait été prévenu",
    "invitation": "invitation",
    "cancellation": "annulation",
}
FACT: Mapping[str, str] = {
    "event": "fait",
    "done": "échéance faite",
    "waived": "échéance écartée",
    "missed": "échéance manquée",
    "unknown": "échéance inconnue",
    "postponed": "rappels reportés",
    "seen": "échéance vue",
    "presented": "lettre présentée",
    "collected": "lettre retirée",
    "withdrawal": "retrait",
}
OUTCOME: Mapping[str, str] = {
    "open": "sans issue connue",
    "accepted": "accepté par le relais",
    "later": "remis à plus tard",
    "refused": "refusé",
    "ambiguous": "dans le doute",
    "channel": "relais hors d'usage",
}


def said(words: Mapping[str, str], code: str) -> str:
    """The word for a code; one that has none stands for itself."""
    return words.get(code, code)


def day(on: date | None) -> str:
    """``31/03/2026``, or nothing."""
    return numeric(on) if on else ""


def instant(at: datetime | None, calendar: Calendar) -> str:
    """``31/03/2026 09:30:15`` as the authority's clocks showed it, or nothing."""
    return f"{calendar.local(at):%d/%m/%Y %H:%M:%S}" if at else ""


def line(text: str) -> str:
    """The text on one line, without a character that would command a terminal."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+", " ", text).strip()


def yes(true: bool) -> str:
    """``oui``, or nothing."""
    return "oui" if true else ""


def status_of(computation: Computation, item: Occurrence) -> str:
    """Where an occurrence stands, in words; an end that has come is past, never late."""
    where = computation.status(item)
    return "terme passé" if where == "late" and item.kind == END else STATUS[where]
