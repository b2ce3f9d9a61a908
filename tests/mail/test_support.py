"""What mail programs do not support of the letters: nothing that a reader would miss."""

import json
import subprocess
from dataclasses import dataclass
from functools import lru_cache

import pytest

from tests.mail.samples import LETTERS
from tests.mail.scenes import SCENES, html_of, scene
from tests.mail.test_message import bodies
from tests.needs import ENGINES

pytestmark = pytest.mark.needs("node-engines")
WORD = ("outlook.windows", "outlook.windows-mail")
"""Classic Outlook, which draws with Word's engine."""
GMAIL = ("gmail.desktop-webmail", "gmail.mobile-webmail", "gmail.android", "gmail.ios")
ORANGE = ("orange.desktop-webmail", "orange.android", "orange.ios")
SFR = ("sfr.desktop-webmail", "sfr.android", "sfr.ios")
OUTLOOK = ("outlook.outlook-com", "outlook.android", "outlook.ios")


@dataclass(frozen=True)
class Borne:
    """A feature that some programs lack, and why no reader misses it."""

    feature: str
    clients: tuple[str, ...]
    why: str


BORNE = (
    Borne(
        "<body> element",
        ("laposte.desktop-webmail", "outlook.macos", *SFR, *GMAIL, *ORANGE, *OUTLOOK),
        "a webmail puts the letter into a page of its own: body carries a margin of 0 and no more",
    ),
    Borne("lang attribute", ("orange.desktop-webmail",), "a screen reader keeps the page's French"),
    Borne(
        "role attribute",
        (*ORANGE, "outlook.windows-mail"),
        "one column: a layout table told as a table is still read in order",
    ),
    Borne("align attribute", ("outlook.macos",), "left and right alone fail; ours is center"),
    Borne(
        "text-align",
        ("gmail.android", "gmail.ios", *ORANGE, *WORD),
        "start and end alone fail; ours is left",
    ),
    Borne("border", WORD, "6 pixels at most (of 8), and on cells; under a title it may be missing"),
    Borne("font-size", WORD, "given in pixels, the one unit that never fails"),
    Borne("line-height", WORD, "a plain number, neither em nor px"),
    Borne("line-height", ("orange.android", "orange.ios"), "never normal"),
    Borne("height property", ("outlook.windows",), "what the linter takes line-height for"),
    Borne("margin", (*GMAIL, *OUTLOOK, *WORD), "never negative nor auto; no ground to show under"),
    Borne("max-width", WORD, "on a table, where it works"),
    Borne("padding", WORD, "on cells, one to a row, where it works"),
    Borne("width attribute", ("outlook.windows",), "no image; 640 is a little less at 120 dpi"),
    Borne("width property", ("outlook.windows",), "on a table, where it works"),
    Borne("width property", ("laposte.desktop-webmail",), "the letter is as wide as its text"),
)
BAD = """<!DOCTYPE html><html lang="fr"><head><style>p {color: red}</style></head>
<body><div style="display:flex;border-radius:8px;background-image:url(x.png)"><svg></svg></div>
</body></html>"""


@lru_cache
def lacking(html: str) -> frozenset[tuple[str, str]]:
    """(feature, client) for what that program supports in part or not at all."""
    done = subprocess.run(
        ["node", str(ENGINES / "lint_mail.mjs"), "/dev/stdin"],
        input=html,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return frozenset((one["feature"], one["client"]) for one in json.loads(done.stdout))


def borne() -> set[tuple[str, str]]:
    return {(one.feature, client) for one in BORNE for client in one.clients}


@pytest.mark.parametrize("name", SCENES)
def test_no_letter_needs_what_a_program_lacks(name: str) -> None:
    assert lacking(html_of(scene(name))) - borne() == set()


@pytest.mark.parametrize("name", LETTERS)
def test_no_sample_needs_what_a_program_lacks(name: str) -> None:
    assert lacking(bodies(LETTERS[name])[1]) - borne() == set()


def test_nothing_is_borne_that_no_letter_needs() -> None:
    found = set().union(*(lacking(html_of(scene(name))) for name in SCENES))
    assert borne() - found == set()


def test_what_webmails_drop_is_caught() -> None:
    """The style sheet that laposte.net drops, what Word cannot draw, Orange's missing ground."""
    found = lacking(BAD) - borne()
    assert ("<style> element", "laposte.desktop-webmail") in found
    assert ("border-radius", "outlook.windows") in found
    assert ("display:flex", "outlook.windows") in found
    assert ("background-image", "free-fr.desktop-webmail") in found
    assert {client for _, client in found} >= {"gmail.ios", "orange.ios", "sfr.ios"}


def test_a_mistake_of_ours_in_one_cell_is_caught() -> None:
    html = html_of(scene("late"))
    spoilt = html.replace("border-left:6px", "opacity:0.9;border-left:6px", 1)
    assert spoilt != html
    assert ("opacity", "outlook.windows") in lacking(spoilt) - borne()
