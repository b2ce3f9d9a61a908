"""The files of a version come back byte for byte, under names that lead nowhere."""

import io
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scheduler.rulebook.kept import KeptFile, kept_version, pack, unpack
from scheduler.rulebook.load import Sources, load, version

FILES = st.lists(
    st.builds(
        KeptFile,
        st.sampled_from(["rules", "calendars", "directory"]),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.none() | st.binary(),
    )
)


@given(FILES)
def test_what_was_packed_comes_back_and_makes_the_same_version(files: list[KeptFile]) -> None:
    packed = pack(files)
    assert unpack(packed) == tuple(files)
    assert kept_version(unpack(packed)) == kept_version(files)
    assert pack(unpack(packed)) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert all(name == "files.json" or name.isdecimal() for name in opened.namelist())


def test_a_rulebook_holds_the_bytes_that_made_its_version(deployment: Path) -> None:
    where = Sources((deployment / "rules",), deployment / "calendars", deployment / "annuaire.yaml")
    rulebook = load(where)
    assert kept_version(rulebook.files) == rulebook.version == version(where.files())
    rule = deployment / "rules" / "bethune-sad.yaml"
    (kept,) = [one for one in rulebook.files if one.role == "rules"]
    assert (kept.name, kept.body) == (rule.name, rule.read_bytes())
    assert [one.name for one in rulebook.files if one.role == "directory"] == ["annuaire.yaml"]
