"""The pages and the feed as a browser and a calendar meet them, on the real daemon."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import copied
from tests.engines.read import read_with
from tests.service import run, serving

PAGES = [
    "/",
    "/conventions",
    "/convention/bethune-sad",
    "/echeance/bethune-sad/preavis/p1",
    "/echeance/bethune-sad/bilan-annuel/2026",
    "/campagnes",
    "/calendriers",
    "/calendrier/1",
    "/etat",
]
HOSTILE = "<script>alert(1)</script>&\"'"


@dataclass(frozen=True)
class Site:
    client: httpx.Client
    folder: Path
    feed: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Béthune signed on 1 April 2025, with one hostile title, served on 22 November 2026."""
    folder = copied(tmp_path_factory.mktemp("site"), "bethune-*.yaml")
    rule = folder / "rules" / "bethune-sad.yaml"
    text = rule.read_text("utf-8").replace(
        "titre: Définition conjointe des indicateurs du bilan",
        "titre: '" + HOSTILE.replace("'", "''") + "'",
    )
    rule.write_text(text, "utf-8")
    assert run(folder, "fact", "bethune-sad", "signature", "2025-04-01").returncode == 0
    feed = run(folder, "feed", "new").stdout.strip().rpartition("/")[2]
    with (
        serving(folder, "--now", "2026-11-22") as service,
        httpx.Client(base_url=service.page) as client,
    ):
        yield Site(client, folder, f"/flux/{feed}")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_whole_and_safe(site: Site, path: str) -> None:
    page = site.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert '<html lang="fr">' in page.text
    assert "<script" not in page.text
    assert 'href="#contenu"' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("path", PAGES)
def test_links_have_names_of_their_own_and_lead_somewhere(site: Site, path: str) -> None:
    text = site.get(path).text.partition("<main")[2]
    links = re.findall(r'<a href="([^"]+)"(?: aria-label="([^"]+)")?>(.*?)</a>', text)
    names: dict[str, str] = {}
    for target, label, shown in links:
        name = label or shown
        assert names.setdefault(name, target) == target, f"two targets named {name}"
        if target.startswith("/"):
            assert site.get(target).status_code == 200, target


def test_the_front_page_answers_in_its_title(site: Site) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", site.get("/").text)
    assert heading is not None
    assert heading[1] == "1 échéance dans les 30 jours"


def test_french_punctuation_never_begins_a_line(site: Site) -> None:
    text = site.get("/echeance/bethune-sad/preavis/p1").text
    said = re.sub(r"(?s)<(code|pre|title)\b.*?</\1>|<[^>]*>", "\n", text)
    assert re.search(r"«\u00a0.*\u00a0»", said)
    assert re.findall(r"[^\n]{0,20} [;:!?»]|« [^\n]{0,20}", said) == []


def test_an_uncertain_letter_is_never_announced_as_nothing_to_do(deployment: Path) -> None:
    with serving(deployment, "--now", "2026-11-22") as service:
        text = httpx.get(service.page + "/").text
    heading = re.search(r"<h1>(.*?)</h1>", text)
    assert heading is not None
    assert heading[1] == "1 échéance possible dans les 30 jours, à confirmer"
    assert "echeancier fact bethune-sad signature" in text
    # On a telephone the first screen held nothing but questions and commands to type.
    assert text.index('href="#questions"') < text.index("<table") < text.index('id="questions"')


def test_a_letter_that_may_be_due_tomorrow_comes_before_what_is_due_next_month(
    whole_deployment: Path,
) -> None:
    with serving(whole_deployment, "--now", "2026-11-23") as service:
        text = httpx.get(service.page + "/").text
    sections = [one.strip() for one in re.findall(r"<h2[^>]*>(.*?)</h2>", text)]
    assert sections[:2] == ["Possibles dans les 30 jours, à confirmer", "Ce mois-ci"]
    assert text.index("à poster demain") < text.index("Ce mois-ci")
    assert "Dates encore incertaines" in sections[2:]


def test_an_occurrence_shows_its_dates_its_clause_and_its_steps(site: Site) -> None:
    text = site.get("/echeance/bethune-sad/preavis/p1").text
    for words in (
        "jeudi 31 décembre 2026",
        "vendredi 11 décembre 2026",
        "moyennant le respect d’un préavis de trois mois",
        "rules/bethune-sad.yaml:45",
        "echeancier done bethune-sad/preavis/p1",
    ):
        assert words in text, words
    assert text.count("<li>") >= 6


