"""Texts, names, addresses and identities that every calendar reads back alike."""

import hashlib
import re
import unicodedata
from urllib.parse import quote

MAX_DESCRIPTION = 2_000
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text every calendar reads back alike: NFC, no control character, no backslash.

    Nor straight quotes around the whole: some take them for a parameter's and drop them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = CONTROL.sub(" ", text).replace("\\", "/")
    text = "\n".join(line.strip() for line in text.split("\n")).strip()
    return f"“{text[1:-1]}”" if len(text) > 1 and text[0] == text[-1] == '"' else text


def one_line(text: str) -> str:
    """The same on a single line, as a title is."""
    return clean(text).replace("\n", " ")


def shortened(text: str, limit: int = MAX_DESCRIPTION) -> str:
    """At most ``limit`` characters; what was cut says so."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain_name(text: str) -> str:
    """A name without what some calendars show escaped: ``,``, ``;`` and backslash."""
    return " ".join(re.sub(r"[,;\\]", " ", one_line(text)).split())


def web_address(url: str) -> str:
    """The address as ASCII on one line."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def uid(key: str, family: str, domain: str) -> str:
    """The event's stable identity: from the occurrence's key and who it is for, never a date.

    Feeds of two families, and the invitations of each person, must not share a UID: one calendar
    program skips those it has elsewhere.
    """
    readable = re.sub(r"[^a-z0-9-]+", "-", key.lower()).strip("-")[:80]
    short = hashlib.sha256(f"{family}|{key}".encode()).hexdigest()[:12]
    return f"{readable}-{short}@{domain}"
