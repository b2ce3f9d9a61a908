"""The rules against the signed papers: quotes that are not there, sentences nobody claims."""

from collections.abc import Iterator
from pathlib import Path

from scheduler.deadlines.agreement import Citation
from scheduler.deadlines.reading import read_back
from scheduler.papers.coverage import Paper, missing, paper, unclaimed
from scheduler.papers.document import Unreadable, read_text
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.notes import written_at
from scheduler.rulebook.yaml_nodes import key_place

SUFFIXES = (".txt", ".md", ".docx", ".pdf")


def against_papers(loaded: Loaded, folder: Path) -> Iterator[Problem]:
    """What the papers of a folder say of every rule file; a paper not at hand is only told."""
    for rule in loaded.rules:
        if not rule.agreement.document:
            yield _not_at_hand(rule, "aucun papier n'est nommé (clé « document »)", "le nommer")
            continue
        path = _find(folder, rule.agreement.document)
        if path is None:
            named = f"le papier « {rule.agreement.document} » n'est pas dans {folder}"
            yield _not_at_hand(rule, named, "ses citations ne sont pas vérifiées")
            continue
        try:
            source = paper(read_text(path))
        except Unreadable as error:
            yield _not_at_hand(rule, f"{path} : {error}", error.remedy)
            continue
        yield from _compared(rule, source, path)


def _find(folder: Path, document: str) -> Path | None:
    """The paper in the folder, under its name or with another suffix; never outside of it."""
    wanted = folder / document
    if not wanted.resolve().is_relative_to(folder.resolve()):
        return None
    candidates = [wanted, *(wanted.with_suffix(suffix) for suffix in SUFFIXES)]
    return next((path for path in candidates if path.is_file()), None)


def _not_at_hand(rule: ReadRule, message: str, hint: str) -> Problem:
    at = key_place(rule.root, ("document",))
    return Problem(at, "R142", message, hint, "note")


def quotes(rule: ReadRule) -> Iterator[Citation]:
    """The words that the rules rest on, those set aside apart."""
    aside = {id(item.cited) for item in rule.agreement.set_aside}
    for read in read_back(rule.agreement):
        if read.cited.quote and id(read.cited) not in aside:
            yield read.cited
    for event in rule.agreement.events.values():
        if event.cited and event.cited.quote:
            yield event.cited
    for clause in rule.agreement.clauses:
        yield from (other.cited for other in clause.contradicted)


def _compared(rule: ReadRule, source: Paper, path: Path) -> Iterator[Problem]:
    claimed = list(quotes(rule))
    aside = [item.cited for item in rule.agreement.set_aside]
    absent = set(missing(source, (one.quote for one in (*claimed, *aside))))
    for one in (*claimed, *aside):
        if one.quote in absent:
            yield Problem(
                written_at(rule, one),
                "R140",
                f"ces mots ne sont pas dans {path.name}",
                "recopier les mots du texte, sans les changer",
            )
    for sentence in unclaimed(source, (one.quote for one in claimed), (one.quote for one in aside)):
        yield Problem(
            Place(str(path), sentence.line, 1, sentence.text),
            "R141",
            "cette phrase parle de temps, et aucune règle ne la reprend",
            f"l'écrire dans {rule.agreement.source.file} : une obligation, un jalon, ou « écarté »",
            "avertissement",
        )
