"""``prend effet`` as the language writes it: a fact, a date, a delay, a day told from a fact."""

import re
from dataclasses import replace

from scheduler.deadlines.rounding import WORDS as ROUNDINGS
from scheduler.rulebook.also_written import EFFECT
from scheduler.rulebook.plain_names import spelling
from scheduler.rulebook.readers import is_length
from scheduler.rulebook.rewriting_moments import Names, is_date, point, with_keys
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence

UNKNOWN_EFFECT = "prise-d-effet"
UNKNOWN_WORDS = ("inconnu", "inconnue", "a definir")
_LENGTHS = ("délai", "passé", "au bout de")
_SEVERAL = ("au dernier de", "au premier de")
_DELAY = re.compile(r"(?:dans un délai de )?(?P<length>.+?) (?:après|suivant) (?P<fact>.+)")
_PLACE = re.compile(
    r"(?:le |au )?(?:1er|premier)(?: jour)? (?P<place>(?:du (?:mois|trimestre|semestre)|janvier) "
    r"(?:civil )?(?:suivant|qui suit))(?: (?P<fact>.+))?"
)
_MORROW = re.compile(r"(?:le |au |dès le )?lendemain de (?P<fact>.+)")


def fact_named(text: str, names: Names) -> str:
    """The fact that the words name; the words themselves where they name none."""
    name = point(text, names)
    return name if name in names.values() else text


def effect_rewritten(node: Node, names: Names) -> Node:
    """``prend effet: la signature``, ``quinze jours après la notification``, or its keys."""
    if isinstance(node, Scalar) and node.value:
        return _of_words(node, node.value, names)
    node = with_keys(node, EFFECT)
    if not isinstance(node, Mapping):
        return node
    keys = {key.value for key, _ in node.entries}
    entries = [_entry(key, value, keys, names) for key, value in node.entries]
    placed = _placed(entries, keys)
    return replace(node, entries=tuple(placed))


def _of_words(node: Scalar, text: str, names: Names) -> Node:
    """What stands alone: a fact, a date, or words that tell a day from a fact."""
    if spelling(text) in UNKNOWN_WORDS and UNKNOWN_EFFECT in names.values():
        return replace(node, value=UNKNOWN_EFFECT)
    if is_date(text) or fact_named(text, names) in names.values():
        return replace(node, value=fact_named(text, names))
    words = " ".join(text.replace("’", "'").split())
    delay, place, morrow = (form.fullmatch(words) for form in (_DELAY, _PLACE, _MORROW))
    if delay and is_length(delay["length"]):
        return _keys(node, {"délai": delay["length"], "après": fact_named(delay["fact"], names)})
    if place and place["fact"]:
        return _keys(node, {"à": fact_named(place["fact"], names), "report": _rounding(place)})
    if morrow:
        return _keys(node, {"passé": "0 jour", "après": fact_named(morrow["fact"], names)})
    return node


def _keys(node: Scalar, values: dict[str, str]) -> Mapping:
    """Keys with their values, at the place of the words that said them."""
    return Mapping(
        tuple((Scalar(key, node.at), Scalar(value, node.at)) for key, value in values.items()),
        node.at,
    )


def _rounding(place: re.Match[str]) -> str:
    """``1er du mois suivant``, as a report is written."""
    return f"1er {place['place'].replace('qui suit', 'suivant').replace('civil ', '')}"


def _entry(key: Scalar, value: Node, keys: set[str | None], names: Names) -> tuple[Scalar, Node]:
    """One key with its value: the days under it, the fact or the date that it names."""
    if key.value in _SEVERAL and isinstance(value, Sequence):
        return key, replace(
            value, items=tuple(effect_rewritten(item, names) for item in value.items)
        )
    if not isinstance(value, Scalar) or not value.value:
        return key, value
    if key.value in ("après", "avant"):
        return key, replace(value, value=fact_named(value.value, names))
    if key.value == "à" and keys & set(_LENGTHS):
        return replace(key, value="après"), replace(value, value=fact_named(value.value, names))
    if key.value == "à" and is_date(value.value):
        return replace(key, value="le"), value
    named = fact_named(value.value, names)
    if key.value == "le" and named in names.values():
        return replace(key, value="à"), replace(value, value=named)
    return key, replace(value, value=named) if key.value == "à" else value


def _placed(entries: list[tuple[Scalar, Node]], keys: set[str | None]) -> list[tuple[Scalar, Node]]:
    """``le: 1er du mois suivant, après: signature`` as the fact and where its day goes."""
    if "après" not in keys or keys & set(_LENGTHS):
        return entries
    moved = {"le": "report", "après": "à"}
    written = {key.value: value for key, value in entries}
    day = written.get("le")
    place = _PLACE.fullmatch(day.value) if isinstance(day, Scalar) and day.value else None
    if place is None or _rounding(place) not in ROUNDINGS.values() or not isinstance(day, Scalar):
        return entries
    values = {"le": replace(day, value=_rounding(place))}
    return [
        (
            replace(key, value=moved.get(key.value or "", key.value)),
            values.get(key.value or "", value),
        )
        for key, value in entries
    ]
