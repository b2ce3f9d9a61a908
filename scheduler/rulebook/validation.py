"""From a model's refusals to Problems in French, each at the line it is about."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from scheduler.problems import Place, Problem
from scheduler.rulebook.fitting import SAID_ELSEWHERE, fitting, kind_of
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, descend, key_place, locate

Loc = tuple[str | int, ...]
_KEYS_EXPECTED = ("model_type", "model_attributes_type")
_EXPECTED = {
    "dict_type": "des clés (« clé: valeur ») sont attendues",
    "model_type": "des clés (« clé: valeur ») sont attendues",
    "model_attributes_type": "des clés (« clé: valeur ») sont attendues",
    "list_type": "une liste est attendue",
    "string_type": "un texte est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_type": "un nombre entier est attendu",
    "too_short": "au moins une valeur est attendue",
    "date_parsing": "une date est attendue",
}


def suggest(word: str, candidates: Sequence[str]) -> str | None:
    """The candidate that ``word`` was probably meant to be."""
    found = get_close_matches(word, candidates, n=1, cutoff=0.7)
    return found[0] if found else None


def problems_from(
    error: ValidationError, root: Node, known: Callable[[Loc], Sequence[str]]
) -> list[Problem]:
    """Each refusal of the model, at the node of the longest prefix of its path."""
    found: dict[tuple[Place, str], Problem] = {}
    details = error.errors(include_url=False)
    misspelt = _misspelt(details, known)
    for detail in details:
        if detail["type"] == "missing" and _is_misspelt(detail["loc"], misspelt):
            continue
        problem = _problem(detail, root, known)
        found.setdefault((problem.at, problem.message), problem)
    return list(found.values())


def _misspelt(details: Sequence[Any], known: Callable[[Loc], Sequence[str]]) -> dict[Loc, set[str]]:
    """What the unknown keys of each part were probably meant to be."""
    meant: dict[Loc, set[str]] = {}
    for detail in details:
        loc: Loc = detail["loc"]
        if detail["type"] == "extra_forbidden" and (
            close := suggest(str(loc[-1]), known(loc[:-1]))
        ):
            meant.setdefault(loc[:-1], set()).add(close)
    return meant


def _is_misspelt(loc: Loc, misspelt: dict[Loc, set[str]]) -> bool:
    """Whether the missing key is there, misspelt; of a moment, the keys decide which are needed."""
    meant = misspelt.get(loc[:-1], set())
    return loc[-1] in meant or bool(meant and "quand" in loc)


def _problem(detail: Any, root: Node, known: Callable[[Loc], Sequence[str]]) -> Problem:
    """The refusal in French; of a moment, with the form that fits the keys that were written."""
    told = _told(detail, root, known)
    loc: Loc = detail["loc"]
    if "quand" not in loc or _DID_YOU_MEAN in told.hint or detail["type"] in _KEYS_EXPECTED:
        return told
    node, _, _ = descend(root, loc)
    form = fitting(root, loc, whole=_keeps_every_key(detail, node, told))
    if form is None:
        return told
    of_a_value = detail["type"] in ("value_error", "literal_error") and isinstance(node, Scalar)
    otherwise = f" ; sinon, {told.hint}" if of_a_value else ""
    return replace(told, hint=form.remedy + otherwise)


def _keeps_every_key(detail: Any, node: Node, told: Problem) -> bool:
    """Whether every key must stay: what is wrong is a value, not keys that do not go together."""
    if detail["type"] in ("extra_forbidden", "missing", "literal_error"):
        return False
    if isinstance(node, Scalar):
        return kind_of(node.value) not in SAID_ELSEWHERE
    return "finit avant" in told.message


_DID_YOU_MEAN = "vouliez-vous dire"


def _told(detail: Any, root: Node, known: Callable[[Loc], Sequence[str]]) -> Problem:
    loc: Loc = detail["loc"]
    kind: str = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(loc, root, known(loc[:-1]))
    if kind == "missing":
        return _missing_key(loc, root)
    at = locate(root, loc)
    if loc and loc[-1] == "[key]":
        at = key_place(root, loc[:-1])
    message, hint = _refused(kind, detail)
    if kind in _KEYS_EXPECTED:
        hint = f"écrire dessous, en retrait, les clés voulues parmi : {', '.join(known(loc))}"
    return Problem(at, "R022", message, hint)


def _unknown_key(loc: Loc, root: Node, candidates: Sequence[str]) -> Problem:
    key = str(loc[-1])
    close = suggest(key, candidates)
    hint = (
        f"vouliez-vous dire « {close} » ?"
        if close
        else "clés permises : " + ", ".join(dict.fromkeys(candidates))
    )
    if key in candidates:
        return Problem(
            key_place(root, loc),
            "R020",
            f"« {key} » ne va pas ici, ou pas avec les clés qui l'accompagnent",
            "voir les formes permises dans docs/langage.md",
        )
    value, _, _ = descend(root, loc)
    if " " in key and not close and isinstance(value, Scalar) and not value.value:
        hint = "une virgule a coupé le texte entre accolades : le mettre entre guillemets"
    return Problem(key_place(root, loc), "R020", f"clé inconnue : « {key} »", hint)


def _missing_key(loc: Loc, root: Node) -> Problem:
    parent, key, _ = descend(root, loc[:-1])
    at = key.at if key else _first_place(parent)
    if loc[-1] == "vaut":
        hint = "dire ce que le texte en dit : « vaut: accord », « vaut: refus », ou ses mots"
        return Problem(at, "R021", "il manque « vaut »", hint)
    sample = _SAMPLES.get(str(loc[-1]), "…")
    hint = f"ajouter `{loc[-1]}: {sample}` dans cette partie"
    return Problem(at, "R021", f"il manque « {loc[-1]} »", hint)


_SAMPLES = {
    "titre": "Titre à écrire",
    "article": '"1"',
    "citation": "les mots du texte",
    "par": "comité",
    "quand": '{question: "À quelle date ?"}',
    "prend effet": "{le: 2025-01-01}",
    "délai": "3 mois",
    "mode": "inconnu",
    "demande": "3 mois",
    "parce que": "la raison",
    "sur": "ce qui diffère",
    "code": "R132",
    "du": "2025-01-01",
    "réponse": "reponse",
    "montant": "50 €",
    "le": "2025-01-01",
}
"""What may stand for each key that must be written, until its own words do."""


def _first_place(node: Node) -> Place:
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0][0].at
    return node.at


def _refused(kind: str, detail: Any) -> tuple[str, str]:
    if kind == "value_error":
        message, _, hint = str(detail["ctx"]["error"]).partition("||")
        return message, hint or "voir la page du langage dans docs/"
    if kind == "timing":
        message, _, hint = str(detail["msg"]).partition("||")
        return message, hint
    if kind in ("literal_error", "enum"):
        return _not_permitted(detail)
    expected = _EXPECTED.get(kind, "cette valeur n'est pas du type attendu")
    return f"{expected} ici", _instead(detail["input"])


def _not_permitted(detail: Any) -> tuple[str, str]:
    permitted = list(_quoted(str(detail["ctx"]["expected"])))
    word = detail["input"]
    message = f"« {word} » n'est pas permis ici" if isinstance(word, str) else "valeur non permise"
    close = suggest(word, permitted) if isinstance(word, str) else None
    return message, f"vouliez-vous dire « {close} » ?" if close else "permis : " + ", ".join(
        permitted
    )


def _quoted(expected: str) -> Iterator[str]:
    for match in re.finditer(r"'([^']*)'|\"([^\"]*)\"", expected):
        yield match[1] or match[2]


def _instead(value: Any) -> str:
    if isinstance(value, dict):
        return "des clés sont écrites ici : ôter les deux-points ou le retrait"
    if isinstance(value, list):
        return "une liste est écrite ici : ôter les tirets ou les crochets"
    if value is None:
        return "rien n'est écrit ici : compléter, ou ôter la clé"
    return f"« {str(value)[:40]} » est écrit ici : vérifier le retrait et la forme"
