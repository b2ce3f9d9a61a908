"""The words of a clause against its rule: warnings where the quote says what the rule does not."""

import re
from collections.abc import Iterator
from datetime import time

from scheduler.deadlines.agreement import Agreement, Citation, Clause, SilenceRule
from scheduler.deadlines.french import hour
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.saying import when
from scheduler.deadlines.timing import Always, Ask, At, Fuzzy, Quota, Timing, parts
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule, path_of
from scheduler.rulebook.comparing import LENGTH, Beside, is_held, unheld
from scheduler.rulebook.contradictions import occurrences, warning
from scheduler.rulebook.held import Held, held, of_lengths, of_rounding
from scheduler.rulebook.held_by_term import held_by_term
from scheduler.rulebook.quoted import Saying, as_written, holds_words, sayings
from scheduler.rulebook.yaml_nodes import key_place, locate

MODE = "R135"


def words_against_rules(loaded: Loaded) -> Iterator[Problem]:
    """Every quote of an obligation beside its rule."""
    for rule in loaded.rules:
        given = occurrences(rule)
        for clause in rule.agreement.clauses:
            yield from _of_clause(rule, clause, given.get(clause.id, []))
            yield from _of_consequences(rule, clause)


def _of_clause(rule: ReadRule, clause: Clause, given: list[Occurrence]) -> Iterator[Problem]:
    at = path_of(clause)
    said = not_set_aside(rule, clause.cited)
    for code, saying in unheld(said, beside(rule.agreement, clause, given)):
        if _is_held_elsewhere(rule.agreement, clause, saying):
            continue
        yield unlike(
            code,
            as_written(clause.cited.quote, saying.words),
            when(rule.agreement, clause.timing),
            (locate(rule.root, (*at, "citation")), key_place(rule.root, (*at, "quand"))),
            clause.id,
        )


_AGREED = re.compile(r"\b(?:acquise?|accord|acceptée?|acceptation|favorable|approuvée?)\b")
_REFUSED = re.compile(r"\b(?:rejet|refus|refusée?|rejetée?|défavorable)\b")
_EUROS = re.compile(r"(?P<euros>\d{1,3}(?:[ .]?\d{3})*)(?:,(?P<cents>\d{2}))?\s?(?:€|euros?\b)")


def _of_consequences(rule: ReadRule, clause: Clause) -> Iterator[Problem]:
    """What silence amounts to, and what a day of delay costs, beside the words that say it."""
    at, quote = path_of(clause), clause.cited.quote
    if clause.silence and (words := _silence_otherwise(clause.silence, quote.lower())):
        means = "accord" if clause.silence.means == "accepted" else "refus"
        places = locate(rule.root, (*at, "citation")), key_place(rule.root, (*at, "silence"))
        yield unlike(MODE, words, f"le silence vaut {means}", places, clause.id)
    hours = [_time(match) for match in _HOURS.finditer(quote)]
    known = (clause.hour, clause.since_hour)
    if clause.hour and hours and not any(said in known for said in hours):
        places = locate(rule.root, (*at, "citation")), key_place(rule.root, (*at, "heure"))
        words = next(_HOURS.finditer(quote))[0].strip()
        yield unlike(LENGTH, words, f"avant {hour(clause.hour)}", places, clause.id)
    amounts = [_cents(match) for match in _EUROS.finditer(quote)]
    penalty = clause.penalty.amount if clause.penalty else None
    if clause.penalty and isinstance(penalty, int) and amounts and penalty not in amounts:
        places = locate(rule.root, (*at, "citation")), key_place(rule.root, (*at, "pénalité"))
        words = next(_EUROS.finditer(quote))[0]
        yield unlike(MODE, words, f"pénalité de {clause.penalty.in_words}", places, clause.id)


_HOURS = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-4]) ?(?:h|heures?)\b ?(?P<minute>[0-5]\d)?|\b(?P<noon>midi|minuit)\b"
)
_NAMED_HOURS = {"midi": time(12), "minuit": time.max}


def _time(match: re.Match[str]) -> time:
    """The time of the day that the words name; midnight is the end of the day."""
    if match["noon"]:
        return _NAMED_HOURS[match["noon"]]
    hours = int(match["hour"])
    return time(hours, int(match["minute"] or 0)) if hours < 24 else time.max


def _silence_otherwise(silence: SilenceRule, quote: str) -> str | None:
    """The words that say the contrary of what the rule makes of silence, if only they are there."""
    agreed, refused = _AGREED.search(quote), _REFUSED.search(quote)
    if agreed and not refused and silence.means == "refused":
        return agreed[0]
    return refused[0] if refused and not agreed and silence.means == "accepted" else None


def _cents(amount: re.Match[str]) -> int:
    return int(re.sub(r"[ .]", "", amount["euros"])) * 100 + int(amount["cents"] or 0)


def unlike(
    code: str, words: str, understood: str, places: tuple[Place, Place], subject: str = ""
) -> Problem:
    """The warning that shows the words of the quote and what the rule is understood to say."""
    admitted = f"code: {code}, à: {subject}" if subject else f"code: {code}"
    return warning(
        places[0],
        code,
        f"le texte dit « {words} », et la règle ne le dit pas : elle est comprise « {understood} »",
        "corriger la règle ou la citation ; si les deux disent la même chose, l'admettre : écrire "
        f"`admis: [{{{admitted}, parce que: …}}]`",
        places[1],
        subject,
    )


def beside(agreement: Agreement, clause: Clause, given: list[Occurrence]) -> Beside:
    """What a clause's quote is compared with: its timing, its other keys, the days it gives."""
    alone = parts(clause.timing)
    undated = all(isinstance(one, Ask | Always | Fuzzy) or _is_standing(one) for one in alone)
    days = [day for item in given for day in (item.opens, item.due) if day]
    return Beside(
        held_by(agreement, clause),
        tuple(days),
        held_by_term(agreement.term) if agreement.term else Held(),
        undated,
        all(isinstance(one, At) for one in alone),
    )


def _is_standing(timing: Timing) -> bool:
    return isinstance(timing, Quota) and not timing.span.dated


def held_by(agreement: Agreement, clause: Clause) -> Held:
    """What the clause's timing holds, with where it moves its day."""
    by_name = {one.id: one for one in agreement.clauses}
    seen = {clause.id}

    def target(name: str) -> Timing | None:
        if name in seen or name not in by_name:
            return None
        seen.add(name)
        return by_name[name].timing

    after = clause.penalty.after if clause.penalty else None
    notice = of_lengths([after.length if after else None])
    return held(clause.timing, target) | of_rounding(clause.rounding) | notice


def not_set_aside(rule: ReadRule, cited: Citation) -> list[Saying]:
    """What a quote says, less the words that the file sets aside from it."""
    aside = [
        item.cited.quote
        for item in rule.agreement.set_aside
        if item.cited.quote in cited.quote and item.cited.article == cited.article
    ]
    return [
        saying
        for saying in sayings(cited.quote)
        if not any(holds_words(quote, saying.words) for quote in aside)
    ]


def _is_held_elsewhere(agreement: Agreement, clause: Clause, saying: Saying) -> bool:
    """Whether another obligation that quotes the same words holds what they say."""
    return any(
        other.id != clause.id
        and other.cited.article == clause.cited.article
        and holds_words(other.cited.quote, saying.words)
        and is_held(saying, sayings(other.cited.quote), beside(agreement, other, []))
        for other in agreement.clauses
    )
