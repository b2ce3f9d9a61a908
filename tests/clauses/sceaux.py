"""Sceaux: local protocol with the département."""

from tests.clauses.rows import asked, dated, none

AGREEMENT = "sceaux-protocole"
ROWS = (
    asked("S3-01", "permanence-blagis"),
    none("S3-02", "travail-commun"),
    none("S3-03", "annexe-evolutive"),
    none("S3-04", "continuite"),
    asked("S3-05", "echanges-information"),
    none("S3-06", "confidentialite"),
    none("S3-07", "service-territorial"),
    dated(
        "S3-08",
        "bilan-annuel",
        "due",
        "2025-01-14 2026-01-14 2027-01-14",
        assume={"effect": "2024-01-15"},
    ),
    asked("S3-09", "rencontres"),
    asked("S3-10", "temps-cadres"),
    asked("S3-11", "temps-situations"),
    dated(
        "S3-12",
        "rencontre-collective",
        "due",
        "2025-01-14 2026-01-14 2027-01-14",
        assume={"effect": "2024-01-15"},
    ),
    none("S3-13", "information-elus"),
    none("S3-14", "rencontre-strategique"),
    dated("S3-15", "prise-effet", "milestone", "2024-01-15", assume={"signature": "2024-01-15"}),
    dated("S3-16", "duree", "term", "2027-01-14", assume={"effect": "2024-01-15"}),
    none("S3-17", "avenant"),
    dated("S3-18", "preavis", "term", "2026-02-28", assume={"notice_received": "2025-11-30"}),
    none("S3-19", "litiges"),
    none("S3-20", "ecarte-1"),
    asked("S3-21", "habilitation"),
)
