"""What delivery reports change in the outbox: a message that the relay took and nobody got."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, select

from scheduler.delivery import Failure, Report
from scheduler.store import sent
from scheduler.store.sent import NewEntry
from scheduler.store.tables import MessageRow

MAX_ANSWER = 500
FAILED = "rebond"
DELAYED = "retard"
Change = Literal["failed", "delayed", "known", "noted", "unsent", "leaving", "unknown"]
"""What the report changed. ``failed``: the message is now known not to have arrived. ``delayed``:
the last answer alone. ``known``: nothing, it was recorded before. ``noted``: nothing, no news is
bad. ``unsent``: nothing, the message will leave anyway. ``leaving``: nothing yet, the message is in
a sender's hands and the report must be read again. ``unknown``: no message of ours."""


@dataclass(frozen=True)
class Matched:
    """One recipient of a report, the message it is about and what it changed there.

    ``forwarded`` is the address that the report is about where we wrote to another.
    """

    failure: Failure
    change: Change
    message: int | None = None
    message_id: str | None = None
    subject: str = ""
    recipient: str = ""
    forwarded: str | None = None


def record(session: Session, report: Report, now: datetime) -> list[Matched]:
    """Write what the report says, once however often it comes; needs a write transaction.

    ``now`` is when it was read. The same report read again changes nothing.
    """
    row = _message(session, report)
    if row is None:
        return [Matched(one, "unknown") for one in report.recipients]
    found = [_matched(row, one) for one in report.recipients]
    session.flush()
    changed = (one for one in found if one.change == "failed")
    sent.append(session, [_entry(row, one) for one in changed], now)
    return found


def _entry(row: MessageRow, one: Matched) -> NewEntry:
    answer = " ".join(filter(None, (one.failure.status, one.forwarded, one.failure.diagnostic)))
    return NewEntry("bounced", row.id or 0, answer, phase="report", attempts=row.attempts)


def _message(session: Session, report: Report) -> MessageRow | None:
    """By the returned Message-ID, else by the envelope's name, which is the same unbracketed."""
    envelope = f"<{report.envelope_id}>" if report.envelope_id else None
    for identifier in (report.message_id, envelope):
        query = select(MessageRow).where(MessageRow.message_id == identifier)
        if identifier and (row := session.exec(query).first()):
            return row
    return None


def _matched(row: MessageRow, failure: Failure) -> Matched:
    other = failure.recipient.lower() != row.recipient.lower()
    forwarded = failure.recipient if other else None
    change = _change(row, failure, forwarded)
    return Matched(failure, change, row.id, row.message_id, row.subject, row.recipient, forwarded)


def _change(row: MessageRow, failure: Failure, forwarded: str | None) -> Change:
    if row.state == "in_flight":
        return "leaving"
    if failure.action not in ("failed", "delayed"):
        return "noted"
    if row.state not in ("sent", "failed"):
        return "unsent"
    if failure.action == "failed":
        return _failed(row, failure, forwarded)
    told = row.state == "sent" and _told(row, DELAYED, failure, forwarded)
    return "delayed" if told else "known"


def _failed(row: MessageRow, failure: Failure, forwarded: str | None) -> Change:
    if row.state == "failed" and not row.last_answer.startswith(FAILED):
        return "known"  # the relay's own refusal says more
    row.state = "failed"
    return "failed" if _told(row, FAILED, failure, forwarded) else "known"


def _told(row: MessageRow, word: str, failure: Failure, forwarded: str | None) -> bool:
    """Add what the report says to what others of its kind said; False where that is nothing new."""
    about = [word, failure.status, f"({forwarded})" if forwarded else ""]
    said = " : ".join(filter(None, (" ".join(filter(None, about)), failure.diagnostic)))
    before = row.last_answer if row.last_answer.startswith(word) else ""
    if said in before:
        return False
    after = " ; ".join(filter(None, (before, said)))[:MAX_ANSWER]
    news, row.last_answer = after != row.last_answer, after
    return news
