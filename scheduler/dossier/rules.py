"""The rules as they stood when something was sent or published, copied into an archive."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zipfile import BadZipFile

from scheduler.dossier.binder import Binder
from scheduler.dossier.gathering import Evidence
from scheduler.dossier.words import instant, yes
from scheduler.rulebook.kept import KeptFile, kept_version, unpack
from scheduler.spreadsheet import sheet
from scheduler.store import rule_versions
from scheduler.store.database import Session

FOLDER = "rules"
LIST = "files.json"
VERSIONS = (
    *("Version", "En vigueur depuis le", "Présente", "Messages écrits", "Échéances publiées"),
    "Fichiers dans l'archive",
)


STATES = {
    "kept": "oui",
    "missing": "non : cette version n'a pas été gardée",
    "altered": "non : les fichiers gardés ne sont plus ceux de cette version",
}


@dataclass(frozen=True)
class Version:
    """A version of the rules: each time it came into force, what rests on it, whether it is there.

    ``messages`` and ``publications`` count what was written and last published under it.
    """

    id: str
    since: tuple[datetime, ...]
    present: bool
    messages: int
    publications: int
    state: Literal["kept", "missing", "altered"]

    @property
    def told(self) -> str:
        """Whether its files are in the archive, in words."""
        return STATES[self.state]


def add_rules(
    binder: Binder, session: Session, of: Evidence, *, with_directory: bool
) -> tuple[Version, ...]:
    """Copy every version that something rests on, and the present one; tell of those not kept."""
    written = Counter(one.rules for one in of.messages if one.rules)
    published = _published(of)
    present = of.rulebook.version
    wanted = written.keys() | published.keys() | {present}
    states: dict[str, Literal["kept", "altered"]] = {}
    for version, files in _kept(session, of, wanted):
        states[version] = "kept" if kept_version(files) == version else "altered"
        if states[version] == "kept":
            _add(binder, f"{FOLDER}/{version}", files, with_directory)
    versions = [
        Version(
            id=one,
            since=tuple(taken.at for taken in of.adoptions if taken.version == one),
            present=one == present and not of.former,
            messages=written[one],
            publications=published[one],
            state=states.get(one, "missing"),
        )
        for one in wanted
    ]
    versions.sort(key=lambda one: (one.since[:1] or (of.newest,), one.id))
    binder.add(f"{FOLDER}/versions.csv", sheet(VERSIONS, (_row(of, one) for one in versions)))
    return tuple(versions)


def _kept(
    session: Session, of: Evidence, wanted: Set[str]
) -> Iterator[tuple[str, tuple[KeptFile, ...]]]:
    """The files of each version, one at a time: those at hand, then those of the store."""
    present = of.rulebook
    if present.files:
        yield present.version, present.files
    others = wanted - {present.version} if present.files else wanted
    for version, content in rule_versions.contents(session, others):
        try:
            yield version, unpack(content)
        except (BadZipFile, zlib.error, KeyError, ValueError, TypeError):
            yield version, ()


def _published(of: Evidence) -> Counter[str]:
    """How many occurrences were last published under each version known to be in force then."""
    found: Counter[str] = Counter()
    for one in of.publications.values():
        found.update(
            next(([t.version] for t in reversed(of.adoptions) if t.at <= one.published_at), ())
        )
    return found


def _add(binder: Binder, folder: str, files: tuple[KeptFile, ...], with_directory: bool) -> None:
    """The files of one version, and their list, by which the version can be computed again."""
    listed = []
    for one in files:
        name = None
        if one.body is not None and (with_directory or one.role != "directory"):
            name = binder.free(f"{folder}/{one.role}", one.name)
            binder.add(name, one.body)
        shown = name.removeprefix(f"{folder}/") if name else None
        listed.append({"name": one.name, "sha256": one.sha256, "file": shown})
    binder.add(f"{folder}/{LIST}", json.dumps(listed, ensure_ascii=False, indent=1).encode())


def _row(of: Evidence, one: Version) -> tuple[str, ...]:
    return (
        one.id,
        " ; ".join(instant(at, of.calendar) for at in one.since),
        yes(one.present),
        str(one.messages),
        str(one.publications),
        one.told,
    )
