"""The Monday digest: late, this week, this month, the coming months, the questions."""

from collections.abc import Iterable
from datetime import date

from scheduler.correspondence import Bundle
from scheduler.deadlines import french
from scheduler.letters.desk import Desk, written
from scheduler.letters.listing import groups, lines, open_ended, questions_section, watched
from scheduler.mail.letter import Letter, Section
from scheduler.situation import Situation


def digest_letter(bundle: Bundle, situation: Situation, desk: Desk) -> Letter:
    """The digest alone: its subject counts what presses."""
    late, week, month, _ = groups(watched(bundle), situation.today)
    counts = [
        f"{len(late)} en retard" if late else "",
        f"{len(week)} cette semaine" if week else "",
        f"{len(month)} ce mois" if month else "",
    ]
    summary = ", ".join(text for text in counts if text) or "rien de pressant"
    return written(
        bundle,
        situation,
        desk,
        kind="digest",
        subject=f"Vos échéances : {summary}",
        heading=f"Vos échéances : {summary}",
        lead=[f"Semaine du {french.full(situation.today)}."],
        sections=digest_sections(bundle, set(), situation, desk),
    )


def digest_is_empty(bundle: Bundle, today: date) -> bool:
    """Whether the digest has neither a duty in view nor a question that holds dates back."""
    held = any(one.holds for computation in bundle.computations for one in computation.asked)
    return not (held or open_ended(bundle) or any(groups(watched(bundle), today)))


def digest_sections(
    bundle: Bundle, told: Iterable[str], situation: Situation, desk: Desk
) -> list[Section]:
    """The digest's sections, without what the letter tells elsewhere."""
    grouped = groups(watched(bundle, told), situation.today)
    titles = ("En retard", "Cette semaine", "Ce mois-ci", "Dans les quatre mois")
    sections = [
        Section(title, lines(group, desk))
        for title, group in zip(titles, grouped, strict=True)
        if group
    ]
    unlimited = lines(open_ended(bundle), desk)
    if unlimited:
        sections.append(Section("Ouvert, sans dernier jour", unlimited))
    return [*sections, *questions_section(bundle.computations, desk)]
