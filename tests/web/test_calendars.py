"""What HTTP gives a calendar program, item by item (H1 to H16), each test named after its item."""

import gzip
import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from scheduler.ical.lint import defects
from scheduler.rulebook.rulebook import Rulebook
from scheduler.store import feeds, journal, publications
from scheduler.web.subscribed import Served, Subscribed
from tests.conftest import ROOT, copied
from tests.engines.read import read_with
from tests.service import Service, run, serving, until
from tests.web.hosted import DAY, Hosted, spoil

RUNG = "?rappels=1"
PLAIN = {"Accept-Encoding": "identity"}
WAYS = [{}, PLAIN, {"Accept-Encoding": "gzip"}]
GUIDE = (ROOT / "docs" / "administrateur.md").read_text("utf-8")
SUBSCRIBERS = {
    "google": {"User-Agent": "Google-Calendar-Importer", "Accept-Encoding": "gzip,deflate"},
    "thunderbird": {
        "User-Agent": "Thunderbird/153.0",
        "Accept": "text/calendar,text/plain;q=0.8,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    },
    "nextcloud": {
        "User-Agent": "Nextcloud Webcal Service",
        "Accept": "application/calendar+json, application/calendar+xml, text/calendar",
    },
    "zimbra": {"User-Agent": "Zimbra", "Accept": "image/gif, image/jpeg, */*"},
    "bluemind": {"User-Agent": "Mozilla/5.0 (Macintosh) Safari/605.1", "Cookie": "a=b"},
    "strict": {"Accept": "text/html", "Accept-Language": "de", "Accept-Charset": "latin1"},
}


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    made = Hosted(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """The real daemon, and the path of a feed of Béthune's, signed."""
    folder = copied(tmp_path_factory.mktemp("flux"), "bethune-*.yaml")
    assert run(folder, "fact", "bethune-sad", "signature", "2025-04-01").returncode == 0
    made = run(folder, "feed", "new", "--agreement", "bethune-sad").stdout.strip()
    with serving(folder) as service:
        yield service, "/flux/" + made.rpartition("/")[2]


def get(served: tuple[Service, str], path: str = "", **headers: str) -> httpx.Response:
    service, feed = served
    return httpx.get(service.page + (path or feed), headers=headers, timeout=60)


def test_h01_a_get_gives_the_calendar_with_every_header(served: tuple[Service, str]) -> None:
    found = get(served, **PLAIN)
    assert found.status_code == 200
    assert served[1].endswith(".ics")
    assert "?" not in served[1]
    named = found.headers
    assert named["content-type"] == "text/calendar; charset=utf-8"
    assert re.fullmatch(r'"[0-9a-zA-Z.-]+"', named["etag"])
    assert named["cache-control"] == "private, max-age=0, must-revalidate"
    assert int(named["content-length"]) == len(found.content)
    disposition = 'inline; filename="echeances-convention-sad-bethune.ics"'
    assert named["content-disposition"] == disposition
    assert named["x-robots-tag"] == "noindex"
    assert named["referrer-policy"] == "no-referrer"
    assert parsedate_to_datetime(named["last-modified"]) <= parsedate_to_datetime(named["date"])
    for once in ("content-type", "etag", "last-modified", "cache-control", "content-length"):
        assert len(found.headers.get_list(once)) == 1, once
    assert get(served, **PLAIN).headers["etag"] == named["etag"]


def test_h01_a_deletion_moves_the_date_of_the_set(hosted: Hosted) -> None:
    """An event gone for good leaves nothing newer behind: the set has changed all the same."""
    path = hosted.new()
    before = hosted.client.get(path)
    with hosted.database.write() as session:
        feed = feeds.list_feeds(session)[0]
        feeds.revoke(session, feed.prefix, hosted.clock.at + DAY)
    hosted.clock.at += 2 * DAY
    after = hosted.client.get(path, headers={"If-Modified-Since": before.headers["last-modified"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.parametrize("way", WAYS)
def test_h02_a_validator_that_matches_gives_304_however_it_is_encoded(
    served: tuple[Service, str], way: dict[str, str]
) -> None:
    tag = get(served).headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', f'"a,b" ,W/{tag}', "*"):
        again = get(served, **way, **{"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b""), given
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept-Encoding"
        assert "content-type" not in again.headers
    for given in ('"other"', tag.strip('"'), "", "W/"):
        assert get(served, **way, **{"If-None-Match": given}).status_code == 200, given


def test_h02_a_date_alone_gives_304_and_a_tag_wins_over_it(served: tuple[Service, str]) -> None:
    first = get(served)
    since = first.headers["last-modified"]
    instant = parsedate_to_datetime(since)
    later, sooner = (
        format_datetime(instant + timedelta(seconds=step), usegmt=True) for step in (1, -1)
    )
    assert get(served, **{"If-Modified-Since": since}).status_code == 304
    assert get(served, **{"If-Modified-Since": later}).status_code == 304
    assert get(served, **{"If-Modified-Since": sooner}).status_code == 200
    both = {"If-None-Match": '"other"', "If-Modified-Since": since}
    assert get(served, **both).status_code == 200
    both = {"If-None-Match": first.headers["etag"], "If-Modified-Since": sooner}
    assert get(served, **both).status_code == 304
    for odd in ("hier", "", "Thu, 32 Foo 2026", "0", str(2**70), "Sun, 22 Nov 2026 09:00:00 -0000"):
        assert get(served, **{"If-Modified-Since": odd}).status_code in (200, 304), odd


def test_h03_head_gives_no_validator_so_that_its_only_user_comes_each_day(
    served: tuple[Service, str],
) -> None:
    """BlueMind asks HEAD with validators, then GET; "not modified" would keep it away for days."""
    whole = get(served, **PLAIN)
    service, feed = served
    for validator in ({}, {"If-None-Match": whole.headers["etag"]}, {"If-None-Match": "*"}):
        head = httpx.head(service.page + feed, headers=validator)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.headers["content-length"] == whole.headers["content-length"]
        assert "etag" not in head.headers
        assert "last-modified" not in head.headers
        assert "expires" not in head.headers


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "REPORT", "POST", "PUT", "DELETE"])
def test_h03_another_method_is_named_as_not_allowed(
    served: tuple[Service, str], method: str
) -> None:
    service, feed = served
    for path in (feed, "/flux/e1inconnu.ics"):
        found = httpx.request(method, service.page + path)
        assert found.status_code == 405
        assert set(found.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        (None, False),
        ("identity", False),
        ("br, zstd", False),
        ("*", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("deflate, x-gzip", True),
    ],
)
def test_h04_gzip_is_given_to_whoever_asks_for_it_alone(
    hosted: Hosted, asked: str | None, packed: bool
) -> None:
    path = hosted.new()
    whole = hosted.client.get(path, headers=PLAIN)
    headers = {"Accept-Encoding": asked} if asked else {"Accept-Encoding": ""}
    found = hosted.client.get(path, headers=headers)
    assert ("content-encoding" in found.headers) == packed
    assert found.content == whole.content
    assert found.headers["etag"] == whole.headers["etag"]
    assert found.headers["vary"] == "Accept-Encoding"
    if packed:
        assert int(found.headers["content-length"]) < len(whole.content) / 3


def test_h04_a_feed_can_refuse_to_be_compressed(hosted: Hosted) -> None:
    path = hosted.new()
    asking = {"Accept-Encoding": "gzip"}
    assert hosted.client.get(path, headers=asking).headers["content-encoding"] == "gzip"
    with hosted.database.write() as session:
        assert feeds.set_gzip(session, path[6:14], False) is not None
    found = hosted.client.get(path, headers=asking)
    assert "content-encoding" not in found.headers
    assert found.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("client", SUBSCRIBERS)
def test_h05_whatever_a_program_says_of_itself_it_gets_the_calendar(
    served: tuple[Service, str], client: str
) -> None:
    found = get(served, **SUBSCRIBERS[client])
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert found.content == get(served, **PLAIN).content
    assert "set-cookie" not in found.headers
    assert found.history == []


def test_h05_parameters_behind_the_address_change_nothing(served: tuple[Service, str]) -> None:
    """A program adds what it likes to force a reading."""
    assert get(served, served[1] + "?v=2&nocache").content == get(served).content


def test_c11_the_calendar_with_its_reminders_is_another_one_at_the_same_address(
    served: tuple[Service, str],
) -> None:
    """With its own validators, the same in both encodings."""
    silent, rung = get(served), get(served, served[1] + RUNG)
    assert b"VALARM" not in silent.content
    assert rung.content.count(b"BEGIN:VALARM\r\n") > 10
    assert b"Dans 30 jours" in rung.content
    assert rung.headers["etag"] != silent.headers["etag"]
    for name in ("last-modified", "content-type", "content-disposition", "cache-control", "vary"):
        assert rung.headers[name] == silent.headers[name]
    assert rung.headers["content-encoding"] == "gzip"
    assert get(served, served[1] + RUNG, **PLAIN).content == rung.content
    tags = {served[1]: silent.headers["etag"], served[1] + RUNG: rung.headers["etag"]}
    for path in tags:
        for asked, tag in tags.items():
            again = get(served, path, **{"If-None-Match": tag})
            assert again.status_code == (304 if path == asked else 200)
    for other in ("?rappels=0", "?rappels", "?rappels=1x"):
        assert get(served, served[1] + other).content == silent.content


def test_c11_reminders_come_with_the_database_down_as_well(hosted: Hosted) -> None:
    path = hosted.new()
    hosted.go_by()
    known = hosted.client.get(path + RUNG)
    assert b"VALARM" in known.content
    hosted.restart()
    hosted.spoil()
    for _ in range(2):
        found = hosted.client.get(path + RUNG)
        assert (found.status_code, found.content) == (200, known.content)
        assert found.headers["etag"] == known.headers["etag"]
    same = {"If-None-Match": known.headers["etag"]}
    assert hosted.client.get(path + RUNG, headers=same).status_code == 304


def test_c11_unchanged_reminders_are_made_once(hosted: Hosted) -> None:
    token = hosted.new()[6:-4]
    hosted.go_by()
    service = Subscribed(hosted.site())
    first, _ = service.answer(token, rings=True)
    silent, _ = service.answer(token)
    assert service.answer(token, rings=True)[0] is first is not silent
    with hosted.database.write() as session:
        day, about = hosted.clock.at.date(), ("bethune-sad", "bethune-sad/bilan-annuel/2026")
        journal.record(session, "done", *about, day, by="essai", at=hosted.clock.at)
    hosted.go_by(1)
    fresh, _ = service.answer(token, rings=True)
    assert isinstance(first, Served)
    assert isinstance(fresh, Served)
    assert fresh.tag != first.tag
    assert service.answer(token, rings=True)[0] is fresh


def test_c11_an_address_that_ends_says_so_with_reminders_too(hosted: Hosted) -> None:
    path = hosted.new()
    hosted.client.get(path + RUNG)
    with hosted.database.write() as session:
        rotated = feeds.rotate(session, path[6:14], hosted.clock.at)
    assert rotated is not None
    ending = hosted.client.get(path + RUNG)
    assert "L'adresse de ce calendrier change" in ending.text.replace("\r\n ", "")
    assert b"VALARM" in ending.content
    assert defects(ending.content) == []
    with hosted.database.write() as session:
        feeds.revoke(session, path[6:14], hosted.clock.at)
    over, silent = hosted.client.get(path + RUNG), hosted.client.get(path)
    assert over.content == silent.content
    assert over.headers["etag"] == silent.headers["etag"]
    hosted.clock.at += 91 * DAY
    assert hosted.client.get(path + RUNG).status_code == 410


def test_c11_whoever_must_take_a_calendar_again_takes_its_reminders_again(hosted: Hosted) -> None:
    path = hosted.new()
    hosted.go_by()
    with hosted.database.write() as session:
        feeds.rotate(session, path[6:14], hosted.clock.at)
    before = {one: hosted.client.get(one) for one in (path, path + RUNG)}
    with hosted.database.write() as session:
        assert publications.renew(session, 1)
    hosted.go_by(1)
    for one, known in before.items():
        found = hosted.client.get(one)
        assert found.content == known.content
        assert found.headers["etag"] != known.headers["etag"]


def test_h06_with_the_database_down_the_last_answer_is_given_again(hosted: Hosted) -> None:
    live, over, lost = hosted.new(), hosted.new("role", "ccas.directrice"), hosted.new()
    with hosted.database.write() as session:
        feeds.revoke(session, over[6:14], hosted.clock.at)
    before = {path: hosted.client.get(path) for path in (live, over)}
    hosted.spoil()
    for path, known in before.items():
        for _ in range(3):
            found = hosted.client.get(path)
            assert (found.status_code, found.content) == (200, known.content)
            assert found.headers["etag"] == known.headers["etag"]
        same = {"If-None-Match": known.headers["etag"]}
        assert hosted.client.get(path, headers=same).status_code == 304
        assert hosted.client.head(path).status_code == 200
    for path in (lost, "/flux/e1inconnu.ics"):
        found = hosted.client.get(path)
        assert found.status_code == 404
        assert found.headers["content-type"].startswith("text/plain")


def test_h06_a_service_that_has_answered_nobody_yet_has_the_copies_on_disk(hosted: Hosted) -> None:
    path, over = hosted.new(), hosted.new()
    hosted.go_by()
    with hosted.database.write() as session:
        feeds.revoke(session, over[6:14], hosted.clock.at)
    hosted.go_by()
    known = hosted.client.get(path)
    hosted.restart()
    hosted.spoil()
    found = hosted.client.get(path)
    assert (found.status_code, found.content) == (200, known.content)
    for name in ("etag", "last-modified", "content-type", "cache-control"):
        assert found.headers[name] == known.headers[name]
    same = {"If-None-Match": known.headers["etag"]}
    assert hosted.client.get(path, headers=same).status_code == 304
    assert hosted.client.get(over).status_code == 404, "what was revoked gives no date any more"


def test_h06_the_real_service_outlives_its_database(deployment: Path) -> None:
    made = run(deployment, "feed", "new").stdout.strip()
    with serving(deployment) as service:
        address = f"{service.page}/flux/{made.rpartition('/')[2]}"
        known = httpx.get(address)
        spoil(deployment / "var" / "echeancier.sqlite")
        until(lambda: httpx.get(service.page + "/readyz", timeout=60).status_code == 503)
        found = httpx.get(address, timeout=60)
        assert (found.status_code, found.content) == (200, known.content)
        same = {"If-None-Match": found.headers["etag"]}
        assert httpx.get(address, headers=same, timeout=60).status_code == 304
        service.kill()
        token = made.rpartition("/")[2].removesuffix(".ics")
        log = service.log()
        assert token not in log
        assert feeds.hashed(token) not in log
        assert "Traceback" not in log


def test_h06_the_guide_says_how_a_front_server_goes_on_alone() -> None:
    for directive in ("proxy_cache_use_stale", "http_502", "proxy_cache_valid 200"):
        assert directive in GUIDE, directive


def test_h07_a_reader_during_a_publication_gets_the_old_or_the_new_one_whole(
    served: tuple[Service, str], tmp_path: Path
) -> None:
    service, feed = served
    found: list[httpx.Response] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            found.append(httpx.get(service.page + feed, headers=PLAIN, timeout=60))

    before = httpx.get(service.page + feed, headers=PLAIN)
    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    try:
        done = run(service.folder, "fact", "bethune-sad", "signature", "2025-04-03")
        assert done.returncode == 0, done.stderr
        until(lambda: found and found[-1].headers["etag"] != before.headers["etag"])
    finally:
        stop.set()
        for one in readers:
            one.join()
    bodies = {one.content for one in [before, *found]}
    assert {one.status_code for one in found} == {200}
    assert all(int(one.headers["content-length"]) == len(one.content) for one in found)
    assert len({(one.headers["etag"], hashlib.sha256(one.content).digest()) for one in found}) == (
        len({one.content for one in found})
    )
    assert 2 <= len(bodies) <= 3
    for number, body in enumerate(bodies):
        path = tmp_path / f"{number}.ics"
        path.write_bytes(body)
        assert read_with("icalendar", path)


def test_h08_what_would_lose_a_fifth_of_its_events_is_not_put_in_place(hosted: Hosted) -> None:
    path = hosted.new()
    hosted.go_by()
    before = hosted.client.get(path)
    (whole,) = hosted.rulebook.agreements
    cut = replace(whole, clauses=whole.clauses[:1])
    hosted.rulebook = replace(hosted.rulebook, agreements=(cut,))
    hosted.go_by(1)
    after = hosted.client.get(path)
    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers["etag"] == before.headers["etag"]
    with hosted.database.read() as session:
        (held,) = publications.held(session)
    assert held.reason


def test_h09_an_unknown_address_is_a_plain_404(hosted: Hosted) -> None:
    known = hosted.new()
    token = known[6:-4]
    for path in (
        "/flux/e1inconnu.ics",
        f"/flux/{token[:-1]}.ics",
        f"/flux/{token}x.ics",
        f"/flux/{token.swapcase()}.ics",
        f"/flux/{token}",
        f"/flux/{token}.ics/",
        f"/flux/{token}.ics/x",
        f"/flux/{token}.ICS",
        "/flux/",
        "/flux/%ff%00.ics",
        "/flux/" + "x" * 4000 + ".ics",
    ):
        found = hosted.client.get(path)
        assert found.status_code == 404, path
        assert found.headers["content-type"].startswith("text/plain")
        assert "location" not in found.headers


def test_h09_a_revoked_feed_says_so_for_90_days_and_is_then_gone(
    hosted: Hosted, tmp_path: Path
) -> None:
    path = hosted.new()
    assert hosted.client.get(path).text.count("BEGIN:VEVENT") > 1
    with hosted.database.write() as session:
        assert feeds.revoke(session, path[6:14], hosted.clock.at)
    tags = set()
    for _ in range(2):
        for days in (0, 45, 45):
            hosted.clock.at += days * DAY
            found = hosted.client.get(path)
            assert found.status_code == 200
            tags.add(found.headers["etag"])
        hosted.clock.at -= 90 * DAY
    assert len(tags) == 1, "a notice that moves would be read anew each day"
    file = tmp_path / "over.ics"
    file.write_bytes(found.content)
    (told,) = read_with("icalendar", file)
    assert told.summary == "Ce calendrier n'est plus alimenté – réabonnez-vous"
    assert (told.start, told.end) == ("2026-11-22", "2027-02-21")
    hosted.clock.at += 90 * DAY + timedelta(seconds=1)
    found = hosted.client.get(path)
    assert found.status_code == 410
    assert found.headers["content-type"].startswith("text/plain")


def test_h09_no_answer_of_a_known_address_is_a_refusal(hosted: Hosted) -> None:
    """Neither too many requests nor an error of ours: each would switch some calendars off."""
    path = hosted.new()
    assert {hosted.client.get(path).status_code for _ in range(300)} == {200}


def test_h10_a_replaced_address_says_for_30_days_that_it_ends(hosted: Hosted) -> None:
    path = hosted.new()
    before = hosted.client.get(path)
    hosted.clock.at += DAY
    with hosted.database.write() as session:
        done = feeds.rotate(session, path[6:14], hosted.clock.at)
    assert done is not None
    fresh = hosted.client.get(f"/flux/{done[1]}.ics")
    assert fresh.content == before.content
    stale = {"If-Modified-Since": before.headers["last-modified"]}
    old = hosted.client.get(path, headers=stale)
    assert old.status_code == 200
    assert old.text.count("BEGIN:VEVENT") == before.text.count("BEGIN:VEVENT") + 1
    unfolded = old.text.replace("\r\n ", "")
    assert "celle-ci s'arrête le mercredi 23 décembre 2026" in unfolded
    assert hosted.client.get(path).headers["etag"] == old.headers["etag"]
    hosted.clock.at += 30 * DAY
    over = hosted.client.get(path, headers={"If-Modified-Since": old.headers["last-modified"]})
    assert over.status_code == 200
    assert over.text.count("BEGIN:VEVENT") == 1
    assert hosted.client.get(f"/flux/{done[1]}.ics").content == before.content
    hosted.clock.at += 91 * DAY
    assert hosted.client.get(path).status_code == 410


def test_h10_the_feed_of_whoever_leaves_ends_and_comes_back_with_them(hosted: Hosted) -> None:
    director = "directrice@ccas-bethune.example"
    path = hosted.new("person", director, "Directrice")
    first = hosted.client.get(path)
    assert first.text.count("BEGIN:VEVENT") > 1
    known = hosted.rulebook
    hosted.rulebook = without(known, director)
    hosted.go_by(1)
    gone = hosted.client.get(path)
    assert "plus alimenté" in gone.text.replace("\r\n ", "")
    hosted.rulebook = known
    hosted.go_by(1)
    back = hosted.client.get(path, headers={"If-Modified-Since": gone.headers["last-modified"]})
    assert back.status_code == 200
    assert back.content == first.content


def test_h10_the_token_stands_in_no_log(served: tuple[Service, str]) -> None:
    """Nor does a mistyped one, nor one in a request that is not understood."""
    service, feed = served
    token = feed[6:-4]
    wrong = token[:-4] + "FAUX"
    get(served)
    for path in (f"/flux/{wrong}.ics", f"/flux/{wrong}", f"/{wrong}", f"/flux/{token}.ics/x"):
        get(served, path)
    host, port = service.page.removeprefix("http://").split(":")
    for line in (
        f"GET /flux/{token}.ics HTTP/9.9\r\nHost: x\r\n\r\n",
        f"GET /flux/{token}.ics HTTP/1.1\r\n\r\n",
        f"GET /flux/{token}.ics\r\n\r\n",
        f"GET /flux/{token}.ics HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        f"GET /flux/{token}.ics HTTP/1.1\r\nHost: x\r\n{'X' * 70000}: y\r\n\r\n",
        f"GET /flux/{token}.ics HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n/flux/{token}.ics",
    ):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(line.encode())
            connection.recv(200)
    log = service.log()
    assert token not in log
    assert wrong not in log
    assert token[8:20] not in log


def test_h10_no_page_shows_a_token(served: tuple[Service, str]) -> None:
    token = served[1][6:-4]
    for path in ("/calendriers", "/calendrier/1", "/etat"):
        text = get(served, path).text
        assert token[:8] in text or path == "/etat"
        assert token[:9] not in text
        assert hashlib.sha256(token.encode()).hexdigest() not in text


def test_h11_no_address_of_a_calendar_is_ever_moved_by_us(served: tuple[Service, str]) -> None:
    """A change of host is the front server's, by 308; the guide says so."""
    for path in (served[1], served[1] + "/", served[1] + "//", "/flux", "/flux//x.ics"):
        found = get(served, path)
        assert not found.has_redirect_location, path
    assert "return 308" in GUIDE


def test_h12_no_robot_is_kept_from_a_calendar_and_no_page_is_indexed(
    served: tuple[Service, str],
) -> None:
    robots = get(served, "/robots.txt")
    assert robots.status_code == 200
    assert robots.headers["content-type"].startswith("text/plain")
    assert re.search(r"(?m)^User-agent: \*$", robots.text)
    assert not re.search(r"(?m)^Disallow: *\S", robots.text)
    for path in ("/", "/calendriers", served[1]):
        assert get(served, path).headers["x-robots-tag"] == "noindex"


def test_h13_the_page_gives_the_secure_address_and_webcal_for_apple_alone(
    hosted: Hosted,
) -> None:
    hosted.new()
    text = hosted.client.get("/calendrier/1").text
    assert text.index("https://") < text.index("webcal://")
    assert 'href="webcal' not in text
    (row,) = [one for one in text.split("<tr>") if "webcal" in one]
    assert "iPhone" in row
    assert "listen 80" in GUIDE


def test_h14_the_service_answers_on_ipv6_too(deployment: Path) -> None:
    made = run(deployment, "feed", "new").stdout.strip().rpartition("/")[2]
    with serving(deployment, ECHEANCIER_WEB__HOST="::1") as service:
        port = service.page.rpartition(":")[2]
        assert httpx.get(f"http://[::1]:{port}/flux/{made}").status_code == 200
    for words in ("listen [::]:443 ssl", "TLSv1.2", "chaîne complète"):
        assert words in GUIDE, words


def test_h15_an_unchanged_calendar_costs_no_rendering_and_no_write(hosted: Hosted) -> None:
    """Its times stand in benchmarks/feed.py: here, what is asked of the database."""
    path = hosted.new()
    tag = hosted.client.get(path).headers["etag"]
    said: list[str] = []

    def heard(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement.split()[0])

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        for _ in range(20):
            assert hosted.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert set(said) <= {"SELECT", "BEGIN", "UPDATE"}
    assert said.count("UPDATE") <= 1, "the first visit is written down, the others came too soon"
    assert said.count("SELECT") <= 2 * 20 + 1, said


def test_h16_the_page_says_how_fresh_it_is_and_when_a_calendar_came(hosted: Hosted) -> None:
    path = hosted.new(label="Béthune & « autres »")
    assert "aucun agenda n'est encore passé" in page(hosted)
    hosted.client.get(path)
    until(lambda: "dernier passage d'un agenda le dimanche 22 novembre 2026" in page(hosted))
    text = page(hosted)
    assert "Béthune &amp; « autres »" in text
    assert "<dt>À jour au</dt><dd>dimanche 22 novembre 2026</dd>" in text
    hosted.clock.at += 3 * DAY
    hosted.client.head(path)
    until(lambda: "mercredi 25 novembre 2026" in page(hosted))
    for words in ("Google", "Microsoft 365", "joignable depuis Internet", "agenda: oui"):
        assert words in text, words
    for delay in ("de huit heures à un jour", "de trois heures", "une demi-heure", "douze heures"):
        assert delay in text, delay


def page(hosted: Hosted) -> str:
    """The calendar's page, without its foot that says which day it is."""
    return hosted.client.get("/calendrier/1").text.partition("<footer>")[0]


def test_a_packed_body_is_the_same_each_time(hosted: Hosted) -> None:
    """Two daemons on one database give the same bytes."""
    path = hosted.new()
    packed = []
    for _ in range(2):
        with hosted.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as found:
            packed.append(b"".join(found.iter_raw()))
        hosted.restart()
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]).startswith(b"BEGIN:VCALENDAR")


def without(rulebook: Rulebook, address: str) -> Rulebook:
    """The same rules, that person in no role any more."""
    roles = {
        name: replace(
            role, holders=tuple(one for one in role.holders if one.person.address != address)
        )
        for name, role in rulebook.directory.roles.items()
    }
    return replace(rulebook, directory=replace(rulebook.directory, roles=roles))
