"""French words for lengths of time."""

from datetime import timedelta

import pytest

from scheduler.deadlines import french
from scheduler.deadlines.number_words import Disagree, number


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=1), "1 jour"),
        (timedelta(days=1, milliseconds=-40), "1 jour"),
        (timedelta(days=365, seconds=-2), "365 jours"),
        (timedelta(hours=23, minutes=59), "23 heures"),
        (timedelta(minutes=59, seconds=40), "1 heure"),
        (timedelta(seconds=20), "moins d'une minute"),
    ],
)
def test_a_lapse_is_told_to_the_nearest_minute(span: timedelta, words: str) -> None:
    """A clock set a day ahead is seen an instant later: a day less that instant is a day."""
    assert french.lapse(span) == words


@pytest.mark.parametrize("value", range(1, 1000))
def test_every_number_to_999_is_said_and_read_back(value: int) -> None:
    """As it is said, before a feminine noun, and with the hyphens of 1990 or without any."""
    words = french.in_words(value)
    feminine = french.in_words(value, feminine=True)
    spellings = (words, feminine, words.replace(" ", "-"), words.replace("-", " "), words.upper())
    both = (f"{words} ({value})", f"{value} ({words})", f"{value}({value})")
    assert {number(one) for one in (*spellings, *both)} == {value}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (16, "seize"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (35, "trente-cinq"),
        (61, "soixante et un"),
        (71, "soixante et onze"),
        (72, "soixante-douze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (100, "cent"),
        (101, "cent un"),
        (120, "cent vingt"),
        (180, "cent quatre-vingts"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (999, "neuf cent quatre-vingt-dix-neuf"),
        (1000, "1000"),
    ],
)
def test_a_number_is_spelt_as_a_dictionary_does(value: int, words: str) -> None:
    assert french.in_words(value) == words


def test_numbers_agree_with_a_feminine_noun() -> None:
    said = [french.in_words(value, feminine=True) for value in (1, 11, 21, 71, 81, 101)]
    assert said == [
        "une",
        "onze",
        "vingt et une",
        "soixante et onze",
        "quatre-vingt-une",
        "cent une",
    ]
    assert french.times(21) == "vingt et une fois"


@pytest.mark.parametrize(
    ("words", "value"),
    [("septante et un", 71), ("huitante-deux", 82), ("octante", 80), ("cent nonante-cinq", 195)],
)
def test_numbers_of_belgium_and_switzerland_are_read(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "beaucoup", "vingt trente", "un deux", "mille", "0x10"])
def test_what_is_no_number_is_none(words: str) -> None:
    assert number(words) is None


def test_words_and_figures_that_differ_are_both_named() -> None:
    with pytest.raises(Disagree) as refused:
        number("trente (45)")
    assert (refused.value.first, refused.value.second) == ("trente", "45")
