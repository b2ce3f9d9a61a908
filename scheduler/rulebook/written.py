"""What every part of a file shares: strict mappings, lists of one, one key among several."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from scheduler.deadlines.agreement import Citation, Source
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import Text

Locate = Callable[[tuple[str | int, ...]], Source]
"""The line of a path of keys."""


class Written(BaseModel):
    """A mapping of the file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def as_list(value: Any) -> Any:
    """One value stands for a list of one."""
    return value if isinstance(value, list) else [value]


Names = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=Text | list[Text])]
"""One name, or several."""


def one_of(keys: Mapping[str, object]) -> None:
    """Exactly one of the keys must be written."""
    written = [key for key, value in keys.items() if value is not None]
    if len(written) != 1:
        names = ", ".join(f"« {key} »" for key in keys)
        found = "aucune" if not written else " et ".join(f"« {key} »" for key in written)
        raise Reject(f"il faut une seule des clés {names} (ici : {found})", "garder celle du texte")


def days_by_key(written: Written) -> dict[str, date]:
    """The dates among its values, by the French key of each."""
    return {
        str(field.alias): value
        for name, field in type(written).model_fields.items()
        if isinstance(value := getattr(written, name), date)
    }


Example = TypeVar("Example", bound=Written)


def expects_something(example: Example, does: bool) -> Example:
    """The example, refused where it expects no date, or dates and none at once."""
    if not does:
        raise Reject(
            "l'exemple n'attend rien, ou une chose et son contraire",
            "écrire la date attendue, par exemple échéance: 2027-02-15",
        )
    return example


def citation(article: str, quote: str | None, source: Source) -> Citation:
    """The words a rule rests on; none where the file quotes nothing."""
    return Citation(article, quote or "", source)
