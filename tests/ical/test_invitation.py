"""The bytes of an invitation: read alike by engines that are not ours, whatever its texts hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.ical.invitation import MAX_SUMMARY, Invitation, to_bytes
from scheduler.ical.texts import MAX_DESCRIPTION, clean, one_line
from tests.engines.read import INVITATION_ENGINES, Item, read_with
from tests.mail.samples import CANCELLED, INVITATION, INVITED, UPDATED

MESSAGES = [one.invitation for one in (INVITED, UPDATED, CANCELLED) if one.invitation]
HOSTILE = (
    "x\r\nMETHOD:CANCEL",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:autre@x.example\nDTSTART;VALUE=DATE:20270101",
    "BEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
    "x\r\n ATTENDEE:mailto:evil@x.example",
    '";RSVP=TRUE;CN="',
    "x:mailto:evil@x.example",
    "^nMETHOD:CANCEL^'",
    "\\nMETHOD:CANCEL\\,\\;\\N",
    "\ud800\udfff\ud83c",
    "\u2028METHOD:CANCEL\u2029\x85\x0b\x0c\x00\x1b",
    "é" * 10_000,
    "x" * 10_000,
    "🎄" * 500,
    "\u202eLECNAC:DOHTEM",
    "",
)
NAMES = [
    "BEGIN",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "METHOD",
    "BEGIN",
    "SUMMARY",
    "DTSTART",
    "DTEND",
    "DTSTAMP",
    "UID",
    "SEQUENCE",
    "ATTENDEE",
    "CLASS",
    "DESCRIPTION",
    "LAST-MODIFIED",
    "ORGANIZER",
    "STATUS",
    "TRANSP",
    "URL",
    "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "X-MICROSOFT-CDO-INTENDEDSTATUS",
    "X-MICROSOFT-DISALLOW-COUNTER",
    "END",
    "END",
]


def expected(made: Invitation) -> Item:
    cancelled = made.method == "CANCEL"
    return Item(
        uid=made.uid,
        start=made.day.isoformat(),
        end=(made.day + timedelta(days=1)).isoformat(),
        summary=("ANNULÉ — " if cancelled else "") + made.summary,
        description=made.description,
        status="CANCELLED" if cancelled else "CONFIRMED",
        sequence=made.sequence,
        method=made.method,
        organizer=f"mailto:{made.organizer[1]}",
        attendees=(f"mailto:{made.attendee[1]}",),
    )


def spoiled(text: str) -> Invitation:
    """An invitation whose every text is that one."""
    return replace(
        INVITATION,
        summary=text,
        description=text,
        organizer=(text, INVITATION.organizer[1]),
        attendee=(text, INVITATION.attendee[1]),
        url=text,
    )


def names(body: bytes) -> list[str]:
    """The names of the content lines, unfolded as RFC 5545 3.1 says."""
    lines = body.decode().replace("\r\n ", "").split("\r\n")[:-1]
    return [line.partition(":")[0].partition(";")[0] for line in lines]


def check_lines(body: bytes) -> None:
    """CRLF alone, at most 75 octets, each line whole characters, no control character."""
    assert b"\n" not in body.replace(b"\r\n", b"")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    text = "".join(line.decode() for line in lines)
    assert not set(text) & {chr(code) for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


@pytest.mark.parametrize("engine", INVITATION_ENGINES)
@pytest.mark.parametrize("made", MESSAGES, ids=["invitation", "update", "cancellation"])
def test_each_engine_reads_the_same_message(engine: str, made: Invitation, tmp_path: Path) -> None:
    path = tmp_path / "invitation.ics"
    path.write_bytes(to_bytes(made))
    assert read_with(engine, path) == [expected(made)]


@pytest.mark.parametrize("engine", INVITATION_ENGINES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_engine_finds_in_a_text_what_is_not_ours(engine: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "invitation.ics"
    made = spoiled(f"A{text}z")
    path.write_bytes(to_bytes(made))
    (read,) = read_with(engine, path)
    kept = expected(replace(made, summary=read.summary, description=read.description))
    assert read == kept


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_adds_a_property_a_parameter_or_a_component(text: str) -> None:
    body = to_bytes(spoiled(f"A{text}z"))
    check_lines(body)
    assert names(body) == NAMES
    unfolded = body.decode().replace("\r\n ", "").split("\r\n")
    (attendee,) = [line for line in unfolded if line.startswith("ATTENDEE")]
    assert attendee.endswith(";RSVP=FALSE:mailto:directrice@ccas-bethune.example")
    assert attendee.count('"') in (0, 2)


@given(st.text(st.characters(), max_size=300), st.sampled_from(HOSTILE[:10]))
def test_any_text_comes_back_cleaned_and_adds_nothing(
    tmp_path_factory: pytest.TempPathFactory, text: str, hostile: str
) -> None:
    path = tmp_path_factory.mktemp("ical") / "invitation.ics"
    made = spoiled(f"A{text}{hostile}{text}z")
    body = to_bytes(made)
    check_lines(body)
    assert names(body) == NAMES
    path.write_bytes(body)
    (read,) = read_with("icalendar", path)
    if len(made.summary) <= MAX_SUMMARY:
        assert read.summary == one_line(made.summary)
    if len(clean(made.description)) <= MAX_DESCRIPTION:
        assert read.description == clean(made.description)


def test_a_long_text_is_cut_and_says_so() -> None:
    body = to_bytes(spoiled("mot " * 3_000))
    assert len(body) < 4 * MAX_DESCRIPTION + 3_000 * 7
    assert "…" in body.decode().replace("\r\n ", "")


def test_nobody_is_asked_to_answer_and_no_time_is_taken() -> None:
    body = to_bytes(INVITATION).decode().replace("\r\n ", "")
    for line in (
        "METHOD:REQUEST",
        "DTSTART;VALUE=DATE:20261211",
        "DTEND;VALUE=DATE:20261212",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
    ):
        assert f"\r\n{line}\r\n" in body
    assert ";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:" in body
    assert "VALARM" not in body


def test_the_same_invitation_gives_the_same_bytes() -> None:
    assert to_bytes(INVITATION) == to_bytes(replace(INVITATION))


def test_an_address_keeps_what_a_link_would_take_for_its_own() -> None:
    """``%``, ``?`` and ``#`` may stand in an address, not as they are in a mailto (RFC 6068 2)."""
    made = replace(INVITATION, attendee=("", "a?b=1&c%d#e@ville.example"))
    body = to_bytes(made).decode().replace("\r\n ", "")
    assert ":mailto:a%3Fb=1%26c%25d%23e@ville.example\r\n" in body
    assert "ATTENDEE;CUTYPE" in body


@pytest.mark.parametrize(
    "changes",
    [
        {"stamp": datetime(2026, 11, 22, 9)},
        {"sequence": -1},
        {"attendee": ("x", "a@b.example\r\nMETHOD:CANCEL")},
        {"organizer": ("x", "")},
        {"attendee": ("x", INVITATION.organizer[1].upper())},
    ],
)
def test_what_no_calendar_could_place_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(INVITATION, **changes)


def test_days_at_the_ends_of_years_and_months_stay_themselves(tmp_path: Path) -> None:
    path = tmp_path / "invitation.ics"
    for day in (date(2026, 12, 31), date(2028, 2, 29), date(2027, 3, 28), date(2027, 10, 31)):
        made = replace(INVITATION, day=day, stamp=datetime(2026, 1, 1, tzinfo=UTC))
        path.write_bytes(to_bytes(made))
        assert read_with("icalendar", path) == [expected(made)]
