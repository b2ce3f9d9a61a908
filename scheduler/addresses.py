"""Which addresses may be used: mailboxes (RFC 5321 4.1.2), hosts, pages of the web."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
"""What an address of the web is written with (RFC 3986 2)."""
MAX_LENGTH = 254


def is_plain(address: str) -> bool:
    """Whether the address is one that nothing can be hidden in."""
    return len(address) <= MAX_LENGTH and _PLAIN.fullmatch(address) is not None


def is_loopback(host: str) -> bool:
    """Whether the host is this very machine, so that nothing sent to it can be overheard."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_web_address(url: str) -> bool:
    """Whether it is an http or https address in ASCII, with a host and no user (RFC 3986 3)."""
    if not _CHARACTERS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        usable = parts.port != 0
    except ValueError:
        return False
    return (
        usable
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
    )
