"""Which addresses may reach a header or an envelope: ASCII dot-atoms only (RFC 5321 4.1.2)."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
MAX_LENGTH = 254


def is_plain(address: str) -> bool:
    """Whether the address is one that nothing can be hidden in."""
    return len(address) <= MAX_LENGTH and _PLAIN.fullmatch(address) is not None
