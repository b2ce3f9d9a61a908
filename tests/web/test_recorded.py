"""What people recorded of an occurrence, as the pages of the real daemon show it."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from scheduler.clock import SystemClock
from scheduler.deadlines.french import short
from tests.commands import ok, run
from tests.conftest import copied
from tests.service import serving

TODAY = SystemClock().now().astimezone().date()
UNTIL = TODAY + timedelta(days=9)
REPORT = "bethune-sad/bilan-annuel/2025"
REVIEW = "bethune-sad/comite-suivi/s1"
FIRST, SECOND, THIRD = (f"bethune-sad/reunions-trimestrielles/t{number}" for number in (1, 2, 3))
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Béthune, followed since its signature, all of whose first year is late."""
    folder = copied(tmp_path_factory.mktemp("recorded"), "bethune-*.yaml")
    rules = folder / "rules" / "bethune-sad.yaml"
    rules.write_text("suivi depuis: 2025-04-01\n" + rules.read_text("utf-8"), "utf-8")
    ok(run(folder, "fact", "bethune-sad", "signature", "2025-04-01"))
    put_off = ("--until", str(UNTIL), "--reason", "accord écrit", "--past-the-deadline")
    ok(run(folder, "postpone", REPORT, *put_off))
    ok(run(folder, "done", REVIEW, "--on", "2025-10-03", "--to-follow"))
    ok(run(folder, "waive", FIRST, "--reason", HOSTILE))
    ok(run(folder, "done", SECOND, "--on", "2025-10-02", "--evidence", "compte rendu"))
    ok(run(folder, "seen", THIRD))
    with serving(folder) as service, httpx.Client(base_url=service.page) as client:
        yield client


def text_of(pages: httpx.Client, path: str) -> str:
    page = pages.get(path)
    assert page.status_code == 200, path
    assert "<script" not in page.text
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (REPORT, f"En retard, reportée au {short(UNTIL)} par "),
        (REPORT, " : accord écrit"),
        (REVIEW, "Fait le vendredi 3 octobre 2025, en retard de 3 jours, pièce à suivre."),
        (REVIEW, f"echeancier done {REVIEW} --evidence TEXTE"),
        (FIRST, f"Écartée le {short(TODAY)} par "),
        (FIRST, HOSTILE),
        (SECOND, "Fait le jeudi 2 octobre 2025, en retard de 2 jours (preuve : compte rendu)."),
        (THIRD, f"Vue le {short(TODAY)} par "),
    ],
)
def test_an_occurrence_says_who_recorded_what_and_why(
    pages: httpx.Client, key: str, words: str
) -> None:
    assert words in text_of(pages, f"/echeance/{key}")


def test_what_is_put_off_stays_among_the_late_and_the_unproven_have_their_list(
    pages: httpx.Client,
) -> None:
    front = pages.get("/").text
    sections = {
        found[1]: found[0] for found in re.findall(r"(?s)(<h2>(.*?)</h2>.*?</section>)", front)
    }
    assert f"/echeance/{REPORT}" in sections["En retard"]
    assert f"reportée au {short(UNTIL)}" in sections["En retard"]
    assert f"/echeance/{REVIEW}" in sections["Faites, pièce à suivre"]
    assert "fait, pièce à suivre, en retard" in sections["Faites, pièce à suivre"]
    assert f'/echeance/{FIRST}"' not in front
    assert f'/echeance/{SECOND}"' not in front


def test_what_was_waived_stays_in_the_agreements_past(pages: httpx.Client) -> None:
    past = pages.get("/convention/bethune-sad").text.partition("<h2>Passé</h2>")[2]
    row = past.partition(f'/echeance/{FIRST}"')[2].partition("</tr>")[0]
    assert "écartée" in row
