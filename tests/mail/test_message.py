"""The bytes of a message: headers, both bodies alike, nothing injected."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.deadlines import french
from scheduler.ical.invitation import to_bytes
from scheduler.mail.letter import Entry, Letter
from scheduler.mail.message import render
from tests.mail.samples import DIGEST, LETTERS, NOTICE, REMINDER
from tests.mail.scenes import SCENES, scene

GOLDEN = Path(__file__).parent / "golden"
LETTER = replace(
    REMINDER,
    entries=(replace(NOTICE, condition="Utile seulement selon une lecture."),),
    sections=(
        replace(DIGEST.sections[1], intro="Une introduction."),
        *DIGEST.sections[2:],
    ),
    banner="PRÉ-PRODUCTION",
)
ENTRY = LETTER.entries[0]


def parsed(letter: Letter) -> EmailMessage:
    return message_from_bytes(render(letter), policy=policy.default)


def bodies(letter: Letter) -> tuple[str, str]:
    message = parsed(letter)
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert all(found)
    text, html = (one.get_content() for one in found if one)
    return text, html


def flat(text: str) -> str:
    """Words alone: how lines break and what spaces are does not matter here."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(text)).replace("\u00a0", " ").split())


def head(letter: Letter) -> bytes:
    return render(letter).partition(b"\r\n\r\n")[0]


def test_the_headers_are_those_of_an_automatic_reminder() -> None:
    message = parsed(LETTER)
    assert message["Subject"] == LETTER.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] == LETTER.message_id
    assert message["References"] == message["In-Reply-To"] == LETTER.thread[0]
    assert message["Reply-To"].addresses[0].addr_spec == "conventions@ccas-bethune.example"
    assert message["To"].addresses[0].display_name == "Camille Delattre"
    assert message["From"].addresses[0].display_name == LETTER.sender[0]
    assert message["List-Id"].endswith("<echeances.ccas-bethune.example>")
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("name", ["invitation", "update", "cancellation"])
def test_calendars_find_the_invitation_among_the_alternatives(name: str) -> None:
    """RFC 6047 2.4: one calendar part, whose ``method`` is that of the object in it."""
    letter = LETTERS[name]
    assert letter.invitation
    method, body = letter.invitation.method, to_bytes(letter.invitation)
    message = parsed(letter)
    parts = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    attached = ["application/ics"] if method == "REQUEST" else []
    assert parts == ["text/plain", "text/html", "text/calendar", *attached]
    (calendar,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert calendar["Content-Type"].params == {"method": method, "charset": "UTF-8"}
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar.get_payload(decode=True) == body
    files = [one.get_payload(decode=True) for one in message.iter_attachments()]
    assert files == ([body] if method == "REQUEST" else [])


def test_no_boundary_of_an_invitation_begins_with_another() -> None:
    """RFC 2046 5.1.2: else a reader that compares beginnings ends the wrong part."""
    outer = parsed(LETTERS["invitation"])
    inner = next(outer.iter_parts())
    first, second = outer.get_boundary(), inner.get_boundary()
    assert first
    assert second
    assert not first.startswith(second)
    assert not second.startswith(first)


@pytest.mark.parametrize("name", LETTERS)
def test_the_bytes_are_stable_ascii_and_short_of_line(name: str) -> None:
    body = render(LETTERS[name])
    assert body == render(LETTERS[name])
    assert body.isascii()
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert b"\n" not in body.replace(b"\r\n", b"")


@given(st.text(min_size=1, max_size=300))
def test_no_encoded_word_is_longer_than_the_standard_allows(text: str) -> None:
    """RFC 2047 section 2: 75 characters; some readers show a longer one raw."""
    lines = head(replace(LETTER, subject=text, sender=(text, "e@ville.example"))).split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert all(len(word) <= 75 for line in lines for word in re.findall(rb"=\?[^?]+\?.+\?=", line))


def told(letter: Letter) -> Iterator[str]:
    """Every datum of a letter that a person reads, in the order of reading."""
    yield from (letter.banner, letter.greeting, letter.heading, *letter.lead)
    for one in letter.entries:
        yield from told_of(one)
    for section in letter.sections:
        yield from (section.title, section.intro)
        for line in section.lines:
            yield from (line.title, line.agreement, line.when, line.left, line.note)
        if not section.lines:
            yield section.empty
    yield from (letter.answer_by, letter.why, letter.whom)


def told_of(entry: Entry) -> Iterator[str]:
    yield from (entry.title, entry.left, entry.when, "date à confirmer" if entry.uncertain else "")
    yield from (entry.agreement, entry.who, entry.deputy or "", entry.action, entry.evidence)
    yield from (entry.otherwise, entry.condition, entry.article, entry.quote, *entry.derivation)
    yield french.short(entry.next_reminder) if entry.next_reminder else ""
    yield entry.source


@pytest.mark.parametrize("letter", [LETTER, *LETTERS.values()], ids=["full", *LETTERS])
def test_text_and_html_say_all_of_it_in_the_same_order(letter: Letter) -> None:
    for body in bodies(letter):
        place, words = 0, flat(body.partition("</head>")[2] or body).lower()
        for one in told(letter):
            found = words.find(flat(one).lower(), place)
            assert found >= 0, f"{one!r} is missing, or not in its place"
            place = found + len(flat(one))


@pytest.mark.parametrize("name", LETTERS)
def test_text_lines_are_short_and_its_spaces_ordinary(name: str) -> None:
    text, _ = bodies(LETTERS[name])
    assert all(len(line) <= 76 for line in text.splitlines() if "http" not in line)
    assert not re.search(r"[\u00a0\u202f]", text)


def test_html_has_french_spacing() -> None:
    """No break before double punctuation, inside guillemets, nor between a day and its month."""
    _, html = bodies(LETTER)
    assert not re.search(r" [;:!?»]|« ", re.sub(r"<[^>]+>", "", unescape(html)))
    assert "31\u00a0décembre" in html


def test_a_letter_without_a_page_has_no_link_and_says_how_to_answer() -> None:
    for body in bodies(LETTERS["late"]):
        assert "http" not in body
        assert "href" not in body
        assert "Pour répondre" in body


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", " https://x.example"]
)
def test_what_is_not_an_address_of_the_web_is_no_link(url: str) -> None:
    for body in bodies(replace(LETTER, entries=(replace(ENTRY, url=url),), sections=())):
        assert "href" not in body
        assert url.strip() not in body


