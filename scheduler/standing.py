"""What people recorded of an occurrence beside its dates, in sentences for pages and terminal."""

from collections.abc import Container, Iterator, Mapping
from datetime import date

from scheduler.deadlines import french
from scheduler.deadlines.acts import ActKind
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, Status
from scheduler.deadlines.postponing import is_beyond

SETTLED_IN_WORDS: Mapping[Status, str] = {
    "done": "déjà faite",
    "done late": "déjà faite, en retard",
    "unproven": "déjà faite, pièce à suivre",
    "waived": "déjà écartée",
    "unknown": "déjà triée : on ne sait pas",
    "moot": "sans objet",
}
"""Why there is nothing left to decide, where there is not."""


def sentences(computation: Computation, item: Occurrence) -> tuple[str, ...]:
    """Done, waived, sorted, put off, seen, and a letter's way: one sentence each, who and when."""
    told = (
        *_done(computation, item),
        *_decision(computation, item),
        *_letter(computation, item),
        *_waived(computation, item),
        *_sorted(computation, item),
        *_put_off(computation, item),
        *_seen(computation, item),
    )
    return tuple(told)


def _done(computation: Computation, item: Occurrence) -> Iterator[str]:
    done = computation.done(item)
    if done is None:
        return
    late = computation.late_by(item)
    words = f"Fait le {french.full(done.on)}"
    words += f", en retard de {french.count(late, 'jour')}" if late else ""
    words += ", pièce à suivre" if done.to_follow else ""
    yield words + (f" (preuve : {done.evidence})." if done.evidence else ".")


def _decision(computation: Computation, item: Occurrence) -> Iterator[str]:
    """When the body that decides was convened, and when it decided."""
    convened, resolved = computation.convened(item), computation.resolved(item)
    if convened:
        yield f"Séance convoquée le {french.full(convened)}."
    if resolved:
        yield f"Décision prise le {french.full(resolved)}."


def _letter(computation: Computation, item: Occurrence) -> Iterator[str]:
    """What the postal service said of the letter once it was posted."""
    posted = computation.posted(item)
    if posted is None:
        return
    presented, collected = computation.presented(item), computation.collected(item)
    if not presented and not collected:
        return
    way = [f"postée le {french.short(posted)}"]
    way += [f"présentée le {french.short(presented)}"] if presented else []
    way += [f"retirée le {french.short(collected)}"] if collected else []
    yield f"Lettre {french.listed(way)}."


def _waived(computation: Computation, item: Occurrence) -> Iterator[str]:
    waived = computation.waived(item)
    if waived:
        yield f"Écartée le {french.short(waived.on)} par {waived.by} : {waived.reason}"


def _sorted(computation: Computation, item: Occurrence) -> Iterator[str]:
    """What was answered on sorting the past."""
    noted = computation.sorted_as(item)
    if noted is None:
        return
    what = "Manquée" if computation.status(item) == "missed" else "Non connue"
    why = f" : {noted.comment}" if noted.comment else "."
    yield f"{what}, selon le tri fait le {french.short(noted.on)} par {noted.by}{why}"


def _put_off(computation: Computation, item: Occurrence) -> Iterator[str]:
    put_off = computation.postponement(item)
    if put_off is None or computation.status(item) in SETTLED_IN_WORDS:
        return
    to = f"reportée au {french.short(put_off.until)} par {put_off.by} : {put_off.reason}"
    performed = computation.performed(item)
    useful_by = item.useful_on(put_off.recorded_on, performed)
    if computation.has_lapsed(item) and useful_by:
        yield (
            f"Le report au {french.short(put_off.until)} ne compte plus : la date a changé, et le "
            f"dernier jour utile est le {french.short(useful_by)} ({put_off.reason})."
        )
    elif put_off.until <= computation.today:
        yield f"Avait été {to}"
    elif computation.late_by(item):
        yield f"En retard, {to}"
    elif is_beyond(put_off.until, item, put_off.recorded_on, performed) and useful_by:
        beyond = f"au-delà du dernier jour utile, le {french.short(useful_by)}"
        yield f"{french.capitalised(to)} ({beyond})"
    else:
        yield french.capitalised(to)


def _seen(computation: Computation, item: Occurrence) -> Iterator[str]:
    seen = computation.facts.seen.get(item.key)
    if seen is None or computation.status(item) in SETTLED_IN_WORDS:
        return
    words = f"Vue le {french.short(seen.on)} par {seen.by}"
    week = computation.week_after_seen(item)
    if week and computation.seen(item):
        yield f"{words} : pas de rappel avant le {french.short(week)}."
    else:
        yield f"{words}."


def act_by(item: Occurrence, today: date, performed: Container[ActKind] = ()) -> str:
    """``la convocation de la séance, au plus tard le 26 mars 2027``: the next useful act."""
    act = item.next_act(today, performed)
    if act and act.kind in _ACTS:
        return f"{_ACTS[act.kind]} {french.short(act.by)}"
    day = item.useful_on(today, performed)
    return f"le dernier jour utile, le {french.short(day)}" if day else "le dernier jour utile"


_ACTS: Mapping[ActKind, str] = {
    "convene": "la convocation de la dernière séance utile, au plus tard le",
    "session": "la dernière séance utile, le",
    "post": "le départ de la lettre, au plus tard le",
}
