"""Any text where an address stands: refused with its place, or carried to the letter."""

import asyncio
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scheduler.addresses import is_plain
from scheduler.delivery import Outcome
from scheduler.problems import render_all
from scheduler.rulebook.load import Sources, load
from tests.commands import run
from tests.mail.relays import BODY, channel_to
from tests.smtp_listener import Listener

ATTACKS = (
    "a@b.example>\r\nRCPT TO:<evil@x.example",
    "a@b.example\nBcc: evil@x.example",
    "a@b.example,evil@x.example",
    "a@b.example> NOTIFY=NEVER",
    "a@b.example\x00evil",
    "a@b.example\u2028",
    "\u202eelpmaxe.b@a",
    "=?utf-8?q?a=40b=2Eexample=0D=0A?=",
    '"a\\"b"@b.example',
    "@relay.example:a@b.example",
    "a@b.example.",
    ".a@b.example",
    "a..b@b.example",
    "🙂@b.example",
    "é@b.example",
    "a@" + "b" * 10_000 + ".example",
    "postmaster",
    "<>",
    "",
    "~",
    "null",
    "1e3",
)
_ATOMS = st.text("abzAZ09.!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=20)
NEAR = st.builds("{}@{}".format, _ATOMS, st.text("az09.-", min_size=1, max_size=20))
"""Texts close to an address, many of them one."""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
"""Halves of characters are no text of a file in UTF-8."""
ADDRESSES = st.sampled_from(ATTACKS) | NEAR | TEXT | st.builds("{}{}".format, NEAR, TEXT)
ANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def directory_of(folder: Path, address: str) -> Sources:
    """A directory file with that address, however YAML has to write it."""
    holder = {"nom": "Personne", "adresse": address}
    roles = {"ccas": {"titre": "CCAS", "titulaires": [holder]}}
    text = yaml.safe_dump({"gestionnaire": "ccas", "rôles": roles}, allow_unicode=True)
    (folder / "annuaire.yaml").write_text(text, "utf-8", newline="")
    return Sources((), folder / "calendars", folder / "annuaire.yaml")


@ANY
@given(ADDRESSES)
def test_an_address_of_the_directory_is_refused_where_it_stands_or_kept_to_the_letter(
    tmp_path: Path, address: str
) -> None:
    book = load(directory_of(tmp_path, address))
    found = [one for one in book.errors if one.at.file.endswith("annuaire.yaml")]
    if not found:
        (kept,) = {holder.person.address for holder in book.directory.roles["ccas"].holders}
        assert is_plain(kept)
        # White space around a text, and only there, is the file's own affair.
        assert kept == address.strip()
        return
    assert not is_plain(address)
    assert all(one.at.line for one in found)
    assert not set(render_all(found)) & set("\x00\x1b\r\u2028\u202e")


@pytest.mark.parametrize("address", [one for one in ATTACKS if "\x00" not in one])
def test_a_sender_that_is_no_address_stops_the_service_and_is_named(
    deployment: Path, address: str
) -> None:
    done = run(deployment, "upcoming", ECHEANCIER_SMTP__SENDER=address)
    assert done.returncode != 0
    assert "sender" in (done.stdout + done.stderr).lower()
    assert "Traceback" not in done.stderr


def handed_over(pairs: list[tuple[str, str]], listener: Listener) -> list[Outcome]:
    async def all_of_them() -> list[Outcome]:
        async with channel_to(listener) as channel:
            return [
                await channel.send(sender, recipient, BODY, f"<{number}@x>")
                for number, (sender, recipient) in enumerate(pairs)
            ]

    return asyncio.run(all_of_them())


@settings(max_examples=40)
@given(st.lists(st.tuples(ADDRESSES, ADDRESSES), min_size=1, max_size=12))
@example([(one, "a@b.example") for one in ATTACKS])
@example([("a@b.example", one) for one in ATTACKS])
def test_an_address_reaches_the_relay_to_the_letter_or_not_at_all(
    pairs: list[tuple[str, str]],
) -> None:
    with Listener() as listener:
        outcomes = handed_over(pairs, listener)
    sound = [pair for pair in pairs if all(map(is_plain, pair))]
    assert [(one.sender, one.recipient) for one in listener.accepted] == sound
    assert [one.kind == "accepted" for one in outcomes] == [pair in sound for pair in pairs]
    spoken = {line.split(" ")[0].split(":")[0].upper() for line in listener.commands}
    assert spoken <= {"EHLO", "MAIL", "RCPT", "DATA", "RSET", "QUIT"}
