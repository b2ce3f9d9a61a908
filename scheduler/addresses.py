"""Which addresses may reach a header or an envelope: ASCII dot-atoms only (RFC 5321 4.1.2)."""

import re
from ipaddress import ip_address

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
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
