"""The letter of the cliffs: what, by when, who, what to do, and why this date."""

from datetime import date, datetime

from scheduler import wording
from scheduler.correspondence import Bundle, Records, Reminder, recipient
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.letters.desk import Desk, thread_id, written
from scheduler.letters.digest import digest_sections
from scheduler.letters.listing import lines, near, questions_section
from scheduler.mail.letter import Entry, Letter, Section
from scheduler.situation import Situation


def cliff_letter(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Letter:
    """Cliffs, the most pressing first; on the digest's day, the digest follows in the same mail."""
    reminders = sorted(bundle.reminders, key=lambda one: one.occurrence.useful_by or date.max)
    first = reminders[0]
    told = {one.occurrence.key for one in reminders}
    late = any(one.overdue for one in reminders)
    if bundle.digest:
        sections = digest_sections(bundle, told, situation, desk)
    else:
        soon = lines(near(bundle, told, situation.today), desk)
        sections = [Section("Autres échéances proches", soon)] if soon else []
        if any(one.occurrence.due is None for one in reminders):
            sections += questions_section(bundle.computations, desk)
    return written(
        bundle,
        situation,
        desk,
        kind="late" if late else "correction" if first.corrected else "reminder",
        subject=_subject(first, len(reminders) - 1, late),
        heading=_headline(first),
        lead=_lead(first, late, records, situation.now),
        entries=[_entry(one, situation, desk) for one in reminders],
        sections=sections,
        thread=[thread_id(first.occurrence.key, desk.domain)],
    )


def _subject(first: Reminder, others: int, late: bool) -> str:
    short = first.computation.agreement.short_title
    more = f" (+ {french.count(others, 'autre')})" if others else ""
    prefix = "Rappels en retard – " if late else "Date modifiée – " if first.corrected else ""
    return f"{prefix}{_headline(first)} – {short}{more}"


def _headline(reminder: Reminder) -> str:
    item, today = reminder.occurrence, reminder.computation.today
    pressing = french.capitalised(wording.left(item, today))
    day = item.next_day(today)
    title = item.title[:1].lower() + item.title[1:]
    perhaps = ", au plus tôt" if item.due is None else ""
    return f"{pressing} : {title} ({french.short(day) if day else ''}{perhaps})"


def _lead(first: Reminder, late: bool, records: Records, now: datetime) -> list[str]:
    item, today = first.occurrence, first.computation.today
    posting = wording.posting(item)
    what = f"{item.title}, {wording.when(item)}" + (f" ; {posting}" if posting else "") + "."
    lines = [what]
    if item.due is None:
        lines.append(_uncertain(first.computation))
    else:
        lines.append(f"{french.capitalised(wording.left(item, today))}.")
    if late and records.last_pass:
        local = first.computation.agreement.calendar.local
        since, until = (french.short(local(one).date()) for one in (records.last_pass, now))
        lines.append(f"Rappel en retard : le service était arrêté du {since} au {until}.")
    if first.corrected:
        lines.append("La date a changé depuis notre dernier message : seule celle-ci compte.")
    return lines


def _uncertain(computation: Computation) -> str:
    effect = computation.effect
    day = french.short(effect.earliest) if effect.earliest else ""
    return (
        f"Date au plus tôt, si la prise d'effet est le {day} : la vraie date n'est pas connue, "
        "merci de la donner (question ci-dessous)."
    )


def _entry(reminder: Reminder, situation: Situation, desk: Desk) -> Entry:
    computation, item = reminder.computation, reminder.occurrence
    agreement = computation.agreement
    directory = situation.rulebook.directory
    role = directory.roles.get(agreement.responsible or "")
    deputy = directory.holder(role.deputy, computation.today) if role else None
    source = item.cited.source
    posting = wording.posting(item)
    when = wording.when(item) + (f" ; {posting}" if posting else "")
    others = [f"{one.reading} : {french.short(one.due)}" for one in item.alternatives]
    questions = [one.text for one in computation.questions if one.event == computation.effect.name]
    conditions = [item.condition or "", *(others and [f"autres lectures : {' ; '.join(others)}"])]
    return Entry(
        title=wording.title(computation, item),
        agreement=agreement.title,
        day=item.useful_by,
        when=when,
        left=wording.left(item, computation.today),
        late=item.due is not None and item.due < computation.today,
        uncertain=item.due is None,
        who=f"{recipient(situation, computation).name}, {directory.title(agreement.responsible)}",
        deputy=deputy.name if deputy else None,
        action=" ".join(
            text
            for text in (
                wording.missed(computation, item) or item.action or _action(computation, item),
                wording.pieces(computation, item),
                wording.penalty(computation, item),
            )
            if text
        ),
        evidence=item.evidence,
        otherwise=wording.otherwise(item),
        condition=" ; ".join(
            text for text in [*conditions, *(questions if item.due is None else [])] if text
        ),
        article=wording.reference(item),
        quote=item.cited.quote,
        derivation=item.derivation,
        source=f"{source.file}:{source.line}",
        url=desk.url(f"/echeance/{item.key}"),
        next_reminder=reminder.following.day if reminder.following else None,
    )


def _action(computation: Computation, item: Occurrence) -> str:
    if item.ours:
        return "Accomplir, puis enregistrer : " + f"echeancier done {item.key}"
    names = [computation.agreement.party(party) for party in item.owed_by]
    return f"Vérifier auprès de {french.listed(names)}, et relancer au besoin."
