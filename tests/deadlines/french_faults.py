"""Faults of French that a built sentence shows: articles, agreement, elision, doubled marks."""

import re

_VOWEL = "[aeiuyéèêàâîôû]"
FAULTS = {
    "an article and one": r"\b(?:les|des|ces|aux) (?:une?|1)\b",
    "no contraction": r"\b(?:de|à) les?\b|\bde (?:du|au|des)\b",
    "no elision": rf"\b(?:de|le|la|que|se|ne|jusque|lorsque) (?!onz|une? fois){_VOWEL}|\bsi ils?\b",
    "one and a plural": r"\b(?:une?|1) (?:\w+ )?(?:ans|jours|semaines|heures|années|périodes)\b",
    "several and a singular": r"\b(?:deux|trois|les) (?:an|jour|semaine|heure|année)\b",
    "a wrong gender": r"\bune (?:jour|mois|an|délai)\b|\bun (?:semaine|heure|année|période)\b"
    r"|\btous les \w+ (?:semaines|heures|années)\b|\bpassés? une\b|\bpassées un\b",
    "a plural that stands before one": r"\bpassée?s une?\b(?! (?:mille|et))",
    "each and a plural": r"\bchaque (?!mois\b|fois\b)\w+s\b",
    "doubled marks": r"  |\.\.(?!\.)|,,| ,|\( | \)|« »|»»|««",
    "a word of the program": r"\b(?:None|True|False)\b|[{}<>]|\|\|",
}
"""Each fault, as a pattern of what must never be said."""


def faults(sentence: str) -> list[str]:
    """The faults of a sentence, each with the words that show it; what is quoted apart."""
    said = re.sub(r"« [^»]* »", "« x »", sentence)
    found = ((fault, re.search(pattern, said)) for fault, pattern in FAULTS.items())
    return [f"{fault}: {match[0]!r} in {sentence!r}" for fault, match in found if match]
