"""The Monday digest: late, this week, this month, the coming months, the questions."""

from collections.abc import Iterable, Iterator
from datetime import date

from scheduler import wording
from scheduler.correspondence.bundles import Bundle
from scheduler.deadlines.computation import Computation
from scheduler.letters.campaign import campaign_section
from scheduler.letters.desk import Desk, Head
from scheduler.letters.listing import (
    awaited_section,
    begun,
    groups,
    half_over,
    open_ended,
    questions_section,
    shortened,
    unproven,
    watched,
)
from scheduler.mail.letter import Section
from scheduler.tongue import Tongue

ROOM = (8, 8, 6, 5, 4)
"""How many lines each section may take: the page is one, whatever there is to say."""

PRESSING = (("en retard", "late"), ("cette semaine", "this week"), ("dans le mois", "this month"))
NEAR = (
    ("En retard", "Late"),
    ("Cette semaine", "This week"),
    ("Dans les 30 jours", "Within 30 days"),
    ("Dans les quatre mois", "Within four months"),
)


def digest_head(bundle: Bundle) -> Head:
    """What presses, counted."""
    grouped, tongue = groups(watched(bundle), bundle.today)[:3], bundle.person.tongue
    named = zip(grouped, PRESSING, strict=True)
    counts = [f"{len(group)} {tongue.say(*name)}" for group, name in named if group]
    summary = ", ".join(counts) or tongue.say("rien de pressant", "nothing pressing")
    subject = tongue.say(f"Vos échéances : {summary}", f"Your deadlines: {summary}")
    monday = tongue.full(bundle.today)
    lead = [tongue.say(f"Semaine du {monday}.", f"Week of {monday}.")]
    if not counts:
        lead += _following(bundle, tongue)
    return Head("digest", subject, subject, tuple(lead))


def _following(bundle: Bundle, tongue: Tongue) -> Iterator[str]:
    """The first date to come, however far it is."""
    found = min(watched(bundle), key=lambda one: one.day or date.max, default=None)
    if found and found.day:
        title = wording.title(found.computation, found.item, tongue)
        day = tongue.full(found.day)
        yield tongue.say(f"La prochaine : {title}, le {day}.", f"The next one: {title}, on {day}.")


def presses(bundle: Bundle) -> bool:
    """Whether the digest has something to do in it within thirty days, or something new."""
    near = groups(watched(bundle), bundle.today)[:3]
    return any(near) or bool(begun(bundle) or half_over(bundle) or unproven(bundle))


def digest_sections(bundle: Bundle, told: Iterable[str], desk: Desk) -> list[Section]:
    """The digest's sections, without what the letter tells elsewhere: a page at most."""
    grouped, tongue = groups(watched(bundle, told), bundle.today), bundle.person.tongue
    near = {one.item.key for group in grouped for one in group}
    fresh, half = (
        [one for one in found if one.item.key not in near]
        for found in (begun(bundle), half_over(bundle))
    )
    named = [
        *zip(NEAR, grouped, strict=True),
        (("Nouveau : la période a commencé", "New: the period has begun"), fresh),
        (("À mi-période", "Half of the period is over"), half),
        (("Ouvert, sans dernier jour", "Open, with no last day"), open_ended(bundle)),
        (("Fait, pièce à suivre", "Done, proof to follow"), unproven(bundle)),
    ]
    sections = [
        Section(tongue.say(*title), shortened(group, ROOM[min(place, len(ROOM) - 1)], desk, tongue))
        for place, (title, group) in enumerate(named)
        if group
    ]
    return [
        *sections,
        *campaign_section(_watching(bundle), desk, tongue, bundle.today),
        *questions_section(bundle.asked, desk, tongue, records=bundle.manages),
        *(awaited_section(bundle, desk, tongue) if bundle.is_monthly else ()),
    ]


def _watching(bundle: Bundle) -> list[Computation]:
    """The agreements in which the person watches what others owe."""
    return [
        one.computation
        for one in bundle.in_charge
        if any(not item.ours and one.covers(item) for item in one.computation.occurrences)
    ]
