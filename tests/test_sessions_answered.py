"""Seen, put off, convened, decided: what the commands answer of a cliff that a body decides."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.clock import SystemClock
from scheduler.deadlines.french import full, short
from tests.commands import ok, refused, run

NOTICE = "bethune-sad/preavis/p1"
TODAY = SystemClock().now().astimezone().date()


@pytest.fixture
def decided(deployment: Path) -> Path:
    """Béthune signed so that its first letter leaves in months, after sessions every week."""
    day = min(TODAY + timedelta(days=182), date(2100, 1, 1))
    signature = date(day.year - 2, day.month, min(day.day, 28))
    rules = deployment / "rules" / "bethune-sad.yaml"
    text = rules.read_text("utf-8").replace("pas avant: 2025-03-13", "pas avant: 2000-01-01")
    rules.write_text(text, "utf-8")
    ok(run(deployment, "fact", "bethune-sad", "signature", str(signature)))
    calendar = deployment / "calendars" / "bethune.yaml"
    days = ", ".join(str(TODAY + timedelta(days=30 + 7 * week)) for week in range(80))
    calendar.write_text(
        calendar.read_text("utf-8") + "séances:\n  cm:\n    titre: conseil municipal\n"
        f"    convocation: 5 jours francs\n    dates: [{days}]\n",
        "utf-8",
    )
    return deployment


def shown(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, "explain", NOTICE, "--json").stdout)
    occurrence: dict[str, Any] = found["occurrence"]
    return occurrence


def test_neither_seen_nor_postponed_passes_the_convocation_unsaid(decided: Path) -> None:
    """A8: the command says which day it would pass."""
    act = shown(decided)["next_act"]
    convene = date.fromisoformat(act["by"])
    assert act["kind"] == "convene"
    beyond = convene + timedelta(days=1)
    put_off = ("postpone", NOTICE, "--until", str(beyond), "--reason", "congés")
    error = refused(run(decided, *put_off))
    assert (
        f"après la convocation de la dernière séance utile, au plus tard le {short(convene)}"
        in error
    )
    assert "--past-the-deadline" in error
    week = convene - timedelta(days=7)
    assert f"reprennent le {full(week)}, une semaine avant la convocation" in ok(
        run(decided, "seen", NOTICE)
    )
    assert "la convocation" in ok(run(decided, *put_off, "--past-the-deadline"))
    assert shown(decided)["recorded"]["quiet_until"] == str(beyond)


def test_convened_then_decided_the_letter_is_next(decided: Path) -> None:
    """G: what is recorded of the session."""
    session, send_by = (shown(decided)[name] for name in ("session", "send_by"))
    on = date.fromisoformat(session["date"])
    said = ok(run(decided, "done", NOTICE, "--document", "convocation"))
    assert f"Reste : la dernière séance utile, le {short(on)}." in said
    assert shown(decided)["next_act"]["kind"] == "session"
    said = ok(run(decided, "done", NOTICE, "--document", "deliberation"))
    letter = short(date.fromisoformat(send_by))
    assert f"Reste : le départ de la lettre, au plus tard le {letter}." in said
    assert shown(decided)["status"] == "open"
    told = run(decided, "explain", NOTICE).stdout
    assert f"Séance convoquée le {full(TODAY)}." in told
    assert f"Décision prise le {full(TODAY)}." in told
    ok(run(decided, "done", NOTICE, "--document", "deliberation", "--withdraw"))
    assert shown(decided)["next_act"]["kind"] == "session"


def test_upcoming_is_in_the_order_of_the_next_useful_act(decided: Path) -> None:
    """G: the machine's list and the terminal's alike."""
    document = json.loads(ok(run(decided, "upcoming", "--days", "400", "--json")))
    days = [
        one["next_act"]["by"] for one in document["occurrences"] if one["next_act"] and one["due"]
    ]
    assert days == sorted(days)
    assert NOTICE in [one["key"] for one in document["occurrences"]]
