"""Render a letter into the bytes of a message: headers, text, HTML, invitation."""

import hashlib
import re
import textwrap
from collections.abc import Mapping
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scheduler import english
from scheduler.addresses import is_plain
from scheduler.deadlines import french
from scheduler.ical.invitation import Invitation, to_bytes
from scheduler.mail.letter import Letter
from scheduler.tongue import tongue_of

WIDTH = 76
"""Columns of the text; of a line of base64 (RFC 2045 6.8) and of encoded words too."""
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
"""Controls, invisible marks and those that turn the writing round, halves of characters."""
_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_DAY = re.compile(rf"\b(1er|\d{{1,2}}) ({'|'.join((*french.MONTHS, *english.MONTHS))})\b")
_IDENTIFIER = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
FILE = "echeance.ics"
LANGUAGES = {"fr": "fr", "en": "en, fr"}
"""What Content-Language says: what a convention says is French in every letter."""
LABELS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "colon": " : ",
        "semicolon": " ; ",
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
        "uncertain": "date à confirmer",
        "see": "Voir cette échéance",
        "next": "Prochain rappel",
        "source": "Règle",
        "draft": "Lettre prête à envoyer",
    },
    "en": {
        "colon": ": ",
        "semicolon": "; ",
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
        "uncertain": "date to be confirmed",
        "see": "See this item",
        "next": "Next reminder",
        "source": "Rule",
        "draft": "A letter ready to send",
    },
}


