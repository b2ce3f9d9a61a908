"""From a model's refusals to Problems in French, each at the line it is about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from scheduler.problems import Place, Problem
from scheduler.rulebook.fitting import SAID_ELSEWHERE, fitting, kind_of, left_out
from scheduler.rulebook.part_forms import key_meant, keys_meant, needed, value_meant
from scheduler.rulebook.rewriting_moments import names_of
from scheduler.rulebook.yaml_nodes import (
    Mapping,
    Node,
    Scalar,
    child_of,
    descend,
    key_place,
    locate,
    plain,
)

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
    """Each refusal of the model, at the node of the longest prefix of its path.

    One fault is told once: what only follows from it is left out.
    """
    found: dict[tuple[Place, str], Problem] = {}
    details = _causes(error.errors(include_url=False), root, known)
    misspelt = _misspelt(details, known)
    for detail in details:
        if detail["type"] == "missing" and _is_misspelt(detail["loc"], misspelt):
            continue
        problem = _problem(detail, root, known)
        found.setdefault((problem.at, problem.message), problem)
    return list(found.values())


def _causes(details: Sequence[Any], root: Node, known: Callable[[Loc], Sequence[str]]) -> list[Any]:
    """The refusals without those that another one brings about.

    Of a value that may be a text or keys, the refusal of the way in which it was not written; of a
    moment, what follows from its period, or from keys that do not go together.
    """
    by_moment: dict[Loc, list[Any]] = {}
    for detail in details:
        by_moment.setdefault(_moment_of(detail["loc"]), []).append(detail)
    kept = []
    for moment, together in by_moment.items():
        told = _without_other_ways(together, root)
        kept += _of_one_moment(told, known) if moment else told
    return sorted(kept, key=details.index)


def _meant(loc: Loc, known: Callable[[Loc], Sequence[str]]) -> str | None:
    """The key that a misspelt one was probably meant to be."""
    key, candidates = str(loc[-1]), known(loc[:-1])
    return None if key in candidates else suggest(key, candidates)


def _moment_of(loc: Loc) -> Loc:
    """The path up to ``quand`` and its rank in a list of moments; empty elsewhere."""
    if "quand" not in loc:
        return ()
    end = loc.index("quand") + 1
    ranks = [rank for rank, part in enumerate(loc[end : end + 2]) if isinstance(part, int)]
    return loc[: end + ranks[0] + 1] if ranks else loc[:end]


def _without_other_ways(details: Sequence[Any], root: Node) -> list[Any]:
    told: dict[Place, list[Any]] = {}
    for detail in details:
        told.setdefault(locate(root, detail["loc"]), []).append(detail)
    kept = []
    for together in told.values():
        others = [one for one in together if one["type"] not in _KEYS_EXPECTED]
        written = [one for one in others if not isinstance(one["input"], dict | list)]
        kept += written if len(written) < len(together) and written else together
    return kept


def _of_one_moment(details: Sequence[Any], known: Callable[[Loc], Sequence[str]]) -> list[Any]:
    """Of its refusals: those of its period, else the misspelt keys, else the first wrong key."""
    of_period = [one for one in details if one["loc"][-1] == "chaque" and one["type"] != "missing"]
    if of_period:
        return of_period[:1]
    unknown = [one for one in details if one["type"] == "extra_forbidden"]
    misspelt = [one for one in unknown if _meant(one["loc"], known)]
    absent = [one for one in details if one["type"] == "missing"]
    return misspelt or unknown[:1] or absent[:1] or list(details)


def _misspelt(details: Sequence[Any], known: Callable[[Loc], Sequence[str]]) -> dict[Loc, set[str]]:
    """What the unknown keys of each part were probably meant to be."""
    meant: dict[Loc, set[str]] = {}
    for detail in details:
        loc: Loc = detail["loc"]
        if detail["type"] == "extra_forbidden" and (close := _meant(loc, known)):
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
    if told.hint.startswith("écrire {") and loc[-1] in ("chaque", "par"):
        return replace(told, hint=told.hint + _beside(root, loc, told.hint))
    node, _, _ = descend(root, loc)
    form = fitting(root, loc, whole=_keeps_every_key(detail, node, told))
    if form is None:
        return told
    of_a_value = detail["type"] in ("value_error", "literal_error") and isinstance(node, Scalar)
    otherwise = f" ; sinon, {told.hint}" if of_a_value else ""
    return replace(told, hint=form.remedy + otherwise)


def _beside(root: Node, loc: Loc, hint: str) -> str:
    """The other keys of the moment whose values the form of a rhythm has no place for."""
    node, _, _ = descend(root, loc[:-1])
    values = plain(node) if isinstance(node, Mapping) else {}
    others = {key: value for key, value in values.items() if key != loc[-1]}
    return "".join(f" ; « {key} » n'y a pas de place" for key in left_out(others, [hint]))


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
        if loc == ("durée",) and kind_of(detail["input"]) == "length":
            hint = f"écrire `durée: {{article: 1, prend effet: inconnu, pour: {detail['input']}}}`"
        hint = keys_meant(loc, detail["input"]) or hint
    elif "quand" not in loc:
        hint = value_meant(loc, detail["input"]) or hint
    return Problem(at, "R022", message, hint)


def _unknown_key(loc: Loc, root: Node, candidates: Sequence[str]) -> Problem:
    key = str(loc[-1])
    close = suggest(key, candidates)
    if loc[:1] == ("durée",) and key in _NOT_A_NOTICE:
        return Problem(key_place(root, loc), "R020", f"clé inconnue : « {key} »", _TERMINATION)
    value, _, _ = descend(root, loc)
    meant = key_meant(loc, plain(value)) if "quand" not in loc else None
    if meant:
        return Problem(key_place(root, loc), "R020", f"clé inconnue : « {key} »", meant)
    others = "clés permises : " + ", ".join(dict.fromkeys(candidates))
    hint = f"vouliez-vous dire « {close} » ?" if close else _FORMS if "quand" in loc else others
    if key in candidates:
        return Problem(
            key_place(root, loc),
            "R020",
            f"« {key} » ne va pas ici, ou pas avec les clés qui l'accompagnent",
            _ELSEWHERE.get(key, "voir les formes permises dans docs/langage.md"),
        )
    if loc == ("durée", "suspendu"):
        return Problem(
            key_place(root, loc), "R020", f"clé inconnue : « {key} »", _NO_STOP_OF_A_TERM
        )
    if " " in key and not close and isinstance(value, Scalar) and not value.value:
        hint = "une virgule a coupé le texte entre accolades : le mettre entre guillemets"
    return Problem(key_place(root, loc), "R020", f"clé inconnue : « {key} »", hint)


_ELSEWHERE = {
    "suspendu": "un délai qui court d'un jour s'arrête : « délai », « dans les », « passé », « au "
    "bout de », avec « après » ; une date ou un délai « avant » ne s'arrête pas",
    "prolongeable": "un délai compté d'un fait se prolonge : `délai: 2 mois, après: saisine, "
    "prolongeable: {de: 1 mois, fait: prolongation}`",
}
"""Where a key goes that is written beside others that leave it no place."""
_NO_STOP_OF_A_TERM = (
    "une durée ne s'arrête pas : écrire « suspendu » sous son préavis, sous « jusqu'à » ou « de "
    "plein droit », ou en tête du fichier pour les délais ; la nouvelle fin se dit par un avenant "
    "(« terme »)"
)
_NOT_A_NOTICE = ("résiliation", "resiliation")
_TERMINATION = (
    "dénoncer avant le terme ou à tout moment s'écrit « préavis: {délai: …} » ; résilier pour une "
    "faute, ou après une mise en demeure, est une obligation sous « obligations »"
)
_FORMS = (
    "voir « Je lis, j'écris » dans docs/langage.md : {au plus tard: 2026-06-30}, {chaque: année, "
    "au plus tard: 31 mars N+1}, {délai: 3 mois, après: FAIT}, {au moins: 1, par: semestre}, {dès: "
    "FAIT}, {question: …}, permanent…"
)


def _missing_key(loc: Loc, root: Node) -> Problem:
    parent, key, _ = descend(root, loc[:-1])
    at = key.at if key else _first_place(parent)
    return Problem(at, "R021", f"il manque « {loc[-1]} »", _how_to_add(loc, root))


def _how_to_add(loc: Loc, root: Node) -> str:
    """A line to add where it invents nothing; else what must be read in the text."""
    key = str(loc[-1])
    if other := needed(loc):
        return other
    if key == "réponse" and "obligations" in loc:
        names = names_of(child_of(root, "faits"))
        answers = [name for plain_name, name in names.items() if _ANSWER.search(plain_name)]
        name = next(iter(answers), "reponse")
        return f"nommer le fait qui est la réponse : ajouter `réponse: {name}` dans cette partie"
    if key in _READ_IN_THE_TEXT:
        return f"{_READ_IN_THE_TEXT[key]}, selon le texte ; ne rien supposer s'il se tait"
    return f"ajouter `{key}: {_SAMPLES.get(key, '…')}` dans cette partie"


_ANSWER = re.compile(r"\b(?:reponse|decision|avis|notification|accord|refus)\b")
_READ_IN_THE_TEXT = {
    "délai": "ajouter « délai: … » : une durée (3 mois, 15 jours)",
    "demande": "ajouter « demande: … » : combien de temps avant le terme elle se fait (3 mois)",
    "vaut": "ajouter « vaut: accord » ou « vaut: refus »",
    "montant": "ajouter « montant: … € »",
    "du": "ajouter « du: … » : le premier jour (1er janvier 2025)",
    "le": "ajouter « le: … » : le jour (1er janvier 2025)",
    "de": "ajouter « de: … » : la durée ajoutée (1 an)",
}
"""What nothing may stand for: whoever writes it reads it in the paper."""
_SAMPLES = {
    "titre": "Titre à écrire",
    "article": '"1"',
    "citation": "les mots du texte",
    "par": "comité",
    "quand": '{question: "À quelle date ?"}',
    "prend effet": "inconnu",
    "mode": "inconnu",
    "parce que": "la raison",
    "sur": "ce qui diffère",
    "code": "R132",
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
    permitted = permitted_words(str(detail["ctx"]["expected"]))
    word = detail["input"]
    message = f"« {word} » n'est pas permis ici" if isinstance(word, str) else "valeur non permise"
    close = suggest(word, permitted) if isinstance(word, str) else None
    return message, f"vouliez-vous dire « {close} » ?" if close else "permis : " + ", ".join(
        permitted
    )


def permitted_words(expected: str) -> list[str]:
    """The words of ``'à terme échu' or 'd'avance'``, each within its own quotation marks."""
    return [word[1:-1] for word in re.split(r"(?<=['\"])(?:, | or )(?=['\"])", expected)]


def _instead(value: Any) -> str:
    if isinstance(value, dict):
        return "des clés sont écrites ici : ôter les deux-points ou le retrait"
    if isinstance(value, list):
        return "une liste est écrite ici : ôter les tirets ou les crochets"
    if value is None:
        return "rien n'est écrit ici : compléter, ou ôter la clé"
    return f"« {str(value)[:40]} » est écrit ici : vérifier le retrait et la forme"
