"""Who hears for a role: in title or away, vacant, out of reach, elected; and who hears next."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.problems import render
from scheduler.rulebook.directory import (
    FALLBACK,
    FALLBACK_ADDRESS,
    Absence,
    Directory,
    Holder,
    Person,
    Role,
)
from scheduler.rulebook.hearing import reason
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from tests.service import ROOT

TOWN = """gestionnaire: conventions
rôles:
  directrice:
    titre: Directrice du CCAS
    titulaires:
      - nom: Camille
        adresse: Camille@ville.example
        au: 2026-12-31
        absences: [{du: 2026-08-01, au: 2026-08-23}, {du: 2026-08-24, au: 2026-08-31}]
        assistant: {nom: Inès, adresse: ines@ville.example}
        agenda: oui
      - {nom: Sacha, adresse: sacha@ville.example, du: 2027-02-01}
    suppléance: adjoint
    hiérarchie: dgs
  adjoint:
    titre: Adjoint de la directrice
    titulaires:
      - nom: Paul
        adresse: paul@ville.example
        absences: {du: 2026-08-10, au: 2026-08-12}
    suppléance: remplacant
  remplacant:
    titre: Remplaçant de l'adjoint
    titulaires: [{nom: Rémi, adresse: remi@ville.example}]
  vice-presidente:
    titre: Vice-présidente du CCAS
    élu: oui
    titulaires: [{nom: Odile, adresse: odile@ville.example}]
    hiérarchie: maire
  dgs:
    titre: Directeur général des services
    titulaires: [{nom: Driss, adresse: driss@ville.example}]
    hiérarchie: vice-presidente
  maire:
    titre: Maire
    élu: oui
    titulaires: [{nom: Maya, adresse: maya@ville.example}]
  conventions:
    titre: Chargé des conventions
    titulaires: [{nom: Noé, adresse: noe@ville.example}]
