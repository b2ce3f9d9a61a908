"""The rules against the signed papers: quotes that are not there, sentences nobody claims."""

from collections.abc import Iterator, Sequence
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


def against_papers(loaded: Loaded, folder: Path) -> Iterator[Problem]:
    """What the papers of a folder say of every rule file; a paper not at hand is only told.

    One paper may hold several contracts, each in a file of its own: what one file claims of it, no
    other is asked about.
    """
    for rule in loaded.rules:
        yield from _against(rule, folder, rule.agreement.document, None, _sharing(loaded, rule))
        for amendment in rule.agreement.amendments:
            yield from _against(rule, folder, amendment.document, amendment.id, [rule])


def _sharing(loaded: Loaded, rule: ReadRule) -> list[ReadRule]:
    """The files that are written from the same paper, that one among them."""
    named = rule.agreement.document
    return [other for other in loaded.rules if other.agreement.document == named]


def _against(
    rule: ReadRule,
    folder: Path,
    document: str,
    amendment: str | None,
    sharing: Sequence[ReadRule],
) -> Iterator[Problem]:
    """The signed text, or one of its amendments, against what the rules say of it."""
    loc = ("avenants", amendment, "document") if amendment else ("document",)
    at = key_place(rule.root, loc)
    if not document:
        yield _not_at_hand(at, "aucun papier n'est nommé (clé « document »)", "le nommer")
        return
    path = find_paper(folder, document)
    if path is None:
        named = f"le papier « {document} » n'est pas dans {folder}"
        yield _not_at_hand(at, named, "ses citations ne sont pas vérifiées")
        return
    try:
        source = paper(read_text(path))
    except Unreadable as error:
        yield _not_at_hand(at, f"{path} : {error}", error.remedy)
        return
    yield from _compared(rule, source, path, amendment)
    if rule is sharing[0]:
        yield from _unclaimed(sharing, source, path, amendment)


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


def _compared(
    rule: ReadRule, source: Paper, path: Path, amendment: str | None
) -> Iterator[Problem]:
    claimed, aside = _claims(rule, amendment)
    absent = set(missing(source, (one.quote for one in (*claimed, *aside))))
    for one in (*claimed, *aside):
        if one.quote in absent:
            yield Problem(
                written_at(rule, one),
                "R140",
                f"ces mots ne sont pas dans {path.name}",
                "recopier les mots du texte, sans les changer",
            )


def _claims(rule: ReadRule, amendment: str | None) -> tuple[list[Citation], list[Citation]]:
    """The words of one text that a file rests on, and those that it sets aside."""
    aside = [item.cited for item in rule.agreement.set_aside] if amendment is None else []
    return list(quotes(rule.agreement, amendment)), aside


def _unclaimed(
    sharing: Sequence[ReadRule], source: Paper, path: Path, amendment: str | None
) -> Iterator[Problem]:
    """The sentences of a text that speak of time and that none of its files takes up."""
    claims = [_claims(rule, amendment) for rule in sharing]
    claimed = (cited.quote for words, _ in claims for cited in words)
    aside = (cited.quote for _, words in claims for cited in words)
    files = " ou ".join(dict.fromkeys(rule.agreement.source.file for rule in sharing))
    for sentence in unclaimed(source, claimed, aside):
        yield Problem(
            Place(str(path), sentence.line, 1, sentence.text),
            "R141",
            "cette phrase parle de temps, et aucune règle ne la reprend",
            f"l'écrire dans {files} : une obligation, un jalon, ou « écarté »",
            "avertissement",
        )
