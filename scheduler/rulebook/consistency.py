"""What a rule file must keep to: one name for one thing, bounds in order, something owed."""

from collections.abc import Iterator

from scheduler.deadlines import procedures
from scheduler.deadlines.agreement import Event
from scheduler.deadlines.timing import Window
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.yaml_nodes import key_place, locate

RESERVED_EVENTS = ("effect", "end", "terme")
RESERVED_CLAUSES = (
    "preavis",
    "prise-effet",
    "plafond",
    "reconduction",
    "prorogation",
    "dernier-terme",
)


def duplicate_agreements(loaded: Loaded) -> Iterator[Problem]:
    """Two files, or two instances of templates, may not describe the same convention."""
    first: dict[str, Place] = {}
    for rule in loaded.rules:
        places = [(rule.agreement.id, locate(rule.root, ("convention",)))]
        for one in rule.instances:
            places.append((one.id, key_place(rule.root, ("exemplaires", one.id))))
        for name, at in places:
            place = first.setdefault(name, at)
            if place is not at:
                yield Problem(
                    at=at,
                    code="R105",
                    message=f"la convention « {name} » est déjà décrite ailleurs",
                    hint=f"déjà définie {place.file} ligne {place.line} : donner un autre nom",
                    also=place,
                )


def overlapping_ids(loaded: Loaded) -> Iterator[Problem]:
    """An entry's name is its clause's id: unique in the file, and not one of the program's."""
    for rule in loaded.rules:
        for milestone in rule.agreement.milestones:
            if any(clause.id == milestone.id for clause in rule.agreement.clauses):
                place = key_place(rule.root, ("obligations", milestone.id))
                yield _taken(
                    key_place(rule.root, ("jalons", milestone.id)),
                    f"le nom « {milestone.id} » désigne déjà une obligation",
                    f"déjà définie ligne {place.line} : donner un autre nom",
                    place,
                )
        sections = (("obligations", rule.file.clauses), ("jalons", rule.file.milestones))
        reserved = {*RESERVED_CLAUSES, *(one.id for one in procedures.clauses(rule.agreement))}
        for section, entries in sections:
            for name in entries:
                if name in reserved:
                    yield _taken(
                        key_place(rule.root, (section, name)),
                        f"le nom « {name} » est réservé à la durée de la convention",
                        "donner un autre nom",
                    )
        for name in rule.agreement.events:
            if name in RESERVED_EVENTS:
                yield _taken(
                    key_place(rule.root, ("faits", name)),
                    f"le nom « {name} » est réservé aux hypothèses de calcul",
                    "donner un autre nom",
                )


def _taken(at: Place, message: str, hint: str, also: Place | None = None) -> Problem:
    return Problem(at=at, code="R106", message=message, hint=hint, also=also)


def bounds_in_order(loaded: Loaded) -> Iterator[Problem]:
    """A lower bound after its upper bound, a window that ends before it begins."""
    for rule in loaded.rules:
        for name, event in rule.agreement.events.items():
            yield from _event_bounds(rule, name, event)
        for clause in rule.agreement.clauses:
            timing = clause.timing
            if isinstance(timing, Window) and timing.due and timing.due < timing.opens:
                yield Problem(
                    at=locate(rule.root, (*path_of(clause), "quand", "au")),
                    code="R107",
                    message="cette période finit avant de commencer",
                    hint="vérifier « du » et « au »",
                )


def _event_bounds(rule: ReadRule, name: str, event: Event) -> Iterator[Problem]:
    if event.not_before and event.not_after and event.not_after < event.not_before:
        yield Problem(
            at=locate(rule.root, ("faits", name, "pas après")),
            code="R107",
            message="« pas après » précède « pas avant »",
            hint="vérifier les deux dates",
            also=locate(rule.root, ("faits", name, "pas avant")),
        )
    if event.on and (event.not_before or event.not_after):
        yield Problem(
            at=locate(rule.root, ("faits", name, "le")),
            code="R107",
            message="une date connue n'a pas besoin de bornes",
            hint="garder « le », ou les bornes, pas les deux",
        )


def partial_reading(loaded: Loaded) -> Iterator[Problem]:
    """A card without obligations is useful already, and says that it is partial."""
    for rule in loaded.rules:
        if not rule.agreement.clauses:
            yield Problem(
                at=locate(rule.root, ("convention",)),
                code="R112",
                message="lecture partielle : aucune obligation n'est encore décrite",
                hint="ajouter « obligations » au fil de la lecture du texte",
                severity="avertissement",
            )
