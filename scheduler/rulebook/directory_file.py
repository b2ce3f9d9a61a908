"""The directory file ``annuaire.yaml``: who holds each role, and when."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from scheduler.addresses import is_plain
from scheduler.deadlines.french import short
from scheduler.rulebook.directory import Absence, Directory, Holder, Person, Role
from scheduler.rulebook.readers import Reject
from scheduler.rulebook.scalars import Day, Slug, Text, YesNo
from scheduler.rulebook.written import Written, as_list


def _address(text: str) -> str:
    if not is_plain(text):
        raise Reject(
            f"« {text} » n'est pas une adresse de messagerie",
            "une seule adresse, sans accent ni espace : prenom.nom@commune.fr",
        )
    return text


Address = Annotated[Text, AfterValidator(_address)]


class AbsenceText(Written):
    """One entry of ``absences``, both days included."""

    since: Day = Field(alias="du")
    until: Day = Field(alias="au")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise Reject(
                "cette absence finit avant de commencer",
                "vérifier « du » et « au », tous deux inclus",
            )
        return self


Absences = Annotated[
    list[AbsenceText],
    BeforeValidator(as_list, json_schema_input_type=AbsenceText | list[AbsenceText]),
]


class AssistantText(Written):
    """``assistant``: who may act for the holder."""

    name: Text = Field(alias="nom")
    address: Address = Field(alias="adresse")


class HolderText(Written):
    """One entry of ``titulaires``."""

    name: Text = Field(alias="nom")
    address: Address = Field(alias="adresse")
    greeting: Text | None = Field(None, alias="formule")
    language: Literal["fr", "en"] = Field("fr", alias="langue")
    since: Day | None = Field(None, alias="du")
    until: Day | None = Field(None, alias="au")
    absences: Absences = Field(default=[])
    assistant: AssistantText | None = None
    invited: YesNo = Field(False, alias="agenda")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise Reject("ce titulaire part avant d'arriver", "vérifier « du » et « au »")
        first, last = self.since or date.min, self.until or date.max
        for one in self.absences:
            if not first <= one.since <= one.until <= last:
                raise Reject(
                    f"l'absence du {short(one.since)} au {short(one.until)} sort des dates du "
                    "titulaire",
                    "vérifier ses « du » et « au », ou ceux de l'absence",
                )
        return self


class RoleText(Written):
    """One entry of ``rôles``."""

    title: Text = Field(alias="titre")
    holders: list[HolderText] = Field(alias="titulaires")
    deputy: Slug | None = Field(None, alias="suppléance")
    superior: Slug | None = Field(None, alias="hiérarchie")
    elected: YesNo = Field(False, alias="élu")


class DirectoryFile(Written):
    """A whole directory file."""

    manager: Slug | None = Field(None, alias="gestionnaire")
    roles: dict[Slug, RoleText] = Field(alias="rôles")


def to_directory(file: DirectoryFile) -> Directory:
    """The directory a valid file describes."""
    roles = {name: _role(name, role) for name, role in file.roles.items()}
    return Directory(roles=roles, manager=file.manager, present=True)


def _role(name: str, role: RoleText) -> Role:
    holders = tuple(_holder(one) for one in role.holders)
    return Role(name, role.title, holders, role.deputy, role.superior, role.elected)


def _holder(one: HolderText) -> Holder:
    assistant = one.assistant
    return Holder(
        Person(one.name, one.address, one.greeting or "", one.language, one.invited),
        one.since,
        one.until,
        tuple(Absence(away.since, away.until) for away in one.absences),
        Person(assistant.name, assistant.address) if assistant else None,
    )
