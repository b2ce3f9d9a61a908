"""Render a letter into the bytes of a message: headers, text, HTML."""

import hashlib
import re
import textwrap
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scheduler import french
from scheduler.addresses import is_plain
from scheduler.mail.letter import Letter

POLICY = SMTP.clone(max_line_length=998)
WIDTH = 76
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\ufeff]+")
LABELS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "agreement": "Convention",
        "by": "Échéance",
        "who": "Qui",
        "deputy": "suppléance",
        "action": "À faire",
        "evidence": "Ce qui le prouve",
        "otherwise": "Sinon",
        "condition": "À savoir",
        "clause": "Le texte",
        "why": "Pourquoi cette date ?",
        "see": "Voir cette échéance",
        "next": "Prochain rappel",
        "source": "Règle",
    },
    "en": {
        "agreement": "Agreement",
        "by": "Due",
        "who": "Who",
        "deputy": "deputy",
        "action": "To do",
        "evidence": "What proves it",
        "otherwise": "Otherwise",
        "condition": "Please note",
        "clause": "The text",
        "why": "Why this date?",
        "see": "See this item",
        "next": "Next reminder",
        "source": "Rule",
    },
}


def render(letter: Letter) -> bytes:
    """The message's bytes, the same for the same letter; ValueError for an unsafe address."""
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(letter):
        message[name] = value
    # Base64 leaves no long line and no byte a relay could be tempted to rewrite.
    message.set_content(_text(letter), cte="base64")
    message.add_alternative(_html(letter), subtype="html", cte="base64")
    message.set_boundary("=_" + hashlib.sha256(letter.message_id.encode()).hexdigest()[:32])
    return message.as_bytes()


def _headers(letter: Letter) -> list[tuple[str, str]]:
    references = " ".join(clean(one) for one in letter.thread)
    headers = [
        ("From", _mailbox(letter.sender)),
        ("To", _mailbox(letter.recipient)),
        ("Reply-To", _mailbox(letter.reply_to) if letter.reply_to else ""),
        ("Subject", clean(letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", clean(letter.message_id)),
        ("In-Reply-To", clean(letter.thread[-1]) if letter.thread else ""),
        ("References", references),
        ("List-Id", f"<echeances.{letter.sender[1].rpartition('@')[2]}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", letter.language),
    ]
    return [(name, value) for name, value in headers if value]


def clean(value: str) -> str:
    """A header value in which nothing can hide: no control, no encoded word written by hand.

    Python's own encoder let ``=?utf-8?q?x=0D=0ABcc=3A…?=`` become a header (CVE-2024-6923).
    """
    return _UNSAFE.sub(" ", value).replace("=?", "= ?").strip()


def _mailbox(pair: tuple[str, str]) -> str:
    name, address = pair
    if not is_plain(address):
        raise ValueError(f"adresse refusée : {address!r}")
    words = re.sub(r'["\\<>@,;:()\[\]]', " ", clean(name))
    return f'"{" ".join(words.split())}" <{address}>'


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("scheduler.mail"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["typed"] = _typed
    environment.filters["plain"] = _plain
    environment.filters["wrapped"] = _wrapped
    environment.filters["indented"] = _indented
    environment.filters["short"] = french.short
    return environment


def _text(letter: Letter) -> str:
    template = _templates().get_template("letter.txt.j2")
    text = template.render(letter=letter, label=LABELS.get(letter.language, LABELS["fr"]))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _html(letter: Letter) -> str:
    template = _templates().get_template("letter.html.j2")
    return template.render(letter=letter, label=LABELS.get(letter.language, LABELS["fr"]))


def _plain(text: str) -> str:
    """Without the control characters that would upset a reader."""
    return _UNSAFE.sub(" ", text).strip()


def _typed(text: str) -> str:
    """French spacing in HTML: no break before ``; : ! ? »`` nor after ``«``."""
    text = re.sub(r" ([;:!?»])", "\u00a0\\1", _plain(text))
    return text.replace("« ", "«\u00a0")


def _indented(text: str) -> str:
    """Lines of at most 76 columns, all of them indented by two."""
    return textwrap.indent(_wrapped(text), "  ")


def _wrapped(text: str, indent: str = "") -> str:
    """Lines of at most 76 columns; what follows the first is indented."""
    return textwrap.fill(
        _typed(text),
        WIDTH - 2,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ).replace("\u00a0", " ")
