"""The questions a rulebook leaves open, as lines of ``check``."""

from collections.abc import Iterator, Mapping
from datetime import date

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import compute
from scheduler.deadlines.derivation import quoted
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Topic
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import LONG_AGO
from scheduler.rulebook.rulebook import Rulebook

_CODES: Mapping[Topic, str] = {
    "effect": "R201",
    "event": "R202",
    "renewal": "R203",
    "extension": "R204",
    "cap": "R205",
    "notice": "R206",
    "periods": "R207",
    "about": "R208",
    "alternation": "R209",
    "after the end": "R210",
    "clause": "R211",
    "end": "R212",
    "sessions": "R157",
}


def _as_last_amended(agreement: Agreement) -> date:
    """A day on which it has taken effect and all its amendments are known and hold."""
    known = (one.signed for one in agreement.amendments if one.signed)
    begun = effect_of(agreement, Facts()).earliest or LONG_AGO
    return max(begun, *known, *(one.since for one in agreement.amendments), LONG_AGO)


def asked(rulebook: Rulebook) -> Iterator[Problem]:
    """Every question that the texts alone leave open, whatever has been recorded since.

    Instances ask what their template already asks: only the template's questions are told.
    """
    for agreement in rulebook.agreements:
        if agreement.instance_of:
            continue
        today = _as_last_amended(agreement)
        for one in compute(agreement, Facts(), today).questions:
            if one.topic == "sessions":
                continue  # they hang on today: ``sittings`` notes them
            words = f" {quoted(one.cited)}" if one.cited else ""
            at = Place(one.source.file, one.source.line, 1)
            yield Problem(at, _CODES[one.topic], one.text + words, "", "question")
