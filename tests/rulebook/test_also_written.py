"""Other words than those of the guide: taken where they have one meaning, else answered."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.deadlines.agreement import Citation, Source
from scheduler.deadlines.timing import Quota
from scheduler.problems import render_all
from tests.rulebook.also_written import ANSWERED, CLAUSES, TAKEN, TERMS
from tests.rulebook.remedies import pasted
from tests.rulebook.test_schema import refused
from tests.written import THREE_YEARS, book

HEAD = """convention: essai
titre: Essai
nous: commune
calendrier: bethune
parties: {commune: Commune, asso: Association}
faits:
  ouverture: {titre: ouverture du service}
  signature: {titre: signature}
  demande: {titre: demande}
"""


def with_moment(when: str) -> str:
    return (
        f"{HEAD}{THREE_YEARS}obligations:\n  essai:\n    titre: Essai\n    article: '2'\n"
        f"    citation: remise\n    par: asso\n    quand: {when}\n"
    )


def without_places(value: Any) -> Any:
    """The values of a rule, without the lines on which they are written."""
    if isinstance(value, Citation | Source):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return [without_places(getattr(value, field.name)) for field in fields(value)]
    return [without_places(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(("written", "meant"), TAKEN.items())
def test_a_moment_in_other_words_means_the_same(tmp_path: Path, written: str, meant: str) -> None:
    other, plain = (book(tmp_path, with_moment(when)) for when in (written, meant))
    assert other.errors == (), render_all(other.errors)
    assert plain.errors == (), render_all(plain.errors)
    assert other.agreements[0].clauses[0].timing == plain.agreements[0].clauses[0].timing
    assert refused("rules", with_moment(written)) == []


@pytest.mark.parametrize(("written", "meant"), TERMS.items())
def test_a_term_in_other_words_means_the_same(tmp_path: Path, written: str, meant: str) -> None:
    texts = [f"{HEAD}durée: {term}\n" for term in (written, meant)]
    other, plain = (book(tmp_path, text) for text in texts)
    assert other.errors == (), render_all(other.errors)
    assert plain.errors == (), render_all(plain.errors)
    assert without_places(other.agreements[0].term) == without_places(plain.agreements[0].term)
    assert refused("rules", texts[0]) == []


@pytest.mark.parametrize(("written", "meant"), CLAUSES.items())
def test_an_obligation_in_other_words_means_the_same(
    tmp_path: Path, written: str, meant: str
) -> None:
    texts = [
        f"{HEAD}{THREE_YEARS}obligations:\n  essai: {{titre: Essai, article: '2', citation: x, "
        f"par: asso, {keys}}}\n"
        for keys in (written, meant)
    ]
    other, plain = (book(tmp_path, text) for text in texts)
    assert other.errors == (), render_all(other.errors)
    assert plain.errors == (), render_all(plain.errors)
    clauses = [found.agreements[0].clauses[0] for found in (other, plain)]
    assert without_places(clauses[0]) == without_places(clauses[1])
    assert refused("rules", texts[0]) == []


@pytest.mark.parametrize(("written", "form"), ANSWERED.items())
def test_what_may_mean_two_things_is_answered_with_one_form(
    tmp_path: Path, written: str, form: str
) -> None:
    text = with_moment(written)
    (problem,) = book(tmp_path, text).errors
    assert f"écrire `quand: {form}`" in problem.hint
    again = pasted(text, problem)
    assert again == with_moment(form)
    assert book(tmp_path, again).errors == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{signature: 15/01/2025}", "{signature: {le: 2025-01-15}}"),
        ("{signature: inconnu}", "{signature: {titre: signature}}"),
        ("{signature: dernière signature}", "{signature: {titre: dernière signature}}"),
        (
            "[signature, réunion du comité]",
            "{signature: {titre: signature}, reunion-du-comite: {titre: réunion du comité}}",
        ),
    ],
)
def test_facts_in_other_words_are_the_same(tmp_path: Path, written: str, meant: str) -> None:
    head = HEAD.partition("faits:")[0]
    texts = [
        f"{head}faits: {facts}\ndurée: {{article: 1, prend effet: {{le: signature}}, pour: 1 an}}\n"
        for facts in (written, meant)
    ]
    other, plain = (book(tmp_path, text) for text in texts)
    assert other.errors == (), render_all(other.errors)
    assert plain.errors == (), render_all(plain.errors)
    events = [
        [without_places(one) for one in found.agreements[0].events.values()]
        for found in (other, plain)
    ]
    assert events[0] == events[1]
    assert refused("rules", texts[0]) == []


def test_an_extension_in_other_words_means_the_same(tmp_path: Path) -> None:
    head = f"{HEAD}durée:\n  article: 1\n  prend effet: 2025-01-01\n  pour: 3 ans\n"
    other = (
        f"{head}  prorogation: {{demande: 3 mois, par: asso, réponse: 1 mois, silence: accord}}\n"
    )
    plain = other.replace("1 mois, s", "{délai: 1 mois}, s").replace(": accord", ": {vaut: accord}")
    terms = [book(tmp_path, text).agreements[0].term for text in (other, plain)]
    assert without_places(terms[0]) == without_places(terms[1])
    assert refused("rules", other) == []


def test_a_fact_goes_before_a_day_of_the_term(tmp_path: Path) -> None:
    """« Fin » is the fact that the file declares so, and the term where it declares none."""
    text = with_moment("{délai: 3 mois, après: la fin}")
    named = text.replace("faits:\n", "faits:\n  fin: {titre: fin des travaux}\n")
    (clause,) = book(tmp_path, named).agreements[0].clauses
    assert getattr(clause.timing, "event", None) == "fin"


def test_an_unknown_effect_is_asked(tmp_path: Path) -> None:
    text = f"{HEAD}durée: {{article: '1', prend effet: inconnu, pour: 1 an}}\n"
    (agreement,) = book(tmp_path, text).agreements
    assert agreement.term
    event = agreement.events[agreement.term.effect.event or ""]
    assert event.question == "À quelle date la convention prend-elle effet ?"


def test_a_problem_points_at_the_words_of_the_author(tmp_path: Path) -> None:
    text = with_moment("{avant le: 31 février 2027}")
    (problem,) = book(tmp_path, text).errors
    line = text.splitlines()[problem.at.line - 1]
    assert line[problem.at.column - 1 :].startswith("31 février 2027")


def test_a_name_of_the_authors_own_is_no_key_of_the_language(tmp_path: Path) -> None:
    """An obligation named ``duree`` or ``clauses``, a fact named ``date`` keep their names."""
    text = with_moment("{dès: date}").replace("  essai:\n", "  duree:\n")
    text = text.replace("faits:\n", "faits:\n  date: {titre: date de séance}\n")
    found = book(tmp_path, text)
    assert found.errors == (), render_all(found.errors)
    assert [clause.id for clause in found.agreements[0].clauses] == ["duree"]
    assert "date" in found.agreements[0].events


def test_a_length_alone_for_the_term_is_answered_with_its_keys(tmp_path: Path) -> None:
    text = f"{HEAD}durée: 3 ans\n"
    (problem,) = book(tmp_path, text).errors
    again = pasted(text, problem)
    assert again
    assert "pour: 3 ans" in again
    assert book(tmp_path, again).errors == ()


def test_only_a_civil_period_is_of_the_calendar(tmp_path: Path) -> None:
    for when, basis in (("par: année", None), ("par: an", None), ("par: année civile", "civil")):
        (clause,) = book(tmp_path, with_moment(f"{{au moins: 1, {when}}}")).agreements[0].clauses
        assert isinstance(clause.timing, Quota)
        assert clause.timing.basis == basis
