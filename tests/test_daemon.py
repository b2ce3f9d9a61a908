"""The daemon as it is run: its opening words, its mail, its reload, the plug pulled."""

import contextlib
import email
import mailbox
import re
import socket
from datetime import UTC, date, datetime, timedelta
from email import policy
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, update

from scheduler.deadlines.french import full, short
from scheduler.deadlines.period import Length, latest_before, subtracted, term_end
from scheduler.store.database import open_database
from scheduler.store.tables import ItemRow
from tests.bounced import OURS, POSTFIX, RECIPIENT
from tests.rulebook.test_broken_files import BROKEN, RULE, break_rule
from tests.service import run, serving, until
from tests.smtp_listener import Listener

MANY = 200


def mails(folder: Path) -> list[email.message.EmailMessage]:
    found = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (folder / "new").glob("*")
    ]
    return [one for one in found if isinstance(one, email.message.EmailMessage)]


def relay(listener: Listener) -> dict[str, str]:
    return {
        "ECHEANCIER_SMTP__HOST": "127.0.0.1",
        "ECHEANCIER_SMTP__PORT": str(listener.port),
        "ECHEANCIER_SMTP__SECURITY": "none",
        "ECHEANCIER_SMTP__SENDER": "echeancier@ville.example",
    }


def test_the_opening_says_what_is_loaded_asked_and_next(deployment: Path) -> None:
    """With the signature unknown on 22 November 2026, the letter may have to leave on the 24th."""
    with serving(deployment, "--now", "2026-11-22") as service:
        said = service.opening
        maildir = deployment / "var" / "simulation" / "mail"
        until(lambda: mails(maildir))
        (initial,) = mails(maildir)
    in_order = [
        "dimanche 22 novembre 2026",
        "horloge simulée",
        "1 convention suivie",
        "À répondre d'abord",
        "Prochains couperets",
        "au plus tôt le samedi 12 décembre 2026",
        "mardi 24 novembre 2026",
        "Page ",
        "Calendrier ",
        "Courrier ",
        "Ensuite ",
    ]
    places = [said.index(words) for words in in_order]
    assert places == sorted(places)
    assert str(initial["Subject"]).startswith("État initial")
    assert initial["To"].addresses[0].addr_spec == "conventions@ccas-bethune.example"
    assert service.page in str(initial.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert not (deployment / "var" / "echeancier.sqlite").exists()
    assert isinstance(mailbox.Maildir(maildir, create=False).keys(), list)


def test_recording_the_signature_moves_pages_and_feed_while_the_service_runs(
    deployment: Path,
) -> None:
    """A signature bounded a year ago: the notice lies ahead, then moves by the days it was late."""
    bound = datetime.now(UTC).date() - timedelta(days=365)
    rule = deployment / "rules" / RULE
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("pas avant: 2025-03-13", f"pas avant: {bound}"), "utf-8")
    signed = bound + timedelta(days=40)
    length, notice = Length(2, "year"), Length(3, "month")
    before = subtracted(term_end(bound, length), notice)  # the most prudent reading
    after = latest_before(term_end(signed, length), notice)
    with serving(deployment) as service:
        made = run(deployment, "feed", "new").stdout.strip()
        path = "/flux/" + made.rpartition("/")[2]

        def events() -> list[str]:
            """The notice's own events."""
            text = httpx.get(service.page + path).text.replace("\r\n ", "")
            return [one for one in text.split("BEGIN:VEVENT") if "preavis-p1-" in one]

        def starts(day: date) -> bool:
            return any(f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in one for one in events())

        def sequences() -> dict[str, str]:
            return {
                line["uid"]: line["sequence"]
                for one in events()
                if (line := re.search(r"UID:(?P<uid>.*)\r\nSEQUENCE:(?P<sequence>.*)\r", one))
            }

        assert starts(before)
        assert all("STATUS:TENTATIVE" in one for one in events())
        known = sequences()
        assert set(known.values()) == {"0"}
        run(deployment, "fact", "bethune-sad", "signature", str(signed))
        until(lambda: starts(after))
        assert not starts(before)
        assert all("STATUS:CONFIRMED" in one for one in events())
        after_it = sequences()
        assert set(known) <= set(after_it)
        assert all(after_it[uid] == ("1" if uid in known else "0") for uid in after_it)
        page = httpx.get(service.page + "/echeance/bethune-sad/preavis/p1").text
        assert full(after) in page
        assert httpx.get(service.page + "/readyz").json()["ready"] is True


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_broken_rule_file_leaves_the_old_rules_in_force(deployment: Path, kind: str) -> None:
    path = deployment / "rules" / RULE
    sound = path.read_bytes()
    with serving(deployment) as service:
        break_rule(deployment, kind)
        until(lambda: "anciennes restent en vigueur" in httpx.get(service.page + "/").text)
        assert httpx.get(service.page + "/convention/bethune-sad").status_code == 200
        assert f"rules/{RULE}:" in service.log()
        assert "Traceback" not in service.log()
        path.write_bytes(sound)
        until(lambda: "anciennes restent" not in httpx.get(service.page + "/").text)