def test_an_agreement_shows_its_life_line_and_the_same_dates_as_a_table(site: Site) -> None:
    text = site.get("/convention/bethune-sad").text
    drawing, table = text.split("</svg>")[0], text.split("</svg>")[1]
    assert "<title" in drawing
    assert "<desc" in drawing
    for period in ("1re reconduction", "2e reconduction", "3e reconduction"):
        assert period in table
    assert "exclue par le plafond" in table
    (row,) = re.findall(r"<tr><th[^>]*>préavis, période initiale</th>.*?</tr>", table)
    assert "lettre à poster au plus tard le vendredi 11 décembre 2026" in row
    assert "31 décembre 2026</td>" in row
    for drawn in re.findall(r"du (\d\d)/(\d\d)/(\d{4})", drawing):
        assert drawn[2] in table
    assert "Période 1 sur 3" in text
    assert "Place du 4 septembre" in text


def test_what_waits_for_a_fact_is_counted_and_leads_to_its_clauses(site: Site) -> None:
    """Béthune is signed: three of its clauses still wait."""
    listed = site.get("/conventions").text
    label = "3 clauses en attente d&#39;un fait, Convention SAD Béthune"
    link = f'<a href="/convention/bethune-sad#attente" aria-label="{label}">3 clauses</a>'
    assert link in listed.replace("\u00a0", " ")
    shown = site.get("/convention/bethune-sad").text
    assert 'id="attente"' in shown
    assert "echeancier fact bethune-sad entree-ra AAAA-MM-JJ" in shown
    front = site.get("/").text.replace("\u00a0", " ")
    assert "3 clauses attendent un fait pour être datées : voir chaque" in front


def test_a_hostile_title_stays_text(site: Site) -> None:
    text = site.get("/echeance/bethune-sad/indicateurs/unique").text
    assert "&lt;script&gt;" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    "path", ["/nulle-part", "/convention/x", "/echeance/a/b/c", "/calendrier/99", "/calendrier/x"]
)
def test_a_page_that_does_not_exist_says_so_in_french(site: Site, path: str) -> None:
    page = site.get(path)
    assert page.status_code == 404
    assert "n&#39;existe pas" in page.text


def test_health_is_plain_and_readiness_names_its_checks(site: Site) -> None:
    assert site.get("/healthz").text == "ok"
    assert site.get("/readyz").json() == {
        "ready": True,
        "checks": {"database": True, "rules": True, "recent_tick": True, "clock": True},
    }


@pytest.mark.parametrize(
    "engine",
    [
        "icalendar",
        pytest.param("ical.js", marks=pytest.mark.needs("node-engines")),
        pytest.param("node-ical", marks=pytest.mark.needs("node-engines")),
        pytest.param("libical", marks=pytest.mark.needs("libical")),
    ],
)
def test_foreign_engines_read_the_published_feed(site: Site, tmp_path: Path, engine: str) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(site.get(site.feed).content)
    items = read_with(engine, path)
    assert items == read_with("icalendar", path)
    found = {(item.start, item.summary, item.status) for item in items}
    assert {
        (
            "2026-12-31",
            "Dénonciation avant reconduction tacite – Convention SAD Béthune",
            "CONFIRMED",
        ),
        (
            "2026-12-11",
            "Poster la lettre : Dénonciation avant reconduction tacite – Convention SAD Béthune",
            "CONFIRMED",
        ),
        (
            "2027-02-15",
            "Bilan annuel des actions et de l'accompagnement – Convention SAD Béthune",
            "CONFIRMED",
        ),
    } <= found
    notice = next(item for item in items if item.start == "2026-12-31" and "Déno" in item.summary)
    assert "1. Le texte dit (article 3)" in notice.description
    conditional = [item for item in items if item.start == "2030-12-31" and "Déno" in item.summary]
    assert [item.status for item in conditional] == ["TENTATIVE"]


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [320, 1200])
def test_no_page_needs_a_horizontal_scroll(site: Site, width: int) -> None:
    """Measured in Chromium: the page's content is no wider than its window."""
    for path in PAGES:
        page = str(site.client.base_url).rstrip("/") + path
        assert overflow(page, width) <= 0, (path, width)


def overflow(page: str, width: int) -> int:
    """How many pixels the page is wider than a frame of that width."""
    with tempfile.TemporaryDirectory() as profile:
        text = httpx.get(page).text
        css = httpx.get(
            page.split("/", 3)[0] + "//" + page.split("/")[2] + "/static/style.css"
        ).text
        inner = text.replace(
            '<link rel="stylesheet" href="/static/style.css">', f"<style>{css}</style>"
        )
        frame = Path(profile) / "frame.html"
        (Path(profile) / "page.html").write_text(inner, "utf-8")
        frame.write_text(
            f'<iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>'
            "<script>onload=()=>{const d=document.querySelector('iframe').contentDocument"
            ".documentElement;document.title='W'+(d.scrollWidth-d.clientWidth)+'W'}</script>",
            "utf-8",
        )
        done = subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--allow-file-access-from-files",
                f"--user-data-dir={profile}/profile",
                "--dump-dom",
                frame.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=60,
        )
    found = re.search(r"W(-?\d+)W", done.stdout)
    assert found is not None, done.stderr
    return int(found[1])
