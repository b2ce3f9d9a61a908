"""What stands before a change: each occurrence as it was told, each life, each open question."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scheduler import wording
from scheduler.correspondence.audience import recipient
from scheduler.correspondence.reminding import to_come
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import Step
from scheduler.situation import Situation

STANDING_VERSION = 1
Lengths = tuple[tuple[int, int], ...]
"""How long before the last useful day, each in months and days."""


@dataclass(frozen=True)
class Entry:
    """One occurrence as people are told it; ``applies`` is None while its condition is open.

    ``reminders`` are the rule's own, None for the usual ones; ``to_come`` those still to leave,
    None where that is still to be reckoned.
    """

    key: str
    agreement: str
    agreement_title: str
    title: str
    kind: str
    cliff: bool
    responsible: str | None
    due: date | None
    earliest: date | None
    latest: date | None
    send_by: date | None
    useful_by: date | None
    when: str
    posting: str
    done: date | None
    applies: bool | None
    count: int | None = None
    alternatives: tuple[date, ...] = ()
    reminders: Lengths | None = None
    session: date | None = None
    convene_by: date | None = None
    convene_on: date | None = None
    to_come: tuple[Step, ...] | None = field(default=None, compare=False)

    @property
    def dates(self) -> tuple[date | None, ...]:
        """What opens a revision in the register when it changes."""
        return (
            *(self.due, self.earliest, self.latest, self.send_by),
            *(self.session, self.convene_on),
        )

    @property
    def day(self) -> date:
        """The day it is sorted by: the last useful one, far away where none is known."""
        return self.useful_by or self.latest or date.max

    @property
    def last(self) -> date:
        """The last day it can still be done in time, far away where none is known."""
        return self.due or self.latest or date.max


@dataclass(frozen=True)
class Standing:
    """Each agreement's title and life, who hears about it, and each open question's words."""

    lives: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    recipients: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """The occurrences that stand, those withdrawn earlier, and the rest where it is known."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    gone: Mapping[str, Entry] = field(default_factory=dict)
    standing: Standing | None = None

    def of(self, agreements: Set[str]) -> "Published":
        """The same, of those agreements alone."""
        entries, gone = (
            {key: one for key, one in some.items() if one.agreement in agreements}
            for some in (self.entries, self.gone)
        )
        standing = self.standing and Standing(
            {name: life for name, life in self.standing.lives.items() if name in agreements},
            {name: who for name, who in self.standing.recipients.items() if name in agreements},
            {
                name: text
                for name, text in self.standing.questions.items()
                if name.partition("/")[0] in agreements
            },
        )
        return Published(entries, gone, standing)


def published(known: Situation) -> Published:
    """The situation as if it had just been published."""
    entries = {
        item.key: entry(computation, item, known.now)
        for computation in known.binding
        for item in computation.occurrences
    }
    return Published(entries, standing=standing(known))


def entry(computation: Computation, item: Occurrence, now: datetime) -> Entry:
    """An occurrence as it is told at that instant."""
    done = computation.done(item)
    return Entry(
        key=item.key,
        agreement=item.agreement,
        agreement_title=computation.agreement.short_title,
        title=wording.title(computation, item),
        kind=item.kind,
        cliff=item.cliff,
        responsible=computation.agreement.responsible,
        due=item.due,
        earliest=item.earliest,
        latest=item.latest,
        send_by=item.send_by,
        useful_by=item.useful_by,
        when=wording.when(item),
        posting=wording.posting(
            item, today=computation.today, performed=computation.performed(item)
        ),
        done=done.on if done else None,
        applies=computation.applies(item),
        count=item.count,
        alternatives=tuple(other.due for other in item.alternatives),
        reminders=lengths(item),
        session=item.session,
        convene_by=item.convene_by,
        convene_on=item.convene_on,
        to_come=to_come(computation, item, now),
    )


def lengths(item: Occurrence) -> Lengths | None:
    """The rule's own reminders of a cliff, as an entry has them; None for the usual ones."""
    own = item.duty.reminders
    if own is None or not item.cliff:
        return None
    return tuple((one.months, one.days) for one in own)


def standing(known: Situation) -> Standing:
    """Each life and open question of the situation."""
    return Standing(
        {one.agreement.id: (one.agreement.short_title, one.life) for one in known.binding},
        {one.agreement.id: recipient(known, one).address for one in known.binding},
        {asked.id: asked.text for one in known.binding for asked in one.asked},
    )


def standing_as_text(known: Situation) -> str:
    """What is kept of lives, recipients and questions, for ``read_standing`` to read back."""
    told = standing(known)
    lives = {name: list(life) for name, life in told.lives.items()}
    document = {
        "version": STANDING_VERSION,
        "lives": lives,
        "recipients": dict(told.recipients),
        "questions": dict(told.questions),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def read_standing(text: str | None) -> Standing | None:
    """What ``standing_as_text`` wrote; None where there is nothing, or another version's."""
    document = json.loads(text) if text else {}
    if document.get("version") != STANDING_VERSION:
        return None
    lives = {name: (title, life) for name, (title, life) in document["lives"].items()}
    return Standing(lives, document["recipients"], document["questions"])


def read_entries(contents: Iterable[str]) -> dict[str, Entry]:
    """Occurrences from the JSON that the register keeps of them, by key."""
    found = (_read(json.loads(content)) for content in contents)
    return {one.key: one for one in found}


def _read(told: Mapping[str, Any]) -> Entry:
    due, earliest, latest, send_by = (
        _day(told.get(name)) for name in ("due", "earliest", "latest", "send_by")
    )
    others = tuple(date.fromisoformat(one["due"]) for one in told.get("alternatives", ()))
    own = told.get("reminders")
    sitting = told.get("session") or {}
    session, convene_by = (_day(sitting.get(name)) for name in ("date", "convene_by"))
    convene_on = _day(sitting.get("convene_on")) or convene_by
    acts_by = min([day for day in (due, earliest, *others) if day], default=None)
    return Entry(
        key=told["key"],
        agreement=told["agreement"],
        agreement_title=told.get("agreement_title", told["agreement"]),
        title=_title(told),
        kind=told["kind"],
        cliff=told["cliff"],
        responsible=told.get("responsible"),
        due=due,
        earliest=earliest,
        latest=latest,
        send_by=send_by,
        useful_by=convene_on or session or send_by or acts_by,
        when=told.get("when", ""),
        posting=told.get("posting", ""),
        done=_day(told.get("done")),
        applies=told.get("applies", True),
        count=told.get("count"),
        alternatives=others,
        reminders=None if own is None else tuple((months, days) for months, days in own),
        session=session,
        convene_by=convene_by,
        convene_on=convene_on,
    )


def _title(told: Mapping[str, Any]) -> str:
    """As ``wording.title`` says it."""
    name = str(told["title"])
    if not told["ours"]:
        name = f"{name} ({wording.awaited(told.get('owed_by_names', told['owed_by']))})"
    return f"{name} – {told['period']['label']}" if told["period"] else name


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
