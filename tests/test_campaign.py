"""Campaigns: each cell says where a piece stands, the totals add up, the worst comes first."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.campaign import campaigns
from scheduler.campaign_telling import as_json, cell, header, last_days, missing, rows, summary
from scheduler.deadlines.facts import Done, Facts
from scheduler.situation import Situation
from tests.partners import ALWAYS, MODEL, campaign, known, received

DUE = date(2026, 3, 31)
APRIL = date(2026, 4, 1)
NAMES = ("Aide du Lac", "Soins du Port", "Service Azur")


@pytest.fixture
def april(tmp_path: Path) -> Situation:
    """On 1 April 2026: one service complete, one with two pieces of which one late, one nothing."""
    facts = {
        "saad-1": received("saad-1", ALWAYS, date(2026, 3, 20)),
        "saad-2": received("saad-2", [*ALWAYS[:1], "complement"], DUE),
    }
    return known(tmp_path, NAMES, APRIL, facts)


def test_who_has_not_delivered_what_on_the_first_of_april(april: Situation) -> None:
    matrix = campaign(april).matrix
    told = {row.partner: [cell(one) for one in row.cells] for row in matrix.rows}
    case = ["selon le cas"] * 3
    assert told["Aide du Lac"] == ["reçu le 20 mars 2026"] * 7 + case
    assert told["Soins du Port"] == [
        "reçu le 31 mars 2026",
        *["en retard de 1 jour"] * 6,
        "selon le cas",
        "reçu le 31 mars 2026",
        "selon le cas",
    ]
    assert told["Service Azur"] == ["en retard de 1 jour"] * 7 + case
    assert summary(matrix) == "2 partenaires sur 3 n'ont pas tout remis, tous en retard"


def test_the_worst_comes_first_and_the_totals_are_by_row_and_column(april: Situation) -> None:
    matrix = campaign(april).matrix
    assert [(row.partner, row.missing, row.days) for row in matrix.rows] == [
        ("Service Azur", 7, 1),
        ("Soins du Port", 6, 1),
        ("Aide du Lac", 0, 0),
    ]
    assert [(one.received, one.asked) for one in matrix.totals] == [
        (2, 3),
        *[(1, 3)] * 6,
        (0, 0),
        (1, 1),
        (0, 0),
    ]
    assert missing(matrix.rows[1], matrix.columns)[0] == "bilans comptables du ou des services"


def test_what_is_late_is_late_once_every_reading_has_passed(tmp_path: Path) -> None:
    """« Avant le 15 juin » is the 14th, or the 15th: nobody is called late on the 15th."""
    for day, words in ((14, "manque"), (15, "manque"), (16, "en retard de 1 jour")):
        of = known(tmp_path, NAMES, date(2026, 6, day))
        matrix = campaign(of, "enquete", "2026").matrix
        assert [column.title for column in matrix.columns] == ["Réponse à l'enquête"]
        assert {cell(row.cells[0]) for row in matrix.rows} == {words}


def test_a_condition_is_asked_only_where_it_is_recorded(tmp_path: Path) -> None:
    facts = {"saad-1": Facts(events={"dotation": date(2025, 9, 1)})}
    absent = {"saad-2": Facts(events={"dotation": date(2027, 9, 1)})}
    of = known(tmp_path, NAMES, date(2026, 5, 10), facts | absent)
    matrix = campaign(of, "bilan-dotation").matrix
    assert {row.partner: cell(row.cells[0]) for row in matrix.rows} == {
        "Aide du Lac": "en retard de 10 jours",
        "Soins du Port": "sans objet",
        "Service Azur": "selon le cas",
    }
    assert [(one.received, one.asked) for one in matrix.totals] == [(0, 1)]
    assert summary(matrix) == "1 partenaire sur 3 n'a pas tout remis, 1 en retard"


def test_the_whole_recorded_as_done_brings_every_piece_always_asked(tmp_path: Path) -> None:
    facts = {"saad-1": Facts(done={"saad-1/documents/2025": Done(date(2026, 4, 3))})}
    matrix = campaign(known(tmp_path, NAMES[:1], date(2026, 5, 1), facts)).matrix
    (row,) = matrix.rows
    assert cell(row.cells[0]) == "reçu le 3 avril 2026, 3 jours après"
    assert {one.state for one in row.cells[7:]} == {"moot"}
    assert summary(matrix) == "tout est remis (1 partenaire)"


def test_only_what_others_owe_under_one_model_is_a_campaign(tmp_path: Path) -> None:
    of = known(tmp_path, NAMES, APRIL)
    found = {one.clause for one in campaigns(of)}
    assert found == {"documents", "enquete", "bilan-dotation"}
    alone = known(tmp_path, NAMES[:1], APRIL)
    assert {one.clause for one in campaigns(alone)} == {"documents", "bilan-dotation"}


def test_what_fell_before_it_was_followed_is_shown_only_if_something_came(tmp_path: Path) -> None:
    model = MODEL.replace("31 mars N+1", "31 mars N")
    of = known(tmp_path, NAMES, date(2026, 1, 10), model=model)
    assert "cpom-type/documents/2025" not in {one.key for one in campaigns(of)}
    facts = {"saad-2": received("saad-2", ALWAYS[:2], date(2025, 3, 30))}
    of = known(tmp_path, NAMES, date(2026, 1, 10), facts, model)
    matrix = campaign(of).matrix
    assert [row.partner for row in matrix.rows] == ["Soins du Port"]


def test_it_presses_from_sixty_days_before_to_a_year_after(tmp_path: Path) -> None:
    of = known(tmp_path, NAMES, APRIL)
    one = campaign(of)
    spoken = [DUE - timedelta(60), DUE, DUE + timedelta(366)]
    silent = [DUE - timedelta(61), DUE + timedelta(367)]
    assert [one.presses(day) for day in spoken] == [True] * 3
    assert [one.presses(day) for day in silent] == [False] * 2
    whole = {f"saad-{n}": received(f"saad-{n}", ALWAYS, DUE) for n in (1, 2, 3)}
    assert not campaign(known(tmp_path, NAMES, APRIL, whole)).presses(APRIL)


def test_agreements_with_days_of_their_own_tell_the_first_and_the_last(tmp_path: Path) -> None:
    model = MODEL.replace("chaque: année, au plus tard: 31 mars N+1", "délai: 3 mois, avant: terme")
    of = known(tmp_path, NAMES[:1], APRIL, model=model)
    one = campaign(of, period="unique")
    assert last_days(one) == "au plus tard le jeudi 30 septembre 2027"
    computation, item = one.owed[0]
    later = (computation, replace(item, due=date(2027, 10, 15)))
    both = replace(one, owed=(later, *one.owed))
    assert last_days(both) == (
        "au plus tard du 30 septembre 2027 au 15 octobre 2027, selon la convention"
    )


def test_a_spreadsheet_gets_dates_it_can_sort(april: Situation) -> None:
    matrix = campaign(april).matrix
    told = rows(matrix)
    assert header(matrix)[:4] == [
        "partenaire",
        "convention",
        "au plus tard le",
        "comptes administratifs (cadre normalisé)",
    ]
    assert told[1][2:5] == ["31/03/2026", "31/03/2026", "en retard de 1 jour"]
    assert [line[-2:] for line in told] == [["7", "1"], ["6", "1"], ["0", "0"]]
    assert {len(line) for line in told} == {len(header(matrix))}


def test_another_program_reads_the_same_figures(april: Situation) -> None:
    read = as_json(campaign(april))
    assert (read["key"], read["due"]) == ("cpom-type/documents/2025", ["2026-03-31"])
    assert (read["incomplete"], read["late"]) == (2, 2)
    assert read["columns"][0] == {
        "id": "comptes-administratifs",
        "title": "comptes administratifs (cadre normalisé)",
        "condition": None,
        "asked": 3,
        "received": 2,
    }
    assert read["rows"][0]["cells"][0] == {"state": "late", "on": None, "days_late": 1}
    assert read["rows"][2]["occurrence"] == "saad-1/documents/2025"


def test_three_hundred_partners_by_ten_pieces(tmp_path: Path) -> None:
    names = [f"Service {rank}" for rank in range(1, 301)]
    facts = {
        f"saad-{rank}": received(f"saad-{rank}", ALWAYS[: rank % 8], date(2026, 3, 1))
        for rank in range(1, 301)
    }
    matrix = campaign(known(tmp_path, names, APRIL, facts)).matrix
    assert (len(matrix.rows), len(matrix.columns)) == (300, 10)
    complete = sum(1 for rank in range(1, 301) if rank % 8 == 7)
    assert len(matrix.incomplete) == 300 - complete
    assert sum(total.received for total in matrix.totals) == sum(n % 8 for n in range(1, 301))


PIECES = st.lists(st.sampled_from([*ALWAYS, "evaluations", "complement", "inconnue"]), unique=True)
DAYS = st.dates(date(2025, 12, 1), date(2027, 6, 1))


@given(st.lists(st.tuples(PIECES, DAYS), min_size=1, max_size=4), DAYS)
def test_the_totals_add_up_whatever_came_and_when(
    came: list[tuple[list[str], date]], today: date
) -> None:
    facts = {
        f"saad-{rank}": received(f"saad-{rank}", pieces, on)
        for rank, (pieces, on) in enumerate(came, start=1)
    }
    with tempfile.TemporaryDirectory() as folder:
        matrix = campaign(known(Path(folder), ["a"] * len(came), today, facts)).matrix
    assert len(matrix.rows) == len(came)
    owed = sum(total.asked - total.received for total in matrix.totals)
    assert owed == sum(row.missing for row in matrix.rows)
    assert [row.days for row in matrix.rows] == sorted((r.days for r in matrix.rows), reverse=True)
    for row in matrix.rows:
        assert bool(row.days) == (row.missing > 0 and today > DUE)
