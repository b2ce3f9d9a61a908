"""The nginx of the administrator's guide: what it gives of a service that lives, then is dead."""

import time
from pathlib import Path

import httpx
import pytest

from tests.service import run, serving, until
from tests.subscribers.front import Front, free_port, front

pytestmark = [pytest.mark.proof, pytest.mark.needs("nginx")]
GZIP = {"Accept-Encoding": "gzip"}
FRESH = 11
"""Seconds after which nginx asks the service again."""
PLAIN = {"Accept-Encoding": "identity"}


def feed_of(folder: Path, port: int) -> str:
    """The path of a new feed of the deployment, whose daemon listens there."""
    made = run(folder, "feed", "new", ECHEANCIER_WEB__PORT=str(port))
    assert made.returncode == 0, made.stderr
    return "/flux/" + made.stdout.strip().rpartition("/")[2]


def same(one: httpx.Response, other: httpx.Response) -> bool:
    told = ("content-type", "etag", "last-modified", "cache-control", "content-disposition")
    return one.content == other.content and all(
        one.headers.get(name) == other.headers.get(name) for name in told
    )


def test_a_dead_service_is_answered_for_with_its_last_calendar(deployment: Path) -> None:
    """GET, packed or not, with a validator or none, and HEAD: as the service itself answered."""
    port = free_port()
    path = feed_of(deployment, port)
    with front(port) as frontal:
        address = frontal.page + path
        with serving(deployment, ECHEANCIER_WEB__PORT=str(port)) as service:
            alive = httpx.get(service.page + path, headers=PLAIN)
            asked = httpx.head(service.page + path, headers=PLAIN)
            assert same(httpx.get(address, headers=PLAIN), alive)
            assert same(httpx.get(address, headers=GZIP), alive)
            assert same(httpx.head(address, headers=PLAIN), asked)
            service.kill()
        time.sleep(FRESH)
        begins = len(frontal.visits())
        assert same(httpx.get(address, headers=PLAIN), alive)
        assert same(httpx.get(address, headers=GZIP), alive)
        assert same(httpx.head(address, headers=PLAIN), asked)
        known = PLAIN | {"If-None-Match": alive.headers["etag"]}
        unchanged = httpx.get(address, headers=known)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        until(lambda: frontal.answers(begins) == {("200", "STALE"): 3, ("304", "STALE"): 1})
        never_seen = httpx.get(frontal.page + "/flux/e1inconnu.ics")
        assert never_seen.status_code == 404
        assert never_seen.headers["content-type"] == "text/plain; charset=utf-8"
        assert_silent(frontal, path)


def test_what_changes_passes_through_within_seconds(deployment: Path) -> None:
    """A revoked calendar says so, whatever was kept of it; nothing but calendars is exposed."""
    port = free_port()
    path = feed_of(deployment, port)
    with front(port) as frontal, serving(deployment, ECHEANCIER_WEB__PORT=str(port)) as service:
        before = httpx.get(frontal.page + path)
        assert httpx.get(f"{service.page}/conventions").status_code == 200
        assert httpx.get(f"{frontal.page}/conventions").status_code == 404
        prefix = path.removeprefix("/flux/")[:8]
        done = run(deployment, "feed", "revoke", prefix, ECHEANCIER_WEB__PORT=str(port))
        assert done.returncode == 0, done.stderr
        until(lambda: httpx.get(frontal.page + path).content != before.content, 20)
        after = httpx.get(frontal.page + path)
        assert after.status_code == 200
        assert "plus alimenté" in after.text.replace("\r\n ", "")
        httpx.get(frontal.page + path.replace("/flux/", "/Flux/"))
        assert_silent(frontal, path)


def assert_silent(frontal: Front, path: str) -> None:
    """It has logged the visits, and no address."""
    assert frontal.visits()
    assert Path(path).stem not in frontal.logs()
