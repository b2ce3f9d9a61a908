"""Forms that a jurist writes who only skimmed the guide: what each is taken for, or answered."""

TAKEN = {
    "{chaque: mois, au plus tard: 5, à compter de: l'ouverture}": (
        "{chaque: mois, au plus tard: 5, depuis: ouverture}"
    ),
    "{chaque: année, avant: 31 mars, à partir de: 2028}": (
        "{chaque: année, avant: 31 mars, depuis: 2028}"
    ),
    "{chaque: année, au plus tard: 31 mars, à compter de: 2e année}": (
        "{chaque: année, au plus tard: 31 mars, depuis: 2e année}"
    ),
    "{chaque: année, à partir du: 1er octobre}": "{chaque: année, du: 1er octobre}",
    "{chaque: mois, en: dix premiers jours ouvrés}": "{chaque: mois, du: 1er, au: 10e jour ouvré}",
    "{chaque: mois, en: cinq premiers jours ouvrables du mois suivant}": (
        "{chaque: mois, du: 1er du mois suivant, au: 5e jour ouvrable du mois suivant}"
    ),
    "{chaque: année, le: anniversaire}": "{à: anniversaire}",
    "{chaque: année, le: anniversaire de l'ouverture}": "{à: anniversaire, de: ouverture}",
    "{le: date anniversaire de la convention}": "{à: anniversaire}",
    "{chaque: année, au: 31 décembre}": "{chaque: année, au plus tard: 31 décembre}",
    "{chaque: trimestre, au: dernier jour}": "{chaque: trimestre, au plus tard: dernier jour}",
    "{délai maximal: 30 jours, après: ouverture}": "{délai: 30 jours, après: ouverture}",
    "{à l'issue de: 15 jours, après: ouverture}": "{passé: 15 jours, après: ouverture}",
    "{à l'expiration d'un délai de: 1 mois, après: ouverture}": (
        "{passé: 1 mois, après: ouverture}"
    ),
    "{le jour même: ouverture}": "{au plus tard: ouverture}",
    "{la veille de: ouverture}": "{délai: 1 jour, avant: ouverture}",
    "{le lendemain de: ouverture}": "{délai: 1 jour, après: ouverture}",
    "{au moins: 1, par: an, en: 4e trimestre}": "{chaque: année, en: 4e trimestre}",
    "{exactement: 1, par: an, du: 1er mars, au: 30 avril}": (
        "{chaque: année, du: 1er mars, au: 30 avril}"
    ),
    "{en: mois suivant, après: ouverture}": (
        "{au plus tard: dernier jour du mois suivant, après: ouverture}"
    ),
    "{dans les: six derniers mois}": "{dans les: 6 mois, avant: terme}",
    "{chaque: année, en: juin, seulement: dernière année}": (
        "{chaque: année, du: 1er juin, au: dernier jour de juin, seulement: dernière année}"
    ),
    "{chaque: année, en: 2e trimestre N+1, tous les: 2 ans}": (
        "{chaque: année, du: 1er avril N+1, au: dernier jour de juin N+1, tous les: 2 ans}"
    ),
    "{chaque: année, au plus tard: 30 avril, seulement: [2027, 2029]}": (
        "{chaque: année, au plus tard: 30 avril, seulement: '2027, 2029'}"
    ),
    "{à: la fin de chaque exercice}": "{chaque: exercice, au plus tard: dernier jour}",
    "{à: clôture de l'exercice}": "{chaque: exercice, au plus tard: dernier jour}",
    "{délai: 6 mois, après: fin d'exercice}": (
        "{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}"
    ),
    "{délai: 3 mois, après: le terme de la deuxième année d'exécution}": (
        "{délai: 3 mois, après: {pendant: 2e année}}"
    ),
    "{avant: la fin de la première année}": "{au plus tard: {pendant: 1re année}}",
    "{au plus tard: fin du sixième mois}": "{au plus tard: {pendant: 6e mois}}",
    "{à: troisième anniversaire de la signature}": (
        "{au plus tard: {délai: 3 ans, après: signature}}"
    ),
    "{délai: 6 mois, avant: 2e anniversaire}": (
        "{délai: 6 mois, avant: {délai: 2 ans, après: prise d'effet}}"
    ),
    "{délai: 4 mois, après: ouverture, suspendu: août}": (
        "{délai: 4 mois, après: ouverture, suspendu: {du: 1er août, au: dernier jour d'août}}"
    ),
    "{délai: 4 mois, après: ouverture, suspendu: pendant le mois d'avril}": (
        "{délai: 4 mois, après: ouverture, suspendu: {du: 1er avril, au: dernier jour d'avril}}"
    ),
    "{chaque: trimestre, payable: d'avance}": "{chaque: trimestre, le: 1er}",
    "{chaque: semestre, payable: à terme échu}": "{chaque: semestre, au plus tard: dernier jour}",
    "{chaque: trimestre, le: premier jour, payable: d'avance}": "{chaque: trimestre, le: 1er}",
    "{pendant: 3 mois au plus, à compter de: ouverture}": (
        "{pendant: 3 mois, à compter de: ouverture}"
    ),
    "{chaque: année, le: 'premier mardi de février, mai et octobre'}": (
        "[{chaque: année, le: 1er mardi de février}, {chaque: année, le: 1er mardi de mai}, "
        "{chaque: année, le: 1er mardi d'octobre}]"
    ),
    "{chaque: mois, le: 1er mardi, seulement: 'février, mai, octobre'}": (
        "[{chaque: année, le: 1er mardi de février}, {chaque: année, le: 1er mardi de mai}, "
        "{chaque: année, le: 1er mardi d'octobre}]"
    ),
    "{chaque: mois, le: 1er mardi, en: [février, mai, octobre]}": (
        "[{chaque: année, le: 1er mardi de février}, {chaque: année, le: 1er mardi de mai}, "
        "{chaque: année, le: 1er mardi d'octobre}]"
    ),
    "{chaque: mois, au plus tard: 15, seulement: juillet}": (
        "{chaque: année, au plus tard: 15 juillet}"
    ),
    "{chaque: mois, au plus tard: 15, seulement: avril et juin}": (
        "[{chaque: année, au plus tard: 15 avril}, {chaque: année, au plus tard: 15 juin}]"
    ),
    "{au moins: 1, par: année, avant: fin juin}": (
        "{au moins: 1, par: année, au plus tard: dernier jour de juin}"
    ),
    "{chaque: année, au plus tard: [31 mars, 30 septembre]}": (
        "[{chaque: année, au plus tard: 31 mars}, {chaque: année, au plus tard: 30 septembre}]"
    ),
    "{chaque: mois, dans les: huit premiers jours}": "{chaque: mois, du: 1er, au: 8}",
    "{chaque: année, en: [mars, octobre]}": (
        "[{chaque: année, en: mars}, {chaque: année, en: octobre}]"
    ),
    "{chaque: mois, au plus tard: 5, sauf: août}": (
        "{chaque: mois, au plus tard: 5, sauf: {août: rien}}"
    ),
    "{chaque: mois, au plus tard: 5, sauf: juillet et août}": (
        "{chaque: mois, au plus tard: 5, sauf: {juillet: rien, août: rien}}"
    ),
    "{chaque: mois, au plus tard: 5, sauf: [juillet, août]}": (
        "{chaque: mois, au plus tard: 5, sauf: {juillet: rien, août: rien}}"
    ),
    "{au moins: 1, par: mois, sauf: août}": (
        "{chaque: mois, au plus tard: dernier jour, sauf: {août: rien}}"
    ),
    "{à: 1er janvier de chaque année}": "{chaque: année, le: 1er janvier}",
    "{chaque: année, au plus tôt: 1er mai, au plus tard: 30 juin}": (
        "{chaque: année, du: 1er mai, au: 30 juin}"
    ),
    "{chaque: année, pas avant: 1er mai}": "{chaque: année, du: 1er mai}",
    "{pas avant: ouverture, au plus tard: 2026-06-30}": "{du: ouverture, au: 2026-06-30}",
    "{dans le mois de: la signature}": "{délai: 1 mois, après: signature}",
    "{dans la semaine qui suit: signature}": "{délai: 1 semaine, après: signature}",
    "{au plus tard: 1 mois, après: signature}": "{délai: 1 mois, après: signature}",
    "{délai: 8 jours francs et ouvrés, après: ouverture}": (
        "{délai: 8 jours ouvrés francs, après: ouverture}"
    ),
    "{avant: fin du premier trimestre 2027}": "{au plus tard: 2027-03-31}",
    "{avant: la fin du mois de juin 2027}": "{au plus tard: 2027-06-30}",
    "{tous les: 3 mois}": "{au moins: 1, tous les: 3 mois}",
    "{chaque: mois, en: dix premiers jours du mois suivant}": (
        "{chaque: mois, du: 1er du mois suivant, au: 10 du mois suivant}"
    ),
    "{chaque: trimestre, en: quinze premiers jours du mois suivant}": (
        "{chaque: trimestre, du: 1er du mois suivant, au: 15 du mois suivant}"
    ),
    "{chaque: mois, en: les cinq premiers jours du mois}": "{chaque: mois, du: 1er, au: 5}",
    "{au plus tard: deuxième jeudi d'octobre 2026}": "{au plus tard: 2026-10-08}",
    "{avant: 1er lundi de septembre 2026}": "{avant: 2026-09-07}",
    "{le: dernier vendredi de juin 2027}": "{pour: 2027-06-25}",
    "{au plus tard: dernier jour de février 2028}": "{au plus tard: 2028-02-29}",
    "{délai: 8 jours, avant: 2e jeudi d'octobre 2026}": (
        "{délai: 8 jours, avant: {au plus tard: 2026-10-08}}"
    ),
    "{chaque: année, en: janvier et mai}": (
        "[{chaque: année, en: janvier}, {chaque: année, en: mai}]"
    ),
    "{chaque: année, au plus tard: 31 mars et 30 septembre}": (
        "[{chaque: année, au plus tard: 31 mars}, {chaque: année, au plus tard: 30 septembre}]"
    ),
    "{chaque: année, le: 31 mars et 30 septembre}": (
        "[{chaque: année, le: 31 mars}, {chaque: année, le: 30 septembre}]"
    ),
    "{chaque: année, les: '15 avril, 15 juillet et 15 octobre'}": (
        "[{chaque: année, le: 15 avril}, {chaque: année, le: 15 juillet}, "
        "{chaque: année, le: 15 octobre}]"
    ),
    "{chaque: mois, le: premier et troisième mardis}": (
        "[{chaque: mois, le: 1er mardi}, {chaque: mois, le: 3e mardi}]"
    ),
    "{chaque: année, le: 15 et 30 juin}": (
        "[{chaque: année, le: 15 juin}, {chaque: année, le: 30 juin}]"
    ),
    "{chaque: mois, le: 1er et 15}": "[{chaque: mois, le: 1er}, {chaque: mois, le: 15}]",
    "{chaque: exercice, au plus tard: 8 juillet N+1}": (
        "{chaque: année, au plus tard: 8 juillet N+1}"
    ),
    "{chaque: exercice, avant: 31 octobre de l'exercice précédent}": (
        "{chaque: année, avant: 31 octobre N-1}"
    ),
    "{délai: deux exercices, après: signature}": (
        "{délai: 2 ans, après: signature, départ: fin de l'année}"
    ),
    "{délai: 1 mois, après: signature, départ: clôture de l'exercice}": (
        "{délai: 1 mois, après: signature, départ: fin de l'année}"
    ),
    "{délai: 4 mois, après: clôture de l'exercice comptable}": (
        "{délai: 4 mois, après: {chaque: exercice, au plus tard: dernier jour}}"
    ),
    "{dans les: 15 jours, après: la fin du trimestre civil}": (
        "{dans les: 15 jours, après: {chaque: trimestre, au plus tard: dernier jour}}"
    ),
    "{délai: 1 mois, avant: fin de l'année scolaire}": (
        "{délai: 1 mois, avant: {chaque: année scolaire, au plus tard: dernier jour}}"
    ),
    "{délai: 1 mois, après: fin de chaque année}": (
        "{délai: 1 mois, après: {chaque: année, au plus tard: 31 décembre N}}"
    ),
    "{avant: la clôture de l'exercice}": "{chaque: exercice, au plus tard: dernier jour}",
    "{au plus tard: 1er jour de chaque trimestre}": "{chaque: trimestre, au plus tard: 1er}",
    "{chaque: semestre, au plus tard: la fin}": "{chaque: semestre, au plus tard: dernier jour}",
    "{avant: 15 de chaque mois}": "{chaque: mois, avant: 15}",
    "{au plus tard: 31 mars de chaque année}": "{chaque: année, au plus tard: 31 mars}",
    "{en: mars de chaque année}": "{chaque: année, en: mars N}",
    "{tous les: 3 mois, depuis: signature}": "{tous les: 3 mois, à compter de: signature}",
    "{dans les 15 jours après: ouverture}": "{délai: 15 jours, après: ouverture}",
    "{au plus tard 15 jours après: ouverture}": "{délai: 15 jours, après: ouverture}",
    "{chaque fois que: demande}": "{dès: demande}",
    "{dès: terme}": "{du: terme}",
    "[31/03/2027, 30/09/2027]": "[{au plus tard: 2027-03-31}, {au plus tard: 2027-09-30}]",
    "pendant toute la durée de la convention": "permanent",
    "{avant le: 31 mars 2027}": "{avant: 2027-03-31}",
    "{au plus tard le: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{au plus tard: 31/03/2027}": "{au plus tard: 2027-03-31}",
    "{au plus tard: 31.03.2027}": "{au plus tard: 2027-03-31}",
    "{au plus tard: le 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{pour le: 31 mars 2027}": "{pour: 2027-03-31}",
    "{le: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{date: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{date limite: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{échéance: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "{jusqu'au: 31 mars 2027}": "{au plus tard: 2027-03-31}",
    "31 mars 2027": "{au plus tard: 2027-03-31}",
    "2027-03-31": "{au plus tard: 2027-03-31}",
    "31/03/2027": "{au plus tard: 2027-03-31}",
    "{à partir du: 1er mars 2027}": "{du: 2027-03-01}",
    "{entre: 1er mars 2027, et: 30 avril 2027}": "{du: 2027-03-01, au: 2027-04-30}",
    "{entre le: 1er mars 2027, et le: 30 avril 2027}": "{du: 2027-03-01, au: 2027-04-30}",
    "{à compter du: 1er mars 2027}": "{du: 2027-03-01}",
    "{tous les ans: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque année: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: an, au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: année, au plus tard le: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: année, avant le: 31 mars}": "{chaque: année, avant: 31 mars N}",
    "{chaque: année civile, au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: année, au plus tard: 31/03}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: année, au plus tard: le 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{chaque: année, au plus tard: 31 mars de l'année suivante}": (
        "{chaque: année, au plus tard: 31 mars N+1}"
    ),
    "{chaque: année, au plus tard: 31 mars de l'année N+1}": (
        "{chaque: année, au plus tard: 31 mars N+1}"
    ),
    "{chaque: année, au plus tard: 31 mars n+1}": "{chaque: année, au plus tard: 31 mars N+1}",
    "{chaque: année, au plus tard: 31 mars N + 1}": "{chaque: année, au plus tard: 31 mars N+1}",
    "{chaque: année, au plus tard: 31 mars (N+1)}": "{chaque: année, au plus tard: 31 mars N+1}",
    "{chaque: année, au plus tard: 31 mars de l'année précédente}": (
        "{chaque: année, au plus tard: 31 mars N-1}"
    ),
    "{chaque: année, au plus tard: fin février}": (
        "{chaque: année, au plus tard: dernier jour de février N}"
    ),
    "{chaque: année, au plus tard: fin février N+1}": (
        "{chaque: année, au plus tard: dernier jour de février N+1}"
    ),
    "{chaque: année, au plus tard: dernier jour du mois de février}": (
        "{chaque: année, au plus tard: dernier jour de février N}"
    ),
    "{chaque: année, au plus tard: fin d'année}": "{chaque: année, au plus tard: 31 décembre N}",
    "{chaque: année, le: premier lundi de septembre}": (
        "{chaque: année, le: 1er lundi de septembre N}"
    ),
    "{chaque: année, le: premier lundi du mois de septembre}": (
        "{chaque: année, le: 1er lundi de septembre N}"
    ),
    "{chaque: année, le: 1 septembre}": "{chaque: année, le: 1er septembre N}",
    "{chaque: année, le: premier septembre}": "{chaque: année, le: 1er septembre N}",
    "{chaque: année, le: 1er Septembre}": "{chaque: année, le: 1er septembre N}",
    "{chaque: année, en: mars}": "{chaque: année, en: mars N}",
    "{chaque: année, en: 1er trimestre}": "{chaque: année, en: 1er trimestre N}",
    "{chaque: année, en: premier trimestre}": "{chaque: année, en: 1er trimestre N}",
    "{chaque: année, au cours du: premier trimestre}": "{chaque: année, en: 1er trimestre N}",
    "{chaque: année, en: 1er trimestre de l'année suivante}": (
        "{chaque: année, en: 1er trimestre N+1}"
    ),
    "{chaque: année, au plus tard: fin du premier trimestre}": (
        "{chaque: année, au plus tard: 31 mars N}"
    ),
    "{annuel: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{périodicité: annuelle, au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{fréquence: annuelle, au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{tous les: ans, au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars N}",
    "{à chaque: anniversaire}": "{à: anniversaire}",
    "{à: date anniversaire}": "{à: anniversaire}",
    "{à: chaque anniversaire}": "{à: anniversaire}",
    "{au moins: 1, par: an}": "{au moins: 1, par: année}",
    "{au moins: une fois, par: an}": "{au moins: 1, par: année}",
    "{au moins: 1 fois, par: trimestre}": "{au moins: 1, par: trimestre}",
    "{au minimum: 1, par: trimestre}": "{au moins: 1, par: trimestre}",
    "{minimum: 2, par: an}": "{au moins: 2, par: année}",
    "{au maximum: 2, par: an}": "{au plus: 2, par: année}",
    "{au moins: 1, par: semestre civil}": "{au moins: 1, par: semestre, périodes: civiles}",
    "{au moins: 1, par: année civile}": "{au moins: 1, par: année, périodes: civiles}",
    "{au moins: 1, chaque: trimestre}": "{au moins: 1, par: trimestre}",
    "{au moins: 1, tous les: trimestres}": "{au moins: 1, par: trimestre}",
    "{au moins: 1, tous les: trimestre}": "{au moins: 1, par: trimestre}",
    "{au moins: 1, tous les: mois}": "{au moins: 1, par: mois}",
    "{chaque mois: 5}": "{chaque: mois, au plus tard: 5}",
    "{tous les mois: 5}": "{chaque: mois, au plus tard: 5}",
    "{tous les: mois, le: 5}": "{chaque: mois, le: 5}",
    "{chaque: mois, avant le: 5}": "{chaque: mois, avant: 5}",
    "{chaque: mois, avant: le 5}": "{chaque: mois, avant: 5}",
    "{chaque: mois, au plus tard: le 5 du mois}": "{chaque: mois, au plus tard: 5}",
    "{chaque: mois, au plus tard: fin du mois}": "{chaque: mois, au plus tard: dernier jour}",
    "{chaque: mois, au plus tard: dernier jour du mois}": (
        "{chaque: mois, au plus tard: dernier jour}"
    ),
    "{chaque: trimestre, au plus tard: fin du trimestre}": (
        "{chaque: trimestre, au plus tard: dernier jour}"
    ),
    "{chaque: trimestre, au plus tard: dernier jour du trimestre}": (
        "{chaque: trimestre, au plus tard: dernier jour}"
    ),
    "{chaque: mois, le: premier mardi}": "{chaque: mois, le: 1er mardi}",
    "{chaque: mois, le: deuxième mardi du mois}": "{chaque: mois, le: 2e mardi}",
    "{chaque: mois, au plus tard: le 10 du mois suivant}": (
        "{chaque: mois, au plus tard: 10 du mois suivant}"
    ),
    "{chaque: lundi}": "{chaque: semaine, le: lundi}",
    "{tous les: lundis}": "{chaque: semaine, le: lundi}",
    "{dans un délai de: 3 mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{dans le délai de: 3 mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{sous: 15 jours, après: ouverture}": "{délai: 15 jours, après: ouverture}",
    "{délai: 3 mois, à compter de: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, à partir de: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, suivant: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, depuis: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, de: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, dès: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{durée: 3 mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{dans: 3 mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, après: l'ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, après: Ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, après: ouverture du service}": "{délai: 3 mois, après: ouverture}",
    "{délai: 3 mois, après: la signature}": "{délai: 3 mois, après: signature}",
    "{délai: de 3 mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: trois (3) mois, après: ouverture}": "{délai: 3 mois, après: ouverture}",
    "{délai: 15 j, après: ouverture}": "{délai: 15 jours, après: ouverture}",
    "{délai: 15 jours calendaires, après: ouverture}": "{délai: 15 jours, après: ouverture}",
    "{délai: 8 jours ouvrés minimum, avant: ouverture}": (
        "{délai: 8 jours ouvrés, avant: ouverture, au moins: oui}"
    ),
    "{après: ouverture, délai: 3 mois}": "{délai: 3 mois, après: ouverture}",
    "{dès que: ouverture}": "{dès: ouverture}",
    "{lors de: ouverture}": "{dès: ouverture}",
    "{délai: 3 mois, avant: fin}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, avant: le terme}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, avant: échéance}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, avant: fin de la convention}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, avant: expiration}": "{délai: 3 mois, avant: terme}",
    "{3 mois avant: terme}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, avant le: terme}": "{délai: 3 mois, avant: terme}",
    "{délai: 3 mois, après: la prise d'effet}": "{délai: 3 mois, après: prise d'effet}",
    "{délai: 3 mois, après: entrée en vigueur}": "{délai: 3 mois, après: prise d'effet}",
    "{délai: 3 mois, après: le 31 mars 2027}": "{délai: 3 mois, après: 2027-03-31}",
    "{à: fin de la convention}": "{à: terme}",
    "permanente": "permanent",
    "en permanence": "permanent",
    "toujours": "permanent",
    "{permanent: oui}": "permanent",
    '{inconnu: "À quelle date ?"}': '{question: "À quelle date ?"}',
}
"""``quand`` in other words, and as the language writes it: both mean the same."""
ANSWERED = {
    "{au: terme}": "{au plus tard: terme}",
    "au plus tard le 31 mars 2027": "{au plus tard: 2027-03-31}",
    "avant le 31 mars 2027": "{avant: 2027-03-31}",
    "{au plus tard: 31 mars}": "{chaque: année, au plus tard: 31 mars}",
    "{le: 31 mars}": "{chaque: année, le: 31 mars}",
    "{chaque: année, au plus tard: mi-mars}": "{vers: mi-mars de chaque année}",
    "{chaque: année, à: rentrée}": "{vers: rentrée de chaque année}",
    "{chaque: année, au plus tard: rentrée}": "{vers: rentrée de chaque année}",
    "{tous les: 2 ans, au plus tard: 31 mars}": (
        "{chaque: année, au plus tard: 31 mars, tous les: 2 ans}"
    ),
    "31 mars de chaque année": "{chaque: année, au plus tard: 31 mars}",
    "chaque année avant le 31 mars": "{chaque: année, avant: 31 mars}",
    "avant le 31 mars de chaque année": "{chaque: année, avant: 31 mars}",
    "au plus tard le 31 mars N+1": "{chaque: année, au plus tard: 31 mars N+1}",
    "tous les ans": "{au moins: 1, par: année}",
    "chaque année": "{au moins: 1, par: année}",
    "annuel": "{au moins: 1, par: année}",
    "annuellement": "{au moins: 1, par: année}",
    "mensuel": "{au moins: 1, par: mois}",
    "trimestriel": "{au moins: 1, par: trimestre}",
    "semestrielle": "{au moins: 1, par: semestre}",
    "hebdomadaire": "{au moins: 1, par: semaine}",
    "une fois par an": "{au moins: 1, par: année}",
    "deux fois par an": "{au moins: 2, par: année}",
    "au moins une fois par trimestre": "{au moins: 1, par: trimestre}",
    "tous les trois mois": "{au moins: 1, tous les: trois mois}",
    "{fois: 2, par: an}": "{au moins: 2, par: année}",
    "{nombre: 2, par: an}": "{au moins: 2, par: année}",
    "{à: ouverture}": "{dès: ouverture}",
    "{à l'ouverture: oui}": "{dès: ouverture}",
    "3 mois après ouverture": "{délai: 3 mois, après: ouverture}",
    "dans les trois mois suivant ouverture": "{délai: trois mois, après: ouverture}",
    "trois mois avant le terme": "{délai: trois mois, avant: terme}",
    "dans un délai de trois mois à compter de la signature": (
        "{délai: trois mois, après: signature}"
    ),
    "{au terme: oui}": "{à: terme}",
    "inconnu": '{question: "À quelle date ?"}',
    "à définir": '{question: "À quelle date ?"}',
    "sans délai": "{dès: ouverture}",
    "{dès: demande, sans délai: oui}": "{dès: demande}",
}
"""``quand`` that is refused, since it could mean two things or says too little; the form shown."""
CLAUSES = {
    "quand: {chaque: mois, avant: 5}, pénalité: {montant: 75 € par jour, maximum: 2 250 €}": (
        "quand: {chaque: mois, avant: 5}, pénalité: {montant: 75 €, par: jour, plafond: 2 250 €}"
    ),
    "quand: {chaque: mois, au plus tard: 5}, pénalité: {montant: 75 €, par: jour de retard}": (
        "quand: {chaque: mois, au plus tard: 5}, pénalité: {montant: 75 €, par: jour}"
    ),
    "date: 31/03/2027": "quand: {au plus tard: 2027-03-31}",
    "échéance: 31 mars 2027": "quand: {au plus tard: 2027-03-31}",
    "quand: 2027-03-31, pièces: [rapport d'activité, comptes]": (
        "quand: {au plus tard: 2027-03-31}, pièces: {rapport-d-activite: rapport d'activité, "
        "comptes: comptes}"
    ),
    "quand: 2027-03-31, pénalité: 50 € par jour de retard": (
        "quand: {au plus tard: 2027-03-31}, pénalité: {montant: 50 €, par: jour}"
    ),
    "quand: 2027-03-31, report: premier jour ouvré suivant": (
        "quand: {au plus tard: 2027-03-31}, report: jour ouvré suivant"
    ),
    "quand: 2027-03-31, heure: 17 heures": "quand: {au plus tard: 2027-03-31}, heure: '17:00'",
    "quand: {dès: demande}, si: en cas d'ouverture du service": (
        "quand: {dès: demande}, si: ouverture"
    ),
    "quand: 2027-03-31, sanction: rien n'est versé": (
        "quand: {au plus tard: 2027-03-31}, sinon: rien n'est versé"
    ),
}
"""Keys of an obligation in other words, and as the language writes them."""
TERMS = {
    '{article: "1", prend effet: 2026-01-01, pour: années 2026 à 2028}': (
        '{article: "1", prend effet: 2026-01-01, jusqu\'au: 2028-12-31}'
    ),
    '{article: "1", prend effet: 2026-01-01, au plus tard: 2028-12-31}': (
        '{article: "1", prend effet: 2026-01-01, jusqu\'au: 2028-12-31}'
    ),
    '{article: "1", prend effet: 2026-01-01, pour: 3 ans, reconduction: '
    "{mode: expresse, pour: la même durée}}": (
        '{article: "1", prend effet: 2026-01-01, pour: 3 ans, reconduction: '
        "{mode: expresse, pour: 3 ans}}"
    ),
    '{article: "1", prend effet: 2026-01-01, pour: 3 ans, résiliation: '
    "{préavis: 3 mois au moins, moment: à tout moment}}": (
        '{article: "1", prend effet: 2026-01-01, pour: 3 ans, préavis: '
        "{délai: 3 mois, moment: à tout moment}}"
    ),
    '{article: "1", prend effet: 2025-01-01, durée: 3 ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    "{article: 1, prise d'effet: 2025-01-01, pour: 3 ans}": (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    '{article: "1", à compter du: 1er janvier 2025, pour: 3 ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    '{article: "1", début: 1er janvier 2025, pour: 3 ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    '{article: "1", début: 01/01/2025, fin: 31/12/2027}': (
        '{article: "1", prend effet: {le: 2025-01-01}, jusqu\'au: 2027-12-31}'
    ),
    '{article: "1", du: 01/01/2025, au: 31/12/2027}': (
        '{article: "1", prend effet: {le: 2025-01-01}, jusqu\'au: 2027-12-31}'
    ),
    '{article: "1", prend effet: {date: 2025-01-01}, pour: 3 ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    '{article: "1", prend effet: la signature, pour: 3 ans}': (
        '{article: "1", prend effet: signature, pour: 3 ans}'
    ),
    '{article: "1", prend effet: {à compter de: signature}, pour: 3 ans}': (
        '{article: "1", prend effet: signature, pour: 3 ans}'
    ),
    '{article: "1", prend effet: à la signature, pour: 3 ans}': (
        '{article: "1", prend effet: signature, pour: 3 ans}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: une durée de trois ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: durée indéterminée}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: indéterminée}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: illimitée}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: indéterminée}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 3 ans, renouvelable: 2 fois}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans, reconduction: {mode: '
        "inconnu, fois: 2}}"
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 3 ans, tacite reconduction: oui}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans, reconduction: {mode: tacite}}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: tacite}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite}}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {tacite: oui}}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite}}'
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, renouvellement: {mode: '
        "tacite, pour: 1 an}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "durée: 1 an, fois: 2}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an, fois: 2}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an, fois: 2 fois}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an, fois: 2}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an, nombre: 2}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an, fois: 2}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: '
        "tacitement, pour: 1 an}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: '
        "explicite, pour: 1 an}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "expresse, pour: 1 an}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite '
        "reconduction, pour: 1 an}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: 3 mois}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {durée: 3 mois, forme: LRAR}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, forme: LRAR}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, forme: lettre recommandée avec accusé de réception}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, forme: LRAR}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, forme: courrier recommandé}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, forme: LRAR}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, forme: lrar}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, forme: LRAR}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, compté de: la réception}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, compté de: réception}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, moment: à chaque échéance}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, moment: avant chaque terme}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, préavis: {délai: 3 mois, avant: terme}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois, moment: avant chaque terme}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, dénonciation: {délai: 3 mois}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, préavis: {délai: 3 mois}}"
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: non}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: aucune}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: expresse}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: expresse}}'
    ),
    '{article: "1", prend effet: 2025-01-01, jusqu\'au: 31/12/2027}': (
        '{article: "1", prend effet: {le: 2025-01-01}, jusqu\'au: 2027-12-31}'
    ),
    '{article: "1", prend effet: 2025-01-01, terme: 2027-12-31}': (
        '{article: "1", prend effet: {le: 2025-01-01}, jusqu\'au: 2027-12-31}'
    ),
    '{article: "1", prend effet: 2025-01-01, pour: 3 ans, plafond: 6 ans}': (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 3 ans, plafond: {sans '
        "précision: 6 ans}}"
    ),
    (
        '{article: "1", prend effet: 2025-01-01, pour: 1 an, reconduction: {mode: tacite, '
        "pour: 1 an}, plafond: {durée totale: 6 ans}}"
    ): (
        '{article: "1", prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: '
        "tacite, pour: 1 an}, plafond: {total: 6 ans}}"
    ),
}
"""``durée`` in other words, and as the language writes it."""
