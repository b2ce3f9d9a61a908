"""The letter of a bundle: all that one person is told today, what presses most first."""

from dataclasses import replace

from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Records
from scheduler.letters.alert import alert_head, alert_sections
from scheduler.letters.cliffs import (
    cliff_head,
    entry,
    in_order,
    is_pressing,
    lowered,
    near_sections,
)
from scheduler.letters.desk import Desk, Head, written
from scheduler.letters.digest import digest_head, digest_sections
from scheduler.letters.initial import initial_head, initial_sections
from scheduler.letters.news import gone_head, gone_sections, settled_head, settled_sections
from scheduler.mail.letter import Letter
from scheduler.situation import Situation
from scheduler.tongue import Tongue


def letter(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Letter:
    """The letter that tells one person all that is due to them now."""
    reminders, tongue = in_order(bundle.reminders), bundle.person.tongue
    told = {one.occurrence.key for one in reminders}
    digest = (
        digest_sections(bundle, told, desk)
        if bundle.digest
        else near_sections(bundle, reminders, desk)
    )
    return written(
        bundle,
        situation,
        desk,
        _head(bundle, situation, records, desk),
        entries=[entry(one, bundle, situation, desk) for one in reminders],
        sections=[
            *alert_sections(bundle.failures, desk, tongue),
            *gone_sections(bundle.gone, bundle),
            *initial_sections(bundle.initial, desk, tongue),
            *settled_sections(bundle.settled, desk, tongue),
            *digest,
        ],
    )


def _head(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Head:
    """What the letter opens with: the first of what it has to tell, after a cliff of this week."""
    first = None
    if bundle.initial:
        first = initial_head(bundle.initial, bundle.today, bundle.person.tongue)
    elif bundle.failures:
        first = alert_head(bundle)
    if bundle.reminders and (first is None or is_pressing(bundle.reminders)):
        cliff = cliff_head(bundle, records, situation.now, desk)
        return cliff if first is None else _after(cliff, first, bundle.person.tongue)
    if first:
        return first
    if bundle.gone:
        return gone_head(bundle)
    if bundle.digest:
        return digest_head(bundle)
    return settled_head(bundle)


def _after(cliff: Head, first: Head, tongue: Tongue) -> Head:
    """The letter that ``first`` opens, where a cliff cannot wait for it to be read through."""
    return replace(
        first,
        subject=f"{cliff.subject}{tongue.say(' ; ', '; ')}{lowered(first.subject)}",
        heading=cliff.heading,
        lead=(*cliff.lead, f"{first.heading}.", *first.lead),
        thread=cliff.thread,
    )
