"""The rules against the signed papers: quotes that are not there, sentences nobody claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.deadlines.agreement import Agreement, Citation
from scheduler.deadlines.reading import read_back
from scheduler.papers.coverage import Paper, missing, paper, unclaimed
from scheduler.papers.document import Unreadable, read_text
from scheduler.papers.lookup import find_paper
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.notes import written_at
from scheduler.rulebook.yaml_nodes import key_place


@dataclass(frozen=True)
class _Text:
    """What one rule file, or one of its amendments, says of a paper that is at hand."""

    rule: ReadRule
    amendment: str | None
    path: Path


def against_papers(loaded: Loaded, folder: Path) -> Iterator[Problem]:
    """What the papers of a folder say of every rule file; a paper not at hand is only told.

    Several contracts written in one paper share it: a sentence is forgotten where none of their
    files claims it, and is told once.
    """
    by_path: dict[Path, list[_Text]] = {}
    for rule in loaded.rules:
        amendments = [(amendment.document, amendment.id) for amendment in rule.agreement.amendments]
        for document, amendment in [(rule.agreement.document, None), *amendments]:
            at = key_place(rule.root, _document_of(amendment))
            path = find_paper(folder, document) if document else None
            if path is None:
                yield _no_paper(at, document, folder)
            else:
                by_path.setdefault(path.resolve(), []).append(_Text(rule, amendment, path))
    for texts in by_path.values():
        yield from _compared(texts)


def _document_of(amendment: str | None) -> tuple[str, ...]:
    return ("avenants", amendment, "document") if amendment else ("document",)


def _no_paper(at: Place, document: str, folder: Path) -> Problem:
    if not document:
        return _not_at_hand(at, "aucun papier n'est nommé (clé « document »)", "le nommer")
    named = f"le papier « {document} » n'est pas dans {folder}"
    return _not_at_hand(at, named, "ses citations ne sont pas vérifiées")


def _not_at_hand(at: Place, message: str, hint: str) -> Problem:
    return Problem(at, "R142", message, hint, "note")


def quotes(agreement: Agreement, amendment: str | None = None) -> Iterator[Citation]:
    """The words that the rules of one text rest on, those set aside apart."""
    amended = {id(one.cited): one.id for one in agreement.amendments}
    amended |= {id(one.cited): one.amendment for one in agreement.clauses if one.amendment}
    aside = {id(item.cited) for item in agreement.set_aside}
    for cited in (read.cited for read in read_back(agreement)):
        of_this_text = amended.get(id(cited)) == amendment
        if cited.quote and of_this_text and id(cited) not in aside:
            yield cited
    for event in agreement.events.values() if amendment is None else ():
        if event.cited and event.cited.quote:
            yield event.cited
    for clause in agreement.clauses:
        if clause.amendment == amendment:
            yield from (other.cited for other in clause.contradicted)


def _compared(texts: Sequence[_Text]) -> Iterator[Problem]:
    """One paper against every text that rests on it: its absent quotes, its forgotten sentences."""
    path = texts[0].path
    try:
        source = paper(read_text(path))
    except Unreadable as error:
        for text in texts:
            at = key_place(text.rule.root, _document_of(text.amendment))
            yield _not_at_hand(at, f"{path} : {error}", error.remedy)
        return
    for text in texts:
        yield from _absent(text, source)
    claimed = [cited.quote for text in texts for cited in _claimed(text)]
    aside = [cited.quote for text in texts for cited in _aside(text)]
    files = dict.fromkeys(text.rule.agreement.source.file for text in texts)
    for sentence in unclaimed(source, claimed, aside):
        yield Problem(
            Place(str(path), sentence.line, 1, sentence.text),
            "R141",
            "cette phrase parle de temps, et aucune règle ne la reprend",
            f"l'écrire dans {' ou '.join(files)} : une obligation, un jalon, ou « écarté »",
            "avertissement",
        )


def _claimed(text: _Text) -> list[Citation]:
    return list(quotes(text.rule.agreement, text.amendment))


def _aside(text: _Text) -> list[Citation]:
    """The words set aside are those of the signed text, never of an amendment."""
    return [] if text.amendment else [item.cited for item in text.rule.agreement.set_aside]


def _absent(text: _Text, source: Paper) -> Iterator[Problem]:
    """The quotes of one text that the paper does not hold."""
    quoted = [*_claimed(text), *_aside(text)]
    absent = set(missing(source, (cited.quote for cited in quoted)))
    for cited in quoted:
        if cited.quote in absent:
            yield Problem(
                written_at(text.rule, cited),
                "R140",
                f"ces mots ne sont pas dans {text.path.name}",
                "recopier les mots du texte, sans les changer",
            )
