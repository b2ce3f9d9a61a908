"""Names that must lead somewhere: calendars, roles, facts, clauses, deciding bodies."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from scheduler.deadlines.agreement import NOTICE_GIVEN, TERMINATED, Agreement
from scheduler.deadlines.timing import (
    After,
    Alternates,
    At,
    Before,
    Elapsed,
    EventBound,
    Limits,
    OnEvent,
    Past,
    Pause,
    Recurs,
    Relative,
    Same,
    Stoppable,
    TermDay,
    Timing,
    anchors,
    events,
    facts_of,
    parts,
    stopped_by,
    within,
)
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule, did_you_mean, path_of
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.plain_names import plainly
from scheduler.rulebook.yaml_nodes import Node, key_place, locate


def unknown_roles(loaded: Loaded) -> Iterator[Problem]:
    """A role must stand in the directory; without a directory it is only a warning."""
    present = loaded.directory.present
    for rule in loaded.rules:
        for loc, role in _roles_named(rule):
            if role is None or role in loaded.directory.roles:
                continue
            yield Problem(
                at=locate(rule.root, loc),
                code="R102",
                message=f"rôle inconnu : « {role} »",
                hint=(
                    did_you_mean(role, tuple(loaded.directory.roles), "l'ajouter à l'annuaire")
                    if present
                    else "aucun annuaire.yaml : les rappels iront à responsable@localhost"
                ),
                severity="erreur" if present else "avertissement",
            )


def _roles_named(rule: ReadRule) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    yield ("responsable",), rule.file.responsible
    yield ("veille",), rule.file.watcher
    for name, one in rule.file.instances.items():
        yield ("exemplaires", name, "responsable"), one.responsible
        yield ("exemplaires", name, "veille"), one.watcher
    for clause in rule.agreement.clauses:
        yield (*path_of(clause), "veille"), clause.watcher


def unknown_keeper(name: str | None, root: Node, directory: Directory) -> Iterator[Problem]:
    """Who keeps a calendar must be a role of the directory, where there is one."""
    if name and directory.present and name not in directory.roles:
        yield Problem(
            at=locate(root, ("tenu par",)),
            code="R102",
            message=f"rôle inconnu : « {name} »",
            hint=did_you_mean(name, tuple(directory.roles), "l'ajouter à l'annuaire"),
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
                hint=did_you_mean(role_name, tuple(directory.roles), "l'ajouter aux rôles"),
            )


def unknown_names_of_instances(loaded: Loaded) -> Iterator[Problem]:
    """An instance fills in what its template declares: its parties and its facts."""
    for rule in loaded.rules:
        parties, events = tuple(rule.agreement.parties), tuple(rule.agreement.events)
        for name, one in rule.file.instances.items():
            for section, code, given, known in (
                ("parties", "R103", one.parties, parties),
                ("faits", "R104", one.events, events),
            ):
                for key in given:
                    if key not in known:
                        yield Problem(
                            at=key_place(rule.root, ("exemplaires", name, section, key)),
                            code=code,
                            message=f"« {key} » n'est pas dans le modèle",
                            hint=did_you_mean(key, known, f"le déclarer sous « {section} »"),
                        )


def unknown_events(loaded: Loaded) -> Iterator[Problem]:
    """An event a clause waits for must be declared under ``faits``."""
    for rule in loaded.rules:
        by_use = _named_by_the_term(rule.agreement)
        for loc, event in _events_named(rule.agreement):
            if event not in rule.agreement.events and event not in by_use:
                yield Problem(
                    at=locate(rule.root, loc),
                    code="R104",
                    message=f"fait inconnu : « {event} »",
                    hint=_declare(event, rule.agreement),
                )


def _named_by_the_term(agreement: Agreement) -> set[str]:
    """The facts that the duration clause gives by itself, such as that of a notice.

    A name that looks like a slip of a declared one is none.
    """
    named = agreement.term.event_titles if agreement.term else {}
    return {name for name in named if not _probably_meant(name, agreement, CLOSE)}


VERY_CLOSE = 0.75
"""How alike two names of facts must be for one to be a slip of the other."""
CLOSE = 0.7
"""The same of a name whose use would be enough to declare it."""


def _probably_meant(name: str, agreement: Agreement, cutoff: float) -> str | None:
    """The declared fact of which the name seems to be a slip."""
    plain = plainly(name)
    for event in agreement.events.values():
        if plain in (plainly(event.name), plainly(event.title)):
            return event.name
    close = get_close_matches(name, tuple(agreement.events), n=1, cutoff=cutoff)
    return close[0] if close else None


def _declare(name: str, agreement: Agreement) -> str:
    """The fact that was probably meant, or the line that declares this one."""
    by_use = name in (agreement.term.event_titles if agreement.term else ())
    if meant := _probably_meant(name, agreement, CLOSE if by_use else VERY_CLOSE):
        return f"vouliez-vous dire « {meant} » ?"
    if name in {clause.id for clause in agreement.clauses}:
        return f"c'est une obligation : écrire `{{échéance: {name}}}`"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name):
        return f"une date se compte ainsi : écrire `{{au plus tard: {name}}}`"
    known = ", ".join(agreement.events)
    told = f" ; connus ici : {known}" if known else ""
    return f"le déclarer : ajouter sous « faits » `{name}: {{titre: {name}}}`{told}"


def _events_named(agreement: Agreement) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every event a rule names, with the path of the key that names it."""
    yield from _of_the_term(agreement)
    for loc, pause in _pauses_of_the_whole(agreement):
        for name in facts_of(pause):
            yield loc, name
    keys: dict[type[OnEvent], str]
    keys = {After: "après", Before: "avant", At: "dès", Past: "après", Elapsed: "après"}
    for clause in agreement.clauses:
        at = path_of(clause)
        for rank, timing in enumerate(parts(clause.timing)):
            if isinstance(timing, OnEvent):
                key = keys.get(type(timing))
                yield (*at, "quand", rank, key) if key else (*at, "quand"), timing.event
            for event in events(timing):
                if not isinstance(timing, OnEvent) or event != timing.event:
                    yield (*at, "quand"), event
        for event in clause.depends.events if clause.depends else ():
            yield (*at, "si"), event
        if clause.silence:
            yield (*at, "silence", "réponse"), clause.silence.answered
        if clause.penalty and clause.penalty.after:
            yield (*at, "pénalité", "après"), clause.penalty.after.event


