"""The jurist's guide: every snippet is a sound rule file, and every class of clause has its own."""

import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.french import short
from scheduler.problems import render, render_all
from scheduler.rulebook.load import Sources, load
from tests.rulebook.test_schema import refused
from tests.service import ROOT

GUIDE = (ROOT / "docs" / "langage.md").read_text("utf-8")
HEAD = """convention: guide
titre: Guide
nous: asso
calendrier: bethune
parties: {asso: Association, dept: Département}
"""
TERM = """durée: {article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}
"""
BLOCKS = re.findall(r"(?m)^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def whole(snippet: str) -> str:
    """The snippet as a file: with a head and a term of its own where it has none."""
    if snippet.startswith("convention:"):
        return snippet
    return HEAD + snippet + ("" if re.search(r"(?m)^durée:", snippet) else TERM)


@pytest.mark.parametrize("snippet", BLOCKS, ids=lambda one: one.strip().splitlines()[1].strip())
def test_every_snippet_is_sound_and_its_examples_hold(tmp_path: Path, snippet: str) -> None:
    text = whole(snippet)
    (tmp_path / "guide.yaml").write_text(text, "utf-8")
    book = load(Sources((tmp_path / "guide.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert book.errors == (), render_all(book.errors)
    assert book.agreements
    assert refused("rules", text) == []


def test_every_class_of_clause_has_its_section_with_a_snippet() -> None:
    sections = re.split(r"(?m)^### ", GUIDE)[1:]
    shown = {
        code
        for section in sections
        if "```yaml" in section
        for code in re.findall(r"T\d\d", section.splitlines()[0])
    }
    assert shown == {f"T{number:02d}" for number in range(1, 28)}
    assert set(re.findall(r"(?m)^\| (T\d\d) \|", GUIDE)) == shown


def opening(folder: Path) -> Sources:
    """The worked example: its text and its file, as the guide prints them."""
    text = re.search(r"<!-- texte : valmont.txt -->\n```text\n(.*?)```", GUIDE, re.DOTALL)
    file = re.search(r"<!-- fichier : valmont -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert text
    assert file
    (folder / "valmont.txt").write_text(text[1], "utf-8")
    (folder / "valmont.yaml").write_text(file[1], "utf-8")
    return Sources(
        (folder / "valmont.yaml",), ROOT / "calendars", ROOT / "annuaire.yaml", papers=folder
    )


def test_the_worked_example_claims_every_sentence_of_its_text(tmp_path: Path) -> None:
    found = {one.code for one in load(opening(tmp_path)).problems}
    assert found == {"R129"}


def test_the_worked_example_gives_the_dates_of_its_table(tmp_path: Path) -> None:
    (agreement,) = load(opening(tmp_path)).agreements
    facts = Facts(events={"signature": date(2025, 1, 15)})
    computation = compute(agreement, facts, date(2026, 1, 1))
    rows = [
        f"| {short(item.due)} | {item.title} | `{item.key}` |"
        for item in computation.occurrences
        if item.due and item.due.year == 2026
    ]
    table = GUIDE.partition("<!-- dates : valmont 2026 -->\n")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == rows
    unsigned = compute(agreement, Facts(), date(2026, 1, 1))
    assert [one.topic for one in unsigned.questions] == ["effect", "clause"]


def test_the_sample_of_a_wrong_example_is_what_check_prints(tmp_path: Path) -> None:
    sources = opening(tmp_path)
    file = tmp_path / "valmont.yaml"
    wrong = file.read_text("utf-8").replace("échéance: 2026-03-31", "échéance: 2026-03-30")
    file.write_text(wrong, "utf-8")
    (problem,) = load(sources).errors
    said = render(problem).replace(str(tmp_path), "rules")
    sample = re.search(r"<!-- sample: example -->\n```text\n(.*?)```", GUIDE, re.DOTALL)
    assert sample
    assert sample[1] == said + "\n"
