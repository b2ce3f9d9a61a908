"""Every form of the language as the guide writes it, with the days that each must give.

Written by hand from ``docs/langage.md``, never from the program's classes: what the guide says and
the program forgets must show. The days are those of the plain frame (three years from 1 January
2025) with every fact of RECORDED known, typed by hand as last days, or as first days where a form
has no last one.
"""

from dataclasses import dataclass, field
from datetime import date

RECORDED = {
    "ouverture": date(2026, 3, 10),
    "seance": date(2026, 6, 25),
    "demande": date(2026, 1, 10),
    "incomplet": date(2026, 1, 20),
    "pieces": date(2026, 2, 4),
    "reponse": date(2026, 5, 4),
    "avance": date(2025, 6, 1),
    "bornee": date(2025, 8, 31),
    "plancher": date(2025, 9, 15),
    "plafonnee": date(2026, 8, 14),
    "blanc": date(2026, 4, 2),
}
"""The facts of the plain frame, each recorded once; ``datee`` has its date in the file."""
ABSENCES = (date(2026, 1, 5), date(2026, 2, 6), date(2026, 3, 16))
"""The days of ``absence``, which may take place several times."""
FACTS = """faits:
  ouverture: {titre: ouverture}
  seance: {titre: séance}
  demande: {titre: demande}
  incomplet: {titre: dossier incomplet}
  pieces: {titre: pièces reçues}
  reponse: {titre: réponse}
  avance: {titre: avance choisie}
  absence: {titre: absence, plusieurs fois: oui}
  datee: {titre: fait daté, le: 2026-05-20}
  bornee: {titre: fait borné, pas avant: 2025-03-13, pas après: 2025-12-31}
  plancher: {titre: fait qui a un premier jour, pas avant: 2025-06-01}
  plafonnee: {titre: fait qui a un dernier jour, pas après: 2026-09-30}
  blanc: {titre: fait en blanc, question: Quel jour ?}
  incident: {titre: incident}
  notification: {titre: notification}
  facture: {titre: facture}
  livraison: {titre: livraison}
  arret: {titre: arrêt}
  reprise: {titre: reprise}
  conge: {titre: congé}
  signature: {titre: signature}
"""
BESIDE = """  bilan: {titre: Bilan, article: '2', citation: le bilan, par: asso, quand: {chaque: année, au plus tard: 28 février N+1}}
  unique: {titre: Une fois, article: '2', citation: une fois, par: asso, quand: {au plus tard: 2026-06-30}}
  avant: {titre: Avant le quinze avril, article: '2', citation: avant le, par: asso, quand: {chaque: année, avant: 15 avril N}}
  compte: {titre: Compte rendu, article: '2', citation: après la séance, par: asso, quand: {délai: 15 jours, après: seance}}
  releve: {titre: Relevé, article: '2', citation: chaque mois, par: asso, quand: {chaque: mois, au plus tard: 15}}
  comite: {titre: Comité, article: '2', citation: chaque semestre, par: [asso, ccas], quand: {au moins: 1, par: semestre}}
  accueil: {titre: Accueil, article: '2', citation: toujours, par: asso, quand: permanent}
  rythme: {titre: Rythme, article: '2', citation: un rythme, par: asso, quand: {question: À quel rythme ?}}
  alerte: {titre: Alerte, article: '2', citation: dès que, par: asso, quand: {dès: demande}}
  avis: {titre: Avis, article: '2', citation: un avis, par: ccas, quand: {délai: 2 mois, après: ouverture}, silence: {vaut: avis réputé rendu, réponse: seance}}
"""
"""The obligations that others are counted from, in every file."""
YEARS = (2025, 2026, 2027)


def each_year(month_and_day: str, first: int = 2025, last: int = 2027) -> str:
    """The same day of every year, as ISO dates."""
    return " ".join(f"{year}-{month_and_day}" for year in range(first, last + 1))


def each_month(day: int, first: int = 1, last: int = 36) -> str:
    """The same day of every month of the frame, from its ``first`` to its ``last`` month."""
    months = [divmod(rank - 1, 12) for rank in range(first, last + 1)]
    return " ".join(f"{2025 + year}-{month + 1:02}-{day:02}" for year, month in months)


@dataclass(frozen=True)
class Form:
    """One way to write ``quand``.

    ``days`` are ISO dates, by spaces, in order; None where the form gives a question or stands.
    ``needs`` is what a term must have for it to give anything (see Term.has): without it, a warning
    that says so is right. ``alone``: it cannot stand inside another form, which must refuse it.
    """

    written: str
    days: str | None
    needs: frozenset[str] = frozenset()
    alone: bool = False


def form(written: str, days: str | None, needs: str = "", alone: bool = False) -> Form:
    """A form, with what it needs of the term by spaces."""
    return Form(written, days, frozenset(needs.split()), alone)


def undated(written: str) -> Form:
    """A form that stands or asks, and from which no day can be counted."""
    return Form(written, None, alone=True)


