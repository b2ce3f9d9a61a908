"""The keys of a moment with their values, as the rewritings of what a jurist wrote pass them on."""

from dataclasses import replace

from scheduler.rulebook.yaml_nodes import Node, Scalar

Entry = tuple[Scalar, Node]


def keys_of(entries: list[Entry]) -> set[str]:
    """The keys that are written."""
    return {key.value or "" for key, _ in entries}


def named(key: Scalar, name: str) -> Scalar:
    """Another key in the place of one that was written."""
    return replace(key, value=name)


def text_of(value: Node) -> str:
    """What a plain value says; nothing of any other."""
    return value.value or "" if isinstance(value, Scalar) else ""


def value_under(entries: list[Entry], name: str) -> str | None:
    """What a plain value says under that key; None where the key is not written."""
    return next((text_of(value) for key, value in entries if key.value == name), None)
