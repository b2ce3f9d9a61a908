"""The words of the duration clause, of facts and of milestones, against what is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.deadlines.agreement import Agreement, Citation, NoticeRule, RenewalRule, TermRule
from scheduler.deadlines.french import short
from scheduler.deadlines.number_words import NUMBER, Disagree, number
from scheduler.deadlines.reading import read_back
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.comparing import DAY, LENGTH, Beside, unheld
from scheduler.rulebook.held import Held, of_dates, of_lengths
from scheduler.rulebook.held_by_term import (
    held_by_term,
    of_cap,
    of_duration,
    of_effect,
    of_extension,
    of_notice,
    of_renewal,
)
from scheduler.rulebook.quoted import Delay, NamedDay, Saying, as_written, measure, sayings
from scheduler.rulebook.wording_against_rule import MODE, not_set_aside, unlike
from scheduler.rulebook.yaml_nodes import key_place, locate

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class _Part:
    """One part of ``durée``: its words, where they and its rule are written, what it holds."""

    cited: Citation
    quoted_at: Loc
    at: Loc
    own: Held


def words_of_the_term(loaded: Loaded) -> Iterator[Problem]:
    """Every quote under ``durée`` beside the part that quotes it."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None:
            continue
        understood = {id(read.cited): read.sentence for read in read_back(rule.agreement)}
        days = of_dates(_days_of_the_term(rule))
        whole = held_by_term(term) | _known_effects(rule.agreement) | days
        for part in _parts(rule, term):
            sentence = understood.get(id(part.cited), "")
            for code, words in _unlike(part, not_set_aside(rule, part.cited), whole):
                yield _told(rule, part, code, words, sentence)
            for words in _modes(term, part):
                yield _told(rule, part, MODE, words, sentence)


def _told(rule: ReadRule, part: _Part, code: str, words: str, sentence: str) -> Problem:
    places = locate(rule.root, part.quoted_at), key_place(rule.root, part.at)
    return unlike(code, as_written(part.cited.quote, words), sentence.rstrip("."), places)


def _parts(rule: ReadRule, term: TermRule) -> Iterator[_Part]:
    known = _known_effects(rule.agreement)
    yield _part(term.effect.cited, ("prend effet",), of_effect(term.effect) | known)
    whole = of_duration(term)
    whole |= Held() if term.effect.cited.quote else of_effect(term.effect)
    for notice in term.notices:
        whole |= Held() if notice.cited.quote else of_notice(notice)
    yield _Part(term.cited, ("durée", "citation"), ("durée", "pour"), whole)
    if term.renewal:
        yield _part(term.renewal.cited, ("reconduction",), of_renewal(term.renewal))
    if term.cap:
        yield _part(term.cap.cited, ("plafond",), of_cap(term.cap))
    for notice in sorted(term.notices, key=lambda notice: notice.place):
        yield _part(notice.cited, ("préavis", notice.place), of_notice(notice))
    if term.extension:
        extension = term.extension
        asked = of_lengths([extension.ask_before, extension.length])
        yield _part(extension.cited, ("prorogation",), asked)
        if extension.answer:
            answer = of_lengths([extension.answer_within])
            yield _part(extension.answer.cited, ("prorogation", "réponse"), answer)
        if extension.silent:
            held = of_extension(extension)
            yield _part(extension.silent.cited, ("prorogation", "silence"), held)


def _part(cited: Citation, keys: Loc, own: Held) -> _Part:
    return _Part(cited, ("durée", *keys, "citation"), ("durée", *keys), own)


def _known_effects(agreement: Agreement) -> Held:
    """The dates of the facts on which it takes effect, as far as the file knows them."""
    names = agreement.term.effect.events if agreement.term else ()
    known = [agreement.events[name] for name in names if name in agreement.events]
    return of_dates([day for one in known for day in (one.on, one.not_before, one.not_after)])


def _days_of_the_term(rule: ReadRule) -> tuple[date, ...]:
    """The first and last days of its periods, and the last days of its notices, if known."""
    computation = rule.alone
    periods = computation.term.periods if computation.term else ()
    days = [day for period in periods for day in (period.start, period.end)]
    ids = {clause.id for clause in rule.agreement.clauses}
    days += [one.due for one in computation.occurrences if one.clause not in ids and one.due]
    return tuple(days)


def _unlike(part: _Part, said: list[Saying], whole: Held) -> Iterator[tuple[str, str]]:
    """The words that no part of the term holds, and those that only other parts hold."""
    for code, saying in unheld(said, Beside(part.own | whole)):
        if code in (LENGTH, DAY):
            yield code, saying.words
            return
    delays = [one for one in said if isinstance(one, Delay)]
    if part.own.measures and not any(one.measure in part.own.measures for one in delays):
        yield from ((LENGTH, one.words) for one in delays[:1])
    days = [one for one in said if isinstance(one, NamedDay)]
    if not whole.days:
        yield from ((DAY, one.words) for one in days[:1])