def unfolded(url: str) -> str:
    """A feed with its long lines whole (RFC 5545, section 3.1)."""
    return httpx.get(url).text.replace("\r\n ", "")


def test_a_broken_file_at_the_start_stops_neither_the_others_nor_what_was_published(
    deployment: Path,
) -> None:
    """After a reboot with one bad file, the sound conventions are still followed."""
    other = (deployment / "rules" / RULE).read_text("utf-8")
    other = other.replace("convention: bethune-sad", "convention: autre")
    (deployment / "rules" / "autre.yaml").write_text(other, "utf-8")
    feed = run(deployment, "feed", "new").stdout.strip().rpartition("/")[2]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with serving(deployment, ECHEANCIER_WEB__PORT=port) as service:
        before = unfolded(f"{service.page}/flux/{feed}")
        assert before.count("CANCELLED") == 0
    break_rule(deployment, "unknown-key")
    with serving(deployment, ECHEANCIER_WEB__PORT=port) as service:
        assert "clé inconnue" in service.opening
        assert "Fichier refusé au démarrage" in httpx.get(service.page + "/").text
        assert httpx.get(service.page + "/convention/autre").status_code == 200
        after = unfolded(f"{service.page}/flux/{feed}")
        assert after == before


def test_with_no_sound_file_at_all_the_service_says_so_and_does_not_start(
    deployment: Path,
) -> None:
    break_rule(deployment, "unknown-key")
    done = run(deployment, "serve")
    assert done.returncode == 2
    assert "vouliez-vous dire « reconduction »" in done.stderr


def test_an_emptied_rules_folder_withdraws_nothing(deployment: Path) -> None:
    with serving(deployment) as service:
        (deployment / "rules" / RULE).rename(deployment / RULE)
        until(lambda: "anciennes restent en vigueur" in httpx.get(service.page + "/").text)
        assert httpx.get(service.page + "/convention/bethune-sad").status_code == 200


