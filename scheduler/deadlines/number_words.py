"""French number words read back into numbers, from 1 to 999, however they are hyphenated."""

import re
from functools import lru_cache

from scheduler.deadlines.french import MOST_IN_WORDS, NUMBERS, in_words

_SPOKEN_TENS = {7: ("septante",), 8: ("huitante", "octante"), 9: ("nonante",)}
"""Tens as they are said in Belgium and in Switzerland; each has one meaning, so they are read."""
_TOKENS = (
    *("une", *NUMBERS[1:]),
    *("vingts", "vingt", "trente", "quarante", "cinquante", "soixante"),
    *(word for words in _SPOKEN_TENS.values() for word in words),
    *("cents", "cent"),
)
_TOKEN = "(?:" + "|".join(sorted(_TOKENS, key=len, reverse=True)) + r")(?![\wà-ÿ])"
_LINK = r"(?:[ -]et[ -]|[ -])"
WORDS = rf"{_TOKEN}(?:{_LINK}{_TOKEN})*"
"""A pattern of number words in lower case, to be read by ``number``."""
_FIGURES = r"\d{1,5}"
_AMOUNT = rf"(?:{_FIGURES}|{WORDS})"
NUMBER = rf"{_AMOUNT}(?: ?\( ?{_AMOUNT} ?\))?"
"""A pattern of a number in words or figures, the other of both in brackets behind it or not."""
_TWICE = re.compile(rf"(?P<first>{_AMOUNT}) ?\( ?(?P<second>{_AMOUNT}) ?\)")


class Disagree(ValueError):
    """A number written twice, in words and in figures, with two values."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} ({second})")
        self.first = first
        self.second = second


def number(text: str) -> int | None:
    """The number that ``text`` writes: ``21``, ``vingt et un``, ``vingt-et-une``, ``trente (30)``.

    None where it is no number, or one beyond 999 in words. Raises Disagree where words and figures
    stand side by side and say two numbers.
    """
    folded = " ".join(text.lower().split())
    twice = _TWICE.fullmatch(folded)
    if twice is None:
        return _single(folded)
    first, second = (_single(twice[part]) for part in ("first", "second"))
    if first != second:
        raise Disagree(twice["first"], twice["second"])
    return first


def _single(text: str) -> int | None:
    if re.fullmatch(_FIGURES, text):
        return int(text)
    return _spellings().get(_plain(text))


def _plain(words: str) -> str:
    """The words without hyphens, feminine or plural marks."""
    spaced = " ".join(words.replace("-", " ").split())
    return re.sub(r"\b(cent|vingt)s\b", r"\1", re.sub(r"\bune\b", "un", spaced))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, int]:
    """Every spelling of 1 to 999, with its number."""
    spellings: dict[str, int] = {}
    for value in range(1, MOST_IN_WORDS + 1):
        for spelling in (in_words(value), *_regional(value)):
            spellings[_plain(spelling)] = value
    return spellings


def _regional(value: int) -> list[str]:
    """``septante et un``, ``cent nonante-cinq``."""
    hundreds, rest = divmod(value, 100)
    tens, unit = divmod(rest, 10)
    head = f"{in_words(hundreds * 100)} " if hundreds else ""
    tail = "" if not unit else " et un" if unit == 1 else f"-{in_words(unit)}"
    return [f"{head}{word}{tail}" for word in _SPOKEN_TENS.get(tens, ())]
