"""What has changed since it was told: no longer owed, or done."""

from collections.abc import Sequence

from scheduler import wording
from scheduler.correspondence.bundles import Bundle, Settled
from scheduler.correspondence.records import Gone
from scheduler.deadlines import french
from scheduler.letters.cliffs import lowered
from scheduler.letters.desk import Desk, Head
from scheduler.mail.letter import Line, Section


def gone_head(bundle: Bundle) -> Head:
    """What is no longer owed, though a message had told of it."""
    first, others = bundle.gone[0], len(bundle.gone) - 1
    more = f" (+ {french.count(others, 'autre')})" if others else ""
    heading = f"Échéance retirée : {lowered(first.title)}"
    return Head(
        "correction",
        f"{heading} – {first.agreement}{more}",
        heading,
        ("Un message vous l'avait annoncée : elle n'est plus due.",),
    )


def gone_sections(gone: Sequence[Gone], bundle: Bundle) -> list[Section]:
    """Each of them, with the day that was told."""
    if not gone:
        return []
    lines = tuple(_gone_line(one, bundle.person.address) for one in gone)
    intro = "Les règles ou les faits ont changé depuis notre dernier message."
    return [Section("Échéances retirées", lines, intro=intro)]


def _gone_line(one: Gone, address: str) -> Line:
    day = one.days.get(address)
    when = f"annoncée pour le {french.full(day)}" if day else ""
    return Line(when, one.title, one.agreement, "", None)


def settled_head(bundle: Bundle) -> Head:
    """What was done since a warning."""
    first, others = bundle.settled[0], len(bundle.settled) - 1
    more = f" (+ {french.count(others, 'autre')})" if others else ""
    heading = f"Fait : {lowered(first.occurrence.title)}"
    short = first.hearing.computation.agreement.short_title
    return Head(
        "done",
        f"{heading} – {short}{more}",
        heading,
        ("Un rappel vous était parvenu : c'est réglé, plus rien n'est attendu de vous.",),
    )


def settled_sections(settled: Sequence[Settled], desk: Desk) -> list[Section]:
    """Each of them, with the day and what proves it."""
    if not settled:
        return []
    return [Section("Fait depuis", tuple(_settled_line(one, desk) for one in settled))]


def _settled_line(one: Settled, desk: Desk) -> Line:
    computation, item = one.hearing.computation, one.occurrence
    done = computation.done(item)
    late = ", en retard" if done and item.due and done.on > item.due else ""
    proof = f"pièce : {done.evidence}" if done and done.evidence else ""
    return Line(
        when=f"fait le {french.full(done.on)}{late}" if done else "",
        title=wording.title(computation, item),
        agreement=computation.agreement.short_title,
        left="",
        url=desk.url(f"/echeance/{item.key}"),
        note=proof,
    )
