"""How each calendar program subscribes, how late it is, and from where it reads the address."""

from dataclasses import dataclass
from typing import Literal

Reader = Literal["poste", "serveur", "Internet"]
"""What fetches the address: the reader's own machine, the authority's server, another company's."""
FROM: dict[Reader, str] = {
    "poste": "l'ordinateur ou le téléphone",
    "serveur": "le serveur de la collectivité",
    "Internet": "des serveurs de l'éditeur, depuis Internet",
}


@dataclass(frozen=True)
class Client:
    """A calendar program: where to click, how often it comes back, who fetches, what to expect."""

    name: str
    steps: str
    delay: str
    reader: Reader
    caution: str = ""


CLIENTS = (
    Client(
        "Outlook pour Windows",
        "Calendrier › Ouvrir le calendrier (ou Ajouter un calendrier) › À partir d'Internet…, "
        "coller l'adresse.",
        "de quelques minutes à douze heures, tant qu'Outlook est ouvert",
        "poste",
        "Les événements annulés restent visibles : leur titre commence par « ANNULÉ ».",
    ),
    Client(
        "Microsoft 365, Outlook sur le web et nouvel Outlook",
        "Calendrier › Ajouter un calendrier › S'abonner à partir du web, coller l'adresse.",
        "de trois heures à plus d'un jour",
        "Internet",
        "Une erreur n'y est pas montrée : un calendrier vide veut dire que l'adresse n'est pas "
        "joignable.",
    ),
    Client(
        "Thunderbird",
        "Agenda › Nouvel agenda… › Sur le réseau, coller l'adresse, sans nom d'utilisateur ; "
        "taper le nom de l'agenda.",
        "une demi-heure",
        "poste",
    ),
    Client(
        "Google Agenda",
        "Sur ordinateur : Autres agendas › + › À partir de l'URL, coller l'adresse.",
        "de huit heures à un jour, sans réglage possible",
        "Internet",
        "C'est communiquer à Google ce que le calendrier montre : demander le détail "
        "« titre seul ».",
    ),
    Client(
        "iPhone, iPad",
        "Réglages › Calendrier › Comptes › Ajouter un compte › Autre › Ajouter un calendrier avec "
        "abonnement, coller l'adresse.",
        "de cinq minutes à une semaine, selon le réglage de l'appareil",
        "poste",
        "Un lien https touché du doigt n'est importé qu'une fois ; pour s'abonner par un lien, "
        "et là seulement, écrire webcal:// au lieu de https://.",
    ),
    Client(
        "Calendrier du Mac",
        "Fichier › Nouvel abonnement…, coller l'adresse, choisir l'actualisation.",
        "de cinq minutes à une semaine, selon le réglage choisi",
        "poste",
        "Avec un compte iCloud, c'est Apple qui lit l'adresse : choisir « Sur mon Mac ».",
    ),
    Client(
        "Zimbra",
        "Calendrier › Ajouter un calendrier externe › iCal, coller l'adresse.",
        "douze heures, sauf autre réglage du serveur",
        "serveur",
        "Retirer l'ancienne adresse avant d'ajouter la nouvelle : Zimbra saute ce qu'il a déjà.",
    ),
    Client(
        "BlueMind",
        "Agenda › Réglages › Mes agendas › Agenda externe (ICS), coller l'adresse.",
        "d'un à trois jours",
        "serveur",
    ),
    Client(
        "Nextcloud",
        "Agenda › Nouvel agenda › Nouvel abonnement par un lien, coller l'adresse.",
        "douze heures",
        "serveur",
        "Le délai est lu une fois, à l'abonnement ; les rappels sont ôtés.",
    ),
)

BY_MAIL = (
    "Si l'adresse n'est pas joignable de là, ses dates peuvent venir par courriel, comme "
    "invitations : « agenda: oui » à côté de la personne, dans l'annuaire."
)
FROM_INTERNET = (
    "Microsoft 365 et Google lisent l'adresse depuis leurs propres serveurs : elle doit être "
    "joignable depuis Internet, en https."
)
SUBSCRIBE = (
    "Prendre « s'abonner » et jamais « importer » : une importation ne suit aucun changement. "
    "L'adresse commence par https:// et vaut un mot de passe."
)
RINGING = (
    "Rien ne sonne dans un agenda abonné, sauf à le demander : avec « ?rappels=1 » ajouté à la fin "
    "de l'adresse, chaque échéance sonne à neuf heures le jour ouvré qui la précède, et chaque "
    "couperet est annoncé 30 et 7 jours avant son dernier jour utile par un événement à lui. "
    "Google, Microsoft 365, Outlook et Nextcloud ne sonnent pas ; les événements, eux, se voient "
    "partout. Les rappels par courriel ne changent pas."
)
LATE = (
    "Un agenda relit l'adresse à son rythme ; jusque-là il montre l'ancienne date. Une date qui "
    "bouge est donc toujours annoncée aussi par courriel."
)
KINDS = {
    "all": "toutes les conventions",
    "authority": "les conventions de la collectivité",
    "agreement": "une convention",
    "role": "les échéances d'un rôle",
    "person": "les échéances d'une personne, dans tous ses rôles",
}
DETAILS = {"full": "détaillé : texte, motifs, lien", "title": "titre seul"}
