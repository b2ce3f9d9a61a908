"""Questions that several agreements ask alike: each is asked once, by the first of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Question

_Key = tuple[str, str]


def asked_once(computations: Sequence[Computation]) -> list[Computation]:
    """The computations in order, the sessions of a calendar's year asked for by one of them.

    The first that asks for them asks for all, with every date that they hold back.
    """
    holds: dict[_Key, int] = {}
    asking: dict[_Key, str] = {}
    for computation in computations:
        for key, question in _shared(computation):
            holds[key] = holds.get(key, 0) + question.holds
            asking.setdefault(key, computation.agreement.id)
    return [_with_its_own(computation, holds, asking) for computation in computations]


def _shared(computation: Computation) -> Iterator[tuple[_Key, Question]]:
    """The questions about a calendar, by its name and what each is about."""
    for question in computation.asked:
        if question.topic == "sessions":
            yield _key(computation, question), question


def _key(computation: Computation, question: Question) -> _Key:
    return computation.agreement.calendar.name, question.id.partition("/")[2]


def _with_its_own(
    computation: Computation, holds: dict[_Key, int], asking: dict[_Key, str]
) -> Computation:
    questions = []
    for question in computation.questions:
        key = _key(computation, question)
        if question.topic != "sessions" or key not in asking:
            questions.append(question)
        elif asking[key] == computation.agreement.id:
            questions.append(replace(question, holds=holds[key]))
    return _asking(computation, tuple(questions))


_asked: dict[str, tuple[Computation, Computation]] = {}
"""By agreement, the last one computed and the same with its own questions: most passes find both
unchanged, and what is published is compared by identity."""


def _asking(computation: Computation, questions: tuple[Question, ...]) -> Computation:
    if questions == computation.questions:
        return computation
    known = _asked.get(computation.agreement.id)
    if known and known[0] is computation and known[1].questions == questions:
        return known[1]
    asking = replace(computation, questions=questions)
    _asked[computation.agreement.id] = computation, asking
    return asking
