"""Which calendar an occurrence or a question belongs to."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from scheduler.feeds.stock import Asked, Told
from scheduler.rulebook.directory import Directory
from scheduler.store.feeds import Feed


@dataclass(frozen=True)
class Belonging:
    """What one calendar holds; ``roles`` are those of its person, empty for another kind."""

    kind: str
    subject: str
    roles: Set[str | None] = frozenset()

    def holds(self, one: Told | Asked) -> bool:
        """Whether it is shown there: an unknown kind shows nothing."""
        return {
            "all": True,
            "agreement": one.agreement == self.subject,
            "authority": one.authority == self.subject,
            "role": one.role == self.subject,
            "person": one.role in self.roles,
        }.get(self.kind, False)


def belonging(feed: Feed, roles: Set[str | None], directory: Directory, day: date) -> Belonging:
    """What the calendar holds on that day; ``roles`` are all those that anything falls to."""
    if feed.kind != "person":
        return Belonging(feed.kind, feed.subject)
    held = {role for role in roles if answers_for(directory, feed.subject, role, day)}
    return Belonging(feed.kind, feed.subject, frozenset(held))


def answers_for(directory: Directory, address: str, role: str | None, day: date) -> bool:
    """Whether that address holds the role, acts for whoever does, or hears where nobody holds it.

    An absence changes nothing: a calendar is not to be emptied and filled for a week of leave.
    """
    wanted = {address.lower()}
    holder = directory.holder(role, day)
    if holder is None:
        return directory.recipient(role, day).reached_at(wanted)
    assistant = directory.assistant(role, day)
    return holder.reached_at(wanted) or (assistant is not None and assistant.reached_at(wanted))
