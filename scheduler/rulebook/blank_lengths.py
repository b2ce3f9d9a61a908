"""A length that the paper leaves blank, in a moment: a question, and what it is counted from."""

from collections.abc import Mapping
from typing import Any

from scheduler.rulebook.readers import UNSAID

_LENGTHS = {
    "délai": "le délai",
    "dans les": "le délai",
    "passé": "le délai",
    "au bout de": "la durée",
}
_SIDES = ("après", "avant")


def asked_of_a_blank(value: Any) -> Any:
    """An obligation whose ``quand`` has ``inconnu`` for its length, as one that asks for it.

    What comes after something is open from then on, and asks; what comes before is only asked,
    since nothing says when it would be too late. Any other obligation is left as it is.
    """
    moment = value.get("quand") if isinstance(value, Mapping) else None
    if not isinstance(moment, Mapping):
        return value
    key = next((key for key in _LENGTHS if moment.get(key) == UNSAID), None)
    sides = [side for side in _SIDES if side in moment]
    if key is None or len(sides) != 1 or set(moment) != {key, sides[0]}:
        return value
    anchor = moment[sides[0]]
    named = anchor if isinstance(anchor, str) else "ce moment"
    text = f"Quel est {_LENGTHS[key]} {sides[0]} « {named} » ? (le texte laisse la durée en blanc)"
    text = text.replace("Quel est la", "Quelle est la")
    if sides[0] == "avant":
        return {**value, "quand": {"question": text}}
    others = value.get("questions", [])
    asks = others if isinstance(others, list) else [others]
    return {**value, "quand": {"du": anchor}, "questions": [*asks, text]}
