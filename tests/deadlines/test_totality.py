"""Forms by anchors, modifiers, terms and facts: whatever is written gives something, or says why.

An obligation is refused with a remedy, or gives a date, a question, an event that it waits for or
a standing item. A warning alone counts only where the table of forms says that the term lacks what
the form needs. The dates are those typed by hand in the table, or those of the same clause written
in longhand.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import settings

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.french import short
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reading import read_back
from scheduler.interface import document
from scheduler.problems import Problem
from scheduler.reconcile import entries
from scheduler.rulebook.codes import CODES
from scheduler.situation import situation
from scheduler.terminal import explanation
from tests.deadlines.forms import (
    FOR_EVER,
    FORMS,
    KEYS,
    MODIFIERS,
    NESTABLE,
    NO_TERM,
    RUNS,
    TERMS,
    WRAPPERS,
    Form,
    Modifier,
    Term,
    Written,
)
from tests.deadlines.longhand import CHOSEN, COUNTED, LONGHAND, REPORTED
from tests.deadlines.practice import PRACTICE
from tests.deadlines.totality import (
    FACTS_KNOWN,
    MOVED,
    TODAY,
    Outcome,
    Read,
    counted,
    days_by_clause,
    days_of,
    played,
    read,
)

pytestmark = [pytest.mark.drawn, pytest.mark.timeout(1800)]
PLAIN = TERMS[0]
EFFECT = date(2025, 1, 1)
WHOLE = settings.get_current_profile_name() == "search"
"""Under ``make search`` every writing meets every other; else every form does, in turn."""
MANY = 12
LIGHT = [one for one in FORMS if len((one.days or "").split()) <= MANY]
LIGHT += [one for one in FORMS if one.written == "{chaque: mois, avant: 15}"]
"""The forms but for those of every month, of which one is enough to be combined with all else."""
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
COMPARED_UNTIL = date(2031, 12, 31)
"""Beyond it, how far renewals without an end are followed would count."""
SHOWN = 12
VAGUE = ("en permanence, sans date", "selon la clause de durée")


def dates(written: str) -> list[date]:
    """ISO dates, by spaces."""
    return [date.fromisoformat(day) for day in written.split()]


def known(file: Read, facts: str = "all known") -> Computation:
    """The file computed for one state of the facts."""
    return compute(file.agreement, FACTS_KNOWN[facts], TODAY)


def share(forms: Sequence[Form], rank: int, of: int = 2) -> list[Form]:
    """One writing in so many, beginning with another for each rank; all under ``make search``."""
    return list(forms) if WHOLE else list(forms[rank % of :: of])


def numbered(forms: Iterable[Form], prefix: str = "c", modifier: str = "") -> list[Written]:
    """One obligation of each form."""
    more = Modifier(modifier)
    return [Written(f"{prefix}{rank}", form, more) for rank, form in enumerate(forms)]


def nested(wrapper: str, form: Form) -> Form:
    """The form inside another: it needs what the inner one needs."""
    return Form(wrapper.replace("MOMENT", form.written), None, form.needs)


def unexplained(outcome: Outcome) -> bool:
    """Whether nothing comes out and nothing says why, or a warning stands where a date must."""
    if outcome.what == "refused":
        return not all(is_a_remedy(problem) for problem in outcome.why)
    form, modifier = outcome.clause.form, outcome.clause.modifier
    lacks = bool(form.needs - outcome.term.has) or modifier.nothing
    lacks = lacks or (outcome.facts in MOVED and bool(form.needs))
    return outcome.what == "nothing" or (outcome.what in ("warned", "reason") and not lacks)


def is_a_remedy(problem: Problem) -> bool:
    """Whether a refusal has its place, its code, and a remedy in whole words."""
    words = re.findall(r"\w+", problem.hint)
    return (
        problem.code in CODES
        and problem.at.column > 0
        and bool(words)
        and ", ," not in problem.hint
    )


def all_explained(outcomes: Iterable[Outcome], at_least: int) -> None:
    """Nothing is silent; what came out is counted and printed."""
    listed = list(outcomes)
    print(counted(listed))
    silent = [one for one in listed if unexplained(one)]
    shown = "\n".join(f"{one.pasteable}{_why(one)}" for one in silent[:SHOWN])
    assert not silent, f"{len(silent)} of {len(listed)} are silent:\n{shown}"
    assert len(listed) >= at_least


def _why(outcome: Outcome) -> str:
    return "".join(f"    {one.code} {one.message} – {one.hint}\n" for one in outcome.why)


def differences(got: dict[str, list[date]], wanted: dict[str, list[date]]) -> list[str]:
    """Where two sets of days differ, by what gives them."""
    return [
        f"{name}\n  gives {_listed(got.get(name, []))}\n  not   {_listed(days)}"
        for name, days in wanted.items()
        if got.get(name, []) != days
    ]


def assert_same(got: dict[str, list[date]], wanted: dict[str, list[date]], at_least: int) -> None:
    """Each clause gives the days wanted of it, and there are clauses enough."""
    wrong = differences(got, wanted)
    assert not wrong, f"{len(wrong)} of {len(wanted)}:\n" + "\n".join(wrong[:SHOWN])
    assert len(wanted) >= at_least


def _listed(days: Sequence[date]) -> str:
    return " ".join(day.isoformat() for day in days) or "nothing"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[date, ...]]:
    """The days of each form as it is written, in the plain frame with every fact known."""
    folder = tmp_path_factory.mktemp("base")
    outcomes = played(folder, PLAIN, numbered(FORMS), ["all known"])
    return {one.clause.form.written: one.days for one in outcomes}


@pytest.fixture(scope="module")
def modified(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Forms by modifiers in the plain frame, and under each other term in turn."""
    folder = tmp_path_factory.mktemp("modified")
    outcomes: list[Outcome] = []
    for rank, modifier in enumerate(MODIFIERS):
        forms = share(LIGHT, rank, of=9)
        clauses = [Written(f"m{place}", one, modifier) for place, one in enumerate(forms)]
        outcomes += played(folder, PLAIN, clauses, ["all known"])
        term = TERMS[(7 * rank + 1) % len(TERMS)]
        outcomes += played(folder, term, clauses[rank % 2 :: 2], ["nothing known"])
    return outcomes


