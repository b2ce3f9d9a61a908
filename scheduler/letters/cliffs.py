"""The letter of the cliffs: what, by when, who, what to do, and why this date."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from scheduler import wording
from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Records
from scheduler.correspondence.reminding import Reminder
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import COLLECTED, POSTAL_DAYS, PRESENTED
from scheduler.letters.capacity import capacity_notes
from scheduler.letters.desk import Desk, Head, thread_id
from scheduler.letters.listing import near, questions_section, shortened
from scheduler.letters.relance import expected_action, relance
from scheduler.mail.letter import Entry, Section
from scheduler.situation import Situation

NEAR_LINES = 8
WEEK = 7
FAR = ("m-6", "m-3")
"""Too early for a letter to whoever owes us something."""
QUESTIONS = {PRESENTED: "Lettre présentée ?", COLLECTED: "Lettre retirée ?"}


def in_order(reminders: Iterable[Reminder]) -> list[Reminder]:
    """The most pressing first: what can still be done this week, then what has just been missed.

    An old lateness presses less than what is to come.
    """
    return sorted(reminders, key=lambda one: (_rank(one), _day(one), one.occurrence.key))


def _day(reminder: Reminder) -> date:
    return reminder.occurrence.useful_by or date.max


def _rank(reminder: Reminder) -> int:
    left = (_day(reminder) - reminder.computation.today).days
    if left > WEEK:
        return 2
    if left >= 0:
        return 0
    return 1 if left >= -WEEK else 3


def cliff_head(bundle: Bundle, records: Records, now: datetime, desk: Desk) -> Head:
    """The most pressing cliff, and how many others."""
    reminders = in_order(bundle.reminders)
    first = reminders[0]
    late = any(one.overdue for one in reminders)
    return Head(
        kind="late" if late else "correction" if first.corrected else "reminder",
        subject=_subject(first, len(reminders) - 1, late),
        heading=_headline(first),
        lead=tuple(_lead(first, bundle, late, records, now)),
        thread=(thread_id(first.occurrence.key, desk.domain),),
    )


def near_sections(bundle: Bundle, reminders: Sequence[Reminder], desk: Desk) -> list[Section]:
    """On a day without a digest: what else comes soon, and what an uncertain date asks."""
    if not reminders:
        return []
    told = {one.occurrence.key for one in reminders}
    soon = shortened(near(bundle, told), NEAR_LINES, desk)
    sections = [Section("Autres échéances proches", soon)] if soon else []
    if any(one.occurrence.due is None for one in reminders):
        asked = {one.computation.agreement.id: one.computation for one in reminders}
        sections += questions_section(asked.values(), desk, records=bundle.manages)
    return sections


def _subject(first: Reminder, others: int, late: bool) -> str:
    short = first.computation.agreement.short_title
    more = f" (+ {french.count(others, 'autre')})" if others else ""
    prefix = "Après interruption – " if late else "Date modifiée – " if first.corrected else ""
    return f"{prefix}{_headline(first)} – {short}{more}"


def _headline(reminder: Reminder) -> str:
    item, today = reminder.occurrence, reminder.computation.today
    pressing = french.capitalised(wording.left(item, today))
    day = item.next_day(today)
    if _posted(reminder):
        return f"{QUESTIONS[reminder.step.name]} {french.capitalised(item.title)}"
    title = lowered(item.title)
    perhaps = ", au plus tôt" if item.due is None else ""
    return f"{pressing} : {title} ({french.short(day) if day else ''}{perhaps})"


def lowered(title: str) -> str:
    """The title inside a sentence."""
    return title[:1].lower() + title[1:]


def _lead(
    first: Reminder, bundle: Bundle, late: bool, records: Records, now: datetime
) -> Iterator[str]:
    """What the entry below does not say: it begins with what, by when, and how long is left."""
    if first.occurrence.due is None:
        yield _uncertain(first.computation)
    if late:
        yield _stopped(bundle, records, now)
    if first.corrected:
        before = f" (au lieu du {french.short(first.told)})" if first.told else ""
        yield f"La date a changé depuis notre dernier message{before} : seule celle-ci compte."


def _stopped(bundle: Bundle, records: Records, now: datetime) -> str:
    """Why these reminders come late, and between which days."""
    waited = records.waited.get(bundle.person.address)
    since = waited or records.last_pass or now
    first, last = (french.short(bundle.calendar.local(one).date()) for one in (since, now))
    why = "le relais de messagerie ne prenait rien" if waited else "le service était arrêté"
    return f"Rappels en retard : {why} du {first} au {last}."


def _uncertain(computation: Computation) -> str:
    effect = computation.effect
    day = french.short(effect.earliest) if effect.earliest else ""
    return (
        f"Date au plus tôt, si la prise d'effet est le {day} : la vraie date n'est pas connue, "
        "merci de la donner (question ci-dessous)."
    )


def entry(reminder: Reminder, bundle: Bundle, situation: Situation, desk: Desk) -> Entry:
    """One cliff told in full."""
    computation, item = reminder.computation, reminder.occurrence
    directory, role = situation.rulebook.directory, reminder.hearing.role
    known = directory.roles.get(role or "")
    deputy = directory.holder(known.deputy, computation.today) if known else None
    source = item.cited.source
    return Entry(
        title=wording.title(computation, item),
        agreement=computation.agreement.title,
        day=item.useful_by,
        when=wording.day_to_act(item, computation.today, posted=_posted(reminder)),
        left=_left(reminder),
        late=_is_late(reminder),
        uncertain=item.due is None,
        who=f"{reminder.standing.person.name}, {directory.title(role)}",
        deputy=deputy.name if deputy and deputy != reminder.standing.person else None,
        action=_whole_action(reminder),
        evidence=item.evidence,
        otherwise=wording.otherwise(item),
        condition=_condition(computation, item),
        article=wording.reference(item),
        quote=item.cited.quote,
        derivation=item.derivation,
        source=f"{source.file}:{source.line}",
        url=desk.url(f"/echeance/{item.key}"),
        next_reminder=reminder.following.day if reminder.following else None,
        notes=tuple(capacity_notes(reminder, situation)),
        draft=relance(computation, item, computation.today) if _is_relaunched(reminder) else "",
    )


def _is_relaunched(reminder: Reminder) -> bool:
    """Whether the reader is the one to write to whoever owes it."""
    near = reminder.step.name not in FAR
    return not reminder.occurrence.ours and reminder.capacity == "holder" and near


def _is_late(reminder: Reminder) -> bool:
    """Whether its last useful day has passed for certain."""
    item = reminder.occurrence
    last = item.useful_by if item.due is not None else None
    return last is not None and last < reminder.computation.today and not _posted(reminder)


def _posted(reminder: Reminder) -> bool:
    return reminder.step.name in POSTAL_DAYS


def _left(reminder: Reminder) -> str:
    if _posted(reminder):
        return "la lettre est partie"
    return wording.left(reminder.occurrence, reminder.computation.today)


def _condition(computation: Computation, item: Occurrence) -> str:
    """What the date depends on, and what other readings give."""
    others = [f"{one.reading} : {french.short(one.due)}" for one in item.alternatives]
    asked = [one.text for one in computation.questions if one.event == computation.effect.name]
    texts = [
        item.condition or "",
        f"autres lectures : {' ; '.join(others)}" if others else "",
        *(asked if item.due is None else []),
    ]
    return " ; ".join(text for text in texts if text)


def _whole_action(reminder: Reminder) -> str:
    computation, item = reminder.computation, reminder.occurrence
    if _posted(reminder):
        return _ask_the_post(computation, item, reminder.step.name)
    texts = (
        wording.missed(computation, item) or item.action or _action(computation, item),
        wording.pieces(computation, item),
        wording.penalty(computation, item),
    )
    return " ".join(text for text in texts if text)


def _ask_the_post(computation: Computation, item: Occurrence, step: str) -> str:
    day = computation.posted(item)
    posted = f"Lettre postée le {french.full(day)}. " if day else ""
    if step == PRESENTED:
        return f"{posted}A-t-elle été présentée ? Vérifier le suivi postal et garder la date."
    return (
        f"{posted}A-t-elle été retirée ? Classer l'avis de réception daté ; non réclamée, garder "
        "l'enveloppe revenue."
    )


def _action(computation: Computation, item: Occurrence) -> str:
    if item.ours:
        return "Accomplir, puis dire quel jour, avec la preuve."
    return expected_action(computation, item)
