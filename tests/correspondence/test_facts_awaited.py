"""The facts that clauses wait for: one line of the month's digest, and of no other message."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from scheduler.letters.desk import Desk
from scheduler.store.database import open_database
from tests.correspondence.played import ANA, LEASE, MAX, START, Mail, Played, to

FACTS = """faits:
  travaux: {titre: fin des travaux}
  sinistre: {titre: sinistre, plusieurs fois: oui}
durée:"""
CLAUSES = """obligations:
  remise:
    titre: Remise des clés
    article: "8"
    citation: dans le mois de la fin des travaux
    par: ville
    quand: {délai: 1 mois, après: travaux}
  etat:
    titre: État des lieux
    article: "8"
    citation: dans les huit jours de la fin des travaux
    par: ville
    quand: {délai: 8 jours, après: travaux}
  sinistre:
    titre: Déclaration
    article: "9"
    citation: sous cinq jours
    par: ville
    quand: {délai: 5 jours, après: sinistre}
"""
LINE = "3 clauses attendent un fait : fin des travaux et sinistre"
PAGE = "https://echeances.example"
FIRST = date(2026, 12, 7)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    """The gymnasium, three clauses of which wait for a fact."""
    database = open_database(tmp_path / "base.sqlite")
    desk = Desk(("échéancier", "e@ville.example"), "essai.localhost", page=PAGE)
    town = Played(database, tmp_path, desk)
    text = LEASE.replace("durée:", FACTS, 1).replace("obligations:\n", CLAUSES, 1)
    town.write("rules/gymnase.yaml", text)
    town.on(START)
    town.days(date(2026, 11, 18), date(2026, 12, 6))
    yield town
    database.close()


def digest(mails: list[Mail], whom: str) -> Mail:
    (mail,) = [one for one in to(mails, whom) if any("digest" in step for step in one.steps)]
    return mail


def plain(mail: Mail) -> str:
    return " ".join(mail.text.split())


def test_the_month_tells_it_in_a_line_with_its_page(town: Played) -> None:
    told = digest(town.on(FIRST), ANA)
    assert plain(told).count(LINE) == 1
    assert f"{PAGE}/convention/gymnase" in told.text
    html = message_from_bytes(told.body, policy=policy.default).get_body(("html",))
    assert html is not None
    assert "clauses attendent un fait" in html.get_content().replace("\u00a0", " ")


def test_no_other_message_of_the_month_does(town: Played) -> None:
    town.on(FIRST)
    later = town.days(date(2026, 12, 8), date(2027, 1, 3))
    assert later
    assert [one for one in later if "attendent un fait" in plain(one)] == []


def test_who_only_watches_what_others_owe_is_not_told(town: Played) -> None:
    assert "attendent un fait" not in plain(digest(town.on(FIRST), MAX))


def test_a_fact_recorded_is_awaited_no_more(town: Played) -> None:
    town.record("event", "travaux", date(2026, 12, 4))
    assert "1 clause attend un fait : sinistre" in plain(digest(town.on(FIRST), ANA))


def test_who_reads_english_is_told_in_english(town: Played) -> None:
    town.change("annuaire.yaml", f"adresse: {ANA}", f"adresse: {ANA}, langue: en")
    told = plain(digest(town.on(FIRST), ANA))
    assert "3 clauses wait for a fact: fin des travaux and sinistre" in told
