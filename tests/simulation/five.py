"""The same two years on the project's own rule files: five conventions and a legal calendar."""

from datetime import date

from tests.bethune import ROOT
from tests.simulation.simulation import Event, Outage, Script, Simulation

SCEAUX = "ccas@sceaux.example"


def bethune_signed(played: Simulation) -> None:
    """The dates shown « au plus tôt » become certain, and later."""
    played.record("bethune-sad", "signature", date(2025, 4, 1))


def wattrelos_extended(played: Simulation) -> None:
    """An agreement that had ended goes on for three years."""
    played.record("wattrelos-cpom", "nouveau-terme", date(2028, 8, 31))


def sceaux_signed(played: Simulation) -> None:
    """The protocol gets its dates."""
    played.record("sceaux-protocole", "signature", date(2024, 6, 20))


def sceaux_changes_hands(played: Simulation) -> None:
    """A departure is written down ten days before."""
    old = "        adresse: ccas@sceaux.example\n"
    new = (
        f"{old}        au: 2026-09-30\n"
        "      - nom: Maxime Renaud (fictif)\n"
        "        adresse: maxime.renaud@sceaux.example\n"
        "        du: 2026-10-01\n"
    )
    played.edit("annuaire.yaml", old, new)


def mailbox_dies(played: Simulation) -> None:
    """What is sent there comes back."""
    played.dead.add(SCEAUX)


def mailbox_revives(played: Simulation) -> None:
    """The mailbox answers again, and what it refused leaves once more."""
    played.dead.discard(SCEAUX)
    played.retry(SCEAUX)


SCRIPT = Script(
    name="five",
    rules=ROOT / "rules",
    calendars=ROOT / "calendars",
    directory=ROOT / "annuaire.yaml",
    outages=(
        Outage("relay", date(2026, 3, 16), date(2026, 3, 16)),
        Outage("service", date(2026, 4, 28), date(2026, 4, 28)),
        Outage("relay", date(2026, 6, 8), date(2026, 6, 12)),
        Outage("service", date(2026, 11, 30), date(2026, 12, 4)),
        Outage("relay", date(2027, 3, 29), date(2027, 5, 7)),
        Outage("service", date(2027, 9, 6), date(2027, 10, 15)),
    ),
    events=(
        Event(date(2026, 3, 2), "Wattrelos : prorogée jusqu'au 31 août 2028", wattrelos_extended),
        Event(date(2026, 7, 6), "Béthune : la signature est retrouvée", bethune_signed),
        Event(date(2026, 8, 3), "Sceaux : la signature est retrouvée", sceaux_signed),
        Event(date(2026, 8, 31), "la boîte du CCAS de Sceaux ne reçoit plus", mailbox_dies),
        Event(date(2026, 9, 14), "la boîte du CCAS de Sceaux remarche", mailbox_revives),
        Event(
            date(2026, 9, 21), "Sceaux : départ annoncé pour le 30 septembre", sceaux_changes_hands
        ),
    ),
)
