"""Facts that take place several times, each time of one going with a time of the other."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts, Numbered
from tests.written import HEAD, THREE_YEARS, computed, of

RULES = f"""{HEAD}{THREE_YEARS}faits:
  facture: {{titre: réception de la facture, plusieurs fois: oui}}
  paiement: {{titre: paiement, plusieurs fois: oui}}
obligations:
  interets:
    titre: Intérêts
    article: "2"
    citation: passés trente jours sans paiement
    par: asso
    quand: {{passé: 30 jours, après: facture}}
    si: {{sans: paiement}}
  accord:
    titre: Accord
    article: "3"
    citation: c
    par: asso
    quand: {{délai: 2 mois, après: facture}}
    silence: {{vaut: accord, réponse: paiement}}
  cloture:
    titre: Clôture
    article: "4"
    citation: c
    par: asso
    quand: {{délai: 8 jours, après: {{au dernier de: [facture, paiement]}}}}
"""


def given(*days: str, numbers: tuple[int, ...] = ()) -> tuple[Numbered, ...]:
    """Those days as the journal numbers them, in the order given."""
    ranks = numbers or tuple(range(1, len(days) + 1))
    return tuple(
        Numbered(rank, date.fromisoformat(day)) for rank, day in zip(ranks, days, strict=True)
    )


def played(folder: Path, today: str = "2026-08-01", **times: tuple[Numbered, ...]) -> Computation:
    return computed(folder, RULES, Facts(series=times), date.fromisoformat(today))


def unpaid(computation: Computation, clause: str) -> list[str]:
    """The times of a clause whose condition is met: nothing answered them in time."""
    return [
        item.key.rpartition("/")[2] for item in of(computation, clause) if computation.applies(item)
    ]


INVOICES = given("2026-03-01", "2026-03-10", "2026-04-20")


@pytest.mark.parametrize(
    ("payments", "left"),
    [
        ((), ["n1", "n2", "n3"]),
        (("2026-03-20",), ["n2", "n3"]),
        (("2026-03-20", "2026-03-25"), ["n3"]),
        (("2026-03-25", "2026-03-20", "2026-05-02"), []),
        (("2026-02-20",), ["n1", "n2", "n3"]),
        (("2026-04-15", "2026-04-25"), ["n1", "n2", "n3"]),
    ],
)
def test_a_payment_goes_with_the_oldest_invoice_still_unpaid(
    tmp_path: Path, payments: tuple[str, ...], left: list[str]
) -> None:
    """Thirty days from 1 and 10 March and 20 April: a late payment still pays the oldest one."""
    computation = played(tmp_path, facture=INVOICES, paiement=given(*payments))
    assert unpaid(computation, "interets") == left


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        (("2026-03-20",), ["n2", "n3"]),
        (("2026-03-20", "2026-03-25"), ["n3"]),
        (("2026-05-05",), ["n1", "n3"]),
        (("2026-05-12",), ["n1", "n2"]),
    ],
)
def test_an_answer_goes_with_the_oldest_request_that_no_silence_has_settled(
    tmp_path: Path, answers: tuple[str, ...], left: list[str]
) -> None:
    """Silences on 1 and 10 March and 20 April take effect on 2 and 11 May and 21 June."""
    computation = played(tmp_path, facture=INVOICES, paiement=given(*answers))
    assert unpaid(computation, "accord-silence") == left


def test_an_answer_says_what_it_goes_with(tmp_path: Path) -> None:
    computation = played(tmp_path, facture=INVOICES, paiement=given("2026-03-20"))
    first, second, _ = of(computation, "interets")
    assert "« paiement » du 20 mars 2026 va avec cette fois" in first.derivation[-1]
    assert "va avec cette fois" not in second.derivation[-1]


def test_times_go_together_in_the_order_of_their_days(tmp_path: Path) -> None:
    """The second payment was withdrawn, and an invoice of February recorded last."""
    invoices = given("2026-03-10", "2026-02-01")
    payments = given("2026-02-20", "2026-03-25", numbers=(1, 3))
    computation = played(tmp_path, facture=invoices, paiement=payments)
    days = sorted(str(item.due) for item in of(computation, "cloture"))
    assert days == ["2026-02-28", "2026-04-02"]
    assert not [item for item in computation.waiting if item.clause == "cloture"]


def test_keys_stay_those_of_the_event_written_first(tmp_path: Path) -> None:
    """Two invoices and three payments: the third waits for its invoice under a key of its own."""
    payments = given("2026-03-20", "2026-03-25", "2026-05-02")
    computation = played(tmp_path, facture=INVOICES[:2], paiement=payments)
    keys = {item.key.rpartition("/")[2]: str(item.due) for item in of(computation, "cloture")}
    assert (keys["n1"], keys["n2"]) == ("2026-03-28", "2026-04-02")
    assert "facture" in [item.event for item in computation.waiting if item.clause == "cloture"]
