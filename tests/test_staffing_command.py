"""The directory's commands: made from a spreadsheet, shown for a day, as the guide says."""

import json
import re
from pathlib import Path

import pytest

from tests.commands import run
from tests.service import ROOT

GUIDE = (ROOT / "docs" / "administrateur.md").read_text("utf-8")
LEFT = "2026-12-31"


def block(name: str, kind: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


TABLE = block("exemple : tableau", "text")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "agents.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    return path


def test_the_guides_table_makes_the_directory_that_show_tells(tmp_path: Path, table: Path) -> None:
    made = run(tmp_path, "directory", "import", table.name, "--manager", "conventions")
    assert (made.returncode, made.stderr) == (0, "")
    (tmp_path / "annuaire.yaml").write_text(made.stdout, "utf-8")
    shown = run(tmp_path, "directory", "show", "--on", "2026-12-31", "--json")
    document = json.loads(shown.stdout)
    assert document["on"] == LEFT
    (directrice, *_) = document["roles"]
    assert directrice["person"]["name"] == "Camille Delattre"
    assert directrice["next"] == [{"name": "Noé Lemaire", "address": "noe.lemaire@ville.example"}]
    later = json.loads(run(tmp_path, "directory", "show", "--on", "2027-01-01", "--json").stdout)
    assert later["roles"][0]["assistant"]["name"] == "Inès Carlier"


def test_the_guides_sample_is_what_show_prints(tmp_path: Path) -> None:
    (tmp_path / "annuaire.yaml").write_text(block("exemple : annuaire", "yaml"), "utf-8")
    shown = run(tmp_path, "directory", "show", "--on", "2027-08-10")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == block("sample: show", "text")


def test_a_file_that_exists_is_replaced_only_by_force(tmp_path: Path, table: Path) -> None:
    out = tmp_path / "annuaire.yaml"
    first = run(tmp_path, "directory", "import", table.name, "--out", out.name)
    assert (first.returncode, first.stdout) == (
        0,
        "annuaire.yaml écrit : 3 rôles, 4 titulaires.\n",
    )
    out.write_text("à moi", "utf-8")
    out.chmod(0o640)
    again = run(tmp_path, "directory", "import", table.name, "--out", out.name)
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert out.read_text("utf-8") == "à moi"
    forced = run(tmp_path, "directory", "import", table.name, "--out", out.name, "--force")
    assert forced.returncode == 0
    assert "Camille Delattre" in out.read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agents.csv", "annuaire.yaml"]


def test_what_is_wrong_is_told_and_nothing_is_written(tmp_path: Path, table: Path) -> None:
    table.write_text(TABLE.replace("31/12/2026", "fin 2026").replace("noe.", "noé."), "utf-8")
    done = run(tmp_path, "directory", "import", table.name, "--out", "annuaire.yaml")
    assert done.returncode == 1
    assert "agents.csv:2:" in done.stderr
    assert "colonne 8 « au »" in done.stderr
    assert "2 erreurs" in done.stderr
    assert not (tmp_path / "annuaire.yaml").exists()


def test_a_weakness_is_told_and_the_directory_made(tmp_path: Path, table: Path) -> None:
    table.write_text(TABLE.replace("01/01/2027", "31/12/2026"), "utf-8")
    done = run(tmp_path, "directory", "import", table.name)
    assert done.returncode == 0
    assert "avertissement R173" in done.stderr
    assert done.stdout.startswith("rôles:\n")


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path, table: Path) -> None:
    done = run(tmp_path, "directory", "import", table.name, "--out", "nulle/part/annuaire.yaml")
    assert done.returncode == 2
    assert "ne peut pas être écrit" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_directory_or_a_broken_one_is_told(tmp_path: Path) -> None:
    none = run(tmp_path, "directory", "show")
    assert none.returncode == 1
    assert "aucun annuaire" in none.stderr
    (tmp_path / "annuaire.yaml").write_text("rôles: {a: {titre: A}}\n", "utf-8")
    broken = run(tmp_path, "directory", "show")
    assert broken.returncode == 1
    assert "titulaires" in broken.stderr
