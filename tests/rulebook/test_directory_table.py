"""A directory made from a spreadsheet reads back as itself; what is wrong is shown at its cell."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.problems import Problem, render
from scheduler.rulebook.directory import Absence, Directory, Holder, Person, Role
from scheduler.rulebook.directory_table import read_table
from scheduler.rulebook.directory_writing import to_yaml
from scheduler.rulebook.load import Sources, load
from tests.rulebook.test_directory import TOWN, book
from tests.rulebook.test_schema import refused
from tests.service import ROOT

GOLDEN = Path(__file__).parent / "golden"
TABLE = """Rôle;Titre;Nom;Adresse;Formule;Langue;Du;Au;Suppléance;Hiérarchie;Élu;Assistant;Adresse assistant;Agenda
directrice;Directrice du CCAS;Camille Delattre;camille@ville.example;;;;31/12/2026;adjoint;presidente;;Inès;ines@ville.example;oui
directrice;;Sacha Roussel;sacha@ville.example;"Bonjour ; Madame ""la"" Directrice,";Français;2027-01-01;;;;;;;non
adjoint;Adjoint;Noé Lemaire;noe@ville.example;;;1/9/2024;;;;;;;

presidente;Présidente du CCAS;Odile Verhaeghe;odile@ville.example;;en;;;;;VRAI;;;x
archives;Archives;;;;;;;;;;;;
"""  # noqa: E501
CAMILLE = Holder(
    Person("Camille Delattre", "camille@ville.example", invited=True),
    until=date(2026, 12, 31),
    assistant=Person("Inès", "ines@ville.example"),
)
SACHA = Person("Sacha Roussel", "sacha@ville.example", 'Bonjour ; Madame "la" Directrice,')
ODILE = Person("Odile Verhaeghe", "odile@ville.example", language="en", invited=True)
MADE = {
    "directrice": Role(
        "directrice",
        "Directrice du CCAS",
        (CAMILLE, Holder(SACHA, date(2027, 1, 1))),
        "adjoint",
        "presidente",
    ),
    "adjoint": Role(
        "adjoint",
        "Adjoint",
        (Holder(Person("Noé Lemaire", "noe@ville.example"), date(2024, 9, 1)),),
    ),
    "presidente": Role("presidente", "Présidente du CCAS", (Holder(ODILE),), elected=True),
    "archives": Role("archives", "Archives"),
}


def read(folder: Path, table: str | bytes) -> tuple[Directory | None, list[Problem]]:
    path = folder / "annuaire.csv"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    return read_table(path, "annuaire.csv")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_one_row_per_holder_makes_the_directory(
    tmp_path: Path, encoding: str, line_end: str
) -> None:
    made, problems = read(tmp_path, TABLE.replace("\n", line_end).encode(encoding))
    assert problems == []
    assert made is not None
    assert made.roles == MADE
    assert list(made.roles) == list(MADE)


@pytest.mark.parametrize(
    "header",
    [
        TABLE.splitlines()[0].upper(),
        TABLE.splitlines()[0].replace("é", "e").replace("ô", "o").replace("É", "e"),
        TABLE.splitlines()[0].replace("Adresse assistant", " adresse_ASSISTANT "),
    ],
)
def test_titles_are_known_without_accents_or_capitals(tmp_path: Path, header: str) -> None:
    made, problems = read(tmp_path, TABLE.replace(TABLE.splitlines()[0], header))
    assert (made and made.roles, problems) == (MADE, [])


def test_what_it_writes_is_the_golden_file(tmp_path: Path) -> None:
    made, _ = read(tmp_path, TABLE)
    assert made is not None
    assert to_yaml(made) == (GOLDEN / "annuaire.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "words"),
    [
        ("31/12/2026", "31/02/2026", "R022", 2, "colonne 8 « Au »"),
        ("31/12/2026", "fin 2026", "R022", 2, "colonne 8 « Au »"),
        ("31/12/2026", "31/12/26", "R022", 2, "31/12/26"),
        ("camille@ville", "camille ville", "R022", 2, "colonne 4 « Adresse »"),
        ("ines@ville.example", "", "R021", 2, "il manque « adresse assistant »"),
        ("Sacha Roussel", "", "R021", 3, "colonne 3 « Nom » : il manque « nom »"),
        ("Adjoint;Noé", ";Noé", "R021", 4, "colonne 2 « Titre » : il manque « titre »"),
        ("directrice;;Sacha", "directrice;Directeur;Sacha", "R182", 3, "annuaire.csv:2:12"),
        ("adjoint;presidente", "adjoin;presidente", "R102", 2, "« adjoint »"),
        ("archives;Archives", "Archives;Archives", "R022", 7, "nom court"),
        ("Français", "Latin", "R022", 3, "colonne 6 « Langue »"),
        ("oui\n", "peut-être\n", "R022", 2, "colonne 14 « Agenda »"),
        ("oui\n", "oui;reste\n", "R161", 2, "colonne 15"),
        ("Formule", "Formules", "R181", 1, "« formule »"),
        ("Agenda", "nom", "R181", 1, "deux colonnes « nom »"),
        (";Titre;", ";;", "R181", 1, "il manque la colonne « titre »"),
        ('Directrice,"', "Directrice,", "R180", 3, "guillemet"),
        ("Adjoint;", "Ad\x07joint;", "R004", 4, "contrôle"),
    ],
)
def test_a_mistake_is_shown_at_its_cell(
    tmp_path: Path, old: str, new: str, code: str, line: int, words: str
) -> None:
    assert old in TABLE
    text = TABLE.replace(old, new, 1)
    made, problems = read(tmp_path, text)
    assert made is None
    (problem,) = (one for one in problems if one.severity == "erreur")
    assert (problem.code, problem.at.line) == (code, line)
    assert problem.at.text == text.splitlines()[line - 1]
    assert words in render(problem)
    assert problem.hint


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = TABLE.replace("31/12/2026", "31/13/2026").replace("sacha@", "sa cha@")
    text = text.replace("adjoint;presidente", "adjoin;president").replace("VRAI", "peut-être")
    _, problems = read(tmp_path, text)
    assert [(one.code, one.at.line) for one in problems] == [
        ("R022", 2),
        ("R102", 2),
        ("R102", 2),
        ("R022", 3),
        ("R022", 6),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "R010"),
        (TABLE.splitlines()[0].encode(), "R010"),
        (TABLE.encode("utf-16"), "R003"),
        (TABLE.encode("cp1252") + b"\x81", "R003"),
        (b"x" * (1024 * 1024 + 1), "R002"),
    ],
)
def test_a_file_that_is_no_table_is_said_to_be_so(tmp_path: Path, data: bytes, code: str) -> None:
    made, problems = read(tmp_path, data)
    assert made is None
    assert [one.code for one in problems] == [code]


def test_a_manager_that_is_no_role_is_told(tmp_path: Path) -> None:
    (tmp_path / "annuaire.csv").write_text(TABLE, "utf-8")
    made, (problem,) = read_table(tmp_path / "annuaire.csv", "annuaire.csv", "conventions")
    assert made is None
    assert (str(problem.at), problem.code) == ("--manager", "R102")
    made, problems = read_table(tmp_path / "annuaire.csv", "annuaire.csv", "adjoint")
    assert (made and made.manager, problems) == ("adjoint", [])


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc"])
TEXTS = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
SAID = TEXTS.filter(bool) | st.sampled_from(["null", "~", "12:30", "oui", "2026-01-01", "# x", "X"])
ATOMS = st.text("abz09!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=8)
ADDRESSES = st.builds("{}@{}.example".format, ATOMS, st.text("az09-", min_size=1, max_size=5))
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True) | st.sampled_from(
    ["null", "oui", "1e3", "0x1f", "2026-01-01"]
)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
PEOPLE = st.builds(
    Person,
    SAID,
    ADDRESSES,
    st.just("") | SAID,
    st.sampled_from(["fr", "en"]),
    st.booleans(),
)
ASSISTANTS = st.none() | st.builds(Person, SAID, ADDRESSES)


@st.composite
def holders(draw: st.DrawFn) -> Holder:
    since = draw(st.none() | DAYS)
    until = draw(st.none() | st.dates(since or date(1900, 1, 1), date(2200, 12, 31)))
    return Holder(draw(PEOPLE), since, until, (), draw(ASSISTANTS))


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    names = draw(st.lists(SLUGS, min_size=1, max_size=4, unique=True))
    one = st.sampled_from([None, *names])
    roles = {
        name: Role(
            name,
            draw(SAID),
            tuple(draw(st.lists(holders(), max_size=3))),
            draw(one),
            draw(one),
            draw(st.booleans()),
        )
        for name in names
    }
    return Directory(roles, draw(one), present=True)


def with_absences(directory: Directory) -> Directory:
    """Everybody whose dates are open is away for a day, then for a month."""
    first = date(2026, 8, 1)
    away = (Absence(first, first), Absence(date(2026, 9, 1), date(2026, 9, 30)))
    roles = {
        name: Role(
            name,
            role.title,
            tuple(
                one
                if one.since or one.until
                else Holder(one.person, None, None, away, one.assistant)
                for one in role.holders
            ),
            role.deputy,
            role.superior,
            role.elected,
        )
        for name, role in directory.roles.items()
    }
    return Directory(roles, directory.manager, present=True)


def table_of(directory: Directory, separator: str, slashes: bool) -> str:
    """The rows a spreadsheet would export, written by the standard library."""
    columns = TABLE.splitlines()[0].lower().split(";")
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(columns)

    def day(value: date | None) -> str:
        if value is None:
            return ""
        return f"{value.day:02d}/{value.month:02d}/{value.year}" if slashes else str(value)

    for role in directory.roles.values():
        of_role = (role.deputy or "", role.superior or "", "oui" if role.elected else "")
        for one in role.holders or (None,):
            person = one.person if one else Person("", "", language="")
            invited = "oui" if person.invited else ""
            assistant = (one and one.assistant) or Person("", "")
            writer.writerow(
                [
                    role.id,
                    role.title,
                    person.name,
                    person.address,
                    person.greeting,
                    person.language,
                    day(one.since if one else None),
                    day(one.until if one else None),
                    *of_role,
                    assistant.name,
                    assistant.address,
                    invited,
                ]
            )
    return written.getvalue()


def loaded(text: str) -> Directory:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "annuaire.yaml"
        path.write_text(text, "utf-8")
        found = load(Sources((), ROOT / "calendars", path))
    assert found.errors == ()
    return found.directory


@given(directories())
def test_any_directory_written_reads_back_as_itself(directory: Directory) -> None:
    away = with_absences(directory)
    assert loaded(to_yaml(away)) == away
    assert refused("directory", to_yaml(away)) == []


@given(directories(), st.sampled_from(";,\t"), st.booleans())
def test_any_spreadsheet_makes_the_directory_it_tells(
    directory: Directory, separator: str, slashes: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(table_of(directory, separator, slashes), "utf-8", newline="")
        made, problems = read_table(path, "a.csv", directory.manager)
    assert [one for one in problems if one.severity == "erreur"] == []
    assert made == directory
    assert list(made.roles) == list(directory.roles)


@given(st.text() | st.binary())
def test_nothing_a_file_holds_breaks_the_reading(data: str | bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        path.write_bytes(TABLE.encode() + raw)
        made, problems = read_table(path, "a.csv")
    assert made is not None or any(one.severity == "erreur" for one in problems)
    assert all(one.hint and render(one) for one in problems)


def test_the_town_is_written_as_it_was_read(tmp_path: Path) -> None:
    town = book(tmp_path, TOWN).directory
    assert loaded(to_yaml(town)) == town
