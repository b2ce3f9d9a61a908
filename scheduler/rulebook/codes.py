"""What each problem's code means and what to do about it, for ``explain CODE``."""

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "C001": "Le fichier de configuration ne peut pas être lu. Vérifier son chemin (--config ou "
    "ECHEANCIER_CONFIG), ses droits, et qu'il est en UTF-8.",
    "C002": "La configuration n'est pas du TOML. Chaque réglage s'écrit « nom = valeur », les textes "
    "entre guillemets droits, sous sa section entre crochets.",
    "C003": "Ce réglage n'existe pas, ou pas dans cette section. La page de l'administrateur les "
    "donne tous ; une variable ECHEANCIER_… inconnue est refusée de même.",
    "C004": "La valeur d'un réglage n'est pas de la bonne forme, ou deux réglages se contredisent.",
    "R001": "Le fichier ne peut pas être ouvert : absent, lien brisé, ou droits insuffisants pour "
    "l'utilisateur du service.",
    "R002": "Un fichier de règles tient en quelques pages. Au-delà d'un mébioctet, il est refusé sans "
    "être lu : ce n'est sans doute pas le bon fichier.",
    "R003": "Le fichier n'est pas en UTF-8 : ses accents seraient faux. L'ouvrir dans un éditeur et "
    "l'enregistrer de nouveau avec cet encodage.",
    "R004": "Un caractère invisible s'est glissé dans le texte, souvent par un copier-coller depuis un "
    "PDF. L'effacer et retaper le mot.",
    "R005": "Le retrait contient une tabulation. YAML n'accepte que des espaces : deux par niveau.",
    "R006": "La ligne n'est pas du YAML. Causes fréquentes : un deux-points sans espace, une valeur "
    "qui contient « : » sans guillemets, un guillemet ou un crochet non fermé.",
    "R007": "La même clé est écrite deux fois : le programme ne choisit pas laquelle compte.",
    "R008": "Le fichier imbrique plus de vingt niveaux, ce qu'aucune règle ne demande.",
    "R009": "Le fichier doit être une suite de « clé: valeur », et non une liste ou un texte.",
    "R010": "Le fichier est vide. Une fiche de dix lignes suffit pour commencer.",
    "R011": "Le fichier contient plusieurs documents, séparés par « --- ». En faire plusieurs fichiers.",
    "R012": "Les étiquettes YAML (« !… ») sont refusées : elles changeraient le sens d'une valeur.",
    "R013": "Une clé doit être un mot suivi de deux-points.",
    "R014": "Les ancres « & » et les renvois « * » sont refusés : un fichier de règles se lit sans "
    "sauter d'un endroit à l'autre. Recopier la valeur.",
    "R020": "Cette clé n'existe pas à cet endroit. Vérifier l'orthographe, les accents et le retrait.",
    "R021": "Une clé obligatoire manque dans cette partie.",
    "R022": "La valeur n'est pas de la forme attendue : date, durée, nombre, oui ou non, mot permis.",
    "R100": "Aucun fichier de règles n'a été trouvé, ou celui-ci est un calendrier ou l'annuaire.",
    "R101": "Le calendrier nommé n'a pas de fichier dans calendars/. Sans lui, les jours ouvrés ne "
    "sont pas connus.",
    "R102": "Le rôle nommé n'est pas dans l'annuaire : personne ne recevrait les rappels.",
    "R103": "La partie nommée n'est pas déclarée sous « parties ».",
    "R104": "Le fait nommé n'est pas déclaré sous « faits » : personne ne pourrait l'enregistrer.",
    "R105": "Deux fichiers décrivent la même convention. Les clés de ses échéances se confondraient.",
    "R106": "Le nom d'une entrée est déjà pris, dans le fichier ou par le programme.",
    "R107": "Deux bornes se contredisent : la fin précède le début.",
    "R108": "« même que » nomme une obligation qui n'est pas dans le fichier.",
    "R109": "Une obligation se compte depuis l'échéance d'une autre, qui se compte depuis la première.",
    "R110": "La durée initiale et ses reconductions dépassent le plafond. Les deux lectures sont "
    "calculées, la plus courte d'abord, et la question est posée. Quand les parties ont répondu, "
    "l'écrire : « tranché: {par: …, le: …, parce que: …} ».",
    "R111": "Le préavis est aussi long que la durée qu'il doit précéder : il ne pourrait jamais être "
    "donné à temps. L'une des deux durées est sans doute mal relevée.",
    "R112": "La fiche ne décrit encore aucune obligation : ses termes et préavis sont calculés, le "
    "reste du texte attend d'être lu.",
    "R113": "Une échéance vient avant ce qu'elle suppose (« suppose ») : le premier bilan avant ses "
    "indicateurs, la demande avant le rapport qui doit l'éclairer. Les deux dates sont gardées ; les "
    "parties peuvent convenir d'avancer la seconde.",
    "R114": "Une échéance suppose (« suppose ») une autre qui n'a pas lieu cette fois-là, souvent parce "
    "que la convention a pris fin. Elle est gardée et signalée ; demander ce que les parties en font.",
    "R115": "Le texte dit deux fois la même obligation, en des termes qui ne donnent pas le même jour ou "
    "le même nombre. Les deux lectures sont calculées, la plus prudente est rappelée. Quand les parties "
    "ont répondu, ôter « lecture », ou l'admettre avec sa raison.",
    "R116": "Le même acte est compté deux fois (« même acte que »), à des rythmes différents. Les deux "
    "sont calculés ; demander lequel oblige.",
    "R117": "« Avant le 15 » s'arrête au 14, « au plus tard le 15 » comprend le 15. Les deux formules sont "
    "dans le même texte pour le même quantième : vérifier que c'est voulu.",
    "R118": "La prise d'effet est antérieure à la signature : des échéances étaient dues avant que "
    "quiconque ait signé. Elles sont gardées, à trier.",
    "R119": "Une dénonciation « d'un commun accord » assortie d'un préavis : l'accord se passe de préavis, "
    "le préavis se passe d'accord. Demander si une partie seule peut dénoncer.",
    "R120": "Deux passages se contredisent (« contredit »). Rien n'est tranché : demander lequel oblige, "
    "puis l'écrire, ou l'admettre avec sa raison.",
    "R121": "Un passage est resté en blanc dans le texte signé (XXX, JJ/MM/AAAA, n° **, phrase inachevée).",
    "R122": "L'obligation vient d'une règle de droit (« fixé par ») dont les dates de validité ne sont pas "
    "écrites. Le droit change : écrire « en vigueur: {du: …, au: …} » quand on le sait.",
    "R123": "L'organisateur alterne, mais la réunion est aussi dite d'initiative conjointe. Demander qui "
    "convoque ; « premier: … » dit qui commence.",
    "R124": "« Deux fois par an » n'est pas « une fois par semestre » : deux actes à dates libres. Si le "
    "texte veut un rythme, écrire la période.",
    "R125": "Le texte dit deux fois la même obligation : une seule échéance, deux articles. Pour "
    "information.",
    "R126": "Une reconduction tacite sans nombre ni plafond : la convention ne finit pas d'elle-même.",
    "R127": "Une reconduction tacite, et aucune clause pour la refuser. Demander si une partie peut "
    "dénoncer, et avec quel préavis.",
    "R129": "Des mots écartés nomment un jour et un mois. Pour information : un relecteur doit pouvoir "
    "confirmer que ce n'est pas une échéance.",
    "R130": "Une note laissée dans le fichier par qui l'a écrit.",
    "R131": "« admis » nomme un avertissement qui n'existe pas, ou plus. Seul un avertissement s'admet, "
    "jamais une erreur.",
    "R132": "La citation dit une durée, une unité ou une sorte de jours (ouvrés, ouvrables, francs) que la règle ne dit "
    "pas : « dans les trois mois » avec « délai: 2 mois ». Corriger celle des deux qui est fausse, ou l'admettre avec sa "
    "raison si elles disent la même chose.",
    "R133": "La citation dit un jour, un mois ou une année (N+1, « de l'année suivante ») que la règle ne dit pas ; "
    "« avant le 31 » s'arrête au 30, « au plus tard le 31 » comprend le 31. Corriger, ou admettre avec sa raison.",
    "R134": "La citation dit un rythme (« chaque trimestre », « deux fois par an ») ou une limite (« au moins », « au plus ») "
    "que la règle ne dit pas. Corriger, ou admettre avec sa raison.",
    "R135": "La citation dit comment (tacite ou expresse, combien de fois, lettre recommandée, envoi ou réception, accord ou "
    "refus, le montant d'une pénalité), et la règle dit autrement. Corriger, ou admettre avec sa raison.",
    "R136": "Un préavis avant le terme, alors que rien ne reconduit la convention : elle finit à son terme, dénoncée ou non "
    "(C. civ. 1212). Son dernier jour est donné, puisque le texte l'écrit ; vérifier qu'aucune reconduction n'a été oubliée.",
    "R137": "Aucune date ne sort de ce préavis : il n'y a pas de terme avant lequel le donner. Le dire autrement, ou l'admettre "
    "avec sa raison.",
    "R138": "Une durée indéterminée n'a pas de terme : rien ne s'y reconduit, rien ne s'y proroge.",
    "R139": "Une saison va de juillet à juin si rien d'autre n'est dit ; la convention commence ou finit un autre mois, comme "
    "le ferait une saison d'août à juillet. Écrire « saison: août » en tête du fichier, ou « saison: juillet ».",
    "R140": "Une citation n'est pas dans le texte signé. Apostrophes, espaces et retours à la ligne ne "
    "comptent pas ; les mots, si. Les recopier.",
    "R141": "Une phrase du texte signé parle de temps et aucune règle ne la reprend : l'écrire comme "
    "obligation, jalon ou question, ou l'écarter en disant pourquoi. La citation d'une règle reprend "
    "toute sa phrase ; des mots écartés ne valent que pour eux-mêmes.",
    "R142": "Le texte signé n'est pas à portée, ou ne se lit pas : ses citations ne sont pas vérifiées.",
    "R150": "L'exemple écrit par le juriste (« exemples ») ne donne pas la date attendue. L'aide montre "
    "le calcul, étape par étape : corriger la règle, ou l'exemple.",
    "R151": "L'exemple ne désigne pas une échéance : « période » est la fin de sa clé (s1, 2026, p1) ou "
    "ses mots (« 1er semestre du contrat »).",
    "R152": "L'organe délibérant nommé par « décidé par » n'est pas décrit sous « séances » du calendrier.",
    "R153": "Un fait déclaré « plusieurs fois » ne peut fixer le terme : le programme ne choisit pas laquelle de "
    "ses dates compte. Il peut arrêter un délai, si le fait qui le fait reprendre l'est aussi ; mais un délai qui "
    "court de chaque fois ne peut s'arrêter : rien ne dit lequel des délais s'arrête.",
    "R154": "La lecture tranchée n'est aucune de celles que la règle donne : recopier ses mots, tels que "
    "les montre `echeancier explain CLÉ`.",
    "R155": "Une séance est saisie entre une élection et l'installation du nouvel organe (« vacance ») : personne "
    "ne décide alors, elle n'est pas comptée. Finir la vacance la veille de l'installation.",
    "R157": "Un couperet que décide un organe délibérant approche, et les dates des séances de cette année ne sont "
    "pas dans le fichier calendrier : sa dernière séance utile n'est pas connue.",
    "R158": "Un délai ne court pas pendant les vacances scolaires, et le fichier calendrier n'en donne aucune : "
    "son dernier jour n'est connu qu'« au plus tôt ».",
    "R160": "La table d'exemplaires commence par une ligne de titres, dont le premier est « exemplaire ». Les "
    "autres sont les clés d'un exemplaire, « parties.X » et « faits.X ».",
    "R161": "Une ligne de la table a plus de cases que la ligne de titres, souvent pour une virgule ou un "
    "point-virgule dans un texte : le mettre entre guillemets.",
    "R162": "La table d'exemplaires se dépose à côté du fichier de règles.",
    "R163": "Le premier ou le dernier de plusieurs moments se choisit période par période : des moments qui "
    "reviennent chacun à son rythme ne se comparent pas, ni le premier d'un jour et d'un moment qui revient. En faire "
    "deux obligations, ou dire le jour.",
    "R164": "Un délai se compte depuis un jour. Ce qui est permanent, demandé, dit vers telle époque ou laissé au choix "
    "n'en a pas, et un fait qui n'a lieu qu'une fois n'aura pas lieu deux fois.",
    "R165": "Quels que soient les faits enregistrés, cette règle ne donne ni date, ni question, ni attente : personne ne "
    "serait jamais prévenu. Le message dit pourquoi ; corriger la règle, ou l'admettre avec sa raison.",
    "R166": "Une clé qui ne changerait rien est refusée : un couperet sans jour, un report de ce qui n'a pas de date, un "
    "silence sans délai qui court. L'ôter, ou l'écrire sous l'obligation qui porte la date.",
    "R167": "La règle de récurrence saute les mois ou les années qui n'ont pas son jour (le 31, le 29 février, un cinquième "
    "mardi) : rien n'y serait rappelé. Écrire une forme qui prend le dernier jour des mois courts, ou l'admettre si c'est "
    "voulu.",
    "R240": "Un moment se compte du silence (« {silence: …} ») gardé sur une obligation qui n'en dit rien. Lui ajouter "
    "« silence: {vaut: …, réponse: …} », ou compter depuis son échéance.",
    "R241": "Le silence se juge à chaque fois, et une réponse qui n'a lieu qu'une fois vaudrait pour toutes : la seconde demande "
    "serait dite répondue par la réponse à la première. Déclarer la réponse « plusieurs fois: oui ».",
    "R242": "Les deux bornes d'une période (« du », « au ») ne reviennent pas au même rythme : on ne sait pas laquelle va "
    "avec laquelle. Compter les deux depuis le même fait ou la même obligation, ou en faire deux obligations.",
    "R243": "La période finit avant de commencer, quelle que soit la date du fait : « du » et « au » sont peut-être "
    "inversés, ou « avant » et « après ».",
    "R244": "Un fait qui n'a lieu qu'une fois ne peut ni se répéter tant de fois, ni avoir une prochaine fois. Ajouter "
    "« plusieurs fois: oui » au fait, sous « faits ».",
    "R170": "Une absence est annoncée et personne ne la couvre : ni suppléance, ni hiérarchie, ni gestionnaire "
    "présents. Les rappels iraient à la personne absente.",
    "R171": "La suppléance ou la hiérarchie d'un rôle est tenue par la même personne : elle ne remplace personne.",
    "R172": "La hiérarchie d'un rôle y revient : personne n'est au-dessus.",
    "R173": "Deux titulaires tiennent le même rôle le même jour. Le premier écrit reçoit les messages.",
    "R174": "Un rôle est vacant, ou le sera dans les douze mois. Ses messages vont à la suppléance, à la hiérarchie "
    "ou au gestionnaire.",
    "R175": "L'assistant a la même adresse que la personne qu'il assiste : on ne saurait pas qui a répondu.",
    "R176": "Les rappels (« rappels ») d'un préavis s'arrêtent plus d'une semaine avant le dernier jour utile : la dernière "
    "chance d'agir passerait sous silence. Ajouter « 7 jours », « 1 jour » ou « 0 jour », ou l'admettre avec sa raison.",
    "R177": "« rappels » n'a de sens que sur ce qui est rappelé à part : un couperet (« couperet: oui »), le préavis que nous "
    "pouvons donner, la demande de prorogation. Le reste figure dans le récapitulatif du lundi.",
    "R178": "« veille » dit qui surveille ce que les autres nous doivent ; ce que nous devons va au responsable.",
    "R180": "Dans un fichier CSV, une case commence par un guillemet que rien ne ferme : la suite du fichier s'y perdrait.",
    "R181": "Les titres de colonnes du fichier CSV de l'annuaire : rôle, titre, nom, adresse, et s'il y a lieu formule, langue, "
    "du, au, suppléance, hiérarchie, élu, assistant, adresse assistant, agenda. Accents et majuscules ne comptent pas.",
    "R182": "Deux lignes du fichier CSV disent autre chose du même rôle. L'écrire une fois suffit : les autres cases peuvent "
    "rester vides.",
    "R190": "La table des réponses a perdu une de ses colonnes, ou n'est plus du CSV. Garder la première "
    "ligne telle qu'elle a été écrite ; l'ordre des colonnes est libre, et d'autres peuvent s'y ajouter.",
    "R191": "La ligne ne désigne pas une échéance à trier, ou la même que plus haut. Garder la clé telle "
    "qu'elle a été écrite ; ce qui est suivi s'enregistre par « done » ou « waive ».",
    "R192": "Une réponse est fait, écarté, manqué ou inconnu. Sans réponse, la ligne reste à trier.",
    "R193": "Ce qui est fait a un jour, déjà passé ; ce qui est écarté peut en avoir un ; le reste n'en a pas.",
    "R194": "Ce qui est écarté l'est pour une raison ; seul ce qui est fait a une pièce qui le prouve.",
    "R195": "L'échéance a déjà une autre réponse. Seul « inconnu » se corrige par la table : retirer "
    "d'abord l'autre, pour que personne ne l'écrase sans le voir.",
    "R201": "La prise d'effet n'est pas connue : toutes les dates en dépendent. Enregistrer le fait.",
    "R202": "Une date est restée en blanc dans le texte. Enregistrer le fait quand on la connaît.",
    "R203": "La reconduction : son mode ou sa durée ne sont pas dits. Rien n'est supposé.",
    "R204": "La prorogation : sa durée, ou ce qui suit l'absence de demande, n'est pas dit.",
    "R205": "Le plafond : la durée totale, ou les seules reconductions ?",
    "R206": "Le préavis : son moment, sa forme ou son point de départ ne sont pas dits.",
    "R207": "Les périodes : celles du contrat sont calculées, les civiles montrées à côté.",
    "R208": "Une durée « environ », ou un nombre compté de deux façons : demander ce qui oblige.",
    "R209": "Des parties à tour de rôle, sans dire qui commence : écrire « premier: … ».",
    "R210": "Des échéances tombent après le terme : elles sont gardées et signalées, à confirmer.",
    "R211": "Une question que pose une clause.",
    "R212": "La fin n'est pas connue : un fait la donne, ou le texte laisse la durée en blanc. Les dates sont calculées "
    "jusqu'à l'horizon en attendant. Enregistrer le fait, ou écrire la durée.",
}
