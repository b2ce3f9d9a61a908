"""What each page shows, gathered from the situation and the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scheduler import standing, wording
from scheduler.awaiting import awaited_facts, waiting_clauses
from scheduler.correspondence.audience import manager
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation, futures
from scheduler.deadlines.obligation import Occurrence, Question, Status
from scheduler.deadlines.term import period_name
from scheduler.letters.relance import relance
from scheduler.rulebook.directory import FALLBACK_ADDRESS
from scheduler.store import outbox
from scheduler.web.site import Site

SOON_DAYS = 30
UNCERTAIN = (
    "Une date de départ manque : voici le jour le plus proche possible, jamais une promesse."
)
MONTHS_SHOWN = 12
FUTURE_SHOWN = 6
LEFT: Mapping[Status, str] = {
    "done": "fait",
    "done late": "fait, en retard",
    "unproven": "fait, pièce à suivre",
    "waived": "écartée",
    "unknown": "non connue",
    "untracked": "avant le suivi",
    "conditional": "sous condition",
    "moot": "sans objet",
}
"""What takes the place of the time left, where there is none to count."""
NOTICE_WORDS: Mapping[str, str] = {
    "notice": "préavis",
    "notice by others": "préavis de l'autre partie",
    "decision": "décision de reconduire",
    "request": "demande de prorogation",
}
"""How the table of an agreement's periods names what is to be done before each ends."""
PAST: tuple[Status, ...] = ("done", "done late", "waived", "unknown", "untracked", "moot")


@dataclass(frozen=True)
class Row:
    """One occurrence in a list."""

    item: Occurrence
    computation: Computation
    title: str
    when: str
    left: str
    who: str
    posting: str
    status: Status
    url: str


@dataclass(frozen=True)
class Group:
    """A titled list of rows."""

    title: str
    rows: list[Row]
    intro: str = ""


def frame(site: Site) -> dict[str, Any]:
    """What every page needs."""
    now = site.situation()
    recorder = manager(now)
    return {
        "situation": now,
        "today": now.today,
        "banners": now.banners,
        "page": site.page,
        "recorder": recorder if recorder.address != FALLBACK_ADDRESS else None,
    }


def due(site: Site, _: dict[str, str]) -> dict[str, Any]:
    """The front page: the answer in its title, then what is due, the most pressing first."""
    values = frame(site)
    today: date = values["today"]
    rows = _rows(site, values)
    dated = [row for row in rows if row.item.due is not None and row.computation.to_do(row.item)]
    uncertain = [
        row
        for row in rows
        if row.status == "uncertain" and row.item.earliest and _matters(row.item, today)
    ]
    perhaps = [row for row in uncertain if _within(row, today, SOON_DAYS)]
    far = [row for row in uncertain if not _within(row, today, SOON_DAYS)]
    late_ones, *coming = _groups(dated, today)
    groups = [
        late_ones,
        Group(f"Possibles dans les {SOON_DAYS} jours, à confirmer", perhaps, UNCERTAIN),
        *coming,
        *_undated(rows),
        Group("Dates encore incertaines", far, UNCERTAIN),
    ]
    late = sum(1 for row in dated if row.status == "late")
    soon = sum(1 for row in dated if row.status != "late" and _within(row, today, SOON_DAYS))
    untracked = sum(1 for row in rows if row.status == "untracked")
    return values | {
        "heading": _heading(late, soon, len(perhaps)),
        "groups": [group for group in groups if group.rows],
        "questions": _date_questions(values),
        "untracked": untracked,
        "awaited": waiting_clauses(
            one for one in values["situation"].binding if one.life != "ended"
        ),
    }


def _heading(late: int, soon: int, perhaps: int) -> str:
    parts = []
    if late:
        parts.append(french.count(late, "échéance") + " en retard")
    if soon:
        noun = "" if late else (" échéance" if soon == 1 else " échéances")
        parts.append(f"{soon}{noun} dans les {SOON_DAYS} jours")
    if perhaps:
        noun = french.count(perhaps, "échéance possible", "échéances possibles")
        parts.append(noun + ("" if soon else f" dans les {SOON_DAYS} jours") + ", à confirmer")
    return ", ".join(parts) or f"Rien à faire dans les {SOON_DAYS} jours"


def _rows(site: Site, values: dict[str, Any]) -> list[Row]:
    rows = [
        row(site, values, computation, item)
        for computation in values["situation"].binding
        for item in computation.occurrences
    ]
    return sorted(rows, key=_by_next_day)


def _by_next_day(row: Row) -> tuple[date, str]:
    """The next useful act first; by its key where two are on one day."""
    return row.computation.next_day(row.item) or date.max, row.item.key


def row(site: Site, values: dict[str, Any], computation: Computation, item: Occurrence) -> Row:
    """An occurrence as a list shows it."""
    directory = values["situation"].rulebook.directory
    return Row(
        item=item,
        computation=computation,
        title=wording.title(computation, item),
        when=wording.when(item),
        left=_left(computation, item),
        who=directory.recipient(computation.agreement.responsible, computation.today).name,
        posting=wording.posting(
            item, today=computation.today, performed=computation.performed(item)
        ),
        status=computation.status(item),
        url=f"/echeance/{item.key}",
    )


def _left(computation: Computation, item: Occurrence) -> str:
    """How long is left and whether it was put off; or why there is nothing left to count."""
    where = computation.status(item)
    if computation.sorted_as(item) and where == "missed":
        return "manquée"
    if where in LEFT:
        late = computation.late_by(item) and where == "unproven"
        return LEFT[where] + (", en retard" if late else "")
    left = wording.left(item, computation.today, performed=computation.performed(item))
    quiet = computation.quiet_until(item)
    return f"{left}, reportée au {french.short(quiet)}".lstrip(", ") if quiet else left


