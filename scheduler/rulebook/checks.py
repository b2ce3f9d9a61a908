"""What the files must agree on beyond their form: a tuple of functions, each giving Problems."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.deadlines.agreement import NOTICE_GIVEN, Agreement, Event, TermRule
from scheduler.deadlines.timing import After, At, Before, Past, Same, Window
from scheduler.problems import Place, Problem
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.rule_file import RuleFile
from scheduler.rulebook.validation import suggest
from scheduler.rulebook.yaml_nodes import Node, key_place, locate

RESERVED_EVENTS = ("effect", "end")
RESERVED_CLAUSES = ("preavis", "prise-effet", "plafond")


@dataclass(frozen=True)
class ReadRule:
    """A rule file that could be read: its agreement, its words, its nodes, its instances."""

    agreement: Agreement
    file: RuleFile
    root: Node
    instances: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """Everything the checks look at."""

    rules: tuple[ReadRule, ...]
    directory: Directory
    directory_root: Node | None


Check = Callable[[Loaded], Iterator[Problem]]


def _did_you_mean(word: str, candidates: Sequence[str], otherwise: str) -> str:
    found = suggest(word, candidates)
    if found:
        return f"vouliez-vous dire « {found} » ?"
    known = ", ".join(candidates)
    return f"{otherwise} ; connus ici : {known}" if known else otherwise


def unknown_calendar(at: Place, name: str, known: Sequence[str]) -> Problem:
    """The rule file names a calendar that no calendar file defines."""
    return Problem(
        at=at,
        code="R101",
        message=f"calendrier inconnu : « {name} »",
        hint=_did_you_mean(name, known, "créer calendars/" + name + ".yaml"),
    )


def unknown_roles(loaded: Loaded) -> Iterator[Problem]:
    """A role must stand in the directory; without a directory it is only a warning."""
    for rule in loaded.rules:
        role = rule.agreement.responsible
        if role is None or role in loaded.directory.roles:
            continue
        present = loaded.directory.present
        yield Problem(
            at=locate(rule.root, ("responsable",)),
            code="R102",
            message=f"rôle inconnu : « {role} »",
            hint=(
                _did_you_mean(role, tuple(loaded.directory.roles), "l'ajouter à l'annuaire")
                if present
                else "aucun annuaire.yaml : les rappels iront à responsable@localhost"
            ),
            severity="erreur" if present else "avertissement",
        )


def unknown_roles_in_directory(loaded: Loaded) -> Iterator[Problem]:
    """The manager, deputies and superiors named by the directory must be its own roles."""
    directory, root = loaded.directory, loaded.directory_root
    if root is None:
        return
    named: list[tuple[tuple[str, ...], str | None]] = [(("gestionnaire",), directory.manager)]
    for name, role in directory.roles.items():
        named.append((("rôles", name, "suppléance"), role.deputy))
        named.append((("rôles", name, "hiérarchie"), role.superior))
    for loc, role_name in named:
        if role_name and role_name not in directory.roles:
            yield Problem(
                at=locate(root, loc),
                code="R102",
                message=f"rôle inconnu : « {role_name} »",
                hint=_did_you_mean(role_name, tuple(directory.roles), "l'ajouter aux rôles"),
            )


def unknown_parties(loaded: Loaded) -> Iterator[Problem]:
    """``nous`` must be a party; a name close to a party's is probably a slip."""
    for rule in loaded.rules:
        parties = tuple(rule.agreement.parties)
        if rule.agreement.us not in parties:
            yield Problem(
                at=locate(rule.root, ("nous",)),
                code="R103",
                message=f"partie inconnue : « {rule.agreement.us} »",
                hint=_did_you_mean(rule.agreement.us, parties, "la déclarer sous « parties »"),
            )
        for clause in rule.agreement.clauses:
            for key, names in (("par", clause.owed_by), ("à", clause.owed_to)):
                for name in names:
                    slip = None if name in parties else suggest(name, parties)
                    if slip:
                        yield Problem(
                            at=locate(rule.root, ("obligations", clause.id, key)),
                            code="R103",
                            message=f"« {name} » n'est pas une partie déclarée",
                            hint=f"vouliez-vous dire « {slip} » ?",
                        )


