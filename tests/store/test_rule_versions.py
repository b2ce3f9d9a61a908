"""Each version of the rules is kept once, and each time it came into force is known."""

from datetime import UTC, datetime, timedelta

from scheduler.store import rule_versions
from scheduler.store.database import Database
from scheduler.store.rule_versions import Adoption, adoptions, contents

NOW = datetime(2026, 11, 25, 8, 30, 15, 999_999, tzinfo=UTC)
SECOND = NOW.replace(microsecond=0)


def enter(database: Database, version: str, content: bytes, at: datetime = NOW) -> list[bytes]:
    """What had to be packed to enter it."""
    asked: list[bytes] = []

    def files() -> bytes:
        asked.append(content)
        return content

    with database.write() as session:
        rule_versions.enter(session, version, files, at)
    return asked


def test_a_version_is_kept_once_and_asked_for_only_when_it_is_new(database: Database) -> None:
    later = NOW + timedelta(days=1)
    asked = [
        enter(database, version, content, at)
        for version, content, at in (
            ("a", b"1", NOW),
            ("a", b"other", later),
            ("b", b"2", later),
            ("a", b"other", later),
        )
    ]
    assert asked == [[b"1"], [], [b"2"], []]
    with database.read() as session:
        assert adoptions(session) == [
            Adoption("a", SECOND),
            Adoption("b", SECOND + timedelta(days=1)),
            Adoption("a", SECOND + timedelta(days=1)),
        ]
        assert list(contents(session, {"a", "b", "never"})) == [("a", b"1"), ("b", b"2")]


def test_what_was_published_in_a_pass_was_published_under_the_rules_it_took(
    database: Database,
) -> None:
    """The register keeps whole seconds: an adoption must not seem to come after."""
    enter(database, "a", b"1")
    with database.read() as session:
        assert adoptions(session)[0].at <= SECOND
