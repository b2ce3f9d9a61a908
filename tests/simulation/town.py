"""The town's two years: Montclair, twenty-five agreements, eight roles."""

from datetime import date
from pathlib import Path

from tests.simulation.simulation import Event, Outage, Script, Simulation

FOLDER = Path(__file__).parent / "town"
DIRECTOR = "directrice@ccas-montclair.example"
SPORTS = "sports@montclair.example"


def signed(played: Simulation) -> None:
    """The signature that nobody knew is found again: a whole agreement gets its dates."""
    played.record("accompagnement-rsa", "signature", date(2026, 2, 2))


def plant_started_later(played: Simulation) -> None:
    """A notice whose reminders had begun moves by seventeen days."""
    played.record("teleassistance", "mise-en-service", date(2024, 11, 18))


def corrected_by_a_week(played: Simulation) -> None:
    """The date recorded was wrong."""
    played.correct("teleassistance", "mise-en-service", date(2024, 11, 25))


def damage(played: Simulation) -> None:
    """A short cliff, of five working days."""
    played.record("assurances", "sinistre", played.today)


def mailbox_dies(played: Simulation) -> None:
    """What is sent there comes back."""
    played.dead.add(SPORTS)


def mailbox_revives(played: Simulation) -> None:
    """The mailbox answers again, and what it refused leaves once more."""
    played.dead.discard(SPORTS)
    played.retry(SPORTS)


def director_goes_on_holiday(played: Simulation) -> None:
    """Her absence in August is written down a fortnight before."""
    old = "        formule: Bonjour Madame la Directrice,\n"
    new = f"{old}        absences: {{du: 2026-08-03, au: 2026-08-28}}\n"
    played.edit("annuaire.yaml", old, new)


def coordinator_leaves(played: Simulation) -> None:
    """A departure is written down ten days before."""
    old = "        adresse: enfance@montclair.example\n"
    new = (
        f"{old}        au: 2026-09-30\n"
        "      - nom: Léa Marchand (fictive)\n"
        "        adresse: lea.marchand@montclair.example\n"
        "        du: 2026-10-01\n"
    )
    played.edit("annuaire.yaml", old, new)


def report_is_due_sooner(played: Simulation) -> None:
    """The rule was misread: the report is due a fortnight before what was told."""
    played.edit("actions-prevention.yaml", "31 mars N+1}", "15 mars N+1}")


def lodgings_renewed(played: Simulation) -> None:
    """The State renews the agreement for a year."""
    played.record("logement-urgence", "reconduction-1", date(2026, 12, 14))


def credit_renewed(played: Simulation) -> None:
    """The bank renews the credit line."""
    played.record("ligne-tresorerie", "reconduction-1", date(2026, 5, 11))


def pool_renewed(played: Simulation) -> None:
    """The two authorities renew the slots at the pool."""
    played.record("creneaux-piscine", "reconduction-1", date(2026, 6, 29))


def childcare_renewed(played: Simulation) -> None:
    """The family fund renews the agreement on childcare."""
    played.record("accueil-loisirs", "reconduction-1", date(2026, 12, 1))


SCRIPT = Script(
    name="town",
    rules=FOLDER / "rules",
    calendars=FOLDER / "calendars",
    directory=FOLDER / "annuaire.yaml",
    outages=(
        Outage("service", date(2026, 2, 10), date(2026, 2, 10)),
        Outage("relay", date(2026, 3, 24), date(2026, 3, 24)),
        Outage("service", date(2026, 5, 18), date(2026, 5, 22)),
        Outage("relay", date(2026, 10, 5), date(2026, 10, 9)),
        Outage("service", date(2027, 1, 4), date(2027, 2, 12)),
        Outage("relay", date(2027, 8, 2), date(2027, 9, 10)),
    ),
    events=(
        Event(date(2026, 2, 9), "la signature de la convention RSA est retrouvée", signed),
        Event(date(2026, 3, 4), "un sinistre", damage),
        Event(date(2026, 4, 21), "la boîte du service des sports ne reçoit plus", mailbox_dies),
        Event(date(2026, 5, 11), "la boîte du service des sports remarche", mailbox_revives),
        Event(date(2026, 5, 12), "la ligne de trésorerie est renouvelée", credit_renewed),
        Event(date(2026, 5, 27), "téléassistance : mise en service connue", plant_started_later),
        Event(date(2026, 6, 8), "téléassistance : mise en service corrigée", corrected_by_a_week),
        Event(date(2026, 6, 30), "les créneaux de piscine sont reconduits", pool_renewed),
        Event(
            date(2026, 7, 20),
            "absence de la directrice annoncée, du 3 au 28 août",
            director_goes_on_holiday,
        ),
        Event(
            date(2026, 9, 21),
            "départ de la coordinatrice enfance annoncé pour le 30 septembre",
            coordinator_leaves,
        ),
        Event(
            date(2026, 11, 16),
            "règle corrigée : le bilan des actions de prévention est dû le 15 mars",
            report_is_due_sooner,
        ),
        Event(date(2026, 12, 2), "l'accueil de loisirs est reconduit", childcare_renewed),
        Event(date(2026, 12, 15), "les logements d'urgence sont reconduits", lodgings_renewed),
    ),
)
