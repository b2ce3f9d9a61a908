"""What ``check`` tells to write can be pasted in: most broken files are then sound."""

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rulebook.remedies import pasted
from tests.test_guide import GUIDE
from tests.written import book

WRITTEN = re.search(r"<!-- fichier : valmont -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
assert WRITTEN
VALMONT = re.sub(r"    exemples:\n      - .*\n|  exemples:\n    - .*\n", "", WRITTEN[1])
VALMONT = VALMONT.replace("document: valmont.txt\n", "suivi depuis: 2025-01-15\n")
VALMONT = VALMONT.replace("    article: Fin\n", "    pas avant: 2025-01-15\n    article: Fin\n")
"""The guide's file without its examples: they would judge what stands for unknown words."""
Break = Callable[[str, random.Random], str]
DRAWN = 100
AT_ONCE = 3
"""How many remedies may be pasted, one after the other: one may show the next."""


def _somewhere(pattern: str, new: Callable[[re.Match[str], random.Random], str]) -> Break:
    """One of the places that the pattern finds, written otherwise."""

    def change(text: str, draw: random.Random) -> str:
        match = draw.choice(list(re.finditer(pattern, text, re.MULTILINE)))
        return text[: match.start()] + new(match, draw) + text[match.end() :]

    return change


def _misspelt(match: re.Match[str], draw: random.Random) -> str:
    word = match[1]
    at = draw.randrange(1, len(word) - 1)
    slips = (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:])
    return match[0].replace(word, draw.choice(slips), 1)


def _one_of(*others: str) -> Callable[[re.Match[str], random.Random], str]:
    return lambda match, draw: match.expand(draw.choice(others))


WRONG_PAIRS = (
    "{dès: reunion, délai: 15 jours}",
    "{à: reunion}",
    "{après: reunion}",
    "{délai: 15 jours}",
    "{chaque: mois, au plus tard: 15, seulement: juillet}",
    "{chaque: mois, au plus tard: 15, seulement: 2026}",
    "{au bout de: trois ans, après: prise d'effet}",
    "{au plus tard: 60 jours avant le terme}",
    "{pour: 15 février N+1}",
    "{le: 2026-02-15}",
    "{du: 1er mars N, au: 30 avril N}",
    "{chaque: semestre}",
    "{fois: 2, par: année}",
    "{par: trimestre}",
    "{délai: 1 mois, échéance: rapport}",
    "{chaque: trimestre, délai: 10 jours}",
    "{délai: 3 mois, avant: terme, environ: oui}",
    "{délai: 3 mois, après: reunion, avant: terme}",
    "{délai: 3 mois, après: 2026-12-31}",
    "{question: Quand ?, par: année}",
)
MUTATIONS: dict[str, Break] = {
    "a misspelt key": _somewhere(r"^ *([a-zé]{5,}):", _misspelt),
    "a wrong pair of keys": _somewhere(
        r"^    quand: \{.*\}$",
        lambda match, draw: f"    quand: {draw.choice(WRONG_PAIRS)}",
    ),
    "a date that is none": _somewhere(
        r"2025-01-15", _one_of("2025-02-30", "15/01/2025", "2025-06-31", "12.06.2025")
    ),
    "a length that is none": _somewhere(
        r"délai: (\d+ \w+)", _one_of("délai: 3 moi", "délai: quinze jous", "délai: beaucoup")
    ),
    "a fact that is not declared": _somewhere(
        r"après: (reunion|sinistre)", _one_of("après: reunions", "après: cloture", "après: sinstre")
    ),
    "a calendar that is none": _somewhere(
        r"^calendrier: bethune", _one_of(*(f"calendrier: {name}" for name in ("Béthune", "betune")))
    ),
    "a missing key": _somewhere(r"^    (titre|article|citation|par|quand): .*\n", _one_of("")),
    "a party that is none": _somewhere(
        r"^(    par|nous): (association|commune)$", _one_of(r"\1: asociation", r"\1: comune")
    ),
    "a word that is not permitted": _somewhere(
        r"(mode: tacit|forme: LRA)(\w)",
        _one_of(r"\1", r"\1\2\2"),
    ),
    "a yes in English": _somewhere(r"couperet: oui", _one_of("couperet: yes", "couperet: true")),
    "a number that is none": _somewhere(r"fois: 2|au moins: 1", _one_of("fois: plusieurs")),
    "a colon in a text": _somewhere(r"^    titre: ([^{}\n]+)$", _one_of(r"    titre: \1 : annuel")),
    "a key written twice": _somewhere(r"^    titre: [^{}\n]+\n", _one_of(r"\g<0>\g<0>")),
    "a tabulation": _somewhere(r"^  (\w+):$", _one_of("\t\\1:")),
    "a quote left open": _somewhere(r'^    article: "(\d)"', _one_of(r'    article: "\1')),
}


def _mended(folder: Path, text: str) -> bool:
    """Whether the file is sound once what each error says first is pasted in."""
    for _ in range(AT_ONCE):
        errors = book(folder, text).errors
        if not errors:
            return True
        again = next((new for one in errors if (new := pasted(text, one))), None)
        if again is None or again == text:
            return False
        text = again
    return not book(folder, text).errors


@pytest.mark.drawn
def test_two_remedies_out_of_three_are_right_when_pasted_in(tmp_path: Path) -> None:
    """Broken files drawn from every kind of mistake, those without a remedy to paste included."""
    assert book(tmp_path, VALMONT).errors == ()
    seed = 20261130
    draw = random.Random(seed)
    kinds: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    for _ in range(DRAWN):
        kind = draw.choice(list(MUTATIONS))
        text = MUTATIONS[kind](VALMONT, draw)
        if text == VALMONT or not book(tmp_path, text).errors:
            continue
        kinds[kind] += 1
        mended[kind] += _mended(tmp_path, text)
    for kind in MUTATIONS:
        print(f"{kind}: {mended[kind]} of {kinds[kind]}")
    print(f"seed {seed}: {mended.total()} of {kinds.total()} broken files mended by what is told")
    assert kinds.total() > DRAWN / 2
    assert 3 * mended.total() >= 2 * kinds.total()
