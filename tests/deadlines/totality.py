"""Files of many obligations read by the real loader, and what became of each one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.emptiness import END
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.timing import Alternates
from scheduler.problems import Problem, render_all
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from tests.bethune import ROOT
from tests.deadlines.forms import ABSENCES, BESIDE, FACTS, RECORDED, Term, Written

TODAY = date(2026, 11, 22)
HEAD = """convention: essai
titre: Essai
nous: ccas
calendrier: ville
parties: {ccas: CCAS, asso: Association}
"""
CALENDAR = """calendrier: ville
titre: Ville
zone: Métropole
séances:
  ca:
    titre: conseil d'administration
    convocation: 3 jours francs
    dates: [2026-09-24, 2026-12-03, 2027-03-18, 2027-09-23]
"""
NEVER_CODES: tuple[str, ...] = ("R165",)
"""The warnings that an obligation can never give anything."""
PER_FILE = 100


def shifted(years: int) -> Facts:
    """Every fact known, so many years from the days of the plain frame."""
    events = {name: day.replace(year=day.year + years) for name, day in RECORDED.items()}
    times = [day.replace(year=day.year + years) for day in ABSENCES]
    series = tuple(Numbered(rank, day) for rank, day in enumerate(times, 1))
    return Facts(events={**events, "absence": times[-1]}, series={"absence": series})


MOVED = ("all before the effect", "all after the term", "effect assumed")
"""The states of the facts under which a term may lack the years that a form names."""
FACTS_KNOWN = {
    "nothing known": Facts(),
    "all known": shifted(0),
    "all before the effect": shifted(-4),
    "all after the term": shifted(6),
    "some known": Facts(
        events={"ouverture": RECORDED["ouverture"], "absence": ABSENCES[0]},
        series={"absence": (Numbered(2, ABSENCES[0]),)},
    ),
    "effect assumed": Facts(assumed={"effect": date(2024, 2, 29), "bornee": date(2025, 8, 31)}),
}


@dataclass(frozen=True)
class Read:
    """One file as it was read: its agreement without the refused, and what was said of each."""

    rulebook: Rulebook
    agreement: Agreement
    refusals: dict[str, list[Problem]]
    warnings: dict[str, list[Problem]]


def text_of(term: Term, clauses: Iterable[Written]) -> str:
    """The whole file."""
    duration = f"durée: {{article: '1', {term.written}}}\n" if term.written else ""
    lines = "".join(clause.line for clause in clauses)
    return f"{HEAD}{FACTS}{duration}obligations:\n{BESIDE}{lines}"


def _rulebook(folder: Path, text: str) -> Rulebook:
    calendars = folder / "calendars"
    calendars.mkdir(exist_ok=True)
    (calendars / "ville.yaml").write_text(CALENDAR, "utf-8")
    path = folder / "essai.yaml"
    path.write_text(text, "utf-8")
    return load(Sources((path,), calendars, ROOT / "annuaire.yaml"))


def read(folder: Path, term: Term, clauses: Sequence[Written]) -> Read:
    """The file, each obligation that is refused taken out with its refusal until none is."""
    refusals: dict[str, list[Problem]] = {}
    while True:
        kept = [clause for clause in clauses if clause.id not in refusals]
        text = text_of(term, kept)
        rulebook = _rulebook(folder, text)
        named = _by_clause(text, kept, rulebook.problems)
        refused = {
            name: [one for one in problems if one.severity == "erreur"]
            for name, problems in named.items()
        }
        if not rulebook.errors:
            (agreement,) = rulebook.agreements
            return Read(rulebook, agreement, refusals, named)
        new = {name: errors for name, errors in refused.items() if errors}
        assert new, f"{term.name}:\n{render_all(rulebook.errors[:3])}"
        refusals |= new


def _by_clause(
    text: str, clauses: Sequence[Written], problems: Iterable[Problem]
) -> dict[str, list[Problem]]:
    """The problems found on the one line of each obligation."""
    first = len(text.splitlines()) - len(clauses) + 1
    named: dict[str, list[Problem]] = {}
    for problem in problems:
        if first <= problem.at.line < first + len(clauses):
            named.setdefault(clauses[problem.at.line - first].id, []).append(problem)
    return named


def outcomes(computation: Computation) -> dict[str, str]:
    """What each obligation gives, by its id: the surest of what comes of it."""
    found: dict[str, str] = {}
    dated = {one.clause for one in computation.occurrences}
    rule = computation.agreement.term
    blank = rule is not None and rule.length_unsaid
    listed = (
        ("takes turns", [name for name, turned in turns(computation) if turned in dated]),
        ("reason", [one.clause for one in computation.waiting if one.event == END]),
        ("reason", [one.clause for one in computation.dateless]),
        ("said twice", [one.clause for one in computation.same]),
        ("standing", [one.clause for one in computation.standing]),
        ("waiting", [one.clause for one in computation.waiting if one.event != END or blank]),
        ("question", [one.clause for one in computation.questions]),
        (
            "bracketed",
            [one.clause for one in computation.occurrences if one.earliest or one.latest],
        ),
        ("opened", [one.clause for one in computation.occurrences if one.opens]),
        ("dated", [one.clause for one in computation.occurrences if one.due]),
    )
    for outcome, clauses in listed:
        found.update(dict.fromkeys(clauses, outcome))
    return found


def turns(computation: Computation) -> list[tuple[str, str]]:
    """The obligations that say whose turn it is, each with the one whose debtors alternate."""
    timings = {one.id: one.timing for one in computation.agreement.clauses}
    return [(name, one.clause) for name, one in timings.items() if isinstance(one, Alternates)]


@dataclass(frozen=True)
class Outcome:
    """What became of one obligation under one term and one state of the facts."""

    clause: Written
    term: Term
    facts: str
    what: str
    why: tuple[Problem, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def pasteable(self) -> str:
        """The obligation with the duration it stands under."""
        under = f"{self.term.name} ({{{self.term.written}}}), {self.facts}"
        return f"{under} : {self.what}\n{self.clause.line}"


def played(
    folder: Path, term: Term, clauses: Sequence[Written], facts: Iterable[str] = FACTS_KNOWN
) -> Iterator[Outcome]:
    """Every obligation under one term, computed for each state of the facts."""
    for start in range(0, len(clauses), PER_FILE):
        some = clauses[start : start + PER_FILE]
        file = read(folder, term, some)
        computations = {name: compute(file.agreement, FACTS_KNOWN[name], TODAY) for name in facts}
        given = {name: outcomes(one) for name, one in computations.items()}
        days = {name: days_by_clause(one) for name, one in computations.items()}
        for clause in some:
            refused = file.refusals.get(clause.id)
            if refused:
                yield Outcome(clause, term, "", "refused", tuple(refused))
                continue
            warnings = file.warnings.get(clause.id, ())
            never = tuple(one for one in warnings if one.code in NEVER_CODES)
            for name, by_clause in given.items():
                what = by_clause.get(clause.id) or ("warned" if never else "nothing")
                gives = tuple(days[name].get(clause.id, ()))
                yield Outcome(clause, term, name, what, never, gives)


def counted(found: Iterable[Outcome]) -> str:
    """How many of each outcome, in a line each."""
    numbers = Counter(one.what for one in found)
    return "\n".join(f"{number:7} {what}" for what, number in numbers.most_common())


def main_day(item: Occurrence) -> date | None:
    """The day by which a form is known here: its last one, else its first."""
    return item.due or item.opens


def days_by_clause(computation: Computation) -> dict[str, list[date]]:
    """The days that each obligation gives, in order."""
    days: dict[str, list[date]] = {}
    for item in computation.occurrences:
        day = main_day(item)
        if day:
            days.setdefault(item.clause, []).append(day)
    return {clause: sorted(listed) for clause, listed in days.items()}


def days_of(computation: Computation, clause: str) -> list[date]:
    """The days that one obligation gives, in order."""
    return days_by_clause(computation).get(clause, [])
