"""The keys a file may write at a given place, read off the models themselves."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from scheduler.rulebook.written import Written


def known_keys(model: type[Written], loc: Sequence[str | int]) -> list[str]:
    """The French keys permitted at the path ``loc``; parts that are no key are passed over."""
    models = {model}
    for part in loc:
        inner = {
            found
            for one in models
            for field in one.model_fields.values()
            if field.alias == part or (field.alias is None and part in one.model_fields)
            for found in _models_in(field.annotation, field.metadata)
        }
        models = inner or models
    return sorted(field.alias or name for one in models for name, field in one.model_fields.items())


def _models_in(annotation: Any, metadata: Sequence[Any] = ()) -> Iterator[type[Written]]:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
