"""Figures of a quote that say no time: addresses, amounts, laws, ages, opening days."""

import re

from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.number_words import NUMBER

_MONTH = "|".join(MONTHS)
_FIGURES = (
    rf"\b(?:place|rue|avenue|boulevard|square|quai|allée|impasse|cours|chemin|salle|espace|stade)"
    rf" (?:du|de la|des|le) (?:1er|\d{{1,2}}) (?:{_MONTH})(?: \d{{4}})?",
    r"\b(?:par|/) ?(?:jour|semaine|mois) de retard",
    r"\d[\d .]*(?:,\d+)?\s*(?:€|euros?\b)(?: (?:par|/) ?[a-zà-ÿ]+)?",
    r"\d[\d .]*(?:,\d+)?\s*(?:%|pour cent\b|km\b|m²|m2\b|kg\b)",
    r"\b\d+\s*(?:j|jours?|h|heures?)\s*(?:/|sur)\s*\d+",
    rf"\b{NUMBER} (?:mois|ans?|années?|jours?|trimestres?|semaines?) (?:de|d')\s*"
    r"(?:loyers?|redevances?|salaires?|traitement|charges|cotisations?|ancienneté|congés?)",
    rf"\b(?:en date du|daté\w* du) (?:1er|\d{{1,2}}) (?:{_MONTH})(?: \d{{4}})?",
    r"\barticles? [lrda]?\.? ?[\d.-]+(?:(?:,| et| à) [lrda]?\.? ?[\d.-]+)*",
    r"\bn° ?[\d-]+",
    rf"\bâgée?s? (?:de |d'|au moins |plus |moins )*{NUMBER} ans\b",
    rf"\b{NUMBER} ans (?:et|ou) plus\b|\b{NUMBER} ans révolus\b",
    rf"\bde {NUMBER}(?: (?:ans|mois|semaines))? à {NUMBER} ans\b",
    r"\b(?:plus|moins) de (?:1[6-9]|[2-9]\d) ans\b",
    r"\b(?:survenue?s?|reçue?s?|présentée?s?|signalée?s?) (?:un|en|les) jours? ouvr(?:é|able)s?\b",
    r"\bdepuis (?:le )?(?:1er|\d{1,2}) (?:" + _MONTH + r") \d{4}",
)
_NO_TIME = re.compile("|".join(_FIGURES))
"""Addresses, amounts, laws, ages, opening days: figures beside words of time that are none."""


_ACT = re.compile(
    r"\b(?:loi|décrets?|arrêtés?|ordonnances?|délibérations?|directives?|règlements?|circulaires?"
    r"|conventions?|avenants?|décisions?|courriers?|protocoles?|procès-verbal|codes?)\b"
    r"[^.;,]{0,40}?(?<!compter )(?<!partir )\bdu "
    rf"(?P<date>(?:1er|\d{{1,2}}) (?:{_MONTH}) \d{{4}})"
)
"""« La délibération du 13 mars 2025 »: the date of an act, which is no deadline."""


def without_figures(text: str) -> str:
    """The text with such figures blank, its length kept."""
    acts = [match.span("date") for match in _ACT.finditer(text)]
    return _NO_TIME.sub(lambda match: " " * len(match[0]), blanked(text, acts))


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with those stretches blank, so that no other pattern reads them again."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
