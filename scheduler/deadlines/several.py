"""The first, or the last, of several moments: decided by their days, as far as they are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from scheduler.deadlines import derivation
from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.derivation import event_title
from scheduler.deadlines.french import listed, short
from scheduler.deadlines.obligation import Alternative, Occurrence

MOST_COMBINATIONS = 64
"""How many combinations of readings are compared; beyond, only the first reading of each."""


@dataclass(frozen=True)
class Moment:
    """One of the moments: what it gives for one period; None while its event is unknown.

    ``only_opens`` where it opens something and sets no last day.
    """

    item: Occurrence | None
    awaited: tuple[str, ...] = ()
    only_opens: bool = False

    @property
    def day(self) -> date | None:
        """Its day: the last one, or the first of what only opens; it may still come sooner."""
        return (self.item.due or self.item.opens) if self.item else None

    @property
    def exact(self) -> date | None:
        """Its day, where nothing more can change it."""
        if self.item is None or self.item.certainty not in ("exact", "approximate"):
            return None
        return None if self.item.latest else self.day

    @property
    def low(self) -> date | None:
        """The earliest day it can have."""
        return self.exact or (self.item.earliest if self.item else None)

    @property
    def high(self) -> date | None:
        """The latest day it can have."""
        return self.exact or (self.item.latest if self.item else None)

    @property
    def readings(self) -> tuple[tuple[str, date], ...]:
        """Its day, then those that other readings give it, each named; the first has no name."""
        if self.day is None or self.item is None:
            return ()
        return (("", self.day), *((other.reading, other.due) for other in self.item.alternatives))


def chosen(
    agreement: Agreement,
    latest: bool,
    key: str,
    moments: Sequence[Moment],
    compared: bool = False,
) -> Occurrence | None:
    """The occurrence that the first of those moments gives, or the last where ``latest``.

    None while nothing of it can be told: every moment is unknown, or those that are known only
    open something and the last of them all is meant.
    """
    items = [moment for moment in moments if moment.item]
    if not items:
        return None
    if all(moment.exact for moment in moments):
        return _of_days(latest, key, moments)
    only_open = all(moment.only_opens for moment in items)
    if only_open and latest and len(items) < len(moments) and not compared:
        return None
    if only_open and not latest and _first_is_recorded(moments):
        return _already_open(agreement, key, moments)
    return _between(agreement, latest, key, moments)


def _first_is_recorded(moments: Sequence[Moment]) -> bool:
    """Whether no moment must come before the first whose day is known."""
    exact = [moment.exact for moment in moments if moment.exact]
    highs = [moment.high for moment in moments if moment.high]
    return bool(exact) and min(exact) == min(highs)


def _of_days(latest: bool, key: str, moments: Sequence[Moment]) -> Occurrence:
    """Every day is known: the first of them, or the last, under each reading."""
    choose = max if latest else min
    days = [moment.exact for moment in moments if moment.exact]
    day = choose(days)
    item = next(moment.item for moment in moments if moment.exact == day and moment.item)
    others = _other_days(latest, day, moments)
    steps = [
        f"Le texte retient le {_which(latest)} de plusieurs moments ({_listed(days)}) : "
        f"le {short(day)}.",
        *(f"Autre lecture ({other.reading}) : le {short(other.due)}." for other in others),
    ]
    opens_only = all(moment.only_opens for moment in moments)
    return replace(
        item,
        key=key,
        opens=day if opens_only else item.opens if item.due else None,
        due=None if opens_only else day,
        alternatives=() if opens_only else others,
        derivation=derivation.with_more(item.derivation, steps),
        post_term=item.post_term,
    )


def _other_days(latest: bool, day: date, moments: Sequence[Moment]) -> tuple[Alternative, ...]:
    """The days that the moments' other readings lead to, where they differ."""
    choose = max if latest else min
    sets = [moment.readings for moment in moments]
    number = 1
    for readings in sets:
        number *= len(readings)
    if not sets or number > MOST_COMBINATIONS:
        return ()
    days: dict[date, str] = {}
    for combination in sorted(product(*sets), key=_readings_taken):
        other = choose(reading[1] for reading in combination)
        names = [name for name, taken in combination if name and taken == other]
        days.setdefault(other, names[0] if names else _all_names(combination))
    days.pop(day, None)
    return tuple(Alternative(name, other) for other, name in days.items())


