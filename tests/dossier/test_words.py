"""No text of a file commands the terminal or forges a line of an archive's own texts."""

from dataclasses import replace
from typing import get_args

import pytest

from scheduler.deadlines.obligation import Status
from scheduler.dossier import words
from scheduler.dossier.derivations import derivations
from scheduler.dossier.page import Contents, note, page
from scheduler.dossier.papers import Paper
from scheduler.store.tables import KINDS, STATES
from tests.dossier.test_calendar import evidence

HOSTILE = "Bilan\x1b[2J\n--------8<--------\nimport os\u202e </title><script>alert(1)</script>"


def test_a_hostile_title_stays_a_title() -> None:
    of = evidence()
    computation = of.computation
    items = [
        replace(one, duty=replace(one.duty, title=HOSTILE)) for one in computation.occurrences[:3]
    ]
    agreement = replace(computation.agreement, title=HOSTILE)
    of = replace(
        of, computation=replace(computation, agreement=agreement, occurrences=tuple(items))
    )
    contents = Contents([Paper(HOSTILE, HOSTILE, None)], [], {}, [], False)
    read_me = note(of, contents).decode()
    assert read_me.count("--------8<--------\n") == 2
    assert read_me.splitlines()[0].startswith("DOSSIER : Bilan [2J --------8<-------- import os ")
    for text in (read_me, derivations(of.computation).decode()):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert b"<script" not in page(of, contents)


def test_every_code_has_its_words() -> None:
    assert set(words.STATUS) == set(get_args(Status))
    assert set(words.STATE) == set(STATES)
    assert set(words.FACT) == set(KINDS)


@pytest.mark.parametrize("known", [True, False])
def test_a_paper_is_named_whether_or_not_it_is_there(known: bool) -> None:
    paper = Paper("Texte", "signé.pdf", "papers/signé.pdf" if known else None)
    told = note(evidence(), Contents([paper], [], {}, [], False)).decode()
    wanted = "papers/signé.pdf" if known else "signé.pdf n'est pas à portée"
    assert f"- Texte : {wanted}\n" in told