"""
ORDINARY, AWAY, BOTH_AWAY = date(2026, 7, 1), date(2026, 8, 2), date(2026, 8, 11)
VACANT = date(2027, 1, 10)


def book(folder: Path, text: str = TOWN, today: date | None = None) -> Rulebook:
    (folder / "annuaire.yaml").write_text(text, "utf-8")
    return load(Sources((), ROOT / "calendars", folder / "annuaire.yaml"), today)


@pytest.fixture
def town(tmp_path: Path) -> Directory:
    read = book(tmp_path)
    assert read.errors == ()
    return read.directory


def names(people: tuple[Person, ...]) -> list[str]:
    return [one.name for one in people]


@pytest.mark.parametrize(
    ("role", "day", "unreachable", "person", "through", "why"),
    [
        ("directrice", ORDINARY, set(), "Camille", "directrice", "holder"),
        ("directrice", AWAY, set(), "Paul", "adjoint", "absent"),
        ("directrice", BOTH_AWAY, set(), "Driss", "dgs", "absent"),
        ("directrice", VACANT, set(), "Paul", "adjoint", "vacant"),
        ("directrice", ORDINARY, {"camille@ville.example"}, "Paul", "adjoint", "unreachable"),
        ("directrice", AWAY, {"paul@ville.example"}, "Driss", "dgs", "absent"),
        (
            "directrice",
            AWAY,
            {"paul@ville.example", "driss@ville.example"},
            "Noé",
            "conventions",
            "absent",
        ),
        ("dgs", ORDINARY, {"driss@ville.example"}, "Noé", "conventions", "unreachable"),
        ("vice-presidente", ORDINARY, set(), "Odile", "vice-presidente", "holder"),
        ("vice-presidente", ORDINARY, {"odile@ville.example"}, "Noé", "conventions", "unreachable"),
        ("nulle-part", ORDINARY, set(), "Noé", "conventions", "unknown"),
        (None, ORDINARY, set(), "Noé", "conventions", "unknown"),
    ],
)
def test_who_hears_and_why(
    town: Directory,
    role: str | None,
    day: date,
    unreachable: set[str],
    person: str,
    through: str,
    why: str,
) -> None:
    heard = town.standing(role, day, unreachable)
    assert (heard.person.name, heard.role, heard.why) == (person, through, why)
    assert town.recipient(role, day, unreachable) == heard.person


@pytest.mark.parametrize(
    ("role", "day", "unreachable", "said"),
    [
        ("directrice", ORDINARY, set(), "titulaire"),
        (
            "directrice",
            AWAY,
            set(),
            "à la place de Camille, absence jusqu'au 31 août 2026 (suppléance : adjoint)",
        ),
        (
            "directrice",
            ORDINARY,
            {"camille@ville.example", "paul@ville.example"},
            "à la place de Camille, injoignable (hiérarchie : dgs)",
        ),
        ("directrice", VACANT, set(), "rôle vacant, suppléance : adjoint"),
        ("nulle-part", ORDINARY, set(), "rôle inconnu, gestionnaire : conventions"),
        (
            "conventions",
            ORDINARY,
            {"noe@ville.example"},
            "titulaire, sans réponse de sa messagerie, personne pour remplacer",
        ),
    ],
)
def test_the_reason_is_said_in_a_line(
    town: Directory, role: str, day: date, unreachable: set[str], said: str
) -> None:
    assert reason(town, role, town.standing(role, day, unreachable)) == said


def test_the_reasons_of_a_town_where_nobody_stands_in(tmp_path: Path) -> None:
    text = TOWN.replace("gestionnaire: conventions\n", "")
    text = text.replace("    suppléance: adjoint\n    hiérarchie: dgs\n", "")
    directory = book(tmp_path, text).directory
    away = directory.standing("directrice", AWAY)
    told = "titulaire, absence jusqu'au 31 août 2026, personne pour remplacer"
    assert reason(directory, "directrice", away) == told
    vacant = directory.standing("directrice", VACANT)
    assert reason(directory, "directrice", vacant) == "rôle vacant, adresse de secours"


def test_who_is_replaced_and_until_when(town: Directory) -> None:
    heard = town.standing("directrice", AWAY)
    assert heard.instead_of == town.holder("directrice", AWAY)
    assert heard.until == date(2026, 8, 31), "two absences without a day between are one"
    assert town.standing("directrice", date(2026, 9, 1)).why == "holder"
    assert town.standing("directrice", VACANT).instead_of is None


def test_someone_is_written_to_even_if_nobody_can_be_reached(town: Directory) -> None:
    everybody = {
        holder.person.address.lower() for role in town.roles.values() for holder in role.holders
    }
    heard = town.standing("directrice", ORDINARY, everybody)
    assert (heard.person.name, heard.why, heard.instead_of) == ("Camille", "unreachable", None)
    assert town.recipient("directrice", AWAY, everybody).name == "Paul"


def test_who_is_away_with_nobody_to_stand_in_hears_all_the_same(tmp_path: Path) -> None:
    alone = TOWN.replace("gestionnaire: conventions\n", "")
    alone = alone.replace("    suppléance: adjoint\n    hiérarchie: dgs\n", "")
    directory = book(tmp_path, alone).directory
    heard = directory.standing("directrice", AWAY)
    assert (heard.person.name, heard.why, heard.instead_of) == ("Camille", "absent", None)
    assert directory.recipient("directrice", VACANT).address == FALLBACK_ADDRESS


def test_who_is_away_in_one_role_is_away_in_all(tmp_path: Path) -> None:
    text = TOWN.replace(
        "nom: Paul\n        adresse: paul@", "nom: Camille\n        adresse: CAMILLE@"
    )
    assert book(tmp_path, text).directory.recipient("directrice", AWAY).name == "Driss"


def test_who_hears_next(town: Directory) -> None:
    assert names(town.escalation("directrice", ORDINARY)) == ["Paul", "Driss"]
    assert names(town.escalation("directrice", AWAY)) == ["Driss"]
    assert names(town.escalation("directrice", ORDINARY, {"paul@ville.example"})) == ["Driss"]
    assert town.escalation("dgs", ORDINARY) == (), "elected officials are not told of delays"
    assert town.escalation("nulle-part", ORDINARY) == ()


def test_superiors_in_a_circle_end(tmp_path: Path) -> None:
    text = TOWN.replace("    hiérarchie: vice-presidente\n", "    hiérarchie: directrice\n")
    directory = book(tmp_path, text).directory
    assert names(directory.escalation("dgs", ORDINARY)) == ["Camille"]
    assert list(directory.superiors("dgs")) == ["directrice"]


def test_the_assistant_acts_for_the_holder_even_when_away(town: Directory) -> None:
    for day in (ORDINARY, AWAY):
        assistant = town.assistant("directrice", day)
        assert assistant is not None
        assert assistant.name == "Inès"
    assert town.assistant("directrice", date(2027, 3, 1)) is None
    assert town.assistant("adjoint", ORDINARY) is None
    held = town.holder("directrice", ORDINARY)
    assert held is not None
    assert held.invited


ROLES = ("a", "b", "c", "d")
DAYS = st.integers(0, 20).map(lambda rank: date(2026, 1, 1) + timedelta(days=rank))
STRETCHES = st.tuples(DAYS, DAYS).map(sorted)
PEOPLE = st.sampled_from([Person(name, f"{name}@ville.example") for name in "UVWXYZ"])
HOLDERS = st.builds(
    lambda person, term, away: Holder(person, term[0], term[1], tuple(Absence(*x) for x in away)),
    PEOPLE,
    STRETCHES,
    st.lists(STRETCHES, max_size=2),
)
NAMED = st.sampled_from([*ROLES, None])


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    roles = {
        name: Role(
            name,
            name,
            tuple(draw(st.lists(HOLDERS, max_size=3))),
            draw(NAMED),
            draw(NAMED),
            draw(st.booleans()),
        )
        for name in ROLES
    }
    return Directory(roles, draw(NAMED), present=True)


@given(directories(), NAMED, DAYS, st.sets(PEOPLE.map(lambda one: one.address.lower())))
def test_whatever_the_directory_somebody_hears_and_for_a_reason(
    directory: Directory, role: str | None, day: date, unreachable: set[str]
) -> None:
    heard = directory.standing(role, day, unreachable)
    holder = directory.holder(role, day)
    assert heard.role in (*ROLES, None)
    if heard.role is None:
        assert heard.person == FALLBACK
    else:
        assert heard.role == role or not directory.roles[heard.role].elected
        held = [one.person for one in directory.roles[heard.role].holders if one.holds_on(day)]
        assert heard.person in held
    assert (heard.why == "vacant") == (role in ROLES and holder is None)
    assert (heard.why == "unknown") == (role is None)
    if heard.why == "holder":
        assert heard.role == role
    if heard.instead_of:
        assert heard.instead_of == holder != heard.person
    assert (heard.until is not None) == (heard.why == "absent")
    away = directory.away_until(heard.person, day)
    if away or heard.person.reached_at(unreachable):
        chain = directory.escalation(role, day, unreachable)
        assert chain == (), "somebody better was at hand"


@given(directories(), NAMED, DAYS, st.sets(PEOPLE.map(lambda one: one.address.lower())))
def test_those_who_hear_next_are_others_present_and_reachable(
    directory: Directory, role: str | None, day: date, unreachable: set[str]
) -> None:
    told = directory.escalation(role, day, unreachable)
    people = [directory.recipient(role, day, unreachable), *told]
    assert len({one.address for one in people}) == len(people)
    for one in told:
        assert not one.reached_at(unreachable)
        assert directory.away_until(one, day) is None


WRONG = (
    ("        au: 2026-12-31\n", "        au: 2026-08-25\n", "R022", "sort des dates du titulaire"),
    ("{du: 2026-08-01, au: 2026-08-23}", "{du: 2026-08-23, au: 2026-08-01}", "R022", "finit avant"),
    ("{nom: Inès, adresse: ines@ville.example}", "{nom: Inès}", "R021", "adresse"),
    ("ines@ville.example", "inès@ville.example", "R022", "adresse de messagerie"),
    ("agenda: oui", "agenda: peut-être", "R022", "oui"),
)


@pytest.mark.parametrize(("old", "new", "code", "words"), WRONG)
def test_a_mistake_is_shown_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    assert old in TOWN
    problem = book(tmp_path, TOWN.replace(old, new)).errors[0]
    assert problem.code == code
    assert words in render(problem)
    assert problem.at.text == (TOWN.replace(old, new).splitlines()[problem.at.line - 1])
