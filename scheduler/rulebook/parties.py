"""Who owes and to whom: a party named in full is that party, and other words are looked at."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, did_you_mean, path_of
from scheduler.rulebook.plain_names import plainly
from scheduler.rulebook.readers import is_short_name
from scheduler.rulebook.validation import suggest
from scheduler.rulebook.yaml_nodes import locate

_BODIES = re.compile(
    r"\b(?:comites?|commissions?|bureau|assemblees?|cellules?|groupes?|equipes?|services?|direct\w+"
    r"|poles?|instances?|colleges?|jurys?|coord\w+|presiden\w+|vice-presiden\w+|maires?|adjoint\w*"
    r"|secretai\w+|tresorier\w*|responsables?|referents?|referentes?|elue?s?|medecins?|chefs?"
    r"|agents?|personnels?|regisseurs?|comptables?|representant\w*|delegue\w*|part(?:ie|enaire)s?"
    r"|signataires?|co-?signataires?|conseil(?! (?:departemental|regional))\w*|missions?|reseau"
    r"|professionnel\w*|technicien\w*|guichet\w*|secretariat|mandataires?|chacun\w*|tous)\b"
)
"""A body or an office of a party, or all of them together: it may stand for itself."""


def with_short_names(data: Any) -> Any:
    """The file's values, each party named in full under the short name that declares it.

    Everywhere a party may be named: ``nous``, ``par`` and ``à`` of obligations and amendments,
    ``premier``, ``par`` of a notice and of an extension.
    """
    parties = data.get("parties") if isinstance(data, dict) else None
    if not isinstance(parties, dict):
        return data
    short = _short_names(parties)
    renewed = {**data, "nous": _named(data["nous"], short)} if "nous" in data else dict(data)
    for key in ("obligations", "durée", "avenants"):
        if key in renewed:
            renewed[key] = _PLACES[key](renewed[key], short)
    return renewed


Short = Mapping[str, str]


def _short_names(parties: Mapping[Any, Any]) -> Short:
    """The short name of each plain name; a name that two parties bear is neither's."""
    names: dict[str, str | None] = {}
    for key, full in parties.items():
        for name in {plainly(str(key)), *([plainly(full)] if isinstance(full, str) else [])}:
            names[name] = None if names.get(name, key) != key else key
    return {name: key for name, key in names.items() if name and key}


def _named(value: Any, short: Short) -> Any:
    if isinstance(value, list):
        return [_named(item, short) for item in value]
    if not isinstance(value, str) or value in short.values():
        return value
    return short.get(plainly(value), value)


def _clauses(value: Any, short: Short) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: _clause(clause, short) for name, clause in value.items()}


def _clause(clause: Any, short: Short) -> Any:
    if not isinstance(clause, dict):
        return clause
    renewed = _with(clause, short, "par", "à")
    when = renewed.get("quand")
    if isinstance(when, dict) and "alterne" in when:
        renewed["quand"] = _with(when, short, "premier")
    return renewed


def _with(part: Any, short: Short, *keys: str) -> Any:
    if not isinstance(part, dict):
        return part
    return part | {key: _named(part[key], short) for key in keys if key in part}


def _term(term: Any, short: Short) -> Any:
    if not isinstance(term, dict):
        return term
    renewed = dict(term)
    for key in ("préavis", "prorogation"):
        part = renewed.get(key)
        if isinstance(part, list):
            renewed[key] = [_with(one, short, "par") for one in part]
        elif part is not None:
            renewed[key] = _with(part, short, "par")
    return renewed


def _amendments(value: Any, short: Short) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: one | {"obligations": _clauses(one["obligations"], short)}
        if isinstance(one, dict) and "obligations" in one
        else one
        for name, one in value.items()
    }


_PLACES = {"obligations": _clauses, "durée": _term, "avenants": _amendments}


def unknown_parties(loaded: Loaded) -> Iterator[Problem]:
    """``nous`` must be a party; who owes is a party, or a body that may stand for itself."""
    for rule in loaded.rules:
        parties = rule.agreement.parties
        if rule.agreement.us not in parties:
            yield Problem(
                at=locate(rule.root, ("nous",)),
                code="R103",
                message=f"partie inconnue : « {rule.agreement.us} »",
                hint=did_you_mean(
                    rule.agreement.us, tuple(parties), "la déclarer sous « parties »"
                ),
            )
        for at, key, name in _names(rule):
            if name not in parties:
                yield from _undeclared(at, key, name, rule)


def _names(rule: ReadRule) -> Iterator[tuple[Place, str, str]]:
    """Every name that stands for a party, with its place and the key that it stands under."""
    named: list[tuple[tuple[str | int, ...], str, tuple[str, ...]]] = []
    for clause in rule.agreement.clauses:
        named += [(path_of(clause), "par", clause.owed_by), (path_of(clause), "à", clause.owed_to)]
    term = rule.file.term
    for rank, notice in enumerate(term.notices if term else ()):
        named.append((("durée", "préavis", rank), "par", tuple(notice.given_by)))
    if term and term.extension:
        named.append((("durée", "prorogation"), "par", tuple(term.extension.owed_by)))
    for loc, key, names in named:
        for rank, name in enumerate(names):
            yield locate(rule.root, (*loc, key, rank)), key, name


def _undeclared(at: Place, key: str, name: str, rule: ReadRule) -> Iterator[Problem]:
    """A body or an office may stand for itself; a slip, or another's name, may not."""
    parties = rule.agreement.parties
    plain = plainly(name)
    message = f"« {name} » n'est pas une partie déclarée"
    meant = _meant(name, parties)
    office = _BODIES.search(plain) is not None
    if meant and not office:
        slip = key == "par" and is_short_name(name) and not _is_plural(plain, meant)
        severity: Any = "erreur" if slip else "avertissement"
        yield Problem(at, "R103", message, f"vouliez-vous dire « {meant} » ?", severity)
    elif meant and plain == f"{plainly(meant)}s":
        yield Problem(at, "R103", message, f"vouliez-vous dire « {meant} » ?", "avertissement")
    elif key == "par" and not office:
        hint = "la déclarer sous « parties » ; sans cela, l'obligation compte comme la nôtre"
        yield Problem(at, "R103", message, hint, "avertissement")
    elif key == "par" and (other := _within(plain, rule)):
        hint = (
            f"elle compte comme la nôtre ; si c'est « {parties[other]} » qui doit, écrire `par: "
            f"{other}`"
        )
        yield Problem(at, "R103", message, hint, "avertissement")


def _meant(name: str, parties: Mapping[str, str]) -> str | None:
    """The party that the words were probably meant to name, by its short or its full name."""
    plain = plainly(name)
    begun = [one for one in parties if len(name) > 2 and one.startswith(plain)]
    if len(begun) == 1:
        return begun[0]
    by_plain = {plainly(spelling): key for key, full in parties.items() for spelling in (key, full)}
    close = suggest(plain, tuple(by_plain))
    return by_plain[close] if close else None


def _is_plural(plain: str, party: str) -> bool:
    return plain in (f"{plainly(party)}s", f"{plainly(party)}x")


def _within(plain: str, rule: ReadRule) -> str | None:
    """Another party that the name of an office names: « le président du SIVOM »."""
    for key, full in rule.agreement.parties.items():
        names = (plainly(key), plainly(full))
        if key != rule.agreement.us and any(
            re.search(rf"\b{re.escape(one)}\b", plain) for one in names
        ):
            return key
    return None
