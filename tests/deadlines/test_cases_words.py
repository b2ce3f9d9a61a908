"""Words and rules: lengths as people write them, quotes that a rule does not hold, parties."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.agreement import Citation, Source
from scheduler.deadlines.derivation import place
from scheduler.deadlines.facts import Facts, each_time
from scheduler.deadlines.period import Length
from scheduler.rulebook.readers import Reject, read_count, read_length
from tests.deadlines.test_cases_quotes import clause
from tests.written import book, computed, dues

_WORKED = Length(15, "day", kind="worked")
LENGTHS = {
    "vingt et un jours": Length(21, "day"),
    "vingt-et-un jours": Length(21, "day"),
    "trente-cinq jours": Length(35, "day"),
    "soixante et onze jours": Length(71, "day"),
    "quatre-vingts jours": Length(80, "day"),
    "quatre-vingt-un jours": Length(81, "day"),
    "cent vingt jours": Length(120, "day"),
    "deux cents jours": Length(200, "day"),
    "deux cent un jours": Length(201, "day"),
    "nonante jours": Length(90, "day"),
    "trente (30) jours": Length(30, "day"),
    "30 (trente) jours": Length(30, "day"),
    "vingt et une semaines": Length(21, "week"),
    "un an et demi": Length(18, "month"),
    "une année et demie": Length(18, "month"),
    "deux ans et demi": Length(30, "month"),
    "un mois et demi": Length(1, "month", Length(15, "day")),
    "un semestre": Length(6, "month"),
    "un semestre et demi": Length(9, "month"),
    "deux trimestres": Length(6, "month"),
    "un bimestre": Length(2, "month"),
    "une quinzaine": Length(15, "day"),
    "quinzaine": Length(15, "day"),
    "sous quinzaine": Length(15, "day"),
    "huitaine": Length(8, "day"),
    "une huitaine": Length(8, "day"),
    "une année": Length(1, "year"),
    "48 h": Length(48, "hour"),
    "quarante-huit heures": Length(48, "hour"),
    "1 an et 6 mois": Length(18, "month"),
    "1 an, 6 mois et 15 jours": Length(18, "month", Length(15, "day")),
    "12 mois et 15 jours ouvrés": Length(12, "month", _WORKED, "worked"),
}


@pytest.mark.parametrize(("words", "length"), LENGTHS.items())
def test_lengths_are_read_as_people_write_them(words: str, length: Length) -> None:
    """F: number words to 999, figures in brackets, halves, semesters, fortnights."""
    assert read_length(words) == length
    assert read_length(length.in_words) == length


@pytest.mark.parametrize(
    "words",
    [
        "vingt trente jours",
        "un jour et demi",
        "trois mois de loyer",
        "10 mois ouvrés",
        "mois",
        "0 jour",
    ],
)
def test_what_is_no_length_is_refused_with_forms_that_are(words: str) -> None:
    with pytest.raises(Reject, match="un an et demi"):
        read_length(words)


@pytest.mark.parametrize("words", ["trente (45) jours", "45 (trente) jours"])
def test_words_and_figures_that_differ_are_refused_naming_both(words: str) -> None:
    with pytest.raises(Reject, match="ne disent pas le même nombre") as refused:
        read_length(words)
    assert "« trente »" in str(refused.value)
    assert "« 45 »" in str(refused.value)


def test_counts_are_read_in_words_and_in_figures() -> None:
    assert [read_count(words) for words in ("vingt-deux", "vingt et une", "trois (3)", "3")] == [
        22,
        21,
        3,
        3,
    ]


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("L2121-7", "L2121-7"),
        ("L. 2121-7", "L. 2121-7"),
        ("R123-1", "R123-1"),
        ("RGPD", "RGPD"),
        ("Exposé", "exposé"),
        ("En-tête", "en-tête"),
        ("12", "article 12"),
        ("8 et 12", "articles 8 et 12"),
    ],
)
def test_an_article_of_a_code_is_shown_as_it_is_written(article: str, shown: str) -> None:
    """F5."""
    assert place(Citation(article, "", Source("essai.yaml", 1))) == shown


@pytest.mark.parametrize(
    ("quote", "blank"),
    [
        ("remis **au plus tard** le 31 mars", False),
        ("**Article 3** et **article 4**", False),
        ("au plus tard** le 31 mars", False),
        ("en vertu de la délibération n° **", True),
        ("du ** au ** inclus", True),
        ("n° XXX", True),
    ],
)
def test_emphasis_is_not_a_blank(tmp_path: Path, quote: str, blank: bool) -> None:
    """F6."""
    problems = book(tmp_path, clause(quote, "permanent")).problems
    assert ("R121" in {one.code for one in problems}) is blank


def test_what_may_happen_twice_is_assumed_twice(tmp_path: Path) -> None:
    """F7: each assumed day counts, as each recorded one does."""
    text = clause("dans les dix jours", "{délai: 10 jours, après: a}")
    text = text.replace("  a: {titre: a}", "  a: {titre: a, plusieurs fois: oui}")
    facts = Facts().assuming("a", date(2020, 3, 1)).assuming("a", date(2020, 5, 1))
    computation = computed(tmp_path, text, facts, date(2020, 6, 1))
    assert dues(computation, "essai") == ["2020-03-11", "2020-05-11"]
    days = [each.on for each in each_time(computation.agreement, facts, "a")]
    assert days == [date(2020, 3, 1), date(2020, 5, 1)]
    once = computed(tmp_path, text.replace(", plusieurs fois: oui", ""), facts, date(2020, 6, 1))
    assert dues(once, "essai") == ["2020-05-11"]
