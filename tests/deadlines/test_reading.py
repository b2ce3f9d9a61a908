"""Each rule is read back as the sentence a jurist would say."""

from pathlib import Path

import pytest

from scheduler.deadlines.reading import read_back
from tests.bethune import agreement, rulebook

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(file.stem for file in GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_read_back(name: str) -> None:
    read = "".join(
        f"{one.cited.article} | {one.cited.quote} | {one.sentence}\n"
        for one in read_back(agreement(name))
    )
    assert read == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_each_rule_has_its_own_line() -> None:
    """Two rules are never placed on the same line of the file, items of a list included."""
    lines = [one.cited.source.line for one in read_back(agreement("bethune-sad"))]
    assert len(lines) == len(set(lines)) == 34


def test_every_agreement_has_its_reading() -> None:
    assert sorted({one.instance_of or one.id for one in rulebook().agreements}) == NAMES
