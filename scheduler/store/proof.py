"""The register put to the proof: every place where it is not what was written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, permutations
from typing import Any

from scheduler.store.chain import GENESIS, PARTS, Entry, Head

ALTERED = {"details": "détails modifiés", "person": "partie personnelle modifiée"}
REDIGESTED = {
    "details": "empreinte des détails modifiée",
    "person": "empreinte de la partie personnelle modifiée",
}
NAMED = {"details": "détails", "person": "partie personnelle"}
UNCHAINED = "numéro, date, genre, message ou empreinte modifiés : elle ne suit plus la précédente"
COMPARED = 100
"""Of the lines that do not chain, so many are compared in pairs, to find what was swapped."""


@dataclass(frozen=True)
class Broken:
    """One place where the register is broken; ``entry`` is a line's number, if it is a line's."""

    entry: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.entry is None else f"ligne {self.entry} : {self.what}"


@dataclass(frozen=True)
class Verdict:
    """What a verification found: the last line, and every broken place, in order.

    ``withheld`` is how many lines an extract gives the digests of, and nothing else.
    """

    head: Head
    broken: tuple[Broken, ...]
    withheld: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


@dataclass(frozen=True)
class _Suspect:
    """A line that follows none of the hashes the line before it may have had."""

    entry: Entry
    before: tuple[str, ...]


class Proof:
    """Lines fed in order, what is broken among them; ``heads`` are beginnings of hashes to find."""

    def __init__(self, heads: Iterable[str] = ()) -> None:
        self.head = Head()
        self._found: dict[int | None, list[str]] = {}
        self._before: tuple[str, ...] = (GENESIS,)
        self._suspects: list[_Suspect] = []
        self._absent: list[range] = []
        self._wanted = {one for one in heads if not GENESIS.startswith(one)}
        self._withheld: list[Any] = []
        self._blank: dict[str, set[int]] = {name: set() for name in PARTS}
        self._erased: dict[str, dict[int, int]] = {name: {} for name in PARTS}

    def withhold(self, declared: Any) -> None:
        """Take blank parts at these numbers (firsts and lasts) for withheld, not erased."""
        self._withheld = _listed(declared)

    def say(self, entry: int | None, what: str) -> None:
        """Add a broken place."""
        self._found.setdefault(entry, []).append(what)

    def feed(self, one: Entry) -> bool:
        """Look at the next line; whether it is what was written."""
        if one.number <= self.head.number:
            self.say(one.number, "en double, ou hors de son rang")
            return False
        if one.number > self.head.number + 1:
            self._missing(self.head.number + 1, one.number - 1, f"et avant {one.number}")
            self._before = ()
        wrong = [name for name in PARTS if one.is_wrong(name)]
        for name in PARTS:
            if one.is_blank(name):
                self._blank[name].add(one.number)
        untouched = self._follows(one, wrong) and not wrong
        if one.kind == "erased" and untouched:
            self._note_erased(one)
        self._wanted = {head for head in self._wanted if not one.hash.startswith(head)}
        self.head = Head(one.number, one.hash)
        return untouched

    def end(self, head: Head | None) -> Verdict:
        """The verdict, the register's head being that one."""
        self._find_swaps()
        withheld = self._spared()
        self._check_erased(withheld)
        self._check_head(head)
        for wanted in sorted(self._wanted):
            self.say(None, f"aucune ligne n'a l'empreinte {wanted}… : fin coupée, ou réécrite")
        places = sorted(self._found.items(), key=lambda item: (item[0] is None, item[0] or 0))
        return Verdict(
            self.head, tuple(Broken(at, one) for at, said in places for one in said), len(withheld)
        )

    def _missing(self, first: int, last: int, where: str) -> None:
        self._absent.append(range(first, last + 1))
        lines = "elle manque" if first == last else f"elle manque, et les suivantes jusqu'à {last}"
        self.say(first, f"{lines} (après {first - 1} {where})")

    def _follows(self, one: Entry, wrong: list[str]) -> bool:
        """Whether the line follows the one before; says what of it was altered."""
        hashes = [one.after(previous) for previous in self._before]
        chained = one.hash in hashes or not hashes
        mended = self._mended(one, wrong) if wrong and not chained else None
        for name in wrong:
            self.say(one.number, (REDIGESTED if mended else ALTERED)[name])
        if chained or mended:
            self._before = (one.hash,)
            return chained
        self.say(one.number, UNCHAINED)
        self._suspects.append(_Suspect(one, self._before))
        # Which of the two was altered, the line or its hash, shows in what the next one follows.
        self._before = (one.hash, *hashes)[:4]
        return False

    def _mended(self, one: Entry, wrong: list[str]) -> bool:
        """Whether the line follows once the digests of these parts are those of their texts."""
        whole = one.redigested(wrong)
        return any(whole.after(previous) == one.hash for previous in self._before)

    def _find_swaps(self) -> None:
        """Lines whose contents stand at another's number, and the innocent ones after them."""
        swapped: set[frozenset[int]] = set()
        for one, other in permutations(self._suspects[:COMPARED], 2):
            at, elsewhere = one.entry, other.entry
            moved = replace(elsewhere, number=at.number)
            if any(moved.after(previous) == elsewhere.hash for previous in one.before):
                swapped.add(frozenset((at.number, elsewhere.number)))
            elif at.after(elsewhere.hash) == at.hash:
                self._clear(at.number)
                swapped.add(frozenset((at.number - 1, elsewhere.number)))
        for first, second in sorted(tuple(sorted(pair)) for pair in swapped if len(pair) == 2):
            self._swapped(first, second)
            self._swapped(second, first)

    def _swapped(self, entry: int, other: int) -> None:
        self._clear(entry)
        self.say(entry, f"échangée avec la ligne {other}")

    def _clear(self, entry: int) -> None:
        """A line that is explained otherwise is not said to be altered."""
        self._found[entry] = [one for one in self._found.get(entry, []) if one != UNCHAINED]

    def _note_erased(self, one: Entry) -> None:
        details = one.told()
        named = [name for name in PARTS if name in _listed(details.get("parts"))]
        for pair in _listed(details.get("numbers")):
            first, last = pair if _is_range(pair) else (1, 0)
            numbers = range(max(first, 1), min(last, one.number - 1) + 1)
            for name in named:
                self._erased[name].update(dict.fromkeys(numbers, one.number))

    def _spared(self) -> set[int]:
        """The lines that are blank because an extract says that it withholds them."""
        blank = set.intersection(*self._blank.values())
        pairs = [pair for pair in self._withheld if _is_range(pair)]
        numbers = (range(max(first, 1), min(last, self.head.number) + 1) for first, last in pairs)
        return blank.intersection(chain.from_iterable(numbers))

    def _check_erased(self, withheld: set[int]) -> None:
        for name, word in NAMED.items():
            blank, erased = self._blank[name], self._erased[name]
            for number in sorted(blank - erased.keys() - withheld):
                self.say(number, f"{word} : effacés sans ligne qui le dise")
            for number in sorted(erased.keys() - blank):
                if any(number in absent for absent in self._absent):
                    continue
                self.say(number, f"{word} : effacés selon la ligne {erased[number]}, encore là")

    def _check_head(self, head: Head | None) -> None:
        if head is None:
            self.say(None, "la tête du registre manque")
        elif head.number > self.head.number:
            self._missing(self.head.number + 1, head.number, ", à la fin")
        elif head != self.head:
            self.say(
                None,
                f"la tête du registre (ligne {head.number}, {head.hash[:16]}…) n'est pas la "
                f"dernière ligne ({self.head.number}, {self.head.hash[:16]}…)",
            )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_range(value: Any) -> bool:
    return len(_listed(value)) == 2 and all(type(one) is int for one in value)
