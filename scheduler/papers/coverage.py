"""A paper against its rules: quotes it does not hold, sentences about time nobody claims."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.number_words import NUMBER, WORDS, number

_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "–": "-", "—": "-", "‑": "-"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
_NOTHING = re.compile(r"[\s*­\"«»“”|-]")
_LONGEST_NUMBER = 40
_ENDS_IN_NUMBER = re.compile(rf"\b{WORDS}[ -](?:et[ -])?$")
_BEGINS_WITH_NUMBER = re.compile(WORDS)
_TWO_FIGURES = re.compile(r"\d\d")
_END_OF_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[^a-zà-ÿ\s])|\t")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(«'’])(?:[A-Z]|MM|Mme|art|al|arr|cf|ch|civ|coll|etc|ex|n°|pp?|réf|tél|av|bd|bld|St|Ste)\.$"
)
"""What ends with a full stop and goes on: « l'article R. 2112-4 »."""
_HEADING = re.compile(
    r"\s*#*\s*\**\s*(?:article|art\.|titre|chapitre|section|annexe|préambule|[ivx]+\s*[.)–—-]"
    r"|\d+(?:\.\d+)*\s*[.)–—-])[^\n]{0,110}",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(
    r"[.;]\s*\**\s*$|\b(?:est|sont|sera|seront|doit|doivent|peut|peuvent|a|ont|se|s'\w+|ne|qui|que"
    r"|[a-zà-ÿ]{3,}(?:era|eront|ira|iront|ssent|oit|oivent)|remet|remettent|verse|versent)\b"
    rf"|\b{NUMBER} ?(?:jours?|semaines?|mois|trimestres?|semestres?|ans?|années?)\b|\d{{4}}",
    re.IGNORECASE,
)
"""A verb, a number of months, a full stop: a line that is more than a heading."""
_MONTH = "|".join(MONTHS)
_TEMPORAL = re.compile(
    "|".join(
        (
            rf"\b(?:1\s*er|\d{{1,2}}) (?:{_MONTH})\b",
            rf"\b(?:{_MONTH}) \d{{4}}\b",
            r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
            r"\bJJ/MM/AAAA\b",
            rf"\b{NUMBER} (?:jours?|semaines?|mois|trimestres?|semestres?|ans?|années?)\b",
            r"\b(?:chaque|par|tous les|toutes les) (?:\w+ )?"
            r"(?:jours?|semaines?|mois|trimestres?|semestres?|ans?|années?|dimanches?)\b",
            r"/ ?an\b",
            r"\b(?:bi)?(?:annuel|mensuel|trimestriel|semestriel|quotidien)(?:le|s|les|lement|nement"
            r"|ne|nes)?\b|\bannuellement\b|\bhebdomadaires?\b",
            r"\bpériodique(?:s|ment)?\b|\brégulièrement\b",
            r"\bau plus (?:tard|tôt)\b|\bavant le \d|\bdélais?\b|\béchéances?\b|\bpréavis\b",
            r"\bà compter d|\bà partir d(?:e|u) (?:\d|janv|l'année|la date)|\bjusqu'au \d",
            r"\breconduction|\breconduit|\brenouvelable|\brenouvelée?s? |\bprorog",
            r"\b(?:durée|délai) (?:de|d')|\bpour une durée\b",
            r"\b(?:dernière|première|1ère|1re) année\b|\bannée (?:N|suivante)\b|\bde l'année N\b",
            r"\bà tout moment\b|\bsans délai\b|\bdans les (?:semaines|jours|mois) qui\b",
            r"\b(?:fin|début|courant|dès) (?:\d{4}|" + _MONTH + r")\b",
            rf"\b(?:{_MONTH}) à (?:{_MONTH})\b",
            r"\b(?:fois|réunions?) par\b|\b\d+ ?X ?/|\b7j/7\b|\bultérieurement\b|\bprochainement\b",
        )
    ).replace(" ", r"\s+"),
    re.IGNORECASE,
)
"""A space stands for any run of spaces."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of the paper, or one cell of its tables, and the line where it begins."""

    line: int
    text: str


@dataclass(frozen=True)
class Paper:
    """A paper's text, with what is needed to find words in it however they are printed."""

    text: str
    squashed: str
    offsets: tuple[int, ...]

    def places(self, quote: str) -> list[tuple[int, int]]:
        """Every stretch of the text that says the quote; apostrophes and spacing aside.

        A quote begins and ends with a whole number: « 5 jours » is not in « 15 jours ».
        """
        wanted, _ = _squash(quote)
        spans = []
        at = self.squashed.find(wanted) if wanted else -1
        while at >= 0:
            span = self.offsets[at], self.offsets[at + len(wanted) - 1] + 1
            if not self._cuts_a_number(*span):
                spans.append(span)
            at = self.squashed.find(wanted, at + 1)
        return spans

    def _cuts_a_number(self, start: int, end: int) -> bool:
        """Whether the stretch begins or ends within figures, or within « vingt-cinq »."""
        around = (self.text[start - 1 : start + 1] if start else "", self.text[end - 1 : end + 1])
        if any(_TWO_FIGURES.match(pair) for pair in around):
            return True
        ahead = _ENDS_IN_NUMBER.search(self.text[max(0, start - _LONGEST_NUMBER) : start].lower())
        first = _BEGINS_WITH_NUMBER.match(self.text[start:end].lower())
        return bool(ahead and first and number(ahead[0] + first[0]))


def paper(text: str) -> Paper:
    """The paper, ready to be searched."""
    squashed, offsets = _squash(text)
    return Paper(text, squashed, tuple(offsets))


def _squash(text: str) -> tuple[str, list[int]]:
    """The text without spaces, hyphens, quotation marks or markup, and where each letter was."""
    tags = [(found.start(), found.end()) for found in _TAG.finditer(text)]
    letters: list[str] = []
    offsets: list[int] = []
    inside = iter([*tags, (len(text), len(text))])
    start, end = next(inside)
    for at, char in enumerate(text):
        while at >= end and start < len(text):
            start, end = next(inside)
        if start <= at < end or _NOTHING.match(char):
            continue
        for letter in unicodedata.normalize("NFKC", char.translate(_ALIKE)).casefold():
            if not _NOTHING.match(letter):
                letters.append(letter)
                offsets.append(at)
    return "".join(letters), offsets


def missing(source: Paper, quotes: Iterable[str]) -> list[str]:
    """The quotes that the paper does not hold."""
    return [quote for quote in quotes if not source.places(quote)]


def unclaimed(source: Paper, claimed: Iterable[str], aside: Iterable[str]) -> list[Sentence]:
    """The sentences that speak of time and that no rule claims.

    The quote of a rule claims the whole sentence; words set aside claim themselves alone.
    """
    rules = _Spans(span for quote in claimed for span in source.places(quote))
    words = _Spans(span for quote in aside for span in source.places(quote))
    found = []
    for start, end in _sentences(source.text):
        if rules.meet(start, end):
            continue
        if _is_heading(source.text, start, end):
            continue
        left = [(a, b) for a, b in _temporal(source.text, start, end) if not words.meet(a, b)]
        if left:
            line = source.text.count("\n", 0, left[0][0]) + 1
            told = " ".join(_TAG.sub("", source.text[start:end]).replace("*", "").split())
            found.append(Sentence(line, told))
    return found


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether the stretch is the rest of a line that heads an article: « Article 5. Durée »."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    own = "\n" not in text[start:end].strip() and not text[end : first + len(line)].strip()
    said = line.translate(_ALIKE)
    title = re.sub(r"^.*?\d+(?:er)?\s*[.)]", "", said, count=1)
    return own and _HEADING.fullmatch(said) is not None and not _SAYS_SOMETHING.search(title)


class _Spans:
    """Stretches of text, to be asked whether one meets another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self.starts = [start for start, _ in ordered]
        self.reach = list(accumulate((end for _, end in ordered), max))

    def meet(self, start: int, end: int) -> bool:
        before = bisect_left(self.starts, end)
        return before > 0 and self.reach[before - 1] > start


def _temporal(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where words of time stand, markup and line ends being so many spaces."""
    part = text[start:end]
    plain = _TAG.sub(lambda tag: " " * len(tag[0]), part).translate(_ALIKE)
    plain = re.sub(r"[\s*]", " ", plain)
    for found in _TEMPORAL.finditer(plain):
        yield start + found.start(), start + found.end()


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends; a line that goes on in lower case is not cut."""
    for start, end in _paragraphs(text):
        begin = start
        for cut in _END_OF_SENTENCE.finditer(text, start, end):
            if _ABBREVIATED.search(text[max(start, cut.start() - 8) : cut.start()]):
                continue
            yield begin, cut.start()
            begin = cut.end()
        if text[begin:end].strip():
            yield begin, end


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for cut in re.finditer(r"\n(?=\s*\n|[^a-zà-ÿ(])", text):
        if text[begin : cut.start()].strip():
            yield begin, cut.start()
        begin = cut.end()
    if text[begin:].strip():
        yield begin, len(text)
