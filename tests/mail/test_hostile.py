"""No text of a rule file, of the directory or of a fact adds a header, an element or an address."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.mail.letter import Letter
from scheduler.mail.message import render
from tests.commands import run
from tests.mail.samples import LETTERS
from tests.rulebook.test_broken_files import RULE

NASTY = (
    "x\r\nBcc: evil@x.example",
    "x\nBcc: evil@x.example",
    "x\rBcc: evil@x.example",
    "=?utf-8?q?x=0D=0ABcc=3A_evil=40x.example?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQHguZXhhbXBsZQ==?=",
    "\u2028Bcc: evil@x.example\u2029\x85",
    "</p><script>alert(1)</script><img src='https://x.example/t.gif'>",
    "\" onload=alert(1) x='",
    "{{ 7 * 7 }}{% for x in y %}",
    "\u202etxt.exe\u202c\u200b\ufeff\x00\x1b[2J",
    ".\r\n.\r\nMAIL FROM:<evil@x.example>",
    "é" * 3000,
    "x" * 5000,
)
KEPT = {"message_id", "url", "language", "kind", "thread", "uid", "method"}
"""Made by the program, or checked apart: an identifier refused, a link dropped."""
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "Content-Type",
    "MIME-Version",
}
HOSTILE = st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=200))


def spoiled(value: Any, spoil: Callable[[str], str], name: str = "") -> Any:
    """The value with every text of a person's in it spoiled; addresses stay."""
    if isinstance(value, str):
        return value if name in KEPT or not value else spoil(value)
    if name in ("sender", "reply_to", "recipient", "organizer", "attendee") and value:
        return spoil(value[0]), value[1]
    if isinstance(value, tuple) and name not in KEPT:
        return tuple(spoiled(one, spoil, name) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            one.name: spoiled(getattr(value, one.name), spoil, one.name) for one in fields(value)
        }
        return replace(value, **changed)
    return value


class Tree(HTMLParser):
    """The elements and attributes of a page, in order, without its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def tree(letter: Letter) -> list[tuple[str, tuple[str, ...]]]:
    message = message_from_bytes(render(letter), policy=policy.default)
    body = message.get_body(("html",))
    assert body is not None
    parser = Tree()
    parser.feed(body.get_content())
    return parser.found


def check_headers(letter: Letter) -> None:
    raw = render(letter)
    head = raw.partition(b"\r\n\r\n")[0]
    lines = head.split(b"\r\n")
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    names = [line.partition(b":")[0].decode() for line in lines if line[:1] not in b" \t"]
    assert set(names) <= HEADERS
    assert max(Counter(names).values()) == 1
    for reading in (policy.default, policy.compat32):
        message = message_from_bytes(raw, policy=reading)
        assert sorted(message.keys()) == sorted(names)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert [one.addr_spec for one in parsed["To"].addresses] == [letter.recipient[1]]
    assert [one.addr_spec for one in parsed["From"].addresses] == [letter.sender[1]]


def diagonal() -> list[tuple[str, str]]:
    """Every letter and every text once at least; make proof tries each with each."""
    names, texts = list(LETTERS), list(NASTY)
    rounds = max(len(names), len(texts))
    return [(names[turn % len(names)], texts[turn % len(texts)]) for turn in range(rounds)]


@pytest.mark.parametrize(("name", "nasty"), diagonal())
def test_no_text_of_a_letter_adds_a_header_or_an_element(name: str, nasty: str) -> None:
    unharmed(name, nasty)


@pytest.mark.proof
@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("nasty", NASTY)
def test_no_text_does_so_in_any_letter(name: str, nasty: str) -> None:
    unharmed(name, nasty)


def unharmed(name: str, nasty: str) -> None:
    letter = LETTERS[name]
    hostile = spoiled(letter, lambda text: text + nasty)
    check_headers(hostile)
    assert tree(hostile) == tree(spoiled(letter, lambda text: text + "x"))


@settings(max_examples=100)
@given(HOSTILE, HOSTILE, st.sampled_from(sorted(LETTERS)))
def test_whatever_stands_before_or_after_it(before: str, after: str, name: str) -> None:
    letter = LETTERS[name]
    hostile = spoiled(letter, lambda text: before + text + after)
    check_headers(hostile)
    assert tree(hostile) == tree(letter)


@pytest.mark.parametrize("nasty", [one for one in NASTY if "\x00" not in one])
def test_a_rule_file_that_is_hostile_is_refused_or_harmless(deployment: Path, nasty: str) -> None:
    """Through the real files and the real command, to the bytes of the message."""
    rule = deployment / "rules" / RULE
    text = rule.read_text("utf-8")
    said = yaml.safe_dump({"titre": f"SAD{nasty}"}, allow_unicode=True, width=10**9)
    lines = [said.strip() if line.startswith("titre:") else line for line in text.splitlines()]
    rule.write_text("\n".join(lines) + "\n", "utf-8")
    run(deployment, "fact", "bethune-sad", "signature", "2025-04-01")
    arguments = ("remind", "--dry-run", "--on", "2026-12-10", "--out", str(deployment / "out"))
    done = run(deployment, *arguments)
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert f"rules/{RULE}:" in done.stderr
        return
    written = sorted((deployment / "out").glob("*.eml"))
    assert written != []
    for path in written:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["Bcc"] is None
        assert set(message.keys()) <= HEADERS
        body = message.get_body(("html",))
        assert body is not None
        assert "<script" not in body.get_content()
        assert "<img" not in body.get_content()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: evil@x.example",
        "a@b.example>, <evil@x.example",
        "a@b.example> ORCPT=rfc822;evil@x.example",
        '"a b"@b.example',
        "é@b.example",
        "a@[127.0.0.1]",
        "a@b.example\x00",
        "=?utf-8?q?a?=@b.example,evil@x.example",
    ],
)
def test_an_address_that_is_none_is_refused_where_it_stands(deployment: Path, address: str) -> None:
    directory = deployment / "annuaire.yaml"
    text = directory.read_text("utf-8")
    escaped = "".join(f"\\x{ord(one):02x}" if ord(one) < 32 else one for one in address)
    quoted = '"' + escaped.replace('"', '\\"') + '"'
    directory.write_text(text.replace("directrice@ccas-bethune.example", quoted), "utf-8")
    done = run(deployment, "check")
    assert done.returncode == 1
    assert "annuaire.yaml:" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
