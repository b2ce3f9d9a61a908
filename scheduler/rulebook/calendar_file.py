"""A calendar file: which days and hours one authority works."""

import unicodedata
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from scheduler.deadlines.business_days import (
    ALSACE_MOSELLE,
    SHORTEST_NOTICE,
    ZONES,
    Calendar,
    DecidingBody,
)
from scheduler.deadlines.period import Length, Period
from scheduler.rulebook.readers import Reject, read_hour
from scheduler.rulebook.scalars import Day, DelayText, Hour, LengthText, Slug, Text, Weekday, YesNo
from scheduler.rulebook.written import Written, as_list

MAX_CLOSURE_DAYS = 366


def _unaccented(name: str) -> str:
    """The name in lower case and without its accents: ``Saint-Barthélemy`` has two spellings."""
    return unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode("ascii")


def _zone(name: str) -> str:
    for zone in ZONES:
        if _unaccented(zone) == _unaccented(name):
            return str(zone)
    raise Reject(f"zone de jours fériés inconnue : « {name} »", "l'une de : " + ", ".join(ZONES))


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Reject(f"fuseau horaire inconnu : « {name} »", "par exemple Europe/Paris") from None
    return name


def _days(value: Any) -> Any:
    return [] if value == "aucun" else value


def _clear_days(length: Length) -> Length:
    if length.unit != "day" or length.kind != "calendar" or length.more:
        raise Reject("une convocation se compte en jours", "par exemple 3 jours francs")
    return length


def _days_alone(length: Length) -> Length:
    if length.unit != "day" or length.more:
        raise Reject("la transmission se compte en jours", "par exemple 3 jours, ou 0 jour")
    return length


class ClosureText(Written):
    """One entry of ``fermetures`` or ``vacances scolaires``, both days included."""

    start: Day = Field(alias="du")
    end: Day = Field(alias="au")
    reason: Text = Field(alias="motif")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.end - self.start).days < MAX_CLOSURE_DAYS:
            raise Reject("cette période finit avant de commencer, ou dure plus d'un an", "vérifier")
        return self


class HoursText(Written):
    """``heures``: when messages may leave."""

    opens: Hour = Field(alias="de")
    closes: Hour = Field(alias="à")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise Reject(
                "l'heure de fin précède l'heure de début", "par exemple de: 8:00, à: 18:00"
            )
        return self


class VacancyText(Written):
    """One entry of ``vacance``: between an election and the installation, both days included."""

    start: Day = Field(alias="du")
    end: Day = Field(alias="au")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.end - self.start).days < MAX_CLOSURE_DAYS:
            raise Reject(
                "la vacance finit avant de commencer, ou dure plus d'un an",
                "écrire du: le jour de l'élection, au: la veille de l'installation",
            )
        return self


class DelegationText(Written):
    """``délégation``: who may decide without the body, and whether no session is then needed."""

    to: Text = Field(alias="à")
    alone: YesNo = Field(False, alias="sans séance")


def _delegation(value: Any) -> Any:
    """``le maire`` alone stands for ``{à: le maire}``."""
    return value if isinstance(value, dict) else {"à": value}


class BodyText(Written):
    """One entry of ``séances``: who decides, its sessions, how its members are convened."""

    title: Text = Field(alias="titre")
    convened: Annotated[LengthText, AfterValidator(_clear_days)] | None = Field(
        None, alias="convocation"
    )
    transmission: Annotated[DelayText, AfterValidator(_days_alone)] | None = None
    second: Annotated[LengthText, AfterValidator(_clear_days)] | None = Field(
        None, alias="seconde convocation"
    )
    urgent: Annotated[LengthText, AfterValidator(_clear_days)] | None = Field(None, alias="urgence")
    delegation: Annotated[
        DelegationText | None,
        BeforeValidator(_delegation, json_schema_input_type=Text | DelegationText),
    ] = Field(None, alias="délégation")
    vacancies: Annotated[
        list[VacancyText],
        BeforeValidator(as_list, json_schema_input_type=VacancyText | list[VacancyText]),
    ] = Field(default=[], alias="vacance")
    sessions: list[Day] = Field(default=[], alias="dates")


Weekend = Annotated[
    list[Weekday],
    BeforeValidator(_days, json_schema_input_type=Literal["aucun"] | list[Weekday]),
]


class CalendarFile(Written):
    """A whole calendar file."""

    id: Slug = Field(alias="calendrier")
    title: Text = Field(alias="titre")
    zone: Annotated[Text, AfterValidator(_zone)]
    time_zone: Annotated[Text, AfterValidator(_time_zone)] = Field("Europe/Paris", alias="fuseau")
    good_friday: YesNo = Field(True, alias="vendredi saint")
    weekend: Weekend = Field([5, 6], alias="week-end")
    closures: list[ClosureText] = Field(default=[], alias="fermetures")
    hours: HoursText = Field(
        HoursText.model_construct(opens=read_hour("8:00"), closes=read_hour("18:00")),
        alias="heures",
    )
    bodies: dict[Slug, BodyText] = Field(default={}, alias="séances")
    school_holidays: list[ClosureText] = Field(default=[], alias="vacances scolaires")
    keeper: Slug | None = Field(None, alias="tenu par")

    @model_validator(mode="after")
    def _some_day_is_worked(self) -> Self:
        if len(set(self.weekend)) > 6:
            raise Reject("le week-end couvre toute la semaine", "laisser au moins un jour ouvré")
        if "good_friday" in self.model_fields_set and self.zone != ALSACE_MOSELLE:
            raise Reject(
                "« vendredi saint » ne se dit que de l'Alsace-Moselle, où il dépend de la commune",
                "ôter « vendredi saint », ou écrire zone: Alsace-Moselle",
            )
        return self


def to_calendar(file: CalendarFile) -> Calendar:
    """The calendar a valid file describes."""
    return Calendar(
        name=file.id,
        title=file.title,
        zone=file.zone,
        time_zone=file.time_zone,
        weekend=frozenset(file.weekend),
        closures=tuple(Period(one.reason, one.start, one.end) for one in file.closures),
        opens_at=file.hours.opens,
        closes_at=file.hours.closes,
        good_friday=file.good_friday,
        bodies=tuple(_deciding_body(name, body) for name, body in file.bodies.items()),
        school_holidays=tuple(
            sorted(
                (Period(one.reason, one.start, one.end) for one in file.school_holidays),
                key=lambda holiday: holiday.start,
            )
        ),
        keeper=file.keeper,
    )


def _deciding_body(name: str, body: BodyText) -> DecidingBody:
    delegation = body.delegation
    return DecidingBody(
        name,
        body.title,
        tuple(sorted(set(body.sessions))),
        body.convened.number if body.convened else 0,
        transmission=body.transmission,
        second_days=body.second.number if body.second else None,
        vacancies=tuple(
            Period(body.title, vacancy.start, vacancy.end) for vacancy in body.vacancies
        ),
        delegate=delegation.to if delegation else "",
        delegated=delegation is not None and delegation.alone,
        urgent_days=body.urgent.number if body.urgent else SHORTEST_NOTICE,
    )
