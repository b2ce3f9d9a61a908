"""The answers of a filled sheet, checked one and all against what is known, before any counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Noted, Waived
from scheduler.deadlines.french import short
from scheduler.deadlines.obligation import Occurrence
from scheduler.problems import Problem, sort
from scheduler.rulebook.readers import Reject, read_date
from scheduler.situation import Situation
from scheduler.triage.cells import Cell, Line, read_lines
from scheduler.triage.sheet import ANSWER, COMMENT, DAY, EVIDENCE, KEY, is_to_sort

KINDS = {"fait": "done", "écarté": "waived", "manqué": "missed", "inconnu": "unknown"}
WORDS = {kind: word for word, kind in KINDS.items()}
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Answer:
    """What became of an occurrence: a kind of fact, its day, what proves it, a word."""

    kind: str
    agreement: str
    key: str
    on: date
    evidence: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Answers:
    """What the sheet says: new answers, how many were known, how many lines say nothing."""

    new: tuple[Answer, ...] = ()
    known: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)


def read_answers(path: Path, situation: Situation) -> Answers:
    """Every answer of the sheet, or every problem and no answer at all."""
    lines, problems = read_lines(path)
    by_key: dict[str, Cell] = {}
    told: list[tuple[Computation, Answer]] = []
    blank = 0
    for line in lines:
        if _says_nothing(line):
            blank += 1
            continue
        key = line[KEY]
        if key.value in by_key:
            hint = "n'en garder qu'une ligne"
            message = f"« {key.value} » a déjà sa réponse plus haut"
            problems.append(Problem(key.at, "R191", message, hint, also=by_key[key.value].at))
            continue
        by_key[key.value] = key
        try:
            told.append(_answer(line, situation))
        except _Wrong as wrong:
            problems += wrong.problems
    if problems:
        return Answers(problems=sort(problems))
    new = tuple(answer for computation, answer in told if not _is_known(computation, answer))
    return Answers(new, len(told) - len(new), blank)


class _Wrong(Exception):
    """What is wrong with one line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _says_nothing(line: Line) -> bool:
    return not (line[ANSWER].value or line[DAY].value or line[EVIDENCE].value)


def _answer(line: Line, situation: Situation) -> tuple[Computation, Answer]:
    """The line's answer, which agrees with itself and with what is known; raises _Wrong."""
    computation, item = _found(line[KEY], situation)
    kind = _kind(line[ANSWER])
    day, problems = None, [*_disagrees(line, kind), *_settled(line, kind, computation, item)]
    try:
        day = _day(line[DAY], kind, computation)
    except _Wrong as wrong:
        problems += wrong.problems
    if problems:
        raise _Wrong(*problems)
    before = computation.facts.done.get(item.key)
    evidence = line[EVIDENCE].value or (before.evidence if before and kind == "done" else "")
    comment = line[COMMENT].value
    return computation, Answer(
        kind, item.agreement, item.key, day or _told_on(computation, item, kind), evidence, comment
    )


def _found(key: Cell, situation: Situation) -> tuple[Computation, Occurrence]:
    """The occurrence the line is about, which somebody may still answer for."""
    keys = {item.key: (one, item) for one in situation.binding for item in one.occurrences}
    if key.value not in keys:
        near = get_close_matches(key.value, keys, 3, 0.5)
        hint = f"vouliez-vous dire {' ou '.join(near)} ?" if near else "garder la clé de la table"
        raise _Wrong(Problem(key.at, "R191", f"échéance inconnue : « {key.value} »", hint))
    computation, item = keys[key.value]
    if not is_to_sort(computation, item) and _given(computation, item) is None:
        hint = f"elle est suivie : « echeancier done {item.key} », ou « waive », quand c'est le cas"
        raise _Wrong(Problem(key.at, "R191", f"« {item.key} » n'est pas à trier", hint))
    return computation, item


def _kind(answer: Cell) -> str:
    kind = KINDS.get(re.sub(r"(é|t|u)e$", r"\1", answer.value.lower()))
    if kind is None:
        hint = f"écrire {', '.join(KINDS)}, ou vider toute la ligne sauf sa clé"
        message = f"réponse inconnue : « {answer.value} »" if answer.value else "réponse absente"
        raise _Wrong(Problem(answer.at, "R192", message, hint))
    return kind


