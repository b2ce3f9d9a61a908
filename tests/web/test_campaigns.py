"""The pages of the campaigns on the real daemon: who has not delivered what on 10 April."""

import csv
import html
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.conftest import copied
from tests.partners import ALWAYS, write
from tests.service import run, serving
from tests.web.test_site import overflow

HOSTILE = "<script>alert(1)</script>&\"'"
KEY = "cpom-type/documents/2025"
PAGES = ["/campagnes", f"/campagne/{KEY}", "/echeance/saad-2/documents/2025"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Three services, one of a hostile name; the first delivered two pieces."""
    folder = copied(tmp_path_factory.mktemp("campaigns"), "bethune-*.yaml")
    write(folder / "rules", ["Aide du Lac", HOSTILE.replace('"', ""), "Service Azur"])
    for piece in ALWAYS[:2]:
        done = run(
            folder, "done", "saad-1/documents/2025", "--document", piece, "--on", "2026-03-20"
        )
        assert done.returncode == 0, done.stderr
    with (
        serving(folder, "--now", "2026-04-10") as service,
        httpx.Client(base_url=service.page) as client,
    ):
        yield client


class Table(HTMLParser):
    """The cells of a page's tables, each with its element and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, dict[str, str | None], str]]] = []
        self.captions = 0
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self.captions += tag == "caption"
        if tag in ("th", "td"):
            self.rows[-1].append((tag, dict(attrs), ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes, text = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, attributes, text + data)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_whole_and_safe(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert " style=" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_links_have_names_of_their_own_and_lead_somewhere(client: httpx.Client, path: str) -> None:
    text = client.get(path).text.partition("<main")[2]
    names: dict[str, str] = {}
    for target, label, shown in re.findall(
        r'<a href="([^"]+)"(?: aria-label="([^"]+)")?>(.*?)</a>', text
    ):
        assert names.setdefault(label or shown, target) == target
        if target.startswith("mailto:"):
            assert target == f"mailto:{shown}"
        else:
            assert client.get(target).status_code == 200, target


def test_every_cell_has_its_headers_and_says_its_state_in_words(client: httpx.Client) -> None:
    table = Table(client.get(f"/campagne/{KEY}").text)
    head, *body, foot = table.rows
    assert table.captions == 1
    assert {(tag, attributes["scope"]) for tag, attributes, _ in head} == {("th", "col")}
    for row in [*body, foot]:
        (tag, attributes, _), *cells = row
        assert (tag, attributes["scope"], len(row)) == ("th", "row", len(head))
        for _, attributes, text in cells:
            assert attributes["data-label"]
            assert text.strip(" ✓✗")
    words = {row[0][2]: [text for _, _, text in row[1:]] for row in body}
    assert words["Aide du Lac"] == [
        *["✓ reçu le 20 mars 2026"] * 2,
        *["✗ en retard de 10 jours"] * 5,
        *["selon le cas"] * 3,
        "5",
    ]
    assert [row[0][2] for row in body][-1] == "Aide du Lac"
    assert [text for _, _, text in foot] == [
        "Reçu de",
        *["1 sur 3"] * 2,
        *["0 sur 3"] * 5,
        *["–"] * 3,
        "19",
    ]


def test_the_list_tells_each_campaign_by_how_it_stands(client: httpx.Client) -> None:
    page = client.get("/campagnes").text
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert titles == ["En cours", "À venir"]
    pressing = page.partition("<h2>À venir")[0]
    assert "3 partenaires sur 3 n&#39;ont pas tout remis, tous en retard" in pressing
    assert f'href="/campagne/{KEY}"' in pressing


def test_the_spreadsheet_is_saved_under_its_name(client: httpx.Client) -> None:
    answer = client.get(f"/campagne/{KEY}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="cpom-type-documents-2025.csv"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbfpartenaire;")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {15}
    assert client.head(f"/campagne/{KEY}.csv").content == b""


@pytest.mark.parametrize("path", ["/campagne/x/y/z", "/campagne/x/y/z.csv", f"/campagne/{KEY}x"])
def test_a_campaign_that_does_not_exist_says_so(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "n&#39;existe pas" in answer.text


def test_a_partner_leads_to_the_letter_that_is_ready(client: httpx.Client) -> None:
    page = html.unescape(client.get("/echeance/saad-1/documents/2025").text)
    letter = page.partition('<pre class="letter">')[2].partition("</pre>")[0]
    assert "Objet : Relance – Documents annuels du CPOM – 2025" in letter
    assert "- bilan financier annuel, action par action ;" in letter
    ours = client.get("/echeance/saad-1/versement/2027").text
    assert "Relance prête" not in ours


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [320, 1200])
def test_only_the_table_itself_scrolls(client: httpx.Client, width: int) -> None:
    for path in PAGES:
        page = str(client.base_url).rstrip("/") + path
        assert overflow(page, width) <= 0, (path, width)
