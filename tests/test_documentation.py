"""The documentation says what the program does: its samples are its outputs."""

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import get_args

import httpx
import pytest

from scheduler.deadlines.obligation import Status
from scheduler.problems import render_all
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.moments import OneMoment
from tests.conftest import ROOT
from tests.service import run, serving

README = (ROOT / "README.md").read_text("utf-8")
ADMINISTRATOR = (ROOT / "docs" / "administrateur.md").read_text("utf-8")
LANGUAGE = (ROOT / "docs" / "langage.md").read_text("utf-8")


def sample(name: str) -> str:
    found = re.search(rf"<!-- sample: {name} -->\n```\n(.*?)\n```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_opening_is_what_serve_says(whole_deployment: Path) -> None:
    with serving(whole_deployment, "--now", "2026-11-22") as service:
        assert sample("opening") in service.opening


def test_the_explanation_is_what_explain_prints() -> None:
    golden = (ROOT / "tests" / "golden" / "explain-preavis.txt").read_text("utf-8")
    assert sample("explain") in golden


def test_the_subject_and_the_event_are_the_ones_sent(deployment: Path) -> None:
    run(deployment, "fact", "bethune-sad", "signature", "2025-04-01")
    done = run(deployment, "remind", "--dry-run", "--on", "2026-12-10")
    assert sample("mail") in done.stdout
    feed = run(deployment, "feed", "new").stdout.strip().rpartition("/")[2]
    with serving(deployment, "--now", "2026-11-22") as service:
        body = httpx.get(f"{service.page}/flux/{feed}").text
    assert sample("feed") in body.replace("\r\n", "\n")


def test_the_problem_is_the_golden_one() -> None:
    golden = (ROOT / "tests" / "rulebook" / "golden" / "unknown-key.txt").read_text("utf-8")
    assert sample("problem") == golden.strip()


def test_every_form_of_the_language_has_an_example() -> None:
    """The guide shows every key that a moment can be written with."""
    for form in get_args(get_args(OneMoment)[0]):
        model = get_args(form)[0]
        for field in getattr(model, "model_fields", {}).values():
            assert str(field.alias or "question") in LANGUAGE, field.alias


def test_the_administrators_examples_are_sound_too(deployment: Path) -> None:
    for name, target in (("annuaire", "annuaire.yaml"), ("calendrier", "calendars/ville.yaml")):
        found = re.search(
            rf"<!-- exemple : {name} -->\n```yaml\n(.*?)```", ADMINISTRATOR, re.DOTALL
        )
        assert found is not None
        (deployment / target).write_text(found[1], "utf-8")
    rule = (deployment / "rules" / "bethune-sad.yaml").read_text("utf-8")
    rule = rule.replace("responsable: ccas.directrice", "responsable: directrice")
    rule = rule.replace("calendrier: bethune", "calendrier: ville")
    (deployment / "rules" / "bethune-sad.yaml").write_text(rule, "utf-8")
    sources = Sources(
        (deployment / "rules",), deployment / "calendars", deployment / "annuaire.yaml"
    )
    rulebook = load(sources)
    assert rulebook.errors == (), render_all(rulebook.errors)
    before, after = (
        rulebook.directory.recipient("directrice", day).name
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )
    assert (before, after) == ("Camille Delattre", "Sacha Roussel")
    (agreement,) = rulebook.agreements
    assert agreement.calendar.preceding(date(2027, 1, 2)) == date(2026, 12, 23)


def test_every_status_of_the_machines_view_is_documented() -> None:
    table = ADMINISTRATOR.partition("| `status` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z ]+)`", table)) == set(get_args(Status))


def test_every_command_of_the_readme_exists(deployment: Path) -> None:
    listed = re.findall(r"(?m)^\| `([a-z]+)", README)
    said = run(deployment, "--help").stdout
    assert set(listed) == set(re.findall(r"(?m)^  ([a-z]+) ", said.partition("Commandes:")[2]))


def test_the_house_is_mapped_whole() -> None:
    """Every module and package of the program stands in the README's map."""
    mapped = README.partition("## The map")[2]
    for path in (ROOT / "scheduler").iterdir():
        if path.name not in ("__init__.py", "__main__.py", "__pycache__"):
            assert path.stem in mapped, path.name


@pytest.mark.needs("systemd")
def test_the_unit_is_one_for_systemd(tmp_path: Path) -> None:
    found = re.search(r"<!-- exemple : unité -->\n```ini\n(.*?)```", ADMINISTRATOR, re.DOTALL)
    assert found is not None
    (program,) = re.findall(r"(?m)^ExecStart=(\S+) --config \S+ serve$", found[1])
    there = tmp_path / "echeancier"
    there.touch(0o755)
    unit = tmp_path / "echeancier.service"
    unit.write_text(found[1].replace(program, str(there)), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert "echeancier.service" not in done.stderr