FIXED = (
    form("{pour: 30 juin 2026}", "2026-06-30"),
    form("{au plus tard: 2026-09-15}", "2026-09-15"),
    form("{avant: 30 juin 2026}", "2026-06-29"),
    form("{du: 2027-03-01, au: 2027-03-31}", "2027-03-31"),
    form("{du: 2026-03-01}", "2026-03-01"),
    form("{en: mai 2026}", "2026-05-31"),
    form("{en: 2026}", "2026-12-31"),
    form("{en: 2e trimestre 2026}", "2026-06-30"),
    form("{exactement: 20, en: 1er semestre 2026}", "2026-06-30"),
    form("{au moins: 2, en: 2026}", "2026-12-31"),
)
YEARLY = (
    form("{chaque: année, pour: 15 février N+1}", each_year("02-15", 2026, 2028), "effect"),
    form(
        "{chaque: année, au plus tard: dernier jour de février N+1}",
        "2026-02-28 2027-02-28 2028-02-29",
        "effect",
    ),
    form("{chaque: année, avant: 1er octobre N}", each_year("09-30"), "effect"),
    form(
        "{chaque: année, le: 1er lundi de septembre N}",
        "2025-09-01 2026-09-07 2027-09-06",
        "effect",
    ),
    form("{chaque: année, pour: dernier jour ouvré de mai N}", "2025-05-30 2026-05-29 2027-05-31"),
    form("{chaque: année, du: 1er mars N, au: 30 avril N}", each_year("04-30"), "effect"),
    form(
        "{chaque: année, du: 1er novembre N, au: 31 mars N+1}",
        each_year("03-31", 2026, 2028),
        "effect",
    ),
    form(
        "{chaque: année, au plus tard: 30 septembre N, seulement: dernière année}",
        "2027-09-30",
        "end",
    ),
    form(
        "{chaque: année, au plus tard: 30 septembre N, seulement: 2e année}", "2026-09-30", "long"
    ),
    form(
        '{chaque: année, au plus tard: 30 septembre N, seulement: "2026, 2028"}',
        "2026-09-30",
        "long",
    ),
    form(
        "{chaque: année, au plus tard: 31 décembre N, tous les: 2 ans, depuis: 2025}",
        "2025-12-31 2027-12-31",
        "long",
    ),
    form("{chaque: année, pour: 15 mars N, depuis: 2026}", each_year("03-15", 2026), "long"),
    form(
        '{chaque: année, avant: 15 avril N, sauf: {"2026, 2032": 30 avril N}}',
        "2025-04-14 2026-04-29 2027-04-14",
        "effect",
    ),
    form("{chaque: année, en: février N}", each_year("02-28"), "effect"),
    form("{chaque: année, en: 1er trimestre N+1}", each_year("03-31", 2026, 2028), "effect"),
    form("{chaque: année, en: 1re quinzaine de juin N}", each_year("06-15"), "long"),
    form("{chaque: année, pour: 15 mars N, depuis: avance}", each_year("03-15", 2026), "long"),
    form("{chaque: année, en: mai N, depuis: 2026}", each_year("05-31", 2026), "long"),
)
HALVES = "2025-06-30 2025-12-31 2026-06-30 2026-12-31 2027-06-30 2027-12-31"
QUARTERS = " ".join(
    f"{year}-{day}" for year in YEARS for day in ["03-31", "06-30", "09-30", "12-31"]
)
MONTH_ENDS = (
    "2025-01-31 2025-02-28 2025-03-31 2025-04-30 2025-05-31 2025-06-30 "
    "2025-07-31 2025-08-31 2025-09-30 2025-10-31 2025-11-30 2025-12-31 "
    "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 "
    "2026-07-31 2026-08-31 2026-09-30 2026-10-31 2026-11-30 2026-12-31 "
    "2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31 2027-06-30 "
    "2027-07-31 2027-08-31 2027-09-30 2027-10-31 2027-11-30 2027-12-31"
)
QUOTAS = (
    form("{au moins: 1, par: semestre}", HALVES, "effect"),
    form("{au moins: 1, par: semestre, périodes: civiles}", HALVES, "effect"),
    form("{exactement: 2, par: année}", each_year("12-31"), "effect"),
    form("{au moins: 1, par: trimestre, périodes: du contrat}", QUARTERS, "effect"),
    form("{au moins: 1, par: mois}", MONTH_ENDS, "effect"),
    form("{au moins: 1, par: exercice}", each_year("12-31"), "effect"),
    form(
        "{au moins: 2, par: année scolaire}",
        "2025-08-31 2026-08-31 2027-08-31 2027-12-31",
        "effect",
    ),
    form(
        "{au moins: 1, par: saison sportive}",
        "2025-06-30 2026-06-30 2027-06-30 2027-12-31",
        "effect",
    ),
    form(
        "{au moins: 1, tous les: 2 mois, périodes: civiles, depuis: 2026}",
        "2026-02-28 2026-04-30 2026-06-30 2026-08-31 2026-10-31 2026-12-31 "
        "2027-02-28 2027-04-30 2027-06-30 2027-08-31 2027-10-31 2027-12-31",
        "long",
    ),
    form(
        "{au moins: 1, tous les: 5 mois}",
        "2025-05-31 2025-10-31 2026-03-31 2026-08-31 2027-01-31 2027-06-30 2027-11-30 2027-12-31",
        "effect",
    ),
    form("{au moins: 1, tous les: 6 mois, périodes: glissantes}", "2025-06-30", "effect long"),
    form(
        "{au moins: 1, par: semestre, périodes: civiles, depuis: ouverture}",
        "2026-06-30 2026-12-31 2027-06-30 2027-12-31",
        "long",
    ),
    undated("{au plus: 1, par: trimestre}"),
    undated("{au moins: 15, par: semaine}"),
    undated("{au moins: 1, par: jour}"),
)
DAYS_OF = (
    form("{chaque: mois, avant: 15}", each_month(14), "effect"),
    form(
        "{chaque: mois, au plus tard: 15, sauf: {janvier: 25}}",
        " ".join(day if day[5:7] != "01" else f"{day[:8]}25" for day in each_month(15).split()),
        "effect",
    ),
    form("{chaque: mois, au plus tard: dernier jour}", MONTH_ENDS, "effect"),
    form("{chaque: mois, au plus tard: 10 du mois suivant}", each_month(10, 2, 37), "effect"),
    form("{chaque: mois, du: 1er, au: 10}", each_month(10), "effect"),
    form("{chaque: mois, du: 20, au: 10 du mois suivant}", each_month(10, 2, 37), "effect"),
    form("{chaque: mois, pour: 5, depuis: 2026-07-01}", each_month(5, 19), "long"),
    form(
        "{chaque: mois, pour: 5, depuis: ouverture, jusqu'au: seance}",
        each_month(5, 16, 18),
        "long",
    ),
    form(
        "{chaque: trimestre, le: 15 du 1er mois}",
        " ".join(f"{y}-{m}-15" for y in YEARS for m in ("01", "04", "07", "10")),
        "effect",
    ),
    form("{chaque: trimestre, au plus tard: dernier jour}", QUARTERS, "effect"),
    form(
        "{chaque: semestre, le: dernier jour ouvré}",
        "2025-06-30 2025-12-31 2026-06-30 2026-12-31 2027-06-30 2027-12-31",
        "effect",
    ),
    form(
        "{chaque: semestre, le: 2e mardi}",
        "2025-01-14 2025-07-08 2026-01-13 2026-07-14 2027-01-12 2027-07-13",
        "effect",
    ),
    form(
        "{chaque: bimestre, au plus tard: 10 du 2e mois}",
        " ".join(f"{y}-{m:02}-10" for y in YEARS for m in range(2, 13, 2)),
        "effect",
    ),
    form("{chaque: exercice, au plus tard: dernier jour}", each_year("12-31"), "effect"),
    form("{chaque: année scolaire, au plus tard: 15 du 1er mois}", each_year("09-15"), "long"),
    form("{chaque: saison sportive, avant: 10 du 3e mois}", each_year("09-09"), "long"),
)
IN_TERM = (
    form("{pendant: 1re année}", "2025-12-31", "effect"),
    form("{pendant: 2e année}", "2026-12-31", "long"),
    form("{pendant: dernière année}", "2027-12-31", "end"),
    form("{à: prise d'effet}", "2025-01-01", "effect"),
    form("{à: terme}", "2027-12-31", "end"),
    form("{à: chaque terme}", "2027-12-31", "ends"),
    form("{à: chaque reconduction}", "", "renewal"),
    form("{à: anniversaire}", "2026-01-01 2027-01-01", "long"),
    form("{à: anniversaire, tous les: 2 ans}", "2027-01-01", "long"),
    form("{à: mi-parcours}", "2026-06-30", "end"),
    form("{délai: 3 mois, avant: terme, ouvre: 6 mois}", "2027-09-30", "end"),
    form("{délai: 2 mois, après: prise d'effet}", "2025-03-01", "effect"),
    form("{délai: 3 mois, avant: chaque terme}", "2027-09-30", "ends long"),
    form("{délai: 1 mois, après: chaque reconduction}", "", "renewal"),
    form("{délai: 1 mois, après: anniversaire}", "2026-02-01 2027-02-01", "long"),
    form("{délai: 15 jours, avant: anniversaire}", "2025-12-17 2026-12-17", "long"),
    form("{délai: 10 ans, après: terme}", "2037-12-31", "end"),
    form(
        '{règle: "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=10"}',
        "2025-01-10 2025-07-10 2026-01-10 2026-07-10 2027-01-10 2027-07-10",
        "effect",
    ),
    form('{règle: "FREQ=YEARLY;BYMONTH=5;BYDAY=1MO"}', "2025-05-05 2026-05-04 2027-05-03", "long"),
)
ON_FACTS = (
    form("{délai: 3 mois, après: ouverture}", "2026-06-10"),
    form("{délai: 15 jours, après: ouverture}", "2026-03-25"),
    form("{délai: 6 semaines, après: ouverture}", "2026-04-21"),
    form("{délai: 5 jours ouvrés, après: ouverture}", "2026-03-17"),
    form("{délai: 10 jours ouvrables, après: ouverture}", "2026-03-21"),
    form("{délai: 5 jours francs, après: ouverture}", "2026-03-16"),
    form("{délai: 48 heures, après: ouverture}", "2026-03-12"),
    form("{délai: 1 mois et 15 jours, après: ouverture}", "2026-04-25"),
    form("{délai: huitaine, après: ouverture}", "2026-03-18"),
    form("{délai: quinzaine, après: ouverture}", "2026-03-25"),
    form("{délai: 1 mois, après: ouverture, environ: oui}", "2026-04-10"),
    form("{délai: trente jours, après: ouverture, départ: fin du mois}", "2026-04-30"),
    form("{délai: 2 mois, après: demande, repart de: pieces}", "2026-04-04"),
    form("{délai: 2 mois, après: demande, suspendu: {de: incomplet, à: pieces}}", "2026-03-25"),
    form("{délai: 5 jours ouvrés, après: absence}", "2026-01-12 2026-02-13 2026-03-23"),
    form("{délai: 1 mois, après: datee}", "2026-06-20"),
    form("{délai: 2 mois, après: bornee}", "2025-10-31"),
    form("{délai: 2 mois, après: plancher}", "2025-11-15"),
    form("{délai: 2 mois, après: plafonnee}", "2026-10-14"),
    form("{délai: 2 mois, après: blanc}", "2026-06-02"),
    form("{délai: 1 mois, avant: seance}", "2026-05-25"),
    form("{délai: 5 jours francs, avant: seance}", "2026-06-19"),
    form("{délai: 8 jours, avant: seance, au moins: oui}", "2026-06-17"),
    form("{délai: 1 jour, avant: seance, ouvre: 15 jours}", "2026-06-24"),
    form("{délai: 1 mois, avant: seance, environ: oui}", "2026-05-25"),
    form("{délai: 8 jours, avant: absence}", "2025-12-28 2026-01-29 2026-03-08"),
    form("{délai: 1 mois, avant: bornee}", "2025-07-31"),
    form("{délai: 8 jours, avant: datee}", "2026-05-12"),
    form("{dès: ouverture}", "2026-03-10"),
    form("{dès: absence}", "2026-01-05 2026-02-06 2026-03-16"),
    form("{dès: absence, au nombre de: 3}", "2026-03-16"),
    form("{dès: absence, au nombre de: 2, par: année}", "2026-02-06"),
    form("{dès: bornee}", "2025-08-31"),
    form("{dès: datee}", "2026-05-20"),
    form("{passé: 90 jours, après: ouverture}", "2026-06-09"),
    form("{passé: 2 mois, après: demande}", "2026-03-11"),
    form("{passé: 1 mois, après: absence}", "2026-02-06 2026-03-07 2026-04-17"),
    form("{au bout de: 6 mois, après: ouverture}", "2026-09-10"),
    form("{au bout de: 5 jours, après: datee}", "2026-05-25"),
    form("{au bout de: 2 mois, après: bornee}", "2025-10-31"),
)
OF_OTHERS = (
    form("{délai: 1 mois, après: {échéance: bilan}}", "2026-03-28 2027-03-28 2028-03-28", "effect"),
    form(
        "{délai: 15 jours, avant: {échéance: bilan}}", "2026-02-13 2027-02-13 2028-02-13", "effect"
    ),
    form("{à: {échéance: unique}}", "2026-06-30"),
    form("{délai: 10 jours, après: {échéance: unique}}", "2026-07-10"),
    form("{délai: 15 jours, après: {échéance: avant}}", each_year("04-29"), "effect"),
    form("{délai: 1 mois, après: {échéance: compte}}", "2026-08-10"),
    form("{délai: 1 mois, après: {échéance: alerte}}", "2026-02-10"),
    form("{délai: 5 jours, après: {échéance: releve}}", each_month(20), "effect"),
    form(
        "{délai: 1 mois, après: {échéance: comite}}",
        "2025-07-30 2026-01-31 2026-07-30 2027-01-31 2027-07-30 2028-01-31",
        "effect",
    ),
    form(
        "{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}",
        each_year("06-30", 2026, 2028),
        "effect",
    ),
    form("{délai: 1 jour, avant: {délai: 8 jours, avant: {pour: 2026-05-05}}}", "2026-04-26"),
    form("{délai: 1 mois, avant: {délai: 3 mois, avant: terme}}", "2027-08-31", "end"),
    form("{délai: 15 jours, après: {délai: 2 mois, après: prise d'effet}}", "2025-03-16", "effect"),
    form("{délai: 1 mois, après: {à: mi-parcours}}", "2026-07-30", "end"),
    form("{passé: 2 mois, après: terme}", "2028-03-01", "end"),
    form("{au bout de: 2 ans, après: prise d'effet}", "2027-01-01", "effect"),
    form("{délai: 1 mois, avant: terme, environ: oui}", "2027-11-30", "end"),
    form("{délai: 8 jours, avant: terme, au moins: oui}", "2027-12-23", "end"),
    form("{délai: 30 jours, après: {échéance: unique}, départ: fin du mois}", "2026-07-30"),
    form(
        "{au premier de: [{au plus tard: 2026-12-31}, {délai: 6 mois, après: ouverture}]}",
        "2026-09-10",
    ),
    form(
        "{au dernier de: [{au plus tard: 2026-06-30}, {délai: 2 mois, après: ouverture}]}",
        "2026-06-30",
    ),
    form("{au premier de: [{dès: ouverture}, {au plus tard: 31 décembre 2025}]}", "2025-12-31"),
    form("{au premier de: [{dès: demande}, {dès: ouverture}]}", "2026-01-10"),
    form("{au dernier de: [{dès: demande}, {dès: ouverture}]}", "2026-03-10"),
    form(
        "{délai: 1 mois, après: {au dernier de: [{dès: demande}, {dès: ouverture}]}}", "2026-04-10"
    ),
    form(
        "{délai: 1 mois, après: {au premier de: [{dès: ouverture}, {dès: demande}]}}", "2026-02-10"
    ),
    form("{au dernier de: [ouverture, demande]}", "2026-03-10"),
    form("{au premier de: [ouverture, demande]}", "2026-01-10"),
    form("{au premier de: [{à: terme}, {dès: ouverture}]}", "2026-03-10"),
)
TOLD = (
    form("{au plus tard: ouverture}", "2026-03-10"),
    form("{avant: seance}", "2026-06-24"),
    form("{délai: 0 jour, après: bornee}", "2025-08-31"),
    form("{pour: absence}", "2026-01-05 2026-02-06 2026-03-16"),
    form("{au plus tard: terme}", "2027-12-31", "end"),
    form("{avant: {échéance: unique}}", "2026-06-29"),
    form("{dans les: 15 jours, avant: seance}", "2026-06-24"),
    form("{dans les: 6 mois, avant: terme}", "2027-12-31", "end"),
    form("{dans les: 3 mois, après: ouverture}", "2026-06-10"),
    form(
        "{du: {délai: 1 mois, avant: ouverture}, au: {délai: 1 mois, après: ouverture}}",
        "2026-04-10",
    ),
    form("{du: demande, au: terme}", "2027-12-31", "end"),
    form("{du: ouverture}", "2026-03-10"),
    form("{avant: 15 du mois suivant, après: ouverture}", "2026-04-14"),
    form("{au plus tard: dernier jour du trimestre suivant, après: bornee}", "2025-12-31"),
    form("{au plus tard: 31 mars suivant, après: absence}", "2026-03-31 2026-03-31 2026-03-31"),
    form(
        "{au plus tard: dernier jour du mois, après: demande, si au plus tard: 5, "
        "sinon: mois suivant}",
        "2026-02-28",
    ),
    form("{délai: 1 mois, après: ouverture, si avant: 15, sinon: mois suivant}", "2026-04-10"),
    form("{à: anniversaire, de: avance}", "2026-06-01 2027-06-01", "long"),
    form("{délai: 1 mois, avant: anniversaire, de: avance}", "2026-05-01 2027-05-01", "long"),
    form("{avec la prochaine: absence, après: demande}", "2026-02-06"),
    form(
        "{dès: absence, au nombre de: 2, consécutives: oui, interrompu par: ouverture}",
        "2026-02-06",
    ),
    form("{délai: 1 mois, après: {silence: avis}}", "2026-06-11"),
)
APART = (
    form(
        "[{en: novembre 2025}, {au moins: 1, par: année, périodes: civiles, depuis: 2026}]",
        "2025-11-30 2026-12-31 2027-12-31",
        alone=True,
    ),
    form(
        "[{chaque: année, en: février N}, {chaque: année, pour: 30 septembre N}]",
        "2025-02-28 2025-09-30 2026-02-28 2026-09-30 2027-02-28 2027-09-30",
        alone=True,
    ),
    form(
        "[{dès: ouverture}, {délai: 1 mois, après: {à: terme}}]",
        "2026-03-10 2028-01-31",
        alone=True,
    ),
    form("{même que: bilan}", None, alone=True),
    form("{même que: bilan, lecture: {chaque: année, avant: 31 mars N+1}}", None, alone=True),
    form("{alterne: comite, premier: asso}", None, alone=True),
    form("{alterne: comite}", None, alone=True),
    undated("permanent"),
    undated("{chaque: semaine, le: lundi et jeudi}"),
    undated("{question: À quelle date ?}"),
    undated('{vers: "fin 2026, début 2027"}'),
)
RHYTHMS = (
    form(
        "{chaque: mois, au plus tard: 10, pendant: six premiers mois}", each_month(10, 1, 6), "long"
    ),
    form(
        "{chaque: trimestre, au plus tard: dernier jour, depuis: 7e mois, jusqu'au: 18e mois}",
        "2025-09-30 2025-12-31 2026-03-31 2026-06-30",
        "long",
    ),
    form(
        "{chaque: mois, le: 1er lundi, pendant: trois derniers mois}",
        "2027-10-04 2027-11-01 2027-12-06",
        "end",
    ),
    form(
        "{au moins: 1, par: trimestre, jusqu'au: 1re année}",
        "2025-03-31 2025-06-30 2025-09-30 2025-12-31",
        "long",
    ),
    form(
        "{chaque: année, au plus tard: 31 mars N, depuis: 2e année}",
        "2026-03-31 2027-03-31",
        "long",
    ),
    form("{pendant: six premiers mois}", "2025-06-30", "long"),
    form("{pendant: trois derniers mois}", "2027-12-31", "end"),
    form("{exactement: 2, pendant: 1re année}", "2025-12-31", "long"),
    form(
        "{chaque: saison sportive, au plus tard: 30 septembre}",
        each_year("09-30"),
        "long",
    ),
    form("{chaque: année scolaire, avant: 15 octobre}", each_year("10-14"), "long"),
    form(
        "{chaque: exercice, au plus tard: 31 mars suivant}",
        each_year("03-31", 2026, 2028),
        "long",
    ),
    form("{chaque: année, du: 1er juillet N}", each_year("07-01"), "long"),
    form("{chaque: année, le: lundi de Pentecôte N}", "2025-06-09 2026-05-25 2027-05-17", "long"),
    form(
        "{chaque: trimestre, au plus tard: dernier jour du trimestre précédent, "
        "sauf: {1er trimestre: 31 janvier, 4e trimestre: aucun}}",
        "2025-01-31 2025-03-31 2025-06-30 2026-01-31 2026-03-31 2026-06-30 "
        "2027-01-31 2027-03-31 2027-06-30",
        "long",
    ),
    form(
        "{chaque: année, le: 2e mercredi de mai N, sauf: {après le 12: 1er mercredi, férié: lendemain}}",
        "2025-05-07 2026-05-06 2027-05-12",
        "long",
    ),
    form(
        "{tous les: 1 an, à compter de: prise d'effet}",
        "2026-01-01 2027-01-01",
        "long",
    ),
    form("{tous les: 6 mois, à compter de: ouverture}", "2026-09-10 2027-03-10 2027-09-10", "long"),
    form("{tous les: 1 an, à compter de: 2024-05-31}", each_year("05-31"), "long"),
    form(
        "{tous les: 6 mois, à compter de: prise d'effet, payable: à terme échu}",
        "2025-06-30 2025-12-31 2026-06-30 2026-12-31 2027-06-30 2027-12-31",
        "long",
    ),
    form(
        "{tous les: 6 mois, à compter de: prise d'effet, payable: d'avance, pendant: 1re année}",
        "2025-01-01 2025-07-01",
        "long",
    ),
)
LATER = (
    form("{avant: ouverture}", "2026-03-09"),
    form("{délai: 0 jour, après: ouverture}", "2026-03-10"),
    form("{au plus tard: dernier jour du trimestre suivant, après: ouverture}", "2026-06-30"),
    form("{au plus tard: 15 septembre suivant, après: ouverture}", "2026-09-15"),
    form(
        "{au plus tard: dernier jour du mois, après: seance, si au plus tard: 15, "
        "sinon: mois suivant}",
        "2026-07-31",
    ),
    form("{dans les: 3 mois, après: seance}", "2026-09-25"),
    form("{du: {délai: 1 mois, avant: seance}, au: {délai: 1 mois, après: seance}}", "2026-07-25"),
    form("{du: ouverture, au: 2026-12-31}", "2026-12-31"),
    form("{à: anniversaire, de: demande}", "2027-01-10", "long"),
    form("{délai: 3 mois, avant: anniversaire, de: demande}", "2026-10-10", "long"),
    form("{au bout de: 5 jours ouvrés, après: ouverture}", "2026-03-17"),
    form(
        "{tous les: 3 mois, à compter de: prise d'effet, payable: à terme échu}", QUARTERS, "effect"
    ),
    form(
        "{tous les: 6 mois, à compter de: prise d'effet, payable: d'avance}",
        "2025-01-01 2025-07-01 2026-01-01 2026-07-01 2027-01-01 2027-07-01",
        "effect",
    ),
    form(
        "{au moins: 1, par: trimestre, jusqu'en: juin 2026}",
        "2025-03-31 2025-06-30 2025-09-30 2025-12-31 2026-03-31 2026-06-30",
        "long",
    ),
    form("{délai: 15 jours, avant: Pâques}", "2025-04-05 2026-03-21 2027-03-13", "long"),
    form(
        "{chaque: trimestre, au plus tard: dernier jour du trimestre précédent, "
        "sauf: {1er trimestre: 31 janvier}}",
        " ".join(f"{year}-{day}" for year in YEARS for day in ("01-31", "03-31", "06-30", "09-30")),
        "effect",
    ),
    form(
        "{chaque: année, le: 3e dimanche de mai N, sauf: {dimanche de Pentecôte: veille}}",
        "2025-05-18 2026-05-17 2027-05-15",
        "long",
    ),
)
NESTABLE = (
    *FIXED,
    *YEARLY,
    *DAYS_OF,
    *IN_TERM,
    *ON_FACTS,
    *OF_OTHERS,
    *LATER,
    *TOLD,
    *QUOTAS,
    *RHYTHMS,
)
FORMS = (*NESTABLE, *APART)


