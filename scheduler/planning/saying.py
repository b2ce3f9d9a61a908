"""A plan told to people, in French: grouped, the most serious first."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler import wording
from scheduler.deadlines import french
from scheduler.planning.plan import GROUPS, Change, Group, LifeChange, Now, Plan, Telling
from scheduler.planning.published import Entry
from scheduler.problems import visible

NOTHING = "Rien ne change."
HEADINGS: dict[Group, tuple[str, str]] = {
    "wrong": (
        "échéance dont la date déjà annoncée ne serait plus vraie",
        "échéances dont la date déjà annoncée ne serait plus vraie",
    ),
    "withdrawn": ("échéance retirée", "échéances retirées"),
    "late": ("échéance en retard aussitôt", "échéances en retard aussitôt"),
    "moved": ("échéance déplacée", "échéances déplacées"),
    "closed": ("échéance close", "échéances closes"),
    "reopened": ("échéance de nouveau à faire", "échéances de nouveau à faire"),
    "condition": (
        "échéance dont la condition change d'état",
        "échéances dont la condition change d'état",
    ),
    "added": ("échéance nouvelle", "échéances nouvelles"),
    "past": ("échéance déjà passée, sans rappel", "échéances déjà passées, sans rappel"),
    "reminded": (
        "échéance dont les rappels changent, à la même date",
        "échéances dont les rappels changent, à la même date",
    ),
    "reworded": (
        "échéance dite autrement, à la même date",
        "échéances dites autrement, à la même date",
    ),
}
HEARD = (
    "convention dont les rappels iraient à une autre personne",
    "conventions dont les rappels iraient à une autre personne",
)
LATE: dict[Now | None, str] = {
    "late": "le dernier jour serait déjà passé",
    "unpostable": "le jour de la poste serait déjà passé",
}
CONDITIONS = {True: "elle s'appliquerait", False: "elle ne s'appliquerait pas", None: "on l'ignore"}


def told(plan: Plan, limit: int | None = None, more: str = "") -> str:
    """The whole plan; each group shows ``limit`` of its changes, then ``more`` says how to see."""
    if plan.is_empty:
        return NOTHING
    parts = [
        *([f"*** {warning(plan)} ***"] if plan.loses_too_many else []),
        *("\n".join(_group(plan, name, limit, more)) for name in GROUPS if plan.group(name)),
        *_lives(plan),
        *_recipients(plan),
        *_questions(plan, limit, more),
        *_messages(plan),
    ]
    return "\n\n".join(parts)


def warning(plan: Plan) -> str:
    """What is said first of a change that withdraws too much."""
    upcoming = french.count(plan.upcoming, "échéance à venir", "échéances à venir")
    return (
        f"ATTENTION : ce changement retire {plan.lost} des {upcoming}, plus d'une sur cinq. "
        "Vérifier qu'il ne manque pas un fichier, ni une clause."
    )


def summary(plan: Plan) -> Iterator[str]:
    """One line a group, the most serious first."""
    if plan.is_empty:
        yield NOTHING
    for name in GROUPS:
        found = plan.group(name)
        if found:
            yield french.count(len(found), *HEADINGS[name])
    for one in plan.lives:
        yield _life(one)
    if plan.recipients:
        yield french.count(len(plan.recipients), *HEARD)
    for asked, heading in ((plan.opened, "ouverte"), (plan.answered, "répondue")):
        if asked:
            yield french.count(len(asked), f"question {heading}", f"questions {heading}s")
    leaving = sum(one.messages for one in plan.messages)
    if leaving:
        yield french.count(leaving, "message partirait", "messages partiraient")


def one_line(change: Change) -> str:
    """One change in one line, naming nobody."""
    words = (("était", change.before), ("serait", change.after))
    days = [f"{word} {_said(one)}" for word, one in words if one]
    if change.after is None:
        days.append("retirée")
    if change.told:
        days.append(f"déjà annoncée à {french.count(len(change.told), 'personne')}")
    shown = change.shown
    return visible(f"{shown.key} ({shown.title}) : {' ; '.join(days)}")


def _group(plan: Plan, name: Group, limit: int | None, more: str) -> Iterator[str]:
    found = plan.group(name)
    yield french.count(len(found), *HEADINGS[name]) + " :"
    for one in found[:limit]:
        yield from _change(one)
    yield from _others(len(found), limit, more)


def _others(number: int, limit: int | None, more: str) -> Iterator[str]:
    if limit is not None and number > limit:
        yield f"  et {french.count(number - limit, 'autre')}{f' ({more})' if more else ''}"


def _change(change: Change) -> Iterator[str]:
    shown = change.shown
    yield visible(f"  {shown.title} – {shown.agreement_title}")
    yield f"    {shown.key}"
    yield from (visible(f"    {line}") for line in _details(change))


def _details(change: Change) -> Iterator[str]:
    was, would = change.before, change.after
    if was and would and change.kind in ("moved", "reworded", "reminded"):
        yield f"était {_said(was)}"
        yield f"serait {_said(would)}"
        yield from _reworded(was, would)
    elif was and would is None:
        yield f"était {_said(was)}, ne serait plus"
    else:
        yield _said(change.shown)
    if change.kind == "condition" and would:
        yield f"condition : {CONDITIONS[would.applies]}"
    if would and would.done:
        yield f"faite le {french.full(would.done)}"
    if change.now in LATE:
        yield LATE[change.now]
    yield from _tellings(change.told)
    yield from _reminders(change)


def _reworded(was: Entry, would: Entry) -> Iterator[str]:
    """What is said otherwise, the dates apart."""
    if was.title != would.title:
        yield visible(f"intitulé : {was.title} → {would.title}")
    if was.agreement_title != would.agreement_title:
        yield visible(f"convention : {was.agreement_title} → {would.agreement_title}")
    if was.responsible != would.responsible:
        yield f"responsable : {was.responsible or 'personne'} → {would.responsible or 'personne'}"
    if was.reminders != would.reminders:
        yield f"rappels : {_usual_or(was)} → {_usual_or(would)}"
    if was.cliff != would.cliff:
        yield "devient un couperet" if would.cliff else "n'est plus un couperet"


def _usual_or(one: Entry) -> str:
    """``30 jours, 7 jours avant``, or that they are the usual ones, or that there are none."""
    if one.reminders is None:
        return "ceux d'usage"
    if not one.reminders:
        return "aucun"
    return f"{', '.join(map(_before, one.reminders))} avant"


def _before(length: tuple[int, int]) -> str:
    months, days = length
    told = [f"{months} mois"] if months else []
    told += [french.count(days, "jour")] if days or not months else []
    return " et ".join(told)


def _tellings(tellings: Sequence[Telling]) -> Iterator[str]:
    for one in tellings:
        if one.left_at:
            yield f"annoncée à {one.recipient} le {french.full(one.left_at.date())}"
        else:
            yield f"annoncée à {one.recipient} par un message qui n'est pas encore parti"


def _reminders(change: Change) -> Iterator[str]:
    """Those that stop, and the next one where it is on another day."""
    if change.stopped:
        stopped = change.stopped
        number = french.count(
            len(stopped), "rappel n'aurait plus lieu", "rappels n'auraient plus lieu"
        )
        first = "le" if len(stopped) == 1 else "à commencer par celui du"
        yield f"{number}, {first} {french.full(stopped[0].day)}"
    was, would = (some[0].day if some else None for some in (change.ringing, change.would_ring))
    if change.before and would and was != would:
        instead = f", au lieu du {french.full(was)}" if was else ""
        yield f"prochain rappel le {french.full(would)}{instead}"


def _said(one: Entry) -> str:
    return " ; ".join(part for part in (one.when, one.posting) if part)


def _lives(plan: Plan) -> Iterator[str]:
    if plan.lives:
        yield "\n".join(["Conventions :", *(f"  {_life(one)}" for one in plan.lives)])


def _recipients(plan: Plan) -> Iterator[str]:
    if plan.recipients:
        lines = [
            visible(f"  {one.agreement} – {one.title} : {one.before} → {one.after}")
            for one in plan.recipients
        ]
        yield "\n".join([french.count(len(lines), *HEARD) + " :", *lines])


def _life(one: LifeChange) -> str:
    named = visible(f"{one.agreement} – {one.title}")
    if one.before is None:
        return f"{named} : nouvelle, {wording.LIVES.get(one.after or '', '')}"
    if one.after is None:
        return f"{named} : ne serait plus suivie"
    before, after = (wording.LIVES.get(life, life) for life in (one.before, one.after))
    return f"{named} : {before} → {after}"


def _questions(plan: Plan, limit: int | None, more: str) -> Iterator[str]:
    for asked, singular, plural in (
        (plan.opened, "question ouverte", "questions ouvertes"),
        (plan.answered, "question répondue ou retirée", "questions répondues ou retirées"),
    ):
        if asked:
            lines = [french.count(len(asked), singular, plural) + " :"]
            lines += [visible(f"  {one.id} : {one.text}") for one in asked[:limit]]
            lines += _others(len(asked), limit, more)
            yield "\n".join(lines)


def _messages(plan: Plan) -> Iterator[str]:
    """Who would be written to, and when."""
    if plan.opening is None:
        return
    when = "aussitôt" if plan.at_once else f"à la prochaine ouverture ({_moment(plan.opening)})"
    if not plan.messages:
        yield f"Aucun message ne partirait {when} à cause de ce changement."
        return
    lines = [f"Partiraient {when}, à cause de ce changement :"]
    lines += [
        f"  {french.count(one.messages, 'message')} à "
        + visible(f"{one.person.name} <{one.person.address}>")
        for one in plan.messages
    ]
    yield "\n".join(lines)


def _moment(at: datetime) -> str:
    minutes = f" {at.minute:02d}" if at.minute else ""
    return f"{french.full(at.date())}, {at.hour} h{minutes}"
