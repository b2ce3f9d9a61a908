"""The register of what was sent: whatever is altered, removed or added in it is found and named."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from scheduler.delivery import Outcome
from scheduler.store import auditing, claims, outbox, sent
from scheduler.store.chain import GENESIS, Entry
from scheduler.store.claims import Settled
from scheduler.store.database import MIGRATIONS, Database, Session, open_database
from scheduler.store.proof import Verdict
from scheduler.store.tables import ENTERED
from tests.blank import opened_blank
from tests.hatchery import start
from tests.service import ROOT, environment
from tests.store.registered import ENTRIES, NOW, begun, queue, settle, twelve

ERASED = 2
"""The line whose personal part the register of twelve has erased."""
COLUMNS = [field.name for field in fields(Entry)]
Change = Callable[[Session], None]


def kinds(database: Database) -> list[str]:
    with database.read() as session:
        return [one.kind for one in auditing.entries(session)]


def verdict(database: Database, *heads: str) -> Verdict:
    with database.snapshot() as session:
        return auditing.verify(session, heads)


def exported(database: Database) -> list[str]:
    with database.snapshot() as session:
        return list(auditing.export(session, NOW))


@contextmanager
def altered(database: Database) -> Iterator[Session]:
    """A session whose changes are undone at the end."""
    with database.write() as session:
        yield session
        session.rollback()


def sql(session: Session, statement: str, **values: object) -> None:
    session.connection().execute(text(statement), values)


def told(found: Verdict, entry: int | None) -> str:
    """What was said of that line."""
    return " ; ".join(one.what for one in found.broken if one.entry == entry)


@pytest.fixture
def register(database: Database) -> Database:
    twelve(database)
    return database


def test_an_untouched_register_is_sound_and_names_its_head(register: Database) -> None:
    found = verdict(register)
    assert found.broken == ()
    assert found.head.number == ENTRIES
    with register.read() as session:
        assert sent.head(session) == found.head
    assert kinds(register) == [
        *["accepted"] * 4,
        *("refused", "doubtful", "abandoned", "retried", "confirmed", "bounced", "erased"),
        "accepted",
    ]
    assert set(kinds(register)) == set(ENTERED)


def test_an_empty_register_is_sound(database: Database) -> None:
    found = verdict(database, GENESIS[:12])
    assert (found.sound, found.head.number, found.head.hash) == (True, 0, GENESIS)


def test_a_line_tells_all_that_was_sent_and_the_persons_part_apart(register: Database) -> None:
    with register.read() as session:
        first = next(iter(auditing.entries(session)))
    details, person = first.told(), json.loads(first.person or "")
    assert (details["kind"], details["rules"], details["attempts"]) == ("digest", "abc123", 1)
    assert (details["code"], details["phase"]) == (250, "data")
    assert details["occurrences"] == [
        ["c/clause/1", 1, "j-1", False],
        ["digest/destinataire", 1, "2026-s48", False],
    ]
    assert len(details["sha256"]) == 64
    assert person == {
        "recipient": "p1@ville.example",
        "subject": "Vos échéances : 1 en retard",
        "message_id": "<1@x>",
        "answer": "2.0.0 Ok: queued as 4F2A",
    }
    assert "p1@" not in (first.details or "")


def other(column: str, value: object) -> object:
    """That value of that column with one character changed."""
    if column == "number":
        return int(str(value)) + 100
    if column == "message":
        return 1 if value is None else int(str(value)) + 1
    if column == "kind":
        return ENTERED[ENTERED.index(str(value)) - 1]
    if value is None:
        return "0"
    at = len(str(value)) // 2
    return str(value)[:at] + ("1" if str(value)[at] == "0" else "0") + str(value)[at + 1 :]


def test_one_character_changed_anywhere_is_found_in_its_line(register: Database) -> None:
    with register.read() as session:
        rows = list(auditing.entries(session))
    for row in rows:
        for column in COLUMNS:
            with altered(register) as session:
                if column == "at":
                    value: object = NOW.replace(tzinfo=None) + timedelta(microseconds=1)
                else:
                    value = other(column, getattr(row, column))
                sql(
                    session,
                    f"UPDATE sent_entry SET {column} = :value WHERE number = :number",
                    value=value if column != "at" or register.shared else str(value),
                    number=row.number,
                )
                found = auditing.verify(session)
            assert told(found, row.number), (row.number, column)
            assert {one.entry for one in found.broken} <= {row.number, *around(row, column)}


def around(row: Entry, column: str) -> set[int | None]:
    """What else may be named: head or outbox, the new number, what a line in doubt had erased."""
    if column == "number":
        return {None, ENTRIES + 1, row.number + 100}
    erased: set[int | None] = {ERASED} if row.kind == "erased" else set()
    return erased | ({None} if row.number == ENTRIES or column in ("message", "kind") else set())


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("details", "détails modifiés"),
        ("details_salt", "détails modifiés"),
        ("details_digest", "empreinte des détails modifiée"),
        ("person", "partie personnelle modifiée"),
        ("person_salt", "partie personnelle modifiée"),
        ("person_digest", "empreinte de la partie personnelle modifiée"),
        ("hash", "ne suit plus la précédente"),
    ],
)
def test_what_was_altered_is_said(register: Database, column: str, said: str) -> None:
    with register.read() as session:
        row = next(one for one in auditing.entries(session) if one.number == 5)
    with altered(register) as session:
        value = other(column, getattr(row, column))
        sql(session, f"UPDATE sent_entry SET {column} = :value WHERE number = 5", value=value)
        (broken,) = auditing.verify(session).broken
    assert str(broken).startswith("ligne 5 : ")
    assert said in broken.what


def test_an_instant_that_is_none_is_named_and_not_a_fault(tmp_path: Path) -> None:
    database = opened_blank(tmp_path / "base.sqlite")
    twelve(database)
    with altered(database) as session:
        sql(session, "UPDATE sent_entry SET at = 'hier', details = x'00ff' WHERE number = 3")
        sql(session, "UPDATE sent_entry SET person = '[1', hash = x'00' WHERE number = 7")
        found = auditing.verify(session)
    assert {one.entry for one in found.broken} == {3, 7}
    database.close()


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_a_line_removed_is_missed(register: Database, number: int) -> None:
    with altered(register) as session:
        sql(session, "DELETE FROM sent_entry WHERE number = :number", number=number)
        found = auditing.verify(session)
    assert "elle manque" in told(found, number)


def test_what_was_removed_is_said_with_its_neighbours(register: Database) -> None:
    with altered(register) as session:
        sql(session, "DELETE FROM sent_entry WHERE number IN (4, 7, 8)")
        found = auditing.verify(session)
    assert told(found, 4) == "elle manque (après 3 et avant 5)"
    assert told(found, 7) == "elle manque, et les suivantes jusqu'à 8 (après 6 et avant 9)"


@pytest.mark.parametrize("pair", [(3, 4), (2, 9), (1, 12), (11, 12), (5, 7)])
def test_two_lines_swapped_are_both_named(register: Database, pair: tuple[int, int]) -> None:
    first, second = pair
    with register.read() as session:
        rows = {one.number: one for one in auditing.entries(session)}
    with altered(register) as session:
        sql(session, "UPDATE sent_entry SET hash = 'x' WHERE number = :number", number=first)
        for at, source in ((second, rows[first]), (first, rows[second])):
            names = [name for name in COLUMNS if name not in ("number", "at")]
            sql(
                session,
                f"UPDATE sent_entry SET {', '.join(f'{n} = :{n}' for n in names)} "
                "WHERE number = :number",
                **{name: getattr(source, name) for name in names} | {"number": at},
            )
        found = auditing.verify(session)
    assert f"échangée avec la ligne {second}" in told(found, first)
    assert f"échangée avec la ligne {first}" in told(found, second)
    assert {one.entry for one in found.broken} <= {first, second, None, ERASED}


@pytest.mark.parametrize("value", ["", "11 ", "12 " + "0" * 64, "9 {9}", "13 {12}", "douze {12}"])
def test_an_altered_head_is_found_and_keeps_no_mail_back(register: Database, value: str) -> None:
    with register.read() as session:
        hashes = {str(one.number): one.hash for one in auditing.entries(session)}
    for number, known in hashes.items():
        value = value.replace(f"{{{number}}}", known)
    with register.write() as session:
        sql(session, "UPDATE meta SET value = :v WHERE name = 'register_head'", v=value)
    assert not verdict(register).sound
    queue(register, [50])
    settle(register, begun(register), "accepted")
    assert kinds(register)[-1] == "accepted"


def test_a_lost_head_is_found(register: Database) -> None:
    with register.write() as session:
        sql(session, "DELETE FROM meta WHERE name = 'register_head'")
    assert told(verdict(register), None) == "la tête du registre manque"
    queue(register, [50])
    settle(register, begun(register), "accepted")
    assert len(kinds(register)) == ENTRIES + 1


def test_an_end_cut_off_with_its_head_is_found_by_a_printed_head(register: Database) -> None:
    """Who can write the database can cut its end; not the digest that left before."""
    before = verdict(register).head.hash
    lines = exported(register)
    kept = json.loads(lines[11])
    with altered(register) as session:
        sql(session, "DELETE FROM sent_entry WHERE number > 11")
        to = f"11 {kept['hash']}"
        sql(session, "UPDATE meta SET value = :to WHERE name = 'register_head'", to=to)
        sql(session, "UPDATE message SET state = 'pending', accepted_at = NULL")
        assert auditing.verify(session, [kept["hash"][:16]]).sound
        found = auditing.verify(session, [before[:16]])
    assert before[:16] in told(found, None)
    heading = json.loads(lines[0]) | {"entries": 11, "head": kept["hash"]}
    cut = [json.dumps(heading), *lines[1:12]]
    assert auditing.verify_lines(cut).sound
    assert before[:16] in told(auditing.verify_lines(cut, [before[:16]]), None)


def test_a_register_written_anew_is_found_by_a_printed_head(register: Database) -> None:
    before = verdict(register).head.hash
    with register.write() as session:
        sql(session, "DELETE FROM sent_entry")
        to = f"0 {GENESIS}"
        sql(session, "UPDATE meta SET value = :to WHERE name = 'register_head'", to=to)
        sql(session, "UPDATE message SET state = 'pending', next_try_at = created_at, owner = NULL")
    settle(register, begun(register), "accepted")
    assert verdict(register).sound
    assert not verdict(register, before[:16]).sound


def test_bytes_changed_in_the_outbox_are_found(register: Database) -> None:
    with altered(register) as session:
        sql(session, "UPDATE message SET body = :body WHERE id = 3", body=b"autre chose")
        found = auditing.verify(session)
    assert told(found, 3) == "les octets du message 3 ne sont plus ceux qui sont partis"


def test_a_message_that_claims_to_have_left_is_found(register: Database) -> None:
    queue(register, [50])
    with altered(register) as session:
        sql(session, "UPDATE message SET state = 'sent' WHERE message_id = '<50@x>'")
        found = auditing.verify(session)
    assert "parti selon la boîte d'envoi" in told(found, None)


def test_a_part_erased_without_a_word_is_found(register: Database) -> None:
    with altered(register) as session:
        sql(session, "UPDATE sent_entry SET person = NULL, person_salt = NULL WHERE number = 4")
        found = auditing.verify(session)
    assert told(found, 4) == "partie personnelle : effacés sans ligne qui le dise"


def test_what_was_erased_and_is_there_again_is_found(register: Database) -> None:
    with register.read() as session:
        before = list(auditing.entries(session))
    with altered(register) as session:
        sent.erase_person(session, "p3@ville.example", NOW)
        sql(
            session,
            "UPDATE sent_entry SET person = :person, person_salt = :salt WHERE number = 3",
            person=before[2].person,
            salt=before[2].person_salt,
        )
        found = auditing.verify(session)
    assert "encore là" in told(found, 3)


def test_erasing_a_person_leaves_nothing_of_them_and_the_chain_whole(register: Database) -> None:
    with register.write() as session:
        assert sent.erase_person(session, "p1@ville.example", NOW) == [1, 10]
        assert sent.erase_person(session, "p1@ville.example", NOW) == []
        assert sent.erase_person(session, "1@ville.example", NOW) == []
    lines = exported(register)
    assert verdict(register).sound
    assert auditing.verify_lines(lines).sound
    assert "p1@ville.example" not in "".join(lines)
    assert json.loads(json.loads(lines[-1])["details"]) == {
        "parts": ["person"],
        "numbers": [[1, 1], [10, 10]],
    }


def test_what_must_be_kept_is_refused_and_what_is_old_goes(register: Database) -> None:
    later = NOW.replace(year=2031)
    day = NOW.date()
    with register.write() as session:
        with pytest.raises(sent.TooRecent, match="5 ans au moins"):
            sent.erase_before(session, day, later - timedelta(days=1))
        assert sent.erase_before(session, date(2026, 11, 22), later) == []
        erased = sent.erase_before(session, day, later)
    assert erased == [number for number in range(1, ENTRIES + 1) if number != 11]
    assert verdict(register).sound
    assert auditing.verify_lines(exported(register)).sound
    assert "ville.example" not in "".join(exported(register))


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[list[str]]:
    database = opened_blank(tmp_path / "base.sqlite")
    twelve(database)
    yield exported(database)
    database.close()


def test_an_export_is_sound(lines: list[str]) -> None:
    assert auditing.verify_lines(f"{line}\n" for line in lines).sound


def test_one_character_changed_in_an_export_is_found(lines: list[str]) -> None:
    for number in range(1, ENTRIES + 1):
        line = lines[number]
        for at in range(number % 5, len(line), 5):
            changed = line[:at] + ("1" if line[at] == "0" else "0") + line[at + 1 :]
            found = auditing.verify_lines([*lines[:number], changed, *lines[number + 1 :]])
            assert told(found, number), (number, at)


def test_a_line_of_an_export_that_is_removed_moved_or_doubled_is_found(lines: list[str]) -> None:
    for number in range(1, ENTRIES + 1):
        without = [*lines[:number], *lines[number + 1 :]]
        assert "elle manque" in told(auditing.verify_lines(without), number)
        doubled = [*lines[: number + 1], *lines[number:]]
        assert "en double" in told(auditing.verify_lines(doubled), number)
    swapped = [*lines[:4], lines[5], lines[4], *lines[6:]]
    assert "hors de son rang" in told(auditing.verify_lines(swapped), 4)


@pytest.mark.parametrize(
    "change", [{"head": "0" * 64}, {"entries": 11}, {"entries": 13}, {"format": "autre"}]
)
def test_the_first_line_of_an_export_is_verified_too(
    lines: list[str], change: dict[str, object]
) -> None:
    heading = json.dumps(json.loads(lines[0]) | change)
    assert not auditing.verify_lines([heading, *lines[1:]]).sound


@pytest.mark.parametrize("content", ["", "{", "[1]", "[" * 100_000, "\x00", '{"number": 1e999}'])
def test_what_is_no_export_is_said_and_no_fault(content: str) -> None:
    assert not auditing.verify_lines([content, content]).sound


def test_a_key_written_twice_cannot_tell_two_readers_two_things(lines: list[str]) -> None:
    twice = lines[3].replace('{"number"', '{"kind":"refused","number"')
    assert json.loads(twice) == json.loads(lines[3])
    found = auditing.verify_lines([*lines[:3], twice, *lines[4:]])
    assert "écrite autrement" in told(found, 3)


def test_four_processes_that_settle_at_once_make_one_chain(
    database: Database, location: str
) -> None:
    queue(database, range(200))
    streams, known = (None, None, None), environment()
    processes = [
        start("tests.store.settler", (location, f"p{rank}"), ROOT, known, streams)
        for rank in range(4)
    ]
    assert [one.wait(60) for one in processes] == [0] * 4
    found = verdict(database)
    assert found.broken == ()
    assert found.head.number == 200


def test_what_was_not_committed_leaves_no_line(database: Database) -> None:
    queue(database, [1])
    (message,) = begun(database)
    ended = [Settled(message, Outcome("accepted"))]

    def die() -> None:
        with database.write(alone=False) as session:
            claims.settle(session, ended, NOW, Random(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()
    assert kinds(database) == []
    assert verdict(database).sound


def test_what_will_be_tried_again_is_not_entered(database: Database) -> None:
    queue(database, [1, 2])
    first, second = begun(database)
    settle(database, [first], "later")
    settle(database, [second], "channel")
    assert kinds(database) == []


def test_an_outcome_written_again_is_entered_once(database: Database) -> None:
    """The commit succeeded, its answer was lost: who waits for it writes the outcome again."""
    queue(database, [1])
    (message,) = begun(database)
    settle(database, [message], "accepted")
    with database.write(alone=False) as session:
        ended = [Settled(message, Outcome("accepted"), again=True)]
        claims.settle(session, ended, NOW + timedelta(seconds=1), Random(1))
    assert kinds(database) == ["accepted"]


def test_a_clock_set_back_leaves_what_the_register_tells_of(database: Database) -> None:
    queue(database, [1, 2])
    settle(database, begun(database, 1), "refused")
    with database.write() as session:
        outbox.retry(session, [1], NOW)
        assert outbox.withdraw_from_the_future(session, NOW - timedelta(days=9), timedelta(0)) == 1
        assert [one.id for one in outbox.listing(session)] == [1]


def test_an_interrupted_attempt_and_a_second_acceptance_are_doubts(database: Database) -> None:
    queue(database, [1])
    (stale,) = begun(database)
    with database.write(alone=False) as session:
        claims.recover(session, claims.holdings(session), NOW)
    settle(database, begun(database), "accepted")
    settle(database, [stale], "accepted")
    settle(database, [stale], "refused")
    assert kinds(database) == ["doubtful", "accepted", "doubtful"]
    assert verdict(database).sound


def test_what_left_before_there_was_a_register_is_not_asked_of_it(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql(
            "INSERT INTO message (id, kind, recipient, sender, subject, message_id, body,"
            " created_at, next_try_at, state, token, attempts, possible_duplicates, last_answer,"
            " accepted_at, rules) VALUES (1, 'k', 'a@b.example', 'e@b.example', 's', '<1@x>',"
            " x'00', '2026-11-22 08:00:00', '2026-11-22 08:00:00', 'sent', 1, 1, 0, '250',"
            " '2026-11-22 08:00:01', '')"
        )
    database = open_database(path)
    assert verdict(database).sound
    queue(database, [2])
    settle(database, begun(database), "accepted")
    assert verdict(database).sound
    with altered(database) as session:
        sql(session, "DELETE FROM sent_entry")
        assert "message 2" in str(auditing.verify(session).broken)
    database.close()


OUTCOMES = ("accepted", "later", "refused", "ambiguous", "channel")
OTHERS = ("erase", "erase old", "retry", "arrived", "recover")
STEPS = st.lists(
    st.tuples(st.sampled_from([*OUTCOMES, *OTHERS]), st.integers(1, 4)),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whatever_happens_the_register_stays_sound(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    database = opened_blank(tmp_path_factory.mktemp("base") / "base.sqlite")
    queue(database, range(1, 5))
    for step, number in steps:
        if step in OUTCOMES:
            settle(database, begun(database, number), step)  # type: ignore[arg-type]
            continue
        with database.write() as session:
            if step == "erase":
                sent.erase_person(session, f"p{number}@ville.example", NOW)
            elif step == "erase old":
                sent.erase_before(session, NOW.date(), NOW.replace(year=2030 + number))
            elif step == "retry":
                outbox.retry(session, [number], NOW)
            elif step == "arrived":
                outbox.arrived(session, [number], "x", NOW)
            else:
                claims.recover(session, claims.holdings(session), NOW)
    lines = exported(database)
    assert verdict(database).broken == ()
    assert auditing.verify_lines(lines).broken == ()
    database.close()
