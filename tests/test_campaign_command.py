"""``echeancier campaign``: what is missing, on a given day, for a spreadsheet or a program."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.commands import run
from tests.conftest import copied
from tests.partners import ALWAYS, write

NAMES = ("Aide du Lac", "=cmd|' /C calc'!A0", "Service Azur")
KEY = "cpom-type/documents/2025"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three services; the first delivered one piece in time, another one late."""
    made = copied(tmp_path_factory.mktemp("campaign"), "bethune-*.yaml")
    write(made / "rules", NAMES)
    for piece, day in zip(ALWAYS, ("2026-03-20", "2026-04-10"), strict=False):
        key = "saad-1/documents/2025"
        done = run(made, "done", key, "--document", piece, "--on", day)
        assert done.returncode == 0, done.stderr
    return made


def test_without_a_name_what_presses_is_told_in_a_line_each(folder: Path) -> None:
    told = run(folder, "campaign", "--on", "2026-04-20").stdout
    assert "3 partenaires sur 3 n'ont pas tout remis, tous en retard" in told
    assert f"    {KEY}\n" in told
    assert "Aide du Lac" not in told


def test_a_name_tells_each_partner_and_piece(folder: Path) -> None:
    told = run(folder, "campaign", "cpom-type/documents", "--on", "2026-04-20").stdout
    line = next(one for one in told.splitlines() if "Aide du Lac" in one)
    assert line.startswith("  Aide du Lac (en retard de 20 jours) : bilan financier annuel")
    assert "comptes administratifs" not in line


def test_on_the_first_of_april_what_came_later_is_missing(folder: Path) -> None:
    done = run(folder, "campaign", KEY, "--on", "2026-04-01", "--json")
    (found,) = json.loads(done.stdout)["campaigns"]
    row = next(one for one in found["rows"] if one["agreement"] == "saad-1")
    assert [cell["state"] for cell in row["cells"][:3]] == ["received", "late", "late"]
    assert (found["incomplete"], row["missing"], row["days_late"]) == (3, 6, 1)


def test_the_spreadsheet_runs_nothing(folder: Path) -> None:
    done = run(folder, "campaign", KEY, "--on", "2026-04-20", "--csv")
    assert done.stdout.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows] == [
        "partenaire",
        "'=cmd|' /C calc'!A0",
        "Service Azur",
        "Aide du Lac",
    ]
    assert rows[3][3:5] == ["20/03/2026", "10/04/2026"]


def test_an_unknown_name_and_a_crowd_are_refused_with_what_would_do(folder: Path) -> None:
    unknown = run(folder, "campaign", "cpom")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "campagne inconnue : « cpom » ; connus : cpom-type" in unknown.stderr
    crowd = run(folder, "campaign", "cpom-type", "--on", "2026-05-20", "--csv")
    assert crowd.returncode == 1
    assert "--csv demande une seule campagne, 2 répondent" in crowd.stderr
    assert KEY in crowd.stderr
    both = run(folder, "campaign", "--csv", "--json")
    assert both.returncode == 2


def test_a_quiet_day_says_so(folder: Path) -> None:
    told = run(folder, "campaign", "--on", "2025-07-01").stdout
    assert told == "Aucune campagne en cours où il manque quelque chose.\n"
