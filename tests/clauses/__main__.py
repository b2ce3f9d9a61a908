"""Print every clause with what it gives and the verdict: ``python -m tests.clauses``."""

import sys
from collections import Counter

from tests.bethune import of_clause
from tests.clauses import CONVENTIONS
from tests.clauses.rows import Row, complaint, computed, in_role


def shown(name: str, row: Row) -> str:
    """What came out, in a few words."""
    if row.outcome != "dated":
        return {"none": "no date", "asked": "asked, or waits for its event"}[row.outcome]
    computation = computed(name, row)
    if row.role == "term":
        found = [day for day in row.dates if day in in_role(computation, row, [])]
    else:
        found = in_role(computation, row, of_clause(computation, row.clause))
    listed = " ".join(str(day) for day in found[:4]) + (" …" if len(found) > 4 else "")
    return f"{row.role}: {listed}" + (f" (by {row.said_by})" if row.said_by else "")


def main() -> int:
    """The table; the exit status is 1 if any clause fails."""
    verdicts: Counter[str] = Counter()
    for name, rows in CONVENTIONS:
        print(f"\n{name}")
        for row in rows:
            wrong = complaint(computed(name, row), row)
            verdicts["wrong" if wrong else "right"] += 1
            verdict = f"WRONG: {wrong}" if wrong else "right"
            print(f"  {row.id:<7}{row.clause:<32}{verdict:<7}{shown(name, row)}")
    print(f"\n{verdicts['right']} right, {verdicts['wrong']} wrong")
    return 1 if verdicts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
