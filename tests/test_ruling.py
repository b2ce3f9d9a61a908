"""The rules in force outlive their files: also where the folder itself may not be read any more."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from scheduler.clock import SystemClock
from scheduler.daemon.parts import Parts
from scheduler.daemon.ruling import Ruling
from scheduler.letters.desk import Desk
from scheduler.mail.maildir import MaildirChannel
from scheduler.queueing import Office
from scheduler.rulebook.load import Sources, load
from tests.blank import opened_blank
from tests.service import ROOT

NOBODY = 65534


@contextlib.contextmanager
def unlisted(folder: Path) -> Iterator[None]:
    """The folder closed to this process, which is root on some machines."""
    root = os.geteuid() == 0
    folder.chmod(0)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_a_folder_that_may_not_be_listed_leaves_the_old_rules(tmp_path: Path) -> None:
    """A pass that failed for it would send nothing at all."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    sources = Sources((tmp_path / "rules",), ROOT / "calendars", ROOT / "annuaire.yaml")
    database = opened_blank(tmp_path / "base.sqlite")
    office = Office(Desk(("échéancier", "e@ville.example"), "essai.localhost"), within_hours=True)
    channel = MaildirChannel(tmp_path / "mail")
    parts = Parts(sources, database, channel, SystemClock(), office, "", 20, tmp_path / "feeds")
    ruling = Ruling(parts, load(sources))
    with unlisted(tmp_path / "rules"):
        asyncio.run(ruling.reload_if_changed())
        (problem,) = ruling.refused
        assert "dossier illisible (accès refusé)" in problem.message
        assert next(ruling.banner()).startswith("Règles non rechargées")
    asyncio.run(ruling.reload_if_changed())
    assert ruling.refused == ()
    assert len(ruling.situation(()).computations) == len(load(sources).agreements)
    database.close()
