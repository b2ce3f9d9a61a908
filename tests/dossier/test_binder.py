"""Whatever a file is called, it stays in the archive, whole; the same files give the same bytes."""

import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.dossier.binder import Binder, safe_name

AT = datetime(2026, 11, 25, 8, 30, 14, tzinfo=UTC)
HOSTILE = (
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "/abs",
    "C:\\x.txt",
    "a\nb.txt",
    "",
    ".",
    "..",
    "...",
    " ",
    ".profile",
    "CON",
    "nul.txt",
    "x\u202etxt.exe",
    "\ud800",
    "é" * 300 + ".pdf",
    "x." + "y" * 300,
    "-rf",
    "a.",
    "a ",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_becomes_a_plain_one(text: str) -> None:
    name = safe_name(text)
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert len(name.encode()) <= 120
    assert safe_name(name) == name


@given(st.text())
def test_a_name_made_safe_stays_as_it_is(text: str) -> None:
    assert safe_name(safe_name(text)) == safe_name(text)


def test_an_ordinary_name_is_kept() -> None:
    assert safe_name("Convention signée (2025).pdf") == "Convention signée (2025).pdf"
    assert safe_name("papiers/avenant n° 1.docx") == "avenant n° 1.docx"


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a/../b", "", "a\nb", "a/.x"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with Binder(tmp_path) as binder, pytest.raises(ValueError, match="no name"):
        binder.add(name, b"")


def test_no_two_files_bear_names_that_some_system_takes_for_one(tmp_path: Path) -> None:
    with Binder(tmp_path) as binder:
        names = []
        for wanted in ("a.txt", "x/A.TXT", "a.txt", "\\a.txt"):
            names.append(binder.free("papers", wanted))
            binder.add(names[-1], b"")
        assert names == ["papers/a.txt", "papers/A-2.TXT", "papers/a-3.txt", "papers/a-4.txt"]
        with pytest.raises(ValueError, match="no name"):
            binder.add("papers/a.txt", b"")


def sealed(path: Path, files: dict[str, bytes], at: datetime = AT) -> bytes:
    with Binder(path.parent) as binder:
        for name, body in files.items():
            binder.add(name, (body[start : start + 3] for start in range(0, len(body), 3)))
        binder.seal(path, at)
    return path.read_bytes()


def test_the_same_files_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    files = {"b/é.txt": b"2" * 5000, "a.txt": b"1", "b.txt": b""}
    first = sealed(tmp_path / "1.zip", files)
    second = sealed(tmp_path / "2.zip", dict(reversed(files.items())))
    assert first == second
    assert sealed(tmp_path / "3.zip", files, AT + timedelta(days=1)) != first
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["SHA256SUMS", "a.txt", "b.txt", "b/é.txt"]
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 25, 8, 30, 14)}
        assert {name: archive.read(name) for name in files} == files


def test_the_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    sealed(tmp_path / "d.zip", {"a/été.eml": b"\r\n\0", "b": b""})
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        archive.extractall(tmp_path / "out")
    command = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    done = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("\n")) == (0, 2)


def test_only_the_owner_may_read_it_and_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    sealed(tmp_path / "d.zip", {"a": b"1"})
    assert (tmp_path / "d.zip").stat().st_mode & 0o777 == 0o600
    folder = tmp_path / "dossier"
    folder.mkdir()
    with Binder(tmp_path) as binder, pytest.raises(OSError, match="dossier"):
        binder.seal(folder, AT)
    with Binder(tmp_path) as binder, pytest.raises(FileNotFoundError):
        binder.seal(tmp_path / "absent" / "d.zip", AT)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["d.zip", "dossier"]


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)])
def test_an_instant_that_no_archive_can_bear_is_the_nearest_one(
    tmp_path: Path, at: datetime
) -> None:
    assert sealed(tmp_path / "d.zip", {"a": b"1"}, at)
