"""The letter of the cliffs: what, by when, who, what to do, and why this date."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from scheduler import english, wording
from scheduler.correspondence.bundles import Bundle
from scheduler.correspondence.records import Records
from scheduler.correspondence.reminding import Reminder
from scheduler.deadlines import french
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import END, Occurrence
from scheduler.deadlines.reminders import COLLECTED, POSTAL_DAYS, PRESENTED
from scheduler.letters.capacity import capacity_notes
from scheduler.letters.desk import Desk, Head, thread_id
from scheduler.letters.listing import near, questions_section, shortened
from scheduler.letters.relance import expected_action, relance
from scheduler.mail.letter import Entry, Section
from scheduler.situation import Situation
from scheduler.tongue import Tongue

NEAR_LINES = 8
WEEK = 7
PRESSING = 2
"""The rank from which nothing has to be done, nor was to be, within a week."""
FAR = ("m-6", "m-3")
"""Too early for a letter to whoever owes us something."""
QUESTIONS = {
    PRESENTED: ("Lettre présentée ?", "Letter presented?"),
    COLLECTED: ("Lettre retirée ?", "Letter collected?"),
}


def in_order(reminders: Iterable[Reminder]) -> list[Reminder]:
    """The most pressing first: what can still be done this week, then what has just been missed.

    An old lateness presses less than what is to come.
    """
    return sorted(reminders, key=lambda one: (_rank(one), _day(one), one.occurrence.key))


def is_pressing(reminders: Iterable[Reminder]) -> bool:
    """Whether one is to be done this week, or has just been missed."""
    return any(_rank(one) < PRESSING for one in reminders)


def _day(reminder: Reminder) -> date:
    """By which something has to be done."""
    return reminder.computation.useful_on(reminder.occurrence) or date.max


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
    first, tongue = reminders[0], bundle.person.tongue
    late = any(one.overdue for one in reminders)
    return Head(
        kind="late" if late else "correction" if first.corrected else "reminder",
        subject=_subject(first, len(reminders) - 1, late, tongue),
        heading=_headline(first, tongue),
        lead=tuple(_lead(first, bundle, late, records, now)),
        thread=(thread_id(first.occurrence.key, desk.domain),),
    )


def near_sections(bundle: Bundle, reminders: Sequence[Reminder], desk: Desk) -> list[Section]:
    """On a day without a digest: what else comes soon, and what an uncertain date asks."""
    if not reminders:
        return []
    told, tongue = {one.occurrence.key for one in reminders}, bundle.person.tongue
    soon = shortened(near(bundle, told), NEAR_LINES, desk, tongue)
    title = tongue.say("Autres échéances proches", "Other deadlines soon")
    sections = [Section(title, soon)] if soon else []
    if any(one.occurrence.due is None for one in reminders):
        asked = {
            question.id: (one.computation, question)
            for one in reminders
            for question in one.hearing.asked
        }
        sections += questions_section(asked.values(), desk, tongue, records=bundle.manages)
    return sections


def _subject(first: Reminder, others: int, late: bool, tongue: Tongue) -> str:
    short = first.computation.agreement.short_title
    prefix = ""
    if late:
        prefix = tongue.say("Après interruption – ", "After an interruption – ")
    elif first.corrected:
        prefix = tongue.say("Date modifiée – ", "Date changed – ")
    return f"{prefix}{_headline(first, tongue)} – {short}{and_others(others, tongue)}"


def and_others(others: int, tongue: Tongue) -> str:
    """How many more a subject does not name, after a space; or nothing."""
    told = tongue.say(french.count(others, "autre"), english.count(others, "other"))
    return f" (+ {told})" if others else ""


def _headline(reminder: Reminder, tongue: Tongue) -> str:
    item, today = reminder.occurrence, reminder.computation.today
    performed = reminder.computation.performed(item)
    pressing = french.capitalised(wording.left(item, today, tongue, performed))
    day = item.next_day(today, performed)
    if _posted(reminder):
        asked = tongue.say(*QUESTIONS[reminder.step.name])
        return f"{asked} {french.capitalised(item.title)}"
    perhaps = tongue.say(", au plus tôt", ", at the earliest") if item.due is None else ""
    told = f"{lowered(item.title)} ({tongue.short(day) if day else ''}{perhaps})"
    return pressing + tongue.say(" : ", ": ") + told


def lowered(title: str) -> str:
    """The title inside a sentence; ``ERRD`` and ``A10`` keep their capital."""
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]


def _lead(
    first: Reminder, bundle: Bundle, late: bool, records: Records, now: datetime
) -> Iterator[str]:
    """What the entry below does not say: it begins with what, by when, and how long is left."""
    tongue = bundle.person.tongue
    if first.occurrence.due is None:
        yield _uncertain(first.computation, tongue)
    if late:
        yield _stopped(bundle, records, now)
    if first.corrected:
        yield _changed(first.told, tongue)


def _changed(told: date | None, tongue: Tongue) -> str:
    day = tongue.short(told) if told else ""
    before = tongue.say(f" (au lieu du {day})", f" (instead of {day})") if day else ""
    return tongue.say(
        f"La date a changé depuis notre dernier message{before} : seule celle-ci compte.",
        f"The date has changed since our last message{before}: only this one counts.",
    )


def _stopped(bundle: Bundle, records: Records, now: datetime) -> str:
    """Why these reminders come late, and between which days."""
    waited = records.waited.get(bundle.person.address)
    since = waited or records.last_pass or now
    tongue = bundle.person.tongue
    first, last = (tongue.short(bundle.calendar.local(one).date()) for one in (since, now))
    why = tongue.say("le service était arrêté", "the service was stopped")
    if waited:
        why = tongue.say(
            "le relais de messagerie ne prenait rien", "the mail relay was taking nothing"
        )
    return tongue.say(
        f"Rappels en retard : {why} du {first} au {last}.",
        f"Late reminders: {why} from {first} to {last}.",
    )


def _uncertain(computation: Computation, tongue: Tongue) -> str:
    effect = computation.effect
    day = tongue.short(effect.earliest) if effect.earliest else ""
    return tongue.say(
        f"Date au plus tôt, si la prise d'effet est le {day} : la vraie date n'est pas connue, "
        "merci de la donner (question ci-dessous).",
        f"Earliest date, if the agreement took effect on {day}: the true date is not known, "
        "please give it (question below).",
    )


def entry(reminder: Reminder, bundle: Bundle, situation: Situation, desk: Desk) -> Entry:
    """One cliff told in full."""
    computation, item = reminder.computation, reminder.occurrence
    directory, role = situation.rulebook.directory, reminder.hearing.role
    tongue = bundle.person.tongue
    known = directory.roles.get(role or "")
    deputy = directory.holder(known.deputy, computation.today) if known else None
    source = item.cited.source
    missed = wording.missed(computation, item, tongue)
    return Entry(
        title=wording.title(computation, item, tongue),
        agreement=computation.agreement.title,
        day=computation.useful_on(item),
        when=wording.day_to_act(
            item,
            computation.today,
            tongue,
            posted=_posted(reminder),
            performed=computation.performed(item),
        ),
        left=_left(reminder, tongue),
        late=_is_late(reminder),
        uncertain=item.due is None,
        who=f"{reminder.standing.person.name}, {directory.title(role)}",
        deputy=deputy.name if deputy and deputy != reminder.standing.person else None,
        action=_whole_action(reminder, tongue),
        evidence=item.evidence,
        otherwise="" if missed else wording.otherwise(item, tongue),
        condition=_condition(computation, item, tongue),
        article=wording.reference(item),
        quote=item.cited.quote,
        derivation=item.derivation,
        source=f"{source.file}:{source.line}",
        url=desk.url(f"/echeance/{item.key}"),
        next_reminder=reminder.following.day if reminder.following else None,
        notes=tuple(capacity_notes(reminder, situation, tongue)),
        draft=relance(computation, item, computation.today) if _is_relaunched(reminder) else "",
    )


def _is_relaunched(reminder: Reminder) -> bool:
    """Whether the reader is the one to write to whoever owes it."""
    near = reminder.step.name not in FAR
    return not reminder.occurrence.ours and reminder.capacity == "holder" and near


def _is_late(reminder: Reminder) -> bool:
    """Whether its last useful day has passed for certain; an end that has come is not late."""
    item = reminder.occurrence
    last = item.final_by if item.due is not None and item.kind != END else None
    return last is not None and last < reminder.computation.today and not _posted(reminder)


def _posted(reminder: Reminder) -> bool:
    return reminder.step.name in POSTAL_DAYS


def _left(reminder: Reminder, tongue: Tongue) -> str:
    if _posted(reminder):
        return tongue.say("la lettre est partie", "the letter has left")
    computation, item = reminder.computation, reminder.occurrence
    return wording.left(item, computation.today, tongue, computation.performed(item))


def _condition(computation: Computation, item: Occurrence, tongue: Tongue) -> str:
    """What the date depends on, and what other readings give."""
    between, colon = tongue.say(" ; ", "; "), tongue.say(" : ", ": ")
    others = [f"{tongue.short(one.due)} ({one.reading})" for one in item.alternatives]
    readings = tongue.say("autre lecture", "another reading")
    if len(others) > 1:
        readings = tongue.say("autres lectures", "other readings")
    asked = [one.text for one in computation.questions if one.event == computation.effect.name]
    texts = [
        item.condition or "",
        f"{readings}{colon}{between.join(others)}" if others else "",
        *(asked if item.due is None else []),
    ]
    return between.join(text for text in texts if text)


def _whole_action(reminder: Reminder, tongue: Tongue) -> str:
    computation, item = reminder.computation, reminder.occurrence
    if _posted(reminder):
        asked = _ask_the_post(reminder.step.name, tongue)
        return " ".join([*_posting_day(computation.posted(item), tongue), asked])
    texts = (
        _act(computation, item, tongue),
        wording.missed(computation, item, tongue)
        or item.action
        or _action(computation, item, tongue),
        wording.pieces(computation, item, tongue),
        wording.penalty(computation, item, tongue),
    )
    return " ".join(text for text in texts if text)


def _act(computation: Computation, item: Occurrence, tongue: Tongue) -> str:
    """What is to be done first, and said, where a body decides."""
    act = computation.next_act(item)
    if act is None or item.session is None:
        return ""
    if act.kind == "convene":
        return tongue.say(
            "Convoquer la séance, et dire quel jour.", "Convene the session, and say which day."
        )
    if "session" in computation.performed(item):
        return ""
    return tongue.say(
        "Dire si la séance a été convoquée, puis ce qu'elle a décidé.",
        "Say whether the session was convened, then what it decided.",
    )


def _posting_day(day: date | None, tongue: Tongue) -> Iterator[str]:
    if day:
        on = tongue.full(day)
        yield tongue.say(f"Lettre postée le {on}.", f"Letter posted on {on}.")


def _ask_the_post(step: str, tongue: Tongue) -> str:
    if step == PRESENTED:
        return tongue.say(
            "A-t-elle été présentée ? Vérifier le suivi postal et garder la date.",
            "Was it presented? Check the postal tracking and keep the date.",
        )
    return tongue.say(
        "A-t-elle été retirée ? Classer l'avis de réception daté ; non réclamée, garder "
        "l'enveloppe revenue.",
        "Was it collected? File the dated acknowledgement of receipt; if unclaimed, keep the "
        "envelope that came back.",
    )


def _action(computation: Computation, item: Occurrence, tongue: Tongue) -> str:
    if item.ours:
        return tongue.say(
            "Accomplir, puis dire quel jour, avec la preuve.",
            "Do it, then say which day, with the proof.",
        )
    return expected_action(computation, item, tongue)
