"""Read a delivery report (RFC 3464): which message it is about, and what became of it."""

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from email.parser import HeaderParser
from typing import get_args

from scheduler.delivery import Action, Failure, Kind, NotReport, Report
from scheduler.mail.message import clean

MAX_BYTES = 256 * 1024
"""What is read of a report: its fields and the returned headers come before any long body."""
MAX_RECIPIENTS = 100
MAX_CONTAINERS = 40
"""The library's parser takes a time that grows as their number times that of lines."""
MAX_DEPTH = 20
MAX_ADDRESS = 254
MAX_DIAGNOSTIC = 300
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RECEIPT_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
RETURNED_TYPES = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
_CONTAINER = re.compile(r"multipart/|delivery-status", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_IDENTIFIER = re.compile(r"<[!-;=?-~]+>")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_XTEXT = re.compile(r"\+([2-7][0-9A-F])")
_DAEMON = re.compile(r"mailer-daemon|postmaster@|mail delivery", re.IGNORECASE)
_BY_CLASS: dict[str, Action] = {"2": "delivered", "4": "delayed", "5": "failed"}
_ACTIONS: dict[str, Action] = {action: action for action in get_args(Action)}


def read_report(body: bytes) -> Report | NotReport:
    """What a message that came back says. Never raises, whatever the bytes are."""
    text = body[:MAX_BYTES].decode("utf-8", "replace").replace("\r\n", "\n")
    if len(_CONTAINER.findall(text)) > MAX_CONTAINERS:
        return NotReport("other")
    try:
        return _read(message_from_string(text))
    except Exception:
        # The library's parser should raise nothing, but parameters and deep nesting make it.
        return NotReport("other")


def _read(message: Message) -> Report | NotReport:
    for parts in _with_status(message, MAX_DEPTH):
        status = next(part for part in parts if _is(part, STATUS_TYPES))
        blocks = [_headers(text) for text in _BLANK_LINE.split(_written(status).strip())]
        told = (_failure(block) for block in blocks[: MAX_RECIPIENTS + 1])
        recipients = tuple(failure for failure in told if failure)
        if recipients:
            return Report(_returned_id(parts), _envelope_id(blocks), recipients)
    return NotReport(_kind(message))


def _is(part: Message, types: tuple[str, ...]) -> bool:
    return part.get_content_type() in types


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _with_status(part: Message, depth: int) -> Iterator[list[Message]]:
    """The parts among which a status stands: the outermost first, then those of forwarded mail."""
    children = _children(part)
    if any(_is(child, STATUS_TYPES) for child in children):
        yield children
    elif depth and not _is(part, STATUS_TYPES):
        for child in children:
            yield from _with_status(child, depth - 1)


def _written(part: Message) -> str:
    """The text of a part, whatever the parser made of it: fields, nested messages, base64."""
    children = _children(part)
    inside = part.get_payload() if not children else "\n\n".join(map(_whole, children))
    return _decoded(str(inside), str(part.get("Content-Transfer-Encoding", "")))


def _whole(part: Message) -> str:
    head = "".join(f"{name}: {value}\n" for name, value in part.items())
    inside = part.get_payload()
    return f"{head}\n{inside if isinstance(inside, str) else ''}"


def _decoded(text: str, encoding: str) -> str:
    if encoding.strip().lower() not in ("base64", "quoted-printable"):
        return text
    carrier = Message()
    carrier["Content-Transfer-Encoding"] = encoding.strip()
    carrier.set_payload(text.strip())
    payload = carrier.get_payload(decode=True)
    decoded = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return decoded.replace("\r\n", "\n")


def _headers(text: str) -> Message:
    return HeaderParser().parsestr(text.lstrip())


def _failure(block: Message) -> Failure | None:
    """One recipient's group of fields; None where it names nobody or says nothing."""
    original = _address(block.get("Original-Recipient", ""))
    recipient = _address(block.get("Final-Recipient", "")) or original
    diagnostic = _diagnostic(block.get("Diagnostic-Code", ""))
    status = _status(block.get("Status", "")) or _status(diagnostic)
    action = _ACTIONS.get(_word(block.get("Action", ""))) or _BY_CLASS.get(status[:1])
    if not recipient or action is None:
        return None
    return Failure(recipient, original or None, action, status, diagnostic)


def _address(value: str) -> str:
    """``rfc822; <a@b.example>`` without its type, its brackets, and what should not be there."""
    kind, _, rest = value.partition(";")
    words = _shown(rest or kind).split()
    return words[0].strip("<>")[:MAX_ADDRESS] if words else ""


def _diagnostic(value: str) -> str:
    kind, separator, rest = value.partition(";")
    text = rest if separator and kind.strip().replace("-", "").isalnum() else value
    text = _shown(text)
    return text if len(text) <= MAX_DIAGNOSTIC else text[: MAX_DIAGNOSTIC - 1] + "…"


def _shown(text: str) -> str:
    """On one line, without anything that would not be seen."""
    seen = (character if character.isprintable() else " " for character in clean(text))
    return " ".join("".join(seen).split())


def _status(value: str) -> str:
    found = _STATUS.search(value)
    return found[0] if found else ""


def _word(value: str) -> str:
    """The first word, in small letters: a comment may follow it."""
    found = re.match(r"\s*([a-z]+)", value.lower())
    return found[1] if found else ""


def _envelope_id(blocks: list[Message]) -> str | None:
    """What the sender called the envelope, out of its encoding (RFC 3461 4, "xtext")."""
    written = next(filter(None, (one.get("Original-Envelope-Id") for one in blocks)), "")
    plain = _XTEXT.sub(lambda found: chr(int(found[1], 16)), written.strip())
    return plain if _IDENTIFIER.fullmatch(f"<{plain}>") else None


def _returned_id(parts: list[Message]) -> str | None:
    """The Message-ID of the returned message, whole or only its headers."""
    for part in parts:
        if _is(part, RETURNED_TYPES):
            returned = (_children(part) or [_headers(_written(part))])[0]
            found = _IDENTIFIER.search(returned.get("Message-ID", ""))
            if found:
                return found[0]
    return None


def _kind(message: Message) -> Kind:
    """What a message that is no report seems to be."""
    if any(_is(child, RECEIPT_TYPES) for child in _children(message)):
        return "receipt"
    if message.get("X-Failed-Recipients") or _DAEMON.search(message.get("From", "")):
        return "prose"
    automatic = _word(message.get("Auto-Submitted", "no")) != "no"
    if automatic or message.get("X-Autoreply") or "reply" in message.get("Precedence", ""):
        return "answer"
    return "other"
