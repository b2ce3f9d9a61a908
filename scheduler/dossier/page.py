"""The two texts that open an archive: the page in a browser, the note that says how to verify."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.term import period_name
from scheduler.dossier import tables, words
from scheduler.dossier.gathering import Evidence
from scheduler.dossier.papers import Paper
from scheduler.dossier.rules import Version
from scheduler.store.evidence import Message


@dataclass(frozen=True)
class Contents:
    """What the archive holds beside what is known: the files put there so far.

    ``mails`` are the messages' files by number, ``names`` those at its root.
    """

    papers: Sequence[Paper]
    versions: Sequence[Version]
    mails: Mapping[int, str]
    names: Sequence[str]
    with_directory: bool


@dataclass(frozen=True)
class Row:
    """An occurrence with what was written about it; ``anchor`` is its place in the page."""

    item: Occurrence
    anchor: str
    title: str
    status: str
    told: Sequence[tuple[Message, str]]


def page(of: Evidence, contents: Contents) -> bytes:
    """``index.html``: whole in itself, without script or remote resource."""
    rows = [_row(of, number, item) for number, item in enumerate(of.computation.occurrences, 1)]
    return _rendered("index.html", of, contents, rows=rows)


def note(of: Evidence, contents: Contents) -> bytes:
    """``LISEZ-MOI.txt``: what each file is, and how to verify it without any program of ours."""
    return _rendered("LISEZ-MOI.txt", of, contents)


def _row(of: Evidence, number: int, item: Occurrence) -> Row:
    told = [
        (message, " ; ".join(one.step for one in message.items if one.occurrence == item.key))
        for message in of.told_of.get(item.key, ())
    ]
    status = words.status_of(of.computation, item)
    return Row(item, f"e{number}", wording.title(of.computation, item), status, told)


def _rendered(name: str, of: Evidence, contents: Contents, **more: object) -> bytes:
    shown = (
        _templates()
        .get_template(name)
        .render(
            of=of,
            computation=of.computation,
            agreement=of.agreement,
            contents=contents,
            personal=lambda one, text: tables.personal(of, one, text),
            local=lambda at: words.instant(at, of.calendar),
            withdrawn={one.withdraws for one in of.facts},
            **more,
        )
    )
    return shown.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("scheduler.dossier"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["full"] = french.full
    environment.filters["short"] = french.short
    environment.filters["line"] = words.line
    environment.filters["sentence"] = french.capitalised
    environment.globals.update(
        wording=wording,
        words=words,
        count=french.count,
        thousands=french.thousands,
        period_name=period_name,
        doubts=tables.doubts,
    )
    return environment
