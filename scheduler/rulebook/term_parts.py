"""What the parts of ``durée`` share: their article and quote, the form of a letter, who settled."""

from collections.abc import Iterator

from pydantic import Field

from scheduler.deadlines import agreement as domain
from scheduler.rulebook.scalars import Day, Text
from scheduler.rulebook.written import Locate, Written, citation

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


class ContradictionText(Written):
    """One entry of ``contredit``: another passage that says otherwise."""

    article: Text
    quote: Text = Field(alias="citation")
    about: Text = Field(alias="sur")


class Part(Written):
    """A part of ``durée``, which may carry its own article and quote."""

    article: Text | None = None
    quote: Text | None = Field(None, alias="citation")
    contradicted: list[ContradictionText] = Field(default=[], alias="contredit")


def contradicted(
    part: Written, key: tuple[str | int, ...], article: str, locate: Locate
) -> Iterator[domain.ContradictedPart]:
    """The parts of ``durée`` that another passage contradicts, ``part`` first, then those in it.

    ``key`` is the path of ``part`` in the file, ``article`` where a part that names none stands.
    """
    article = getattr(part, "article", None) or article
    others = getattr(part, "contradicted", ())
    source = locate(key)
    if others:
        cited = citation(article, getattr(part, "quote", None), source)
        by = tuple(
            domain.Contradiction(other.about, citation(other.article, other.quote, source))
            for other in others
        )
        yield domain.ContradictedPart(key, cited, by)
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        path = (*key, field.alias or name)
        if isinstance(value, Written):
            yield from contradicted(value, path, article, locate)
        elif isinstance(value, list):
            for rank, item in enumerate(value):
                if isinstance(item, Part):
                    yield from contradicted(item, (*path, rank), article, locate)


def to_settled(settled: SettledBy | None) -> domain.Settled | None:
    """Who chose between two readings, where somebody did."""
    return domain.Settled(settled.by, settled.on, settled.reason) if settled else None
