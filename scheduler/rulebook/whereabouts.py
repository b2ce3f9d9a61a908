"""Files that are not where they are looked for, or are of another kind: what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import did_you_mean

_OTHER_KINDS = (
    ("un calendrier", ("zone", "séances", "fermetures", "week-end", "heures")),
    ("l'annuaire", ("rôles", "gestionnaire")),
)
_OF_A_RULE = ("convention", "obligations", "parties", "durée")


def unknown_calendar(
    at: Place, name: str, known: Sequence[str], folder: Path, rule: Path
) -> Problem:
    """The rule file names a calendar that no calendar file of the folder defines."""
    message = f"calendrier inconnu : « {name} »"
    if not folder.is_dir():
        return Problem(
            at,
            "R101",
            f"{message} ; il n'y a pas de dossier {folder}",
            _elsewhere(name, folder, rule),
        )
    file = next((one for one in _files(folder, name) if one.exists()), None)
    if file:
        hint = f"corriger d'abord {file}, qui doit dire `calendrier: {name}`"
        return Problem(at, "R101", message, hint)
    within = [one for one in known if one in name.split("-")]
    hint = did_you_mean(name, known, _to_be_made(name, folder))
    if len(within) == 1:
        hint = f"vouliez-vous dire « {within[0]} » ?"
    return Problem(at, "R101", message, hint)


def _files(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.yaml", folder / f"{name}.yml"]


def _to_be_made(name: str, folder: Path) -> str:
    """The smallest calendar file that is one."""
    return (
        f"créer {folder}/{name}.yaml, de trois lignes : "
        f"`calendrier: {name}`, `titre: {name.capitalize()}`, `zone: Métropole`"
    )


def _elsewhere(name: str, folder: Path, rule: Path) -> str:
    """The folder of that name above the rule file, where there is one; else what to make."""
    for parent in rule.absolute().parents:
        there = parent / folder.name
        if there.is_dir():
            return (
                f"un dossier de ce nom est dans {parent} : lancer la commande de là, ou la faire "
                f"précéder de ECHEANCIER_CALENDARS={there}"
            )
    return (
        "lancer la commande du dossier qui le contient, la faire précéder de "
        f"ECHEANCIER_CALENDARS=DOSSIER, ou {_to_be_made(name, folder)}"
    )


def not_there(path: Path, problem: Problem) -> Problem:
    """The problem of a path that leads nowhere, with what it may mean; any other as it is."""
    if path.exists():
        return problem
    return replace(problem, hint=_meant(path) or problem.hint)


def _meant(path: Path) -> str:
    """The file or folder that the path resembles; of a folder, where it may be; or nothing."""
    known = {one.name: one for one in (*_listed(path.parent / "rules"), *_listed(path.parent))}
    names = [path.name, f"{path.name}.yaml", f"{path.stem}.yaml"]
    alike = [*filter(known.get, names), *get_close_matches(path.name, known, 1, 0.6)]
    if alike:
        return f"vouliez-vous dire « {known[alike[0]]} » ?"
    if path.suffix:
        return ""
    return (
        f"lancer la commande du dossier qui contient {path.name}, ou la faire précéder de "
        "ECHEANCIER_RULES=DOSSIER, ou nommer un fichier : echeancier check FICHIER.yaml"
    )


def _listed(folder: Path) -> list[Path]:
    """The YAML files and the folders of a folder; none where it cannot be listed."""
    try:
        every = sorted(folder.iterdir())
    except OSError:
        return []
    return [one for one in every if one.suffix in (".yaml", ".yml") or one.is_dir()]


def of_another_kind(path: Path, values: Mapping[str, Any]) -> Problem | None:
    """A calendar or the directory read as if it were a rule file."""
    if any(key in values for key in _OF_A_RULE):
        return None
    for what, keys in _OTHER_KINDS:
        if any(key in values for key in keys):
            return Problem(
                Place(str(path), 0, 0),
                "R100",
                f"ce fichier est {what}, pas une convention",
                "nommer un fichier de règles, ou leur dossier : echeancier check rules ; "
                "calendriers et annuaire sont lus avec eux",
            )
    return None
