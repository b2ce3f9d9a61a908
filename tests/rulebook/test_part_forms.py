"""Words where keys are expected, keys of another part: the remedy shows the form that is meant."""

from pathlib import Path

import pytest

from tests.written import HEAD, THREE_YEARS, book, errors

TERM = f"{HEAD}faits: {{signature: {{titre: signature}}, notification: {{titre: notification}}}}\n"
OF_THE_TERM = [
    (
        "prend effet: [signature, notification], pour: 1 an",
        "prend effet: {au dernier de: [signature, notification]}",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, préavis: trois mois par LRAR avant terme",
        "préavis: {délai: trois mois, forme: LRAR, moment: avant chaque terme}",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, préavis: deux mois à tout moment",
        "préavis: {délai: deux mois, moment: à tout moment}",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, reconduction: tacite deux fois un an",
        "reconduction: {mode: tacite, pour: un an, fois: 2}",
    ),
    (
        "prend effet: 2025-01-01, pour: 9 ans, préavis: {délai: 6 mois, moment: à l'expiration de "
        "chaque période triennale}",
        "tous les: 3 ans",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, reconduction: par décision expresse",
        "reconduction: {mode: expresse}",
    ),
    (
        "prend effet: 2025-01-01, pour: trois ans au maximum",
        "pour: {au plus: trois ans}",
    ),
    (
        "prend effet: 2025-01-01, pour: trois ans minimum",
        "pour: {au moins: trois ans}",
    ),
    ("prend effet: 2025-01-01, jusqu'au: livraison", "jusqu'à: livraison"),
    (
        "prend effet: 2025-01-01, pour: 1 an, préavis: {avant le: 30 juin, forme: LRAR}",
        "donnée du: 1er janvier, donnée au: 30 juin",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: expresse, pour: 1 an au plus}",
        "la durée sera demandée",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, jusqu'au: 2030-12-31}",
        "plafond: {jusqu'au: 2030-12-31}",
    ),
    (
        "prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, fois: illimité}",
        "ôter « fois »",
    ),
]
OF_A_CLAUSE = [
    ("pénalité: une amende", "sinon: une pénalité"),
    ("pénalité: {montant: 50, par: jour}", "montant: 50 €"),
    ("pénalité: {montant: 50 €, par: jours}", "par: jour"),
    ("silence: accord", "silence: {vaut: accord, réponse: reponse}"),
    ("couperet: la subvention est perdue", "sinon: la subvention est perdue"),
    ("au plus tard: 2026-06-30", "quand: {au plus tard: 2026-06-30}"),
]


@pytest.mark.parametrize(("term", "form"), OF_THE_TERM)
def test_words_of_the_term_are_answered_with_its_keys(tmp_path: Path, term: str, form: str) -> None:
    problems = errors(tmp_path, f'{TERM}durée: {{article: "1", {term}}}\n')
    assert any(form in problem.hint for problem in problems), [one.hint for one in problems]


@pytest.mark.parametrize(("key", "form"), OF_A_CLAUSE)
def test_words_of_an_obligation_are_answered_with_its_keys(
    tmp_path: Path, key: str, form: str
) -> None:
    problems = errors(
        tmp_path,
        f"{HEAD}{THREE_YEARS}obligations:\n  x:\n    titre: X\n    article: '2'\n"
        f"    citation: mots\n    par: asso\n    quand: {{au plus tard: 2026-06-30}}\n    {key}\n",
    )
    assert any(form in problem.hint for problem in problems), [one.hint for one in problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pour: non précisée", "pour: inconnu"),
        ("pour: 1 an, reconduction: {mode: automatique, pour: 1 an}", "tacite"),
        ("pour: 1 an, préavis: {délai: 3 mois, moment: avant reconduction}", "avant chaque terme"),
    ],
)
def test_other_words_of_the_term_are_taken(tmp_path: Path, written: str, meant: str) -> None:
    found = book(tmp_path, f'{TERM}durée: {{article: "1", prend effet: signature, {written}}}\n')
    assert found.errors == (), meant
