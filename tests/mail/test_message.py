"""The bytes of a message: headers, both bodies alike, nothing injected."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.mail.letter import Entry, Letter, Line, Section
from scheduler.mail.message import render

GOLDEN = Path(__file__).parent / "golden"
ENTRY = Entry(
    title="Dénonciation avant reconduction tacite – période initiale",
    agreement="Convention de partenariat (SAD)",
    day=date(2026, 12, 11),
    when="au plus tard le jeudi 31 décembre 2026",
    left="à poster demain",
    late=False,
    uncertain=False,
    who="Camille Delattre, Directrice du CCAS",
    deputy="Noé Lemaire",
    action="Décider : laisser reconduire, ou dénoncer.",
    evidence="la preuve de dépôt",
    otherwise="la convention est reconduite",
    condition="utile seulement selon une lecture",
    article="article 3",
    quote="moyennant le respect d’un préavis de trois mois",
    derivation=("1. Le texte dit ceci.", "2. Le dernier jour utile est le 31 décembre."),
    source="rules/bethune-sad.yaml:45",
    url="https://echeancier.ville.example/echeance/bethune-sad/preavis/p1",
    next_reminder=date(2026, 12, 14),
)
LETTER = Letter(
    message_id="<abc@essai.echeancier.localhost>",
    thread=("<fil.def@essai.echeancier.localhost>",),
    date=datetime(2026, 12, 10, 7, tzinfo=UTC),
    sender=("échéancier", "echeancier@ville.example"),
    reply_to=("Noé Lemaire", "conventions@ville.example"),
    recipient=("Camille Delattre", "directrice@ville.example"),
    language="fr",
    kind="reminder",
    subject="À poster demain : dénonciation – Convention SAD Béthune",
    heading="À poster demain : dénonciation",
    lead=("Dénonciation, au plus tard le 31 décembre.", "À poster demain."),
    greeting="Bonjour Madame la Directrice,",
    entries=(ENTRY,),
    sections=(
        Section(
            "Ce mois-ci",
            (
                Line(
                    "au plus tard le 31 décembre",
                    "Réunion",
                    "Convention SAD",
                    "dans 21 jours",
                    None,
                    "note",
                ),
            ),
            intro="Une introduction",
        ),
        Section("Rien ici", (), empty="Aucune échéance."),
    ),
    why="Vous recevez ce message comme Directrice du CCAS.",
    whom="Une question : Noé Lemaire.",
    banner="PRÉ-PRODUCTION",
    answer_by="",
)


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


def test_the_headers_are_those_of_an_automatic_reminder() -> None:
    message = parsed(LETTER)
    assert message["Subject"] == LETTER.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Message-ID"] == LETTER.message_id
    assert message["References"] == message["In-Reply-To"] == LETTER.thread[0]
    assert message["Reply-To"].addresses[0].addr_spec == "conventions@ville.example"
    assert message["To"].addresses[0].display_name == "Camille Delattre"
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_bytes_are_the_same_for_the_same_letter_and_ascii_within_998_columns() -> None:
    body = render(LETTER)
    assert body == render(LETTER)
    assert body.isascii()
    assert max(len(line) for line in body.split(b"\r\n")) <= 998


def test_text_and_html_say_the_same_in_the_same_order() -> None:
    text, html = (flat(body) for body in bodies(LETTER))
    told = [getattr(ENTRY, one.name) for one in fields(Entry)]
    told = [one for one in told if isinstance(one, str) and not one.startswith("http")]
    told += [*ENTRY.derivation, *LETTER.lead, LETTER.why, LETTER.whom, LETTER.greeting]
    told += ["Ce mois-ci", "Une introduction", "Réunion", "dans 21 jours", "Aucune échéance."]
    for one in told:
        assert flat(one).lower() in text.lower(), one
        assert flat(one).lower() in html.lower(), one
    order = [LETTER.lead[0], ENTRY.action, ENTRY.evidence, ENTRY.otherwise, ENTRY.quote]
    order += [ENTRY.derivation[0], "Ce mois-ci", LETTER.why]
    for body in (text, html):
        places = [body.index(flat(one)) for one in order]
        assert places == sorted(places)


def test_text_lines_are_short() -> None:
    text, _ = bodies(LETTER)
    assert all(len(line) <= 78 for line in text.splitlines() if "http" not in line)


def test_html_stands_alone() -> None:
    """No script, style sheet, remote image or form: webmails drop or block them."""
    _, html = bodies(LETTER)
    assert not re.search(r"<(script|style|img|form|link|iframe)", html)
    assert html.count("<h1") == 1
    assert 'lang="fr"' in html
    assert html.count('role="presentation"') == html.count("<table")


def test_a_letter_without_a_page_has_no_link_and_says_how_to_answer() -> None:
    letter = replace(
        LETTER,
        entries=(replace(ENTRY, url=None),),
        answer_by="Pour répondre : écrire à la personne ci-dessous.",
    )
    text, html = bodies(letter)
    assert "http" not in text
    assert "href" not in html
    assert "Pour répondre" in text
    assert "Pour répondre" in html


@pytest.mark.parametrize("name", ["reminder", "digest"])
def test_the_message_is_the_golden_one(name: str) -> None:
    letter = LETTER if name == "reminder" else replace(LETTER, entries=(), kind="digest", thread=())
    assert render(letter) == (GOLDEN / f"{name}.eml").read_bytes()


HOSTILE = "x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>"
ENCODED = "=?utf-8?q?x=0D=0ABcc=3A_evil=40x=2Efr?="


@pytest.mark.parametrize("value", [HOSTILE, ENCODED, "\u2028Bcc: x@y", "a\x00b"])
def test_no_value_can_add_a_header(value: str) -> None:
    letter = replace(
        LETTER,
        subject=value,
        message_id="<a@b>" + value,
        sender=(value, "e@ville.example"),
        recipient=(value, "d@ville.example"),
        reply_to=(value, "r@ville.example"),
        thread=(value,),
    )
    names = [name.lower() for name in parsed(letter)]
    assert "bcc" not in names
    assert len(names) == len(set(names))


def test_an_address_that_hides_something_is_refused() -> None:
    for address in ("a@b\r\nBcc: x@y", "a b@c", "é@c", ""):
        with pytest.raises(ValueError, match="adresse refusée"):
            render(replace(LETTER, recipient=("x", address)))


@given(st.text(max_size=80))
def test_no_text_becomes_markup_or_a_header(text: str) -> None:
    hostile = text + "<b onclick=x>\"'&"
    entry = replace(ENTRY, title=hostile, quote=hostile, derivation=(hostile,), url=None)
    letter = replace(LETTER, subject=hostile, heading=hostile, entries=(entry,), sections=())
    message = parsed(letter)
    html = message.get_body(("html",))
    assert html is not None
    assert "<b onclick" not in html.get_content()
    assert len(list(message.keys())) == len(set(message.keys()))
