"""The directory file ``annuaire.yaml``: who holds each role, and when."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from scheduler.addresses import is_plain
from scheduler.rulebook.directory import Directory, Holder, Person, Role
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import Day, Slug, Text
from scheduler.rulebook.written import Written


def _address(text: str) -> str:
    if not is_plain(text):
        raise Reject(
            f"« {text} » n'est pas une adresse de messagerie",
            "une seule adresse, sans accent ni espace : prenom.nom@commune.fr",
        )
    return text


class HolderText(Written):
    """One entry of ``titulaires``."""

    name: Text = Field(alias="nom")
    address: Annotated[Text, AfterValidator(_address)] = Field(alias="adresse")
    greeting: Text | None = Field(None, alias="formule")
    language: Literal["fr", "en"] = Field("fr", alias="langue")
    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise Reject("ce titulaire part avant d'arriver", "vérifier « du » et « au »")
        return self


class RoleText(Written):
    """One entry of ``rôles``."""

    title: Text = Field(alias="titre")
    holders: list[HolderText] = Field(alias="titulaires")
    deputy: Slug | None = Field(None, alias="suppléance")
    superior: Slug | None = Field(None, alias="hiérarchie")


class DirectoryFile(Written):
    """A whole directory file."""

    manager: Slug | None = Field(None, alias="gestionnaire")
    roles: dict[Slug, RoleText] = Field(alias="rôles")


def to_directory(file: DirectoryFile) -> Directory:
    """The directory a valid file describes."""
    roles = {name: _role(name, role) for name, role in file.roles.items()}
    return Directory(roles=roles, manager=file.manager, present=True)


def _role(name: str, role: RoleText) -> Role:
    holders = tuple(
        Holder(
            Person(one.name, one.address, one.greeting or "", one.language), one.since, one.until
        )
        for one in role.holders
    )
    return Role(name, role.title, holders, role.deputy, role.superior)