def _pauses_of_the_whole(
    agreement: Agreement,
) -> Iterator[tuple[tuple[str | int, ...], Pause | None]]:
    """What stops every delay, a notice's or an end's, with the path of the key that says it."""
    if agreement.suspension:
        yield ("suspendu",), agreement.suspension.pause
    rule = agreement.term
    if rule is None:
        return
    for notice in rule.notices:
        yield ("durée", "préavis", notice.place, "suspendu"), notice.paused
    for name, shift in rule.shifts.items():
        key = "jusqu'à" if name in rule.until_events else "de plein droit"
        yield ("durée", key), shift.paused


def _of_the_term(agreement: Agreement) -> Iterator[tuple[tuple[str | int, ...], str]]:
    rule = agreement.term
    if rule is None:
        return
    for name in rule.effect.events:
        yield ("durée", "prend effet"), name
    for notice in rule.notices:
        if not notice.event.startswith((NOTICE_GIVEN, TERMINATED)):
            yield ("durée", "préavis", notice.place, "fait"), notice.event
    for name in rule.until_events:
        yield ("durée", "jusqu'à"), name
    for name in rule.by_right:
        yield ("durée", "de plein droit"), name


def unknown_clauses(loaded: Loaded) -> Iterator[Problem]:
    """A clause that another names must be in the same file, and be dated by itself."""
    for rule in loaded.rules:
        by_name = {clause.id: clause for clause in rule.agreement.clauses}
        for loc, name in _clauses_named(rule.agreement):
            if name not in by_name:
                yield Problem(
                    at=locate(rule.root, loc),
                    code="R108",
                    message=f"obligation inconnue : « {name} »",
                    hint=did_you_mean(name, tuple(by_name), "nommer une obligation du fichier"),
                )
            elif isinstance(by_name[name].timing, Same) and "même que" in loc:
                yield Problem(
                    at=locate(rule.root, loc),
                    code="R108",
                    message=f"« {name} » ne fait elle-même que renvoyer à une autre obligation",
                    hint="nommer l'obligation qui porte la date",
                    also=key_place(rule.root, ("obligations", name)),
                )


