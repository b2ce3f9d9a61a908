"""In which language our own words are said: French, or English to who asked for it.

What comes from a rule file, the paper or the directory is data, and stays as it was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler import english
from scheduler.deadlines import french


@dataclass(frozen=True)
class Tongue:
    """A language, by its code (RFC 5646), with how it writes days, lists and delays."""

    code: str
    short: Callable[[date], str]
    full: Callable[[date], str]
    between: Callable[[date, date], str]
    listed: Callable[[Sequence[str]], str]
    time_left: Callable[[date, date], str]
    since: Callable[[date, date], str]

    def say(self, in_french: str, in_english: str) -> str:
        """The sentence in this language: each is written in both, side by side."""
        return in_english if self.code == "en" else in_french


FRENCH = Tongue(
    "fr",
    french.short,
    french.full,
    french.between,
    french.listed,
    french.time_left,
    french.since,
)
ENGLISH = Tongue(
    "en",
    english.short,
    english.full,
    english.between,
    english.listed,
    english.time_left,
    english.since,
)


def tongue_of(code: str) -> Tongue:
    """The language of that code; French where it is none of ours."""
    return ENGLISH if code == ENGLISH.code else FRENCH
