"""The other words of a rule file in its JSON Schema: valid, and not proposed by an editor."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.deadlines.french import WEEKDAYS
from scheduler.rulebook.also_written import (
    CAPS,
    CIVIL_SPANS,
    CLAUSE,
    EFFECT,
    EVERY,
    FACT,
    FILE,
    MOMENT,
    NO,
    NOTICE,
    PENALTY,
    PERMANENT,
    RENEWAL,
    RHYTHM_KEYS,
    SPANS,
    TERM,
    AlsoWritten,
)
from scheduler.rulebook.rewriting_days import BESIDE, WITHIN

_PARTS: Mapping[str, AlsoWritten] = {
    "TermText": TERM,
    "EffectText": EFFECT,
    "RenewalText": RENEWAL,
    "NoticeText": NOTICE,
    "ClauseText": CLAUSE,
    "PenaltyText": PENALTY,
    "EventText": FACT,
}
_RENEWED = (
    *("renouvelable", "reconductible", "tacite reconduction", "reconduction tacite"),
    *("reconduction expresse", "résiliation", *CAPS),
)
_LETTERS = {"a": "aàâ", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oô", "u": "uùûü", "'": "'’"}
_AS_WRITTEN = ["string", "integer", "number"]
_TEXT = {"type": _AS_WRITTEN}
_FACTS = (
    *("dès", "après", "avant", "à", "pour", "au plus tard", "du", "au", "de", "à compter de"),
    *("depuis", "jusqu'au"),
)
"""Keys under which a fact may be named by its title, or with its article."""
_WEEKDAYS = tuple(f"{day}s" for day in WEEKDAYS)
_TOGETHER = (
    *(("délai", other) for other in ("dès", "depuis", "de", "à compter de")),
    *((count, "chaque") for count in ("au moins", "exactement", "au plus")),
    ("chaque", "payable"),
    ("chaque", "dans les"),
    *((count, day) for count in ("au moins", "exactement") for day in ("en", "du")),
    *((key,) for key in ("le", "échéance", "jusqu'au", "à compter de", "seulement")),
)
"""Keys of the language that mean something together, and are put otherwise."""


def with_other_words(made: dict[str, Any]) -> dict[str, Any]:
    """The schema of rule files widened by what may also be written, its parts in place."""
    parts = made["$defs"]
    for name, words in _PARTS.items():
        parts[name] = _part(parts[name], words)
    amounts = [word for word, meant in PENALTY.keys.items() if meant == "montant"]
    parts["PenaltyText"]["allOf"] = [_has_one(amounts)]
    term = parts["TermText"]["properties"]
    term["reconduction"] = _or(term["reconduction"], _words([*RENEWAL.values["mode"], *NO]))
    made["properties"]["faits"] = _or(
        made["properties"]["faits"],
        {"anyOf": [{"type": "array"}, {"additionalProperties": _fact(), "type": "object"}]},
    )
    for key in ("silence", "réponse"):
        extension = parts["ExtensionText"]["properties"]
        extension[key] = _or(extension[key], _TEXT)
    clause = parts["ClauseText"]["properties"]
    clause["pénalité"] = _or(clause["pénalité"], _TEXT)
    clause["pièces"] = _or(clause["pièces"], {"type": "array", "items": _TEXT})
    clause["si"] = _or(clause["si"], _TEXT)
    term["préavis"] = _or(term["préavis"], _TEXT)
    term["plafond"] = _or(term["plafond"], _TEXT)
    term["prend effet"] = _or(term["prend effet"], _TEXT)
    term["fin"] = _or(term["fin"], _DATE)
    parts["TermText"]["patternProperties"] |= {_pattern(_RENEWED): {}}
    parts["CapText"]["patternProperties"] = {_pattern(CAPS): {}}
    parts["RenewalText"]["patternProperties"] |= {_pattern(RENEWAL.values["mode"]): {}}
    parts["RenewalText"]["allOf"] = [
        _has_one(["mode", *RENEWAL.keys, *RENEWAL.values["mode"]]),
    ]
    parts["NoticeText"]["patternProperties"] |= {_pattern(["avant", "avant le"]): {}}
    for name, part in parts.items():
        if name.endswith("Timing"):
            _moment(part)
    parts["AlsoWritten"] = _other_moments(parts)
    whole = _with_other_moments(made)
    assert isinstance(whole, dict)
    return _part(whole, FILE)


def _fact() -> dict[str, Any]:
    """A fact told by its keys, or by its date or its title alone."""
    keys = {"$ref": "#/$defs/EventText"}
    return {"anyOf": [keys, {"type": [*_AS_WRITTEN, "null"]}]}


def _part(part: dict[str, Any], words: AlsoWritten) -> dict[str, Any]:
    """One mapping: its keys by their other names too, and the other words of their values."""
    required = list(part.get("required", ()))
    named = {
        key: [other for other, meant in words.keys.items() if meant == key] for key in required
    }
    properties = {
        key: _or(value, _words(words.values[key])) if key in words.values else value
        for key, value in part["properties"].items()
    }
    widened = {
        **part,
        "properties": properties,
        "patternProperties": {_pattern(words.keys): {}},
        "required": [key for key in required if not named[key]],
    }
    some = [_has_one([key, *others]) for key, others in named.items() if others]
    return {**widened, "allOf": some} if some else widened


def _moment(part: dict[str, Any]) -> None:
    """Other words for the periods and the facts of one form, in place."""
    for key, value in part["properties"].items():
        if key in ("chaque", "par"):
            part["properties"][key] = _or(value, _words([*SPANS, *CIVIL_SPANS]))
        elif key in _FACTS:
            value.pop("pattern", None)
            for choice in value.get("anyOf", ()):
                choice.pop("pattern", None)


def _other_moments(parts: Mapping[str, Any]) -> dict[str, Any]:
    """A moment with at least one key in other words, or keys that are put otherwise together."""
    known = {
        key for name, part in parts.items() if name.endswith("Timing") for key in part["properties"]
    }
    others = [*MOMENT.keys, *EVERY, *RHYTHM_KEYS, "permanent"]
    a_length = r"^.*\d.* (avant|après)( le| la)?$"
    beside = rf"^(?:{BESIDE.pattern}|{_unnamed(WITHIN.pattern)})$"
    patterns = (_pattern([*known, *others]), a_length, beside)
    names = {"anyOf": [{"pattern": pattern} for pattern in patterns]}
    own = [word for word in others if word not in known]
    return {
        "type": "object",
        "propertyNames": names,
        "anyOf": [
            _has_one(own),
            {"not": {"propertyNames": {"not": {"pattern": a_length}}}},
            {"not": {"propertyNames": {"not": {"pattern": beside}}}},
            *({"required": list(keys)} for keys in _TOGETHER),
            *(
                {"required": [key], "properties": {key: {"type": "array"}}}
                for key in ("le", "en", "au plus tard", "avant", "pour")
            ),
            {"required": ["sauf"], "properties": {"sauf": {"type": ["string", "array"]}}},
            *(
                {"required": [key], "properties": {key: _words([*WEEKDAYS, *_WEEKDAYS])}}
                for key in ("chaque", "tous les")
            ),
        ],
    }


def _unnamed(pattern: str) -> str:
    """The pattern without the names of its groups, which JSON Schema's dialect writes otherwise."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _with_other_moments(node: Any) -> Any:
    if isinstance(node, list):
        listed = [_with_other_moments(item) for item in node]
        if {"$ref": "#/$defs/YearlyTiming"} in listed:
            listed += [{"$ref": "#/$defs/AlsoWritten"}, _words(PERMANENT), _DATE]
        return listed
    if isinstance(node, dict):
        return {key: _with_other_moments(value) for key, value in node.items()}
    return node


_DATE = {"type": "string", "pattern": r"^(le )?(\d{4}|\d{1,2}|1er)[-/. ].*\d$"}
"""A date that stands alone for a moment."""


def _or(schema: Any, other: Mapping[str, Any]) -> dict[str, Any]:
    description = {key: schema[key] for key in ("description",) if key in schema}
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {**description, "anyOf": [rest, dict(other)]}


def _words(words: Iterable[str]) -> dict[str, Any]:
    return {"type": _AS_WRITTEN, "pattern": _pattern(words)}


def _has_one(words: Iterable[str]) -> dict[str, Any]:
    """At least one key is one of these words."""
    return {"not": {"propertyNames": {"not": {"pattern": _pattern(words)}}}}


def _pattern(words: Iterable[str]) -> str:
    """One of the words, with accents or without."""
    return "^(" + "|".join(sorted({_accented(word) for word in words})) + ")$"


def _accented(word: str) -> str:
    spelt = "".join(
        f"[{_LETTERS[bare]}]" if (bare := _BARE.get(letter, letter)) in _LETTERS else bare
        for letter in word
    )
    return spelt.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")


_BARE = {letter: bare for bare, letters in _LETTERS.items() for letter in letters}
