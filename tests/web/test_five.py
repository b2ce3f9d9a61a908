"""The five conventions on the real daemon, on 22 November 2026: what a director sees of them."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import copied
from tests.service import run, serving

PAGES = [
    "/",
    "/conventions",
    "/convention/dijon-carsat",
    "/convention/wattrelos-cpom",
    "/convention/sceaux-protocole",
    "/convention/bouches-du-rhone-infos-seniors",
    "/convention/infos-seniors-exemple",
    "/convention/ccas-exemple-legal",
    "/echeance/ccas-exemple-legal/budget/2027",
    "/echeance/wattrelos-cpom/documents-annuels/2025",
    "/echeance/wattrelos-cpom/avance-mensuelle/2023-m01",
    "/echeance/wattrelos-cpom/prorogation/p1",
    "/campagnes",
    "/etat",
]
PACKAGE = "wattrelos-cpom/documents-annuels/2024"


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = copied(tmp_path_factory.mktemp("five"), "*.yaml")
    piece = ("--document", "grille-tarifaire", "--on", "2025-03-12")
    assert run(folder, "done", PACKAGE, *piece).returncode == 0
    with (
        serving(folder, "--now", "2026-11-22") as service,
        httpx.Client(base_url=service.page) as client,
    ):
        yield client


def text_of(client: httpx.Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers(five: httpx.Client, path: str) -> None:
    assert "Erreur" not in text_of(five, path)


def test_the_front_page_asks_one_question_of_each_ended_agreement(five: httpx.Client) -> None:
    front = text_of(five, "/")
    assert front.count("reconduite une fois pour 3 ans : 4 février 2020") == 1
    assert front.count("prorogée, au plus tard : 31 août 2028") == 1
    assert "nouveau-terme AAAA-MM-JJ" in front
    assert "en retard" not in front
    for quiet in ("Fait à Lille", "relevé d'heures", "Commission permanente"):
        assert quiet not in front


def test_an_ended_agreement_shows_both_futures_and_folds_its_past(five: httpx.Client) -> None:
    page = five.get("/convention/wattrelos-cpom").text
    read = text_of(five, "/convention/wattrelos-cpom")
    assert "Terme passé le 31 août 2025 : prorogée ? Jusqu'au 31 août 2028 ?" in read
    assert "Sans prorogation : jusqu'au 31 août 2025 Plus rien à faire" in read
    assert "lundi 14 décembre 2026 : Dépôt du relevé d'heures" in read
    assert "<details>" in page
    assert "échéances passées, faites ou sans objet" in read
    assert "en retard de" not in read


def test_a_template_says_that_it_binds_nobody(five: httpx.Client) -> None:
    page = text_of(five, "/convention/bouches-du-rhone-infos-seniors")
    assert "Ceci est un modèle : il ne lie personne" in page
    assert "echeancier fact" not in page
    assert "Échéances Échéance" not in page
    instance = text_of(five, "/convention/infos-seniors-exemple")
    assert "Pôle infos seniors d'Exemple (fictif)" in instance
    assert "bouches-du-rhone-infos-seniors" in instance
    assert "Prise d'effet le dimanche 1er mars 2026" in instance


def test_each_piece_of_a_package_is_shown_with_what_was_received(five: httpx.Client) -> None:
    page = text_of(five, f"/echeance/{PACKAGE}")
    assert "✓ reçue le 12 mars 2025 : grille tarifaire actualisée" in page
    assert "résultats des évaluations (L312-8) (si des évaluations ont eu lieu)" in page
    assert f"echeancier done {PACKAGE} --document NOM" in page
    assert "article 4 : « chaque année, avant le 31 mars » : dimanche 30 mars 2025" in page


def test_a_condition_says_how_it_is_recorded(five: httpx.Client) -> None:
    page = text_of(five, "/echeance/wattrelos-cpom/avance-mensuelle/2023-m01")
    assert "Seulement si : avance mensuelle choisie. Rien n'est rappelé" in page
    assert "echeancier fact wattrelos-cpom avance_mensuelle AAAA-MM-JJ" in page
    assert "exception pour janvier" in page


def test_what_has_no_end_is_drawn_without_one(five: httpx.Client) -> None:
    page = text_of(five, "/convention/ccas-exemple-legal")
    assert "Sans terme fixé : jusqu'à ce que quelqu'un y mette fin." in page
    assert "novembre 2036" not in page.partition("Échéances")[0]
    assert "aujourd'hui" not in page


def test_the_last_useful_session_is_told_with_its_convocation(five: httpx.Client) -> None:
    page = text_of(five, "/echeance/ccas-exemple-legal/budget/2027")
    assert "ernière séance utile (conseil d'administration) le jeudi 1er avril 2027" in page
    assert "à convoquer au plus tard le vendredi 26 mars 2027, dernier jour ouvré" in page
    assert "Autre lecture le jour dit compris : jeudi 15 avril 2027" in page


def test_who_reads_a_page_is_told_whom_to_tell(five: httpx.Client) -> None:
    board = text_of(five, "/echeance/ccas-exemple-legal/conseil-administration/2026-t4")
    recorder = "à Noé Lemaire (fictif) ( conventions@ccas-bethune.example ), qui l'enregistre."
    assert f"Le dire, avec le jour et la preuve, {recorder}" in board
    assert "une échéance courante se rappelle dans le message du lundi" in board
    assert "Aucun message encore" not in board
    for path in ("/", "/convention/dijon-carsat", "/convention/sceaux-protocole"):
        assert f"Donner la réponse {recorder}" in text_of(five, path)


def test_warnings_of_the_rules_scroll_in_one_region_that_the_keyboard_reaches(
    five: httpx.Client,
) -> None:
    page = five.get("/etat").text
    (region,) = re.finditer(
        r'(?s)<div class="scroll" role="region" aria-labelledby="(\w+)" tabindex="0">(.*?)</div>',
        page,
    )
    assert f'<h2 id="{region[1]}">' in page
    assert page.count("<pre>") == region[2].count("<pre>") > 5
