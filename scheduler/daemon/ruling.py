"""The rules in force: reloaded when their files change, and the database kept in line with them."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime

from scheduler.daemon.parts import Parts
from scheduler.foreseeing import foresee_rules, keep_standing
from scheduler.planning import saying
from scheduler.planning.plan import Plan
from scheduler.planning.published import standing_as_text
from scheduler.problems import Problem, render_all
from scheduler.reconcile import Superseded, reconcile
from scheduler.rulebook.load import load, unlisted, version
from scheduler.rulebook.rulebook import Rulebook
from scheduler.situation import Situation, situation
from scheduler.store import journal

LOGGED = 20
"""How many changes of a plan are logged one by one; its summary counts them all."""
log = logging.getLogger(__name__)


class Ruling:
    """The rules one daemon goes by; ``known`` is what its last pass found, if it made one."""

    def __init__(self, parts: Parts, rulebook: Rulebook) -> None:
        self._parts = parts
        self._rulebook = rulebook
        self._seen = version(parts.sources.files())
        self.refused: tuple[Problem, ...] = rulebook.errors
        self.known: Situation | None = None
        self._taken = ""
        self._kept = ""
        self._superseded = False

    def forget_version(self) -> None:
        """SIGHUP: read the files again at the next tick, changed or not, and take them."""
        self._seen = ""
        self._taken = ""

    async def reload_if_changed(self) -> None:
        """Take the new files only if they are sound; else keep the old rules and say so."""
        try:
            now = await asyncio.to_thread(lambda: version(self._parts.sources.files()))
            if now == self._seen:
                return
            fresh = await asyncio.to_thread(load, self._parts.sources)
        except OSError as error:  # a folder that may not be listed any more, or that goes away
            self._seen, problem = "", unlisted(error)
            if self.refused != (problem,):  # said once, however many ticks find it
                self._refuse((problem,))
            return
        self._seen = now
        if fresh.errors or not fresh.agreements:
            self._refuse(fresh.errors or fresh.problems)
            return
        self.refused = ()
        self._rulebook = fresh
        log.info("rules reloaded: %d agreement(s)", len(fresh.agreements))
        _log(await asyncio.to_thread(self._foresee, fresh))

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        """Keep the old rules, and say so."""
        self.refused = problems
        log.error("rules not reloaded, the old ones stay:\n%s", render_all(problems))

    def _foresee(self, rulebook: Rulebook) -> Plan:
        """What the coming pass will do with new rules."""
        with self._parts.database.read() as session:
            return foresee_rules(session, rulebook, self._parts.clock.now())

    async def reconcile(self, now: datetime) -> None:
        """One pass, unless another daemon has taken newer rules."""
        parts, rulebook, self.known = self._parts, self._rulebook, None
        try:
            done = await asyncio.to_thread(
                reconcile,
                parts.database,
                rulebook,
                now,
                parts.office,
                adopt=self._taken != rulebook.version,
            )
        except Superseded:
            self._superseded, self._kept = True, ""
            return
        self._taken, self._superseded, self.known = rulebook.version, False, done.situation
        await self._keep_standing(done.situation)
        if done.queued:
            log.info("%d message(s) queued", done.queued)

    async def _keep_standing(self, known: Situation) -> None:
        """Keep what the next plan compares lives and questions with, when it has changed."""
        text = standing_as_text(known)
        if text != self._kept:
            await asyncio.to_thread(keep_standing, self._parts.database, text)
            self._kept = text

    def situation(self, banners: tuple[str, ...]) -> Situation:
        """What pages show: the present rules and the journal as it is now."""
        with self._parts.database.read() as session:
            facts = journal.facts(session)
        return situation(self._rulebook, facts, self._parts.clock.now(), banners)

    def banner(self) -> Iterator[str]:
        """What a page says of files refused, or of rules that another daemon took."""
        if self._superseded:
            yield (
                "Un autre service a pris d'autres règles après celui-ci, qui ne fait plus "
                "qu'envoyer : lui donner les mêmes fichiers."
            )
        if not self.refused:
            return
        first = self.refused[0]
        what = (
            "Fichier refusé au démarrage, le reste est en vigueur"
            if self._rulebook.errors
            else "Règles non rechargées, les anciennes restent en vigueur"
        )
        yield f"{what} : {first.at} – {first.message}."


def _log(plan: Plan) -> None:
    """The plan of a reload, the worst first, each line in French; nobody is named."""
    if plan.loses_too_many:
        log.error("plan: %s", saying.warning(plan))
    serious = [one for one in plan.changes if one.told or one.kind == "withdrawn"]
    for one in serious[:LOGGED]:
        log.warning("plan: %s", saying.one_line(one))
    for line in saying.summary(plan):
        log.info("plan: %s", line)
