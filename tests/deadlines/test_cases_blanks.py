"""A length that the paper leaves blank: asked for, and counted from what it says."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from tests.written import HEAD, THREE_YEARS, computed, errors, of

RULE = (
    "faits: {a: {titre: notification}}\n"
    + THREE_YEARS
    + "obligations:\n  r: {titre: r, article: '2', citation: r, par: ccas, quand: MOMENT}\n"
)


def played(folder: Path, moment: str, **events: date) -> Computation:
    text = HEAD + RULE.replace("MOMENT", moment)
    return computed(folder, text, Facts(events=events), date(2026, 11, 22))


def texts(computation: Computation) -> list[str]:
    return [question.text for question in computation.questions if question.topic == "clause"]


@pytest.mark.parametrize("key", ["délai", "dans les", "passé", "au bout de"])
def test_a_blank_length_after_a_fact_opens_with_it_and_asks(tmp_path: Path, key: str) -> None:
    waiting = played(tmp_path, f"{{{key}: inconnu, après: a}}")
    assert [item.event for item in waiting.waiting] == ["a"]
    computation = played(tmp_path, f"{{{key}: inconnu, après: a}}", a=date(2026, 3, 2))
    (item,) = of(computation, "r")
    assert (item.opens, item.due) == (date(2026, 3, 2), None)
    (text,) = texts(computation)
    assert "après « a » ? (le texte laisse la durée en blanc)" in text


def test_a_blank_length_before_a_day_is_asked(tmp_path: Path) -> None:
    computation = played(tmp_path, "{délai: inconnu, avant: terme}")
    assert of(computation, "r") == []
    assert texts(computation) == [
        "Quel est le délai avant « terme » ? (le texte laisse la durée en blanc)"
    ]


def test_a_blank_length_with_other_keys_is_refused(tmp_path: Path) -> None:
    text = HEAD + RULE.replace("MOMENT", "{délai: inconnu, après: a, départ: fin du mois}")
    assert errors(tmp_path, text)
