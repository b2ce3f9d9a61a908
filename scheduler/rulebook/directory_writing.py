"""A directory as the text of ``annuaire.yaml``: in order, and only what is not the default."""

import sys
from typing import Any

import yaml

from scheduler.rulebook.directory import Directory, Holder, Role

_NOTHING = ("", "~", "null")
"""What a reader takes for no value where it stands without quotes."""


class _Dumper(yaml.SafeDumper):
    """Writes every value as the text it is, dates and numbers too, lists being indented."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """One level more, under a key as well."""
        del indentless
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if text in _NOTHING else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def to_yaml(directory: Directory) -> str:
    """The file that reads back as this directory."""
    manager = {"gestionnaire": directory.manager} if directory.manager else {}
    roles = {role.id: _role(role) for role in directory.roles.values()}
    document = {**manager, "rôles": roles}
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=sys.maxsize
    )


def _role(role: Role) -> dict[str, Any]:
    return _said(
        {
            "titre": role.title,
            "élu": role.elected,
            "titulaires": [_holder(one) for one in role.holders],
            "suppléance": role.deputy,
            "hiérarchie": role.superior,
        }
    )


def _holder(holder: Holder) -> dict[str, Any]:
    person, assistant = holder.person, holder.assistant
    absences = [{"du": str(one.since), "au": str(one.until)} for one in holder.absences]
    return _said(
        {
            "nom": person.name,
            "adresse": person.address,
            "formule": person.greeting,
            "langue": person.language if person.language != "fr" else None,
            "du": holder.since and str(holder.since),
            "au": holder.until and str(holder.until),
            "absences": absences or None,
            "assistant": assistant and {"nom": assistant.name, "adresse": assistant.address},
            "agenda": person.invited,
        }
    )


def _said(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys that say something: ``oui`` for what is so."""
    words = {key: "oui" if value is True else value for key, value in keys.items()}
    return {key: value for key, value in words.items() if value or value == []}
