"""What is read back and explained is good French, whatever the numbers and the names."""

import random
import re
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from scheduler.deadlines.reading import read_back
from tests.deadlines.forms import ABSENCES, BESIDE, FACTS, FORMS, RECORDED, TERMS
from tests.deadlines.french_faults import faults
from tests.written import HEAD, book

SEED = 20261201
ONES = (
    *("1 jour", "1 mois", "1 an", "1 semaine", "1 jour ouvré", "1 jour ouvrable", "24 heures"),
    *("1 mois et 1 jour", "1 an et 1 mois", "1 jour franc", "2 semaines", "2 jours", "48 heures"),
)
_LENGTH = re.compile(
    r"\d+ (?:jours?|mois|ans?|semaines?|heures?)(?: (?:ouvrés?|ouvrables?|francs?))?"
)
_NUMBER = re.compile(r"(?<=au moins: )\d+|(?<=exactement: )\d+|(?<=au plus: )\d+|(?<=de: )\d+\b")
RENEWED = """durée: {article: '1', prend effet: {le: 2025-01-01}, pour: 1 an, \
reconduction: {mode: tacite, pour: 1 an, fois: 1}, préavis: {délai: 1 mois, moment: avant chaque \
terme}}
"""
ALONE = """durée: {article: '1', prend effet: {le: 2025-01-01}, pour: 3 ans}
"""


RECORDED_FACTS = Facts(assumed=RECORDED, assumed_times={"absence": ABSENCES})


def varied(written: str, draw: random.Random) -> str:
    """The form with its lengths, or its numbers, made one: there the agreement changes."""
    lengths = list(_LENGTH.finditer(written))
    if lengths:
        length = draw.choice(lengths)
        return written[: length.start()] + draw.choice(ONES) + written[length.end() :]
    return _NUMBER.sub("1", written, count=1)


def sentences(folder: Path, term: str, when: str) -> list[str]:
    """All that is said of one rule; nothing where the rule is refused."""
    text = (
        f"{HEAD}{FACTS}{term}obligations:\n{BESIDE}  essai:\n    titre: Essai\n    article: '2'\n"
        f"    citation: x\n    par: asso\n    quand: {when}\n"
    )
    found = book(folder, text)
    if found.errors:
        return [re.sub(r"[{}]", "", one.message) for one in found.errors]
    (agreement,) = found.agreements
    said = [read.sentence for read in read_back(agreement)]
    for facts in (Facts(), RECORDED_FACTS):
        computation = compute(agreement, facts, date(2025, 6, 1))
        said += [one.text for one in computation.questions]
        items = [item for item in computation.occurrences if item.clause == "essai"]
        said += [step for item in items[:2] for step in item.derivation]
    return said


@pytest.mark.drawn
def test_every_form_is_said_in_good_french(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    found: set[str] = set()
    told = 0
    for form in FORMS:
        for when in (form.written, varied(form.written, draw), varied(form.written, draw)):
            said = sentences(tmp_path, draw.choice((RENEWED, ALONE)), when)
            told += len(said)
            found |= {fault for sentence in said for fault in faults(sentence)}
    print(f"seed {SEED}: {told} sentences of {len(FORMS)} forms")
    assert not found, "\n".join(sorted(found))


def test_every_term_is_said_in_good_french(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    found = {
        fault
        for term in TERMS
        for written in (term.written, varied(term.written, draw), varied(term.written, draw))
        for sentence in sentences(tmp_path, f"durée: {{article: '1', {written}}}\n", "permanent")
        for fault in faults(sentence)
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize(
    ("length", "following", "passed", "each"),
    [
        (Length(1, "month"), "le mois qui suit", "une fois passé un mois", "chaque mois"),
        (Length(1, "year"), "l'année qui suit", "une fois passé un an", "chaque année"),
        (Length(1, "week"), "la semaine qui suit", "une fois passée une semaine", "chaque semaine"),
        (Length(1, "day"), "le jour qui suit", "une fois passé un jour", "chaque jour"),
        (
            Length(1, "day", kind="worked"),
            "le jour ouvré qui suit",
            "une fois passé un jour ouvré",
            "chaque jour ouvré",
        ),
        (
            Length(2, "week"),
            "les deux semaines qui suivent",
            "une fois passées deux semaines",
            "toutes les deux semaines",
        ),
        (
            Length(3, "month"),
            "les trois mois qui suivent",
            "une fois passés trois mois",
            "tous les trois mois",
        ),
        (
            Length(1, "month", more=Length(15, "day")),
            "la période d'un mois et quinze jours qui suit",
            "une fois passé un mois et quinze jours",
            "chaque période d'un mois et quinze jours",
        ),
    ],
)
def test_a_length_agrees_with_what_is_said_of_it(
    length: Length, following: str, passed: str, each: str
) -> None:
    assert (length.following, length.once_passed, length.each) == (following, passed, each)


def test_the_patterns_see_what_they_are_for() -> None:
    for wrong in (
        "dans les un mois",
        "une fois passés un mois",
        "à compter de le terme",
        "le délai de un an",
        "tous les deux semaines",
        "une fois  passée",
        "chaque trimestres",
        "un semaine",
        "depuis une jours",
    ):
        assert faults(wrong), wrong
    for right in ("dans le mois qui suit", "une fois passée une semaine", "« les un » de l'an"):
        assert faults(right) == [], right
