"""Write the letter of a bundle: subject, entries, sections, why it comes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler import french, wording
from scheduler.correspondence import Bundle, Records, Reminder, recipient
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence
from scheduler.mail.letter import Entry, Letter, Line, Section
from scheduler.situation import Situation, next_cliffs

NEAR_DAYS = 30
FAR_DAYS = 120


@dataclass(frozen=True)
class Desk:
    """What every letter shares: who sends, to whom one answers, where the pages are."""

    sender: tuple[str, str]
    domain: str
    reply_to: tuple[str, str] | None = None
    page: str | None = None
    banner: str = ""

    def url(self, path: str) -> str | None:
        """The address of a page, where pages can be reached by people."""
        return f"{self.page.rstrip('/')}{path}" if self.page else None


@dataclass(frozen=True)
class Found:
    """An occurrence with the agreement it comes from."""

    computation: Computation
    item: Occurrence

    @property
    def day(self) -> date | None:
        """The nearest of its days still to come."""
        return self.item.next_day(self.computation.today)


def letter(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Letter:
    """The letter that tells one person all that is due to them now."""
    if bundle.initial:
        return _initial(bundle, situation, desk)
    if bundle.reminders:
        return _reminder(bundle, situation, records, desk)
    return _digest(bundle, situation, desk)


def message_id(bundle: Bundle, domain: str) -> str:
    """The same for the same content to the same person, whatever the number of attempts."""
    told = [f"{item.occurrence}|{item.revision}|{item.step}" for item in bundle.items]
    digest = hashlib.sha256("\n".join([bundle.person.address, *sorted(told)]).encode())
    return f"<{digest.hexdigest()[:32]}@{domain}>"


def thread_id(key: str, domain: str) -> str:
    """What all the messages about one occurrence refer to."""
    return f"<fil.{hashlib.sha256(key.encode()).hexdigest()[:24]}@{domain}>"


def _base(
    bundle: Bundle,
    situation: Situation,
    desk: Desk,
    *,
    kind: str,
    subject: str,
    heading: str,
    lead: Sequence[str],
    entries: Sequence[Entry] = (),
    sections: Sequence[Section] = (),
    thread: Sequence[str] = (),
) -> Letter:
    person = bundle.person
    return Letter(
        message_id=message_id(bundle, desk.domain),
        thread=tuple(thread),
        date=situation.now,
        sender=desk.sender,
        reply_to=desk.reply_to,
        recipient=(person.name, person.address),
        language=person.language,
        kind=kind,
        subject=subject,
        heading=heading,
        lead=tuple(lead),
        greeting=person.greeting or ("Hello," if person.language == "en" else "Bonjour,"),
        entries=tuple(entries),
        sections=tuple(sections),
        why=_why(bundle, situation),
        whom=_whom(situation),
        banner=desk.banner,
        answer_by="" if desk.page else "Pour répondre : écrire à la personne ci-dessous.",
    )


def _why(bundle: Bundle, situation: Situation) -> str:
    directory = situation.rulebook.directory
    if bundle.initial:
        title = directory.title(directory.manager) if directory.manager else "gestionnaire"
        return f"Vous recevez ce message comme {title} : des conventions viennent d'être chargées."
    roles = {one.agreement.responsible for one in bundle.computations}
    named = french.listed(sorted(directory.title(role) for role in roles))
    files = french.listed(sorted({_where(one) for one in bundle.computations})[:5])
    return f"Vous recevez ce message comme {named} ({files})."


def _where(computation: Computation) -> str:
    source = computation.agreement.source
    return f"{source.file}:{source.line}"


def _whom(situation: Situation) -> str:
    directory = situation.rulebook.directory
    person = directory.recipient(directory.manager, situation.today)
    return f"Une question sur ces échéances : {person.name}, {person.address}."


def _reminder(bundle: Bundle, situation: Situation, records: Records, desk: Desk) -> Letter:
    """Cliffs, the most pressing first; on the digest's day, the digest follows in the same mail."""
    reminders = sorted(bundle.reminders, key=lambda one: one.occurrence.useful_by or date.max)
    first = reminders[0]
    told = {one.occurrence.key for one in reminders}
    late = any(one.overdue for one in reminders)
    if bundle.digest:
        sections = _digest_sections(bundle, told, situation, desk)
    else:
        near = _lines(_near(bundle, told, situation.today), situation, desk)
        sections = [Section("Autres échéances proches", near)] if near else []
        if any(one.occurrence.due is None for one in reminders):
            sections += _questions(bundle.computations, desk)
    return _base(
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
        action=item.action or _default_action(computation, item),
        evidence=item.evidence,
        otherwise=item.otherwise,
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


def _default_action(computation: Computation, item: Occurrence) -> str:
    if item.ours:
        return "Accomplir, puis enregistrer : " + f"echeancier done {item.key}"
    names = [computation.agreement.party(party) for party in item.owed_by]
    return f"Vérifier auprès de {french.listed(names)}, et relancer au besoin."


def _digest(bundle: Bundle, situation: Situation, desk: Desk) -> Letter:
    late, week, month, _ = _groups(_watched(bundle), situation.today)
    counts = [
        f"{len(late)} en retard" if late else "",
        f"{len(week)} cette semaine" if week else "",
        f"{len(month)} ce mois" if month else "",
    ]
    summary = ", ".join(text for text in counts if text) or "rien de pressant"
    return _base(
        bundle,
        situation,
        desk,
        kind="digest",
        subject=f"Vos échéances : {summary}",
        heading=f"Vos échéances : {summary}",
        lead=[f"Semaine du {french.full(situation.today)}."],
        sections=_digest_sections(bundle, set(), situation, desk),
    )


def digest_is_empty(bundle: Bundle, today: date) -> bool:
    """Whether the digest has neither a duty in view nor a question that holds dates back."""
    held = any(one.holds for computation in bundle.computations for one in computation.questions)
    return not held and not any(_groups(_watched(bundle), today))


def _watched(bundle: Bundle, told: Iterable[str] = ()) -> list[Found]:
    """What is still to be done, dated for certain, and not told elsewhere in the letter."""
    left_out = set(told)
    return [
        Found(computation, item)
        for computation in bundle.computations
        for item in computation.occurrences
        if item.key not in left_out
        and item.due is not None
        and computation.status(item) in ("late", "open", "upcoming")
    ]


def _groups(
    found: Iterable[Found], today: date
) -> tuple[list[Found], list[Found], list[Found], list[Found]]:
    """Late, this week, this month, and the next four months."""
    groups: tuple[list[Found], ...] = ([], [], [], [])
    sunday = today + timedelta(days=6 - today.weekday())
    for one in sorted(found, key=lambda one: (one.day or date.max, one.item.key)):
        day = one.day
        if day is None or day > today + timedelta(days=FAR_DAYS):
            continue
        if one.item.due is not None and one.item.due < today:
            groups[0].append(one)
        elif day <= sunday:
            groups[1].append(one)
        elif (day.year, day.month) == (today.year, today.month):
            groups[2].append(one)
        else:
            groups[3].append(one)
    return groups[0], groups[1], groups[2], groups[3]


def _near(bundle: Bundle, told: Iterable[str], today: date) -> list[Found]:
    limit = today + timedelta(days=NEAR_DAYS)
    near = [one for one in _watched(bundle, told) if one.day and one.day <= limit]
    return sorted(near, key=lambda one: (one.day or date.max, one.item.key))


def _digest_sections(
    bundle: Bundle, told: Iterable[str], situation: Situation, desk: Desk
) -> list[Section]:
    groups = _groups(_watched(bundle, told), situation.today)
    titles = ("En retard", "Cette semaine", "Ce mois-ci", "Dans les quatre mois")
    sections = [
        Section(title, _lines(group, situation, desk))
        for title, group in zip(titles, groups, strict=True)
        if group
    ]
    return [*sections, *_questions(bundle.computations, desk)]


def _lines(found: Iterable[Found], situation: Situation, desk: Desk) -> tuple[Line, ...]:
    return tuple(
        Line(
            when=wording.when(one.item),
            title=wording.title(one.computation, one.item),
            agreement=one.computation.agreement.short_title,
            left=wording.left(one.item, one.computation.today),
            url=desk.url(f"/echeance/{one.item.key}"),
            note=wording.posting(one.item),
        )
        for one in found
    )


def _questions(computations: Iterable[Computation], desk: Desk) -> list[Section]:
    """The questions that hold dates back; each line says how to answer."""
    lines = tuple(
        Line(
            when="",
            title=wording.question(question),
            agreement=computation.agreement.short_title,
            left="",
            url=desk.url(f"/convention/{computation.agreement.id}"),
            note=_how_to_answer(computation, question.event),
        )
        for computation in computations
        for question in computation.questions
        if question.kind == "date"
    )
    return [Section("Questions qui retiennent des dates", lines)] if lines else []


def _how_to_answer(computation: Computation, event: str | None) -> str:
    if event is None:
        return ""
    return f"Pour répondre : echeancier fact {computation.agreement.id} {event} AAAA-MM-JJ"


def _initial(bundle: Bundle, situation: Situation, desk: Desk) -> Letter:
    """The first report on agreements: their life, what is asked, the next cliffs, the past."""
    computations = bundle.initial
    asked = sum(len(one.questions) for one in computations)
    number = len(computations)
    subject = (
        f"État initial : {french.count(number, 'convention suivie', 'conventions suivies')}, "
        f"{french.count(asked, 'question')}"
    )
    return _base(
        bundle,
        situation,
        desk,
        kind="initial",
        subject=subject,
        heading=subject,
        lead=[
            f"{french.count(number, 'convention est suivie', 'conventions sont suivies')} "
            f"à partir du {french.full(situation.today)}.",
            "Ce qui était dû avant cette date n'est pas rappelé : à trier ci-dessous.",
        ],
        sections=_initial_sections(computations, situation, desk),
    )


def _initial_sections(
    computations: Sequence[Computation], situation: Situation, desk: Desk
) -> list[Section]:
    cliffs = [Found(one, item) for one, item in next_cliffs(computations)]
    past = [
        Found(one, item)
        for one in computations
        for item in one.occurrences
        if one.status(item) == "untracked"
    ]
    clauses = tuple(
        Line("", question.text, one.agreement.short_title, "", None)
        for one in computations
        for question in one.questions
        if question.kind != "date"
    )
    return [
        *_questions(computations, desk),
        Section(
            "Prochains couperets",
            _lines(cliffs, situation, desk),
            empty="Aucun couperet daté pour le moment.",
        ),
        Section("Conventions suivies", tuple(_life_line(one, desk) for one in computations)),
        Section("Ce que les textes ne disent pas", clauses, empty="Rien."),
        Section(
            "Dû avant le suivi : fait, inconnu ou manqué ?",
            tuple(
                replace(line, note=f"echeancier done {one.item.key} --on AAAA-MM-JJ")
                for one, line in zip(past, _lines(past, situation, desk), strict=True)
            ),
            intro="Enregistrer ce qui a été fait ; le reste demeure visible, sans rappel.",
            empty="Rien de daté avant le suivi.",
        ),
    ]


def _life_line(computation: Computation, desk: Desk) -> Line:
    term = computation.term
    end = ""
    if term and term.end and computation.effect.exact:
        end = f"au plus loin jusqu'au {french.short(term.end)}"
    return Line(
        when=wording.LIVES[computation.life],
        title=computation.agreement.title,
        agreement=computation.agreement.short_title,
        left=end,
        url=desk.url(f"/convention/{computation.agreement.id}"),
    )