def _clauses_named(agreement: Agreement) -> Iterator[tuple[tuple[str | int, ...], str]]:
    extension = agreement.term.extension if agreement.term else None
    for rank, name in enumerate(extension.supposes if extension else ()):
        yield ("durée", "prorogation", "suppose", rank), name
    for clause in agreement.clauses:
        at = path_of(clause)
        if isinstance(clause.timing, Same):
            yield (*at, "quand", "même que"), clause.timing.clause
        if isinstance(clause.timing, Alternates):
            yield (*at, "quand", "alterne"), clause.timing.clause
        if clause.same_act:
            yield (*at, "même acte que"), clause.same_act
        for name in _limits(clause.timing):
            yield (*at, "quand"), name
        for rank, name in enumerate(clause.supposes):
            yield (*at, "suppose", rank), name


def _limits(timing: Timing) -> Iterator[str]:
    """The clauses whose last days a timing counts from."""
    for anchor in anchors(timing):
        if isinstance(anchor, Limits):
            yield anchor.clause
        elif not isinstance(anchor, TermDay):
            yield from _limits(anchor)


def counted_in_a_circle(loaded: Loaded) -> Iterator[Problem]:
    """A clause may not be counted from itself, even through others."""
    for rule in loaded.rules:
        by_name = {clause.id: clause for clause in rule.agreement.clauses}
        for clause in rule.agreement.clauses:
            seen, ahead = {clause.id}, list(_limits(clause.timing))
            while ahead:
                name = ahead.pop()
                if name == clause.id:
                    yield Problem(
                        at=locate(rule.root, (*path_of(clause), "quand")),
                        code="R109",
                        message=f"« {clause.id} » se compte depuis elle-même",
                        hint="compter l'une des deux depuis un fait ou une date",
                    )
                    break
                if name not in seen and name in by_name:
                    seen.add(name)
                    ahead += _limits(by_name[name].timing)


def unknown_turns(loaded: Loaded) -> Iterator[Problem]:
    """Who begins, where parties take turns, must be one of those who owe the duty."""
    for rule in loaded.rules:
        by_name = {clause.id: clause for clause in rule.agreement.clauses}
        for clause in rule.agreement.clauses:
            timing = clause.timing
            if not isinstance(timing, Alternates) or timing.first is None:
                continue
            target = by_name.get(timing.clause)
            if target and timing.first not in target.owed_by:
                yield Problem(
                    at=locate(rule.root, (*path_of(clause), "quand", "premier")),
                    code="R103",
                    message=f"« {timing.first} » ne doit pas « {target.title} »",
                    hint=did_you_mean(timing.first, target.owed_by, "nommer une des parties"),
                )


def unknown_bodies(loaded: Loaded) -> Iterator[Problem]:
    """``décidé par`` names a deciding body of the agreement's calendar."""
    for rule in loaded.rules:
        if not rule.agreement.calendar.title:
            continue  # a calendar that could not be read has told why already
        known = tuple(one.id for one in rule.agreement.calendar.bodies)
        term = rule.agreement.term
        parts = {
            "préavis": term.notice if term else None,
            "reconduction": term.renewal if term else None,
            "prorogation": term.extension if term else None,
        }
        named: list[tuple[tuple[str | int, ...], str | None]] = [
            (("durée", key), part.decided_by) for key, part in parts.items() if part
        ]
        named += [(path_of(clause), clause.decided_by) for clause in rule.agreement.clauses]
        for loc, body in named:
            if body and body not in known:
                where = f"la décrire sous « séances » de « {rule.agreement.calendar.name} »"
                yield Problem(
                    at=locate(rule.root, (*loc, "décidé par")),
                    code="R152",
                    message=f"organe délibérant inconnu : « {body} »",
                    hint=did_you_mean(body, known, where),
                )


