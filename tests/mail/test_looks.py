"""The letters as Chromium draws them: every text readable, light or dark, and on a telephone."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from html import unescape

import pytest

from tests.chromium import Look, Page, chromium
from tests.mail.samples import LETTERS, REMINDER
from tests.mail.scenes import SCENES, headless, html_of, scene
from tests.mail.test_message import bodies

NAMES = (*SCENES, *(f"sample-{name}" for name in LETTERS))
NEEDS_CHROMIUM = pytest.mark.needs("chromium")
ENOUGH, ENOUGH_FOR_A_LINE = 4.5, 3.0
"""WCAG 2.2, 1.4.3 (text) and 1.4.11 (what is no text)."""
LOOKS: tuple[Look, ...] = ("light", "dark", "forced")
LETTER_WIDTH, PHONE_WIDTH, SCALE = 640, 320, 2
WHERE = """(() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.data.trim()) continue;
    const range = document.createRange(), text = walk.currentNode.data.trim();
    range.selectNodeContents(walk.currentNode);
    for (const { x, y, width, height } of range.getClientRects())
      if (width > 2) found.push([text, x, y, width, height]);
  }
  return found;
})()"""
CONTRASTS = """(async () => {
  const picture = new Image();
  picture.src = "data:image/png;base64,%(picture)s";
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = (c) => 0.2126 * linear(c >> 16) + 0.7152 * linear((c >> 8) & 255)
    + 0.0722 * linear(c & 255);
  return %(places)s.map(([text, x, y, width, height]) => {
    const box = [x, y + 1, width, height - 2].map((one) => Math.round(one * %(scale)s));
    const data = canvas.getImageData(...box).data, counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const [ground] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
    const best = [...counts].filter(([, count]) => count > 3).map(([colour]) => {
      const [dark, light] = [luminance(ground), luminance(colour)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    });
    return [text, ground, Math.max(...best)];
  });
})()"""


@dataclass(frozen=True)
class Seen:
    """A text as drawn: the luminance under it, from 0 to 255, and its contrast with it."""

    text: str
    ground: int
    contrast: float


def html_parts() -> dict[str, str]:
    """The HTML of every letter that was really written, and of every sample."""
    return {name: html_of(scene(name)) for name in SCENES} | {
        f"sample-{name}": bodies(letter)[1] for name, letter in LETTERS.items()
    }


def seen(page: Page, html: str, look: Look) -> list[Seen]:
    """Every text of the letter, measured on the picture of it.

    A program that darkens by itself has no use for what the head declares: webmails drop it.
    """
    shown = headless(html) if look == "forced" else html
    page.show(shown, LETTER_WIDTH, look, SCALE)
    places = page.run(WHERE)
    picture = base64.b64encode(page.picture()).decode()
    page.show("", LETTER_WIDTH)
    asked = {"picture": picture, "places": json.dumps(places), "scale": SCALE}
    return [
        Seen(text, round(sum(ground.to_bytes(3)) / 3), contrast)
        for text, ground, contrast in page.run(CONTRASTS % asked)
    ]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as one:
        yield one


@NEEDS_CHROMIUM
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_out_as_drawn(page: Page, name: str, look: Look) -> None:
    found = seen(page, html_parts()[name], look)
    assert len(found) > 5
    assert [one for one in found if one.contrast < ENOUGH] == []
    assert {one.ground > 128 for one in found} == {look == "light"}


@NEEDS_CHROMIUM
@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("color:#8a8a8a", "light"),
        ("color:#1d2733", "dark"),
        ("color:#8a5a00", "dark"),
        ("background-color:#c8c8c8", "dark"),
    ],
)
def test_a_text_that_does_not_stand_out_is_caught(page: Page, style: str, look: Look) -> None:
    """Colours that would do in one look and not in the other."""
    spoilt = bodies(REMINDER)[1].replace('<h1 style="', f'<h1 style="{style};')
    poor = [one for one in seen(page, spoilt, look) if one.contrast < ENOUGH]
    assert {one.text for one in poor} == {heading(bodies(REMINDER)[1])}


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>([^<]*)</h1>", html)
    assert found is not None
    return found[1]


@NEEDS_CHROMIUM
@pytest.mark.parametrize("name", NAMES)
def test_no_letter_is_wider_than_a_telephone(page: Page, name: str) -> None:
    page.show(html_parts()[name], PHONE_WIDTH)
    assert page.run("document.documentElement.scrollWidth") <= PHONE_WIDTH


@NEEDS_CHROMIUM
def test_what_is_wider_than_a_telephone_is_caught(page: Page) -> None:
    long = replace(REMINDER, heading="Dénonciation" * 5)
    page.show(bodies(long)[1], PHONE_WIDTH)
    assert page.run("document.documentElement.scrollWidth") > PHONE_WIDTH


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_brings_no_colour_of_text_or_ground(name: str) -> None:
    """The reader's own colours always go together, whatever its program does with them."""
    html = html_parts()[name]
    styles = " ".join(re.findall(r'style="([^"]*)"', html))
    assert "<style" not in html
    assert not re.search(r"(?:^|[;\s])(?:color|background[a-z-]*)\s*:", styles)
    assert not re.search(r"\b(?:bgcolor|text|link|color|background)=", html)


@pytest.mark.parametrize("name", NAMES)
def test_its_lines_are_seen_on_white_and_on_black(name: str) -> None:
    html = html_parts()[name]
    lines = set(re.findall(r"border[a-z-]*:\d+px solid (#[0-9a-f]{6})", html))
    assert lines
    for line in lines:
        for ground in ("#ffffff", "#121212"):
            light, dark = sorted(map(luminance, (line, ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= ENOUGH_FOR_A_LINE, line


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", NAMES)
def test_html_stands_alone(name: str) -> None:
    """No script, style sheet, remote image or form: webmails drop or block them."""
    html = html_parts()[name]
    assert not re.search(r"<(script|style|img|form|link|iframe)|url\(|\bsrc=|class=", html)
    assert html.count("<h1") == 1
    assert '<html lang="fr">' in html
    assert html.count('<table role="presentation"') == html.count("<table")
    assert all(int(size) >= 16 for size in re.findall(r"font-size:(\d+)px", html))


def told(message: bytes) -> tuple[list[str], list[str]]:
    """The words of both bodies, in the order of reading; where a link leads is not told."""
    parsed = message_from_bytes(message, policy=policy.default)
    text = parsed.get_body(("plain",))
    assert text is not None
    body = html_of(message).partition("<body")[2].partition(">")[2]
    return words(text.get_content()), words(unescape(re.sub(r"<[^>]+>", " ", body)))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text).casefold())


@pytest.mark.parametrize("name", SCENES)
def test_text_and_html_are_the_same_words_in_the_same_order(name: str) -> None:
    text, html = told(scene(name))
    assert len(text) > 20
    assert text == html
