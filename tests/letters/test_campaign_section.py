"""The digest's part on campaigns: how many, the worst ten, where the rest is."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from scheduler.letters.campaign import WORST, campaign_section
from scheduler.letters.desk import Desk
from scheduler.mail.letter import Section
from scheduler.mail.message import render
from scheduler.tongue import FRENCH
from tests.mail.samples import DIGEST
from tests.partners import ALWAYS, known, received

PAGE = Desk(("Échéances", "e@ville.example"), "ville.example", page="https://echeances.example/")
GOLDEN = Path(__file__).parent / "golden"


def sections(folder: Path, today: date, number: int, desk: Desk = PAGE) -> list[Section]:
    """What the digest tells where every third service has delivered all, the others less."""
    facts = {
        f"saad-{rank}": received(f"saad-{rank}", ALWAYS if rank % 3 == 0 else ALWAYS[:rank], today)
        for rank in range(1, number + 1)
    }
    names = [f"Service {rank}" for rank in range(1, number + 1)]
    return campaign_section(known(folder, names, today, facts).binding, desk, FRENCH, today)


def test_the_ten_worst_are_named_and_the_page_shows_the_rest(tmp_path: Path) -> None:
    (section,) = sections(tmp_path, date(2026, 4, 10), 6)
    assert section.title == (
        "Pièces attendues : 4 partenaires sur 6 n'ont pas tout remis, tous en retard"
    )
    assert section.intro == "Documents annuels du CPOM – 2025."
    assert [line.title for line in section.lines] == [
        "Service 1",
        "Service 2",
        "Service 4",
        "Service 5",
        "Le tableau entier",
    ]
    first, last = section.lines[0], section.lines[-1]
    assert (first.when, first.left) == ("en retard de 10 jours", "il manque 6 pièces sur 7")
    assert first.url == "https://echeances.example/echeance/saad-1/documents/2025"
    assert first.note == (
        "À recevoir : bilans comptables du ou des services ; bilan financier annuel, action par "
        "action ; rapport d'activité du ou des services ; et 3 autres."
    )
    assert section.lines[3].note == (
        "À recevoir : bilan d'étape, tableau de l'annexe 2 et indicateurs complétés ; bilan sur la "
        "limitation du reste à charge."
    )
    assert last.url == "https://echeances.example/campagne/cpom-type/documents/2025"


def test_more_than_ten_are_counted(tmp_path: Path) -> None:
    facts_of_none = sections(tmp_path, date(2026, 3, 2), 1)
    assert facts_of_none[0].lines[0].when == "dans 29 jours"
    names = [f"Service {rank}" for rank in range(40)]
    today = date(2026, 3, 2)
    (section,) = campaign_section(known(tmp_path, names, today).binding, PAGE, FRENCH, today)
    assert len(section.lines) == WORST + 1
    assert section.title == "Pièces attendues : 40 partenaires sur 40 n'ont pas tout remis"
    assert section.lines[0].note == "Rien reçu."
    assert section.lines[-1].title == "Et 30 autres partenaires : le tableau entier"


def test_without_pages_the_command_is_named(tmp_path: Path) -> None:
    desk = replace(PAGE, page=None)
    (section,) = sections(tmp_path, date(2026, 3, 2), 2, desk)
    assert {line.url for line in section.lines} == {None}
    assert section.lines[-1].note == "echeancier campaign cpom-type/documents/2025"


def test_it_is_silent_far_from_the_day_and_once_all_is_there(tmp_path: Path) -> None:
    assert sections(tmp_path, date(2026, 1, 29), 2) == []
    assert sections(tmp_path, date(2026, 1, 30), 2) != []
    today = date(2026, 4, 10)
    facts = {"saad-1": received("saad-1", ALWAYS, today)}
    assert (
        campaign_section(known(tmp_path, ["Lac"], today, facts).binding, PAGE, FRENCH, today) == []
    )


def test_the_section_as_a_mail_shows_it(tmp_path: Path) -> None:
    letter = replace(DIGEST, sections=tuple(sections(tmp_path, date(2026, 4, 10), 3)))
    body = message_from_bytes(render(letter), policy=policy.default).get_body(("plain",))
    assert body is not None
    content = body.get_content().replace("\r\n", "\n")
    told = "Pièces attendues" + content.partition("Pièces attendues")[2]
    assert told.partition("\n\n--")[0] + "\n" == (GOLDEN / "section.txt").read_text("utf-8")
