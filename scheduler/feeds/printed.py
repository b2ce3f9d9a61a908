"""The events of a calendar that we published, read back from its very bytes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from scheduler.ical.event import CANCELLED

_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.MULTILINE | re.DOTALL)
"""From the beginning of a line: a title may hold these words, and a fold begins with a space."""
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Printed:
    """An event as it is published: its lines, and the value of each property by its head."""

    lines: bytes
    told: Mapping[str, str]

    @property
    def uid(self) -> str:
        """Its identity."""
        return self.told["UID"]

    @property
    def category(self) -> str:
        """The only one it has; empty for none, as no defect forbids."""
        return self.told.get("CATEGORIES", "")

    @property
    def day(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.told["DTSTART;VALUE=DATE"])

    @property
    def end(self) -> date:
        """The day after its last one."""
        return date.fromisoformat(self.told["DTEND;VALUE=DATE"])

    @property
    def page(self) -> str:
        """The page of its occurrence, or the UID of its day: its other events have the same one."""
        return self.told.get("URL") or self.parent or self.uid

    @property
    def parent(self) -> str:
        """The UID of the event that it belongs to; empty for none."""
        return self.told.get("RELATED-TO", "")

    @property
    def cancelled(self) -> bool:
        """Whether it is shown as cancelled."""
        return self.told["STATUS"] == "CANCELLED"

    @property
    def title(self) -> str:
        """Without what says that it is cancelled."""
        return _ESCAPED.sub(r"\1", self.told["SUMMARY"]).removeprefix(CANCELLED)

    @property
    def sequence(self) -> int:
        """The number of this version of its day and status."""
        return int(self.told["SEQUENCE"])

    @property
    def at(self) -> datetime:
        """When it last changed."""
        return datetime.strptime(self.told["LAST-MODIFIED"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def printed(body: bytes) -> Iterator[Printed]:
    """Each event of these bytes, which have no defect, in their order."""
    for found in _EVENT.finditer(body):
        lines = found[0].replace(b"\r\n ", b"").decode().split("\r\n")
        told = (line.partition(":") for line in lines)
        yield Printed(found[0], {name: value for name, _, value in told})
