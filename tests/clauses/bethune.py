"""Béthune: home-help service, CCAS, commune and SIVOM."""

from tests.clauses.rows import asked, dated, none

AGREEMENT = "bethune-sad"
ROWS = (
    dated("S0-01", "mise-en-conformite", "due", "2025-06-30"),
    none("S0-02", "ecarte-1"),
    none("S0-03", "accompagnement-quotidien"),
    asked("S0-04", "entree-residence"),
    asked("S0-05", "cellule-veille-sociale"),
    dated(
        "S0-06",
        "reunions-trimestrielles",
        "due",
        "2025-06-30 2025-09-30 2025-12-31 2026-03-31 2026-06-30 2026-09-30 2026-12-31 2027-03-31",
        assume={"effect": "2025-04-01"},
    ),
    asked("S0-07", "colis-noel"),
    asked("S0-08", "veille-crise"),
    none("S0-09", "dechets-menagers"),
    none("S0-10", "contacts-privilegies"),
    asked("S0-11", "contribution-annuelle"),
    none("S0-12", "base-contribution"),
    dated(
        "S0-13",
        "comite-suivi",
        "due",
        (
            "2025-09-30 2026-03-31 2026-09-30 2027-03-31 2027-09-30 2028-03-31 2028-09-30 "
            "2029-03-31 2029-09-30 2030-03-31 2030-09-30 2031-03-31"
        ),
        assume={"effect": "2025-04-01"},
    ),
    none("S0-14", "techniciens"),
    dated("S0-15", "indicateurs", "due", "2026-03-31", assume={"effect": "2025-04-01"}),
    dated(
        "S0-16",
        "bilan-annuel",
        "due",
        "2026-02-15 2027-02-15 2028-02-15 2029-02-15 2030-02-15 2031-02-15",
        post_term="2032-02-15",
        assume={"effect": "2025-04-01", "end": "2031-03-31"},
    ),
    none("S0-17", "transmission-bilan"),
    asked("S0-18", "reunions-thematiques"),
    dated("S0-19", "prise-effet", "milestone", "2025-04-01", assume={"signature": "2025-04-01"}),
    dated("S0-20", "duree", "term", "2027-03-31", assume={"effect": "2025-04-01"}),
    dated("S0-21", "duree", "term", "2027-04-01 2029-04-01", assume={"effect": "2025-04-01"}),
    dated("S0-22", "plafond", "term", "2031-03-31", assume={"effect": "2025-04-01"}),
    dated("S0-23", "preavis", "due", "2026-12-31 2028-12-31", assume={"effect": "2025-04-01"}),
    none("S0-24", "avenant"),
    none("S0-25", "litiges"),
    dated("S0-26", "originaux", "opens", "2025-04-01", assume={"signature": "2025-04-01"}),
    dated("S0-27", "deliberation-ccas", "milestone", "2025-03-13"),
    none("S0-28", "ecarte-2"),
    none("S0-29", "ecarte-3"),
    none("S0-30", "ecarte-4"),
)