def test_a_port_already_taken_is_named_and_exits_with_2(deployment: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run(deployment, "serve", ECHEANCIER_WEB__PORT=port)
    assert done.returncode == 2
    assert port in done.stderr


def test_a_second_daemon_on_the_same_database_refuses_to_start(deployment: Path) -> None:
    with serving(deployment) as service:
        done = run(deployment, "serve")
        assert done.returncode == 2
        assert str(service.process.pid) in done.stderr


def test_a_stop_is_orderly(deployment: Path) -> None:
    with serving(deployment) as service:
        assert service.stop() == 0
        assert "Traceback" not in service.log()


def write_many(folder: Path, many: int = MANY) -> None:
    """As many conventions, each with its own person and a cliff seven days ahead."""
    today = datetime.now(UTC).date()
    for name in ("rules", "calendars"):
        (folder / name).mkdir()
    (folder / "calendars" / "toujours.yaml").write_text(
        "calendrier: toujours\ntitre: Toujours ouvert\nzone: Aucune\nfuseau: UTC\nweek-end: aucun\n"
        'heures: {de: "0:00", à: "24:00"}\n'
    )
    roles = []
    for number in range(many):
        name = f"c{number:03d}"
        (folder / "rules" / f"{name}.yaml").write_text(
            f"convention: {name}\ntitre: Convention {number}\nnous: a\ncalendrier: toujours\n"
            f"responsable: r{number:03d}\nsuivi depuis: {today - timedelta(days=1)}\n"
            "parties: {a: Ville, b: Association}\nobligations:\n  compte:\n"
            "    titre: Compte rendu financier\n    article: '1'\n    citation: au plus tard\n"
            f"    par: a\n    couperet: oui\n    quand: {{pour: {today + timedelta(days=7)}}}\n"
        )
        roles.append(
            f"  r{number:03d}:\n    titre: Rôle {number}\n    titulaires:\n"
            f"      - {{nom: Personne {number}, adresse: p{number:03d}@ville.example}}\n"
        )
    (folder / "annuaire.yaml").write_text("rôles:\n" + "".join(roles))


def test_a_real_relay_receives_the_reminder_as_the_golden_file_has_it(tmp_path: Path) -> None:
    """A cliff of tomorrow, sent over real SMTP: envelope, headers and both bodies."""
    write_many(tmp_path)
    for path in sorted((tmp_path / "rules").glob("*.yaml"))[1:]:
        path.unlink()
    with Listener() as listener:
        with serving(tmp_path, **relay(listener)):
            until(lambda: len(listener.accepted) == 2)
        sent = {one.recipient: one for one in listener.accepted}
    reminder = sent["p000@ville.example"]
    assert reminder.sender == "echeancier@ville.example"
    message = email.message_from_bytes(reminder.body, policy=policy.default)
    assert isinstance(message, email.message.EmailMessage)
    golden = Path(__file__).parent / "golden" / "relay-reminder.txt"
    assert _told(message) == golden.read_text("utf-8")


def test_a_report_of_the_watched_mailbox_alerts_the_manager(tmp_path: Path) -> None:
    """The relay took the reminder, nobody got it: the manager's next message says so."""
    write_many(tmp_path)
    for path in sorted((tmp_path / "rules").glob("*.yaml"))[1:]:
        path.unlink()
    (tmp_path / "rebonds" / "new").mkdir(parents=True)
    settings = {
        "ECHEANCIER_BOUNCES__MAILDIR": "rebonds",
        "ECHEANCIER_SMTP__BOUNCES_TO": "rebonds@ville.example",
    }
    with Listener() as listener:
        with serving(tmp_path, **relay(listener), **settings):
            until(lambda: len(listener.accepted) == 2)
        sent = {one.recipient: one for one in listener.accepted}
        reminder = sent["p000@ville.example"]
        assert reminder.sender == "rebonds@ville.example"
        identifier = email.message_from_bytes(reminder.body)["Message-ID"]
        report = POSTFIX.replace(OURS, identifier.strip("<>").encode())
        (tmp_path / "rebonds" / "new" / "1.x").write_bytes(
            report.replace(RECIPIENT.encode(), b"p000@ville.example")
        )
        _as_if_yesterday(tmp_path)
        with serving(tmp_path, **relay(listener), **settings) as service:
            until(lambda: len(listener.accepted) == 3)
            state = httpx.get(service.page + "/etat").text
            assert "à p000@ville.example\u00a0: Dans 7 jours" in state
    alert = email.message_from_bytes(listener.accepted[-1].body, policy=policy.default)
    assert alert["Subject"] == "1 rappel non remis : à transmettre autrement"
    assert "refusé" in run(tmp_path, "outbox", "--state", "failed").stdout
    assert list((tmp_path / "rebonds" / "cur").iterdir())


def _as_if_yesterday(folder: Path) -> None:
    """The messages that left count as those of another day."""
    opened = open_database(folder / "var" / "echeancier.sqlite")
    with contextlib.closing(opened) as database, database.write() as session:
        session.exec(update(ItemRow).where(col(ItemRow.step) == "day").values(step="hier"))


def _told(message: email.message.EmailMessage) -> str:
    """Headers and bodies, with what changes from day to day written as a word."""
    today = datetime.now(UTC).date()
    text = "".join(f"{name}: {value}\n" for name, value in message.items())
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text += f"\n===== {kind}\n{body.get_content()}"
    return _undated(text, today, str(message["Message-ID"]), str(message["References"]))


def _undated(text: str, today: date, *identifiers: str) -> str:
    for number, name in enumerate(identifiers):
        text = text.replace(name, f"<ID-{number}>")
    text = re.sub(r"boundary=\"[^\"]+\"", "boundary=B", text)
    text = re.sub(r"(?m)^Date: .*$", "Date: D", text)
    text = re.sub(r"[ \u00a0]+", " ", text)
    text = " ".join(text.split(" "))
    for days in (7, 6, 1, 0):
        for write in (full, short):
            day = write(today + timedelta(days=days))
            pattern = r"[ \n]+".join(re.escape(word) for word in day.split(" "))
            text = re.sub(pattern, f"J+{days}", text)
    return re.sub(r"\s+", " ", text) + "\n"