def _modes(term: TermRule, part: _Part) -> Iterator[str]:
    """Words that say how: tacitly or expressly, so many times, by registered letter."""
    text = part.cited.quote.lower()
    places = [("durée", "reconduction")]
    if term.renewal and not term.renewal.cited.quote:
        places.append(("durée", "pour"))
    if term.renewal and part.at in places:
        yield from _modes_of_renewal(term.renewal, text)
    if part.at == ("durée", "pour") and term.length and (endless := _ENDLESS.search(text)):
        yield endless[0]
    notice = next((one for one in term.notices if one.cited is part.cited), None)
    if notice:
        yield from _modes_of_notice(notice, text)


_ENDLESS = re.compile(r"\bdurée indéterminée\b")
_TACIT = re.compile(r"\btacite(?:ment)?\b")
_NEVER_TACIT = re.compile(
    r"\b(?:aucune?|sans|ni|non|exclu[ts]?(?: toute)?|interdit(?: toute)?|pas(?: de| par)?|jamais|"
    r"(?:excluant|excepté|hors) toute)(?: reconduction| renouvellement| possibilité de)? tacite"
    r"(?:ment)?\b|\btacite reconduction (?:est |étant )?(?:exclue|interdite|impossible)\b"
)
"""« Aucune tacite reconduction » says that it is not tacit."""
_EXPRESS = re.compile(r"\bexpress(?:e|ément|es)?\b|\bexprès\b")
_SO_MANY = re.compile(rf"\b(?P<number>{NUMBER})(?: seule)? fois\b(?! (?:par|l'|chaque))")


def _modes_of_renewal(renewal: RenewalRule, text: str) -> Iterator[str]:
    tacit, express = _TACIT.search(_NEVER_TACIT.sub("", text)), _EXPRESS.search(text)
    if tacit and not express and renewal.mode != "tacit":
        yield tacit[0]
    if express and not tacit and renewal.mode != "express":
        yield express[0]
    for match in _SO_MANY.finditer(text):
        if _number(match["number"]) not in (None, renewal.times):
            yield match[0]


def _number(text: str) -> int | None:
    try:
        return number(text)
    except Disagree:
        return None


_REGISTERED = re.compile(r"\brecommandée?s?\b|\blrar\b|\br\.?a\.?r\b")
_RECEIPT = re.compile(r"\b(?:accusé|avis) de réception\b")
_RECEIVED = re.compile(r"\breçue?s?\b|\bréception\b")
_SENT = re.compile(r"\b(?:envoyée?|expédiée?|postée?|adressée? par)\b|\bl'envoi\b")
_ANY_TIME = re.compile(r"\bà tout moment\b")


def _modes_of_notice(notice: NoticeRule, text: str) -> Iterator[str]:
    registered = _REGISTERED.search(text)
    if registered and not notice.registered:
        yield registered[0]
    plain = _RECEIPT.sub("", text)
    received, sent = _RECEIVED.search(plain), _SENT.search(plain)
    if received and not sent and notice.counts_from == "sent":
        yield received[0]
    if sent and not received and notice.counts_from == "received":
        yield sent[0]
    if (moment := _ANY_TIME.search(text)) and notice.at_any_time is False:
        yield moment[0]


def words_of_dates(loaded: Loaded) -> Iterator[Problem]:
    """Full dates quoted for a fact, a milestone or an amendment, beside those written for it."""
    for rule in loaded.rules:
        for cited, at, days in _dated(rule.agreement):
            said = [one for one in sayings(cited.quote) if isinstance(one, NamedDay) and one.year]
            written = of_dates(days).days
            names = {(day.day, day.month, day.year) for day in written}
            if said and days and not any((one.day, one.month, one.year) in names for one in said):
                words = as_written(cited.quote, said[0].words)
                shown = ", ".join(short(day) for day in days)
                places = locate(rule.root, (*at, "citation")), key_place(rule.root, at)
                yield unlike(DAY, words, shown, places)


def words_of_amendments(loaded: Loaded) -> Iterator[Problem]:
    """A length quoted for an amendment that brings the duration to another."""
    for rule in loaded.rules:
        for amendment in rule.agreement.amendments:
            said = [one for one in sayings(amendment.cited.quote) if isinstance(one, Delay)]
            length = amendment.length
            if length and said and not any(one.measure == measure(length) for one in said):
                words = as_written(amendment.cited.quote, said[0].words)
                at = ("avenants", amendment.id)
                places = locate(rule.root, (*at, "citation")), key_place(rule.root, at)
                yield unlike(LENGTH, words, str(length), places)


def _dated(agreement: Agreement) -> Iterator[tuple[Citation, Loc, list[date]]]:
    for name, event in agreement.events.items():
        bounds = [day for day in (event.on, event.not_before, event.not_after) if day]
        if event.cited:
            yield event.cited, ("faits", name), bounds
    for milestone in agreement.milestones:
        yield milestone.cited, ("jalons", milestone.id), list(milestone.days)
    for amendment in agreement.amendments:
        days = [amendment.since, *(day for day in (amendment.signed, amendment.ends) if day)]
        yield amendment.cited, ("avenants", amendment.id), days
