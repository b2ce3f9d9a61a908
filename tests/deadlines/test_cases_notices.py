"""Notices: until when each may be given, in what form, by whom, and the day on which it ends it."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from tests.deadlines.terms import (
    TACIT,
    asked,
    end_of,
    ends,
    notice_days,
    played,
    refused,
    warned,
    why,
)
from tests.written import HEAD, book, computed, errors, of

SEASON = "{le: 2025-07-01}"
BEFORE_APRIL = "préavis: {délai: aucun, compté de: réception, avant chaque: 1er avril"


def test_a_notice_without_delay_before_a_day_is_given_by_its_eve(tmp_path: Path) -> None:
    first, *_ = of(played(tmp_path, f"pour: indéterminée, {BEFORE_APRIL}}}"), "preavis")
    assert (first.due, first.alternatives) == (date(2025, 3, 31), ())
    other = BEFORE_APRIL.replace("1er avril", "15 avril")
    first, *_ = of(played(tmp_path, f"pour: indéterminée, {other}}}"), "preavis")
    assert (first.due, [one.due for one in first.alternatives]) == (
        date(2025, 4, 14),
        [date(2025, 4, 15)],
    )


def test_what_a_notice_before_a_day_then_ends_is_asked(tmp_path: Path) -> None:
    assert "preavis-effet" in asked(played(tmp_path, f"pour: indéterminée, {BEFORE_APRIL}}}"))
    said = f"pour: indéterminée, {BEFORE_APRIL}, effet: fin de l'année}}"
    assert "preavis-effet" not in asked(played(tmp_path, said))


@pytest.mark.parametrize(
    ("effect_at", "end"),
    [
        ("fin de la période", date(2026, 6, 30)),
        ("fin de la saison", date(2026, 6, 30)),
        ("fin de la saison sportive", date(2026, 6, 30)),
        ("fin de l'année scolaire", date(2026, 8, 31)),
        ("fin de l'année civile", date(2026, 12, 31)),
        ("fin de l'année", date(2026, 12, 31)),
        ("fin du trimestre", date(2026, 3, 31)),
        ("fin du semestre", date(2026, 6, 30)),
        ("fin du mois", date(2026, 3, 31)),
        ("1er du mois suivant", date(2026, 4, 1)),
    ],
)
def test_a_notice_before_a_day_takes_effect_where_the_text_says(
    tmp_path: Path, effect_at: str, end: date
) -> None:
    term = f"pour: 1 an, {TACIT}, {BEFORE_APRIL}, effet: {effect_at}}}"
    given = {"denonciation": date(2026, 2, 1)}
    computation = played(tmp_path, term, effect=SEASON, recorded=given)
    assert ends(computation) == (end, None)
    step = why(of(played(tmp_path, term, effect=SEASON), "preavis")[0])
    assert "Elle prend effet pour" in step


def test_a_notice_for_the_end_of_the_period_has_a_last_day_whatever_its_moment(
    tmp_path: Path,
) -> None:
    notice = "délai: 1 mois, compté de: réception, moment: à tout moment, effet: fin de la période"
    term = f"pour: 1 an, {TACIT}, préavis: {{{notice}}}"
    assert notice_days(played(tmp_path, term, effect=SEASON))[0] == date(2026, 5, 31)
    late = played(tmp_path, term, effect=SEASON, denonciation=date(2026, 6, 15))
    assert end_of(late).due == date(2027, 6, 30)


def test_an_effect_that_would_change_nothing_is_refused(tmp_path: Path) -> None:
    notice = "préavis: {délai: 1 mois, moment: avant chaque terme, effet: fin du mois}"
    assert "ne change rien" in refused(tmp_path, f"pour: 3 ans, {notice}")
    notice = "préavis: {délai: 1 mois, moment: à tout moment, effet: fin de la période}"
    assert "il n'y a pas de période" in refused(tmp_path, f"pour: indéterminée, {notice}")


BOTH = (
    "préavis: [{par: asso, délai: 6 mois, forme: inconnu, moment: avant chaque terme}, "
    "{délai: 3 mois, compté de: réception, moment: à tout moment}]"
)


def test_what_is_unsaid_of_every_notice_is_asked(tmp_path: Path) -> None:
    questions = asked(played(tmp_path, f"pour: 3 ans, {TACIT}, {BOTH}"))
    assert set(questions) == {"preavis-asso-compte-de", "preavis-asso-forme"}
    assert questions["preavis-asso-forme"].endswith("(préavis : Association)")


def test_a_form_that_nobody_wrote_is_said_to_be_so(tmp_path: Path) -> None:
    computation = played(tmp_path, f"pour: 1 an, {TACIT}, préavis: {{délai: 3 mois}}")
    sentences = [read.sentence for read in read_back(computation.agreement)]
    assert any("forme non écrite" in sentence for sentence in sentences)
    assert not any("par écrit" in sentence for sentence in sentences)
    (action,) = {item.duty.action for item in of(computation, "preavis")}
    assert "par écrit (la forme n'est pas dite)" in action


def test_a_warning_points_at_the_notice_that_it_is_about(tmp_path: Path) -> None:
    """Whatever the order of the file, ours being computed first."""
    theirs = "    - {par: asso, délai: 6 mois, compté de: réception, moment: avant chaque terme}\n"
    ours = "    - {délai: 3 mois, compté de: réception, moment: à tout moment}\n"
    for notices in (theirs + ours, ours + theirs):
        text = (
            f'{HEAD}durée:\n  article: "1"\n  prend effet: {{le: 2025-01-01}}\n  pour: 3 ans\n'
            f"  préavis:\n{notices}"
        )
        (told,) = (one for one in book(tmp_path, text).problems if one.code == "R136")
        assert told.at.text == theirs.rstrip("\n")


def test_a_fault_ends_it_at_once_beside_a_notice_with_a_delay(tmp_path: Path) -> None:
    notices = (
        "préavis: [{délai: aucun, compté de: réception, en cas de: manquement grave}, "
        "{délai: 3 mois, compté de: réception, moment: avant chaque terme}]"
    )
    term = f"pour: 1 an, {TACIT}, {notices}"
    computation = played(tmp_path, term)
    assert notice_days(computation)[0] == date(2025, 9, 30)
    assert asked(computation) == {}
    sentences = [read.sentence for read in read_back(computation.agreement)]
    assert any(
        one.startswith(
            "Se résilie à tout moment en cas de manquement grave, forme non écrite, sans"
        )
        for one in sentences
    )
    at_once = played(tmp_path, term, resiliation=date(2026, 10, 12))
    assert end_of(at_once).due == date(2026, 10, 12)
    given = played(tmp_path, term, denonciation=date(2026, 9, 12))
    assert end_of(given).due == date(2026, 12, 31)


def test_two_notices_that_one_fact_would_give_are_refused(tmp_path: Path) -> None:
    notices = "[{délai: 3 mois}, {délai: 3 mois, moment: à tout moment}]"
    assert "le même fait « denonciation »" in refused(tmp_path, f"pour: 1 an, préavis: {notices}")


def test_two_notices_of_one_party_are_known_by_their_delays(tmp_path: Path) -> None:
    notices = (
        "préavis: [{délai: 3 mois, moment: avant chaque terme}, "
        "{délai: 1 mois, moment: à tout moment}]"
    )
    term = f"pour: 1 an, {TACIT}, {notices}"
    titles = played(tmp_path, term).agreement.term
    assert titles is not None
    assert titles.event_titles == {
        "denonciation": "dénonciation",
        "denonciation-1-mois": "dénonciation, un mois avant",
    }
    facts = Facts(events={"denonciation-1-mois": date(2026, 3, 12)})
    given = compute(played(tmp_path, term).agreement, facts, date(2026, 3, 20))
    assert end_of(given).due == date(2026, 4, 12)


def test_a_notice_whose_length_is_blank_asks_and_dates_nothing(tmp_path: Path) -> None:
    notice = "préavis: {délai: inconnu, compté de: réception, moment: avant chaque terme}"
    computation = played(tmp_path, f"pour: 1 an, {TACIT}, {notice}")
    assert notice_days(computation) == []
    assert "preavis-delai" in asked(computation)
    assert "R137" not in warned(tmp_path, f"pour: 1 an, {TACIT}, {notice}")


BETWEEN_DAYS = (
    "préavis: {donnée du: 1er octobre, donnée au: 15 novembre, compté de: réception, "
    "effet: fin de la période}"
)


def test_a_notice_may_be_given_between_two_days_of_each_year(tmp_path: Path) -> None:
    term = f"pour: 1 an, {TACIT}, {BETWEEN_DAYS}"
    first, second, *_ = of(played(tmp_path, term), "preavis")
    assert (first.opens, first.due, first.alternatives) == (
        date(2025, 10, 1),
        date(2025, 11, 15),
        (),
    )
    assert (second.opens, second.due) == (date(2026, 10, 1), date(2026, 11, 15))
    for given, end in (
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 11, 15), date(2026, 12, 31)),
        (date(2026, 11, 16), None),
    ):
        assert ends(played(tmp_path, term, denonciation=given))[0] == end, given
    alone = "préavis: {donnée du: 1er octobre, compté de: réception}"
    assert "vont ensemble" in refused(tmp_path, f"pour: 1 an, {TACIT}, {alone}")


def test_the_fact_of_a_notice_is_declared_by_its_use(tmp_path: Path) -> None:
    """A duty may run from it; what looks like a slip of a declared fact is still asked about."""
    rules = f"""{HEAD}faits: {{depart: {{titre: départ}}}}
durée: {{article: "5", prend effet: {{le: 2025-01-01}}, pour: indéterminée,
  préavis: {{délai: 3 mois, compté de: réception, moment: à tout moment, fait: FACT}}}}
obligations:
  x: {{titre: X, article: "6", citation: c, par: asso, quand: {{délai: 1 mois, après: FACT}}}}
"""
    given = Facts(events={"conge": date(2025, 3, 10)})
    computation = computed(tmp_path, rules.replace("FACT", "conge"), given, date(2025, 4, 1))
    assert [str(item.due) for item in of(computation, "x")] == ["2025-04-10"]
    assert [str(item.due) for item in of(computation, "dernier-terme")] == ["2025-06-10"]
    slip = errors(tmp_path, rules.replace("FACT", "deparrt"))
    assert {one.code for one in slip} == {"R104"}
    assert "depart" in slip[0].hint
