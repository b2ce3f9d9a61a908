"""The published JSON Schema accepts what the loader accepts, and knows the same keys."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from scheduler.rulebook.help import HELP
from scheduler.rulebook.schema import KINDS, schema
from tests.commands import run
from tests.deadlines.practice import PRACTICE
from tests.deadlines.test_practice import written
from tests.rulebook.test_forms import CARD
from tests.service import ROOT

FILES = {
    "rules": sorted((ROOT / "rules").glob("*.yaml")),
    "calendar": sorted((ROOT / "calendars").glob("*.yaml")),
    "directory": [ROOT / "annuaire.yaml"],
}


def refused(kind: str, text: str) -> list[str]:
    """What the schema says of a file, its values as they are written."""
    judge = Draft202012Validator(schema(kind))
    return [one.message for one in judge.iter_errors(yaml.load(text, yaml.BaseLoader))]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_and_every_file_of_the_project_is_valid(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))
    for path in FILES[kind]:
        assert refused(kind, path.read_text("utf-8")) == [], path.name


def test_values_read_by_an_editor_are_valid_too() -> None:
    """An editor's reader makes numbers of 15 and dates of 2025-01-01 texts."""
    judge = Draft202012Validator(schema("rules"))
    for path in FILES["rules"]:
        read = yaml.load(path.read_text("utf-8"), yaml.SafeLoader)
        plain = json.loads(json.dumps(read, default=str))
        assert [one.message for one in judge.iter_errors(plain)] == [], path.name


@pytest.mark.parametrize("clause", PRACTICE, ids=lambda one: one.id)
def test_every_form_of_the_language_is_valid(clause: Any) -> None:
    assert refused("rules", written(clause)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        CARD + "    quand: {au moin: 1, par: année}\n",
        CARD + "    quand: {au moins: 1, par: siècle}\n",
        CARD + "    quand: {chaque: siècle, avant: 15}\n",
        CARD + "    quand: souvent\n",
        CARD + "    quand: permanent\n    couperet: peut-être\n",
        CARD + "    quan: permanent\n",
        CARD,
        CARD.replace("titre: Essai\nnous", "nous") + "    quand: permanent\n",
        CARD.replace("convention: essai", "convention: Essai n° 1") + "    quand: permanent\n",
        CARD.replace("pour: 3 ans", "pour: 3 ans\n  durer: 4") + "    quand: permanent\n",
    ],
)
def test_a_wrong_key_or_word_is_seen_by_an_editor(wrong: str) -> None:
    assert refused("rules", CARD + "    quand: permanent\n") == []
    assert refused("rules", wrong) != []


def test_every_key_has_its_line_of_help_and_no_other() -> None:
    keys: set[str] = set()

    def look(node: Any) -> None:
        if isinstance(node, dict):
            keys.update(node.get("properties", {}))
            for value in node.values():
                look(value)
        if isinstance(node, list):
            for value in node:
                look(value)

    for kind in KINDS:
        look(schema(kind))
    assert keys == set(HELP)


def test_the_command_publishes_it(tmp_path: Path) -> None:
    for kind in KINDS:
        done = run(tmp_path, "schema", kind)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == schema(kind)
