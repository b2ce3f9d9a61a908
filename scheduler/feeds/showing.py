"""The events of an occurrence: its day, window, session, day to post; and of a question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.period import add_months
from scheduler.feed import FeedEvent
from scheduler.feeds.stock import Asked, Told
from scheduler.ical.texts import shortened, uid
from scheduler.store.feeds import Feed

WINDOWS = ("notice", "notice by others", "request", "decision")
"""The kinds whose window is shown, besides its last day."""
WINDOW_MONTHS = 3
"""A window open for years would bar a whole calendar: its last months are what is useful."""
MAX_QUESTION = 120
NEW_LINE = "\n"
Content = Mapping[str, Any]
STATES = {
    "waived": "écartée",
    "missed": "manquée",
    "unknown": "on ne sait pas si elle a été faite",
}
"""What somebody recorded of it, as its title says it; what time alone makes of it is not told."""
DONE = "✓ "
"""Before the title of what is done."""


@dataclass(frozen=True)
class Style:
    """How a calendar shows events: the family of its identities, whether in full, its links.

    ``page`` is where the service's pages are; empty where no event is to lead there.
    """

    family: str
    full: bool
    domain: str
    page: str

    def uid(self, key: str) -> str:
        """The event's identity in calendars of this family."""
        return uid(key, self.family, self.domain)

    def link(self, path: str) -> str | None:
        """The address of a page of the service."""
        return f"{self.page}{path}" if self.page else None


def style_of(feed: Feed, domain: str, page: str) -> Style:
    """Calendars of one kind and detail show the same event alike, under the same identity."""
    full = feed.detail != "title"
    return Style(feed.kind if full else f"{feed.kind}/title", full, domain, page)


def events_of(told: Told, style: Style) -> Iterator[FeedEvent]:
    """What is shown of an occurrence, its stamps still to be given; nothing depends on today."""
    content = told.content
    day = _day(content["due"] or content["earliest"] or content["opens"])
    if day is None:
        return
    yield _event(told, style, "", (day, day), _title(content, style))
    last = _useful_day(content)
    window = _window(content, last)
    if window and last:
        doubt = _doubt(content)
        name = f"Fenêtre{doubt}, dernier jour utile le {french.short(last)} : {content['title']}"
        yield _event(told, style, "/fenetre", window, _named(content, style, name))
    send_by = _day(content["send_by"])
    if send_by:
        name = f"Poster la lettre{_doubt(content)} : {content['title']}"
        event = _event(told, style, "/poster", (send_by, send_by), _named(content, style, name))
        yield replace(event, parent=style.uid(told.key)) if content.get("session") else event
    yield from _sessions(told, style)


def _useful_day(content: Content) -> date | None:
    """The last useful day of the first act: to convene, to decide, to post, else the last day."""
    sitting = content.get("session") or {}
    names = ("convene_on", "convene_by", "date")
    days = [*(_day(sitting.get(name)) for name in names), _day(content["send_by"])]
    return next((day for day in (*days, _day(content["due"])) if day), None)


def _sessions(told: Told, style: Style) -> Iterator[FeedEvent]:
    """The last working day to convene the session that decides, and the session itself."""
    content = told.content
    sitting = content.get("session") or {}
    session = _day(sitting.get("date"))
    if session is None:
        return
    parent, doubt = style.uid(told.key), _doubt(content)
    convene_by = _day(sitting.get("convene_by"))
    convene_on = _day(sitting.get("convene_on")) or convene_by
    if convene_on and convene_by:
        limit = f", délai jusqu'au {french.short(convene_by)}" if convene_on != convene_by else ""
        name = f"Convoquer la séance du {french.short(session)}{limit}{doubt} : {content['title']}"
        event = _event(
            told, style, "/convoquer", (convene_on, convene_on), _named(content, style, name)
        )
        yield replace(event, parent=parent)
    body = f" ({sitting['body']})" if sitting.get("body") and style.full else ""
    name = f"Dernière séance utile{body}{doubt} : {content['title']}"
    event = _event(told, style, "/seance", (session, session), _named(content, style, name))
    yield replace(event, parent=parent)


def _window(content: Content, last: date | None) -> tuple[date, date] | None:
    """From its opening to its last useful day, where both are known."""
    opens = _day(content["opens"])
    if content["kind"] not in WINDOWS or opens is None or last is None or opens >= last:
        return None
    return max(opens, add_months(last, -WINDOW_MONTHS)), last


def _title(content: Content, style: Style) -> str:
    waited = not content["ours"] and style.full
    who = f" ({wording.awaited(content['owed_by_names'])})" if waited else ""
    return _named(content, style, f"{content['title']}{who}{_doubt(content)}")


