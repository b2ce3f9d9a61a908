"""What engines that are not ours make of what we publish: the five conventions, and any text."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from scheduler.feed import FeedEvent, render
from scheduler.ical.event import UNTITLED
from scheduler.ical.lint import defects
from scheduler.ical.texts import clean, one_line, shortened, uid
from scheduler.store import register
from scheduler.store.database import open_database
from scheduler.store.register import RegisterEntry
from tests.commands import run
from tests.conftest import copied
from tests.engines.read import FEED_ENGINES, Item, Refused, outcomes
from tests.service import serving

DOMAIN = "essai.localhost"
TODAY = {
    "bethune-sad": "2026-11-22",
    "wattrelos-cpom": "2026-11-22",
    "sceaux-protocole": "2026-11-22",
    "infos-seniors-exemple": "2026-11-22",
    "ccas-exemple-legal": "2026-11-22",
    "dijon-carsat": "2015-09-01",
}
"""A day when each agreement is in force."""
FACTS = (
    ("bethune-sad", "signature", "2025-04-01"),
    ("sceaux-protocole", "signature", "2024-06-20"),
    ("wattrelos-cpom", "nouveau-terme", "2028-08-31"),
)


@dataclass(frozen=True)
class Published:
    """One agreement's feed as a file, with its reminders as another, and what was told of it."""

    feed: Path
    rung: Path
    entries: tuple[RegisterEntry, ...]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Published, ...]:
    """The five conventions and the legal calendar, as the real daemon publishes them."""
    folder = copied(tmp_path_factory.mktemp("five"), "*.yaml")
    for fact in FACTS:
        assert run(folder, "fact", *fact).returncode == 0
    addresses = {name: _new_feed(folder, name) for name in TODAY}
    return tuple(
        made for today in sorted(set(TODAY.values())) for made in _day(folder, today, addresses)
    )


def _day(folder: Path, today: str, addresses: dict[str, str]) -> Iterator[Published]:
    with serving(folder, "--now", today) as service:
        database = open_database(folder / "var" / "simulation" / "echeancier.sqlite")
        with database.read() as session:
            known = register.known(session).values()
        database.close()
        for name in [name for name in TODAY if TODAY[name] == today]:
            address = f"{service.page}/flux/{addresses[name]}"
            paths = [folder / f"{name}{suffix}.ics" for suffix in ("", "-rappels")]
            for path, query in zip(paths, ("", "?rappels=1"), strict=True):
                answer = httpx.get(address + query)
                assert answer.status_code == 200, service.log()
                path.write_bytes(answer.content)
            yield Published(paths[0], paths[1], tuple(one for one in known if _is_shown(one, name)))


def _new_feed(folder: Path, agreement: str) -> str:
    made = run(folder, "feed", "new", "--agreement", agreement)
    assert made.returncode == 0, made.stderr
    return made.stdout.split("/flux/")[1].split()[0]


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_gives_back_the_register(published: tuple[Published, ...], engine: str) -> None:
    """UID, day, title, quote and reference of every date of four years."""
    read = outcomes(engine, [one.feed for one in published])
    for one, outcome in zip(published, read, strict=True):
        assert not isinstance(outcome, Refused), (one.feed.name, outcome.why)
        items = {item.uid: item for item in outcome}
        assert len(items) == len(outcome)
        assert len(one.entries) >= 3, one.feed.name
        for entry in one.entries:
            _check(entry, items[uid(entry.key, "agreement", _domain(outcome))])


def _domain(items: list[Item]) -> str:
    (domain,) = {item.uid.rpartition("@")[2] for item in items}
    return domain


def _is_shown(entry: RegisterEntry, agreement: str) -> bool:
    content = json.loads(entry.content)
    owed = content["applies"] is not False and entry.withdrawn_at is None
    if entry.agreement != agreement or not owed or content["due"] is None:
        return False
    first = date.fromisoformat(TODAY[agreement])
    return first <= date.fromisoformat(content["due"]) <= first + timedelta(days=4 * 365)


