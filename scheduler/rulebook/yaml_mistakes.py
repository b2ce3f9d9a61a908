"""What a person most likely did where YAML gave up, and where: rarely the place YAML names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_NO_BREAK = ("\u00a0", "\u202f")
_WRITE_A_KEY = "écrire « clé: valeur »"
_DASH = re.compile(r"^ *-(?=[^ -])")
_KEY_AND_VALUE = re.compile(r": ")
_GLUED = re.compile(r"^ *(?:- )?[\w'’-]+(?: [\w'’-]+)*(:)(?=[^ :/])")


@dataclass(frozen=True)
class Mistake:
    """A mistake of writing; ``line`` and ``column`` are from 1, line 0 where there is no place."""

    line: int
    column: int
    message: str
    hint: str


def diagnose(text: str, lines: Sequence[str], error: yaml.YAMLError, loader: Any) -> Mistake:
    """The likely mistake in ``text``, whose ``lines`` these are, that ``error`` comes from."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Mistake(0, 0, *_in_french(""))
    what = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    opened = getattr(error, "context_mark", None)
    lines = (*lines, *[""] * (mark.line + 1 - len(lines)))
    found = (
        _quote_left_open(text, lines, mark, loader)
        or _unclosed(what, lines, opened, mark)
        or _colon(what, lines, mark)
        or _glued_dash(lines, mark)
        or _after_a_quote(what, lines, mark)
    )
    return found or Mistake(mark.line + 1, mark.column + 1, *_in_french(what))


def _quote_left_open(text: str, lines: Sequence[str], mark: Any, loader: Any) -> Mistake | None:
    """A quote meant to end on its line that swallowed the lines up to the next quote."""
    last = None
    try:
        for token in yaml.scan(text, Loader=loader):
            if token.start_mark.index > mark.index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                last = token
    except yaml.YAMLError as error:
        opened = getattr(error, "context_mark", None)
        if "quoted scalar" in str(getattr(error, "context", "")) and opened:
            return _open_quote(lines, opened)
    if last is None or last.start_mark.line == last.end_mark.line:
        return None
    return _open_quote(lines, last.start_mark) if last.end_mark.line == mark.line else None


_OPENED = re.compile(r"^ *(?:- )?(?P<key>[^:{}\[\]\"']+): (?P<quote>[\"'])(?P<text>[^\"'{}]*)$")


def _open_quote(lines: Sequence[str], mark: Any) -> Mistake:
    entry = _OPENED.match(lines[mark.line])
    hint = "le fermer à la fin du texte, ou l'ôter"
    if entry:
        closed = f"{entry['key']}: {entry['quote']}{entry['text'].rstrip()}{entry['quote']}"
        hint = f"le fermer à la fin du texte : écrire `{closed}`, ou l'ôter"
    said = "guillemet ouvert ici et non fermé sur sa ligne"
    return Mistake(mark.line + 1, mark.column + 1, said, hint)


def _unclosed(what: str, lines: Sequence[str], opened: Any, mark: Any) -> Mistake | None:
    """A list or braces: opened on a line above, or broken within its own."""
    if "did not find expected ',' or" not in what or opened is None:
        return None
    closing = "]" if lines[opened.line][opened.column : opened.column + 1] == "[" else "}"
    if opened.line != mark.line:
        said = "liste ou accolade ouverte ici et non fermée"
        return Mistake(opened.line + 1, opened.column + 1, said, f"la fermer par {closing}")
    hint = (
        f"mettre une virgule, ou fermer par {closing} ; un texte qui contient « : » se met entre "
    )
    return Mistake(
        mark.line + 1, mark.column + 1, "virgule ou fermeture attendue ici", hint + "guillemets"
    )


def _colon(what: str, lines: Sequence[str], mark: Any) -> Mistake | None:
    """A colon in a value; or a line taken for the rest of the one above, which has the mistake."""
    if "mapping values are not allowed" not in what and "expected ':'" not in what:
        return None
    if _KEY_AND_VALUE.search(lines[mark.line][: mark.column]):
        return _colon_in_a_text(lines, mark)
    for above in (mark.line, *range(mark.line - 1, -1, -1)):
        if not lines[above].strip() or lines[above].lstrip().startswith("#"):
            continue
        glued = _GLUED.match(lines[above])
        if glued:
            return _glued(above, glued.start(1), lines[above])
        if above != mark.line:
            return _misaligned(lines, above, mark.line)
    return None