def _readings_taken(combination: Iterable[tuple[str, date]]) -> int:
    return sum(1 for name, _ in combination if name)


def _all_names(combination: Iterable[tuple[str, date]]) -> str:
    return " ; ".join(dict.fromkeys(name for name, _ in combination if name))


def _already_open(agreement: Agreement, key: str, moments: Sequence[Moment]) -> Occurrence:
    """The first event that took place opens it; another one could only have come before."""
    dated = [moment for moment in moments if moment.exact and moment.item]
    first = min(dated, key=lambda moment: moment.exact or date.max)
    assert first.item is not None, "only dated moments are kept"
    steps = [f"Le texte retient le premier de plusieurs moments : le {short(first.exact)}."]
    steps += _unknown_step(agreement, moments, "une date antérieure changerait ce jour")
    told = derivation.with_more(first.item.derivation, steps)
    return replace(first.item, key=key, derivation=told)


def _between(
    agreement: Agreement, latest: bool, key: str, moments: Sequence[Moment]
) -> Occurrence | None:
    """Some days are known, others bounded or not at all: what can be told of the result."""
    low, high = _bounds(latest, moments)
    item = _nearest(latest, moments)
    if item is None or (low is None and high is None):
        return None
    placed = replace(
        item,
        key=key,
        due=None,
        opens=None,
        alternatives=(),
        earliest=None,
        latest=None,
        certainty="exact",
        derivation=derivation.with_more(item.derivation, _steps(agreement, latest, moments)),
    )
    only_open = all(moment.only_opens for moment in moments)
    dated = [moment for moment in moments if moment.day]
    if low is not None and low == high:
        if only_open:
            return replace(placed, opens=low)
        return replace(placed, due=low, alternatives=_other_days(latest, low, dated))
    if low is None and high and not only_open and dated:
        others = _other_days(latest, high, dated)
        return replace(placed, due=high, alternatives=others, latest=high, certainty="approximate")
    return replace(placed, earliest=low, latest=high, certainty="bracketed", post_term=False)


def _steps(agreement: Agreement, latest: bool, moments: Sequence[Moment]) -> list[str]:
    """What is retained of moments that are not all known, and whether it may still change."""
    low, high = _bounds(latest, moments)
    retained = f"Le texte retient le {_which(latest)} de plusieurs moments"
    if low and low == high:
        sure = "quelle que soit la date de ce qui n'est pas encore connu"
        return [f"{retained} : le {short(low)}, {sure}."]
    within = " et ".join(
        f"au plus {bound} le {short(day)}" for bound, day in (("tôt", low), ("tard", high)) if day
    )
    return [
        f"{retained} : {within}." if within else f"{retained}.",
        *_unknown_step(agreement, moments, "ce jour peut changer"),
    ]


def _bounds(latest: bool, moments: Sequence[Moment]) -> tuple[date | None, date | None]:
    """Between which days the first, or the last, of the moments falls; None for no bound."""
    lows = [moment.low for moment in moments if moment.low]
    highs = [moment.high for moment in moments if moment.high]
    if latest:
        whole = len(highs) == len(moments)
        return (max(lows) if lows else None), (max(highs) if whole else None)
    whole = len(lows) == len(moments)
    return (min(lows) if whole else None), (min(highs) if highs else None)


def _nearest(latest: bool, moments: Sequence[Moment]) -> Occurrence | None:
    """The item whose words and steps go with the result: that of the day known to decide."""
    choose = max if latest else min
    exact = [moment for moment in moments if moment.exact and moment.item]
    if exact:
        return choose(exact, key=lambda moment: moment.exact or date.min).item
    return next((moment.item for moment in moments if moment.item), None)


def _unknown_step(agreement: Agreement, moments: Sequence[Moment], then: str) -> list[str]:
    names = dict.fromkeys(name for moment in moments for name in moment.awaited)
    titles = [f"« {event_title(agreement, name)} »" for name in names]
    if not titles:
        bounded = any(moment.item and not moment.exact for moment in moments)
        return ["L'un des moments n'est connu qu'entre deux bornes."] if bounded else []
    verb = "n'est pas encore connu" if len(titles) == 1 else "ne sont pas encore connus"
    return [f"{listed(titles)} {verb} : {then}."]


def _which(latest: bool) -> str:
    return "dernier" if latest else "premier"


def _listed(days: Iterable[date]) -> str:
    return " ; ".join(f"le {short(day)}" for day in days)