def _day(cell: Cell, kind: str, computation: Computation) -> date | None:
    """The day given, not to come: what was done needs one, what was waived may have one."""
    if not cell.value:
        if kind != "done":
            return None
        hint = "écrire le jour où c'était fait ; si personne ne le sait, répondre inconnu"
        raise _Wrong(Problem(cell.at, "R193", "il manque le jour où c'était fait", hint))
    if kind not in ("done", "waived"):
        hint = "vider cette case : seul ce qui est fait, ou écarté, a un jour"
        raise _Wrong(Problem(cell.at, "R193", f"un jour n'a pas de sens ici ({WORDS[kind]})", hint))
    try:
        day = read_date(_iso(cell.value))
    except Reject as reject:
        message, _, remedy = str(reject).partition("||")
        remedy += ", ou 13/03/2025" if remedy.startswith("écrire") else ""
        raise _Wrong(Problem(cell.at, "R193", message, remedy)) from None
    if day > computation.today:
        message = f"le {short(day)} n'est pas encore passé"
        raise _Wrong(Problem(cell.at, "R193", message, "vérifier l'année"))
    return day


def _iso(text: str) -> str:
    """``13/03/2025``, as a spreadsheet writes it, for the reader of dates."""
    numeric = _NUMERIC.fullmatch(text)
    return f"{numeric[3]}-{int(numeric[2]):02d}-{int(numeric[1]):02d}" if numeric else text


def _disagrees(line: Line, kind: str) -> Iterator[Problem]:
    """A waiver without its reason, a proof of what was not done."""
    if kind == "waived" and not line[COMMENT].value:
        hint = "dire pourquoi dans la colonne « commentaire » : la raison reste au dossier"
        yield Problem(line[COMMENT].at, "R194", "écarté sans raison", hint)
    if kind != "done" and line[EVIDENCE].value:
        hint = "vider cette case, ou répondre fait"
        message = f"une pièce ne prouve rien de ce qui est {WORDS[kind]}"
        yield Problem(line[EVIDENCE].at, "R194", message, hint)


def _settled(
    line: Line, kind: str, computation: Computation, item: Occurrence
) -> Iterator[Problem]:
    """Another answer that was given before and does not admit that nobody knew."""
    given = _given(computation, item)
    if given in (None, "unknown", kind):
        return
    commands = {"done": "done", "waived": "waive"}
    how = commands.get(given or "")
    undo = f"{how} {item.key} --withdraw" if how else f"triage --withdraw {item.key}"
    message = f"« {item.key} » a déjà une réponse : {WORDS[given or kind]}"
    hint = f"vider la ligne, ou retirer d'abord l'autre réponse : echeancier {undo}"
    yield Problem(line[ANSWER].at, "R195", message, hint)


def _given(computation: Computation, item: Occurrence) -> str | None:
    """The answer that counts now, if somebody gave one."""
    return "done" if item.key in computation.facts.done else computation.facts.answer(item.key)


def _told_on(computation: Computation, item: Occurrence, kind: str) -> date:
    """The day a dateless answer was first given: today, unless it is known already."""
    facts = computation.facts
    before: Waived | Noted | None = None
    if kind == "waived":
        before = facts.waived.get(item.key)
    elif kind != "done":
        before = (facts.missed if kind == "missed" else facts.unknown).get(item.key)
    return before.on if before else computation.today


def _is_known(computation: Computation, answer: Answer) -> bool:
    """Whether the record says the very same already."""
    facts, key = computation.facts, answer.key
    if answer.kind == "done":
        done = facts.done.get(key)
        said = (answer.on, answer.comment, answer.evidence, False)
        return done is not None and said == (done.on, done.comment, done.evidence, done.to_follow)
    if answer.kind == "waived":
        waived = facts.waived.get(key)
        return waived is not None and (waived.on, waived.reason) == (answer.on, answer.comment)
    noted = (facts.missed if answer.kind == "missed" else facts.unknown).get(key)
    return noted is not None and (noted.on, noted.comment) == (answer.on, answer.comment)
