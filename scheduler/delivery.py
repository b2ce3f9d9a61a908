"""How handing a message over ended, in the words both the outbox and the channels use."""

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