def test_a_link_stays_on_its_line_and_in_its_attribute() -> None:
    url = 'https://x.example/é\r\n"><b>'
    for body in bodies(replace(LETTER, entries=(replace(ENTRY, url=url),), sections=())):
        assert "https://x.example/%C3%A9%0D%0A%22%3E%3Cb%3E" in body


def test_a_clause_without_quoted_words_names_its_article_alone() -> None:
    for body in bodies(replace(LETTER, entries=(replace(ENTRY, quote=""),))):
        assert not re.search(r"«\s*»", body.replace("\u00a0", " "))
        assert "article 3" in body


def test_capitals_inside_a_sentence_stay() -> None:
    letter = replace(LETTER, entries=(replace(ENTRY, left="à poster avant le COPIL de Béthune"),))
    assert all("À poster avant le COPIL de Béthune" in body for body in bodies(letter))


def test_english_changes_no_text_of_the_letter_itself() -> None:
    letter = replace(LETTER, language="en")
    assert parsed(letter)["Content-Language"] == "en, fr"
    for body in bodies(letter):
        assert "What proves it: " in flat(body)
        assert "Ce qui le prouve" not in body
        assert flat(ENTRY.evidence) in flat(body)


@pytest.mark.parametrize("name", SCENES)
def test_the_message_is_the_golden_one(name: str) -> None:
    """What is written for a real convention; ``python -m tests.mail --accept`` writes it anew."""
    assert scene(name) == (GOLDEN / f"{name}.eml").read_bytes()


def test_every_golden_message_is_compared() -> None:
    assert {path.stem for path in GOLDEN.glob("*.eml")} == set(SCENES)


HOSTILE = "x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>"
ENCODED = "=?utf-8?q?x=0D=0ABcc=3A_evil=40x=2Efr?="


@pytest.mark.parametrize("value", [HOSTILE, ENCODED, "\u2028Bcc: x@y", "a\x00b", "a\ud800b"])
def test_no_value_can_add_a_header(value: str) -> None:
    letter = replace(
        LETTER,
        subject=value,
        language=value,
        sender=(value, "e@ville.example"),
        recipient=(value, "d@ville.example"),
        reply_to=(value, "r@ville.example"),
    )
    assert list(parsed(letter)) == list(parsed(LETTER))


@given(st.text(st.characters(), max_size=80), st.sampled_from([HOSTILE, ENCODED, "\r\n ", "=?"]))
def test_no_text_becomes_a_header(text: str, hostile: str) -> None:
    """Read as the oldest mail programs do it too: names first, encoded words after."""
    value = text + hostile + text
    pair = (value, "d@ville.example")
    letter = replace(LETTER, subject=value, sender=pair, recipient=pair, reply_to=pair)
    names = list(parsed(letter))
    assert names == [name for name in parsed(LETTER) if name in names]
    old = message_from_bytes(render(letter), policy=policy.compat32)
    for name in ("Subject", "From", "To", "Reply-To", "List-Id"):
        decoded = str(make_header(decode_header(re.sub(r"\r\n", "", old[name] or ""))))
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u202e]", decoded)
        assert "=?" not in decoded


def test_an_address_that_hides_something_is_refused() -> None:
    for address in ("a@b\r\nBcc: x@y", "a b@c", "é@c", ""):
        with pytest.raises(ValueError, match="adresse refusée"):
            render(replace(LETTER, recipient=("x", address)))


def test_an_identifier_that_hides_something_is_refused() -> None:
    for one in ("<a@b>" + HOSTILE, ENCODED, "a@b", "<a b@c>", ""):
        with pytest.raises(ValueError, match="identifiant de message refusé"):
            render(replace(LETTER, message_id=one))
        with pytest.raises(ValueError, match="identifiant de message refusé"):
            render(replace(LETTER, thread=(one,)))


@given(st.text(st.characters(), max_size=80))
def test_no_text_becomes_markup(text: str) -> None:
    hostile = text + "<b onclick=x>\"'&"
    texts: dict[str, Any] = dict.fromkeys(
        (one.name for one in fields(Entry) if isinstance(getattr(ENTRY, one.name), str)), hostile
    )
    entry = replace(ENTRY, **texts, derivation=(hostile,))
    line = replace(LETTER.sections[0].lines[0], when=hostile, title=hostile, note=hostile)
    section = replace(LETTER.sections[0], title=hostile, intro=hostile, lines=(line,))
    letter = replace(LETTER, heading=hostile, lead=(hostile,), greeting=hostile, banner=hostile)
    letter = replace(letter, why=hostile, whom=hostile, entries=(entry,), sections=(section,))
    _, html = bodies(letter)
    assert "<b" not in html.replace("<body", "").replace("<br>", "")
    assert "<b onclick" in unescape(html)
