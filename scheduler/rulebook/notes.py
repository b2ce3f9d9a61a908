"""What a reviewer should see of a file: blanks, words set aside, notes; what was acknowledged."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.deadlines.agreement import Citation
from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.reading import read_back
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.contradictions import said, warning
from scheduler.rulebook.yaml_nodes import locate, scalars

_BLANK = re.compile(
    r"(?<![\w*])\*{2,}(?![\w*])|X{3,}|JJ/MM/AAAA|\bà définir\b|\bA établir\b|_{3,}|\.{4,}"
    r"|(?:\b(?:le|la|de|du|des|au|à)|n°)\s*$",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*(?=\S)[^*]+(?<=\S)\*\*")
"""``**mot**`` as some papers mark what is important; ``n° **`` is a blank."""
_DAY_AND_MONTH = re.compile(rf"\b(?:1er|\d{{1,2}}) (?:{'|'.join(MONTHS)})\b", re.IGNORECASE)


def blanks(loaded: Loaded) -> Iterator[Problem]:
    """Words of the paper that were left blank, to be filled in by somebody."""
    for rule in loaded.rules:
        for cited in _quotes(rule):
            if _BLANK.search(_EMPHASIS.sub("", cited.quote)):
                yield warning(
                    written_at(rule, cited),
                    "R121",
                    f"passage laissé en blanc dans le texte : {said(cited)}",
                    "demander ce qui devait y être écrit",
                )


def _quotes(rule: ReadRule) -> Iterator[Citation]:
    """Every quote but those of facts that are asked, or known: the blank has its question."""
    facts = rule.file.events
    answered = {
        id(event.cited)
        for event in rule.agreement.events.values()
        if event.on or (event.name in facts and facts[event.name].question)
    }
    yield from (one.cited for one in read_back(rule.agreement) if id(one.cited) not in answered)
    for event in rule.agreement.events.values():
        if event.cited and id(event.cited) not in answered:
            yield event.cited


def written_at(rule: ReadRule, cited: Citation) -> Place:
    """Where the quote is written: where several are alike, at its rule's line or after first."""
    line = cited.source.line
    alike = (
        one.at
        for one in scalars(rule.root)
        if one.value is not None and " ".join(one.value.split()) == cited.quote
    )
    elsewhere = Place(cited.source.file, line, 1)
    return min(alike, key=lambda at: (at.line < line, abs(at.line - line)), default=elsewhere)


def looks_like_a_date(loaded: Loaded) -> Iterator[Problem]:
    """Words set aside that name a day and a month: a reviewer must agree that it is no date."""
    for rule in loaded.rules:
        for item in rule.agreement.set_aside:
            if _DAY_AND_MONTH.search(item.cited.quote):
                yield Problem(
                    written_at(rule, item.cited),
                    "R129",
                    f"ressemble à une date et n'en est pas une : {said(item.cited)}",
                    item.because,
                    "note",
                )


def written_notes(loaded: Loaded) -> Iterator[Problem]:
    """The notes that the jurist left in the file."""
    for rule in loaded.rules:
        for rank, text in enumerate(rule.file.notes):
            at = locate(rule.root, ("notes", rank))
            yield Problem(at, "R130", text, "note du fichier", "note")
        for name, clause in rule.file.clauses.items():
            if clause.note:
                at = locate(rule.root, ("obligations", name, "note"))
                yield Problem(at, "R130", clause.note, "note du fichier", "note", subject=name)


def acknowledged(loaded: Loaded, problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those that a file acknowledges being notes with its reason.

    Only a warning can be acknowledged; an acknowledgement of nothing is told.
    """
    found = list(problems)
    for rule in loaded.rules:
        for rank, entry in enumerate(rule.file.acknowledged):
            matching = [
                one
                for one in found
                if one.code == entry.code
                and one.at.file == rule.agreement.source.file
                and entry.clause in (None, one.subject)
                and one.severity == "avertissement"
            ]
            if not matching:
                found.append(_nothing_to_acknowledge(rule, rank, entry.code))
            for one in matching:
                told = replace(one, severity="note", hint=f"admis : {entry.because}")
                found[found.index(one)] = told
    return found


def _nothing_to_acknowledge(rule: ReadRule, rank: int, code: str) -> Problem:
    return warning(
        locate(rule.root, ("admis", rank, "code")),
        "R131",
        f"aucun avertissement {code} à admettre ici",
        "ôter cette ligne, ou corriger « code » et « à » ; une erreur ne s'admet pas",
    )
