"""A department's services under one model, ten pieces a year, and what some have delivered."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from scheduler.campaign import Campaign, campaigns
from scheduler.deadlines.facts import Done, Facts
from scheduler.problems import render_all
from scheduler.rulebook.load import Sources, load
from scheduler.situation import Situation, situation
from tests.bethune import ROOT

MODEL = """convention: cpom-type
titre: CPOM type des services d'aide à domicile
titre court: CPOM type
modèle: oui
nous: departement
calendrier: bouches-du-rhone
responsable: seniors.pole
parties: {departement: Département d'Exemple, saad: le service}
faits:
  signature: {titre: signature}
  dotation: {titre: dotation ponctuelle versée}
durée: {article: "12", prend effet: signature, pour: 3 ans}
obligations:
  documents:
    titre: Documents annuels du CPOM
    article: "2"
    citation: au plus tard le 31 mars de l'année N+1
    par: saad
    à: departement
    couperet: oui
    sinon: le Département peut résilier (article 9) et récupérer les indus
    pénalité: {montant: 50 €, par: jour, plafond: 1 000 €}
    quand: {chaque: année, au plus tard: 31 mars N+1}
    pièces:
      comptes-administratifs: comptes administratifs (cadre normalisé)
      bilans-comptables: bilans comptables du ou des services
      bilan-financier: bilan financier annuel, action par action
      rapport-activite: rapport d'activité du ou des services
      grille-tarifaire: grille tarifaire actualisée
      bilan-etape: bilan d'étape, tableau de l'annexe 2 et indicateurs complétés
      reste-a-charge: bilan sur la limitation du reste à charge
      evaluations: {titre: résultats des évaluations (L312-8), si: des évaluations ont eu lieu}
      complement: {titre: document complémentaire, si: le Département l'a demandé}
      dotation-ponctuelle:
        titre: bilan de mise en œuvre et factures
        si: une dotation ponctuelle a été versée
  enquete:
    titre: Réponse à l'enquête
    article: "6"
    citation: avant le 15 juin de chaque année
    par: saad
    quand: {chaque: année, avant: 15 juin N}
  bilan-dotation:
    titre: Bilan de la dotation ponctuelle
    article: "3"
    citation: au plus tard le 30 avril de l'année N+1
    par: saad
    si: dotation
    quand: {chaque: année, au plus tard: 30 avril N+1}
    pièces: {bilan: bilan de la dotation}
  versement:
    titre: Versement de la dotation
    article: "3"
    citation: en février
    par: departement
    quand: {chaque: année, en: février N}
  comite:
    titre: Comité de suivi
    article: "5"
    citation: une fois par an
    par: saad
    quand: {au moins: 1, par: année}
exemplaires: services.csv
"""
HEADER = "exemplaire;titre;titre court;parties.saad;faits.signature;suivi depuis"
ALWAYS = (
    "comptes-administratifs",
    "bilans-comptables",
    "bilan-financier",
    "rapport-activite",
    "grille-tarifaire",
    "bilan-etape",
    "reste-a-charge",
)


def write(folder: Path, names: Iterable[str], model: str = MODEL) -> None:
    """The model and its table, one service a name: ``saad-1``, ``saad-2`` and so on."""
    lines = [
        f"saad-{rank};CPOM du service {name};CPOM {name};{name};2025-01-01;2025-07-01"
        for rank, name in enumerate(names, start=1)
    ]
    (folder / "cpom.yaml").write_text(model, "utf-8")
    (folder / "services.csv").write_text("\n".join([HEADER, *lines, ""]), "utf-8")


def known(
    folder: Path,
    names: Iterable[str],
    today: date,
    facts: Mapping[str, Facts] | None = None,
    model: str = MODEL,
) -> Situation:
    """Those services on ``today``."""
    write(folder, names, model)
    book = load(Sources((folder,), ROOT / "calendars", ROOT / "annuaire.yaml"))
    assert book.errors == (), render_all(book.errors)
    return situation(book, facts or {}, datetime.combine(today, time(9), UTC), today=today)


def received(service: str, pieces: Iterable[str], on: date) -> Facts:
    """What that service has delivered of the documents of 2025."""
    return Facts(done={f"{service}/documents/2025#{piece}": Done(on) for piece in pieces})


def campaign(of: Situation, clause: str = "documents", period: str = "2025") -> Campaign:
    """The one campaign of that clause and period."""
    (found,) = [one for one in campaigns(of) if one.key == f"cpom-type/{clause}/{period}"]
    return found
