"""The archive about one agreement proves everything, to somebody who has not this program."""

import csv
import email
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from email import policy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from icalendar import Calendar

from scheduler.ical.lint import defects
from scheduler.store import sent
from tests.commands import run
from tests.conftest import copied
from tests.dossier.played import DIRECTOR, NAME, OTHER, PAPER, Played, played

CUT = "--------8<--------\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(copied(tmp_path_factory.mktemp("ville"), "*.yaml"))


@pytest.fixture(scope="module")
def opened(town: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as an auditor opens it, in a folder of its own."""
    return extracted(town.folder, tmp_path_factory.mktemp("auditeur"))


@pytest.fixture
def other_town(town: Played, tmp_path: Path) -> Played:
    """A copy of the town, to be changed."""
    shutil.copytree(town.folder, tmp_path / "ville")
    copy = Played(tmp_path / "ville")
    copy.day = town.day
    return copy


def extracted(folder: Path, into: Path, *options: str) -> Path:
    into.mkdir(exist_ok=True)
    done = run(folder, "dossier", NAME, "--out", str(into / "d.zip"), *options)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(into / "d.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(into / "d")
    return into / "d"


def table(file: Path) -> list[dict[str, str]]:
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def outbox(town: Played) -> dict[int, tuple[str, bytes]]:
    database = town.database()
    with database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, recipient, body FROM message")
        found = {number: (recipient, body) for number, recipient, body in rows}
    database.close()
    return found


def test_an_agreement_whose_file_has_left_has_its_archive_by_its_last_rules(
    other_town: Played, tmp_path: Path
) -> None:
    before = extracted(other_town.folder, tmp_path / "avant")
    (other_town.folder / "rules" / f"{NAME}.yaml").unlink()
    other_town.look()
    opened = extracted(other_town.folder, tmp_path / "après")
    assert "n'est plus parmi les règles" in (opened / "index.html").read_text("utf-8")
    for name in ("facts.csv", "derivations.txt", "attempts.csv"):
        assert (opened / name).read_bytes() == (before / name).read_bytes()
    assert [row["Présente"] for row in table(opened / "rules" / "versions.csv")][:2] == ["", ""]
    assert all(row["Règle"].startswith("rules/") for row in table(opened / "occurrences.csv"))
    assert all(row["Retirée le"] for row in table(opened / "occurrences.csv") if row["Publiée le"])
    assert verified(opened).returncode == 0


def test_a_file_in_error_is_said_where_no_rules_were_kept(deployment: Path) -> None:
    (deployment / "rules" / f"{NAME}.yaml").write_text("convention: bethune-sad\ntitre: 1: 2\n")
    done = run(deployment, "dossier", NAME)
    assert (done.returncode, "rules/bethune-sad.yaml:" in done.stderr) == (1, True)


def name_document(file: Path, document: str) -> None:
    """Another text behind a rule file."""
    lines = file.read_text("utf-8").splitlines()
    named = [f"document: '{document}'" if one.startswith("document:") else one for one in lines]
    file.write_text("\n".join(named), "utf-8")


def verified(opened: Path) -> subprocess.CompletedProcess[str]:
    """What the program printed in the note says, run by Python alone, far from ours."""
    program = (opened / "LISEZ-MOI.txt").read_text("utf-8").split(CUT)[1]
    command = [sys.executable, "-S", "-I", "-c", program]
    return subprocess.run(command, cwd=opened, capture_output=True, text=True)


def test_the_sums_hold(opened: Path) -> None:
    command = ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=opened).returncode == 0
    listed = {line.split("  ")[1] for line in (opened / "SHA256SUMS").read_text().splitlines()}
    there = {str(one.relative_to(opened)) for one in opened.rglob("*") if one.is_file()}
    assert listed == there - {"SHA256SUMS"}


def test_the_notes_own_program_proves_it_and_finds_what_was_altered(
    opened: Path, tmp_path: Path
) -> None:
    said = re.fullmatch(
        r"Intact : (\d+) fichiers, (\d+) lignes au registre, (\d+) sur ces messages\.\n",
        verified(opened).stdout,
    )
    assert said is not None
    assert 0 < int(said[3]) < int(said[2])
    moved = shutil.copytree(opened, tmp_path / "ailleurs")
    mail = next(iter(sorted((moved / "messages").glob("*.eml"))))
    mail.write_bytes(mail.read_bytes() + b" ")
    register = (moved / "register.jsonl").read_text("utf-8")
    (moved / "register.jsonl").write_text(register.replace('"refused"', '"accepted"', 1), "utf-8")
    rule = next((moved / "rules").rglob("bethune-sad.yaml"))
    rule.write_text("x", "utf-8")
    done = verified(moved)
    assert done.returncode == 1
    assert f"{mail.name} : ce ne sont pas les octets du registre" in done.stdout
    assert "ne suit pas la précédente" in done.stdout
    assert "bethune-sad.yaml : modifié" in done.stdout
    assert f"messages/{mail.name} : modifié ou absent" in done.stdout


def test_our_own_program_verifies_the_extract_of_the_register(opened: Path, town: Played) -> None:
    done = run(opened, "register", "verify", "register.jsonl")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Extrait du registre intact : ")
    whole = run(town.folder, "register", "verify").stdout
    assert re.findall(r"[0-9a-f]{64}", whole) == re.findall(r"[0-9a-f]{64}", done.stdout)


def test_every_message_about_it_is_there_byte_for_byte(opened: Path, town: Played) -> None:
    rows = {int(row["Numéro"]): row for row in table(opened / "messages.csv")}
    stored = outbox(town)
    files = {int(one.stem): one for one in (opened / "messages").iterdir()}
    assert rows.keys() == files.keys()
    about = {of for of, (_, body) in stored.items() if "SADBéthune" in plain(body)}
    assert about <= rows.keys()
    assert len(rows) < len(stored)
    for number, file in files.items():
        body = file.read_bytes()
        assert body == stored[number][1]
        assert rows[number]["SHA-256 du fichier"] == hashlib.sha256(body).hexdigest()
        read = email.message_from_bytes(body, policy=policy.default)
        assert read["Message-ID"] == rows[number]["Message-ID"]
        assert read["To"].addresses[0].addr_spec == rows[number]["Destinataire"]


def plain(body: bytes) -> str:
    part = email.message_from_bytes(body, policy=policy.default).get_body(("plain",))
    return "".join(part.get_content().split()) if part else ""


def test_the_table_of_messages_says_how_each_ended(opened: Path) -> None:
    rows = table(opened / "messages.csv")
    states = {row["État"] for row in rows}
    assert {"accepté par le relais", "refusé ou revenu", "en attente"} <= states
    kinds = {row["Genre"] for row in rows}
    assert {"bulletin", "rappel", "alerte"} <= kinds
    refused = next(row for row in rows if row["Code SMTP"] == "550")
    assert refused["Réponse"] == "550 =ok; file d'attente"
    assert "bethune-sad/preavis/p1 r" in " ".join(row["Échéances et étapes"] for row in rows)
    others = {row["Genre"]: row["Parle aussi d'autres conventions"] for row in rows}
    perhaps = {"bulletin": "peut-être", "alerte": "peut-être"}  # on a Monday, both in one
    assert others == {"état initial": "oui", "rappel": ""} | perhaps
    alert = next(row for row in rows if row["Genre"] == "alerte")
    assert alert["Échéances et étapes"] == f"alerte sur le message {refused['Numéro']}"
    assert all(re.fullmatch(r"\d\d/\d\d/2026 \d\d:\d\d:\d\d", row["Écrit le"]) for row in rows)
    attempts = table(opened / "attempts.csv")
    assert {row["Message"] for row in attempts} <= {row["Numéro"] for row in rows}
    assert {row["Réponse"] for row in attempts} == {"'=ok; file d'attente"}
    assert {row["Issue"] for row in attempts} == {"accepté par le relais", "refusé"}
    (bounce,) = table(opened / "bounces.csv")
    back = next(row for row in rows if row["Numéro"] == bounce["Message"])
    assert (back["État"], back["Code SMTP"]) == ("refusé ou revenu", "250")
    assert (bounce["Destinataire"], bounce["Rapport"]) == (DIRECTOR, "5.1.1 boîte inconnue")


def test_the_register_shows_only_what_concerns_it(opened: Path) -> None:
    lines = (opened / "register.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines[1:]]
    ours = {int(row["Numéro"]) for row in table(opened / "messages.csv")}
    assert {row["message"] for row in rows if row["person"]} <= ours
    assert any(row["person"] is None for row in rows)
    assert OTHER not in "".join(lines)


def test_the_journal_keeps_what_was_withdrawn_and_runs_nothing(opened: Path) -> None:
    wrong, withdrawal, right = table(opened / "facts.csv")
    assert (wrong["Date du fait"], wrong["Retiré par le numéro"]) == ("01/05/2025", "2")
    assert (withdrawal["Genre"], withdrawal["Retire le numéro"]) == ("retrait", "1")
    assert right["Commentaire"] == '\'=HYPERLINK("https://x.example")'


def test_both_versions_of_the_rules_are_there_and_make_their_names(opened: Path) -> None:
    rows = table(opened / "rules" / "versions.csv")
    assert [row["Présente"] for row in rows] == ["", "oui"]
    assert all(int(row["Messages écrits"]) > 0 for row in rows)
    assert {row["Fichiers dans l'archive"] for row in rows} == {"oui"}
    titles = [
        (opened / "rules" / row["Version"] / "rules" / "bethune-sad.yaml").read_text("utf-8")
        for row in rows
    ]
    assert ["amendée" in text for text in titles] == [False, True]
    assert list((opened / "rules").rglob("annuaire.yaml")) == []
    assert DIRECTOR not in "".join(
        one.read_text("utf-8") for one in (opened / "rules").rglob("*") if one.is_file()
    )


def test_the_directory_comes_only_when_it_is_asked_for(town: Played, tmp_path: Path) -> None:
    opened = extracted(town.folder, tmp_path, "--with-directory")
    assert len(list((opened / "rules").rglob("directory/annuaire.yaml"))) == 2
    assert verified(opened).returncode == 0


def test_the_occurrences_are_those_of_the_command(opened: Path, town: Played) -> None:
    shown = json.loads((opened / "occurrences.json").read_text("utf-8"))
    whole = json.loads(run(town.folder, "occurrences", "--json").stdout)
    assert shown["occurrences"] == [one for one in whole["occurrences"] if one["agreement"] == NAME]
    assert [one["id"] for one in shown["agreements"]] == [NAME]
    rows = table(opened / "occurrences.csv")
    assert [row["Clé"] for row in rows] == [one["key"] for one in shown["occurrences"]]
    text = (opened / "derivations.txt").read_text("utf-8")
    for one in shown["occurrences"]:
        assert "\n".join(one["derivation"]) in text
    notice = next(row for row in rows if row["Clé"] == f"{NAME}/preavis/p1")
    assert (notice["Au plus tard le"], notice["Couperet"]) == ("31/12/2026", "oui")
    assert notice["Publiée le"]


def test_the_calendar_is_sound_and_whole(opened: Path) -> None:
    body = (opened / "feed.ics").read_bytes()
    assert defects(body) == []
    dated = [row for row in table(opened / "occurrences.csv") if row["Au plus tard le"]]
    events = Calendar.from_ical(body).walk("VEVENT")
    days = {f"{event.decoded('DTSTART'):%d/%m/%Y}" for event in events}
    assert {row["Au plus tard le"] for row in dated if row["Publiée le"]} <= days


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.bare: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.links.extend(value for name in ("href", "src") if (value := known.get(name)))
        self.ids.extend(value for value in [known.get("id")] if value)
        if tag == "th" and "scope" not in known:
            self.bare.append(tag)


def test_the_page_stands_alone_and_each_of_its_links_leads_somewhere(opened: Path) -> None:
    text = (opened / "index.html").read_text("utf-8")
    page = Page(text)
    assert '<html lang="fr">' in text
    assert {"script", "img", "link", "iframe"}.isdisjoint(page.tags)
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert page.bare == []
    assert page.tags.count("table") == page.tags.count("caption") > 4
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert (opened / link).is_file(), link
    shown = json.loads((opened / "occurrences.json").read_text("utf-8"))["occurrences"]
    for one in shown:
        assert f"<code>{one['key']}</code>" in text
    assert f"papers/{PAPER}" in page.links
    assert (opened / "papers" / PAPER).read_text("utf-8") == "Le texte signé.\n"


def test_the_same_state_gives_the_same_bytes(town: Played, tmp_path: Path) -> None:
    bodies = []
    for name in ("1.zip", "2.zip"):
        run(town.folder, "dossier", NAME, "--out", str(tmp_path / name))
        bodies.append((tmp_path / name).read_bytes())
    assert bodies[0] == bodies[1]
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {one.date_time[:3] for one in archive.infolist()} == {
            (town.day.year, town.day.month, town.day.day)
        }


def test_what_was_erased_on_order_the_archive_does_not_bring_back(
    other_town: Played, tmp_path: Path
) -> None:
    database = other_town.database()
    with database.write() as session:
        assert sent.erase_person(session, DIRECTOR, other_town.now + timedelta(days=1))
    database.close()
    opened = extracted(other_town.folder, tmp_path)
    rows = table(opened / "messages.csv")
    erased = [row for row in rows if row["Effacement"]]
    assert erased
    for row in erased:
        told = (row["Destinataire"], row["Objet"], row["Message-ID"], row["Fichier"])
        assert told == ("effacé", "effacé", "effacé", "")
        assert re.fullmatch("[0-9a-f]{64}", row["SHA-256 du fichier"])
        assert not (opened / "messages" / f"{int(row['Numéro']):04}.eml").exists()
    kept = [row for row in rows if not row["Effacement"]]
    assert all(row["Destinataire"] != DIRECTOR for row in kept if row["État"] != "en attente")
    assert table(opened / "bounces.csv")[0]["Rapport"] == "effacé"
    assert f"{len(erased)} messages effacés sur ordre" in (opened / "LISEZ-MOI.txt").read_text()
    assert verified(opened).returncode == 0
    assert run(opened, "register", "verify", "register.jsonl").returncode == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM rule_version", "n'a pas été gardée"),
        ("UPDATE rule_version SET content = x'00'", "ne sont plus ceux de cette version"),
    ],
)
def test_rules_never_kept_or_altered_are_said_to_be_missing(
    other_town: Played, tmp_path: Path, change: str, told: str
) -> None:
    database = other_town.database()
    with database.write() as session:
        session.connection().exec_driver_sql(change)
    database.close()
    opened = extracted(other_town.folder, tmp_path)
    first, present = table(opened / "rules" / "versions.csv")
    assert told in first["Fichiers dans l'archive"]
    assert present["Fichiers dans l'archive"] == "oui"
    assert told in (opened / "LISEZ-MOI.txt").read_text("utf-8")
    assert verified(opened).returncode == 0


def test_an_occurrence_withdrawn_stays_in_the_table_and_the_calendar(
    other_town: Played, tmp_path: Path
) -> None:
    file = other_town.folder / "rules" / f"{NAME}.yaml"
    text = re.sub(r"(?ms)^  bilan-annuel:\n.*?(?=^  \S)", "", file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    other_town.look()
    opened = extracted(other_town.folder, tmp_path)
    gone = [row for row in table(opened / "occurrences.csv") if "bilan-annuel" in row["Clé"]]
    assert {row["État"] for row in gone} == {"n'est plus calculée"}
    assert all(row["Retirée le"] and row["Au plus tard le"] for row in gone)
    assert b"STATUS:CANCELLED" in (opened / "feed.ics").read_bytes()


@pytest.mark.parametrize(
    "document", ["../../../etc/passwd", "/etc/passwd", "..", ".", "a/../../b", "..\\x", "~"]
)
def test_a_document_that_leads_elsewhere_is_not_followed(
    deployment: Path, tmp_path_factory: pytest.TempPathFactory, document: str
) -> None:
    file = deployment / "rules" / f"{NAME}.yaml"
    name_document(file, document)
    into = tmp_path_factory.mktemp("auditeur")
    opened = extracted(deployment, into)
    assert not (opened / "papers").exists()
    assert "n'est pas à portée" in (opened / "LISEZ-MOI.txt").read_text("utf-8")
    with zipfile.ZipFile(into / "d.zip") as archive:
        for name in archive.namelist():
            assert not name.startswith("/")
            assert ".." not in name.split("/")


def test_a_paper_of_another_folder_under_an_awkward_name(deployment: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papiers"
    papers.mkdir()
    (papers / "Signée le 1er : “oui” ?.txt").write_bytes(b"\0\xff")
    file = deployment / "rules" / f"{NAME}.yaml"
    name_document(file, "Signée le 1er : “oui” ?.pdf")
    opened = extracted(deployment, tmp_path, "--papers", str(papers))
    (paper,) = (opened / "papers").iterdir()
    assert paper.read_bytes() == b"\0\xff"
    links = Page((opened / "index.html").read_text("utf-8")).links
    assert quote(f"papers/{paper.name}") in links


def test_an_agreement_of_which_nothing_is_recorded_has_its_archive_too(
    deployment: Path, tmp_path: Path
) -> None:
    opened = extracted(deployment, tmp_path)
    assert verified(opened).stdout.startswith("Intact : ")
    assert table(opened / "messages.csv") == []
    assert "Rien n'est encore enregistré." in (opened / "index.html").read_text("utf-8")
    assert defects((opened / "feed.ics").read_bytes()) == []


def test_what_cannot_be_done_is_said_with_its_exit_status(deployment: Path) -> None:
    unknown = run(deployment, "dossier", "bethune")
    assert (unknown.returncode, "convention inconnue : « bethune »" in unknown.stderr) == (1, True)
    absent = run(deployment, "dossier", NAME, "--out", "absent/d.zip")
    assert (absent.returncode, "impossible à écrire" in absent.stderr) == (2, True)
    assert run(deployment, "dossier", NAME).returncode == 0
    assert (deployment / f"dossier-{NAME}.zip").exists()
