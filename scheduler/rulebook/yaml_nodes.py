"""Strict YAML in which every value knows its file, line and column, and stays text."""

import errno
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scheduler.problems import Place, Problem, said
from scheduler.rulebook.yaml_mistakes import diagnose

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
WIDTH_OF_FIRST_LINE = 160
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CHECK_THE_FILE = "vérifier que le fichier existe et que l'utilisateur du service peut le lire"
_REMEDIES = {
    errno.ENOENT: "vérifier son nom et son dossier",
    errno.EACCES: "donner à l'utilisateur du service le droit de le lire",
    errno.EISDIR: "donner un autre nom à ce dossier, ou le déplacer",
    errno.ELOOP: "remplacer le lien par le fichier",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Scalar:
    """One value as written; None where nothing (or ``~`` or ``null``) is written."""

    value: str | None
    at: Place


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    at: Place


@dataclass(frozen=True)
class Mapping:
    """Keys and values, in the order of the file."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    at: Place


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class _File:
    """The text being read, to place what is found in it."""

    name: str
    lines: tuple[str, ...]

    def place(self, line: int, column: int, length: int = 1) -> Place:
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Place(self.name, line, column, text, max(1, length))

    def mark(self, mark: Any, length: int = 1) -> Place:
        return self.place(mark.line + 1, mark.column + 1, length)


def read(path: Path, shown_as: str) -> tuple[Node | None, list[Problem]]:
    """The file's tree, or None; and every problem found. Never raises for what a file holds."""
    text, problems = read_source(path, shown_as)
    if text is None:
        return None, problems
    file = _File(shown_as, tuple(text.splitlines()))
    problems = list(_forbidden(file))
    if problems:
        return None, problems
    try:
        problems = list(_refused(file, text))
        if problems:
            return None, problems
        return _one_document(file, list(yaml.compose_all(text, Loader=_Loader)))
    except yaml.YAMLError as error:
        return None, [_syntax(file, text, error)]


def _refused(file: _File, text: str) -> Iterator[Problem]:
    """Anchors, aliases, tags and depth, seen in the events, before any tree is built.

    What nobody may repeat by reference cannot explode.
    """
    depth = 0
    told = 0
    for event in yaml.parse(text, Loader=_Loader):
        at = file.mark(event.start_mark)
        if (
            isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
        ) and at.line > told:
            told = at.line
            yield Problem(
                at, "R014", "ancres « & » et renvois « * » interdits", "recopier la valeur"
            )
        if getattr(event, "tag", None):
            yield Problem(at, "R012", "étiquette « ! » interdite", "écrire la valeur seule")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Problem(at, "R008", "imbrication trop profonde", "aplatir cette partie")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _one_document(file: _File, documents: list[yaml.Node]) -> tuple[Node | None, list[Problem]]:
    if not documents or documents[0] is None:
        at = file.place(1, 1)
        return None, [Problem(at, "R010", "le fichier est vide", "écrire au moins une fiche")]
    if len(documents) > 1:
        at = file.mark(documents[1].start_mark)
        hint = "ôter les lignes « --- », ou faire deux fichiers"
        return None, [Problem(at, "R011", "plusieurs documents dans un fichier", hint)]
    problems: list[Problem] = []
    root = _node(file, documents[0], problems)
    if not isinstance(root, Mapping):
        hint = "commencer par des lignes « clé: valeur », sans tiret"
        problems.append(Problem(root.at, "R009", "des clés sont attendues ici", hint))
    return root, problems


def read_source(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """A file's text, or why it cannot be read.

    An accent typed as a mark after its letter (some Macs) is the accented letter, as it looks.
    """
    data, problems = read_bytes(path, name)
    if data is None:
        return None, problems
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        return None, [_not_utf8(name, data, error.start)]


def read_bytes(path: Path, name: str) -> tuple[bytes | None, list[Problem]]:
    """A file's bytes, or why they cannot be read; one too big is not a file of ours."""
    whole = Place(name, 0, 0)
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        hint = _REMEDIES.get(error.errno or 0, _CHECK_THE_FILE)
        return None, [Problem(whole, "R001", f"fichier illisible ({said(error)})", hint)]
    if len(data) > MAX_BYTES:
        first = data[:WIDTH_OF_FIRST_LINE].split(b"\n")[0].decode("utf-8", "replace")
        return None, [
            Problem(
                Place(name, 1, 1, first),
                "R002",
                f"fichier trop gros : plus de {MAX_BYTES // 1024} Kio",
                "un fichier de règles tient en quelques pages : en faire plusieurs",
            )
        ]
    return data, []


def _not_utf8(name: str, data: bytes, offset: int) -> Problem:
    start = data.rfind(b"\n", 0, offset) + 1
    line = data.count(b"\n", 0, offset) + 1
    end = data.find(b"\n", offset)
    text = data[start : end if end >= 0 else len(data)].decode("utf-8", "replace").rstrip("\r")
    column = len(data[start:offset].decode("utf-8", "replace")) + 1
    return Problem(
        Place(name, line, column, text),
        "R003",
        "le fichier n'est pas en UTF-8",
        "l'enregistrer de nouveau avec l'encodage UTF-8",
    )


def _forbidden(file: _File) -> Iterator[Problem]:
    """What is refused line by line before YAML looks at it."""
    for number, line in enumerate(file.lines, start=1):
        control = _CONTROL.search(line)
        if control:
            yield Problem(
                file.place(number, control.start() + 1),
                "R004",
                "caractère de contrôle dans le texte",
                "l'effacer (il est souvent venu d'un copier-coller)",
            )
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and line.strip():
            yield Problem(
                file.place(number, indent.index("\t") + 1, indent.count("\t")),
                "R005",
                "tabulation dans le retrait",
                "remplacer chaque tabulation par deux espaces",
            )


def _syntax(file: _File, text: str, error: yaml.YAMLError) -> Problem:
    found = diagnose(text, file.lines, error, _Loader)
    at = file.place(found.line, found.column) if found.line else Place(file.name, 0, 0)
    return Problem(at, "R006", found.message, found.hint)


def _node(file: _File, node: yaml.Node, problems: list[Problem]) -> Node:
    at = file.mark(node.start_mark, _length(node))
    if isinstance(node, yaml.ScalarNode):
        return Scalar(_value(node), at)
    if isinstance(node, yaml.SequenceNode):
        return Sequence(tuple(_node(file, item, problems) for item in node.value), at)
    return _mapping(file, node, at, problems)


def _length(node: yaml.Node) -> int:
    start, end = node.start_mark, node.end_mark
    return end.column - start.column if start.line == end.line else 1


def _value(node: yaml.ScalarNode) -> str | None:
    if not node.style and node.value in ("", "~", "null"):
        return None
    return str(node.value)


def _mapping(file: _File, node: yaml.Node, at: Place, problems: list[Problem]) -> Mapping:
    entries: list[tuple[Scalar, Node]] = []
    first: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key = _node(file, key_node, problems)
        value = _node(file, value_node, problems)
        if not isinstance(key, Scalar) or key.value is None:
            hint = "une clé est un mot suivi de deux-points"
            problems.append(Problem(key.at, "R013", "cette clé n'est pas un mot", hint))
            continue
        if key.value in first:
            problems.append(_duplicate(key, first[key.value]))
            continue
        first[key.value] = key.at
        entries.append((key, value))
    return Mapping(tuple(entries), at)


def _duplicate(key: Scalar, first: Place) -> Problem:
    return Problem(
        at=key.at,
        code="R007",
        message=f"clé « {key.value} » en double",
        hint=f"déjà définie ligne {first.line} : n'en garder qu'une",
        also=first,
    )


def plain(node: Node) -> Any:
    """The tree as dicts, lists, texts and None."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


def descend(node: Node, loc: tuple[str | int, ...]) -> tuple[Node, Scalar | None, int]:
    """The node of the longest prefix of ``loc``, its key, and how many parts it used.

    Parts that name nothing in the file (a union's tag) are passed over.
    """
    key: Scalar | None = None
    used = 0
    for rank, part in enumerate(loc, start=1):
        step = _child(node, part)
        if step is not None:
            key, node = step
            used = rank
    return node, key, used


def _child(node: Node, part: str | int) -> tuple[Scalar | None, Node] | None:
    if isinstance(node, Mapping):
        return next(((key, value) for key, value in node.entries if key.value == part), None)
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return None, node.items[part]
    return None


def child_of(node: Node, part: str) -> Node | None:
    """What stands under that key; None where it is not there."""
    step = _child(node, part)
    return step[1] if step else None


def locate(node: Node, loc: tuple[str | int, ...]) -> Place:
    """Where the value at ``loc`` is written; a block's place is its key's."""
    found, key, _ = descend(node, loc)
    return key.at if key is not None and not isinstance(found, Scalar) else found.at


def key_place(node: Node, loc: tuple[str | int, ...]) -> Place:
    """Where the key of ``loc`` is written."""
    found, key, _ = descend(node, loc)
    return key.at if key is not None else found.at


def scalars(node: Node) -> Iterator[Scalar]:
    """Every value of the tree, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for _, value in node.entries:
            yield from scalars(value)