def _named(content: Content, style: Style, name: str) -> str:
    """With what people recorded of it, and the agreement where the calendar may name it."""
    mark = DONE if content["done"] else ""
    state = _state(content)
    told = f" ({state})" if state else ""
    agreement = content["agreement_title"] if style.full else ""
    return f"{mark}{name}{told}{' – ' if agreement else ''}{agreement}"


def _state(content: Content) -> str:
    if content["done"]:
        return "pièce à suivre" if content.get("to_follow") else ""
    return STATES.get(content.get("answer") or "", "")


def is_settled(title: str) -> bool:
    """Whether a title that a calendar shows says that there is nothing to do any more."""
    return title.startswith(DONE) or any(f" ({state})" in title for state in STATES.values())


def _doubt(content: Content) -> str:
    """Why the day is not certain, in a few words; nothing once it is done."""
    if content["done"]:
        return ""
    if content["due"] is None:
        return " (au plus tôt)" if content["earliest"] else " (dès ce jour)"
    if content["certainty"] == "approximate":
        return " (environ)"
    return " (sous condition)" if content["tentative"] else ""


def _event(
    told: Told, style: Style, suffix: str, days: tuple[date, date], summary: str
) -> FeedEvent:
    content = told.content
    moot = content["applies"] is False and not content["done"]
    return FeedEvent(
        uid=style.uid(told.key + suffix),
        start=days[0],
        end=days[1],
        summary=summary,
        description=_description(content, told.key, style) if style.full else "",
        sequence=0,
        published_at=told.published_at,
        tentative=content["tentative"] and not content["done"],
        cancelled=moot or told.withdrawn_at is not None,
        url=style.link(f"/echeance/{told.key}"),
        category=_category(content, suffix),
    )


def _category(content: Content, suffix: str) -> str:
    if suffix:
        return _CATEGORIES[suffix]
    return "Couperet" if content["cliff"] else "Échéance"


_CATEGORIES = {
    "/fenetre": "Fenêtre",
    "/poster": "Envoi",
    "/convoquer": "Séance",
    "/seance": "Séance",
}


def _description(content: Content, key: str, style: Style) -> str:
    told = (content["when"], content["posting"], content["condition"])
    lines = [french.capitalised(text) for text in told if text]
    opens = _day(content["opens"])
    if content["kind"] in WINDOWS and opens:
        lines.append(f"Possible depuis le {french.full(opens)}")
    if content["action"]:
        lines.append(f"À faire : {content['action']}")
    if content["reference"]:
        lines.append(f"{french.capitalised(content['reference'])} : « {content['quote']} »")
    return _linked([*lines, *content["derivation"]], style.link(f"/echeance/{key}"))


def _linked(lines: Sequence[str], link: str | None) -> str:
    """The text, and the link, which stays where the text is cut."""
    text = NEW_LINE.join(lines)
    return f"{shortened(text, 1_990 - len(link))}{NEW_LINE}{link}" if link else shortened(text)


def question_events(
    asked: Iterable[Asked], style: Style, month: date, at: datetime
) -> Iterator[FeedEvent]:
    """What is still to be answered: an event for each question that has a day of its own, one for
    all the others of an agreement.

    Where the day is past it is the first of the current ``month``: the question is not over.
    """
    others: dict[str, list[Asked]] = {}
    for one in asked:
        if one.dated:
            yield _questions(f"question/{one.id}", [one], style, month, at)
        else:
            others.setdefault(one.agreement, []).append(one)
    for agreement, some in others.items():
        yield _questions(f"questions/{agreement}", some, style, month, at)


def _questions(
    key: str, some: Sequence[Asked], style: Style, month: date, at: datetime
) -> FeedEvent:
    first = some[0]
    day = max(min(one.day for one in some), month)
    link = style.link(f"/convention/{first.agreement}")
    return FeedEvent(
        uid=style.uid(key),
        start=day,
        end=day,
        summary=_question_title(some, style),
        description=_question_text(some, link) if style.full else "",
        sequence=0,
        published_at=at,
        url=link,
        category="Question",
    )


def _question_title(some: Sequence[Asked], style: Style) -> str:
    number = french.count(len(some), "question", "questions") + " à trancher"
    if not style.full:
        return number
    told = f"Question : {shortened(some[0].title, MAX_QUESTION)}" if len(some) == 1 else number
    return f"{told} – {some[0].agreement_title}"


def _question_text(some: Sequence[Asked], link: str | None) -> str:
    lines = [f"{one.text} ({one.cited})" if one.cited else one.text for one in some]
    return _linked(lines, link)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
