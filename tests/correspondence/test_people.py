"""Who hears, and when: one message a day, absences, departures, dead mailboxes, what is undone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from scheduler.store.tables import OccurrenceRow
from tests.blank import opened_blank
from tests.correspondence.played import (
    ANA,
    BO,
    CLEO,
    LEASE,
    MAX,
    NOTICE,
    REPORT,
    START,
    Mail,
    Played,
    to,
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Played]:
    database = opened_blank(tmp_path / "base.sqlite")
    town = Played(database, tmp_path)
    town.on(START)
    yield town
    database.close()


def test_a_cliff_comes_alone_and_the_digest_of_its_day_with_it(town: Played) -> None:
    town.days(date(2026, 11, 18), date(2027, 2, 5))
    found = to(town.days(date(2027, 2, 8), date(2027, 3, 15)), ANA)
    assert [one.kind for one in found] == [
        *("reminder", "reminder", "digest", "digest", "reminder", "digest"),
        *("reminder", "reminder", "reminder"),
    ]
    assert any("digest" in step for step in found[-1].steps)
    assert f"{REPORT} j-0" in found[-1].steps
    assert max(Counter(one.on for one in found).values()) == 1


def test_what_is_left_undone_goes_further_and_says_so_beforehand(town: Played) -> None:
    before = to(town.days(date(2027, 3, 8), date(2027, 3, 11)), ANA)[-1]
    assert "Sans suite d'ici là, le rappel du 12 mars 2027 ira aussi à Bo." in before.text
    eve = town.on(date(2027, 3, 12))
    assert to(eve, ANA)
    deputy = to(eve, BO)[0]
    assert "comme suppléance : il a été adressé à Ana, Service des sports" in deputy.text
    assert to(eve, CLEO) == []
    town.on(date(2027, 3, 15))
    late = town.on(date(2027, 3, 16))
    assert {one.to for one in late} == {ANA, BO, CLEO}
    assert "comme hiérarchie" in to(late, CLEO)[0].text
    after = town.on(date(2027, 3, 17))
    assert {one.to for one in after} == {ANA}


def test_who_was_warned_is_told_that_it_was_done_and_who_did_it_is_not(town: Played) -> None:
    town.days(date(2027, 3, 12), date(2027, 3, 16))
    town.record("done", REPORT, date(2027, 3, 16))
    found = town.on(date(2027, 3, 17))
    assert {(one.to, one.kind) for one in found} == {(BO, "done"), (CLEO, "done")}
    assert "fait le mardi 16 mars 2027, en retard" in to(found, BO)[0].text
    assert town.days(date(2027, 3, 18), date(2027, 3, 19)) == []


def test_whoever_is_away_is_stood_in_for_and_catches_up_in_one_message(town: Played) -> None:
    away = f"      - {{nom: Ana, adresse: {ANA}, absences: [{{du: 2027-03-01, au: 2027-03-10}}]}}"
    town.change("annuaire.yaml", f"      - {{nom: Ana, adresse: {ANA}}}", away)
    found = town.days(date(2027, 3, 1), date(2027, 3, 10))
    assert to(found, ANA) == []
    told = [one for one in to(found, BO) if one.kind == "reminder"]
    assert f"{REPORT} j-7" in told[-1].steps
    assert "pour Ana, en son absence, jusqu'au 10 mars 2027" in told[-1].text
    back = to(town.on(date(2027, 3, 11)), ANA)
    assert len(back) == 1
    assert "était rappelée à Bo" in back[0].text


def test_what_falls_long_after_an_absence_waits_for_the_return(town: Played) -> None:
    away = f"      - {{nom: Ana, adresse: {ANA}, absences: [{{du: 2026-11-30, au: 2026-12-18}}]}}"
    town.change("annuaire.yaml", f"      - {{nom: Ana, adresse: {ANA}}}", away)
    found = town.days(date(2026, 11, 30), date(2026, 12, 18))
    assert [step for one in to(found, BO) for step in one.steps if step.startswith(REPORT)] == []


def test_a_new_holder_gets_what_has_not_left(town: Played) -> None:
    town.down = True
    town.on(date(2027, 3, 8))
    town.change("annuaire.yaml", f"{{nom: Ana, adresse: {ANA}}}", "{nom: Zoé, adresse: zoe@v.fr}")
    town.down = False
    found = town.on(date(2027, 3, 8), 10)
    assert to(found, ANA) == []
    assert f"{REPORT} j-7" in to(found, "zoe@v.fr")[0].steps


def test_of_a_role_that_nobody_holds_the_deputy_hears_then_whoever_is_above(town: Played) -> None:
    """The vacancy is said, and who comes next is announced, as where somebody is in charge."""
    town.change("annuaire.yaml", f"adresse: {ANA}", f"adresse: {ANA}, au: 2027-03-01")
    town.on(date(2027, 3, 5))
    (told,) = to(town.on(date(2027, 3, 8)), BO)
    assert f"{REPORT} j-7" in told.steps
    assert "car personne ne tient le rôle « Service des sports »" in told.text
    assert "le rappel du 12 mars 2027 ira aussi à Cleo" in told.text
    town.days(date(2027, 3, 9), date(2027, 3, 12))
    above = to(town.taken, CLEO)[-1]
    assert f"{REPORT} j-1" in above.steps
    assert "comme hiérarchie : il a été adressé à Bo, Service des sports" in above.text
    assert "suppléance, pour" not in above.text
    assert to(town.taken, ANA, "reminder") == []


def test_a_dead_mailbox_is_stood_in_for_and_the_manager_hears_of_it(town: Played) -> None:
    town.dead.add(ANA)
    assert to(town.on(date(2027, 3, 8)), ANA) == []
    found = town.on(date(2027, 3, 9))
    assert {one.to for one in found} == {BO, MAX}
    assert f"{REPORT} j-7" in to(found, BO)[0].steps
    assert "pour Ana, à qui nos messages n'arrivent plus" in to(found, BO)[0].text
    assert to(found, MAX)[0].kind == "alert"


def test_after_a_relay_was_down_one_message_says_so(town: Played) -> None:
    town.days(date(2027, 2, 1), date(2027, 3, 5))
    town.down = True
    assert town.days(date(2027, 3, 8), date(2027, 3, 12)) == []
    town.down = False
    found = to(town.on(date(2027, 3, 15)), ANA)
    assert [one.kind for one in found] == ["late"]
    assert "le relais de messagerie ne prenait rien du 8 mars 2027 au 15 mars 2027" in found[0].text
    assert [step for step in found[0].steps if step.startswith(REPORT)] == [f"{REPORT} j-0"]


@pytest.mark.parametrize("of", ["nothing", "the service", "the relay"])
def test_each_month_says_that_all_is_well_even_after_an_outage_of_its_first_week(
    town: Played, of: str
) -> None:
    town.days(date(2026, 12, 14), date(2027, 1, 3))
    town.down = of == "the relay"
    if of != "the service":
        town.days(date(2027, 1, 4), date(2027, 1, 8))
    town.down = False
    town.days(date(2027, 1, 9), date(2027, 1, 31))
    january = [one for one in to(town.taken, ANA) if one.on.year == 2027]
    assert [one.on.day for one in january] == [4 if of == "nothing" else 11]
    assert january[0].subject == "Vos échéances : rien de pressant"


def test_nothing_leaves_outside_business_hours(town: Played) -> None:
    assert town.on(date(2027, 3, 8), 7, 59) == []
    assert town.on(date(2027, 3, 8), 18) == []
    town.down = True
    town.on(date(2027, 3, 8), 17, 59)
    town.down = False
    assert town.on(date(2027, 3, 8), 18, 30) == []
    assert town.on(date(2027, 3, 13)) == []
    assert len(to(town.on(date(2027, 3, 15)), ANA)) == 1


def test_a_day_that_was_told_and_moves_is_corrected_the_same_day_with_the_old_one(
    town: Played,
) -> None:
    assert to(town.on(date(2027, 3, 8)), ANA)
    town.change("rules/gymnase.yaml", "au plus tard: 2027-03-15", "au plus tard: 2027-04-15")
    (found,) = to(town.on(date(2027, 3, 8), 11), ANA)
    assert found.kind == "correction"
    assert "(au lieu du 15 mars 2027)" in found.text
    assert town.on(date(2027, 3, 8), 12) == []


def test_a_change_that_leaves_the_day_is_not_told_again(town: Played) -> None:
    """Another of its dates was published: the revision is new, the last useful day the same."""
    assert f"{REPORT} j-7" in to(town.on(date(2027, 3, 8)), ANA)[0].steps
    with town.database.write() as session:
        session.exec(update(OccurrenceRow).values(fingerprint="autre"))
    found = town.days(date(2027, 3, 9), date(2027, 3, 12))
    steps = [step for one in to(found, ANA) for step in one.steps if step.startswith(REPORT)]
    assert steps == [f"{REPORT} j-1"]
    assert {one.kind for one in to(found, ANA)} == {"reminder"}


def test_what_is_no_longer_owed_is_said_so_to_whoever_was_told(town: Played) -> None:
    town.days(date(2027, 3, 8), date(2027, 3, 8))
    text = (town.folder / "rules/gymnase.yaml").read_text("utf-8")
    town.write("rules/gymnase.yaml", text.partition("obligations:")[0])
    found = to(town.on(date(2027, 3, 9)), ANA)
    assert [one.kind for one in found] == ["correction"]
    assert found[0].subject == "Échéance retirée : bilan de la saison – Bail du gymnase"
    assert "annoncée pour le lundi 15 mars 2027" in found[0].text
    assert town.on(date(2027, 3, 10)) == []


def test_a_missed_notice_says_the_next_way_out_and_the_renewals_left(town: Played) -> None:
    """Two years, then three renewals of a year at most: after this one, two are left."""
    town.days(date(2027, 5, 31), date(2027, 6, 1))
    (told,) = [one for one in to(town.taken, ANA) if f"{NOTICE} missed" in one.steps]
    assert "Trop tard pour ce terme : sans dénonciation reçue à temps" in told.text
    assert (
        "Prochaine sortie : une dénonciation reçue au plus tard le mercredi 31 mai 2028. "
        "Ensuite, 2 reconductions possibles."
    ) in told.text


def test_a_letter_that_was_posted_is_followed_to_its_reader(town: Played) -> None:
    posted = date(2027, 5, 3)
    town.record("done", REPORT, date(2027, 3, 1))
    town.on(posted)
    town.record("done", NOTICE, posted)
    found = [
        one for one in town.days(posted + timedelta(days=1), date(2027, 5, 25)) if one.to == ANA
    ]
    asked = [step for one in found for step in one.steps if step.startswith(NOTICE)]
    assert asked == [f"{NOTICE} presented", f"{NOTICE} collected"]
    assert found[0].subject.startswith("Lettre présentée ? Dénonciation")


def test_a_letter_known_to_be_collected_is_not_asked_about(town: Played) -> None:
    posted = date(2027, 5, 3)
    town.on(posted)
    town.record("done", NOTICE, posted)
    town.record("collected", NOTICE, date(2027, 5, 5))
    found = town.days(posted + timedelta(days=1), date(2027, 5, 25))
    assert [step for one in found for step in one.steps if step.startswith(NOTICE)] == []


def test_seen_silences_the_far_reminders_and_never_the_last_week(town: Played) -> None:
    town.record("seen", REPORT, date(2026, 12, 1))
    found = to(town.days(date(2026, 12, 2), date(2027, 3, 15)), ANA)
    steps = [step for one in found for step in one.steps if step.startswith(REPORT)]
    assert steps == [f"{REPORT} {step}" for step in ("j-7", "j-1", "j-0")]


def test_put_off_until_a_day_it_rings_again_that_day(town: Played) -> None:
    at = date(2027, 2, 1)
    town.on(at)
    town.record("postponed", REPORT, date(2027, 3, 2), "le club vote en mars")
    found = to(town.days(at + timedelta(days=1), date(2027, 3, 2)), ANA)
    steps = [(one.on, step) for one in found for step in one.steps if step.startswith(REPORT)]
    assert steps == [(date(2027, 3, 2), f"{REPORT} j-15")]


def test_what_was_waived_is_silent(town: Played) -> None:
    town.record("waived", REPORT, date(2026, 12, 1), "pas demandé cette année")
    found = town.days(date(2027, 3, 1), date(2027, 3, 17))
    assert [step for one in found for step in one.steps if step.startswith(REPORT)] == []


def test_a_rule_says_when_it_is_reminded_or_that_it_is_not(town: Played) -> None:
    town.change(
        "rules/gymnase.yaml", "couperet: oui", "couperet: oui\n    rappels: [20 jours, 7 jours]"
    )
    found = to(town.days(date(2027, 2, 1), date(2027, 3, 15)), ANA)
    steps = [(one.on, step) for one in found for step in one.steps if step.startswith(REPORT)]
    assert steps == [
        (date(2027, 2, 23), f"{REPORT} j-20"),
        (date(2027, 3, 8), f"{REPORT} j-7"),
    ]


def test_an_assistant_hears_too_and_may_act(town: Played) -> None:
    helped = f"{{nom: Ana, adresse: {ANA}, assistant: {{nom: Lou, adresse: lou@ville.example}}}}"
    town.change("annuaire.yaml", f"{{nom: Ana, adresse: {ANA}}}", helped)
    found = town.on(date(2027, 3, 8))
    (copy,) = to(found, "lou@ville.example")
    assert "Copie : vous pouvez agir pour Ana, Service des sports." in copy.text
    assert f"{REPORT} j-7" in copy.steps


def test_no_director_is_told_to_type_a_command(town: Played) -> None:
    town.days(date(2027, 2, 1), date(2027, 3, 17))
    told = [one for one in town.taken if one.to != MAX]
    assert len(told) > 10
    assert [one.subject for one in told if "echeancier " in one.text] == []


COMMITTEE = (
    LEASE.partition("obligations:")[0]
    + """\