def _matters(item: Occurrence, today: date) -> bool:
    """An uncertain date is shown while its letter or its day may still lie ahead."""
    last = item.acts_by
    return last is not None and today <= last <= today + timedelta(days=366)


def _within(row: Row, today: date, days: int) -> bool:
    day = row.computation.next_day(row.item)
    return day is not None and day <= today + timedelta(days=days)


def _undated(rows: list[Row]) -> list[Group]:
    """What has no last day, and what is done but for its proof."""
    unlimited = [row for row in rows if row.item.due is None and row.status == "open"]
    unproven = [row for row in rows if row.status == "unproven"]
    return [
        Group("Ouvertes, sans dernier jour", unlimited),
        Group("Faites, pièce à suivre", unproven),
    ]


def _groups(rows: list[Row], today: date) -> list[Group]:
    """What is late, even where nothing is, then this week, this month and by month."""
    sunday = today + timedelta(days=6 - today.weekday())
    groups = {"En retard": Group("En retard", []), "Cette semaine": Group("Cette semaine", [])}
    for one in rows:
        day = one.computation.next_day(one.item) or date.max
        if one.status == "late":
            title = "En retard"
        elif day <= sunday:
            title = "Cette semaine"
        elif (day.year, day.month) == (today.year, today.month):
            title = "Ce mois-ci"
        elif _within(one, today, 31 * MONTHS_SHOWN):
            title = f"{french.MONTHS[day.month - 1].capitalize()} {day.year}"
        else:
            continue
        groups.setdefault(title, Group(title, [])).rows.append(one)
    return list(groups.values())


def _date_questions(values: dict[str, Any]) -> list[tuple[Computation, Question]]:
    return [
        (computation, question)
        for computation in values["situation"].computations
        for question in computation.asked
        if question.pressing
    ]


def agreements(site: Site, _: dict[str, str]) -> dict[str, Any]:
    """Every agreement, by its life."""
    values = frame(site)
    order = {"to_confirm": 0, "in_force": 1, "undated": 2, "ended": 3, "template": 4}
    listed = sorted(
        values["situation"].computations, key=lambda one: (order[one.life], one.agreement.title)
    )
    return values | {"computations": listed, "waiting_clauses": waiting_clauses}


def agreement(site: Site, path: dict[str, str]) -> dict[str, Any] | None:
    """One agreement with its life line, questions, occurrences and the rest of its clauses."""
    values = frame(site)
    computation = values["situation"].computation(path["agreement"])
    if computation is None:
        return None
    rows = [row(site, values, computation, item) for item in computation.occurrences]
    return values | {
        "computation": computation,
        "agreement": computation.agreement,
        "term": computation.term,
        "coming": sorted((one for one in rows if not _is_past(one)), key=_by_next_day),
        "past": [one for one in rows if _is_past(one)],
        "period_name": period_name,
        "others": [one for one in computation.questions if one not in computation.asked],
        "futures": [
            (future, one, _coming(site, values, one)) for future, one in futures(computation)
        ],
        "instances": [
            one.agreement
            for one in values["situation"].computations
            if one.agreement.instance_of == computation.agreement.id
        ],
        "rows": rows,
        "notice_words": NOTICE_WORDS,
        "awaited": awaited_facts(computation),
        "acts": _acts,
    }


def _acts(item: Occurrence) -> str:
    """What comes before its last day: from when it is open, the body's session, the letter."""
    opens = f"du {french.short(item.opens)}" if item.opens else ""
    return " ; ".join(text for text in (opens, wording.posting(item)) if text)


def _is_past(row: Row) -> bool:
    """What nobody has to look at first: done, before the following began, or of no concern."""
    if row.status in PAST or row.computation.sorted_as(row.item):
        return True
    day = row.computation.next_day(row.item) or row.item.opens
    return row.status == "conditional" and day is not None and day < row.computation.today


def _coming(site: Site, values: dict[str, Any], computation: Computation) -> list[Row]:
    """The next things to do, were the agreement to have gone on that way."""
    today = computation.today
    coming = [
        item
        for item in computation.occurrences
        if item.due and item.due >= today and computation.applies(item)
    ]
    return [row(site, values, computation, item) for item in coming[:FUTURE_SHOWN]]


def item(site: Site, path: dict[str, str]) -> dict[str, Any] | None:
    """One occurrence: its dates, why, what was sent, how to record it."""
    values = frame(site)
    key = "/".join((path["agreement"], path["clause"], path["period"]))
    found = values["situation"].occurrence(key)
    if found is None:
        return None
    computation, occurrence = found
    with site.database.read() as session:
        told = outbox.history(session, key)
    return values | {
        "computation": computation,
        "agreement": computation.agreement,
        "item": occurrence,
        "row": row(site, values, computation, occurrence),
        "done": computation.done(occurrence),
        "recorded": standing.sentences(computation, occurrence),
        "settled": computation.status(occurrence) in standing.SETTLED_IN_WORDS,
        "missed": wording.missed(computation, occurrence),
        "penalty": wording.penalty(computation, occurrence),
        "letter": relance(computation, occurrence, computation.today),
        "told": told,
        "state_words": STATES,
    }


STATES = {
    "pending": "en attente d'envoi",
    "in_flight": "en cours d'envoi",
    "sent": "accepté",
    "failed": "refusé",
    "held": "retenu, peut-être arrivé",
    "replaced": "récrit depuis",
}