@dataclass(frozen=True)
class Term:
    """One kind of term: ``durée`` as written, and what it has that a form may need.

    ``effect``: a first day. ``end``: a last one, known now or once a fact is; ``ends``: periods
    that end, each. ``renewal``: one that takes place of itself. ``long``: two whole years from 2025.
    """

    name: str
    written: str
    has: frozenset[str] = frozenset()


def term(name: str, written: str, has: str) -> Term:
    """A term, with what it has by spaces."""
    words = frozenset(has.split())
    return Term(name, written, words | {"ends"} if "end" in words else words)


TERMS = (
    term("plain", "prend effet: {le: 2025-01-01}, pour: 3 ans", "effect end long"),
    term("to a day", "prend effet: {le: 2025-01-01}, jusqu'au: 2027-12-31", "effect end long"),
    term("to a fact", "prend effet: {le: 2025-01-01}, jusqu'à: seance", "effect end"),
    term("to a dated fact", "prend effet: {le: 2025-01-01}, jusqu'à: datee", "effect end"),
    term(
        "length or fact",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, jusqu'à: seance",
        "effect end",
    ),
    term(
        "last of two",
        "prend effet: {le: 2025-01-01}, jusqu'au: 2027-06-30, jusqu'à: seance, fin: la dernière",
        "effect end long",
    ),
    term("indeterminate", "prend effet: {le: 2025-01-01}, pour: indéterminée", "effect long"),
    term(
        "indeterminate, any time",
        "prend effet: {le: 2025-01-01}, pour: indéterminée, préavis: {délai: 3 mois, forme: LRAR, compté de: réception, moment: à tout moment, fait: reponse}",
        "effect",
    ),
    term(
        "indeterminate, each year",
        "prend effet: {le: 2025-01-01}, pour: indéterminée, préavis: {délai: 3 mois, compté de: envoi, avant chaque: 31 décembre}",
        "effect long",
    ),
    term("unknown effect", "prend effet: {à: reponse}, pour: 3 ans", "effect end long"),
    term("bounded effect", "prend effet: {à: bornee}, pour: 3 ans", "effect end long"),
    term("floor effect", "prend effet: {à: plancher}, pour: 3 ans", "effect end long"),
    term("ceiling effect", "prend effet: {à: plafonnee}, pour: 3 ans", "effect end"),
    term(
        "two signatures",
        "prend effet: {au dernier de: [seance, reponse], report: 1er du mois suivant}, pour: 1 an",
        "effect end",
    ),
    term(
        "tacit",
        "prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite, pour: 1 an}, préavis: {délai: 3 mois, forme: LRAR, moment: avant chaque terme}",
        "effect ends renewal long",
    ),
    term(
        "tacit three times",
        "prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite, pour: 1 an, fois: 3}",
        "effect end renewal long",
    ),
    term(
        "tacit, length unsaid",
        "prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite, fois: 1}",
        "effect end renewal",
    ),
    term(
        "capped",
        "prend effet: {le: 2025-04-01}, pour: 2 ans, reconduction: {mode: tacite, pour: 2 ans, fois: 3}, plafond: {sans précision: 5 ans}, préavis: {délai: 3 mois, forme: LRAR}",
        "effect end renewal long",
    ),
    term(
        "cap in total",
        "prend effet: {le: 2025-01-01}, pour: 1 an, reconduction: {mode: tacite, pour: 1 an}, plafond: {total: 4 ans}",
        "effect end renewal long",
    ),
    term(
        "express",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, reconduction: {mode: expresse, pour: 1 an, fois: 1}",
        "effect end long",
    ),
    term(
        "on request",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, reconduction: {mode: sur demande, pour: 3 ans, fois: 1, demande dès: 6 mois, demande avant: 3 mois}",
        "effect end long",
    ),
    term(
        "renewal unsaid",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, reconduction: {mode: inconnu, fois: 1}",
        "effect end long",
    ),
    term(
        "extension",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, plafond: {total: 6 ans}, prorogation: {demande: 12 mois, par: [asso, ccas], forme: LRAR, reçue: pieces, réponse: {délai: 2 mois}, silence: {vaut: accord}}",
        "effect end long",
    ),
    term(
        "three-yearly notice",
        "prend effet: {le: 2025-01-01}, pour: 9 ans, préavis: {par: ccas, délai: 6 mois, compté de: envoi, tous les: 3 ans}",
        "effect end long",
    ),
    term("leap", "prend effet: {le: 2024-02-29}, pour: 4 ans", "effect end long"),
    term("month end", "prend effet: {le: 2024-08-31}, pour: 30 mois", "effect end long"),
    term("short", "prend effet: {le: 2025-01-01}, pour: 3 mois", "effect end"),
    term("over", "prend effet: {le: 2015-01-01}, pour: 3 ans", "effect end"),
    term("to come", "prend effet: {le: 2031-05-12}, pour: 3 ans", "effect end"),
    term(
        "of both facts",
        "prend effet: {le: 2025-01-01}, jusqu'à: [seance, demande], fin: la dernière",
        "effect end",
    ),
    term(
        "ends by right",
        "prend effet: {le: 2025-01-01}, pour: 3 ans, de plein droit: [avance]",
        "effect end",
    ),
    term(
        "at least six years",
        "prend effet: {le: 2025-01-01}, pour: {au moins: 6 ans}",
        "effect long",
    ),
    term("length left blank", "prend effet: {le: 2025-01-01}, pour: inconnu", "effect end"),
    term(
        "retroactive",
        "prend effet: {le: 2025-01-01}, jusqu'au: 2027-12-31, citation: à titre rétroactif",
        "effect end long",
    ),
)
NO_TERM = Term("no term", "", frozenset())


