"""What has changed since it was told: no longer owed, or done."""

from collections.abc import Sequence

from scheduler import wording
from scheduler.correspondence.bundles import Bundle, Settled
from scheduler.correspondence.records import Gone
from scheduler.letters.cliffs import and_others, lowered
from scheduler.letters.desk import Desk, Head
from scheduler.mail.letter import Line, Section
from scheduler.rulebook.directory import Person
from scheduler.tongue import Tongue


def gone_head(bundle: Bundle) -> Head:
    """What is no longer owed, though a message had told of it."""
    first, tongue = bundle.gone[0], bundle.person.tongue
    more = and_others(len(bundle.gone) - 1, tongue)
    heading = tongue.say("Échéance retirée : ", "No longer due: ") + lowered(first.title)
    lead = tongue.say(
        "Un message vous l'avait annoncée : elle n'est plus due.",
        "A message had told you of it: it is owed no more.",
    )
    return Head("correction", f"{heading} – {first.agreement}{more}", heading, (lead,))


def gone_sections(gone: Sequence[Gone], bundle: Bundle) -> list[Section]:
    """Each of them, with the day that was told."""
    if not gone:
        return []
    tongue = bundle.person.tongue
    lines = tuple(_gone_line(one, bundle.person) for one in gone)
    intro = tongue.say(
        "Les règles ou les faits ont changé depuis notre dernier message.",
        "The rules or the facts have changed since our last message.",
    )
    return [Section(tongue.say("Échéances retirées", "No longer due"), lines, intro=intro)]


def _gone_line(one: Gone, reader: Person) -> Line:
    told = one.days.get(reader.address)
    day = reader.tongue.full(told) if told else ""
    when = reader.tongue.say(f"annoncée pour le {day}", f"announced for {day}") if day else ""
    return Line(when, one.title, one.agreement, "", None)


def settled_head(bundle: Bundle) -> Head:
    """What was done since a warning."""
    first, tongue = bundle.settled[0], bundle.person.tongue
    more = and_others(len(bundle.settled) - 1, tongue)
    heading = tongue.say("Fait : ", "Done: ") + lowered(first.occurrence.title)
    short = first.hearing.computation.agreement.short_title
    lead = tongue.say(
        "Un rappel vous était parvenu : c'est réglé, plus rien n'est attendu de vous.",
        "A reminder had reached you: it is settled, nothing more is expected of you.",
    )
    return Head("done", f"{heading} – {short}{more}", heading, (lead,))


def settled_sections(settled: Sequence[Settled], desk: Desk, tongue: Tongue) -> list[Section]:
    """Each of them, with the day and what proves it."""
    if not settled:
        return []
    lines = tuple(_settled_line(one, desk, tongue) for one in settled)
    return [Section(tongue.say("Fait depuis", "Done since"), lines)]


def _settled_line(one: Settled, desk: Desk, tongue: Tongue) -> Line:
    computation, item = one.hearing.computation, one.occurrence
    done = computation.done(item)
    day = tongue.full(done.on) if done else ""
    is_late = done and item.due and done.on > item.due
    late = tongue.say(", en retard", ", late") if is_late else ""
    proof = tongue.say("pièce : ", "proof: ") + done.evidence if done and done.evidence else ""
    return Line(
        when=tongue.say(f"fait le {day}{late}", f"done on {day}{late}") if done else "",
        title=wording.title(computation, item, tongue),
        agreement=computation.agreement.short_title,
        left="",
        url=desk.url(f"/echeance/{item.key}"),
        note=proof,
    )
