"""The last useful session of the body that must decide, and what remains once it has passed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from scheduler.deadlines import derivation
from scheduler.deadlines.business_days import Calendar, DecidingBody, end_of
from scheduler.deadlines.french import between, capitalised, full, listed, short
from scheduler.deadlines.obligation import Occurrence, Recourse, last_day
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.deadlines.procedural import clear_days_before

BEFORE_A_LETTER = Length(3, "day")
"""What publishing and transmitting a decision takes where the file does not say (CGCT L2131-1)."""
BEFORE_THE_LAST_DAY = Length(1, "day")
"""Without a letter, the decision is taken at the latest on the eve of the last day."""


@dataclass(frozen=True)
class Session:
    """A session of a deciding body, and the last day to convene it (CGCT L2121-11, CASF R123-16).

    The convocation's days are counted clear, which is prudent where a text does not say so.
    """

    body: str
    on: date
    convene_by: date | None


def deciding_body(calendar: Calendar, named: str | None, usual: bool) -> DecidingBody | None:
    """The body a clause names; for a ``usual`` decision, the only one that sits where none is."""
    if named:
        return next((body for body in calendar.bodies if body.id == named), None)
    sitting = [body for body in calendar.bodies if not body.delegated]
    return sitting[0] if usual and len(sitting) == 1 else None


def with_session(body: DecidingBody, item: Occurrence) -> Occurrence:
    """The occurrence, marked as one that the body decides; ``decided`` then finds its session."""
    return replace(item, decided_by=body.id)


def decided(calendar: Calendar, occurrences: Iterable[Occurrence], today: date) -> list[Occurrence]:
    """The occurrences, each that a body decides with that body's last useful session.

    To be called once every reading has joined its occurrence: the earliest one drives. A session
    that has passed on ``today`` is explained as such, its day stays.
    """
    bodies = {body.id: body for body in calendar.bodies}
    if not bodies:
        return list(occurrences)
    return [
        _decided(calendar, bodies[item.decided_by], item, today)
        if item.decided_by in bodies
        else item
        for item in occurrences
    ]


def _decided(calendar: Calendar, body: DecidingBody, item: Occurrence, today: date) -> Occurrence:
    target = item.final_by
    if target is None:
        return item
    if body.delegated:
        step = (
            f"La décision revient à « {body.title} » ; {body.delegate} décide par délégation : "
            "aucune séance n'est nécessaire."
        )
        return replace(item, derivation=derivation.with_more(item.derivation, [step]))
    limit = decide_by(body, calendar, target, a_letter=item.send_by is not None)
    session = last_session(body, limit)
    missing = unentered(body, limit, session)
    convened = session.convene_by if session else None
    steps = (
        _session_step(body, calendar, target, session, today)
        if session
        else _unknown_step(body, target, missing),
        *_enforceable(body, item, session, limit),
        *_vacancies(body, session, limit),
    )
    return replace(
        item,
        deciding_body=body.title,
        session=session.on if session else None,
        convene_by=convened,
        convene_on=calendar.preceding(convened) if convened else None,
        recourse=Recourse(
            limit,
            second_from=_second_from(body, session, limit),
            later=_later(body, item, limit),
            delegate=body.delegate,
            unentered=missing,
            urgent_days=body.urgent_days,
        ),
        derivation=derivation.with_more(item.derivation, steps),
    )


def decide_by(body: DecidingBody, calendar: Calendar, target: date, *, a_letter: bool) -> date:
    """The last day on which the body can decide for an act of ``target`` to be in time.

    The decision must be enforceable on that day, published and transmitted (CGCT L2131-1), and
    nobody decides between an election and the installation of the new body.
    """
    length = body.transmission or (BEFORE_A_LETTER if a_letter else BEFORE_THE_LAST_DAY)
    day = target
    while end_of(day, length, calendar) > target:
        day -= ONE_DAY
    while vacancy := body.vacancy(day):
        day = vacancy.start - ONE_DAY
    return day


def last_session(body: DecidingBody, limit: date) -> Session | None:
    """The body's last useful session, at the latest on ``limit``; None beyond what is known of it.

    The sessions of a civil year are known as soon as one of them is entered.
    """
    held = [day for day in body.useful_sessions if day <= limit]
    if not held or not all(body.is_entered(year) for year in range(held[-1].year, limit.year + 1)):
        return None
    return Session(body.title, held[-1], convene_by(body, held[-1]))


def unentered(body: DecidingBody, limit: date, session: Session | None) -> tuple[int, ...]:
    """The civil year without an entered session that might hold a useful one; else nothing.

    That of ``limit``, or the one before where no session of its own comes early enough.
    """
    if session:
        return ()
    year = limit.year - 1 if body.is_entered(limit.year) else limit.year
    return () if body.is_entered(year) else (year,)


def convene_by(body: DecidingBody, on: date) -> date | None:
    """The last day to send the convocation of that session."""
    return clear_days_before(on, body.convened_days) if body.convened_days else None


def _second_from(body: DecidingBody, session: Session | None, limit: date) -> date | None:
    """The first day of a second sitting that needs no quorum, where one is still in time."""
    if session is None or body.second_days is None:
        return None
    day = session.on + (body.second_days + 1) * ONE_DAY
    return day if day <= limit and body.vacancy(day) is None else None


def _later(body: DecidingBody, item: Occurrence, limit: date) -> date | None:
    """The first session after ``limit`` that comes before the last legal day on any reading."""
    last = last_day(item) or item.acts_by
    return next(
        (day for day in body.useful_sessions if limit < day and last is not None and day <= last),
        None,
    )


def _session_step(
    body: DecidingBody, calendar: Calendar, target: date, session: Session, today: date
) -> str:
    if session.on < today:
        return (
            f"La décision revient à « {body.title} » : plus aucune séance connue ne vient à temps "
            f"avant le {short(target)} ; la dernière était le {full(session.on)}."
        )
    step = (
        f"La décision revient à « {body.title} » : sa dernière séance utile avant le "
        f"{short(target)} est celle du {full(session.on)}"
    )
    if session.convene_by is None:
        return step + "."
    working = calendar.preceding(session.convene_by)
    step += (
        f", à convoquer {body.convened_days} jours francs avant, au plus tard le "
        f"{full(session.convene_by)}"
    )
    if working != session.convene_by:
        step += f", soit le {full(working)}, dernier jour ouvré"
    return step + "."


def _unknown_step(body: DecidingBody, target: date, missing: tuple[int, ...]) -> str:
    step = f"Aucune séance de « {body.title} » n'est connue avant le {short(target)}"
    if missing:
        step += f" ; celles de {listed([str(year) for year in missing])} ne sont pas saisies"
    elif body.known_until:
        step += f" ; elles sont connues jusqu'au {short(body.known_until)}"
    return step + "."


def _enforceable(
    body: DecidingBody, item: Occurrence, session: Session | None, limit: date
) -> Iterator[str]:
    """Why a session after ``limit`` would be too late, where the file or a letter makes it so."""
    if session is None or (item.send_by is None and body.transmission is None):
        return
    length = body.transmission or BEFORE_A_LETTER
    why = "" if body.transmission else ", délai retenu à défaut d'autre"
    act = "que la lettre parte" if item.send_by else "le dernier jour"
    yield (
        f"Une décision doit être publiée et transmise avant {act} (CGCT L2131-1 ; "
        f"{length.in_words}{why}) : elle se prend au plus tard le {full(limit)}."
    )


def _vacancies(body: DecidingBody, session: Session | None, limit: date) -> Iterator[str]:
    """The vacancies after the last useful session, in which none can decide."""
    first = session.on if session else limit.replace(month=1, day=1)
    for vacancy in body.vacancies:
        if vacancy.end >= first and vacancy.start <= limit + ONE_DAY:
            when = capitalised(between(vacancy.start, vacancy.end))
            yield f"{when} : aucune séance utile, « {body.title} » est renouvelé."
