"""Letters as Béthune's people would receive them: a cliff, a late one, a Monday, a first load."""

from dataclasses import replace
from datetime import UTC, date, datetime

from scheduler.ical.invitation import Invitation
from scheduler.mail.letter import Entry, Letter, Line, Section

PAGE = "https://echeancier.ccas-bethune.example"
SAD = "Convention SAD Béthune"
SIGNED = (
    "1. La convention « prend effet à compter de sa signature par les parties » (article 3) : "
    "signée le mardi 1er avril 2025 (fait enregistré)."
)
NOTICE = Entry(
    title="Dénonciation avant reconduction tacite – période initiale",
    agreement="Convention de partenariat relative au service autonomie à domicile (SAD)",
    day=date(2026, 12, 11),
    when=(
        "au plus tard le jeudi 31 décembre 2026 ; "
        "lettre à poster au plus tard le vendredi 11 décembre 2026"
    ),
    left="à poster dans 7 jours",
    late=False,
    uncertain=False,
    who="Camille Delattre, Directrice du CCAS de Béthune",
    deputy="Noé Lemaire",
    action=(
        "Décider : laisser reconduire, ou dénoncer par lettre recommandée avec avis de réception."
    ),
    evidence="la preuve de dépôt, puis l'avis de réception daté",
    otherwise="la convention est reconduite pour 2 ans, jusqu'au 31 mars 2029",
    condition="",
    article="article 3",
    quote="moyennant le respect d’un préavis de trois mois",
    derivation=(
        SIGNED,
        "2. « pour une durée de deux ans » : dernier jour, le mercredi 31 mars 2027.",
        "3. Préavis de 3 mois avant ce terme : la lettre est reçue le 31 décembre 2026 au plus "
        "tard.",
        "4. Quinze jours pour retirer le pli, trois jours ouvrés d'avance : à poster le 11 "
        "décembre 2026.",
    ),
    source="rules/bethune-sad.yaml:45",
    url=f"{PAGE}/echeance/bethune-sad/preavis/p1",
    next_reminder=date(2026, 12, 10),
)
REMINDER = Letter(
    message_id="<7d1c0f@essai.echeancier.example>",
    thread=("<fil.a45e@essai.echeancier.example>",),
    date=datetime(2026, 12, 4, 7, tzinfo=UTC),
    sender=("Échéancier du CCAS de Béthune", "echeancier@ccas-bethune.example"),
    reply_to=("Noé Lemaire", "conventions@ccas-bethune.example"),
    recipient=("Camille Delattre", "directrice@ccas-bethune.example"),
    language="fr",
    kind="reminder",
    subject=(
        "À poster dans 7 jours : dénonciation avant reconduction tacite (11 décembre 2026) – "
        "Convention SAD Béthune"
    ),
    heading="À poster dans 7 jours : dénonciation avant reconduction tacite (11 décembre 2026)",
    lead=(
        "Dénonciation avant reconduction tacite, au plus tard le jeudi 31 décembre 2026 ; lettre "
        "à poster au plus tard le vendredi 11 décembre 2026.",
        "À poster dans 7 jours.",
    ),
    greeting="Bonjour Madame la Directrice,",
    entries=(NOTICE,),
    sections=(
        Section(
            "Autres échéances proches",
            (
                Line(
                    "au plus tard le jeudi 31 décembre 2026",
                    "Réunion du comité de suivi du partenariat – 2e semestre 2026",
                    SAD,
                    "dans 27 jours",
                    f"{PAGE}/echeance/bethune-sad/comite-suivi/2026-s2",
                ),
            ),
        ),
    ),
    why=(
        "Vous recevez ce message comme Directrice du CCAS de Béthune (rules/bethune-sad.yaml:11)."
    ),
    whom="Une question sur ces échéances : Noé Lemaire, conventions@ccas-bethune.example.",
)
REVIEW = Entry(
    title="Bilan annuel de la convention (attendu du SIVOM) – 2026",
    agreement="Convention de partenariat relative au service autonomie à domicile (SAD)",
    day=date(2027, 2, 15),
    when="au plus tard le lundi 15 février 2027",
    left="en retard de 3 jours",
    late=True,
    uncertain=False,
    who="Camille Delattre, Directrice du CCAS de Béthune",
    deputy="Noé Lemaire",
    action="Vérifier auprès du SIVOM de la Communauté du Béthunois, et relancer au besoin.",
    evidence="le bilan reçu",
    otherwise="la réunion de bilan se tient sans chiffres",
    condition="",
    article="article 6",
    quote="un bilan est adressé chaque année avant le 15 février",
    derivation=(
        "1. Le texte dit (article 6) : « avant le 15 février ».",
        "2. Le dernier jour utile, compris, est le lundi 15 février 2027.",
    ),
    source="rules/bethune-sad.yaml:188",
    url=None,
    next_reminder=date(2027, 2, 19),
)
SIGNING = Entry(
    title="Dénonciation avant reconduction tacite – période initiale",
    agreement="Convention de restauration collective : repas livrés & portage",
    day=None,
    when="au plus tôt le samedi 12 décembre 2026",
    left="peut-être déjà passée",
    late=False,
    uncertain=True,
    who="Camille Delattre, Directrice du CCAS de Béthune",
    deputy=None,
    action="Décider : laisser reconduire, ou dénoncer.",
    evidence="",
    otherwise="",
    condition=(
        "À quelle date la dernière des parties a-t-elle signé ? ; autres lectures : préavis "
        "compté de l'envoi : 31 décembre 2026"
    ),
    article="article 9",
    quote="",
    derivation=("1. Prise d'effet au plus tôt le 13 mars 2025 : le conseil a délibéré ce jour.",),
    source="rules/restauration.yaml:31",
    url=None,
    next_reminder=None,
)
LATE = Letter(
    message_id="<99b2e4@essai.echeancier.example>",
    thread=("<fil.c11d@essai.echeancier.example>", "<fil.e07a@essai.echeancier.example>"),
    date=datetime(2027, 2, 18, 7, tzinfo=UTC),
    sender=("échéancier", "echeancier@ccas-bethune.example"),
    reply_to=("Noé Lemaire", "conventions@ccas-bethune.example"),
    recipient=("Camille Delattre", "directrice@ccas-bethune.example"),
    language="fr",
    kind="late",
    subject=(
        "Rappels en retard – En retard de 3 jours : bilan annuel (15 février 2027) – "
        "Convention SAD Béthune (+ 1 autre)"
    ),
    heading="En retard de 3 jours : bilan annuel (15 février 2027)",
    lead=(
        "Bilan annuel de la convention, au plus tard le lundi 15 février 2027.",
        "En retard de 3 jours.",
        "Rappel en retard : le service était arrêté du 12 février 2027 au 18 février 2027.",
    ),
    greeting="Bonjour Madame la Directrice,",
    entries=(REVIEW, SIGNING),
    sections=(),
    why=(
        "Vous recevez ce message comme Directrice du CCAS de Béthune (rules/bethune-sad.yaml:11 "
        "et rules/restauration.yaml:8)."
    ),
    whom="Une question sur ces échéances : Noé Lemaire, conventions@ccas-bethune.example.",
    banner="PRÉ-PRODUCTION : horloge simulée au 18 février 2027",
    answer_by="Pour répondre : écrire à la personne ci-dessous.",
)
DIGEST = Letter(
    message_id="<1f60aa@essai.echeancier.example>",
    thread=(),
    date=datetime(2026, 12, 7, 7, tzinfo=UTC),
    sender=("Échéancier du CCAS de Béthune", "echeancier@ccas-bethune.example"),
    reply_to=("Noé Lemaire", "conventions@ccas-bethune.example"),
    recipient=("Camille Delattre", "directrice@ccas-bethune.example"),
    language="fr",
    kind="digest",
    subject="Vos échéances : 1 en retard, 1 cette semaine, 2 ce mois",
    heading="Vos échéances : 1 en retard, 1 cette semaine, 2 ce mois",
    lead=("Semaine du lundi 7 décembre 2026.",),
    greeting="Bonjour Madame la Directrice,",
    entries=(),
    sections=(
        Section(
            "En retard",
            (
                Line(
                    "au plus tard le mercredi 30 septembre 2026",
                    "Réunion trimestrielle entre le CCAS et le SIVOM – 3e trimestre 2026",
                    SAD,
                    "en retard de 68 jours",
                    f"{PAGE}/echeance/bethune-sad/reunions-trimestrielles/2026-t3",
                ),
            ),
        ),
        Section(
            "Cette semaine",
            (
                Line(
                    "au plus tard le jeudi 31 décembre 2026",
                    "Dénonciation avant reconduction tacite – période initiale",
                    SAD,
                    "à poster dans 4 jours",
                    f"{PAGE}/echeance/bethune-sad/preavis/p1",
                    "lettre à poster au plus tard le vendredi 11 décembre 2026",
                ),
            ),
        ),
        Section(
            "Ce mois-ci",
            (
                Line(
                    "au plus tard le jeudi 31 décembre 2026",
                    "Réunion du comité de suivi du partenariat – 2e semestre 2026",
                    SAD,
                    "dans 24 jours",
                    f"{PAGE}/echeance/bethune-sad/comite-suivi/2026-s2",
                ),
                Line(
                    "au plus tard le jeudi 31 décembre 2026",
                    "Réunion trimestrielle entre le CCAS et le SIVOM – 4e trimestre 2026",
                    SAD,
                    "dans 24 jours",
                    f"{PAGE}/echeance/bethune-sad/reunions-trimestrielles/2026-t4",
                ),
            ),
        ),
        Section("Dans les quatre mois", (), empty="Aucune autre échéance dans les quatre mois."),
    ),
    why=(
        "Vous recevez ce message comme Directrice du CCAS de Béthune (rules/bethune-sad.yaml:11)."
    ),
    whom="Une question sur ces échéances : Noé Lemaire, conventions@ccas-bethune.example.",
    register="Registre des envois : 1\u00a0234 lignes, empreinte 3f2a91c0d4e5b6a7.",
)
INITIAL = Letter(
    message_id="<0b8e21@essai.echeancier.example>",
    thread=(),
    date=datetime(2026, 11, 23, 7, tzinfo=UTC),
    sender=("Échéancier du CCAS de Béthune", "echeancier@ccas-bethune.example"),
    reply_to=None,
    recipient=("Noé Lemaire", "conventions@ccas-bethune.example"),
    language="fr",
    kind="initial",
    subject="État initial : 1 convention suivie, 3 questions",
    heading="État initial : 1 convention suivie, 3 questions",
    lead=(
        "1 convention est suivie à partir du lundi 23 novembre 2026.",
        "Ce qui était dû avant cette date n'est pas rappelé : à trier ci-dessous.",
    ),
    greeting="Bonjour,",
    entries=(),
    sections=(
        Section(
            "Questions qui retiennent des dates",
            (
                Line(
                    "",
                    "À quelle date la dernière des trois parties a-t-elle signé ? (« Le … » est "
                    "resté en blanc) Au plus tôt le 13 mars 2025 : le CCAS n'a délibéré que le 13 "
                    "mars 2025. 4 échéances en dépendent.",
                    SAD,
                    "",
                    f"{PAGE}/convention/bethune-sad",
                    "Pour répondre : echeancier fact bethune-sad signature AAAA-MM-JJ",
                ),
                Line(
                    "",
                    "Quel jour, chaque année, les colis de Noël doivent-ils être livrés ?",
                    SAD,
                    "",
                    f"{PAGE}/convention/bethune-sad",
                ),
            ),
        ),
        Section("Prochains couperets", (), empty="Aucun couperet daté pour le moment."),
        Section(
            "Conventions suivies",
            (
                Line(
                    "à confirmer",
                    "Convention de partenariat relative au service autonomie à domicile (SAD)",
                    SAD,
                    "au plus loin jusqu'au 12 mars 2031",
                    f"{PAGE}/convention/bethune-sad",
                ),
            ),
        ),
        Section(
            "Ce que les textes ne disent pas",
            (Line("", "Combien de temps dure le suivi après l'emménagement ?", SAD, "", None),),
        ),
        Section(
            "Dû avant le suivi : fait, inconnu ou manqué ?",
            (
                Line(
                    "au plus tard le lundi 30 juin 2025",
                    "Mise en conformité du service autonomie à domicile (attendu du SIVOM)",
                    SAD,
                    "en retard de 16 mois",
                    f"{PAGE}/echeance/bethune-sad/mise-en-conformite/unique",
                    "echeancier done bethune-sad/mise-en-conformite/unique --on AAAA-MM-JJ",
                ),
            ),
            intro="Enregistrer ce qui a été fait ; le reste demeure visible, sans rappel.",
            empty="Rien de daté avant le suivi.",
        ),
    ),
    why=(
        "Vous recevez ce message comme Chargé des conventions du CCAS de Béthune : des conventions "
        "viennent d'être chargées."
    ),
    whom="Une question sur ces échéances : Noé Lemaire, conventions@ccas-bethune.example.",
)
INVITATION = Invitation(
    method="REQUEST",
    uid="bethune-sad-preavis-p1-7461b1180c15@essai.echeancier.example",
    sequence=0,
    day=date(2026, 12, 11),
    summary=(
        "Poster la lettre : Dénonciation avant reconduction tacite – période initiale – "
        "Convention SAD Béthune"
    ),
    description="\n".join(
        (
            "Convention : Convention de partenariat relative au service autonomie à domicile (SAD)",
            "Au plus tard le jeudi 31 décembre 2026",
            "Lettre à poster au plus tard le vendredi 11 décembre 2026",
            "Article 3 : « moyennant le respect d’un préavis de trois mois »",
            f"{PAGE}/echeance/bethune-sad/preavis/p1",
        )
    ),
    organizer=("Échéancier du CCAS de Béthune", "echeancier@ccas-bethune.example"),
    attendee=("Camille Delattre", "directrice@ccas-bethune.example"),
    stamp=datetime(2026, 11, 23, 7, tzinfo=UTC),
    url=f"{PAGE}/echeance/bethune-sad/preavis/p1",
)
PLACED = (
    "L'invitation jointe inscrit ce jour entier dans votre agenda, sans vous y marquer occupé. "
    "S'il ne s'y inscrit pas de lui-même : accepter l'invitation, sans envoyer de réponse, ou "
    "ouvrir le fichier joint. Les rappels par courriel viennent comme avant."
)
INVITED = replace(
    REMINDER,
    message_id="<5ad9e0@essai.echeancier.example>",
    date=INVITATION.stamp,
    kind="invitation",
    subject=f"Agenda : {INVITATION.summary}",
    heading="Pour votre agenda : poster la lettre de dénonciation (11 décembre 2026)",
    lead=(
        "Dénonciation avant reconduction tacite, au plus tard le jeudi 31 décembre 2026 ; lettre "
        "à poster au plus tard le vendredi 11 décembre 2026.",
        PLACED,
    ),
    entries=(),
    sections=(),
    why=(
        "Vous recevez ce message comme Directrice du CCAS de Béthune (rules/bethune-sad.yaml:11) : "
        "l'annuaire demande des invitations pour vous."
    ),
    whom=(
        "Une question, ou ne plus recevoir d'invitations : écrire à Noé Lemaire, "
        "conventions@ccas-bethune.example."
    ),
    invitation=INVITATION,
)
UPDATED = replace(
    INVITED,
    message_id="<c20417@essai.echeancier.example>",
    date=datetime(2026, 11, 25, 7, tzinfo=UTC),
    subject=f"Agenda : date modifiée, {INVITATION.summary}",
    heading="Pour votre agenda : poster la lettre de dénonciation (14 décembre 2026)",
    lead=(
        "La date a changé : lundi 14 décembre 2026 et non plus vendredi 11 décembre 2026. L'agenda "
        "déplace l'inscription, sans en ajouter.",
        PLACED,
    ),
    invitation=replace(
        INVITATION,
        sequence=1,
        day=date(2026, 12, 14),
        stamp=datetime(2026, 11, 25, 7, tzinfo=UTC),
    ),
)
CANCELLED = replace(
    INVITED,
    message_id="<e80b3f@essai.echeancier.example>",
    date=datetime(2026, 12, 2, 7, tzinfo=UTC),
    kind="cancellation",
    subject=f"Annulé : {INVITATION.summary}",
    heading="Retiré de votre agenda : poster la lettre de dénonciation (14 décembre 2026)",
    lead=(
        "Dénonciation avant reconduction tacite, à la date du lundi 14 décembre 2026.",
        "Elle est enregistrée comme faite.",
        "L'annulation jointe l'ôte de votre agenda ; s'il y reste, le supprimer à la main.",
    ),
    invitation=replace(
        INVITATION,
        method="CANCEL",
        sequence=2,
        day=date(2026, 12, 14),
        stamp=datetime(2026, 12, 2, 7, tzinfo=UTC),
    ),
)
LETTERS = {
    "reminder": REMINDER,
    "late": LATE,
    "digest": DIGEST,
    "initial": INITIAL,
    "invitation": INVITED,
    "update": UPDATED,
    "cancellation": CANCELLED,
}
