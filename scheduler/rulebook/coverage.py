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
    """One text: that first signed of a rule file, or one of its amendments."""

    rule: ReadRule
    amendment: str | None
    document: str

    @property
    def at(self) -> Place:
        """Where its paper is named, or would be."""
        loc = ("avenants", self.amendment, "document") if self.amendment else ("document",)
        return key_place(self.rule.root, loc)


def against_papers(loaded: Loaded, folder: Path) -> Iterator[Problem]:
    """What the papers of a folder say of every rule file; a paper not at hand is only told.

    One paper may hold several contracts, each in a file of its own, or a text with its amendments:
    what one of them claims of it, no other is asked about.
    """
    texts = [text for rule in loaded.rules for text in _texts(rule)]
    for text in texts:
        if not text.document:
            named = "aucun papier n'est nommé (clé « document »)"
            yield _not_at_hand(text.at, named, "le nommer")
            continue
        sharing = [other for other in texts if other.document == text.document]
        yield from _against(text, folder, sharing)


def _texts(rule: ReadRule) -> Iterator[_Text]:
    yield _Text(rule, None, rule.agreement.document)
    for amendment in rule.agreement.amendments:
        yield _Text(rule, amendment.id, amendment.document)


def _against(text: _Text, folder: Path, sharing: Sequence[_Text]) -> Iterator[Problem]:
    """A signed text against what its rules say of it, and those of what shares its paper."""
    path = find_paper(folder, text.document)
    if path is None:
        named = f"le papier « {text.document} » n'est pas dans {folder}"
        yield _not_at_hand(text.at, named, "ses citations ne sont pas vérifiées")
        return
    try:
        source = paper(read_text(path))
    except Unreadable as error:
        yield _not_at_hand(text.at, f"{path} : {error}", error.remedy)
        return
    yield from _compared(text, source, path)
    if text is sharing[0]:
        yield from _unclaimed(sharing, source, path)


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
    for part in agreement.term.contradicted if agreement.term and amendment is None else ():
        yield from (other.cited for other in part.by)
    for clause in agreement.clauses:
        if clause.amendment == amendment:
            yield from (other.cited for other in clause.contradicted)


def _compared(text: _Text, source: Paper, path: Path) -> Iterator[Problem]:
    claimed, aside = _claims(text)
    absent = set(missing(source, (one.quote for one in (*claimed, *aside))))
    for one in (*claimed, *aside):
        if one.quote in absent:
            yield Problem(
                written_at(text.rule, one),
                "R140",
                f"ces mots ne sont pas dans {path.name}",
                "recopier les mots du texte, sans les changer",
            )


def _claims(text: _Text) -> tuple[list[Citation], list[Citation]]:
    """The words of one text that a file rests on, and those that it sets aside."""
    agreement = text.rule.agreement
    aside = [item.cited for item in agreement.set_aside] if text.amendment is None else []
    return list(quotes(agreement, text.amendment)), aside


def _unclaimed(sharing: Sequence[_Text], source: Paper, path: Path) -> Iterator[Problem]:
    """The sentences of a text that speak of time and that none of its files takes up."""
    claims = [_claims(text) for text in sharing]
    claimed = (cited.quote for words, _ in claims for cited in words)
    aside = (cited.quote for _, words in claims for cited in words)
    files = " ou ".join(dict.fromkeys(text.rule.agreement.source.file for text in sharing))
    for sentence in unclaimed(source, claimed, aside):
        yield Problem(
            Place(str(path), sentence.line, 1, sentence.text),
            "R141",
            "cette phrase parle de temps, et aucune règle ne la reprend",
            f"l'écrire dans {files} : une obligation, un jalon, ou « écarté »",
            "avertissement",
        )
