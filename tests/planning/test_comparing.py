"""What must hold of every plan: nothing where nothing changes, each changed date once."""

from collections import Counter
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as some

from scheduler.deadlines.agreement import TermRule
from scheduler.deadlines.facts import Done, Facts, Noted
from scheduler.deadlines.timing import Timing
from scheduler.planning.comparing import plan
from scheduler.planning.plan import GROUPS
from scheduler.planning.published import (
    Published,
    published,
    read_entries,
    read_standing,
    standing,
    standing_as_text,
)
from scheduler.reconcile import entries
from scheduler.rulebook.directory import Directory
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from tests.bethune import SIGNED, TODAY, rulebook
from tests.deadlines.test_properties import agreement, days, rules, timings

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
clauses = some.lists(timings, min_size=1, max_size=3)


def known(rule: TermRule, timing: list[Timing], opened: date | None, since: date) -> Situation:
    """One agreement alone, its opening recorded or not, the first of its duties done."""
    events = {"ouverture": opened} if opened else {}
    book = Rulebook((agreement(rule, *timing),), Directory(), (), "")
    first = situation(book, {"essai": Facts(events=events, since=since)}, NOW)
    done = {one.key: Done(TODAY) for one in first.computations[0].occurrences[:1]}
    return situation(book, {"essai": Facts(events=events, done=done, since=since)}, NOW)


situations = some.builds(known, rules, clauses, some.none() | days, days)


def of_register(shown: Situation) -> Published:
    """As it is read back from what the register keeps."""
    kept = read_entries(one.content for one in entries(shown))
    return Published(kept, standing=read_standing(standing_as_text(shown)))


def fingerprints(shown: Situation) -> dict[str, str]:
    return {one.key: one.fingerprint for one in entries(shown)}


@given(situations)
def test_what_does_not_change_is_no_plan(shown: Situation) -> None:
    assert plan(published(shown), shown).is_empty
    assert plan(of_register(shown), shown).is_empty


@given(situations, situations)
def test_every_date_that_differs_is_told_once_and_no_other(
    was: Situation, would: Situation
) -> None:
    before, after = fingerprints(was), fingerprints(would)
    found = plan(of_register(was), would)
    told = Counter(one.shown.key for one in found.changes)
    assert set(told.values()) <= {1}
    moved = {one.shown.key for one in found.changes if one.kind in ("added", "moved", "withdrawn")}
    assert moved == {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert sum(len(found.group(name)) for name in GROUPS) == len(found.changes)


@given(situations, situations)
def test_there_and_back_tell_the_same_keys(one: Situation, other: Situation) -> None:
    there, back = plan(published(one), other), plan(published(other), one)
    assert {change.shown.key for change in there.changes} == {
        change.shown.key for change in back.changes
    }
    assert {change.shown.key for change in there.kind("added")} == {
        change.shown.key for change in back.kind("withdrawn")
    }
    assert there.opened == back.answered


@given(situations, situations)
def test_an_incomplete_rulebook_withdraws_nothing(was: Situation, would: Situation) -> None:
    found = plan(published(was), would, complete=False)
    assert found.kind("withdrawn") == ()
    assert not found.loses_too_many


def test_the_register_gives_back_every_occurrence_of_the_conventions() -> None:
    """The packages of documents, what is expected of others, the conditions, the readings."""
    notice = "bethune-sad/preavis/p2"
    facts = {
        "bethune-sad": Facts(events={"signature": SIGNED}, seen={notice: Noted(TODAY, "essai")})
    }
    shown = situation(rulebook(), facts, NOW)
    assert len(published(shown).entries) > 400
    assert of_register(shown) == published(shown)
    assert any(one.to_come for one in published(shown).entries.values())
    assert plan(of_register(shown), shown).is_empty
    assert standing(shown).lives["bethune-sad"][1] == "in_force"


def test_what_another_version_kept_of_lives_and_questions_is_not_compared() -> None:
    assert read_standing(None) is None
    assert read_standing('{"version": 2, "lives": []}') is None