def unknown_events(loaded: Loaded) -> Iterator[Problem]:
    """An event a clause waits for must be declared under ``faits``."""
    for rule in loaded.rules:
        for loc, event in _events_named(rule.agreement):
            if event not in rule.agreement.events:
                yield Problem(
                    at=locate(rule.root, loc),
                    code="R104",
                    message=f"fait inconnu : « {event} »",
                    hint=_did_you_mean(
                        event, tuple(rule.agreement.events), "le déclarer sous « faits »"
                    ),
                )


def _events_named(agreement: Agreement) -> Iterator[tuple[tuple[str | int, ...], str]]:
    rule = agreement.term
    if rule and rule.effect.event:
        yield ("durée", "prend effet"), rule.effect.event
    if rule and rule.notice and rule.notice.event != NOTICE_GIVEN:
        yield ("durée", "préavis", "fait"), rule.notice.event
    keys = {After: "après", Before: "avant", At: "dès", Past: "après"}
    for clause in agreement.clauses:
        timing = clause.timing
        if isinstance(timing, After | Before | At | Past):
            yield ("obligations", clause.id, "quand", keys[type(timing)]), timing.event


def duplicate_agreements(loaded: Loaded) -> Iterator[Problem]:
    """Two files may not describe the same convention."""
    first: dict[str, ReadRule] = {}
    for rule in loaded.rules:
        other = first.setdefault(rule.agreement.id, rule)
        if other is not rule:
            place = locate(other.root, ("convention",))
            yield Problem(
                at=locate(rule.root, ("convention",)),
                code="R105",
                message=f"la convention « {rule.agreement.id} » est déjà décrite ailleurs",
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
        for section, entries in sections:
            for name in entries:
                if name in RESERVED_CLAUSES:
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
                    at=locate(rule.root, ("obligations", clause.id, "quand", "au")),
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


def cap_against_renewals(loaded: Loaded) -> Iterator[Problem]:
    """The renewals add up to more than the cap: both readings are computed and asked."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None or term.cap is None or term.cap.settled or not _exceeds(term):
            continue
        renewal, cap = term.renewal, term.cap
        assert renewal is not None, "_exceeds says so"
        yield Problem(
            at=key_place(rule.root, ("durée", "plafond")),
            code="R110",
            message=(
                f"{term.length} + {renewal.times} × {renewal.length} dépassent le plafond "
                f"de {cap.length}"
            ),
            hint=(
                "les deux lectures sont calculées et la question est posée ; "
                "« tranché » la règle quand les parties ont répondu"
            ),
            severity="avertissement",
            also=key_place(rule.root, ("durée", "reconduction")),
        )


def _exceeds(term: TermRule) -> bool:
    renewal, cap = term.renewal, term.cap
    if renewal is None or cap is None or renewal.times is None or renewal.length is None:
        return False
    total = term.length.months + renewal.times * renewal.length.months
    return total > cap.length.months > 0


def notice_fits_the_term(loaded: Loaded) -> Iterator[Problem]:
    """A notice as long as the period it ends can never be given in time."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term and term.notice and term.notice.length.months >= term.length.months > 0:
            yield Problem(
                at=key_place(rule.root, ("durée", "préavis")),
                code="R111",
                message=f"le préavis ({term.notice.length}) couvre toute la durée ({term.length})",
                hint="vérifier les deux durées",
                severity="avertissement",
            )


def unknown_clauses(loaded: Loaded) -> Iterator[Problem]:
    """A "même que" must name a dated obligation of the same file."""
    for rule in loaded.rules:
        names = tuple(clause.id for clause in rule.agreement.clauses)
        for clause in rule.agreement.clauses:
            timing = clause.timing
            if isinstance(timing, Same) and timing.clause not in names:
                yield Problem(
                    at=locate(rule.root, ("obligations", clause.id, "quand", "même que")),
                    code="R108",
                    message=f"obligation inconnue : « {timing.clause} »",
                    hint=_did_you_mean(timing.clause, names, "nommer une obligation du fichier"),
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


CHECKS: tuple[Check, ...] = (
    unknown_roles,
    unknown_roles_in_directory,
    unknown_parties,
    unknown_events,
    duplicate_agreements,
    overlapping_ids,
    bounds_in_order,
    cap_against_renewals,
    notice_fits_the_term,
    unknown_clauses,
    partial_reading,
)
