"""Waived, put off, seen, done with a piece to follow, a letter's way: as the commands record it."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.clock import SystemClock
from scheduler.deadlines.french import full, short
from tests.commands import ok, refused, run

NOTICE = "bethune-sad/preavis/p1"
PACKAGE = "wattrelos-cpom/documents-annuels/2025"
TODAY = SystemClock().now().astimezone().date()


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def signed(deployment: Path) -> Path:
    """Béthune signed so that its first notice's letter leaves a good two months from now."""
    day = min(ahead(182), date(2100, 1, 1))
    signature = date(day.year - 2, day.month, min(day.day, 28))
    text = (deployment / "rules" / "bethune-sad.yaml").read_text("utf-8")
    (deployment / "rules" / "bethune-sad.yaml").write_text(
        text.replace("pas avant: 2025-03-13", "pas avant: 2000-01-01"), "utf-8"
    )
    ok(run(deployment, "fact", "bethune-sad", "signature", str(signature)))
    return deployment


def shown(folder: Path, key: str = NOTICE) -> dict[str, Any]:
    document = json.loads(run(folder, "explain", key, "--json").stdout)
    found: dict[str, Any] = document["occurrence"]
    return found


def test_a_waiver_needs_its_reason_warns_of_the_renewal_and_can_be_taken_back(signed: Path) -> None:
    assert "il manque la raison" in refused(run(signed, "waive", NOTICE))
    assert "il manque la raison" in refused(run(signed, "waive", NOTICE, "--reason", " \t"))
    done = run(signed, "waive", NOTICE, "--reason", "le conseil reconduit")
    assert "reste au dossier" in ok(done)
    assert "la convention est reconduite. Prochaine sortie" in done.stderr
    found = shown(signed)
    assert found["status"] == "waived"
    assert found["recorded"]["waived"]["reason"] == "le conseil reconduit"
    said = run(signed, "explain", NOTICE).stdout
    assert f"Écartée le {short(TODAY)} par " in said
    assert " : le conseil reconduit" in said
    assert "déjà écartée" in refused(run(signed, "waive", NOTICE, "--reason", "autre"))
    ok(run(signed, "waive", NOTICE, "--withdraw"))
    assert shown(signed)["status"] == "open"


def test_what_is_done_is_not_waived(signed: Path) -> None:
    ok(run(signed, "done", NOTICE))
    assert "déjà faite" in refused(run(signed, "waive", NOTICE, "--reason", "x"))
    assert "déjà faite" in refused(
        run(signed, "postpone", NOTICE, "--until", str(ahead(9)), "--reason", "x")
    )


def test_a_routine_duty_is_waived_without_a_warning(signed: Path) -> None:
    document = json.loads(run(signed, "occurrences", "--json").stdout)
    routine = next(
        one["key"]
        for one in document["occurrences"]
        if not one["cliff"] and one["status"] in ("open", "upcoming")
    )
    done = run(signed, "waive", routine, "--reason", "non demandé par le département")
    assert ok(done)
    assert done.stderr == ""


def test_a_delay_is_silent_until_its_day_and_never_past_the_last_useful_one(signed: Path) -> None:
    useful = date.fromisoformat(shown(signed)["send_by"])
    beyond = useful + timedelta(days=1)
    assert useful > ahead(20)
    said = ok(run(signed, "postpone", NOTICE, "--until", str(ahead(9)), "--reason", "congés"))
    assert f"reprennent le {full(ahead(9))}" in said
    assert shown(signed)["recorded"]["quiet_until"] == str(ahead(9))
    assert f"Reportée au {short(ahead(9))} par " in run(signed, "explain", NOTICE).stdout
    error = refused(run(signed, "postpone", NOTICE, "--until", str(beyond), "--reason", "x"))
    assert short(beyond) in error
    assert short(useful) in error
    assert "--past-the-deadline" in error
    near = useful - timedelta(days=1)
    said = ok(run(signed, "postpone", NOTICE, "--until", str(near), "--reason", "x"))
    assert f"reprennent le {full(useful - timedelta(days=7))}" in said
    assert "La dernière semaine" in said
    more = ("--reason", "avis du juge", "--past-the-deadline")
    assert "en retard" in ok(run(signed, "postpone", NOTICE, "--until", str(beyond), *more))
    recorded = shown(signed)["recorded"]
    assert recorded["quiet_until"] == str(beyond)
    assert recorded["postponed"]["past_the_deadline"] is True
    ok(run(signed, "postpone", NOTICE, "--withdraw"))
    assert shown(signed)["recorded"]["postponed"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--reason", "x"], "il manque le jour"),
        (["--until", str(TODAY), "--reason", "x"], "n'est pas à venir"),
        (["--until", "2020-01-01", "--reason", "x"], "n'est pas à venir"),
        (["--until", str(ahead(5))], "il manque la raison"),
        (["--withdraw"], "rien à retirer"),
    ],
)
def test_a_delay_that_cannot_be_is_refused(signed: Path, arguments: list[str], words: str) -> None:
    assert words in refused(run(signed, "postpone", NOTICE, *arguments))


