"""What may also be written: other words for the keys and values of a rule file, in one table.

Each has one meaning where it stands. What could mean two things is no entry here: it is refused,
with the form to write.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scheduler.rulebook.plain_names import spelling

Words = Mapping[str, str]
_NONE: Words = MappingProxyType({})


@dataclass(frozen=True)
class AlsoWritten:
    """One part of a file: other names of its keys, other words for the values of some keys.

    Other words are as ``spelling`` writes them: without capitals or accents.
    """

    keys: Words
    values: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))

    def key(self, word: str) -> str | None:
        """The key that another word stands for; None where it is none."""
        return self.keys.get(spelling(word))

    def value(self, key: str, word: str) -> str | None:
        """The value that another word stands for under that key; None where it is none."""
        return self.values.get(key, _NONE).get(spelling(word))


def _words(meant: Mapping[str, str]) -> Words:
    """From each right word to its others, written ``a | b``; the right one unaccented too."""
    rights = {spelling(right): right for right in meant}
    for right, others in meant.items():
        rights |= {spelling(other): right for other in others.split(" | ") if other}
    return rights


SPANS = _words(
    {
        "année": "an | ans | années | annuel | annuelle | annuellement | tous les ans",
        "semestre": "semestres | semestriel | semestrielle | semestriellement",
        "trimestre": "trimestres | trimestriel | trimestrielle | trimestriellement",
        "bimestre": "bimestres",
        "mois": "mensuel | mensuelle | mensuellement",
        "semaine": "semaines | hebdomadaire | hebdo",
        "jour": "jours | quotidien | quotidienne",
        "exercice": "exercice comptable | exercice budgétaire | exercices",
        "année scolaire": "années scolaires",
        "saison sportive": "saison",
    }
)
"""Periods that recur, and the adjectives that say them."""
CIVIL_SPANS = {
    "annee civile": "année",
    "an civil": "année",
    "semestre civil": "semestre",
    "trimestre civil": "trimestre",
    "mois civil": "mois",
}
"""Periods of the calendar, where those of the contract would be counted otherwise."""
RHYTHM_KEYS = ("périodicité", "fréquence", "rythme")
EVERY = {
    spelling(words): span
    for span, forms in {
        "année": "tous les ans | chaque année | chaque an | annuel | annuelle | annuellement",
        "semestre": "tous les semestres | chaque semestre | semestriel | semestrielle",
        "trimestre": "tous les trimestres | chaque trimestre | trimestriel | trimestrielle",
        "mois": "tous les mois | chaque mois | mensuel | mensuelle | mensuellement",
        "semaine": "toutes les semaines | chaque semaine | hebdomadaire",
    }.items()
    for words in forms.split(" | ")
}
"""A rhythm written as a key, whose value is the day: ``tous les ans: 31 mars``."""
TERM_WORDS = {
    spelling(words): day
    for day, forms in {
        "terme": "fin | fin de la convention | fin du contrat | fin du bail"
        " | terme de la convention | terme du contrat | échéance | échéance de la convention"
        " | échéance du contrat"
        " | expiration | expiration de la convention | expiration du contrat",
        "chaque terme": "chaque échéance | chaque fin de période | terme de chaque période",
        "prise d'effet": "entrée en vigueur | date d'effet | date de prise d'effet"
        " | prise d'effet de la convention | entrée en vigueur de la convention",
        "chaque reconduction": "chaque renouvellement",
        "anniversaire": "date anniversaire | chaque anniversaire | chaque date anniversaire",
        "mi-parcours": "mi parcours",
    }.items()
    for words in forms.split(" | ")
}
"""The days of the term as people call them, unless a fact of the file bears that name."""
MOMENT = AlsoWritten(
    _words(
        {
            "au plus tard": "au plus tard le | au plus tard à | au plus tard au | d'ici | d'ici le"
            " | d'ici au | date limite | date | le plus tard"
            " | le jour de | le jour de la | le jour du | le jour même | le jour même de",
            "avant": "avant le | avant la | avant l' | précédant | qui précède",
            "pour": "pour le",
            "le": "les",
            "délai": "dans un délai de | dans le délai de | délai de | sous | sous un délai de"
            " | sous délai de | dans la limite de | dans | durée | délai maximal | délai maximum"
            " | délai maximal de | délai maximum de | dans un délai maximal de"
            " | dans un délai maximum de",
            "après": "suivant | qui suit | après le | après la | après l' | suivant le"
            " | suivant la",
            "dès": "dès que | dès le | dès la | dès l' | lors de | aussitôt après | au moment de"
            " | chaque fois que | à chaque fois que | immédiatement après",
            "en": "courant | au cours de | au cours du | dans le courant de | au mois de | durant",
            "au moins": "au minimum | minimum | a minima | à minima",
            "au plus": "au maximum | maximum",
            "exactement": "",
            "à": "à chaque",
            "tous les": "toutes les",
            "du": "entre | entre le | au plus tôt | au plus tôt le | pas avant | pas avant le",
            "au": "et | et le",
            "à compter de": "à compter du | à partir de | à partir du | à dater de | à dater du",
            "périodes": "",
            "depuis": "",
            "jusqu'au": "",
            "au bout de": "",
            "passé": "à l'issue de | à l'expiration de | à l'issue d'un délai de"
            " | à l'expiration d'un délai de | passé un délai de",
            "ouvre": "",
            "départ": "",
            "règle": "",
            "même que": "",
            "échéance": "",
            "consécutives": "",
            "interrompu par": "",
            "question": "inconnu | à définir | à demander",
        }
    ),
    {
        "chaque": SPANS,
        "par": SPANS,
        "périodes": _words({"civiles": "civile | civil", "glissantes": "glissante"}),
    },
)
"""Where a moment is meant: ``quand``, and what a delay is counted from."""
PERMANENT = _words(
    {
        "permanent": "permanente | en permanence | toujours | de façon permanente"
        " | pendant toute la durée de la convention | pendant toute la durée"
    }
)
NO = frozenset(
    spelling(word) for word in ("non", "aucune", "aucun", "sans", "sans reconduction", "néant")
)
TERM = AlsoWritten(
    _words(
        {
            "article": "",
            "citation": "texte | extrait",
            "prend effet": "prise d'effet | date d'effet | date de prise d'effet | effet | début"
            " | date de début | entrée en vigueur | à compter de | à compter du | à partir de"
            " | à partir du | du | prend effet le | prend effet à",
            "pour": "durée | pour une durée de | durée initiale",
            "jusqu'au": "terme | date de fin | au | échéance | date d'échéance | expiration"
            " | au plus tard | au plus tard le",
            "reconduction": "renouvellement | reconductions | renouvellements",
            "préavis": "dénonciation | délai de préavis",
            "plafond": "durée maximale | durée totale | durée maximum",
            "prolongation": "",
            "prorogation": "",
            "de plein droit": "",
            "exemples": "exemple",
        }
    ),
    {
        "pour": _words(
            {
                "indéterminée": "durée indéterminée | illimitée | sans limite | indéfinie",
                "inconnu": "non précisée | non précisé | inconnue | à définir",
            }
        )
    },
)
EFFECT = AlsoWritten(
    _words(
        {
            "le": "date | au | du",
            "à": "à compter de | à compter du | à partir de | à partir du | fait | dès"
            " | à la date de",
            "au dernier de": "la dernière de | à la dernière de | le dernier de | le plus tard de"
            " | au plus tard de | la plus tardive de | à la plus tardive de | le plus tardif de",
            "au premier de": "la première de | à la première de | le premier de | le plus tôt de"
            " | au plus tôt de | la plus proche de | à la plus proche de",
            "délai": "dans un délai de | à l'expiration d'un délai de",
            "après": "suivant | après le | après la | après l'",
            "passé": "",
            "au bout de": "",
            "citation": "texte | extrait",
        }
    )
)
MODES = _words(
    {
        "tacite": "tacitement | tacite reconduction | par tacite reconduction"
        " | reconduction tacite | automatique | automatiquement",
        "expresse": "express | expressément | explicite | reconduction expresse | par avenant"
        " | avenant",
        "sur demande": "à la demande | sur demande écrite",
        "inconnu": "oui | non précisé | non précisée | inconnue",
    }
)
RENEWAL = AlsoWritten(
    _words(
        {
            "mode": "type | forme",
            "pour": "durée | pour une durée de | période",
            "fois": "nombre | nombre de fois | maximum",
            "citation": "texte | extrait",
            "demande avant": "décision avant | décidée avant | à décider avant",
            "demande dès": "",
            "décidé par": "",
        }
    ),
    {"mode": MODES},
)
LETTERS = _words(
    {
        "LRAR": "lettre recommandée | lettre recommandée avec accusé de réception"
        " | lettre recommandée avec avis de réception | lettre recommandée avec AR"
        " | courrier recommandé | courrier recommandé avec accusé de réception"
        " | courrier recommandé avec avis de réception | recommandé | recommandé avec AR"
        " | recommandé avec accusé de réception | LR/AR | LR-AR | RAR | LR AR",
        "écrit": "par écrit | écrite | lettre | lettre simple | courrier | courrier simple",
        "inconnu": "inconnue",
    }
)
"""The form of a letter."""
NOTICE = AlsoWritten(
    _words(
        {
            "délai": "durée | préavis | délai de préavis",
            "forme": "par lettre | mode",
            "moment": "",
            "compté de": "compté depuis | à compter de | à compter du",
            "par": "",
            "décidé par": "",
            "citation": "texte | extrait",
        }
    ),
    {
        "forme": LETTERS,
        "compté de": _words(
            {
                "réception": "la réception | date de réception | la date de réception",
                "envoi": "l'envoi | date d'envoi | la date d'envoi | expédition | l'expédition",
                "présentation": "la présentation | première présentation"
                " | la première présentation",
                "inconnu": "",
            }
        ),
        "moment": _words(
            {
                "avant chaque terme": "avant le terme | avant l'échéance | avant chaque échéance"
                " | à chaque échéance | à chaque terme | à l'échéance | avant la fin"
                " | avant la fin de la convention | au terme de chaque période | terme"
                " | chaque terme | avant reconduction | avant la reconduction"
                " | avant chaque reconduction",
                "à tout moment": "à toute époque | à tout instant",
                "inconnu": "",
            }
        ),
        "délai": _words({"aucun": "sans | sans délai | sans préavis | aucun préavis"}),
    },
)
CAPS = ("duree maximale", "duree totale", "duree maximum")
"""A ceiling whose name says that it is of the whole duration."""
CAP = AlsoWritten(dict.fromkeys((*CAPS, "au total"), "total"))
_EVIDENCE = {"LRAR": "lettre recommandée avec avis de réception", "écrit": "écrit"}
"""What proves that a letter of that form was sent."""
CLAUSE = AlsoWritten(
    _words(
        {
            "titre": "intitulé | objet | libellé",
            "citation": "texte | extrait",
            "par": "débiteur",
            "à": "destinataire | bénéficiaire",
            "quand": "moment | échéance | date | date limite",
            "sinon": "sanction | conséquence",
            "pièces": "documents | pièces jointes | pièces à fournir",
            "pénalité": "pénalités",
            "si": "condition",
            "rappels": "rappel",
            "exemples": "exemple",
            "preuve": "forme",
            "écarté": "",
            "à faire": "",
            "décidé par": "",
            "même acte que": "",
            "fixé par": "",
        }
    ),
    {
        "preuve": {words: _EVIDENCE[form] for words, form in LETTERS.items() if form in _EVIDENCE},
        "report": _words(
            {
                "jour ouvré suivant": "premier jour ouvré suivant | 1er jour ouvré suivant",
                "jour ouvrable suivant": "premier jour ouvrable suivant"
                " | 1er jour ouvrable suivant",
                "jour ouvré précédent": "dernier jour ouvré précédent",
                "jour ouvrable précédent": "dernier jour ouvrable précédent",
                "1er du mois suivant": "premier jour du mois suivant | 1er jour du mois suivant",
            }
        ),
    },
)
PENALTY = AlsoWritten(
    _words(
        {
            "montant": "somme | taux",
            "par": "",
            "plafond": "maximum | limite | dans la limite de | plafonnée à | plafonné à",
            "passé": "délai | passé un délai de",
            "après": "mise en demeure | après mise en demeure",
        }
    ),
    {
        "par": _words(
            {
                "jour": "jour de retard | jour calendaire | jour calendaire de retard",
                "semaine": "semaine de retard",
                "mois": "mois de retard",
                "fois": "manquement | infraction",
            }
        )
    },
)
"""What a delay costs, by its other names."""
FACT = AlsoWritten(
    _words(
        {
            "titre": "intitulé | libellé",
            "le": "date",
            "pas avant": "",
            "pas après": "",
            "plusieurs fois": "répété",
            "citation": "texte | extrait",
        }
    )
)
FILE = AlsoWritten(
    _words(
        {
            "titre": "intitulé",
            "obligations": "obligation | clauses | engagements",
            "faits": "fait | événements | évènements",
            "parties": "partie | signataires",
            "durée": "",
            "écarté": "écartés",
            "jalons": "jalon",
            "avenants": "avenant",
            "notes": "note",
            "admis": "",
            "modèle": "",
            "saison": "saison sportive",
            "exercice": "exercice comptable",
        }
    )
)
