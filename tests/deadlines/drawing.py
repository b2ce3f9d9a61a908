"""Agreements drawn at random, as rule files: moments of every form, nested in one another."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.deadlines import oracle
from tests.deadlines.moments import (
    Delay,
    DueOf,
    Fixed,
    From,
    InMonth,
    InSpan,
    Length,
    Moment,
    MonthlyWindow,
    Moved,
    Several,
    Since,
    TermDay,
    Window,
    Yearly,
    YearlyMonth,
    YearlyWindow,
    rhythm,
)
from tests.deadlines.moments_oracle import Fact, Ground, Term
from tests.written import HEAD

DAY = timedelta(days=1)
UNITS = (
    *("jours", "jours", "semaines", "mois", "mois", "mois", "ans"),
    *("jours ouvrés", "jours ouvrables", "jours francs"),
)
WORDS = ("pour", "au plus tard", "avant", "avant")
BEATS = (
    *("année", "année", "mois", "trimestre", "semestre", "anniversaire"),
    *("chaque terme", "chaque reconduction", "repete"),
)
"""What recurring moments come back with."""
REPORTS = (
    *("jour ouvré suivant", "jour ouvré précédent", "jour ouvrable suivant"),
    *("jour ouvrable précédent", "1er du mois suivant", "1er du trimestre suivant"),
    *("1er janvier suivant", "fin du mois", "fin du trimestre", "fin du semestre"),
    "fin de l'année",
)
HARD_EFFECTS = (date(2016, 2, 29), date(2015, 8, 31), date(2017, 1, 1))
"""First days that are drawn more often than others."""
HARD_DAYS = (date(2020, 2, 29), date(2018, 11, 30), date(2019, 1, 31))
"""Days of facts that are drawn more often."""
SPAN_MONTHS = {"mois": 1, "trimestre": 3, "semestre": 6}


@dataclass(frozen=True)
class Drawn:
    """An agreement: its rule file, what is known, and the moment of each clause in order."""

    text: str
    ground: Ground
    clauses: dict[str, Moment]


@dataclass
class Hand:
    """What draws: the source of chance, the ground, the clauses drawn so far."""

    chance: Random
    ground: Ground
    months: int
    clauses: dict[str, Moment]

    def day(self) -> date:
        """Any day, from the effect to about its end."""
        return self.ground.term.effect + self.chance.randrange(30, 1100) * DAY

    def length(self) -> Length:
        """A delay in any unit."""
        unit = self.chance.choice(UNITS)
        most = {"jours": 60, "semaines": 8, "mois": 14, "ans": 2}.get(unit, 15)
        number = self.chance.randint(1 if unit in ("mois", "ans") else 2, most)
        more = self.chance.choice((0, 0, 0, 15)) if unit == "mois" else 0
        return Length(number, unit, more)

    def fact(self) -> str:
        """The name of a fact: most often a recorded one."""
        names = ["connu", "su"] * 3 + ["entre", "depuis", "inconnu", "jusque"]
        return self.chance.choice(names)

    def once(self, depth: int, place: str) -> Moment:
        """A moment that comes once."""
        forms = ["date", "fact", "fact", "from", "window", "month", "term"]
        forms += ["delay", "delay", "several"] if depth else []
        forms += ["chain", "chain"] if place == "anchor" else []
        form = self.chance.choice(forms)
        match form:
            case "date":
                return Fixed(self.chance.choice(WORDS), self.day())
            case "fact":
                bare = place != "quand" and self.chance.random() < 0.5
                return Since(self.fact(), bare)
            case "from":
                return From(self.day())
            case "window":
                first = self.day()
                return Window(first, first + self.chance.randrange(60) * DAY)
            case "month":
                day = self.day()
                return InMonth(day.year, day.month)
            case "term":
                return self.term_day(("terme", "prise d'effet", "mi-parcours"), place)
            case "delay":
                return self.delay(None, depth, place)
            case "several":
                return self.several(None, depth)
            case _:
                return self.chain(None) or self.once(depth, place)

    def term_day(self, names: tuple[str, ...], place: str) -> TermDay:
        """A day of the term; its middle is drawn only where its months halve."""
        name = self.chance.choice([name for name in names if self.halves or name != "mi-parcours"])
        return TermDay(name, bare=place == "anchor" and self.chance.random() < 0.5)

    @property
    def halves(self) -> bool:
        """Whether the term has an even number of months."""
        return self.months % 2 == 0

    def again(self, beat: str, depth: int, place: str) -> Moment:
        """A moment that comes back with the beat."""
        chain = self.chain(beat) if place == "anchor" and self.chance.random() < 0.4 else None
        if chain:
            return chain
        if depth and self.chance.random() < 0.45:
            if self.chance.random() < 0.6:
                return self.delay(beat, depth, place)
            return self.several(beat, depth)
        match beat:
            case "année":
                return self.yearly()
            case "mois" | "trimestre" | "semestre":
                return self.in_span(SPAN_MONTHS[beat])
            case "repete":
                return Since("repete", place != "quand" and self.chance.random() < 0.5)
            case _:
                return self.term_day((beat,), place)

    def yearly(self) -> Moment:
        """A day, a month or a window of each year."""
        offset = self.chance.choice((-1, 0, 0, 1))
        day, month = self.chance.randint(1, 28), self.chance.randint(1, 12)
        match self.chance.choice(("day", "day", "day", "month", "window")):
            case "day":
                word = self.chance.choice((*WORDS, "le"))
                return Yearly(word, day, month, offset)
            case "month":
                return YearlyMonth(month, offset)
            case _:
                first, last = sorted([(month, day), (self.chance.randint(1, 12), 28)])
                return YearlyWindow(first[::-1], last[::-1], offset)

    def in_span(self, months: int) -> Moment:
        """A day or a window of each month, quarter or semester."""
        if months == 1 and self.chance.random() < 0.3:
            following = self.chance.random() < 0.5
            first = self.chance.randint(1, 28)
            last = self.chance.randint(1, 28) if following else self.chance.randint(first, 31)
            return MonthlyWindow(first, last, following)
        word = self.chance.choice((*WORDS, "le"))
        place = self.chance.choice(("last", "within", "after"))
        match place:
            case "last":
                return InSpan(months, word, 0)
            case "after":
                return InSpan(months, word, self.chance.randint(1, 28), months + 1)
            case _:
                return InSpan(months, word, self.chance.randint(1, 31))

    def delay(self, beat: str | None, depth: int, place: str) -> Delay:
        """A delay after or before a moment, which may be a delay too."""
        base = self.moment(beat, depth - 1, "anchor")
        before, length = self.chance.random() < 0.45, self.length()
        at_least = before and length.unit == "jours" and self.chance.random() < 0.2
        opens = None
        if before and not at_least and place == "quand" and opens_clearly(base):
            opens = self.opens(length)
        return Delay(length, before, base, at_least, opens)

    def opens(self, length: Length) -> Length | None:
        """How long before the day the period opens: longer than the delay, or nothing."""
        if length.unit not in ("jours", "mois") or length.more_days or self.chance.random() < 0.5:
            return None
        return Length(length.number + self.chance.randint(1, 6), length.unit)

    def several(self, beat: str | None, depth: int) -> Several:
        """The first or the last of two or three moments of one rhythm."""
        number = self.chance.choice((2, 2, 3))
        moments = tuple(self.moment(beat, depth - 1, "several") for _ in range(number))
        return Several(self.chance.random() < 0.5, moments)

    def chain(self, beat: str | None) -> DueOf | None:
        """The last day of a clause drawn before, of the same rhythm."""
        names = [name for name, moment in self.clauses.items() if rhythm(moment) == beat]
        if not names:
            return None
        name = self.chance.choice(names)
        return DueOf(name, self.clauses[name])

    def moment(self, beat: str | None, depth: int, place: str) -> Moment:
        """Any moment of a rhythm, or one that comes once."""
        return self.again(beat, depth, place) if beat else self.once(depth, place)

    def clause(self) -> Moment:
        """A whole moment of an obligation, moved or not."""
        beat = self.chance.choice((None, None, self.chance.choice(BEATS)))
        moment = self.moment(beat, 2, "quand")
        if self.chance.random() < 0.2:
            return Moved(moment, self.chance.choice(REPORTS))
        return moment

    def stack(self) -> None:
        """Three deadlines, each counted from the one before; the first is read in two ways."""
        beat = self.chance.choice((None, "année", "mois"))
        match beat:
            case None:
                first: Moment = Fixed("avant", self.day())
            case "année":
                day, month = self.chance.randint(2, 28), self.chance.randint(1, 12)
                first = Yearly("avant", day, month, self.chance.choice((0, 1)))
            case _:
                first = InSpan(1, "avant", self.chance.randint(2, 31))
        self.clauses["c0"] = first
        self.clauses["c1"] = Delay(self.length(), self.chance.random() < 0.4, DueOf("c0", first))
        last = self.chance.choice((DueOf("c1", self.clauses["c1"]), self.clauses["c1"]))
        self.clauses["c2"] = Delay(self.length(), self.chance.random() < 0.4, last)


def opens_clearly(base: Moment) -> bool:
    """Whether the guide says from where a period before this moment opens."""
    match base:
        case TermDay("mi-parcours") | InSpan(day=0):
            return False
        case _:
            return True


def drawn(seed: int) -> Drawn:
    """The agreement of a seed."""
    chance = Random(seed)
    effect = chance.choice((date(2014, 1, 1) + chance.randrange(1800) * DAY, *HARD_EFFECTS))
    first, each, times = (
        chance.randint(6, 48),
        chance.randint(3, 12),
        chance.choice((0, 0, 1, 2, 3)),
    )
    ground = Ground(
        Term(tuple(oracle.periods(effect, first, each, times))),
        facts(chance, effect),
        {"repete": tuple(effect + chance.randrange(400, 1000) * DAY for _ in range(2))},
    )
    hand = Hand(chance, ground, first + each * times, {})
    if chance.random() < 0.25:
        hand.stack()
    for _ in range(chance.randint(2, 4)):
        hand.clauses[f"c{len(hand.clauses)}"] = hand.clause()
    return Drawn(rule_file(ground, first, each, times, hand.clauses), ground, hand.clauses)


def mismatched(seed: int) -> Drawn:
    """An agreement whose one clause combines moments that do not come back together.

    The last of each time of a fact and of a day that comes once does: it is never drawn.
    """
    agreement = drawn(seed)
    chance = Random(-seed - 1)
    hand = Hand(chance, agreement.ground, 12, {})
    beats: list[str | None] = [None, "année", "mois", "trimestre", "anniversaire", "repete"]
    pair = chance.sample(beats, 2)
    moments = [hand.moment(beat, 1, "several") for beat in pair]
    comes_each_time = set(pair) == {None, "repete"}
    several = Several(chance.random() < 0.5 and not comes_each_time, tuple(moments))
    moment = chance.choice((several, Delay(hand.length(), chance.random() < 0.5, several)))
    head, _, _ = agreement.text.partition("obligations:\n")
    text = f"{head}obligations:\n{clause('c0', moment)}"
    return Drawn(text, agreement.ground, {"c0": moment})


def facts(chance: Random, effect: date) -> dict[str, Fact]:
    """A fact of each kind: recorded, bounded on either side or both, and one quite unknown."""

    def day() -> date:
        return chance.choice((effect + chance.randrange(400, 1000) * DAY, *HARD_DAYS))

    connu, su, low, high, first = day(), day(), day(), day(), day()
    return {
        "connu": Fact(connu, connu),
        "su": Fact(su, su),
        "depuis": Fact(low, None),
        "jusque": Fact(None, high),
        "entre": Fact(first, first + chance.randint(1, 9) * DAY),
        "inconnu": Fact(),
    }


def rule_file(ground: Ground, first: int, each: int, times: int, clauses: dict[str, Moment]) -> str:
    """The rule file of an agreement; its lengths in months."""
    bounds = "".join(
        f"  {name}: {{titre: {name}{bound(fact)}}}\n" for name, fact in ground.facts.items()
    )
    renewal = (
        f"  reconduction: {{mode: tacite, pour: {each} mois, fois: {times}}}\n" if times else ""
    )
    return (
        f"{HEAD}faits:\n{bounds}  repete: {{titre: répété, plusieurs fois: oui}}\n"
        f'durée:\n  article: "1"\n  prend effet: {{le: {ground.term.effect}}}\n'
        f"  pour: {first} mois\n{renewal}obligations:\n"
        + "".join(clause(name, moment) for name, moment in clauses.items())
    )


def bound(fact: Fact) -> str:
    """The bounds of a fact that is not recorded."""
    if fact.recorded:
        return ""
    low = f", pas avant: {fact.first}" if fact.first else ""
    return low + (f", pas après: {fact.last}" if fact.last else "")


def clause(name: str, moment: Moment) -> str:
    """One obligation."""
    report = f"    report: {moment.report}\n" if isinstance(moment, Moved) else ""
    return (
        f"  {name}:\n    titre: Clause {name}\n    article: '2'\n    citation: mots {name}\n"
        f"    par: asso\n    quand: {moment}\n{report}"
    )
