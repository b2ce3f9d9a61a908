"""Rules that combine what is seldom combined: every one is computed, and nothing is said twice."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.keys import told_apart
from scheduler.deadlines.reading import read_back
from tests.written import HEAD, THREE_YEARS, computed, of

TODAY = date(2026, 11, 22)


def clause(when: str, facts: str = "") -> str:
    return (
        f"{HEAD}{THREE_YEARS}{facts}obligations:\n"
        f"  bilan: {{titre: Bilan, article: '2', citation: mots, par: asso, quand: {when}}}\n"
    )


def played(folder: Path, text: str, **events: date) -> Computation:
    named = {name.replace("_", "-"): day for name, day in events.items()}
    return computed(folder, text, Facts(events=named), TODAY)


def test_a_decided_renewal_of_unsaid_length_under_a_cap(tmp_path: Path) -> None:
    rules = HEAD + (
        'durée: {article: "1", prend effet: {le: 2024-01-01}, pour: 2 ans, '
        "reconduction: {mode: expresse, fois: 2}, plafond: {total: 5 ans}}\n"
    )
    computation = played(tmp_path, rules, reconduction_1=date(2025, 11, 3))
    assert computation.term is not None
    assert [str(one.end) for one in computation.term.all_periods] == ["2025-12-31", "2027-12-31"]
    assert [str(one.end) for one in computation.term.caps] == ["2028-12-31"]


def test_the_last_of_two_days_one_unknown_past_the_end(tmp_path: Path) -> None:
    """A month after the end, or after an opening that nobody has recorded, if that is later."""
    rules = clause(
        "{au dernier de: [{délai: 1 mois, après: terme}, {délai: 1 mois, après: ouverture}]}",
        "faits: {ouverture: {titre: ouverture}}\n",
    )
    computation = played(tmp_path, rules)
    (item,) = of(computation, "bilan")
    assert (item.due, item.earliest, item.post_term) == (None, date(2028, 1, 31), False)
    assert not [one for one in computation.questions if one.topic == "after the end"]
    (later,) = of(played(tmp_path, rules, ouverture=date(2028, 2, 10)), "bilan")
    assert (later.due, later.post_term) == (date(2028, 3, 10), False)


def test_two_vague_delays_of_one_clause_are_two_questions(tmp_path: Path) -> None:
    rules = clause(
        "[{délai: 1 mois, après: ouverture, environ: oui}, "
        "{délai: 2 mois, après: ouverture, environ: oui}]",
        "faits: {ouverture: {titre: ouverture}}\n",
    )
    asked = [one.id for one in played(tmp_path, rules).questions if one.topic == "about"]
    assert asked == ["essai/bilan-environ", "essai/bilan-environ-2"]


def test_a_month_written_before_the_effect_stays_whole(tmp_path: Path) -> None:
    (item,) = of(played(tmp_path, clause("{en: mai 2024}")), "bilan")
    assert (item.opens, item.due) == (date(2024, 5, 1), date(2024, 5, 31))


def test_a_later_effect_may_bring_a_day_sooner(tmp_path: Path) -> None:
    """A notice ends a half-year that the effect, known within bounds only, begins."""
    rules = HEAD + (
        "faits: {s: {titre: s, pas avant: 2024-01-28, pas après: 2024-06-03}}\n"
        'durée: {article: "1", prend effet: s, pour: 3 ans, '
        "reconduction: {mode: expresse, pour: 3 ans, fois: 1}, "
        "préavis: {délai: 5 jours, forme: écrit, tous les: 6 mois}}\n"
    )
    items = played(tmp_path, rules, denonciation=date(2025, 5, 5)).occurrences
    bounded = [one for one in items if one.earliest and one.latest]
    assert bounded
    assert all(one.earliest <= one.latest for one in bounded if one.earliest and one.latest)


def test_before_an_end_that_nobody_knows_there_is_no_last_day(tmp_path: Path) -> None:
    """The end is an event not come yet: neither renewal nor extension has a day, on any horizon."""
    rules = HEAD + (
        "faits: {livraison: {titre: livraison}, demande: {titre: demande}}\n"
        'durée: {article: "1", prend effet: {le: 2025-01-01}, jusqu\'à: livraison, '
        "reconduction: {mode: sur demande, pour: 1 an, demande avant: 3 mois}, "
        "prorogation: {demande: 6 mois, par: [ccas, asso], reçue: demande, "
        "réponse: {délai: 2 mois}, silence: {vaut: accord}, sans demande: {titre: Négociation}}}\n"
    )
    assert played(tmp_path, rules).occurrences == ()
    known = played(tmp_path, rules, livraison=date(2027, 6, 30)).occurrences
    assert [(one.clause, one.due or one.opens) for one in known] == [
        ("prorogation", date(2026, 12, 31)),
        ("prorogation-sans-demande", date(2027, 1, 1)),
        ("reconduction", date(2027, 3, 31)),
        ("dernier-terme", date(2027, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("when", "opens", "due", "words"),
    [
        (
            "{chaque: mois, du: 20, au: 10 du mois suivant}",
            "2025-01-20 2025-02-20",
            "2025-02-10 2025-03-10",
            "du 20 de chaque mois au 10 du mois suivant",
        ),
        (
            "{chaque: mois, du: 1er, au: 10 du mois suivant}",
            "2025-02-01 2025-03-01",
            "2025-02-10 2025-03-10",
            "du 1er au 10 du mois suivant",
        ),
        (
            "{chaque: trimestre, du: 15 du 1er mois, au: dernier jour}",
            "2025-01-15 2025-04-15",
            "2025-03-31 2025-06-30",
            "du 15 du 1er mois au dernier jour du 3e mois de chaque trimestre",
        ),
        (
            "{chaque: mois, du: 31, au: dernier jour}",
            "2025-01-31 2025-02-28",
            "2025-01-31 2025-02-28",
            "du 31 au dernier jour",
        ),
    ],
)
def test_a_stretch_begins_in_the_month_that_is_meant(
    tmp_path: Path, when: str, opens: str, due: str, words: str
) -> None:
    found = played(tmp_path, clause(when))
    first = of(found, "bilan")[:2]
    assert " ".join(str(one.opens) for one in first) == opens
    assert " ".join(str(one.due) for one in first) == due
    assert words in " ".join(one.sentence for one in read_back(found.agreement))


@pytest.mark.parametrize("basis", ["du contrat", "civiles"])
@pytest.mark.parametrize(
    "term",
    ["pour: indéterminée", "pour: 8 mois, reconduction: {mode: tacite, pour: 8 mois}"],
)
def test_no_window_ends_where_the_computation_does(tmp_path: Path, term: str, basis: str) -> None:
    """A year later what is beyond ten years has the days it had: the horizon is nobody's term."""
    head = f'{HEAD}durée: {{article: "1", prend effet: {{le: 2025-03-10}}, {term}}}\n'
    when = f"{{au moins: 1, par: année, périodes: {basis}}}"
    rules = head + clause(when).removeprefix(HEAD + THREE_YEARS)
    before = {one.key: one.due for one in played(tmp_path, rules).occurrences}
    later = computed(tmp_path, rules, Facts(), date(2027, 11, 22)).occurrences
    assert len(before) > 10
    assert before.items() <= {one.key: one.due for one in later}.items()


def test_a_question_among_several_moments_is_asked(tmp_path: Path) -> None:
    found = played(tmp_path, clause('[{pour: 2026-06-30}, {question: "Et ensuite ?"}]'))
    assert [one.due for one in of(found, "bilan")] == [date(2026, 6, 30)]
    assert "Et ensuite ?" in [one.text for one in found.questions]


def test_whatever_forms_are_combined_no_two_dates_bear_one_key(tmp_path: Path) -> None:
    """Two days of each month, told one after the other: each stays, none twice."""
    rules = clause("[{chaque: mois, au plus tard: 15}, {chaque: mois, au plus tard: dernier jour}]")
    items = of(played(tmp_path, rules), "bilan")
    assert items
    keys = [item.key for item in items]
    assert len(keys) == len(set(keys))
    twice = told_apart([items[0], items[0], *items[1:], items[0]])
    apart = [item.key for item in twice]
    assert len(apart) == len(set(apart)) == len(items) + 2
    assert [item.due for item in twice].count(items[0].due) >= 3