obligations:
  comite:
    titre: Comité des usagers
    article: "8"
    citation: se réunit au moins une fois par année civile
    par: ville
    couperet: oui
    quand: {au moins: 1, par: année, périodes: civiles}
"""
)


def test_what_is_due_so_many_times_comes_alone_twice_and_opens_and_halves_in_the_digest(
    town: Played,
) -> None:
    """A window opens on 1 January, is half over on 2 July, and closes on 31 December."""
    town.write("rules/gymnase.yaml", COMMITTEE)
    town.days(date(2026, 12, 28), date(2026, 12, 29))
    title = "Comité des usagers – année 2027"
    opened = to(town.on(date(2027, 1, 4)), ANA)[-1].text
    assert title in opened.partition("Nouveau : la période a commencé")[2]
    quiet = to(town.on(date(2027, 1, 11)), ANA)[-1].text
    assert title not in quiet
    half = to(town.on(date(2027, 7, 5)), ANA)[-1].text
    assert title in half.partition("À mi-période")[2]
    assert "la période a commencé" not in half
    town.days(date(2027, 11, 22), date(2027, 12, 31))
    steps = [
        step.rpartition(" ")[2]
        for one in to(town.taken, ANA)
        for step in one.steps
        if step.startswith("gymnase/comite/2027 ")
    ]
    assert steps == ["j-30", "j-7"]


def every_hour(town: Played, first: date, last: date) -> list[Mail]:
    """From before the opening till after the closing, each day."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [one for day in days for hour in range(7, 20) for one in town.on(day, hour)]


def test_a_mailbox_that_is_full_for_days_is_told_of_and_its_reminders_go_to_the_deputy(
    town: Played,
) -> None:
    """Written anew each day, what it does not take is still the same thing put off."""
    town.days(date(2026, 11, 18), date(2027, 3, 4))
    town.full.add(ANA)
    found = every_hour(town, date(2027, 3, 5), date(2027, 3, 12))
    assert to(found, ANA) == []
    alerts = [one for one in to(found, MAX) if "non remis" in one.subject]
    assert alerts
    assert "boîte pleine" in alerts[0].text
    assert any(
        f"{REPORT} j-3" in one.steps or f"{REPORT} j-1" in one.steps for one in to(found, BO)
    )


def test_a_relay_that_puts_everybody_off_for_days_is_no_mailboxs_fault(town: Played) -> None:
    town.days(date(2026, 11, 18), date(2027, 3, 4))
    town.busy = True
    assert every_hour(town, date(2027, 3, 5), date(2027, 3, 12)) == []
    town.busy = False
    served = every_hour(town, date(2027, 3, 15), date(2027, 3, 15))
    assert to(served, ANA)
    assert "le relais de messagerie ne prenait rien" in to(served, ANA)[0].text
