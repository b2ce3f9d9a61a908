"""The lint takes every feed that we make, and refuses each that some reader would choke on."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.feed import CATEGORIES, FeedEvent, render
from scheduler.ical.lint import MOST, defects
from tests.engines.read import FEED_ENGINES, Refused, outcomes
from tests.ical.flawed import MORE, ONE_DEFECT, RINGING, SOUND, made, write_all
from tests.ical.refusals import GOLDEN, LIBICAL, UNSEEN, column, libical_version, said

FREE = re.compile(
    rb"(?:(?:PRODID|NAME|X-WR-CALNAME|X-WR-TIMEZONE|UID|SUMMARY|DESCRIPTION):"
    rb"|REFRESH-INTERVAL;VALUE=DURATION:PT|X-PUBLISHED-TTL:PT)[^\r]*"
)
"""Where a byte less is another text, name or duration, and no reader could tell."""


def test_the_sound_feed_has_no_defect() -> None:
    assert defects(SOUND) == []


def test_an_alarm_that_rings_at_nine_on_a_day_before_is_no_defect() -> None:
    assert defects(RINGING(SOUND)) == []
    assert defects(RINGING(SOUND).replace(b"-P2DT15H", b"-PT15H")) == []


def test_a_byte_less_in_an_alarm_is_refused_but_in_its_text_and_its_days() -> None:
    body = RINGING(SOUND)
    start, end = body.index(b"BEGIN:VALARM"), body.index(b"END:VEVENT")
    text = body.index(b"DESCRIPTION:Bilan") + len(b"DESCRIPTION:")
    for place in set(range(start, end)) - set(range(text, text + 5)):
        assert defects(body[:place] + body[place + 1 :]), body[place - 5 : place + 5]


@pytest.mark.parametrize("name", [*ONE_DEFECT, *MORE])
def test_the_lint_refuses_each_defect(name: str) -> None:
    assert defects(made(name))


def test_what_the_lint_says_of_each_is_the_golden_text() -> None:
    assert said() == (GOLDEN / "defects.txt").read_text()


def test_the_line_told_is_the_one_an_editor_shows() -> None:
    body = SOUND.replace(b"Dernier jour", "é".encode() * 200).replace(b"TRANSPARENT", b"NON")
    folded = body.replace("é".encode() * 30, "é".encode() * 30 + b"\r\n ")
    places = [int(one.split()[1]) for one in defects(folded)]
    lines = folded.decode().split("\n")
    assert [lines[place - 1] for place in places] == ["TRANSP:NON\r", "TRANSP:NON\r"]


def test_beyond_fifty_defects_the_others_are_counted() -> None:
    told = defects(SOUND.replace(b"\r\n", b"\n") * 2)
    assert len(told) == MOST + 1
    assert told[-1] == f"et {len(SOUND.splitlines()) * 2 - MOST} autres défauts"


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_refuses_what_the_table_says(engine: str, tmp_path: Path) -> None:
    """So that what the lint is for is measured, and not believed."""
    if engine == "libical" and libical_version() != LIBICAL:
        pytest.skip(f"the table was made with libical {LIBICAL}")
    assert column(engine, tmp_path) == dict(_golden_column(engine))


def _golden_column(engine: str) -> list[tuple[str, str]]:
    lines = (GOLDEN / "engines.txt").read_text().splitlines()
    heading, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    place = heading.index(engine)
    return [(row[0], row[place]) for row in rows]


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_no_engine_refuses_the_nine_that_the_lint_alone_sees(engine: str, tmp_path: Path) -> None:
    _, *outcome = outcomes(engine, write_all(tmp_path))
    told = dict(zip(ONE_DEFECT, outcome, strict=True))
    assert len(UNSEEN) == 9
    assert not [name for name in UNSEEN if isinstance(told[name], Refused)]


TEXTS = st.text(st.characters(), max_size=80)
DAYS = st.dates(date(1950, 1, 1), date(2199, 12, 30))
EVENTS = st.builds(
    FeedEvent,
    uid=st.from_regex(r"[a-z0-9-]{1,40}@essai\.localhost", fullmatch=True),
    start=st.just(date(1950, 1, 1)),
    end=DAYS,
    summary=TEXTS,
    description=TEXTS,
    sequence=st.integers(0, 10**6),
    published_at=st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)),
    tentative=st.booleans(),
    cancelled=st.booleans(),
    url=st.none() | TEXTS.map("https://essai.localhost/".__add__),
    category=st.sampled_from(CATEGORIES),
)


@given(TEXTS, st.lists(EVENTS, min_size=1, max_size=6, unique_by=lambda one: one.uid))
def test_every_feed_that_we_make_has_no_defect(name: str, events: list[FeedEvent]) -> None:
    assert defects(render(name, name, "essai.localhost", events, events[0])) == []


@given(st.binary(min_size=1, max_size=400))
def test_junk_alone_or_among_the_lines_is_refused(junk: bytes) -> None:
    assume(not junk.startswith(b" "))  # else it goes on with the line before, as a fold
    before, end, after = SOUND.rpartition(b"END:VCALENDAR")
    assert defects(junk)
    assert defects(before + junk + end + after)
    assert defects(SOUND + junk)


def test_a_byte_less_is_refused_everywhere_but_in_free_texts() -> None:
    free = {place for found in FREE.finditer(SOUND) for place in range(*found.span())}
    accepted = {
        place for place in range(len(SOUND)) if not defects(SOUND[:place] + SOUND[place + 1 :])
    }
    assert accepted <= free
    assert len(accepted) < len(SOUND) / 3


def test_a_line_break_or_a_nul_anywhere_is_refused() -> None:
    for added in (b"\r\n", b"\n", b"\r", b"\0", b"\x85", b"\xef\xbb\xbf"):
        for place in range(len(SOUND) + 1):
            if added == b"\r\n" and SOUND[place : place + 1] == b" ":
                continue  # a fold: sound, though the space is lost
            assert defects(SOUND[:place] + added + SOUND[place:]), (place, added)


def test_a_line_less_is_refused_but_for_what_an_event_may_lack() -> None:
    lines = SOUND.splitlines(keepends=True)
    kept = [
        line.partition(b":")[0].decode()
        for place, line in enumerate(lines)
        if not defects(b"".join(lines[:place] + lines[place + 1 :]))
    ]
    assert set(kept) == {
        "CALSCALE",
        "NAME",
        "X-WR-CALNAME",
        "X-WR-TIMEZONE",
        "REFRESH-INTERVAL;VALUE=DURATION",
        "X-PUBLISHED-TTL",
        "DESCRIPTION",
        "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "CLASS",
    }


def test_a_category_too_many_is_told_and_eight_are_not() -> None:
    day, at = date(2027, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
    event = FeedEvent("x@essai.localhost", day, day, "Bilan", "", 0, at)
    events = [replace(event, uid=f"{n}@essai.localhost") for n in range(9)]
    body = render("N", "D", "essai.localhost", events, event)
    for number in range(9):
        body = body.replace("CATEGORIES:Échéance".encode(), f"CATEGORIES:C{number}".encode(), 1)
    assert len(defects(body)) == 1
    assert defects(body.replace(b"CATEGORIES:C8", b"CATEGORIES:C0")) == []
