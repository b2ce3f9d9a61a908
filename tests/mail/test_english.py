"""A letter to somebody whose language is English: of our own words, none is French."""

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import chdir
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import lru_cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import scheduler
from scheduler.deadlines.facts import Facts
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import situation
from tests.bethune import ROOT, SIGNED
from tests.correspondence.played import DIRECTORY as TOWN
from tests.correspondence.played import LEASE
from tests.mail.scenes import SCENES, bethune, html_of, quiet, scene, spoken

GOLDEN = Path(__file__).parent / "golden" / "en"
BOTH = {
    *("article", "clauses", "interruption", "invitation", "invitations", "message", "messages"),
    *("dates", "due", "on", "postal", "question", "questions", "service"),
}
"""Words that either language has."""
COMMANDS = {"csv", "done", "echeancier", "fact", "mm", "out", "retry", "tri", "triage"}
RELAY = {"inconnu"}
"""The word of the relay's answer."""
WORD = re.compile(r"(?<!\w)[a-zàâäçéèêëîïôöùûüœ]{2,}(?!\w)")
PACKAGE = Path(scheduler.__file__).parent
SPEAKING = [
    PACKAGE / "wording.py",
    *sorted(path for path in (PACKAGE / "letters").glob("*.py") if path.name != "relance.py"),
]
"""Where letters find their words; the letter to a partner is French, whoever sends it."""
MIXED = [PACKAGE / "letters" / "relance.py", PACKAGE / "campaign_telling.py"]
"""Where some sentences are for a letter's reader, and others for people who share a page."""
FRENCH = re.compile(
    r"[àâçéèêîôùûœ]|\b(le|la|les|un|une|des|du|de|au|aux|et|ou|est|sont|pour|par|sans|pas|plus"
    r"|vous|votre|nous|ce|cette|dans|jour|jours|mois|convention|rappel|pièce|lettre|tard)\b",
    re.IGNORECASE,
)


def strings(value: object) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, dict):
        yield from strings((*value.keys(), *value.values()))
    elif isinstance(value, Iterable):
        for one in value:
            yield from strings(one)


def gymnase() -> Rulebook:
    """The town's lease, with its people."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("gymnase.yaml").write_text(LEASE, "utf-8")
        Path("annuaire.yaml").write_text(spoken(TOWN, "en"), "utf-8")
        sources = Sources((Path("gymnase.yaml"),), ROOT / "calendars", Path("annuaire.yaml"))
        return load(sources)


@lru_cache
def data() -> tuple[str, ...]:
    """All that the rules, the papers and the directory give letters to quote, longest first."""
    now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    signed = {"bethune-sad": Facts(events={"signature": SIGNED})}
    known = [(bethune(), {}), (bethune(), signed), (gymnase(), {}), (quiet(), {})]
    found: set[str] = set()
    for rules, facts in known:
        found.update(strings((rules.agreements, rules.directory.roles)))
        for one in situation(rules, facts, now).computations:
            found.update(strings((one.occurrences, one.asked)))
    return tuple(sorted((flat(one) for one in found if len(one) > 1), key=len, reverse=True))


def flat(text: str) -> str:
    """Words alone, in small letters, as a body and a rule file have them."""
    return " ".join(text.replace("\u00a0", " ").lower().split())


def shown(message: bytes) -> str:
    """The subject, the page and what a calendar shows, but the reasons and the letter to send."""
    html = html_of(message).partition("</head>")[2]
    html = re.sub(r"<h3[^>]*>(Lettre prête|A letter ready).*?</td>", "", html, flags=re.DOTALL)
    read = message_from_bytes(message, policy=policy.default)
    parts = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
    calendar = "".join(one for one in parts if one.startswith("BEGIN:VCALENDAR"))
    unfolded = re.sub(r"\r?\n ", "", calendar).replace("\\n", "\n")
    summary = re.findall(r"(?:SUMMARY:|DESCRIPTION:|\n)([^\n]*)", unfolded)
    lines = re.split(r"<[^>]+>", html) + summary + [str(read["Subject"])]
    return "\n".join(line for one in lines if not re.match(r"\d+\. |http", line := unescape(one)))


def own_words(message: bytes) -> set[str]:
    """The words of a letter that no rule, paper or directory gave it."""
    text = flat(re.sub(r"\S*[@/]\S*|^[A-Z-]+[;:].*$", " ", shown(message), flags=re.MULTILINE))
    for one in data():
        if one in text:
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", text)
    return set(WORD.findall(text))


@pytest.mark.parametrize("name", SCENES)
def test_none_of_our_french_words_is_left_in_english(name: str) -> None:
    """What a letter says by itself in French, it says in English to whoever asked for it."""
    in_french, in_english = own_words(scene(name)), own_words(scene(name, "en"))
    assert len(in_french) > 10
    assert len(in_english) > 10
    assert in_french & in_english <= BOTH | COMMANDS | RELAY


@pytest.mark.parametrize("name", SCENES)
def test_an_english_letter_is_the_golden_one(name: str) -> None:
    """As in French; ``python -m tests.mail --accept`` writes it anew."""
    assert scene(name, "en") == (GOLDEN / f"{name}.eml").read_bytes()


def pairs(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Every text that is written in both languages: a call of ``say``, a pair kept for one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_said(node.func) and len(node.args) == 2:
            yield node.args[0], node.args[1]
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and all(map(is_text, node.elts)):
            yield node.elts[0], node.elts[1]


def is_said(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "say"


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The literal texts under a node, with their line."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield id(one), one.value


def docstrings(tree: ast.AST) -> Iterator[int]:
    """Texts that stand alone, for who reads the program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_every_sentence_of_a_letter_is_written_in_both_languages(path: Path) -> None:
    """Those too that no scene shows: French stands only where its English stands beside it."""
    tree = ast.parse(path.read_text("utf-8"))
    said = list(pairs(tree))
    apart = set(docstrings(tree)) | {one for french, _ in said for one, _ in texts(french)}
    left = [text for one, text in texts(tree) if one not in apart and FRENCH.search(text)]
    assert [text for text in left if not text.startswith("/")] == []


@pytest.mark.parametrize("path", [*SPEAKING, *MIXED], ids=lambda path: path.stem)
def test_what_stands_beside_the_french_is_english(path: Path) -> None:
    """Nobody copied a sentence into the other place."""
    said = [in_english for _, in_english in pairs(ast.parse(path.read_text("utf-8")))]
    assert [text for one in said for _, text in texts(one) if FRENCH.search(text)] == []


@pytest.mark.parametrize("name", ["first-reminder", "alert", "agenda"])
def test_a_letter_in_english_says_once_why_it_quotes_french(name: str) -> None:
    text = flat(re.sub(r"<[^>]+>", " ", html_of(scene(name, "en"))))
    assert text.count("they are quoted in french") == 1


def test_what_is_quoted_in_french_says_so_to_who_has_it_read_aloud() -> None:
    html = html_of(scene("expected", "en"))
    assert '<html lang="en">' in html
    assert re.search(r'<p lang="fr" [^>]*>1\. Le texte dit', html)
    assert re.search(r'<p lang="fr" [^>]*>Madame, Monsieur,</p>', html)
    assert '<p lang="fr"' not in html_of(scene("expected"))
