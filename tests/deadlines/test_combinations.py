"""Every form of a moment under every kind of term and with every modifier: nothing breaks."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.reading import read_back
from scheduler.interface import document
from scheduler.problems import render_all
from scheduler.reconcile import entries
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import situation
from scheduler.terminal import explanation
from tests.deadlines.practice import PRACTICE
from tests.deadlines.test_practice import EVENTS
from tests.written import HEAD, book

TODAY = date(2026, 11, 22)
MOST_ARE_TAKEN = 15
"""How many of the moments any modifier may be put to, at the least."""
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
MOMENTS = sorted(
    {line.strip() for one in PRACTICE for line in re.findall("quand: .*", one.written)}
)
TERMS = {
    "fixed": "{le: 2025-01-01}\n  pour: 3 ans",
    "unknown": "{à: inconnue}\n  pour: 3 ans",
    "bounded": "{à: bornee}\n  pour: 3 ans",
    "signatures": "{au dernier de: [conge, signature], report: 1er du mois suivant}\n  pour: 1 an",
    "open": "{le: 2025-01-01}\n  pour: indéterminée",
    "until": "{le: 2025-01-01}\n  jusqu'au: 2027-06-30\n  jusqu'à: livraison\n  fin: la dernière",
    "tacit": "{le: 2025-01-01}\n  pour: 1 an\n  reconduction: {mode: tacite, pour: 1 an}\n"
    "  préavis: {délai: 3 mois, forme: LRAR}",
    "capped": "{à: bornee}\n  pour: 2 ans\n  reconduction: {mode: tacite, pour: 2 ans, fois: 3}\n"
    "  plafond: {sans précision: 5 ans}\n  préavis: {délai: 3 mois, forme: LRAR}",
    "express": "{le: 2025-01-01}\n  pour: 1 an\n"
    "  reconduction: {mode: sur demande, pour: 1 an, demande avant: 3 mois}",
    "unsaid": "{le: 2025-01-01}\n  pour: 1 an\n  reconduction: {mode: inconnu, fois: 1}",
}
MODIFIERS = {
    "plain": "",
    "moved": "report: jour ouvré suivant",
    "conditional": "si: seance",
    "absent": "si: {sans: seance}",
    "silent": "silence: {vaut: refus, réponse: reponse}",
    "in force": "en vigueur: {du: 2025-06-01, au: 2026-06-30}",
    "pieces": "pièces: {a: une pièce, b: {titre: une autre, si: demandée}}",
    "settled": "tranché: {lecture: retenue, par: nous, le: 2025-01-01, parce que: accord}",
    "costly": "pénalité: {montant: 50 €, par: semaine}\n    couperet: oui",
}


def written(term: str, modifier: str, without: frozenset[str] = frozenset()) -> str:
    facts = "".join(f"  {name}: {{titre: {name}}}\n" for name in EVENTS.split())
    clauses = "  bilan: {titre: B, article: '1', citation: b, par: asso, quand: {dès: demande}}\n"
    for rank, moment in enumerate(MOMENTS):
        if f"c{rank}" in without:
            continue
        clauses += (
            f"  c{rank}:\n    titre: Clause {rank}\n    article: '2'\n    citation: mots {rank}\n"
            f"    par: [asso]\n    {moment}\n" + (f"    {modifier}\n" if modifier else "")
        )
    return (
        f"{HEAD}faits:\n{facts}  inconnue: {{titre: inconnue}}\n"
        "  bornee: {titre: bornée, pas avant: 2025-03-13, pas après: 2025-12-31}\n"
        f'durée:\n  article: "1"\n  prend effet: {term}\nobligations:\n{clauses}'
    )


def facts_of_all_kinds() -> list[Facts]:
    days = {name: date(2026, 1, 5 + rank) for rank, name in enumerate(EVENTS.split())}
    series = {name: (Numbered(1, day), Numbered(3, day)) for name, day in days.items()}
    assumed = {**days, "effect": date(2024, 2, 29), "bornee": date(2025, 8, 31)}
    return [Facts(), Facts(events=days, series=series), Facts(assumed=assumed)]


def looked_at(found: Rulebook) -> None:
    (agreement,) = found.agreements
    assert len(list(read_back(agreement))) > len(agreement.clauses)
    for facts in facts_of_all_kinds():
        computation = compute(agreement, facts, TODAY)
        keys = [item.key for item in computation.occurrences]
        assert len(keys) == len(set(keys))
        assert json.dumps(document([computation], [], TODAY))
        for item in computation.occurrences[::7]:
            assert explanation(computation, item)
    known = situation(found, {agreement.id: facts_of_all_kinds()[1]}, NOW, today=TODAY)
    assert list(entries(known))


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("modifier", MODIFIERS)
def test_nothing_breaks(tmp_path: Path, term: str, modifier: str) -> None:
    refused = book(tmp_path, written(TERMS[term], MODIFIERS[modifier])).errors
    assert {problem.code for problem in refused} <= {"R166", "R241"}, render_all(refused)
    without = frozenset(problem.subject for problem in refused)
    found = book(tmp_path, written(TERMS[term], MODIFIERS[modifier], without))
    assert found.errors == (), render_all(found.errors)
    assert len(found.agreements[0].clauses) > MOST_ARE_TAKEN
    looked_at(found)