def unknown_removed(loaded: Loaded) -> Iterator[Problem]:
    """An amendment can only take away an obligation that is there."""
    for rule in loaded.rules:
        known = tuple(dict.fromkeys(clause.id for clause in rule.agreement.clauses))
        for amendment in rule.agreement.amendments:
            for rank, name in enumerate(amendment.removed):
                if name not in known:
                    yield Problem(
                        at=locate(rule.root, ("avenants", amendment.id, "supprime", rank)),
                        code="R108",
                        message=f"obligation inconnue : « {name} »",
                        hint=did_you_mean(name, known, "nommer une obligation du fichier"),
                    )


def repeated_events(loaded: Loaded) -> Iterator[Problem]:
    """What may happen several times cannot fix a term, nor be one half of a stop."""
    for rule in loaded.rules:
        events_of = rule.agreement.events
        repeated = {name for name, event in events_of.items() if event.many}
        for loc, name in _of_the_term(rule.agreement):
            if name in repeated:
                yield Problem(
                    at=locate(rule.root, loc),
                    code="R153",
                    message=f"« {name} » peut avoir lieu plusieurs fois : laquelle compte ici ?",
                    hint="déclarer un autre fait pour cela, ou ôter « plusieurs fois »",
                )
        for loc, pause in _pauses_of_the_whole(rule.agreement):
            for message, hint in _of_a_pause(pause, repeated):
                yield Problem(at=locate(rule.root, loc), code="R153", message=message, hint=hint)
        for clause in rule.agreement.clauses:
            for bounding in _bounding(clause.timing):
                if bounding in repeated:
                    yield Problem(
                        at=locate(rule.root, (*path_of(clause), "quand")),
                        code="R153",
                        message=f"« {bounding} » peut avoir lieu plusieurs fois : laquelle ouvre "
                        "ou ferme ce qui revient ?",
                        hint="déclarer un autre fait pour cela, ou ôter « plusieurs fois »",
                    )
            for delay in _delays(clause.timing):
                for message, hint in _of_stops(delay, repeated):
                    at = locate(rule.root, (*path_of(clause), "quand"))
                    yield Problem(at=at, code="R153", message=message, hint=hint)


def _bounding(timing: Timing) -> Iterator[str]:
    """The facts with which what recurs begins or ends, however deep."""
    for inner in within(timing):
        if isinstance(inner, Recurs):
            for bound in (inner.since, inner.until):
                if isinstance(bound, EventBound):
                    yield bound.event


def _of_stops(delay: Stoppable, repeated: set[str]) -> Iterator[tuple[str, str]]:
    """What no computation could tell of a delay that stops or starts again, and the remedy."""
    restarts = (delay.restarts or delay.prolonged) if isinstance(delay, After | Past) else None
    event = None if isinstance(delay, Relative) else delay.event
    if event in repeated and (stopped_by(delay) or restarts):
        yield (
            f"« {event} » peut avoir lieu plusieurs fois : un arrêt ou un nouveau départ ne "
            "dit pas lequel de ses délais il touche",
            f"ôter « plusieurs fois » de « {event} », ou un fait pour chacune ; si l'arrêt "
            "les touche tous, écrire « suspendu » en tête du fichier",
        )
    yield from _of_a_pause(delay.paused, repeated)


def _of_a_pause(pause: Pause | None, repeated: set[str]) -> Iterator[tuple[str, str]]:
    """The two facts of a stop, one of which alone may come again, and the remedy."""
    stop, resumption = facts_of(pause) or ("", "")
    if (stop in repeated) != (resumption in repeated):
        yield (
            f"« {stop} » et « {resumption} » vont ensemble : l'un peut avoir lieu plusieurs "
            "fois, l'autre non",
            "écrire « plusieurs fois: oui » sous les deux faits",
        )


def _delays(timing: Timing) -> Iterator[Stoppable]:
    """The delays that a moment is made of, however deep."""
    for inner in within(timing):
        if isinstance(inner, Stoppable):
            yield inner