def render(letter: Letter) -> bytes:
    """The message's bytes, the same for the same letter.

    Raises ValueError for an unsafe address or identifier; every other text is made harmless.
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(letter))
    content = EmailMessage(policy=SMTP)
    # Base64 leaves no long line and no byte a relay could be tempted to rewrite.
    content.set_content(_text(letter), cte="base64")
    content.add_alternative(_html(letter), subtype="html", cte="base64")
    marks = hashlib.sha256(letter.message_id.encode()).hexdigest()
    content.set_boundary("=_" + marks[:24])
    if letter.invitation:
        _invite(content, letter.invitation)
    if content.get_content_type() == "multipart/mixed":
        # Neither boundary may begin with the other (RFC 2046 5.1.2).
        content.set_boundary("=_" + marks[24:48])
    return head.encode("ascii") + content.as_bytes()


def _invite(content: EmailMessage, invitation: Invitation) -> None:
    """Add the invitation where calendars look for it: among the alternatives (RFC 6047 2.4).

    Outlook, Gmail and Thunderbird read that part by its ``method``. Webmails that know no
    invitation show no such part: a request is attached once more, as a file to open. Not a
    cancellation: importing one would add a cancelled event.
    """
    body = to_bytes(invitation)
    described = {"method": invitation.method, "charset": "UTF-8"}
    content.add_alternative(body, "text", "calendar", cte="base64", params=described)
    if invitation.method == "REQUEST":
        content.add_attachment(body, "application", "ics", cte="base64", filename=FILE)


def _headers(letter: Letter) -> list[tuple[str, str]]:
    """Written by us alone, so that no encoder can make one header into two."""
    thread = [_identifier(one) for one in letter.thread]
    headers = [
        ("From", _mailbox("From", letter.sender)),
        ("To", _mailbox("To", letter.recipient)),
        ("Reply-To", _mailbox("Reply-To", letter.reply_to) if letter.reply_to else ""),
        ("Subject", _worded("Subject", clean(letter.subject))),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", _identifier(letter.message_id)),
        ("In-Reply-To", thread[-1] if thread else ""),
        ("References", "\r\n ".join(thread)),
        ("List-Id", _list_id(letter.sender)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", LANGUAGES.get(letter.language, LANGUAGES["fr"])),
    ]
    return [(name, value) for name, value in headers if value]


def clean(value: str) -> str:
    """A header value in which nothing can hide: no control, no encoded word written by hand.

    Python's own encoder let ``=?utf-8?q?x=0D=0ABcc=3A…?=`` become a header (CVE-2024-6923).
    """
    return _plain(value).replace("=?", "= ?")


def _worded(name: str, text: str) -> str:
    """The text of header ``name`` in ASCII: encoded words of 75 at most (RFC 2047 2) if need be."""
    if text.isascii() and len(name) + len(text) < WIDTH:
        return text
    return Header(text, "utf-8", maxlinelen=WIDTH - 1, header_name=name).encode(linesep="\r\n")


def _phrase(name: str, text: str) -> str:
    """A display name (RFC 5322 3.2.5): quoted, or in encoded words; empty stays empty."""
    words = " ".join(re.sub(r'["\\<>@,;:()\[\]]', " ", clean(text)).split())
    worded = _worded(name, words)
    return f'"{words}"' if words and worded == words else worded


def _mailbox(name: str, pair: tuple[str, str]) -> str:
    called, address = pair
    if not is_plain(address):
        raise ValueError(f"adresse refusée : {address!r}")
    return _called(name, called, f"<{address}>")


def _list_id(sender: tuple[str, str]) -> str:
    """What a reader sorts by (RFC 2919), called as the sender is."""
    called, address = sender
    return _called("List-Id", called, f"<echeances.{address.rpartition('@')[2]}>")


def _called(name: str, called: str, address: str) -> str:
    phrase = _phrase(name, called)
    last = f"{name}: {phrase}".rpartition("\r\n")[2]
    fold = "\r\n" if phrase and len(last) + len(address) >= WIDTH else ""
    return f"{phrase}{fold} {address}".strip()


def _identifier(value: str) -> str:
    if not _IDENTIFIER.fullmatch(value):
        raise ValueError(f"identifiant de message refusé : {value!r}")
    return value


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
    environment.filters["paragraphs"] = _paragraphs
    environment.filters["heading"] = _heading
    environment.filters["link"] = _link
    environment.filters["capitalised"] = french.capitalised
    return environment


def _text(letter: Letter) -> str:
    return re.sub(r"\n{3,}", "\n\n", _filled("letter.txt.j2", letter)).strip() + "\n"


def _html(letter: Letter) -> str:
    return _filled("letter.html.j2", letter)


def _filled(name: str, letter: Letter) -> str:
    tongue = tongue_of(letter.language)
    template = _templates().get_template(name)
    return template.render(letter=letter, label=LABELS[tongue.code], tongue=tongue)


def _plain(text: str) -> str:
    """Without what would upset or deceive a reader."""
    return _UNSAFE.sub(" ", text).strip()


def _typed(text: str) -> str:
    """French spacing in HTML: no break before ``; : ! ? »``, after ``«``, between day and month."""
    text = re.sub(r" ([;:!?»])", "\u00a0\\1", _plain(text)).replace("« ", "«\u00a0")
    return _DAY.sub("\\1\u00a0\\2", text)


def _link(address: str | None) -> str:
    """The address as ASCII, or nothing where it is not one of the web's."""
    written = quote(address or "", safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    return written if written.startswith(("https://", "http://")) else ""


def _indented(text: str) -> str:
    """Lines of at most 76 columns, all of them indented by two."""
    return textwrap.indent(_wrapped(text), "  ")


def _paragraphs(text: str) -> list[str]:
    """A text's own lines, but the empty ones."""
    return [line for line in text.split("\n") if line.strip()]


def _heading(text: str) -> str:
    """A heading of the text, underlined."""
    lines = _wrapped(text)
    return f"{lines}\n{'-' * max(map(len, lines.splitlines()), default=0)}"


def _wrapped(text: str, indent: str = "") -> str:
    """Lines of at most 76 columns; what follows the first is indented."""
    filled = textwrap.fill(
        _typed(text),
        WIDTH - 2,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return _SPACES.sub(" ", filled)