def _check(entry: RegisterEntry, item: Item) -> None:
    content = json.loads(entry.content)
    assert item.start == content["due"]
    assert item.end == (date.fromisoformat(content["due"]) + timedelta(days=1)).isoformat()
    assert one_line(content["title"]) in item.summary
    assert one_line(content["agreement_title"]) in item.summary
    assert clean(content["quote"])[:300] in item.description
    assert content["reference"][1:] in item.description
    assert item.status == ("TENTATIVE" if content["tentative"] else "CONFIRMED")


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_reads_the_same_as_another(
    published: tuple[Published, ...], engine: str
) -> None:
    """To the last character of every event, posting days included."""
    feeds = [one.feed for one in published]
    assert outcomes(engine, feeds) == outcomes("icalendar", feeds)


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_reads_the_reminders_beside_all_the_rest(
    published: tuple[Published, ...], engine: str
) -> None:
    """An alarm changes no event; the days that announce a cliff are more events."""
    rung = outcomes(engine, [one.rung for one in published])
    assert rung == outcomes("icalendar", [one.rung for one in published])
    ahead = 0
    for silent, items in zip(outcomes(engine, [one.feed for one in published]), rung, strict=True):
        assert not isinstance(silent, Refused)
        assert not isinstance(items, Refused)
        more = set(items) - set(silent)
        assert set(items) >= set(silent)
        assert all(re.match(r"(ANNULÉ — )?Dans (30|7) jours : ", one.summary) for one in more)
        ahead += len(more)
    assert ahead >= 10


def test_the_published_feeds_have_no_defect(published: tuple[Published, ...]) -> None:
    for one in published:
        assert defects(one.feed.read_bytes()) == []
        assert defects(one.rung.read_bytes()) == []
        assert b"BEGIN:VALARM" in one.rung.read_bytes()


MARKS = ",;:\\nN\n\r\t\"'^=éàœÉ«»’–… \u00a0\u200b\u2028\u0085\x00\x0b🎄👩‍💻ﬁ\u0301אبあ漢"


def texts(number: int) -> list[str]:
    """What iCalendar escapes, and characters of all planes; the same at each run."""
    chance = random.Random(5545)
    alphabets = ([ord(one) for one in MARKS], range(0x3000), range(0x110000))
    drawn = (
        chance.choices(chance.choice(alphabets), k=chance.randrange(80)) for _ in range(number)
    )
    return ["".join(map(chr, codes)) for codes in drawn]


@dataclass(frozen=True)
class Texts:
    """Feeds of any text, and what each of their events says."""

    feeds: tuple[Path, ...]
    items: tuple[list[Item], ...]


@pytest.fixture(scope="module")
def two_thousand(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """A thousand titles and a thousand descriptions, in ten feeds."""
    folder = tmp_path_factory.mktemp("texts")
    day, at = date(2027, 1, 1), datetime(2026, 11, 22, 9, tzinfo=UTC)
    drawn = texts(2_000)
    events = [
        FeedEvent(uid(str(rank), "all", DOMAIN), day, day, title, description, rank, at)
        for rank, (title, description) in enumerate(zip(drawn[::2], drawn[1::2], strict=True))
    ]
    parts = [events[start : start + 100] for start in range(0, len(events), 100)]
    paths = tuple(folder / f"{number}.ics" for number in range(len(parts)))
    for path, part in zip(paths, parts, strict=True):
        path.write_bytes(render("Textes", "Au hasard", DOMAIN, part, part[0]))
    return Texts(paths, tuple(sorted(map(_cleaned, part)) for part in parts))


@pytest.mark.parametrize("engine", FEED_ENGINES)
def test_each_engine_gives_back_two_thousand_texts(engine: str, two_thousand: Texts) -> None:
    """As they are once cleaned, as titles and as descriptions."""
    assert outcomes(engine, two_thousand.feeds) == list(two_thousand.items)


def _cleaned(event: FeedEvent) -> Item:
    return Item(
        uid=event.uid,
        start="2027-01-01",
        end="2027-01-02",
        summary=one_line(event.summary) or UNTITLED,
        description=shortened(clean(event.description)),
        status="CONFIRMED",
        sequence=event.sequence,
    )
