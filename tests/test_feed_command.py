"""``echeancier feed``: made for each kind, shown, replaced, set; never a whole address again."""

import json
import re
from pathlib import Path

import pytest

from scheduler.store import feeds
from tests.commands import run

DIRECTOR = "directrice@ccas-bethune.example"


def new(folder: Path, *arguments: str) -> str:
    """The token of a new feed."""
    made = run(folder, "feed", "new", *arguments)
    assert made.returncode == 0, made.stderr
    found = re.fullmatch(r"http://127\.0\.0\.1:\d+/flux/(e1[\w-]{43})\.ics\n", made.stdout)
    assert found is not None, made.stdout
    assert found[1] not in made.stderr
    return found[1]


@pytest.mark.parametrize(
    ("arguments", "label"),
    [
        ((), "toutes"),
        (("--agreement", "bethune-sad"), "Convention SAD Béthune"),
        (("--role", "ccas.directrice"), "Directrice du CCAS de Béthune"),
        (("--person", DIRECTOR.upper(), "--detail", "title"), "Camille Delattre (fictive)"),
        (("--authority", "bethune"), "Commune et CCAS de Béthune"),
        (("--label", "À moi", "--no-gzip"), "À moi"),
    ],
)
def test_each_kind_is_made_and_listed_without_its_address(
    deployment: Path, arguments: tuple[str, ...], label: str
) -> None:
    token = new(deployment, *arguments)
    told = run(deployment, "feed", "list")
    assert f"{token[:8]}…  actif    {label}" in told.stdout
    assert "dernière visite : jamais" in told.stdout
    listed = run(deployment, "feed", "list", "--json").stdout
    (shown,) = json.loads(listed)["feeds"]
    kind = arguments[0].removeprefix("--") if arguments else "all"
    assert shown["kind"] == ("all" if kind == "label" else kind)
    assert shown["detail"] == ("title" if "title" in arguments else "full")
    assert shown["gzip"] == ("--no-gzip" not in arguments)
    for text in (told.stdout, listed):
        assert token[:9] not in text
        assert feeds.hashed(token) not in text


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        (("--agreement", "x"), "convention inconnue : « x » ; connus : bethune-sad", 1),
        (("--role", "x"), "rôle inconnu : « x » ; connus : ", 1),
        (("--person", "x@y.example"), "dans aucun rôle aujourd'hui : « x@y.example »", 1),
        (("--authority", "x"), "calendrier de collectivité inconnu : « x » ; connus : bethune", 1),
        (("--role", "ccas.directrice", "--agreement", "bethune-sad"), "un seul", 2),
        (("--detail", "rien"), "rien", 2),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    deployment: Path, arguments: tuple[str, ...], words: str, status: int
) -> None:
    done = run(deployment, "feed", "new", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr


def test_show_says_how_each_program_subscribes(deployment: Path) -> None:
    token = new(deployment, "--person", DIRECTOR)
    said = run(deployment, "feed", "show", token[:8]).stdout
    for words in (
        "les échéances d'une personne, dans tous ses rôles",
        "/calendrier/1",
        "Outlook pour Windows",
        "Microsoft 365",
        "Thunderbird",
        "Google Agenda",
        "iPhone",
        "Calendrier du Mac",
        "Zimbra",
        "BlueMind",
        "Nextcloud",
        "joignable depuis Internet",
        "agenda: oui",
        "?rappels=1",
    ):
        assert words in said, words
    assert token[:9] not in said
    assert run(deployment, "feed", "show", "e1xxxxxx").returncode == 1


def test_rotate_gives_another_address_and_says_until_when_the_old_one_works(
    deployment: Path,
) -> None:
    token = new(deployment)
    done = run(deployment, "feed", "rotate", token[:8])
    fresh = done.stdout.strip().rpartition("/")[2].removesuffix(".ics")
    assert done.returncode == 0
    assert fresh != token
    assert re.search(
        r"L'ancienne adresse marche jusqu'au \d{4}-\d\d-\d\d, et le dit\.", done.stderr
    )
    listed = run(deployment, "feed", "list").stdout.splitlines()
    assert [line[:8] for line in listed] == [fresh[:8], token[:8]]
    assert "remplacée, s'arrête le" in listed[1]
    assert run(deployment, "feed", "revoke", token[:8]).returncode == 0
    assert run(deployment, "feed", "rotate", fresh[:8]).returncode == 1


def test_set_turns_compression_off(deployment: Path) -> None:
    token = new(deployment)
    assert "jamais comprimé" in run(deployment, "feed", "set", token[:8], "--no-gzip").stdout
    (shown,) = json.loads(run(deployment, "feed", "list", "--json").stdout)["feeds"]
    assert shown["gzip"] is False
    assert run(deployment, "feed", "set", token[:8]).returncode == 2
    assert run(deployment, "feed", "set", "e1xxxxxx", "--gzip").returncode == 1
