"""What the parts of ``durée`` share: their article and quote, the form of a letter, who settled."""

from pydantic import Field

from scheduler.deadlines import agreement as domain
from scheduler.rulebook.scalars import Day, Text
from scheduler.rulebook.written import Written

FORMS: dict[str | None, domain.NoticeForm] = {
    "LRAR": "registered",
    "écrit": "written",
    "inconnu": "unsaid",
    None: "not told",
}
"""The form in which a notice or a request is given, by how a file writes it."""


class SettledBy(Written):
    """``tranché``: who chose between two readings, when and why."""

    by: Text = Field(alias="par")
    on: Day = Field(alias="le")
    reason: Text = Field(alias="parce que")


class Part(Written):
    """A part of ``durée``, which may carry its own article and quote."""

    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")


def to_settled(settled: SettledBy | None) -> domain.Settled | None:
    """Who chose between two readings, where somebody did."""
    return domain.Settled(settled.by, settled.on, settled.reason) if settled else None