@dataclass(frozen=True)
class Modifier:
    """A key of an obligation beside ``quand``; ``nothing`` where it may rightly take days away."""

    written: str
    nothing: bool = False
    by: str = "asso"


REPORTS = (
    "jour ouvré suivant",
    "jour ouvré précédent",
    "jour ouvrable suivant",
    "jour ouvrable précédent",
    "1er du mois suivant",
    "1er du trimestre suivant",
    "1er janvier suivant",
    "fin du mois",
    "fin du trimestre",
    "fin du semestre",
    "fin de l'année",
    "1er du mois",
    "1er janvier précédent",
    "fin du mois précédent",
    "fin du trimestre suivant",
)
MODIFIERS = (
    *(Modifier(f"report: {report}") for report in REPORTS),
    Modifier("si: avance"),
    Modifier("si: {fait: [avance, ouverture]}"),
    Modifier("si: {sans: avance}"),
    Modifier("si: absence"),
    Modifier('heure: "16:00"'),
    Modifier("silence: {vaut: accord, réponse: reponse}"),
    Modifier("silence: {vaut: refus, réponse: reponse}"),
    Modifier("en vigueur: {du: 2025-06-01, au: 2026-06-30}", nothing=True),
    Modifier("en vigueur: {du: 2026-01-01}", nothing=True),
    Modifier("en vigueur: {au: 2026-12-31}", nothing=True),
    Modifier("pièces: {a: une pièce, b: {titre: une autre, si: demandée}}"),
    Modifier("tranché: {lecture: retenue, par: nous, le: 2025-01-01, parce que: accord}"),
    Modifier(
        "tranché: {lecture: le jour dit compris, par: nous, le: 2025-01-01, parce que: accord}"
    ),
    Modifier("couperet: oui", by="ccas"),
    Modifier("couperet: oui, rappels: [6 mois, 7 jours, 0 jour]", by="ccas"),
    Modifier("rappels: aucun"),
    Modifier("rappels: [7 jours]"),
    Modifier("couperet: oui, pénalité: {montant: 50 €, par: semaine, plafond: 1 000 €}"),
    Modifier("veille: ccas.conventions"),
    Modifier("couperet: oui, décidé par: ca", by="ccas"),
    Modifier("personnes: oui"),
    Modifier("suppose: bilan"),
    Modifier("même acte que: comite"),
    Modifier("contredit: [{article: '9', citation: autre chose, sur: la date}]"),
    Modifier("questions: [Qui le dit ?]"),
    Modifier("sinon: la subvention est perdue, à faire: écrire, preuve: un accusé"),
    Modifier("fixé par: la loi, en vigueur: {du: 2025-01-01}", nothing=True),
    Modifier("à: ccas, note: relire"),
)
KEYS = (
    "environ: oui",
    "au moins: oui",
    "au moins: 2",
    "ouvre: 6 mois",
    "ouvre: 15 jours",
    "départ: fin du mois",
    "repart de: pieces",
    "suspendu: {de: incomplet, à: pieces}",
    "sauf: {janvier: 25}",
    'sauf: {"2026": 30 avril N}',
    "seulement: dernière année",
    "seulement: 2e année",
    "tous les: 2 ans",
    "tous les: 2 mois",
    "depuis: 2026",
    "au nombre de: 2",
    "par: année",
    "périodes: civiles",
    "du: 1er mars N",
    "du: 2026-01-01",
    "après: ouverture",
    "avant: terme",
    "à: anniversaire",
    "délai: 1 mois",
    "en: mai 2026",
    "report: jour ouvré suivant",
    "si: avance",
    "dans les: 15 jours",
    "au: terme",
    "au plus tard: ouverture",
    "de: ouverture",
    "si au plus tard: 15, sinon: mois suivant",
    "avec la prochaine: absence",
    "consécutives: oui, interrompu par: reponse",
)
"""Keys of one form added to another: refused with a remedy, or given their meaning."""
WRAPPERS = (
    "{délai: 1 mois, après: MOMENT}",
    "{délai: 20 jours, après: MOMENT}",
    "{délai: 20 jours, avant: MOMENT}",
    "{délai: 2 mois, avant: MOMENT}",
    "{délai: 5 jours ouvrés, après: MOMENT}",
    "{délai: 10 jours, avant: MOMENT, ouvre: 2 mois}",
    "{à: MOMENT}",
    "{au premier de: [MOMENT, {au plus tard: 2040-12-31}]}",
    "{au dernier de: [MOMENT, {au plus tard: 2020-12-31}]}",
    "{au premier de: [MOMENT]}",
)


