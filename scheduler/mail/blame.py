"""Tell whom a refusal of policy is about: one recipient, or us who write to everybody."""

from dataclasses import replace

from scheduler.delivery import Outcome

POLICY = "5.7."
"""Not authorized (RFC 3463 3.8): relaying denied, our address blocked, or one closed mailbox."""


class Blame:
    """What a relay forbids is put down to a recipient only once it lets another one through.

    Until then the message waits: a relay that has come to refuse us altogether would otherwise
    make every address one that nothing is sent to any more.
    """

    def __init__(self) -> None:
        self._accepted = 0
        self._forbidden: dict[str, int] = {}

    def weighed(self, recipient: str, outcome: Outcome) -> Outcome:
        """The outcome as it counts: ``later`` instead of ``refused`` while nobody gets through."""
        if outcome.kind == "accepted":
            self._accepted += 1
            self._forbidden.pop(recipient, None)
        elif outcome.kind == "refused" and outcome.answer.startswith(POLICY):
            if self._forbidden.setdefault(recipient, self._accepted) == self._accepted:
                return replace(outcome, kind="later")
            del self._forbidden[recipient]
        return outcome
