"""The Monday digest: late, this week, this month, the coming months, the questions."""

from collections.abc import Iterable
from datetime import date

from scheduler import wording
from scheduler.correspondence.bundles import Bundle
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.letters.campaign import campaign_section
from scheduler.letters.desk import Desk, Head
from scheduler.letters.listing import (
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

ROOM = (8, 8, 6, 5, 4)
"""How many lines each section may take: the page is one, whatever there is to say."""


def digest_head(bundle: Bundle) -> Head:
    """What presses, counted."""
    late, week, month, _ = groups(watched(bundle), bundle.today)
    counts = [
        f"{len(late)} en retard" if late else "",
        f"{len(week)} cette semaine" if week else "",
        f"{len(month)} dans le mois" if month else "",
    ]
    summary = ", ".join(text for text in counts if text) or "rien de pressant"
    subject = f"Vos échéances : {summary}"
    lead = [f"Semaine du {french.full(bundle.today)}."]
    following = min(watched(bundle), key=lambda one: one.day or date.max, default=None)
    if not (late or week or month) and following and following.day:
        title = wording.title(following.computation, following.item)
        lead.append(f"La prochaine : {title}, le {french.full(following.day)}.")
    return Head("digest", subject, subject, tuple(lead))


def presses(bundle: Bundle) -> bool:
    """Whether the digest has something to do in it within thirty days, or something new."""
    near = groups(watched(bundle), bundle.today)[:3]
    return any(near) or bool(begun(bundle) or half_over(bundle) or unproven(bundle))


def digest_sections(bundle: Bundle, told: Iterable[str], desk: Desk) -> list[Section]:
    """The digest's sections, without what the letter tells elsewhere: a page at most."""
    grouped = groups(watched(bundle, told), bundle.today)
    titles = ("En retard", "Cette semaine", "Dans les 30 jours", "Dans les quatre mois")
    near = {one.item.key for group in grouped for one in group}
    fresh, half = (
        [one for one in found if one.item.key not in near]
        for found in (begun(bundle), half_over(bundle))
    )
    named = [
        *zip(titles, grouped, strict=True),
        ("Nouveau : la période a commencé", fresh),
        ("À mi-période", half),
        ("Ouvert, sans dernier jour", open_ended(bundle)),
        ("Fait, pièce à suivre", unproven(bundle)),
    ]
    sections = [
        Section(title, shortened(group, ROOM[min(place, len(ROOM) - 1)], desk))
        for place, (title, group) in enumerate(named)
        if group
    ]
    return [
        *sections,
        *campaign_section(_watching(bundle), desk, bundle.today),
        *questions_section(bundle.computations, desk, records=bundle.manages),
    ]


def _watching(bundle: Bundle) -> list[Computation]:
    """The agreements in which the person watches what others owe."""
    return [
        one.computation
        for one in bundle.in_charge
        if any(not item.ours and one.covers(item) for item in one.computation.occurrences)
    ]
