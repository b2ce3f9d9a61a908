"""Bouches-du-Rhône: model convention, which binds nobody."""

from tests.clauses.rows import asked, dated, none

AGREEMENT = "bouches-du-rhone-infos-seniors"
ROWS = (
    asked("S4-01", "deliberation"),
    asked("S4-02", "structure"),
    dated(
        "S4-03", "information-ouverture", "due", "2024-09-15", assume={"ouverture": "2024-10-15"}
    ),
    none("S4-04", "presentation"),
    asked("S4-05", "calendrier-de-mise-en-oeuvre"),
    none("S4-06", "inauguration"),
    none("S4-07", "mise-en-relation"),
    none("S4-08", "livrets"),
    none("S4-09", "information-des-poles"),
    asked("S4-10", "sessions-agents"),
    none("S4-11", "mesure-orientations"),
    none("S4-12", "reunions-publiques"),
    dated(
        "S4-13",
        "rencontre-operationnelle",
        "due",
        "2024-05-31 2024-08-31 2024-11-30 2025-02-28",
        assume={"effect": "2024-03-01"},
    ),
    dated("S4-14", "rencontre-strategique", "due", "2025-02-28", assume={"effect": "2024-03-01"}),
    asked("S4-15", "frequence-des-reunions"),
    dated("S4-16", "duree", "term", "2025-02-28", assume={"effect": "2024-03-01"}),
    dated(
        "S4-17",
        "duree",
        "term",
        "2025-03-01 2026-03-01 2027-03-01",
        assume={"effect": "2024-03-01"},
    ),
    none("S4-18", "revision"),
    none("S4-19", "avenant"),
    none("S4-20", "ecarte-1"),
)
