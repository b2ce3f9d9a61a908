"""How fast occurrences are computed, with their derivations, and how that grows.

The baseline, in the same run, is ``dateutil.rrule`` computing the bare dates of the same rules:
no keys, no readings, no steps, no questions. Prints ratios; nothing here is a promise in seconds.

``python -m benchmarks.compute --beside PATH`` prints another: to the CPU time per occurrence of
another checkout, which has this benchmark and its own ``.venv``, run turn by turn with this one.
"""

import argparse
import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, YEARLY, rrule

from scheduler.deadlines.agreement import (
    Agreement,
    Citation,
    Clause,
    EffectRule,
    NoticeRule,
    RenewalRule,
    Source,
    TermRule,
)
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import (
    LAST,
    MONTH,
    QUARTER,
    SEMESTER,
    DayInYear,
    DayOf,
    Quota,
    Timing,
    Yearly,
)

TODAY = date(2026, 11, 22)
ROUNDS = 5
TURNS = 9
ONE_TURN = """
import time
from benchmarks.compute import agreements, ours
given = agreements(150)
ours(given[:5])
begun = time.process_time()
number = ours(given)
print((time.process_time() - begun) / number)
"""
HERE = Citation("1", "les mots de la clause", Source("banc.yaml", 1))
TIMINGS: tuple[Timing, ...] = (
    Quota(1, "at least", SEMESTER, "contract"),
    Quota(1, "at least", QUARTER, "civil"),
    Yearly(DayInYear(31, 3, 1)),
    Yearly(DayInYear(30, 6, 1)),
    DayOf(MONTH, 15, "by"),
    DayOf(QUARTER, LAST, "by", month=3),
)


def agreements(number: int) -> list[Agreement]:
    """Agreements of three years renewed twice, each with six recurring clauses and a notice."""
    chosen = random.Random(20261122)
    calendar = Calendar("banc")
    return [_agreement(rank, chosen, calendar) for rank in range(number)]


def _agreement(rank: int, chosen: random.Random, calendar: Calendar) -> Agreement:
    effect = date(2022, 1, 1) + timedelta(days=chosen.randrange(1_500))
    clauses = tuple(
        Clause(f"c{place}", f"Clause {place}", HERE, timing, ("nous",), ())
        for place, timing in enumerate(TIMINGS)
    )
    return Agreement(
        id=f"banc-{rank}",
        title="Banc",
        short_title="Banc",
        document="",
        us="nous",
        parties={"nous": "Nous", "eux": "Eux"},
        calendar=calendar,
        source=HERE.source,
        term=TermRule(
            EffectRule(None, effect, HERE),
            Length(3, "year"),
            HERE,
            renewal=RenewalRule(Length(1, "year"), 2, HERE),
            notice=NoticeRule(Length(3, "month"), True, "received", False, None, HERE),
        ),
        clauses=clauses,
    )


def ours(given: Sequence[Agreement]) -> int:
    """Everything the product gives: how many occurrences."""
    return sum(len(compute(one, Facts(), TODAY).occurrences) for one in given)


def bare(given: Sequence[Agreement]) -> int:
    """The same rules' dates by dateutil, and nothing else: how many."""
    return sum(len(_bare(one)) for one in given)


def _bare(one: Agreement) -> list[datetime]:
    assert one.term is not None
    assert one.term.effect.on is not None
    start = datetime.combine(one.term.effect.on, datetime.min.time())
    end = start + relativedelta(years=5, days=-1)
    months = relativedelta(months=-3)
    rules = (
        rrule(MONTHLY, interval=6, dtstart=start + relativedelta(months=6, days=-1), until=end),
        rrule(MONTHLY, bymonth=(3, 6, 9, 12), bymonthday=-1, dtstart=start, until=end),
        rrule(YEARLY, bymonth=3, bymonthday=31, dtstart=start, until=end + relativedelta(years=1)),
        rrule(YEARLY, bymonth=6, bymonthday=30, dtstart=start, until=end + relativedelta(years=1)),
        rrule(MONTHLY, bymonthday=15, dtstart=start, until=end),
        rrule(MONTHLY, bymonth=(3, 6, 9, 12), bymonthday=-1, dtstart=start, until=end),
    )
    found = [day for rule in rules for day in rule]
    found += [start + relativedelta(years=year, days=-1) + months for year in (3, 4)]
    return found


def timed(
    what: Callable[[Sequence[Agreement]], int], given: Sequence[Agreement]
) -> tuple[float, int]:
    """The median time of several rounds, and how many dates came out."""
    what(given[:5])
    times, number = [], 0
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.perf_counter()
        number = what(given)
        times.append(time.perf_counter() - begun)
    return statistics.median(times), number


def beside(other: Path) -> float:
    """The time per occurrence here / there: the median over turns taken one after the other."""
    here = Path(__file__).parents[1]
    ratios = []
    for _ in range(TURNS):
        there = _one_turn(other)
        ratios.append(_one_turn(here) / there)
    return statistics.median(ratios)


def _one_turn(checkout: Path) -> float:
    """The CPU time per occurrence, in seconds, of a new process of that checkout."""
    done = subprocess.run(
        [checkout / ".venv" / "bin" / "python", "-c", ONE_TURN],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main() -> None:
    """Print the two ratios, and the one to another checkout where one is named."""
    parser = argparse.ArgumentParser(description="How fast occurrences are computed.")
    parser.add_argument("--beside", type=Path, metavar="PATH", help="another checkout")
    other = parser.parse_args().beside
    if other:
        ratio = beside(other.resolve())
        sys.stdout.write(f"time per occurrence, here / {other}: {ratio:.2f}\n")
        return
    small, large = agreements(100), agreements(1000)
    ours_small, found_small = timed(ours, small)
    ours_large, found_large = timed(ours, large)
    bare_large, dates = timed(bare, large)
    per_ours, per_bare = ours_large / found_large, bare_large / dates
    out = sys.stdout.write
    out(f"1 000 agreements: {found_large} occurrences with derivations, {dates} bare dates\n")
    out(f"dateutil.rrule, time per date / ours, time per occurrence: {per_bare / per_ours:.2f}\n")
    growth = (ours_large / found_large) / (ours_small / found_small)
    out(f"time per occurrence, 1 000 agreements / 100 agreements: {growth:.2f}\n")


if __name__ == "__main__":
    main()