_ENTRY = re.compile(r"^ *(?:- )?(?P<key>[^:{}\[\]\"']+): (?P<text>[^\"'{}\[\]][^\"]*?)\s*$")


def _colon_in_a_text(lines: Sequence[str], mark: Any) -> Mistake | None:
    """``titre: Rapport : annuel``: the whole text goes between quotes."""
    entry = _ENTRY.match(lines[mark.line])
    if entry is None:
        return None
    hint = f'mettre la valeur entre guillemets droits : écrire `{entry["key"]}: "{entry["text"]}"`'
    return Mistake(mark.line + 1, mark.column + 1, "deux-points inattendus", hint)


def _glued(line: int, column: int, text: str) -> Mistake:
    if text[column + 1] in _NO_BREAK:
        said, hint = "espace insécable après les deux-points", "l'effacer et taper une espace"
        return Mistake(line + 1, column + 2, said, hint)
    said = "il manque une espace après les deux-points"
    return Mistake(line + 1, column + 1, said, _WRITE_A_KEY)


def _misaligned(lines: Sequence[str], above: int, line: int) -> Mistake | None:
    indents = [len(lines[each]) - len(lines[each].lstrip(" ")) for each in (above, line)]
    if indents[0] == indents[1]:
        return _without_colon(lines[above], above)
    hint = f"donner à cette ligne et à la ligne {above + 1} le retrait qui leur revient"
    return Mistake(line + 1, indents[1] + 1, "retrait inattendu", hint)


def _without_colon(text: str, line: int) -> Mistake | None:
    if ":" in text:
        return None
    return Mistake(line + 1, len(text.rstrip()) + 1, "il manque « : » après une clé", _WRITE_A_KEY)


def _glued_dash(lines: Sequence[str], mark: Any) -> Mistake | None:
    """``-{a: b}`` or ``-texte`` where the line of a list was meant."""
    glued = _DASH.match(lines[mark.line])
    said = "il manque une espace après le tiret"
    return Mistake(mark.line + 1, glued.end(), said, "écrire « - valeur »") if glued else None


def _after_a_quote(what: str, lines: Sequence[str], mark: Any) -> Mistake | None:
    """``'l'association'``: the text goes on after the quote that closes it."""
    line = lines[mark.line]
    before = line[: mark.column].rstrip()
    if "expected key" not in what or before[-1:] not in ("'", '"'):
        return None
    hint = 'entourer tout le texte de guillemets droits doubles, comme dans "l\'association"'
    return Mistake(mark.line + 1, mark.column + 1, "du texte suit le guillemet fermant", hint)


_QUOTE = 'mettre la valeur entre guillemets droits doubles, comme dans "l\'association"'
_SYNTAX = (
    (
        "mapping values are not allowed",
        "deux-points inattendus",
        _QUOTE,
    ),
    ("could not find expected ':'", "il manque « : » après une clé", _WRITE_A_KEY),
    ("did not find expected key", "retrait ou clé inattendus", "aligner avec la ligne précédente"),
    ("did not find expected '-' indicator", "retrait inattendu", "aligner les tirets de la liste"),
    ("did not find expected ',' or", "liste ou accolade non fermée", "fermer par ] ou }"),
    ("found unexpected end of stream", "guillemet non fermé", "fermer le guillemet ouvert"),
    ("quoted scalar", "guillemet non fermé", "fermer le guillemet ouvert"),
    (
        "cannot start any token",
        "caractère interdit au début d'une valeur",
        _QUOTE,
    ),
    (
        "block sequence entries are not allowed",
        "tiret inattendu",
        "passer à la ligne avant le tiret",
    ),
    ("anchor", "ancre « & » ou renvoi « * » mal écrits", _QUOTE),
    ("alias", "ancre « & » ou renvoi « * » mal écrits", _QUOTE),
    ("tag", "étiquette « ! » interdite", _QUOTE),
)


def _in_french(what: str) -> tuple[str, str]:
    for sign, message, hint in _SYNTAX:
        if sign in what:
            return message, hint
    return "écriture YAML incorrecte", "vérifier retraits, deux-points et guillemets de cette ligne"
