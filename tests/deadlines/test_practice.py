"""Clauses of practice give the days a lawyer would sign, and are read back as they were meant."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reading import read_back
from scheduler.problems import render_all
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT, TODAY, of_clause
from tests.deadlines.practice import PRACTICE, Clause

GOLDEN = Path(__file__).parent / "practice_golden.txt"
each = pytest.mark.parametrize("clause", PRACTICE, ids=lambda one: one.id)
EVENTS = (
    "seance incident notification facture ouverture livraison demande reponse pieces arret "
    "reprise conge signature"
)


def written(clause: Clause) -> str:
    facts = "".join(f"  {name}: {{titre: {name}}}\n" for name in EVENTS.split())
    return (
        f"convention: essai\ntitre: Essai\nnous: asso\ncalendrier: bethune\n{clause.top}"
        "parties: {asso: Association, departement: Département}\n"
        f"faits:\n{facts}"
        f'durée:\n  article: "1"\n{clause.term}'
        f"obligations:\n{clause.more}"
        f"  essai:\n    titre: Essai\n    article: '2'\n    citation: \"{clause.words}\"\n"
        f"    par: asso\n{clause.written}"
    )


def computed(folder: Path, clause: Clause, **facts: date) -> Computation:
    path = folder / "essai.yaml"
    path.write_text(written(clause), "utf-8")
    book = load(Sources((path,), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert book.errors == (), render_all(book.errors)
    known = {name: date.fromisoformat(day) for name, day in clause.facts.items()} | facts
    return compute(book.agreements[0], Facts(events=known), TODAY)


def in_role(items: list[Occurrence], role: str) -> list[date]:
    days = [getattr(item, name) for item in items for name in role.split()]
    return [day for day in days if day]


@each
def test_it_gives_its_days(tmp_path: Path, clause: Clause) -> None:
    computation = computed(tmp_path, clause)
    wanted = [date.fromisoformat(day) for day in clause.dates.split()]
    match clause.role:
        case "notice":
            found = in_role(of_clause(computation, "preavis"), "due")
        case "renewal":
            found = in_role(of_clause(computation, "reconduction"), "opens due")[: len(wanted)]
        case "both notices":
            theirs = of_clause(computation, "preavis-departement")
            found = in_role([*of_clause(computation, "preavis"), *theirs], "due")
        case "silence opens":
            found = in_role(of_clause(computation, "essai-silence"), "opens")
        case "none":
            found = in_role(of_clause(computation, "essai"), "opens due")
            assert "essai" in [one.clause for one in computation.standing]
        case _:
            found = in_role(of_clause(computation, "essai"), clause.role)
    assert found[: len(wanted)] == wanted
    assert len(found) >= len(wanted)
    others = [one.due for item in of_clause(computation, "essai") for one in item.alternatives]
    assert [date.fromisoformat(day) for day in clause.others.split()] == others[
        : len(clause.others.split())
    ]
    if clause.role == "none":
        assert found == []


@each
def test_its_derivation_ends_at_its_day_and_its_keys_hold_no_date(
    tmp_path: Path, clause: Clause
) -> None:
    items = of_clause(computed(tmp_path, clause), "essai")
    for item in items:
        numbers = [step.partition(".")[0] for step in item.derivation]
        assert numbers == [str(rank) for rank in range(1, len(numbers) + 1)]
        assert not item.due or item.due.isoformat() not in item.key
    assert len({item.key for item in items}) == len(items)


def test_they_are_read_back_as_they_were_meant(tmp_path: Path) -> None:
    lines = []
    for clause in PRACTICE:
        agreement = computed(tmp_path, clause).agreement
        read = [one.sentence for one in read_back(agreement) if one.cited.quote == clause.words]
        lines.append(f"{clause.kind} | {clause.words} | {' '.join(read)}")
    assert "\n".join(lines) + "\n" == GOLDEN.read_text("utf-8")


def test_what_is_not_known_yet_is_asked_or_bracketed(tmp_path: Path) -> None:
    by_id = {clause.id: clause for clause in PRACTICE}

    def unknown(name: str, *missing: str) -> Computation:
        clause = by_id[name]
        left = {event: day for event, day in clause.facts.items() if event not in missing}
        return computed(tmp_path, Clause(**{**clause.__dict__, "facts": left}))

    waiting = unknown("huitaine", "seance")
    assert [one.event for one in waiting.waiting] == ["seance"]
    (first,) = of_clause(unknown("premier-de-deux", "ouverture"), "essai")
    assert (first.due, first.certainty) == (date(2026, 12, 31), "approximate")
    (last,) = of_clause(unknown("dernier-de-deux", "livraison"), "essai")
    assert (last.due, last.earliest, last.certainty) == (None, date(2026, 6, 30), "bracketed")
    (stopped,) = of_clause(unknown("delai-suspendu", "reprise"), "essai")
    assert (stopped.due, stopped.earliest) == (None, date(2026, 3, 10))
    (running,) = of_clause(unknown("dossier-incomplet", "pieces"), "essai")
    assert running.due == date(2026, 3, 10)
    assert of_clause(unknown("effet-mois-suivant", "signature"), "essai") == []


def test_an_answer_in_time_makes_silence_moot(tmp_path: Path) -> None:
    refusal = next(clause for clause in PRACTICE if clause.id == "silence-refus")
    before = computed(tmp_path, refusal)
    (effect,) = of_clause(before, "essai-silence")
    assert effect.opens == date(2026, 6, 24)
    assert before.status(effect) == "open"
    answered = computed(tmp_path, refusal, reponse=date(2026, 5, 30))
    assert answered.status(effect) == "moot"
