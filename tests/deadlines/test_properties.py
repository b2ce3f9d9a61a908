"""What must hold of every agreement, whatever its dates; and an oracle that walks day by day."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scheduler.deadlines.agreement import (
    Agreement,
    Amendment,
    CapRule,
    Citation,
    Clause,
    EffectRule,
    NoticeRule,
    RenewalRule,
    Source,
    TermRule,
)
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.duration import compute_term
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.notices import notice_days
from scheduler.deadlines.period import ONE_DAY, Length, add_months_up, after, term_end
from scheduler.deadlines.recurrence import contract_windows
from scheduler.deadlines.timing import (
    QUARTER,
    SEMESTER,
    SPANS,
    YEAR,
    After,
    DayInYear,
    DayOf,
    Quota,
    Relative,
    Sequence,
    Span,
    TermDay,
    Timing,
    Yearly,
)
from scheduler.interface import document
from tests.deadlines import oracle

HERE = Citation("1", "les mots", Source("essai.yaml", 1))
TODAY = date(2026, 11, 22)
HORIZON = date(2100, 1, 1)
ORDINARY, SEARCHED = 1_500, 10_000
"""Agreements walked in the ordinary run, always the same; under ``make search``, new ones."""
days = some.dates(date(1995, 1, 1), date(2045, 12, 31))
months = some.integers(1, 60).map(lambda number: Length(number, "month"))
spans = some.sampled_from([span for span in SPANS.values() if span.dated])


def term_rule(
    effect: date, length: Length, renewal: Length | None, times: int | None, notice: Length | None
) -> TermRule:
    return TermRule(
        effect=EffectRule(None, effect, HERE),
        length=length,
        cited=HERE,
        renewal=RenewalRule(renewal, times, HERE) if renewal else None,
        notice=NoticeRule(notice, True, "received", False, None, HERE) if notice else None,
    )


rules = some.builds(
    term_rule, days, months, some.none() | months, some.none() | some.integers(1, 4), months
)
timings: some.SearchStrategy[Timing] = some.one_of(
    some.builds(
        Quota,
        some.integers(1, 3),
        some.just("at least"),
        spans,
        some.sampled_from(["contract", "civil", None]),
    ),
    some.builds(
        Yearly,
        some.builds(DayInYear, some.integers(1, 28), some.integers(1, 12), some.integers(0, 2)),
        some.booleans(),
    ),
    some.builds(DayOf, some.just(QUARTER), some.integers(1, 31), some.just("before")),
    some.builds(After, months, some.just("ouverture")),
    some.builds(
        Relative,
        some.sampled_from(["after", "before", "past", "elapsed"]),
        months,
        some.just(TermDay("each end")),
    ),
)


def agreement(rule: TermRule, *timing: Timing) -> Agreement:
    clauses = tuple(
        Clause(f"c{rank}", f"Clause {rank}", HERE, one, ("nous",), ())
        for rank, one in enumerate(timing)
    )
    return Agreement(
        id="essai",
        title="Essai",
        short_title="Essai",
        document="",
        us="nous",
        parties={"nous": "Nous"},
        calendar=Calendar("essai"),
        source=HERE.source,
        term=rule,
        clauses=clauses,
    )


def played(rule: TermRule, *timing: Timing, **events: date) -> Computation:
    return compute(agreement(rule, *timing), Facts(events=events), TODAY)


@given(rules)
def test_periods_tile_without_gap_or_overlap(rule: TermRule) -> None:
    assert rule.effect.on is not None
    periods = compute_term(rule, rule.effect.on, HORIZON).periods
    assert periods[0].start == rule.effect.on
    for period, following in pairwise(periods):
        assert following.start == period.end + ONE_DAY
    assert all(period.start <= period.end for period in periods)


@given(rules)
def test_a_notice_day_is_the_latest_from_which_the_delay_still_fits(rule: TermRule) -> None:
    assert rule.effect.on is not None
    assert rule.notice is not None
    term = compute_term(rule, rule.effect.on, HORIZON)
    for one in notice_days(term, rule.notice, Calendar("essai")):
        assert after(one.due, rule.notice.length) <= one.period.end
        assert after(one.due + ONE_DAY, rule.notice.length) > one.period.end
        assert all(other.due <= one.due for other in one.alternatives)
        assert one.send_by is not None
        assert one.send_by <= one.due


def capped_rule(effect: date, first: int, each: int, times: int, more: int) -> TermRule:
    """A tacit renewal under a cap that does not say what it covers."""
    each_month, notice = Length(each, "month"), Length(3, "month")
    rule = term_rule(effect, Length(first, "month"), each_month, times, notice)
    return replace(rule, cap=CapRule(Length(first + more, "month"), "unknown", None, HERE))


capped = some.builds(
    capped_rule,
    days,
    some.integers(6, 36),
    some.integers(6, 36),
    some.integers(1, 4),
    some.integers(0, 60),
)


@given(capped, timings, days, some.integers(1, 4000))
def test_an_end_that_was_agreed_leaves_one_line_of_periods(
    rule: TermRule, timing: Timing, opened: date, lasts: int
) -> None:
    assert rule.effect.on is not None
    ends = rule.effect.on + timedelta(days=lasts)
    told = Amendment("avenant", "Avenant", rule.effect.on, HERE, ends=ends)
    signed = replace(agreement(rule, timing), amendments=(told,))
    computation = compute(signed, Facts(events={"ouverture": opened}), TODAY)
    keys = [item.key for item in computation.occurrences]
    assert len(keys) == len(set(keys))
    assert computation.term is not None
    assert computation.term.last_day == ends
    for period, following in pairwise(computation.term.all_periods):
        assert following.start == period.end + ONE_DAY


@given(rules, some.lists(timings, min_size=2, max_size=4).map(tuple), days)
def test_parts_of_one_clause_never_share_a_key(
    rule: TermRule, timing: tuple[Timing, ...], opened: date
) -> None:
    computation = played(rule, Sequence(timing), ouverture=opened)
    keys = [item.key for item in computation.occurrences]
    assert len(keys) == len(set(keys))


@given(rules, some.lists(timings, min_size=1, max_size=3), days)
def test_keys_are_unique_and_free_of_dates_and_the_earliest_reading_drives(
    rule: TermRule, timing: list[Timing], opened: date
) -> None:
    computation = played(rule, *timing, ouverture=opened)
    keys = [item.key for item in computation.occurrences]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if re.search(r"\d{4}-\d{2}-\d{2}", key)]
    for item in computation.occurrences:
        if item.due:
            assert item.acts_by is not None
            assert item.acts_by <= item.due
            assert item.opens is None or item.opens <= item.due or item.kind == "delay before"


@given(rules, some.lists(timings, min_size=1, max_size=3), days, days, days)
def test_a_query_window_chooses_and_changes_nothing(
    rule: TermRule, timing: list[Timing], opened: date, since: date, until: date
) -> None:
    computation = played(rule, *timing, ouverture=opened)
    everything = {one["key"]: one for one in document([computation], [], TODAY)["occurrences"]}
    chosen = document([computation], [], TODAY, since, until)["occurrences"]
    assert all(everything[one["key"]] == one for one in chosen)


@given(rules, some.lists(timings, min_size=1, max_size=3), days, days)
def test_an_irrelevant_fact_changes_nothing(
    rule: TermRule, timing: list[Timing], opened: date, other: date
) -> None:
    before = played(rule, *timing, ouverture=opened)
    after_it = played(rule, *timing, ouverture=opened, inauguration=other)
    assert before.occurrences == after_it.occurrences
    assert before.questions == after_it.questions


@given(days, spans)
def test_no_drift_over_sixty_years(effect: date, span: Span) -> None:
    last = effect + timedelta(days=60 * 366)
    windows = [window for _, window in contract_windows(effect, last, span)]
    for rank, window in enumerate(windows):
        assert window.start == add_months_up(effect, span.months * rank)
    assert windows[-1].end == last


@given(some.sampled_from([1996, 2000, 2020, 2024, 2028]), some.integers(1, 20))
def test_29_february_returns(year: int, years: int) -> None:
    effect = date(year, 2, 29)
    windows = [window for _, window in contract_windows(effect, date(year + 44, 1, 1), YEAR)]
    start = windows[years].start
    leap = (year + years) % 4 == 0 and ((year + years) % 100 != 0 or (year + years) % 400 == 0)
    assert (start.month, start.day) == ((2, 29) if leap else (3, 1))


@given(days, months)
def test_a_term_ends_the_eve_of_the_next_start(effect: date, length: Length) -> None:
    assert term_end(effect, length) + ONE_DAY == oracle.start_after(effect, length.months)
    assert after(effect, length) == oracle.same_number_after(effect, length.months)


@pytest.mark.drawn
def test_the_oracle_agrees_on_random_agreements() -> None:
    """Terms, notices and semesters, found by walking the days one by one."""
    searching = settings.get_current_profile_name() == "search"
    seed = random.SystemRandom().randrange(10**12) if searching else 20261122
    chosen = random.Random(seed)
    for _ in range(SEARCHED if searching else ORDINARY):
        effect = date(2000, 1, 1) + timedelta(days=chosen.randrange(15_000))
        first, each = chosen.randint(1, 14), chosen.randint(1, 8)
        notice, times = chosen.randint(1, 6), chosen.randint(0, 2)
        rule = term_rule(
            effect,
            Length(first, "month"),
            Length(each, "month") if times else None,
            times or None,
            Length(notice, "month"),
        )
        term = compute_term(rule, effect, HORIZON)
        assert [(one.start, one.end) for one in term.periods] == oracle.periods(
            effect, first, each, times
        ), f"seed {seed}"
        assert rule.notice is not None
        for one in notice_days(term, rule.notice, Calendar("essai")):
            assert one.due == oracle.last_notice(one.period.end, notice), f"seed {seed}"
        windows = [window for _, window in contract_windows(effect, term.last_day, SEMESTER)]
        starts = [oracle.start_after(effect, 6 * rank) for rank in range(1, len(windows))]
        assert [window.start for window in windows[1:]] == starts, f"seed {seed}"


def test_a_cap_never_lets_a_period_pass_it() -> None:
    chosen = random.Random(7)
    for _ in range(500):
        effect = date(2000, 1, 1) + timedelta(days=chosen.randrange(9_000))
        rule = term_rule(
            effect, Length(chosen.randint(1, 36), "month"), Length(12, "month"), 9, None
        )
        cap = CapRule(Length(chosen.randint(36, 90), "month"), "total", None, HERE)
        term = compute_term(replace(rule, cap=cap), effect, HORIZON)
        assert term.periods[-1].end <= term.caps[0].end
        assert term.barred + len(term.periods) - 1 == 9
