"""How handing a message over ended, and what came back of it: words the store and mail share."""

from dataclasses import dataclass
from typing import Literal

OutcomeKind = Literal["accepted", "later", "refused", "ambiguous", "channel"]


@dataclass(frozen=True)
class Outcome:
    """``kind``, the SMTP phase reached, the code and the other side's own words.

    ``accepted``: the relay took it. ``later``: refused for now. ``refused``: for good.
    ``ambiguous``: it may have been accepted. ``channel``: the way out is closed, the message is
    not at fault.
    """

    kind: OutcomeKind
    phase: str = ""
    code: int | None = None
    answer: str = ""


Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
"""What a system says it did with a message (RFC 3464 2.3.3)."""
Kind = Literal["prose", "answer", "receipt", "other"]
"""What a message that is no report seems to be.

``prose``: a bounce told in sentences alone. ``answer``: an absence or other automatic reply.
``receipt``: somebody opened a message (RFC 8098).
"""


@dataclass(frozen=True)
class Failure:
    """What a report says of one recipient; ``status`` is ``5.1.1``, or empty where none is given.

    ``original_recipient`` is the address we wrote to, where the report recalls it.
    """

    recipient: str
    original_recipient: str | None
    action: Action
    status: str
    diagnostic: str


@dataclass(frozen=True)
class Report:
    """A delivery report: the message it is about, by either name, and each recipient's fate."""

    message_id: str | None
    envelope_id: str | None
    recipients: tuple[Failure, ...]


@dataclass(frozen=True)
class NotReport:
    """A message that is no delivery report."""

    kind: Kind