@pytest.fixture(scope="module")
def wrapped(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Each way of counting from a moment by each moment, written inside it, or beside it."""
    folder = tmp_path_factory.mktemp("wrapped")
    moments = [one for one in LIGHT if one in NESTABLE]
    outcomes: list[Outcome] = []
    for rank, wrapper in enumerate(WRAPPERS):
        clauses = numbered([nested(wrapper, form) for form in share(moments, rank, of=6)])
        outcomes += played(folder, PLAIN, clauses, ["all known", "nothing known"])
        term = TERMS[(5 * rank + 3) % len(TERMS)]
        outcomes += played(folder, term, clauses[rank % 3 :: 3], ["some known"])
    return outcomes


def in_the_plain_frame(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """What was not refused there, with every fact known."""
    return (one for one in outcomes if one.term == PLAIN and one.facts == "all known")


def test_each_form_gives_the_days_typed_by_hand(tmp_path: Path) -> None:
    clauses = [one for one in numbered(FORMS) if one.form.days is not None]
    file = read(tmp_path, PLAIN, clauses)
    computation = known(file)
    got = {one.form.written: days_of(computation, one.id) for one in clauses}
    wrong = differences(got, {one.form.written: dates(one.form.days or "") for one in clauses})
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name.replace(" ", "-"))
def test_each_term_gives_the_days_written_in_longhand(tmp_path: Path, term: Term) -> None:
    if term.name not in RUNS:
        pytest.skip("the term reads in two ways")
    start, last = RUNS[term.name]
    clauses = [one for one in numbered(FORMS) if one.form.written in LONGHAND]
    clauses = [one for one in clauses if last != FOR_EVER or "terme" not in one.form.written]
    computation = known(read(tmp_path, term, clauses))
    got = {
        one.form.written: [day for day in days_of(computation, one.id) if day <= COMPARED_UNTIL]
        for one in clauses
    }
    followed = min(last, COMPARED_UNTIL)
    wanted = {
        one.form.written: sorted(
            day
            for day in LONGHAND[one.form.written](start, last if last < FOR_EVER else followed)
            if start <= day <= COMPARED_UNTIL
        )
        for one in clauses
    }
    assert not differences(got, wanted), "\n".join(differences(got, wanted))


def test_every_form_under_every_term(tmp_path: Path) -> None:
    """Forms by terms by facts."""
    facts = ("nothing known", "all known", "some known")
    outcomes = chain.from_iterable(
        played(tmp_path, term, numbered(share(FORMS, rank, of=5)), facts)
        for rank, term in enumerate((*TERMS, NO_TERM))
    )
    all_explained(outcomes, at_least=2_500)


def test_every_form_whenever_its_facts_take_place(tmp_path: Path) -> None:
    terms = [one for one in TERMS if one.name in ("plain", "tacit", "unknown effect")]
    outcomes = chain.from_iterable(played(tmp_path, term, numbered(FORMS), MOVED) for term in terms)
    all_explained(outcomes, at_least=1_000)


def test_every_form_under_every_modifier(modified: list[Outcome]) -> None:
    all_explained(modified, at_least=500)


def test_every_moment_of_the_practice_under_every_term_and_modifier(tmp_path: Path) -> None:
    """The moments of clauses met elsewhere, each under a term and a modifier in turn."""
    written = {line for one in PRACTICE for line in re.findall("quand: (.*)", one.written)}
    forms = [Form(moment, None, frozenset({"what its own file has"})) for moment in sorted(written)]

    def practised() -> Iterator[Outcome]:
        for rank, term in enumerate(TERMS):
            modifier = MODIFIERS[rank % len(MODIFIERS)]
            some = share(forms, rank, of=8)
            clauses = [Written(f"p{place}", one, modifier) for place, one in enumerate(some)]
            yield from played(tmp_path, term, clauses, ["all known", "nothing known"])

    all_explained(practised(), at_least=450)


def test_every_form_inside_every_other(wrapped: list[Outcome]) -> None:
    all_explained(wrapped, at_least=400)


def test_what_gives_no_day_is_refused_where_a_day_is_counted_from(tmp_path: Path) -> None:
    """What stands, asks or says another clause again is nobody's moment."""
    alone = [one for one in FORMS if one.alone]
    clauses = numbered([nested(wrapper, form) for wrapper in WRAPPERS for form in alone])
    outcomes = list(played(tmp_path, PLAIN, clauses, ["all known"]))
    accepted = [one.pasteable for one in outcomes if one.what not in ("refused", "dated")]
    assert not accepted, "\n".join(accepted[:SHOWN])
    all_explained(outcomes, at_least=100)


def test_every_key_of_one_form_added_to_another(tmp_path: Path) -> None:
    """A key is refused with a remedy, or has its meaning: it never passes unheeded."""
    mappings = [one for one in FORMS if one.written.startswith("{")]
    clauses = numbered(
        replace(form, written=f"{form.written[:-1]}, {key}}}", needs=form.needs | {"what is added"})
        for rank, key in enumerate(KEYS)
        for form in share(mappings, rank, of=9)
    )
    all_explained(played(tmp_path, PLAIN, clauses, ["all known"]), at_least=600)


def test_a_day_is_counted_from_every_moment_as_from_its_days(
    wrapped: list[Outcome], base: dict[str, tuple[date, ...]]
) -> None:
    """A nested moment is counted from as from each of its days, walked to one by one.

    Of what recurs, nothing is due before the effect.
    """
    got = {one.clause.form.written: list(one.days) for one in in_the_plain_frame(wrapped)}
    by_hand: dict[str, list[date]] = {}
    for wrapper, counting in COUNTED.items():
        for form in LIGHT:
            written = nested(wrapper, form).written
            if written in got:
                days = sorted(map(counting, base[form.written]))
                recurs = len(days) > 1
                by_hand[written] = [day for day in days if day >= EFFECT or not recurs]
    assert_same(got, by_hand, at_least=100)


def test_one_of_several_moments_is_chosen_by_its_day(
    wrapped: list[Outcome], base: dict[str, tuple[date, ...]]
) -> None:
    """The earliest and the latest of each moment's days and another, or a refusal."""
    got = {one.clause.form.written: list(one.days) for one in in_the_plain_frame(wrapped)}
    by_hand: dict[str, list[date]] = {}
    for wrapper, choose in CHOSEN.items():
        for form in LIGHT:
            written = nested(wrapper, form).written
            if written in got and base[form.written]:
                by_hand[written] = choose(list(base[form.written]))
    assert_same(got, by_hand, at_least=25)


def test_a_day_is_counted_from_another_obligation_as_from_its_moment(
    tmp_path: Path, wrapped: list[Outcome]
) -> None:
    """``{échéance: x}`` gives what the moment of x gives when it is nested."""
    nesting = {one.clause.form.written: list(one.days) for one in in_the_plain_frame(wrapped)}
    bases = numbered(share([one for one in LIGHT if one in NESTABLE], 0, of=4), "base")
    got: dict[str, list[date]] = {}
    beside: dict[str, list[date]] = {}
    for wrapper in ("{délai: 1 mois, après: MOMENT}", "{délai: 20 jours, avant: MOMENT}"):
        clauses = numbered(
            [nested(wrapper, Form(f"{{échéance: {one.id}}}", None)) for one in bases]
        )
        days = days_by_clause(known(read(tmp_path, PLAIN, [*bases, *clauses])))
        for one, base in zip(clauses, bases, strict=True):
            written = nested(wrapper, base.form).written
            if written in nesting:
                got[written] = nesting[written]
                beside[written] = days.get(one.id, [])
    assert_same(got, beside, at_least=30)


def test_two_moments_in_either_order_give_the_same_day(tmp_path: Path) -> None:
    """Drawn pairs of single moments: the day is that of the earlier, or of the later, by hand."""
    single = [one for one in NESTABLE if one.days and len(one.days.split()) == 1]
    draw = chance()
    pairs = [draw.sample(single, 2) for _ in range(40)]
    wanted: dict[str, list[date]] = {}
    for which, choose in (("premier", min), ("dernier", max)):
        for one, other in pairs:
            day = choose(dates(f"{one.days} {other.days}"))
            wanted[f"{{au {which} de: [{one.written}, {other.written}]}}"] = [day]
            wanted[f"{{au {which} de: [{other.written}, {one.written}]}}"] = [day]
    clauses = numbered(Form(written, None) for written in wanted)
    file = read(tmp_path, PLAIN, clauses)
    days = days_by_clause(known(file))
    left = [one for one in clauses if one.id not in file.refusals]
    got = {one.form.written: days.get(one.id, []) for one in left}
    assert_same(got, {written: wanted[written] for written in got}, at_least=80)


def test_a_moved_day_is_the_one_walked_to(
    modified: list[Outcome], base: dict[str, tuple[date, ...]]
) -> None:
    """Every ``report`` on every form."""
    got: dict[str, list[date]] = {}
    by_hand: dict[str, list[date]] = {}
    for one in in_the_plain_frame(modified):
        key, _, report = one.clause.modifier.written.partition(": ")
        if key == "report":
            got[one.clause.line] = list(one.days)
            by_hand[one.clause.line] = sorted(map(REPORTED[report], base[one.clause.form.written]))
    assert_same(got, by_hand, at_least=100)


def test_other_modifiers_leave_the_days_as_they_are(
    modified: list[Outcome], base: dict[str, tuple[date, ...]]
) -> None:
    """Conditions, pieces, penalties, reminders, who decides: they say more, and move nothing."""
    moves = ("report", "en vigueur", "silence", "tranché", "personnes")
    left = [
        one
        for one in in_the_plain_frame(modified)
        if not one.clause.modifier.written.startswith(moves)
    ]
    got = {one.clause.line: list(one.days) for one in left}
    unmoved = {one.clause.line: list(base[one.clause.form.written]) for one in left}
    assert_same(got, unmoved, at_least=100)


@pytest.mark.parametrize(
    ("since", "until"), [("2025-06-01", "2026-06-30"), ("2026-01-01", ""), ("", "2026-12-31")]
)
def test_a_law_in_force_keeps_the_days_of_its_time(tmp_path: Path, since: str, until: str) -> None:
    """It judges the day that the whole clause gives, never the moments it is counted from."""
    single = share(LIGHT, len(since) + len(until), of=4)
    forms = [*single, *(nested(WRAPPERS[0], one) for one in single if one in NESTABLE)]
    bounds = ", ".join(f"{key}: {day}" for key, day in (("du", since), ("au", until)) if day)
    law = numbered(forms, "v", modifier=f"en vigueur: {{{bounds}}}")
    days = days_by_clause(known(read(tmp_path, PLAIN, [*numbered(forms), *law])))
    first, last = (
        date.fromisoformat(since or "1900-01-01"),
        date.fromisoformat(until or "2200-01-01"),
    )
    got = {one.form.written: days.get(one.id, []) for one in law}
    in_time = {
        one.form.written: [day for day in days.get(f"c{one.id[1:]}", []) if first <= day <= last]
        for one in law
    }
    assert_same(got, in_time, at_least=50)


def test_a_clause_that_repeats_is_its_dates_one_by_one(tmp_path: Path) -> None:
    """A repeatable fact dated by hand on the days of a moment gives what the moment gives."""
    bases = [one for one in numbered(NESTABLE, "base") if one.form.days]
    counting = [Form("{délai: 1 mois, après: absence}", None), Form("{dès: absence}", None)]
    inside = [
        Written(f"n{rank}", nested("{délai: 1 mois, après: MOMENT}", one.form))
        for rank, one in enumerate(bases)
    ]
    moments = known(read(tmp_path, PLAIN, inside))
    agreement = read(tmp_path, PLAIN, numbered(counting)).agreement
    one_by_one: dict[str, list[date]] = {}
    got: dict[str, list[date]] = {}
    for one, base in zip(inside, bases, strict=True):
        days = dates(base.form.days or "")
        series = tuple(Numbered(rank, day) for rank, day in enumerate(days, 1))
        facts = Facts(events={"absence": days[-1]}, series={"absence": series})
        one_by_one[base.form.written] = days_of(compute(agreement, facts, TODAY), "c0")
        got[base.form.written] = days_of(moments, one.id)
    assert_same(got, one_by_one, at_least=100)


def test_a_moment_that_both_bounds_give_alike_is_compared(tmp_path: Path) -> None:
    """The effect lies between two days of one year: its second year is the same from either."""
    second = "{chaque: année, au plus tard: 30 septembre N, seulement: 2e année}"
    form = Form(f"{{au premier de: [{second}, {second}]}}", None)
    term = next(one for one in TERMS if one.name == "bounded effect")
    computation = known(read(tmp_path, term, numbered([form])), "nothing known")
    (item,) = [one for one in computation.occurrences if one.clause == "c0"]
    assert item.acts_by == date(2026, 9, 30)


def chance() -> random.Random:
    """The same draws in every ordinary run; new ones under ``make search``."""
    seed = random.randrange(10**9) if WHOLE else 20261130
    print(f"seed {seed}")
    return random.Random(seed)


def drawn(draw: random.Random, depth: int) -> Form:
    """A moment inside a moment, so many deep."""
    form = draw.choice(NESTABLE)
    for _ in range(depth):
        form = nested(draw.choice(WRAPPERS), form)
    return form


def test_moments_three_deep_with_modifiers(tmp_path: Path) -> None:
    """Drawn: a moment in a moment in a moment, or one of several, with a modifier, under a term."""
    draw = chance()

    def all_drawn() -> Iterator[Outcome]:
        for _ in range(30 if WHOLE else 6):
            clauses = []
            for rank in range(40):
                form = drawn(draw, draw.randint(2, 3))
                if rank % 4 == 0:
                    other = drawn(draw, 1)
                    which = draw.choice(("premier", "dernier"))
                    both = f"{{au {which} de: [{form.written}, {other.written}]}}"
                    form = Form(both, None, form.needs | other.needs)
                clauses.append(Written(f"d{rank}", form, draw.choice(MODIFIERS)))
            facts = draw.sample(sorted(FACTS_KNOWN), 2)
            yield from played(tmp_path, draw.choice(TERMS), clauses, facts)

    all_explained(all_drawn(), at_least=300)


def some_nested(of: int) -> list[Form]:
    """Each way of counting from a moment, with one moment in so many."""
    return [
        nested(wrapper, form)
        for rank, wrapper in enumerate(WRAPPERS)
        for form in share(NESTABLE, rank, of)
    ]


def told(computation: Computation, item: Occurrence) -> str | None:
    """What is wrong with the explanation of one occurrence, if anything."""
    if not item.derivation:
        return "no derivation"
    day = item.due or item.earliest or item.opens
    readings = [step for step in item.derivation if "Autre lecture" in step]
    steps = [step for step in item.derivation if step not in readings]
    steps = (steps[-3:] if re.fullmatch(r"[cn]\d+", item.clause) else steps) + readings
    if day and short(day) not in "\n".join(steps):
        return f"its steps do not give {short(day)}:\n  " + "\n  ".join(item.derivation)
    return None if explanation(computation, item) else "no explanation"


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("plain", "all known"),
        ("tacit three times", "some known"),
        ("bounded effect", "nothing known"),
        ("two signatures", "all known"),
        ("extension", "nothing known"),
    ],
)
def test_each_date_is_explained_read_back_and_shown(tmp_path: Path, name: str, facts: str) -> None:
    """The steps end with the day; the sentence says a moment; page, feed and document take it."""
    term = next(one for one in TERMS if one.name == name)
    plain = numbered([*share(FORMS, len(name), of=6), *some_nested(of=20)])
    modified = [
        Written(f"m{rank}", form, MODIFIERS[rank % len(MODIFIERS)])
        for rank, form in enumerate(share(FORMS, len(facts), of=5))
    ]
    file = read(tmp_path, term, [*plain, *modified])
    computation = known(file, facts)
    wrong = [
        f"{item.key}: {problem}"
        for item in computation.occurrences
        for problem in [told(computation, item)]
        if problem
    ]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:SHOWN])
    keys = [item.key for item in computation.occurrences]
    assert len(keys) == len(set(keys))
    assert json.dumps(document([computation], [], TODAY))
    now = situation(file.rulebook, {file.agreement.id: FACTS_KNOWN[facts]}, NOW, today=TODAY)
    assert list(entries(now))


def test_a_dated_clause_is_never_read_back_as_one_without_a_date(tmp_path: Path) -> None:
    clauses = numbered([one for one in FORMS if one.days])
    clauses += numbered(some_nested(of=16), "n")
    file = read(tmp_path, PLAIN, clauses)
    written = {one.id: one for one in clauses}
    sentences = dict(
        zip([one.id for one in file.agreement.clauses], _clause_sentences(file), strict=True)
    )
    vague = [
        f"{written[name].line} {sentence}"
        for name, sentence in sentences.items()
        if name in written and any(words in sentence for words in VAGUE)
    ]
    assert not vague, "\n".join(vague[:SHOWN])
    assert len(set(sentences.values())) > len(sentences) * 0.9


def _clause_sentences(file: Read) -> list[str]:
    beyond = len(list(read_back(replace(file.agreement, clauses=()))))
    return [one.sentence for one in read_back(file.agreement)][beyond:]
