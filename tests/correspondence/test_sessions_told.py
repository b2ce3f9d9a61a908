"""A cliff that a body decides: told before its convocation, to whom it escalates, and after."""

from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.blank import opened_blank
from tests.correspondence.played import ANA, BO, CLEO, NOTICE, Mail, Played, to

CONVENE, SESSION = date(2027, 3, 26), date(2027, 4, 1)
"""The last working day to convene the last session before the letter of 11 May 2027."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    database = opened_blank(tmp_path / "base.sqlite")
    town = Played(database, tmp_path)
    town.change("rules/gymnase.yaml", "calendrier: bethune", "calendrier: exemple")
    town.record("done", "gymnase/bilan/unique", date(2026, 11, 17))
    town.on(date(2027, 3, 1))
    yield town
    database.close()


def steps(mails: list[Mail], address: str) -> list[tuple[date, str]]:
    """When each reminder of the notice left for that person, and which."""
    return [
        (mail.on, step.removeprefix(f"{NOTICE} "))
        for mail in to(mails, address)
        for step in mail.steps
        if step.startswith(NOTICE)
    ]


def test_every_rank_hears_as_for_any_cliff(town: Played) -> None:
    """G: the deputy on the eve and the day of the convocation, the superior once it has passed."""
    mails = town.days(date(2027, 3, 2), date(2027, 4, 5))
    day = timedelta(days=1)
    assert steps(mails, ANA) == [
        (date(2027, 3, 11), "j-15"),
        (date(2027, 3, 19), "j-7"),
        (CONVENE - day, "j-1"),
        (CONVENE, "j-0"),
        (date(2027, 3, 30), "unconvened"),  # the 29th is Easter Monday
        (SESSION + day, "undecided"),
    ]
    assert steps(mails, BO) == steps(mails, ANA)[2:]
    assert steps(mails, CLEO) == steps(mails, ANA)[4:]
    (week,) = [mail for mail in to(mails, ANA) if mail.on == date(2027, 3, 19)]
    assert "Sans suite d'ici là, le rappel du 25 mars 2027 ira aussi à Bo." in week.text


def test_what_the_messages_say_at_each_act(town: Played) -> None:
    """G: the day to convene first, then what remains."""
    mails = town.days(date(2027, 3, 2), date(2027, 4, 2))
    told = [mail for mail in to(mails, ANA) if any(NOTICE in step for step in mail.steps)]
    first, last = told[1], told[-1]
    assert first.subject == (
        "Séance à convoquer dans 7 jours : dénonciation avant reconduction tacite (26 mars 2027) – "
        "Bail du gymnase"
    )
    assert (
        "Séance à convoquer dans 7 jours, au plus tard le vendredi 26 mars 2027, dernier jour "
        "ouvré (le délai finit le dimanche 28 mars 2027), pour la dernière séance utile (conseil "
        "d'administration), le jeudi 1er avril 2027 ; lettre à poster au plus tard le mardi 11 mai "
        "2027 ; dernier jour : le lundi 31 mai 2027"
    ) in first.text
    assert "À faire : Convoquer la séance, et dire quel jour." in first.text
    assert last.subject.startswith("Séance passée, à poster dans 39 jours : dénonciation")
    assert "Dire si la séance a été convoquée, puis ce qu'elle a décidé." in last.text
    assert (
        "sans décision prise le 1er avril 2027, plus aucune séance utile (conseil "
        "d'administration) avant le mardi 11 mai 2027 : convoquer en urgence (délai abrégé), "
        "séance au plus tard le 8 mai 2027, ou décision par délégation"
    ) in last.text


def test_what_was_recorded_of_the_session_is_not_asked(town: Played) -> None:
    """G: convened, then decided: the letter is next."""
    town.record("done", f"{NOTICE}#convocation", date(2027, 3, 10))
    assert steps(town.days(date(2027, 3, 11), date(2027, 4, 1)), ANA) == []
    town.record("done", f"{NOTICE}#deliberation", SESSION)
    mails = town.days(date(2027, 4, 2), date(2027, 4, 15))
    assert steps(mails, ANA) == [(date(2027, 4, 9), "post-j-30")]
    assert "aucune séance" not in to(mails, ANA)[-1].text


def test_what_was_seen_rings_a_week_before_the_convocation(town: Played) -> None:
    """A8: seen long before, a council's notice is told again in time."""
    town.record("seen", NOTICE, date(2027, 3, 2))
    assert steps(town.days(date(2027, 3, 3), date(2027, 3, 18)), ANA) == []
    assert steps(town.on(date(2027, 3, 19)), ANA) == [(date(2027, 3, 19), "j-7")]


def test_a_session_that_moves_is_corrected(town: Played) -> None:
    """G: what was told of the convocation is wrong as soon as the calendar says otherwise."""
    town.days(date(2027, 3, 11), date(2027, 3, 12))
    town.change("rules/gymnase.yaml", "calendrier: exemple", "calendrier: bethune")
    (mail,) = to(town.on(date(2027, 3, 15)), ANA)
    assert mail.subject.startswith("Date modifiée – À poster dans")
    assert "au lieu du 26 mars 2027" in mail.text


def test_the_invitation_is_for_the_convocation_then_for_the_letter(town: Played) -> None:
    """The paragraph on invitations: one day, the one that the mail names first."""
    town.change(
        "annuaire.yaml",
        f"{{nom: Ana, adresse: {ANA}}}",
        f"{{nom: Ana, adresse: {ANA}, agenda: oui}}",
    )
    mails = town.days(date(2027, 3, 2), date(2027, 4, 9))
    first, second = to(mails, ANA, "invitation")[-2:]
    assert first.subject.startswith(
        "Agenda : Convoquer la séance : Dénonciation avant reconduction tacite"
    )
    assert "(26 mars 2027)" in first.subject
    assert b"DTSTART;VALUE=DATE:20270326" in invitation(first)
    assert "au plus tard le vendredi 26 mars 2027, dernier jour ouvré" in first.text
    assert second.subject.startswith("Agenda : Poster la lettre : Dénonciation")
    assert b"DTSTART;VALUE=DATE:20270511" in invitation(second)
    assert "Étape suivante, le mardi 11 mai 2027" in second.text
    assert "au plus tard le mardi 11 mai 2027" in second.text


def invitation(mail: Mail) -> bytes:
    """The calendar part of a message."""
    parsed = message_from_bytes(mail.body, policy=policy.default)
    (part,) = [one for one in parsed.walk() if one.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload
