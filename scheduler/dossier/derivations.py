"""Why each date is that one, as a text."""

from collections.abc import Iterator

from scheduler import wording
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.dossier.words import line


def derivations(computation: Computation) -> bytes:
    """Every occurrence with the numbered steps from the clause to the day."""
    head = [computation.agreement.title, f"Au {french.full(computation.today)}.", ""]
    told = [one for item in computation.occurrences for one in _explained(computation, item)]
    return "\n".join(map(line, [*head, *told])).encode("utf-8", "replace")


def _explained(computation: Computation, item: Occurrence) -> Iterator[str]:
    yield wording.title(computation, item)
    yield "=" * min(len(wording.title(computation, item)), 76)
    yield french.capitalised(wording.when(item)) + "."
    told = (wording.posting(item), item.condition or "")
    yield from (french.capitalised(text) + "." for text in told if text)
    yield from ("", *item.derivation, "")
    source = item.cited.source
    yield f"Règle : {source.file}:{source.line}"
    yield from (f"Clé : {item.key}", "", "")