def test_a_late_item_put_off_stays_late_and_says_so(signed: Path) -> None:
    rules = signed / "rules" / "bethune-sad.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(f"suivi depuis: 2000-01-01\n{text}", "utf-8")
    document = json.loads(run(signed, "occurrences", "--json").stdout)
    late = next(one["key"] for one in document["occurrences"] if one["status"] == "late")
    until = ("--until", str(ahead(9)), "--reason", "accord du département")
    assert "dernier jour utile" in refused(run(signed, "postpone", late, *until))
    ok(run(signed, "postpone", late, *until, "--past-the-deadline"))
    found = shown(signed, late)
    assert found["status"] == "late"
    assert found["recorded"]["quiet_until"] == str(ahead(9))
    assert found["recorded"]["late_by"] > 0
    said = run(signed, "explain", late).stdout
    assert f"En retard, reportée au {short(ahead(9))} par " in said
    assert " : accord du département" in said


def test_what_is_seen_is_silent_until_its_last_week(signed: Path) -> None:
    useful = date.fromisoformat(shown(signed)["send_by"])
    week = useful - timedelta(days=7)
    assert full(week) in ok(run(signed, "seen", NOTICE))
    assert shown(signed)["recorded"]["seen"]["on"] == str(TODAY)
    assert f"pas de rappel avant le {short(week)}" in run(signed, "explain", NOTICE).stdout
    ok(run(signed, "seen", NOTICE, "--withdraw"))
    assert shown(signed)["recorded"]["seen"] is None


def test_a_piece_to_follow_is_awaited_and_the_day_stays(signed: Path) -> None:
    day = ahead(-3)
    said = ok(run(signed, "done", NOTICE, "--on", str(day), "--to-follow"))
    assert "Pièce à suivre" in said
    assert shown(signed)["status"] == "unproven"
    assert "pièce à suivre" in run(signed, "explain", NOTICE).stdout
    ok(run(signed, "done", NOTICE, "--evidence", "récépissé 4"))
    found = shown(signed)
    assert found["status"] == "done"
    assert (found["recorded"]["done"], found["recorded"]["to_follow"]) == (str(day), False)
    assert found["recorded"]["evidence"] == "récépissé 4"
    ok(run(signed, "done", NOTICE, "--withdraw"))
    assert shown(signed)["status"] == "open"


def test_pieces_received_one_by_one_end_the_wait_and_the_lateness_stays(
    whole_deployment: Path,
) -> None:
    folder = whole_deployment
    ok(run(folder, "done", PACKAGE, "--on", "2026-04-10", "--to-follow"))
    assert "ôter" in refused(
        run(folder, "done", PACKAGE, "--document", "bilan-etape", "--to-follow")
    )
    asked = [one["id"] for one in shown(folder, PACKAGE)["documents"] if not one["condition"]]
    for piece in asked:
        assert shown(folder, PACKAGE)["status"] == "unproven"
        ok(run(folder, "done", PACKAGE, "--document", piece))
    found = shown(folder, PACKAGE)
    assert found["status"] == "done late"
    assert found["recorded"]["done"] == "2026-04-10"
    said = run(folder, "explain", PACKAGE).stdout
    assert (
        f"Fait le vendredi 10 avril 2026, en retard de {found['recorded']['late_by']} jours" in said
    )


def test_a_letter_is_posted_then_presented_then_collected(signed: Path) -> None:
    assert "jour de poste inconnu" in refused(
        run(signed, "done", NOTICE, "--presented", str(ahead(-1)))
    )
    ok(run(signed, "done", NOTICE, "--on", str(ahead(-5))))
    said = ok(run(signed, "done", NOTICE, "--presented", str(ahead(-2))))
    assert f"lettre présentée le {full(ahead(-2))}" in said
    for option, day in (("--collected", -3), ("--presented", -6), ("--collected", 1), ("--on", -1)):
        assert "vérifier les jours" in refused(run(signed, "done", NOTICE, option, str(ahead(day))))
    ok(run(signed, "done", NOTICE, "--collected", str(TODAY), "--evidence", "avis de réception"))
    recorded = shown(signed)["recorded"]
    letter = [recorded[name] for name in ("done", "posted", "presented", "collected")]
    assert letter == [str(ahead(day)) for day in (-5, -5, -2, 0)]
    assert recorded["evidence"] == "avis de réception"
    ok(run(signed, "done", NOTICE, "--withdraw", "--collected", str(TODAY)))
    assert shown(signed)["recorded"]["collected"] is None
    ok(run(signed, "done", NOTICE, "--withdraw"))
    recorded = shown(signed)["recorded"]
    assert [recorded[name] for name in ("posted", "presented")] == [None, None]


def test_what_is_no_letter_has_no_postal_day(whole_deployment: Path) -> None:
    done = run(whole_deployment, "done", PACKAGE, "--presented", "2026-04-10")
    assert "n'est pas une lettre" in refused(done)


def test_nothing_is_done_in_the_future(signed: Path) -> None:
    assert "pas encore passé" in refused(run(signed, "done", NOTICE, "--on", str(ahead(1))))
