"""The directory from a spreadsheet: one row per holder, read as ``annuaire.yaml`` would be."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from scheduler.problems import Place, Problem, sort
from scheduler.rulebook.checked import Loaded, did_you_mean
from scheduler.rulebook.checks import OF_THE_DIRECTORY
from scheduler.rulebook.directory import Directory, Role
from scheduler.rulebook.directory_file import DirectoryFile, to_directory
from scheduler.rulebook.keys import known_keys
from scheduler.rulebook.references import unknown_roles_in_directory
from scheduler.rulebook.spreadsheet import Cell, read_sheet
from scheduler.rulebook.validation import problems_from
from scheduler.rulebook.yaml_nodes import Mapping as Keys
from scheduler.rulebook.yaml_nodes import Node, Scalar, Sequence, plain

OF_THE_ROLE = ("titre", "suppléance", "hiérarchie", "élu")
OF_THE_HOLDER = ("nom", "adresse", "formule", "langue", "du", "au", "agenda")
OF_THE_ASSISTANT = {"assistant": "nom", "adresse assistant": "adresse"}
ASKED = ("rôle", "titre", "nom", "adresse")
COLUMNS = ("rôle", *OF_THE_ROLE, *OF_THE_HOLDER, *OF_THE_ASSISTANT)
_YES_NO = {"vrai": "oui", "x": "oui", "faux": "non"}
_LANGUAGES = {"français": "fr", "anglais": "en"}
_SAME_WORDS: Mapping[str, Mapping[str, str]] = {
    "élu": _YES_NO,
    "agenda": _YES_NO,
    "langue": _LANGUAGES,
}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_Entries = list[tuple[Scalar, Node]]


@dataclass
class _Role:
    """A role as its rows tell it so far; ``first`` is the first one."""

    named: Cell
    first: Mapping[str, Cell]
    said: dict[str, Cell] = field(default_factory=dict)
    holders: list[Node] = field(default_factory=list)


def read_table(
    path: Path, shown_as: str, manager: str | None = None, today: date | None = None
) -> tuple[Directory | None, list[Problem]]:
    """The directory that the file's rows make, or None; and every problem found, each at its cell.

    Errors leave no directory. ``manager`` is the role who hears about the whole rulebook, which no
    column says.
    """
    rows, problems = read_sheet(path, shown_as)
    if len(rows) < 2 and not problems:
        told = "aucun titulaire dans ce fichier"
        problems.append(Problem(Place(shown_as, 0, 0), "R010", told, _header()))
    columns = {} if problems else _columns(rows[0], problems)
    if not columns:
        return None, _in_columns(problems, rows)
    roles = _roles(rows[1:], columns, problems)
    root = _root(roles, manager, rows[0][0].at)
    directory, found = _directory(root, roles, manager, today)
    problems = sort(_in_columns([*problems, *found], rows))
    wrong = any(one.severity == "erreur" for one in problems)
    return None if wrong else directory, problems


def _columns(header: list[Cell], problems: list[Problem]) -> dict[int, str]:
    """The name of each column by its number; none where one is unknown, missing or twice."""
    plainly = {_plainly(name): name for name in COLUMNS}
    found: dict[int, str] = {}
    for cell in header:
        name = plainly.get(_plainly(cell.value))
        if cell.value and name is None:
            hint = did_you_mean(cell.value.lower(), COLUMNS, "ôter cette colonne")
            problems.append(Problem(cell.at, "R181", f"colonne inconnue : « {cell.value} »", hint))
        elif name in found.values():
            hint = "n'en garder qu'une"
            problems.append(Problem(cell.at, "R181", f"deux colonnes « {name} »", hint))
        elif name:
            found[cell.rank] = name
    for name in ASKED:
        if name not in found.values():
            at = replace(header[0].at, length=len(header[0].at.text or " "))
            problems.append(Problem(at, "R181", f"il manque la colonne « {name} »", _header()))
    return {} if problems else found


def _header() -> str:
    return f"commencer par une ligne de titres : {';'.join(COLUMNS)}"


def _plainly(text: str) -> str:
    """Without accents, capitals or signs, as people type titles."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", letters)))


def _roles(
    rows: Iterable[list[Cell]], columns: Mapping[int, str], problems: list[Problem]
) -> dict[str, _Role]:
    roles: dict[str, _Role] = {}
    for row in rows:
        cells = {columns[one.rank]: one for one in row if one.rank in columns}
        untitled = next((one for one in row if one.rank not in columns and one.value), None)
        if untitled:
            hint = "une valeur qui contient le séparateur se met entre guillemets"
            told = "cette case n'est sous aucun titre de colonne"
            problems.append(Problem(untitled.at, "R161", told, hint))
        named = _asked(row, cells, "rôle", problems)
        role = roles.setdefault(named.value, _Role(named, cells))
        for key in OF_THE_ROLE:
            _say(role, key, cells.get(key), problems)
        if any(cells[key].value for key in (*OF_THE_HOLDER, *OF_THE_ASSISTANT) if key in cells):
            role.holders.append(_holder(row, cells, problems))
    for role in roles.values():
        if "titre" not in role.said:
            role.said["titre"] = _asked([role.named], role.first, "titre", problems)
    return roles


