"""Campaigns: what the partners of one template owe for one period, and who has delivered what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scheduler.deadlines.agreement import Document
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.obligation import Occurrence, last_day
from scheduler.situation import Situation

State = Literal["received", "late", "missing", "perhaps", "moot"]
BEFORE = timedelta(days=60)
"""How long before its last day a campaign is spoken of."""
AFTER = timedelta(days=366)
"""How long after its last day it is still spoken of, while something is missing."""
Owed = tuple[Computation, Occurrence]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one piece of one partner stands.

    ``on`` is the day it was received, ``days`` how many days late it is, or came. A piece asked
    for under a condition that nobody has recorded is ``perhaps`` due; ``moot`` is not asked.
    """

    state: State
    on: date | None = None
    days: int = 0


MOOT = Cell("moot")


@dataclass(frozen=True)
class Row:
    """One partner of one agreement, with a cell for each column."""

    partner: str
    computation: Computation
    item: Occurrence
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        """How many pieces are asked for and not received, late or not yet."""
        return sum(1 for cell in self.cells if cell.state in ("late", "missing"))

    @property
    def days(self) -> int:
        """How many days late the missing pieces are; 0 while none is."""
        return max((cell.days for cell in self.cells if cell.state == "late"), default=0)


@dataclass(frozen=True, slots=True)
class Total:
    """Of one column: how many partners are asked for it, how many have delivered it."""

    asked: int
    received: int


@dataclass(frozen=True)
class Matrix:
    """Partners by pieces, the latest and emptiest first."""

    columns: tuple[Document, ...]
    rows: tuple[Row, ...]

    @property
    def incomplete(self) -> tuple[Row, ...]:
        """The partners that have not delivered everything asked of them."""
        return tuple(row for row in self.rows if row.missing)

    @property
    def late(self) -> tuple[Row, ...]:
        """The partners that are late for something."""
        return tuple(row for row in self.rows if row.days)

    @property
    def totals(self) -> tuple[Total, ...]:
        """The total of each column."""
        return tuple(
            _total([row.cells[place] for row in self.rows]) for place in range(len(self.columns))
        )


@dataclass(frozen=True)
class Campaign:
    """The occurrences of one clause, for one period, of all the agreements made from a template.

    ``owed`` has at least one. Without named pieces the duty itself is the only column.
    """

    template: str
    clause: str
    period: str
    owed: tuple[Owed, ...]

    @property
    def key(self) -> str:
        """Template, clause and period, as an occurrence's key is made."""
        return f"{self.template}/{self.clause}/{self.period}"

    @property
    def title(self) -> str:
        """What is owed, and for which period."""
        item = self.owed[0][1]
        return f"{item.title} – {item.period.label}" if item.period else item.title

    @property
    def days(self) -> tuple[date, ...]:
        """The last days of its occurrences, without repeats, the first one first."""
        return tuple(sorted({item.due for _, item in self.owed if item.due}))

    @property
    def matrix(self) -> Matrix:
        """Who has delivered what; computed at each call."""
        columns = _columns(self.owed)
        rows = (_row(computation, item, columns) for computation, item in self.owed)
        return Matrix(columns, tuple(sorted(rows, key=_worst_first)))

    def presses(self, today: date) -> bool:
        """Whether somebody must hear of it: something is missing, and its day is near.

        Near is from sixty days before the last day to a year after it.
        """
        near = {item.key for _, item in self.owed if _is_near(item, today)}
        return bool(near) and any(row.item.key in near for row in self.matrix.incomplete)


def campaigns(situation: Situation) -> tuple[Campaign, ...]:
    """Every campaign of the agreements that bind somebody, by template, last day and clause."""
    return campaigns_of(situation.binding)


def campaigns_of(computations: Iterable[Computation]) -> tuple[Campaign, ...]:
    """The campaigns of these agreements.

    A duty that names no pieces makes one only where several agreements have it.
    """
    groups: dict[tuple[str, str, str], list[Owed]] = {}
    for computation in computations:
        template = computation.agreement.instance_of
        if template is None:
            continue
        for item in _owed_by_others(computation):
            period = item.key.rpartition("/")[2]
            groups.setdefault((template, item.clause, period), []).append((computation, item))
    found = [
        Campaign(*named, tuple(owed))
        for named, owed in groups.items()
        if len(owed) > 1 or owed[0][1].documents
    ]
    return tuple(sorted(found, key=lambda one: (one.template, one.days[:1], one.key)))


def _owed_by_others(computation: Computation) -> Iterator[Occurrence]:
    """What the agreement's clauses make others deliver; what fell before it was followed apart."""
    clauses = {clause.id for clause in computation.agreement.clauses}
    for item in computation.occurrences:
        if item.ours or item.clause not in clauses:
            continue
        if item.kind == "quota" and not item.documents:
            continue
        if computation.status(item) != "untracked" or _anything_received(computation, item):
            yield item


def _anything_received(computation: Computation, item: Occurrence) -> bool:
    return any(computation.received(item, piece) for piece in item.documents)


def _columns(owed: Iterable[Owed]) -> tuple[Document, ...]:
    """The pieces, in the clause's order; those of an older or newer wording follow."""
    columns: dict[str, Document] = {}
    for _, item in owed:
        for piece in item.documents or (Document("", item.title),):
            columns.setdefault(piece.id, piece)
    return tuple(columns.values())


def _row(computation: Computation, item: Occurrence, columns: Iterable[Document]) -> Row:
    own = {piece.id: piece for piece in item.documents or (Document("", item.title),)}
    names = [computation.agreement.party(name) for name in item.owed_by]
    # A status is a walk through the facts: once for the row, not once for each of its cells.
    late = _days_late(computation, item)
    cells = tuple(
        _cell(computation, item, own[column.id], late) if column.id in own else MOOT
        for column in columns
    )
    return Row(" et ".join(names), computation, item, cells)


def _days_late(computation: Computation, item: Occurrence) -> int:
    """How long every reading of the last day has passed, where it is followed as late."""
    last = last_day(item)
    if last is None or computation.status(item) != "late" or not computation.to_do(item):
        return 0
    return max(0, (computation.today - last).days)


def _cell(computation: Computation, item: Occurrence, piece: Document, late: int) -> Cell:
    done = computation.facts.done.get(item.key)
    got = computation.received(item, piece) if piece.id else None
    # The whole, recorded as done, brought every piece that is always asked for.
    got = got or (done if not piece.condition else None)
    if got:
        last = last_day(item)
        return Cell("received", got.on, max(0, (got.on - last).days) if last else 0)
    applies = computation.applies(item)
    if applies is False or done:
        return MOOT
    if piece.condition or applies is None:
        return Cell("perhaps")
    return Cell("late", days=late) if late else Cell("missing")


def _total(cells: Iterable[Cell]) -> Total:
    states = [cell.state for cell in cells]
    received = states.count("received")
    return Total(received + states.count("late") + states.count("missing"), received)


def _worst_first(row: Row) -> tuple[int, int, str, str]:
    return -row.days, -row.missing, row.partner, row.item.key


def _is_near(item: Occurrence, today: date) -> bool:
    return item.due is not None and item.due - BEFORE <= today <= item.due + AFTER
