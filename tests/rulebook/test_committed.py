"""The files of a revision: all of them, byte for byte, and no option smuggled in its name."""

import subprocess
from pathlib import Path

import pytest

from scheduler.rulebook.committed import NoHistory, committed
from scheduler.rulebook.load import Sources, load, version


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Essai", "-c", "user.email=essai@ville.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def sources(whole_deployment: Path) -> Sources:
    """A deployment under version control, one of its models having a table of instances."""
    table = "exemplaire;titre\nassociation-du-lac;Convention du Lac\n"
    (whole_deployment / "rules" / "exemplaires de l'été.csv").write_text(table, "utf-8")
    git(whole_deployment, "init", "-q")
    git(whole_deployment, "add", "-A")
    git(whole_deployment, "commit", "-qm", "premier")
    return Sources(
        (whole_deployment / "rules",),
        whole_deployment / "calendars",
        whole_deployment / "annuaire.yaml",
    )


def test_a_revision_gives_back_the_same_files(sources: Sources, tmp_path: Path) -> None:
    before = version(sources.files())
    for path in sources.files():
        path.write_text("remplacé", "utf-8")
    assert version(sources.files()) != before
    assert version(committed(sources, "HEAD", tmp_path / "pris").files()) == before


def test_one_rule_file_comes_with_the_tables_beside_it(sources: Sources, tmp_path: Path) -> None:
    one = Sources((sources.rules[0] / "bethune-sad.yaml",), sources.calendars, sources.directory)
    found = committed(one, "HEAD", tmp_path / "pris")
    assert [path.name for path in found.files()[:2]] == [
        "bethune-sad.yaml",
        "exemplaires de l'été.csv",
    ]
    assert [agreement.id for agreement in load(found).agreements] == ["bethune-sad"]


def test_a_folder_since_removed_is_still_in_its_revision(sources: Sources, tmp_path: Path) -> None:
    number = len(sources.rule_files())
    git(sources.rules[0].parent, "rm", "-rq", "rules")
    assert not sources.rules[0].exists()
    assert len(committed(sources, "HEAD", tmp_path / "pris").rule_files()) == number


def test_calendars_that_are_not_in_the_revision_are_the_present_ones(
    sources: Sources, tmp_path: Path
) -> None:
    git(sources.rules[0].parent, "rm", "-rq", "--cached", "calendars")
    git(sources.rules[0].parent, "commit", "-qm", "sans calendriers")
    assert committed(sources, "HEAD", tmp_path / "pris").calendars == sources.calendars


@pytest.mark.parametrize("name", ["--output=pris", "HEAD~9", "", "-h", "HEAD:rules", "absente"])
def test_what_is_no_revision_is_refused(sources: Sources, tmp_path: Path, name: str) -> None:
    with pytest.raises(NoHistory, match="git ne donne pas ces fichiers"):
        committed(sources, name, tmp_path / "pris")


def test_rules_the_revision_does_not_have_are_named(sources: Sources, tmp_path: Path) -> None:
    new = sources.rules[0] / "nouvelle.yaml"
    new.write_text("convention: nouvelle\n", "utf-8")
    with pytest.raises(NoHistory, match=r"nouvelle\.yaml"):
        committed(Sources((new,), sources.calendars, sources.directory), "HEAD", tmp_path / "pris")
