"""Which modifiers an obligation may bear, by what its moment gives: the rest is refused.

What stands in the table computes something; what does not would be read and change nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from scheduler.deadlines.agreement import Clause
from scheduler.deadlines.timing import (
    After,
    Alternates,
    Always,
    Anniversaries,
    Ask,
    At,
    Before,
    BeforeRenewal,
    Between,
    By,
    ByRule,
    CivilWindow,
    ContractStretch,
    ContractYear,
    DayOf,
    Elapsed,
    EveryFrom,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    NextTime,
    NoRequest,
    Past,
    Quota,
    Relative,
    RenewalDecision,
    Same,
    Sequence,
    Timing,
    Weekly,
    Window,
    Yearly,
    YearlyWindow,
    only_opens,
    parts,
)
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.yaml_nodes import key_place

Gives = Literal["last day", "opening", "shown", "asked", "elsewhere", "read again"]
"""What a moment gives: a last day; a day from which alone; words; a question; another's day, or
another reading of it."""


@dataclass(frozen=True)
class Modifier:
    """A key of an obligation: the moments that may bear it, and what to write otherwise."""

    key: str
    takes: frozenset[Gives]
    remedy: str


_DATED: frozenset[Gives] = frozenset({"last day", "opening"})
_LIMITED: frozenset[Gives] = frozenset({"last day"})
_SAID: frozenset[Gives] = _LIMITED | {"shown"}
"""What has an hour or a price: a last day, and what is only shown, which then tells both."""
_ELSEWHERE = "l'écrire sous l'obligation qui porte la date"
MODIFIERS: tuple[Modifier, ...] = (
    Modifier("report", _DATED | {"read again"}, "ôter « report » : aucun jour n'est à reporter"),
    Modifier("couperet", _DATED, "ôter « couperet » : sans jour, rien ne peut être rappelé"),
    Modifier("rappels", _DATED, "ôter « rappels » : sans jour, rien ne peut être rappelé"),
    Modifier("pièces", _DATED, "ôter « pièces », ou dire leur jour sous « quand »"),
    Modifier("pénalité", _SAID, "ôter « pénalité » : sans dernier jour, il n'y a pas de retard"),
    Modifier(
        "décidé par",
        _LIMITED,
        "ôter « décidé par » : sans dernier jour, aucune séance n'est la dernière",
    ),
    Modifier("silence", _LIMITED, "ôter « silence » : aucun délai ne court"),
    Modifier("heure", _SAID, "ôter « heure », ou dire le dernier jour sous « quand »"),
)
"""The table, in the order in which its refusals are told."""


def gives(timing: Timing) -> frozenset[Gives]:
    """What a timing gives, each of its parts counted."""
    match timing:
        case Sequence():
            return frozenset(kind for part in timing.parts for kind in gives(part))
        case Extreme():
            kinds = frozenset(kind for part in timing.parts for kind in gives(part))
            return _LIMITED if "last day" in kinds else kinds
        case Relative():
            opens = timing.counting in ("past", "elapsed")
            return frozenset({"opening"}) if opens else _LIMITED
        case Window():
            return _LIMITED if timing.due else frozenset({"opening"})
        case Between():
            return frozenset({"opening"}) if only_opens(timing) else _LIMITED
        case Quota():
            return _LIMITED if timing.dated else frozenset({"shown"})
        case Yearly():
            return frozenset({"opening"}) if timing.only_opens else _LIMITED
        case DayOf():
            return frozenset({"opening"}) if timing.bound == "from" else _LIMITED
        case At() | Past() | Elapsed() | NoRequest():
            return frozenset({"opening"})
        case Always() | Weekly() | Fuzzy():
            return frozenset({"shown"})
        case Ask():
            return frozenset({"asked"})
        case Same():
            return frozenset({"read again" if timing.reading else "elsewhere"})
        case Alternates():
            return frozenset({"elsewhere"})
        case (
            After()
            | Before()
            | By()
            | Anniversaries()
            | NextTime()
            | Fixed()
            | CivilWindow()
            | YearlyWindow()
            | EveryFrom()
            | ByRule()
            | ContractYear()
            | ContractStretch()
            | BeforeRenewal()
            | LastEnd()
            | RenewalDecision()
            | ExtensionRequest()
        ):
            return _LIMITED
        case _:
            assert_never(timing)


def modifiers_without_effect(loaded: Loaded) -> Iterator[Problem]:
    """A key that would be read and change nothing is refused, at its line."""
    for rule in loaded.rules:
        for clause in rule.agreement.clauses:
            for modifier in MODIFIERS:
                if modifier.key in _written(rule, clause):
                    yield from _refused(rule, clause, modifier)


def _refused(rule: ReadRule, clause: Clause, modifier: Modifier) -> Iterator[Problem]:
    kinds = gives(clause.timing)
    at = key_place(rule.root, (*path_of(clause), modifier.key))
    if not kinds & modifier.takes:
        of_another = kinds <= {"elsewhere", "read again"}
        remedy = _under_the_other(clause, modifier) if of_another else modifier.remedy
        message = f"« {modifier.key} » ne change rien ici : {_WHY[min(kinds)]}"
        yield Problem(at, "R166", message, remedy, subject=clause.id)
    elif modifier.key == "silence" and not can_expire(clause.timing):
        message = "« silence » va avec un seul dernier jour pour répondre : un délai, une date"
        hint = "écrire quand: {délai: 2 mois, après: …}, ou faire une obligation à part"
        yield Problem(at, "R166", message, hint, subject=clause.id)


def _under_the_other(clause: Clause, modifier: Modifier) -> str:
    """Under which obligation the key is to be written."""
    (part, *others) = parts(clause.timing)
    if others or not isinstance(part, Same | Alternates):
        return _ELSEWHERE
    written = f"`{modifier.key}: oui`" if modifier.key == "couperet" else f"« {modifier.key} »"
    return f"écrire {written} sous « {part.clause} », qui porte la date, et l'ôter ici"


_WHY: Mapping[Gives, str] = {
    "last day": "ce moment a un dernier jour",
    "opening": "ce moment n'a pas de dernier jour",
    "shown": "ce moment n'a pas de date",
    "asked": "le jour est une question",
    "elsewhere": "une autre obligation porte la date",
    "read again": "une autre obligation porte la date",
}


def can_expire(timing: Timing) -> bool:
    """Whether each of its times is one day by which to answer; a quota asks for acts instead."""
    (part, *others) = parts(timing)
    return not others and not isinstance(part, Quota) and "last day" in gives(part)


def _written(rule: ReadRule, clause: Clause) -> frozenset[str]:
    """The keys that the file writes for the obligation, as it writes them."""
    file = rule.file
    if clause.amendment:
        text = file.amendments[clause.amendment].clauses[clause.id]
    else:
        text = file.clauses[clause.id]
    fields = type(text).model_fields
    return frozenset(fields[name].alias or name for name in text.model_fields_set)
