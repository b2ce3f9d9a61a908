"""No value of a rule file, of the directory or of a comment becomes a header, a tag, an event."""

import json
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.letters.desk import Desk
from tests.blank import opened_blank
from tests.correspondence.played import (
    ANA,
    BO,
    DIRECTORY,
    LEASE,
    MAX,
    REPORT,
    START,
    Mail,
    Played,
    Refused,
)

HEADERS = {
    *("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "auto-submitted", "x-auto-response-suppress", "content-language"),
    *("mime-version", "content-type", "content-transfer-encoding"),
}
TAGS = {
    *("html", "head", "meta", "title", "body", "table", "tr", "td", "p", "h1", "h2", "h3"),
    *("strong", "a", "br"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "style", "role", "width", "cellpadding"),
    *("cellspacing", "border", "align", "href"),
}
PAGE = "https://echeances.ville.example"
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "</td></tr></table><form action=https://mal.example><input>",
    "=?utf-8?q?x=0D=0ABcc:=20mal@mal.example?=",
    "x\r\nBcc: mal@mal.example\r\n\r\ncorps",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:autre\nMETHOD:CANCEL",
    "{{ 7*7 }}{% raw %}{{ letter }}",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "l'été « à » 100 % & <b>gras</b> ; \\, \\n",
    "a" * 3000,
)


class Reader(HTMLParser):
    """Every tag and attribute of a letter."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def with_values(text: str, word: str) -> str:
    """The file with that word wherever a person may write anything."""
    said = json.dumps(word, ensure_ascii=True)
    for plain in (
        *("Bilan de la saison", "Attestation d'assurance", "Bail du gymnase", "Service des sports"),
        *("la subvention n'est pas versée", "Club de judo", "le gymnase n'est plus ouvert au club"),
        *("au plus tard le 15 mars", "attestation d'assurance", "Ana", "Bo", "Max"),
    ):
        text = text.replace(f": {plain}\n", f": {said}\n").replace(f": {plain}}}", f": {said}}}")
        text = text.replace(f": {plain},", f": {said},")
    return text


def letters(word: str, folder: Path) -> list[Mail]:
    """What a town whose every text is that word receives in its worst weeks."""
    database = opened_blank(folder / "base.sqlite")
    town = Played(database, folder, Desk((word, "e@ville.example"), "essai.localhost", page=PAGE))
    directory = with_values(DIRECTORY, word)
    wishing = directory.replace(f"adresse: {ANA}}}", f"adresse: {ANA}, agenda: oui}}")
    town.write("annuaire.yaml", wishing)
    town.write("rules/gymnase.yaml", with_values(LEASE, word))
    town.days(START, date(2026, 11, 18))
    town.days(date(2027, 3, 12), date(2027, 3, 16))
    town.record("done", REPORT, date(2027, 3, 16), word)
    town.days(date(2027, 3, 17), date(2027, 4, 13))
    town.dead.add(BO)
    town.days(date(2027, 5, 10), date(2027, 5, 13))
    town.days(date(2027, 5, 28), date(2027, 6, 2))
    database.close()
    return town.taken


def check(mail: Mail) -> None:
    parsed = message_from_bytes(mail.body, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    for part in parsed.walk():
        names = [name.lower() for name in part]
        assert set(names) <= HEADERS | {"content-disposition", "content-id"}, names
        assert len(names) == len(set(names))
    assert str(parsed["To"].addresses[0].addr_spec) == mail.to
    assert len(parsed["To"].addresses) == 1
    html = parsed.get_body(("html",))
    assert html is not None
    reader = Reader()
    reader.feed(html.get_content())
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    assert [one for one in reader.links if not one.startswith(PAGE)] == []
    for part in parsed.walk():
        if part.get_content_type() == "text/calendar":
            calendar = Calendar.from_ical(part.get_content())
            assert [one.name for one in calendar.subcomponents] == ["VEVENT"]
            assert calendar["METHOD"] == part.get_param("method")


@pytest.mark.parametrize("word", HOSTILE)
def test_what_would_command_a_reader_stays_a_text_in_every_letter(
    word: str, tmp_path: Path
) -> None:
    found = letters(word, tmp_path)
    assert {one.kind for one in found} >= {"initial", "invitation", "reminder", "digest", "done"}
    assert {ANA, BO, MAX} <= {one.to for one in found}
    for mail in found:
        check(mail)


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_whatever_is_written_stays_a_text_in_every_letter(word: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            found = letters(word, Path(folder))
        except Refused:
            return
        for mail in found:
            check(mail)


def test_a_planted_tag_and_header_would_be_seen() -> None:
    planted = Reader()
    planted.feed('<p onclick="x">a<script>')
    assert not planted.tags <= TAGS
    assert not planted.attributes <= ATTRIBUTES
