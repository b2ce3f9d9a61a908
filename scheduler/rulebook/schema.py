"""The JSON Schema of the files, for editors' completion and inline help (draft 2020-12)."""

from typing import Any

from scheduler.rulebook.calendar_file import CalendarFile
from scheduler.rulebook.directory_file import DirectoryFile
from scheduler.rulebook.help import HELP
from scheduler.rulebook.rule_file import RuleFile
from scheduler.rulebook.schema_words import with_other_words
from scheduler.rulebook.written import Written

DRAFT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, tuple[type[Written], str]] = {
    "rules": (RuleFile, "Fichier de règles d'une convention"),
    "calendar": (CalendarFile, "Calendrier d'une collectivité"),
    "directory": (DirectoryFile, "Annuaire des rôles"),
}
_OURS = ("title", "default")
"""What pydantic adds and no editor needs."""


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, each key with its line of help; KeyError if unknown.

    It is at least as wide as the loader, words in lower case: what the loader accepts is valid,
    and unknown or missing keys are not.
    """
    model, title = KINDS[kind]
    made = model.model_json_schema(by_alias=True)
    parts = {name: _part(part) for name, part in made.pop("$defs", {}).items()}
    whole = {**_part(made), "$defs": parts}
    if model is RuleFile:
        whole = with_other_words(whole)
    return {"$schema": DRAFT, "title": title, **whole}


def _part(of: dict[str, Any]) -> dict[str, Any]:
    """One mapping: its own words are the code's, its keys' are the jurist's."""
    kept = {key: _plain(value) for key, value in of.items() if key not in (*_OURS, "description")}
    for key, value in kept.get("properties", {}).items():
        kept["properties"][key] = {"description": HELP[key], **value}
    return kept


def _plain(value: Any) -> Any:
    """Without what pydantic adds; "one of" as "any of", since forms may overlap; no null."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "properties" in value:
        return _part(value)
    choices = [one for one in value.get("anyOf", []) if one != {"type": "null"}]
    if len(choices) == 1:
        return _plain({**{key: one for key, one in value.items() if key != "anyOf"}, **choices[0]})
    dropped = (*_OURS, "discriminator")
    found = {key: _plain(one) for key, one in value.items() if key not in dropped}
    if "oneOf" in found:
        found["anyOf"] = found.pop("oneOf")
    if choices:
        found["anyOf"] = [_plain(one) for one in choices]
    return found
