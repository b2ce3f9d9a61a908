"""Clauses of practice, none of them from the five conventions: how each is written, what it gives.

Each is a rule file's ``obligations`` entry (or a ``durée``), with the facts it supposes and the
days that must come out, in the role named.
"""

from dataclasses import dataclass, field

EFFECT = "{le: 2025-01-01}"
THREE_YEARS = f"  prend effet: {EFFECT}\n  pour: 3 ans\n"


@dataclass(frozen=True)
class Clause:
    """One clause: its kind (T01 to T27), its words, how it is written, what comes out."""

    id: str
    kind: str
    words: str
    written: str
    role: str
    dates: str
    term: str = THREE_YEARS
    facts: dict[str, str] = field(default_factory=dict)
    top: str = ""
    more: str = ""


def when(text: str) -> str:
    return f"    quand: {text}\n"


PRACTICE = (
    Clause(
        "caf-declaration",
        "T02",
        "le gestionnaire transmet chaque trimestre civil ses données d'activité à la CAF",
        when("{au moins: 1, par: trimestre, périodes: civiles}"),
        "due",
        "2025-03-31 2025-06-30 2025-09-30 2025-12-31 2026-03-31",
    ),
    Clause(
        "caf-bilan",
        "T03",
        "les pièces justificatives de l'année N sont fournies au plus tard le 30 juin N+1",
        when("{chaque: année, au plus tard: 30 juin N+1}"),
        "due",
        "2026-06-30 2027-06-30 2028-06-30",
    ),
    Clause(
        "ars-errd",
        "T03",
        "l'état des recettes et des dépenses est déposé avant le 30 avril de l'année suivante",
        when("{chaque: année, avant: 30 avril N+1}"),
        "due",
        "2026-04-29 2027-04-29 2028-04-29",
    ),
    Clause(
        "eprd-vote",
        "T21",
        "le budget est voté avant le 15 avril, ou le 30 avril l'année du renouvellement",
        when('{chaque: année, avant: 15 avril N, sauf: {"2026, 2032": 30 avril N}}'),
        "due",
        "2025-04-14 2026-04-29 2027-04-14",
    ),
    Clause(
        "subvention-compte-rendu",
        "T01",
        "un compte rendu financier est remis dans les six mois suivant la clôture de l'exercice",
        when("{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}"),
        "due",
        "2026-06-30 2027-06-30 2028-06-30",
    ),
    Clause(
        "exercice-decale",
        "T01",
        "dans les six mois de la clôture, l'exercice allant du 1er septembre au 31 août",
        when("{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}"),
        "due",
        "2026-02-28 2027-02-28 2028-02-29",
        top="exercice: septembre\n",
    ),
    Clause(
        "dsp-rapport",
        "T03",
        "le délégataire produit chaque année avant le 1er juin un rapport d'activité",
        when("{chaque: année, avant: 1er juin N+1}"),
        "due",
        "2026-05-31 2027-05-31 2028-05-31",
    ),
    Clause(
        "dsp-redevance",
        "T22",
        "la redevance est versée le dernier jour ouvré de chaque trimestre",
        when("{chaque: trimestre, le: dernier jour ouvré}"),
        "due",
        "2025-03-31 2025-06-30 2025-09-30 2025-12-31 2026-03-31 2026-06-30 2026-09-30 2026-12-31 "
        "2027-03-31",
    ),
    Clause(
        "loyer-terme-echu",
        "T05",
        "le loyer est payable le 5 de chaque mois",
        when("{chaque: mois, au plus tard: 5}"),
        "due",
        "2025-01-05 2025-02-05 2025-03-05",
    ),
    Clause(
        "premier-jour-ouvre",
        "T22",
        "le planning est affiché le premier jour ouvré du mois",
        when("{chaque: mois, le: 1er jour ouvré}"),
        "due",
        "2025-01-02 2025-02-03 2025-03-03 2025-04-01 2025-05-02",
    ),
    Clause(
        "deuxieme-mardi",
        "T22",
        "la commission se réunit le deuxième mardi de chaque mois",
        when("{chaque: mois, le: 2e mardi}"),
        "due",
        "2025-01-14 2025-02-11 2025-03-11",
    ),
    Clause(
        "conseil-ecole",
        "T02",
        "le comité se réunit au moins deux fois par année scolaire",
        when("{au moins: 2, par: année scolaire}"),
        "due",
        "2025-08-31 2026-08-31 2027-08-31 2027-12-31",
    ),
    Clause(
        "saison-sportive",
        "T02",
        "le club présente son projet une fois par saison sportive",
        when("{au moins: 1, par: saison sportive}"),
        "due",
        "2025-06-30 2026-06-30 2027-06-30 2027-12-31",
    ),
    Clause(
        "jours-francs",
        "T11",
        "les membres sont convoqués cinq jours francs avant la séance",
        when("{délai: 5 jours francs, avant: seance}"),
        "due",
        "2026-06-19",
        facts={"seance": "2026-06-25"},
    ),
    Clause(
        "huitaine",
        "T01",
        "le procès-verbal est transmis sous huitaine",
        when("{délai: huitaine, après: seance}"),
        "due",
        "2026-07-03",
        facts={"seance": "2026-06-25"},
    ),
    Clause(
        "jours-ouvres",
        "T01",
        "l'incident est signalé dans les cinq jours ouvrés",
        when("{délai: 5 jours ouvrés, après: incident}"),
        "due",
        "2026-05-15",
        facts={"incident": "2026-05-06"},
    ),
    Clause(
        "jours-ouvrables",
        "T01",
        "la réponse intervient dans les cinq jours ouvrables",
        when("{délai: 5 jours ouvrables, après: incident}"),
        "due",
        "2026-05-13",
        facts={"incident": "2026-05-06"},
    ),
    Clause(
        "mois-et-jours",
        "T01",
        "dans un délai d'un mois et quinze jours à compter de la notification",
        when("{délai: 1 mois et 15 jours, après: notification}"),
        "due",
        "2026-03-27",
        facts={"notification": "2026-02-12"},
    ),
    Clause(
        "heures",
        "T01",
        "la CPAM est informée sous 48 heures",
        when("{délai: 48 heures, après: incident}"),
        "due",
        "2026-05-08",
        facts={"incident": "2026-05-06"},
    ),
    Clause(
        "report-ouvre",
        "T22",
        "le 31 mai, reporté au premier jour ouvrable suivant s'il est chômé",
        when("{chaque: année, au plus tard: 31 mai N}") + "    report: jour ouvrable suivant\n",
        "due",
        "2025-05-31 2026-06-01 2027-05-31",
    ),
    Clause(
        "premier-du-mois",
        "T15",
        "la prise en charge commence le premier jour du mois suivant la notification",
        when("{dès: notification}") + "    report: 1er du mois suivant\n",
        "opens",
        "2026-03-01",
        facts={"notification": "2026-02-12"},
    ),
    Clause(
        "fin-de-mois",
        "T01",
        "les factures sont payées à quarante-cinq jours fin de mois",
        when("{délai: 45 jours, après: facture}") + "    report: fin du mois\n",
        "due",
        "2026-04-30",
        facts={"facture": "2026-03-10"},
    ),
    Clause(
        "delai-de-delai",
        "T19",
        "le département répond dans le mois qui suit la date limite de remise du bilan",
        when("{délai: 1 mois, après: {échéance: bilan}}"),
        "due",
        "2026-03-28 2027-03-28 2028-03-28",
        more="  bilan:\n    titre: Bilan\n    article: '1'\n    citation: bilan\n    par: asso\n"
        "    quand: {chaque: année, au plus tard: 28 février N+1}\n",
    ),
    Clause(
        "mois-suivant-trimestre",
        "T19",
        "un état est adressé dans le mois suivant chaque trimestre",
        when("{délai: 1 mois, après: {chaque: trimestre, au plus tard: dernier jour}}"),
        "due",
        "2025-04-30 2025-07-30 2025-10-30 2026-01-31",
    ),
    Clause(
        "avant-le-terme",
        "T11",
        "une évaluation finale est remise trois mois avant le terme",
        when("{délai: 3 mois, avant: terme}"),
        "due",
        "2027-09-30",
    ),
    Clause(
        "apres-le-terme",
        "T24",
        "les pièces sont conservées dix ans après le terme",
        when("{délai: 10 ans, après: terme}"),
        "due",
        "2037-12-31",
    ),
    Clause(
        "premier-de-deux",
        "T19",
        "le 31 décembre 2026 ou six mois après l'ouverture, à la première des deux dates",
        when("{au premier de: [{au plus tard: 2026-12-31}, {délai: 6 mois, après: ouverture}]}"),
        "due",
        "2026-09-15",
        facts={"ouverture": "2026-03-15"},
    ),
    Clause(
        "dernier-de-deux",
        "T19",
        "à la plus tardive des deux dates : 30 juin 2026, ou deux mois après la livraison",
        when("{au dernier de: [{au plus tard: 2026-06-30}, {délai: 2 mois, après: livraison}]}"),
        "due",
        "2026-07-31",
        facts={"livraison": "2026-05-31"},
    ),
    Clause(
        "silence-refus",
        "T13",
        "l'absence de réponse dans les deux mois vaut rejet de la demande",
        when("{délai: 2 mois, après: demande}") + "    silence: {vaut: refus, réponse: reponse}\n",
        "due",
        "2026-06-23",
        facts={"demande": "2026-04-23"},
    ),
    Clause(
        "silence-accord",
        "T13",
        "à défaut de réponse sous un mois, l'agrément est réputé acquis",
        when("{délai: 1 mois, après: demande}") + "    silence: {vaut: accord, réponse: reponse}\n",
        "silence opens",
        "2026-05-24",
        facts={"demande": "2026-04-23"},
    ),
    Clause(
        "dossier-incomplet",
        "T13",
        "le délai repart de la réception des pièces manquantes",
        when("{délai: 2 mois, après: demande, repart de: pieces}"),
        "due",
        "2026-04-05",
        facts={"demande": "2026-01-10", "pieces": "2026-02-05"},
    ),
    Clause(
        "delai-suspendu",
        "T14",
        "le délai est suspendu pendant l'instruction complémentaire",
        when("{délai: 2 mois, après: demande, suspendu: {de: arret, à: reprise}}"),
        "due",
        "2026-03-25",
        facts={"demande": "2026-01-10", "arret": "2026-01-20", "reprise": "2026-02-04"},
    ),
    Clause(
        "fenetre",
        "T10",
        "les candidatures sont reçues au premier trimestre de l'année N+1",
        when("{chaque: année, en: 1er trimestre N+1}"),
        "due",
        "2026-03-31 2027-03-31 2028-03-31",
    ),
    Clause(
        "pas-avant",
        "T20",
        "les travaux ne commencent qu'après trois mois d'ouverture",
        when("{au bout de: 3 mois, après: ouverture}"),
        "opens",
        "2026-06-15",
        facts={"ouverture": "2026-03-15"},
    ),
    Clause(
        "annee-en-cours",
        "T16",
        "durant la deuxième année de la convention",
        when("{pendant: 2e année}"),
        "opens",
        "2026-01-01",
    ),
    Clause(
        "jusqu-au",
        "T09",
        "la convention est conclue jusqu'au 30 juin 2027",
        when("{délai: 1 mois, avant: terme}"),
        "due",
        "2027-05-31",
        term=f"  prend effet: {EFFECT}\n  jusqu'au: 2027-06-30\n",
    ),
    Clause(
        "premier-terme",
        "T09",
        "trois ans, ou jusqu'à l'ouverture de l'équipement si elle intervient avant",
        when("{à: terme}"),
        "due",
        "2026-03-15",
        term=f"  prend effet: {EFFECT}\n  pour: 3 ans\n  jusqu'à: ouverture\n",
        facts={"ouverture": "2026-03-15"},
    ),
    Clause(
        "effet-mois-suivant",
        "T15",
        "le contrat prend effet le premier jour du mois qui suit la dernière signature",
        when("{à: prise d'effet}"),
        "due",
        "2026-03-01",
        term="  prend effet: {à: notification, report: 1er du mois suivant}\n  pour: 1 an\n",
        facts={"notification": "2026-02-12"},
    ),
    Clause(
        "bail-trimestre",
        "T07",
        "le preneur donne congé à tout moment, trois mois à l'avance, pour la fin d'un trimestre",
        when("{à: terme}"),
        "due",
        "2026-06-30",
        term=f"  prend effet: {EFFECT}\n  pour: indéterminée\n"
        "  préavis: {délai: 3 mois, compté de: réception, moment: à tout moment, fait: conge, "
        "effet: fin du trimestre}\n",
        facts={"conge": "2026-02-12"},
    ),
    Clause(
        "bail-triennal",
        "T07",
        "le preneur peut donner congé six mois avant l'expiration de chaque période triennale",
        when("permanent"),
        "notice",
        "2027-06-30 2030-06-30",
        term=f"  prend effet: {EFFECT}\n  pour: 9 ans\n"
        "  préavis: {délai: 6 mois, compté de: réception, moment: avant chaque terme, "
        "tous les: 3 ans}\n",
    ),
    Clause(
        "renouvellement-demande",
        "T12",
        "le renouvellement est demandé entre six et trois mois avant l'anniversaire, faute de quoi "
        "le contrat prend fin",
        when("permanent"),
        "renewal",
        "2027-07-01 2027-09-30",
        term=THREE_YEARS
        + "  reconduction: {mode: sur demande, pour: 3 ans, fois: 1, demande dès: 6 mois, "
        "demande avant: 3 mois}\n",
    ),
    Clause(
        "fenetre-annuelle",
        "T10",
        "les vœux sont déposés entre le 1er mars et le 30 avril de chaque année",
        when("{chaque: année, du: 1er mars N, au: 30 avril N}"),
        "opens due",
        "2025-03-01 2025-04-30 2026-03-01 2026-04-30 2027-03-01 2027-04-30",
    ),
    Clause(
        "fenetre-mensuelle",
        "T05",
        "les heures sont déclarées du 1er au 10 de chaque mois",
        when("{chaque: mois, du: 1er, au: 10}"),
        "opens due",
        "2025-01-01 2025-01-10 2025-02-01 2025-02-10",
    ),
    Clause(
        "quinzaine-de-juin",
        "T10",
        "la fête se tient dans la première quinzaine de juin",
        when("{chaque: année, en: 1re quinzaine de juin N}"),
        "opens due",
        "2025-06-01 2025-06-15 2026-06-01 2026-06-15 2027-06-01 2027-06-15",
    ),
    Clause(
        "seconde-quinzaine",
        "T10",
        "un bilan est présenté dans la seconde quinzaine de février 2028",
        when("{en: 2e quinzaine de février 2028}"),
        "opens due",
        "2028-02-16 2028-02-29",
    ),
    Clause(
        "entre-six-et-trois-mois",
        "T11",
        "la demande est présentée entre six et trois mois avant le terme",
        when("{délai: 3 mois, avant: terme, ouvre: 6 mois}"),
        "opens due",
        "2027-06-30 2027-09-30",
    ),
    Clause(
        "derniere-signature",
        "T15",
        "la convention prend effet à la plus tardive des dates de signature et de notification",
        when("{à: prise d'effet}"),
        "due",
        "2026-03-10",
        term="  prend effet: {au dernier de: [signature, notification]}\n  pour: 1 an\n",
        facts={"signature": "2026-02-12", "notification": "2026-03-10"},
    ),
    Clause(
        "dernier-jour-ouvre-de-mai",
        "T22",
        "les comptes sont clos le dernier jour ouvré de mai",
        when("{chaque: année, au plus tard: dernier jour ouvré de mai N}"),
        "due",
        "2025-05-30 2026-05-29 2027-05-31",
    ),
    Clause(
        "premier-lundi",
        "T22",
        "la rentrée a lieu le premier lundi de septembre",
        when("{chaque: année, au plus tard: 1er lundi de septembre N}"),
        "due",
        "2025-09-01 2026-09-07 2027-09-06",
    ),
    Clause(
        "fin-fevrier",
        "T03",
        "le bilan est transmis au plus tard le dernier jour de février suivant",
        when("{chaque: année, au plus tard: dernier jour de février N+1}"),
        "due",
        "2026-02-28 2027-02-28 2028-02-29",
    ),
    Clause(
        "anniversaire",
        "T03",
        "le loyer est révisé à chaque date anniversaire de la prise d'effet",
        when("{à: anniversaire}"),
        "due",
        "2026-01-01 2027-01-01",
    ),
    Clause(
        "avant-anniversaire",
        "T11",
        "un mois avant chaque date anniversaire",
        when("{délai: 1 mois, avant: anniversaire}"),
        "due",
        "2025-12-01 2026-12-01",
    ),
    Clause(
        "mi-parcours",
        "T19",
        "une évaluation est conduite à mi-parcours",
        when("{à: mi-parcours}"),
        "due",
        "2026-07-01",
    ),
    Clause(
        "glissant",
        "T02",
        "une visite est faite tous les six mois au moins, la suivante comptée de la précédente",
        when("{au moins: 1, tous les: 6 mois, périodes: glissantes}"),
        "due",
        "2025-06-30",
    ),
    Clause(
        "conges-differents",
        "T07",
        "le preneur prévient trois mois, le bailleur six mois avant chaque terme",
        when("permanent"),
        "both notices",
        "2027-09-30 2028-09-30 2027-06-30 2028-06-30",
        term=THREE_YEARS
        + "  reconduction: {mode: tacite, pour: 1 an, fois: 2}\n"
        + "  préavis:\n"
        + "    - {par: asso, délai: 3 mois, compté de: réception, moment: avant chaque terme}\n"
        + "    - {par: departement, délai: 6 mois, compté de: réception, moment: avant chaque "
        + "terme}\n",
    ),
    Clause(
        "conge-du-bailleur",
        "T07",
        "le bailleur ayant donné congé, le bail finit au terme de la période",
        when("{à: terme}"),
        "due",
        "2027-12-31",
        term=THREE_YEARS
        + "  reconduction: {mode: tacite, pour: 1 an, fois: 2}\n"
        + "  préavis:\n"
        + "    - {par: asso, délai: 3 mois, compté de: réception, moment: avant chaque terme}\n"
        + "    - {par: departement, délai: 6 mois, compté de: réception, moment: avant chaque "
        + "terme, fait: conge}\n",
        facts={"conge": "2027-05-03"},
    ),
    Clause(
        "bimestriel",
        "T02",
        "une réunion d'équipe est tenue tous les deux mois civils",
        when("{au moins: 1, tous les: 2 mois, périodes: civiles}"),
        "due",
        "2025-02-28 2025-04-30 2025-06-30",
    ),
    Clause(
        "janvier-excepte",
        "T21",
        "le relevé est transmis avant le 15 du mois, le 25 en janvier",
        when("{chaque: mois, avant: 15, sauf: {janvier: 25}}"),
        "due",
        "2025-01-24 2025-02-14 2025-03-14",
    ),
    Clause(
        "exploitation-ete",
        "T10",
        "la baignade est surveillée du 15 juin au 15 septembre",
        when("{chaque: année, du: 15 juin N, au: 15 septembre N}"),
        "opens due",
        "2025-06-15 2025-09-15 2026-06-15 2026-09-15",
    ),
    Clause(
        "durable",
        "T24",
        "l'association assure l'accueil du public tous les jours ouvrables",
        when("permanent"),
        "none",
        "",
    ),
    Clause(
        "faculte",
        "T02",
        "une avance peut être demandée une fois par trimestre au plus",
        when("{au plus: 1, par: trimestre}"),
        "none",
        "",
    ),
)