def _asked(row: list[Cell], cells: Mapping[str, Cell], key: str, problems: list[Problem]) -> Cell:
    """The cell, or one that stands in for it so that the rest of the row is looked at too."""
    cell = cells.get(key)
    if cell and cell.value:
        return cell
    at = cell.at if cell else row[-1].at
    problems.append(Problem(at, "R021", f"il manque « {key} »", "remplir cette case"))
    stand_in = "sans-nom" if key == "rôle" else "sans@adresse" if "adresse" in key else "sans nom"
    return Cell(stand_in, row[-1].rank, at)


def _say(role: _Role, key: str, cell: Cell | None, problems: list[Problem]) -> None:
    """What one row says of its role must be what the others say, or nothing."""
    if cell is None or not cell.value:
        return
    first = role.said.setdefault(key, cell)
    if _as_ours(key, first.value) != _as_ours(key, cell.value):
        told = f"« {key} » du rôle « {role.named.value} » n'est pas le même plus haut"
        hint = f"garder « {first.value} » ou « {cell.value} », ou laisser cette case vide"
        problems.append(Problem(cell.at, "R182", told, hint, also=first.at))


def _holder(row: list[Cell], cells: Mapping[str, Cell], problems: list[Problem]) -> Node:
    known = {**cells, **{key: _asked(row, cells, key, problems) for key in ("nom", "adresse")}}
    entries = _entries(known, OF_THE_HOLDER)
    if any(cells[key].value for key in OF_THE_ASSISTANT if key in cells):
        asked = {key: _asked(row, cells, name, problems) for name, key in OF_THE_ASSISTANT.items()}
        at = asked["nom"].at
        entries.append((Scalar("assistant", at), Keys(tuple(_entries(asked, asked)), at)))
    return Keys(tuple(entries), known["nom"].at)


def _entries(cells: Mapping[str, Cell], keys: Iterable[str]) -> _Entries:
    return [
        (Scalar(key, cells[key].at), Scalar(_as_ours(key, cells[key].value), cells[key].at))
        for key in keys
        if key in cells and cells[key].value
    ]


def _as_ours(key: str, text: str) -> str:
    """``31/03/2026`` as ``2026-03-31``, ``VRAI`` as ``oui``: as the directory's file writes it."""
    day = _DATE.fullmatch(text) if key in ("du", "au") else None
    if day:
        return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    words = _SAME_WORDS.get(key)
    return text if words is None else words.get(text.lower(), text.lower())


def _root(roles: Mapping[str, _Role], manager: str | None, at: Place) -> Node:
    written: _Entries = []
    for name, role in roles.items():
        here = role.named.at
        entries = _entries(role.said, OF_THE_ROLE)
        entries.append((Scalar("titulaires", here), Sequence(tuple(role.holders), here)))
        written.append((Scalar(name, here), Keys(tuple(entries), here)))
    named = Place("--manager", 0, 0)
    first: _Entries = [(Scalar("gestionnaire", named), Scalar(manager, named))] if manager else []
    return Keys((*first, (Scalar("rôles", at), Keys(tuple(written), at))), at)


def _directory(
    root: Node, roles: Mapping[str, _Role], manager: str | None, today: date | None
) -> tuple[Directory | None, list[Problem]]:
    try:
        directory = to_directory(DirectoryFile.model_validate(plain(root)))
    except ValidationError as error:
        refused = problems_from(error, root, lambda loc: known_keys(DirectoryFile, loc))
        named = Loaded((), _names(roles, manager), root)
        return None, [*refused, *unknown_roles_in_directory(named)]
    loaded = Loaded((), directory, root, today)
    return directory, [problem for check in OF_THE_DIRECTORY for problem in check(loaded)]


def _names(roles: Mapping[str, _Role], manager: str | None) -> Directory:
    """The roles and those they name, for what can be checked while the rest is wrong."""

    def said(role: _Role, key: str) -> str | None:
        return role.said[key].value if key in role.said else None

    named = {
        name: Role(name, name, (), said(role, "suppléance"), said(role, "hiérarchie"))
        for name, role in roles.items()
    }
    return Directory(named, manager, present=True)


def _in_columns(problems: list[Problem], rows: list[list[Cell]]) -> list[Problem]:
    """Each problem of a cell, with its column as a spreadsheet's reader counts them."""
    header = {cell.rank: cell.value for cell in rows[0]} if rows else {}
    ranks = {cell.at: cell.rank for row in rows for cell in row}
    return [
        replace(one, message=f"colonne {rank}{_titled(header.get(rank))} : {one.message}")
        if (rank := ranks.get(one.at))
        else one
        for one in problems
    ]


def _titled(header: str | None) -> str:
    return f" « {header} »" if header else ""
