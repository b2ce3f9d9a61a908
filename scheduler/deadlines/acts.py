"""The acts that save a right, one after the other: convene, decide, post, the last legal day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

ActKind = Literal["convene", "session", "post", "last"]
"""To convene the body that decides, its session, to post the letter, the last legal day."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act before an occurrence's last legal day.

    ``day`` is the last day on which the law still accepts it, included; ``by`` the last one on
    which somebody is at work to do it, the same or an earlier day. A session is on its own day.
    """

    kind: ActKind
    day: date
    by: date
