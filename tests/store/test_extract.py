"""An extract of the register verifies whole, and shows only what it is about."""

import json
from datetime import timedelta

import pytest

from scheduler.store import auditing, sent
from scheduler.store.database import Database
from tests.store.registered import ENTRIES, NOW, twelve

OURS = {1, 3}


@pytest.fixture
def register(database: Database) -> Database:
    twelve(database)
    return database


def extract(database: Database) -> list[str]:
    with database.snapshot() as session:
        return list(auditing.export(session, NOW, OURS))


def test_only_the_lines_of_those_messages_are_in_clear(register: Database) -> None:
    heading, *rows = map(json.loads, extract(register))
    clear = [row["number"] for row in rows if row["details"] is not None]
    ours = [row["number"] for row in rows if row["message"] in OURS or row["kind"] == "erased"]
    assert clear == ours
    assert 2 < len(clear) < ENTRIES
    for row in rows:
        assert (row["details"] is None) == (row["details_salt"] is None)
    assert all("p1@" in row["person"] for row in rows if row["message"] == 1)
    assert "p4@ville.example" not in json.dumps([heading, *rows])


def test_an_extract_is_sound_and_says_how_many_lines_it_withholds(register: Database) -> None:
    lines = extract(register)
    verdict = auditing.verify_lines(lines)
    shown = sum(1 for line in lines[1:] if json.loads(line)["details"] is not None)
    assert (verdict.broken, verdict.withheld) == ((), ENTRIES - shown)
    with register.snapshot() as session:
        assert verdict.head == auditing.verify(session).head
        assert auditing.verify(session).withheld == 0


def test_what_is_blanked_and_not_declared_is_found(register: Database) -> None:
    lines = extract(register)
    heading = json.loads(lines[0])
    del heading["withheld"]
    verdict = auditing.verify_lines([json.dumps(heading), *lines[1:]])
    assert "effacés sans ligne qui le dise" in str(verdict.broken[0])
    row = json.loads(lines[1])
    assert row["message"] == 1
    row |= {"person": None, "person_salt": None}
    found = auditing.verify_lines([lines[0], json.dumps(row, ensure_ascii=False), *lines[2:]])
    assert any(one.entry == 1 and "effacés" in one.what for one in found.broken)


def test_one_character_changed_in_an_extract_is_found(register: Database) -> None:
    lines = extract(register)
    for number in range(1, len(lines)):
        changed = lines[number].replace('_digest":"', '_digest":"0', 1)
        assert not auditing.verify_lines([*lines[:number], changed, *lines[number + 1 :]]).sound


@pytest.mark.parametrize("withheld", ['"x"', "[[1]]", "[[1,1e99]]", "[[-9,99999999999999999999]]"])
def test_a_declaration_that_makes_no_sense_hides_nothing_more(
    register: Database, withheld: str
) -> None:
    lines = extract(register)
    heading = json.loads(lines[0]) | {"withheld": json.loads(withheld)}
    verdict = auditing.verify_lines([json.dumps(heading), *lines[1:]])
    assert verdict.sound == (withheld.startswith("[[-9")), verdict


def test_what_was_erased_on_order_stays_erased_in_an_extract(register: Database) -> None:
    with register.write() as session:
        numbers = sent.erase_person(session, "p1@ville.example", NOW + timedelta(days=1))
    assert numbers
    lines = extract(register)
    assert auditing.verify_lines(lines).sound
    rows = [json.loads(line) for line in lines[1:]]
    assert all(row["person"] is None for row in rows if row["number"] in numbers)
    assert all(row["details"] is not None for row in rows if row["number"] in numbers)
