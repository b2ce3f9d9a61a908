"""French spacing of a page: no line begins with its punctuation, none ends with an open quote."""

import re

_PARTS = re.compile(r"(<(?:code|pre|title|textarea)\b.*?</|<[^>]*>)", re.DOTALL)
_BEFORE = re.compile(r" ([;:!?»])")


def spaced(page: str) -> str:
    """The HTML with unbreakable spaces in its running text; tags and what is typed keep theirs."""
    return "".join(
        part if rank % 2 else _in_text(part) for rank, part in enumerate(_PARTS.split(page))
    )


def _in_text(text: str) -> str:
    return _BEFORE.sub("\u00a0\\1", text).replace("« ", "«\u00a0")