@dataclass(frozen=True)
class Written:
    """One obligation of a file: its form, its modifier, and the one line that writes it."""

    id: str
    form: Form
    modifier: Modifier = field(default_factory=lambda: Modifier(""))

    @property
    def line(self) -> str:
        """The obligation on one line, as it may be pasted under ``obligations``."""
        more = f", {self.modifier.written}" if self.modifier.written else ""
        return (
            f"  {self.id}: {{titre: Clause {self.id}, article: '3', citation: les mots, "
            f"par: {self.modifier.by}, quand: {self.form.written}{more}}}\n"
        )


FOR_EVER = date(2100, 1, 1)
RUNS: dict[str, tuple[date, date]] = {
    "plain": (date(2025, 1, 1), date(2027, 12, 31)),
    "to a day": (date(2025, 1, 1), date(2027, 12, 31)),
    "to a fact": (date(2025, 1, 1), date(2026, 6, 25)),
    "to a dated fact": (date(2025, 1, 1), date(2026, 5, 20)),
    "length or fact": (date(2025, 1, 1), date(2026, 6, 25)),
    "last of two": (date(2025, 1, 1), date(2027, 6, 30)),
    "indeterminate": (date(2025, 1, 1), FOR_EVER),
    "indeterminate, any time": (date(2025, 1, 1), date(2026, 8, 4)),
    "indeterminate, each year": (date(2025, 1, 1), FOR_EVER),
    "unknown effect": (date(2026, 5, 4), date(2029, 5, 3)),
    "bounded effect": (date(2025, 8, 31), date(2028, 8, 30)),
    "floor effect": (date(2025, 9, 15), date(2028, 9, 14)),
    "ceiling effect": (date(2026, 8, 14), date(2029, 8, 13)),
    "two signatures": (date(2026, 7, 1), date(2027, 6, 30)),
    "tacit": (date(2025, 1, 1), FOR_EVER),
    "tacit three times": (date(2025, 1, 1), date(2028, 12, 31)),
    "cap in total": (date(2025, 1, 1), date(2028, 12, 31)),
    "express": (date(2025, 1, 1), date(2027, 12, 31)),
    "on request": (date(2025, 1, 1), date(2027, 12, 31)),
    "renewal unsaid": (date(2025, 1, 1), date(2027, 12, 31)),
    "extension": (date(2025, 1, 1), date(2027, 12, 31)),
    "three-yearly notice": (date(2025, 1, 1), date(2033, 12, 31)),
    "leap": (date(2024, 2, 29), date(2028, 2, 28)),
    "month end": (date(2024, 8, 31), date(2027, 2, 28)),
    "short": (date(2025, 1, 1), date(2025, 3, 31)),
    "over": (date(2015, 1, 1), date(2017, 12, 31)),
    "to come": (date(2031, 5, 12), date(2034, 5, 11)),
    "of both facts": (date(2025, 1, 1), date(2026, 6, 25)),
    "ends by right": (date(2025, 1, 1), date(2025, 6, 1)),
    "retroactive": (date(2025, 1, 1), date(2027, 12, 31)),
}
"""The first and the last day of the term with every fact known, worked out by hand.

Left out: the terms that read in two ways.
"""
