"""The ends of agreements: each way to end is a dated occurrence, or a question, never nothing."""

from datetime import date
from pathlib import Path

import pytest

from scheduler import wording
from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from scheduler.deadlines.reminders import steps
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT
from tests.deadlines.terms import (
    ANY_TIME,
    BEFORE_EACH,
    MONTHLY,
    TACIT,
    TODAY,
    UNSAID,
    asked,
    end_of,
    ends,
    notice_days,
    played,
    refused,
    warned,
    why,
    written,
)
from tests.written import HEAD, book, computed, errors, of


@pytest.mark.parametrize(
    ("term", "events", "end"),
    [
        ("pour: 2 ans", {}, date(2026, 12, 31)),
        ("jusqu'au: 2027-06-30", {}, date(2027, 6, 30)),
        ("jusqu'à: a", {"a": date(2027, 3, 15)}, date(2027, 3, 15)),
        ("pour: 1 an, reconduction: {mode: expresse, pour: 1 an}", {}, date(2025, 12, 31)),
        (
            "pour: 1 an, reconduction: {mode: expresse, pour: 1 an}",
            {"reconduction-1": date(2025, 12, 1)},
            date(2026, 12, 31),
        ),
        (
            "pour: 3 ans, reconduction: {mode: sur demande, pour: 3 ans, demande avant: 3 mois}",
            {},
            date(2027, 12, 31),
        ),
        ("pour: 3 ans, reconduction: {mode: inconnu, fois: 1}", {}, date(2027, 12, 31)),
        ("pour: 1 an, reconduction: {mode: tacite, pour: 1 an, fois: 2}", {}, date(2027, 12, 31)),
        (
            f"pour: 1 an, {TACIT}, {BEFORE_EACH}",
            {"denonciation": date(2026, 9, 1)},
            date(2026, 12, 31),
        ),
        (
            f"pour: indéterminée, {ANY_TIME}",
            {"denonciation": date(2026, 9, 1)},
            date(2026, 12, 1),
        ),
        ("pour: indéterminée, plafond: {total: 6 ans}", {}, date(2030, 12, 31)),
    ],
)
def test_every_agreement_that_ends_has_its_end_with_reminders(
    tmp_path: Path, term: str, events: dict[str, date], end: date
) -> None:
    """A5."""
    computation = played(tmp_path, term, recorded=events)
    last = end_of(computation)
    assert (last.due, last.kind, last.cliff) == (end, "end", True)
    assert last.derivation[-1].endswith("est le dernier jour.")
    assert steps(last, computation.agreement.calendar, until=date(2025, 1, 1))


@pytest.mark.parametrize("term", ["pour: indéterminée", f"pour: 1 an, {TACIT}"])
def test_what_goes_on_without_end_has_none(tmp_path: Path, term: str) -> None:
    computation = played(tmp_path, term)
    assert of(computation, "dernier-terme") == []
    unsigned = played(tmp_path, term, effect="s")
    assert [item.clause for item in unsigned.waiting] == ["releve"]


def test_the_end_after_an_extension_keeps_its_key(tmp_path: Path) -> None:
    """A5: the term moves, its key does not."""
    term = (
        "pour: 3 ans, plafond: {total: 6 ans}, prorogation: {demande: 12 mois, par: [ccas], "
        "réponse: {délai: 2 mois}, silence: {vaut: accord}}"
    )
    before = end_of(played(tmp_path, term))
    after = end_of(played(tmp_path, term, recorded={"nouveau-terme": date(2029, 12, 31)}))
    assert (before.due, after.due) == (date(2027, 12, 31), date(2029, 12, 31))
    assert (before.key, "Sans prorogation" in why(before)) == (after.key, True)


def test_the_end_beside_a_decision_to_renew_is_told_twice_at_most(tmp_path: Path) -> None:
    """A5: the decision has the steps of a cliff; the end, one of its own and one with it."""
    computation = played(tmp_path, "pour: 3 ans, reconduction: {mode: expresse, pour: 1 an}")
    calendar = computation.agreement.calendar
    (decision,) = of(computation, "reconduction")
    decided, ended = (
        {one.name: one.day for one in steps(item, calendar, until=date(2027, 12, 1))}
        for item in (decision, end_of(computation))
    )
    assert {name for name in ended if not name.startswith("late")} == {"m-2", "j-7"}
    assert ended["j-7"] == decided["j-7"]


def test_while_the_effect_is_bounded_so_is_the_end_but_not_one_on_a_written_date(
    tmp_path: Path,
) -> None:
    """A5."""
    last = end_of(played(tmp_path, "pour: 3 ans", effect="borne"))
    assert (last.due, last.earliest, last.latest) == (None, date(2028, 12, 31), date(2030, 6, 29))
    for effect in ("borne", "s"):
        fixed = end_of(played(tmp_path, "jusqu'au: 2029-12-31", effect=effect))
        assert (fixed.due, fixed.certainty) == (date(2029, 12, 31), "exact")


def test_a_written_date_gives_its_notice_even_where_the_signature_is_unknown(
    tmp_path: Path,
) -> None:
    term = f"jusqu'au: 2027-12-31, {TACIT}, {BEFORE_EACH}"
    computation = played(tmp_path, term, effect="s", today=date(2026, 1, 1))
    assert notice_days(computation)[:2] == [date(2027, 9, 30), date(2028, 9, 30)]
    assert "1900" not in " ".join(why(item) for item in computation.occurrences)


def test_a_notice_given_before_the_effect_is_known_gives_its_end(tmp_path: Path) -> None:
    term = f"pour: 3 ans, {ANY_TIME}"
    last = end_of(played(tmp_path, term, effect="s", denonciation=date(2026, 9, 1)))
    assert (last.due, "1900" in why(last)) == (date(2026, 12, 1), False)


@pytest.mark.parametrize(
    ("term", "day"),
    [
        (f"pour: 3 ans, {BEFORE_EACH}", date(2027, 9, 30)),
        (f"jusqu'au: 2027-12-31, {BEFORE_EACH}", date(2027, 9, 30)),
        (
            f"pour: 3 ans, reconduction: {{mode: expresse, pour: 1 an}}, {BEFORE_EACH}",
            date(2027, 9, 30),
        ),
        (
            "pour: 3 ans, reconduction: {mode: sur demande, pour: 1 an, demande avant: 6 mois}, "
            f"{BEFORE_EACH}",
            date(2027, 9, 30),
        ),
    ],
)
def test_a_notice_before_the_term_without_renewal_has_its_day_and_a_warning(
    tmp_path: Path, term: str, day: date
) -> None:
    """A4."""
    (notice,) = of(played(tmp_path, term), "preavis")
    assert (notice.due, notice.cliff, notice.title) == (day, True, "Dénonciation avant le terme")
    assert "R136" in warned(tmp_path, term)


def test_a_notice_before_a_term_of_unknown_renewal_has_its_day(tmp_path: Path) -> None:
    """A4: were it tacit, nobody would have said so in time."""
    term = f"pour: 3 ans, reconduction: {{mode: inconnu, fois: 1}}, {BEFORE_EACH}"
    computation = played(tmp_path, term)
    assert notice_days(computation) == [date(2027, 9, 30)]
    assert "reconduction" in asked(computation)


def test_a_notice_before_a_term_that_an_event_sets_waits_for_it(tmp_path: Path) -> None:
    """A4."""
    term = f"jusqu'à: a, {BEFORE_EACH}"
    waits = played(tmp_path, term)
    assert {(item.clause, item.event) for item in waits.waiting} == {
        ("preavis", "a"),
        ("dernier-terme", "a"),
    }
    assert notice_days(played(tmp_path, term, a=date(2027, 12, 31))) == [date(2027, 9, 30)]


@pytest.mark.parametrize(
    "term",
    [
        f"pour: indéterminée, {BEFORE_EACH}",
        "pour: 2 ans, préavis: {délai: 3 mois, compté de: envoi, tous les: 3 ans}",
        "pour: 1 an, préavis: {délai: 3 mois, compté de: envoi, avant chaque: 31 décembre}",
    ],
)
def test_a_notice_that_no_term_lets_be_dated_is_a_warning(tmp_path: Path, term: str) -> None:
    """A4."""
    assert notice_days(played(tmp_path, term)) == []
    assert "R137" in warned(tmp_path, term)


def test_every_three_years_of_an_agreement_without_end_has_its_days(tmp_path: Path) -> None:
    """A4: the periods are whole, however near the horizon."""
    term = "pour: indéterminée, préavis: {délai: 3 mois, compté de: envoi, tous les: 3 ans}"
    computation = played(tmp_path, term)
    assert notice_days(computation)[:2] == [date(2027, 9, 30), date(2030, 9, 30)]
    assert {day and (day.month, day.day) for day in notice_days(computation)} == {(9, 30)}
    given = played(tmp_path, term, denonciation=date(2026, 3, 1))
    assert ends(given) == (date(2027, 12, 31), None)


@pytest.mark.parametrize(
    "part",
    [
        TACIT,
        "prorogation: {demande: 6 mois, par: [ccas], "
        "réponse: {délai: 2 mois}, silence: {vaut: accord}}",
    ],
)
def test_what_would_renew_an_agreement_without_term_is_a_warning(tmp_path: Path, part: str) -> None:
    """A4."""
    assert "R138" in warned(tmp_path, f"pour: indéterminée, {part}")


@pytest.mark.parametrize("more", ["", ", question: 'Quand ?'", ", citation: c, article: '3'"])
def test_an_unknown_end_asks_by_itself(tmp_path: Path, more: str) -> None:
    """A7."""
    text = written("jusqu'à: a").replace("a: {titre: réception", f"a: {{titre: réception{more}")
    found = book(tmp_path, text)
    computation = compute(found.agreements[0], Facts(), TODAY)
    (question,) = [item for item in computation.questions if item.event == "a"]
    dates = len(of(computation, "releve"))
    assert (question.topic, question.pressing) == ("end", True)
    assert question.holds == dates + 1
    assert question.text == (
        "Quand ?" if "Quand" in more else "Quelle est la date de : réception ?"
    )
    assert "sans que sa fin soit connue encore" in why(of(computation, "releve")[0])
    known = compute(found.agreements[0], Facts(events={"a": date(2026, 6, 30)}), TODAY)
    assert all(item.event != "a" for item in known.questions)


def test_an_unknown_end_asks_whatever_its_effect(tmp_path: Path) -> None:
    """A7."""
    assert {"s", "a"} <= set(asked(played(tmp_path, "jusqu'à: a", effect="s")))


def test_what_may_end_it_sooner_by_right_is_not_asked(tmp_path: Path) -> None:
    """A7: a dissolution that did not take place is nobody's question."""
    assert asked(played(tmp_path, "pour: 3 ans, de plein droit: a")) == {}
    assert asked(played(tmp_path, "pour: 3 ans, jusqu'à: a")) == {}


def test_a_notice_of_unsaid_moment_gives_both_ends(tmp_path: Path) -> None:
    """B5: the earliest drives, the other is shown, and what falls between is said to be its own."""
    term = f"pour: 5 ans, reconduction: {{mode: tacite, pour: 5 ans}}, {UNSAID}"
    known = {"denonciation": date(2003, 10, 1)}
    computation = played(tmp_path, term, "{le: 2001-01-10}", date(2003, 11, 1), recorded=known)
    assert ends(computation) == (date(2004, 4, 1), date(2006, 1, 9))
    last = end_of(computation)
    assert [(last.due, [other.due for other in last.alternatives])] == [
        (date(2004, 4, 1), [date(2006, 1, 9)])
    ]
    question = asked(computation)["preavis-moment"]
    assert "1er avril 2004" in question
    assert "9 janvier 2006" in question
    months = {item.due: item.condition for item in of(computation, "releve")}
    assert months[date(2004, 3, 31)] is None
    assert "avant chaque terme" in str(months[date(2005, 3, 31)])
    assert notice_days(computation) == []


@pytest.mark.parametrize(
    ("moment", "end"),
    [("à tout moment", date(2004, 4, 1)), ("avant chaque terme", date(2006, 1, 9))],
)
def test_a_settled_moment_leaves_one_end(tmp_path: Path, moment: str, end: date) -> None:
    """B5."""
    by = "tranché: {par: nous, le: 2003-12-01, parce que: courrier}"
    term = UNSAID.replace("moment: inconnu", f"moment: {moment}, {by}")
    for more in ("", "reconduction: {mode: tacite, pour: 5 ans}, "):
        computation = played(
            tmp_path,
            f"pour: 5 ans, {more}{term}",
            "{le: 2001-01-10}",
            denonciation=date(2003, 10, 1),
        )
        assert ends(computation) == (end, None)


def test_a_notice_too_late_for_its_term_has_the_next_as_other_end(tmp_path: Path) -> None:
    """B5."""
    computation = played(tmp_path, f"pour: 1 an, {TACIT}, {UNSAID}", denonciation=date(2025, 9, 1))
    assert ends(computation) == (date(2026, 3, 1), date(2026, 12, 31))


@pytest.mark.parametrize("day", [date(2025, 6, 15), date(2027, 6, 15), date(2025, 12, 31)])
def test_an_event_beside_a_length_ends_it_by_right_in_any_period(tmp_path: Path, day: date) -> None:
    """C1, C2: nothing follows, neither renewal nor notice."""
    term = f"pour: 1 an, jusqu'à: a, {TACIT}, {BEFORE_EACH}"
    computation = played(tmp_path, term, a=day)
    last = end_of(computation)
    assert (last.due, last.title) == (day, "Fin de la convention, de plein droit")
    assert ends(computation) == (day, None)
    assert all(item and item < day for item in notice_days(computation))
    assert "de plein droit" in why(last)
    assert computation.term is not None
    assert computation.term.last_day == day


def test_until_an_event_then_renewed_is_the_event_alone(tmp_path: Path) -> None:
    """C1: how "jusqu'à l'échéance de X, puis reconduite" is written."""
    term = f"jusqu'à: a, {TACIT}, {BEFORE_EACH}"
    computation = played(tmp_path, term, a=date(2025, 6, 15), today=date(2025, 7, 1))
    assert computation.term is not None
    assert [period.end for period in computation.term.periods[:2]] == [
        date(2025, 6, 15),
        date(2026, 6, 15),
    ]
    assert notice_days(computation)[:2] == [date(2025, 3, 15), date(2026, 3, 15)]


@pytest.mark.parametrize(
    ("term", "events", "first", "last"),
    [
        ("jusqu'au: 2029-12-31", {}, date(2029, 12, 31), date(2034, 12, 31)),
        ("jusqu'à: a", {"a": date(2026, 3, 31)}, date(2026, 3, 31), date(2027, 6, 30)),
        ("jusqu'au: 2025-01-20", {}, date(2025, 1, 20), date(2025, 2, 9)),
        ("pour: 3 ans, jusqu'au: 2026-06-30", {}, date(2026, 6, 30), date(2027, 12, 31)),
    ],
)
def test_a_renewal_of_unsaid_length_is_read_as_long_as_the_first_period(
    tmp_path: Path, term: str, events: dict[str, date], first: date, last: date
) -> None:
    """C3: labelled, and the question stays."""
    term = f"{term}, reconduction: {{mode: tacite, fois: 1}}, {BEFORE_EACH}"
    computation = played(tmp_path, term, recorded=events)
    assert computation.term is not None
    assert [period.end for period in computation.term.all_periods] == [first, last]
    end = end_of(computation)
    assert end.due == last
    assert "de même durée que la période initiale" in str(end.condition)
    assert "reconduction" in asked(computation)
    assert {notice.condition for notice in of(computation, "preavis")} <= {None}


def test_a_renewal_of_unsaid_length_stops_at_its_cap(tmp_path: Path) -> None:
    """C3."""
    term = "jusqu'au: 2029-12-31, reconduction: {mode: tacite}, plafond: {total: 12 ans}"
    last = end_of(played(tmp_path, term))
    assert (last.due, [other.due for other in last.alternatives]) == (
        date(2034, 12, 31),
        [date(2036, 12, 31)],
    )


def test_a_renewal_of_unsaid_length_under_an_unknown_effect_keeps_its_first_notice(
    tmp_path: Path,
) -> None:
    """C3: the end of the first period is written; how long the next lasts hangs on the effect."""
    term = f"jusqu'au: 2029-12-31, reconduction: {{mode: tacite, fois: 1}}, {BEFORE_EACH}"
    unsigned = played(tmp_path, term, effect="s")
    assert notice_days(unsigned) == [date(2029, 9, 30)]
    assert [item.event for item in unsigned.waiting if item.clause == "dernier-terme"] == ["s"]
    bounded = played(tmp_path, term, effect="borne")
    assert notice_days(bounded) == [date(2029, 9, 30)]
    last = end_of(bounded)
    assert (last.earliest, last.latest) == (date(2032, 7, 2), date(2033, 12, 31))


def test_the_first_or_the_last_of_several_events_ends_it(tmp_path: Path) -> None:
    """C4."""
    one, other = date(2026, 3, 31), date(2027, 1, 15)
    assert end_of(played(tmp_path, "jusqu'à: [a, b]", b=other, a=one)).due == one
    last = "jusqu'à: [a, b], fin: la dernière"
    assert end_of(played(tmp_path, last, a=one, b=other)).due == other
    half = played(tmp_path, last, a=one)
    assert (end_of(half).due, end_of(half).earliest) == (None, one)
    assert set(asked(half)) == {"b"}


def test_a_notice_without_delay_ends_it_at_once(tmp_path: Path) -> None:
    """C4."""
    for written_as in ("aucun", "0 jour"):
        term = f"pour: 3 ans, préavis: {{délai: {written_as}, moment: à tout moment}}"
        last = end_of(played(tmp_path, term, denonciation=date(2026, 3, 31)))
        assert last.due == date(2026, 3, 31)
    term = f"pour: 1 an, {TACIT}, préavis: {{délai: aucun, moment: avant chaque terme}}"
    assert notice_days(played(tmp_path, term))[0] == date(2025, 12, 31)


@pytest.mark.parametrize("term", [f"pour: 1 an, {TACIT}", "pour: indéterminée", "jusqu'à: b"])
def test_what_ends_it_at_once_does_in_any_kind_of_term(tmp_path: Path, term: str) -> None:
    """C4."""
    computation = played(tmp_path, f"{term}, de plein droit: a", a=date(2026, 5, 4))
    assert end_of(computation).due == date(2026, 5, 4)
    assert computation.life == "ended"


@pytest.mark.parametrize(
    ("written_end", "end"),
    [
        ("jusqu'à: {délai: 1 jour, avant: a}", date(2027, 6, 29)),
        ("jusqu'à: {avant: a}", date(2027, 6, 29)),
        ("jusqu'à: {délai: 3 mois, après: a}", date(2027, 9, 30)),
        ("pour: 3 ans, jusqu'à: {délai: 1 mois, avant: a}", date(2027, 5, 30)),
        ("pour: 3 ans, de plein droit: {délai: 10 jours ouvrés, après: a}", date(2027, 7, 15)),
        ("jusqu'à: [{délai: 3 mois, après: a}, b], fin: la dernière", date(2027, 9, 30)),
    ],
)
def test_an_end_may_be_so_far_from_an_event(tmp_path: Path, written_end: str, end: date) -> None:
    facts = {"a": date(2027, 6, 30), "b": date(2027, 8, 1)}
    last = end_of(played(tmp_path, written_end, recorded=facts))
    assert last.due == end
    assert "La fin se compte de « réception » du 30 juin 2027" in why(last)


def test_the_event_that_an_end_is_far_from_is_asked_with_its_own_bounds(tmp_path: Path) -> None:
    computation = played(tmp_path, "jusqu'à: {délai: 1 mois, après: borne}")
    (question,) = (one for one in computation.questions if one.topic == "end")
    assert (question.event, question.earliest, question.latest) == (
        "borne",
        date(2026, 1, 1),
        date(2027, 6, 30),
    )
    last = end_of(computation)
    assert (last.earliest, last.latest) == (date(2026, 2, 1), date(2027, 7, 30))
    assert "délai" in refused(tmp_path, "jusqu'à: {après: a}")


def test_a_length_left_blank_is_a_question_and_nothing_is_invented(tmp_path: Path) -> None:
    computation = played(tmp_path, "pour: inconnu")
    assert (ends(computation), of(computation, "dernier-terme")) == ((None, None), [])
    (question,) = computation.questions
    assert (question.id, question.topic) == ("essai/duree", "end")
    assert question.holds == len(of(computation, "releve")) > 100


def test_before_its_minimum_nobody_ends_it(tmp_path: Path) -> None:
    term = f"pour: {{au moins: 6 ans}}, {ANY_TIME}"
    computation = played(tmp_path, term)
    assert ends(computation) == (None, None)
    assert ("duree-minimale", date(2030, 12, 31)) in {
        (shown.clause, shown.on) for shown in computation.milestones
    }
    early = played(tmp_path, term, denonciation=date(2026, 3, 31))
    assert ends(early) == (date(2030, 12, 31), None)
    later = played(tmp_path, term, denonciation=date(2031, 3, 31))
    assert ends(later) == (date(2031, 6, 30), None)
    held = "tous les: 3 ans, malgré la durée minimale: non"
    every = term.replace("moment: à tout moment", held)
    assert notice_days(played(tmp_path, every))[0] == date(2030, 9, 30)


def test_exits_within_a_minimum_are_one_reading_until_somebody_says(tmp_path: Path) -> None:
    periodic = "préavis: {délai: 6 mois, compté de: réception, tous les: 3 ans"
    computation = played(tmp_path, f"pour: {{au moins: 9 ans}}, {periodic}}}")
    first, second, third = of(computation, "preavis")[:3]
    assert [one.due for one in (first, second, third)] == [
        date(2027, 6, 30),
        date(2030, 6, 30),
        date(2033, 6, 30),
    ]
    assert "sortie possible avant la fin de la durée minimale" in (first.condition or "")
    assert (second.condition is None, third.condition) == (False, None)
    assert "preavis-duree-minimale" in asked(computation)
    given = played(
        tmp_path, f"pour: {{au moins: 9 ans}}, {periodic}}}", denonciation=date(2026, 6, 1)
    )
    assert ends(given) == (date(2027, 12, 31), date(2033, 12, 31))
    said = f"pour: {{au moins: 9 ans}}, {periodic}, malgré la durée minimale: oui}}"
    allowed = played(tmp_path, said, denonciation=date(2026, 6, 1))
    assert ends(allowed) == (date(2027, 12, 31), None)
    assert "preavis-duree-minimale" not in asked(allowed)


def test_the_longest_duration_ends_it_and_the_least_holds_it(tmp_path: Path) -> None:
    term = f"pour: {{au moins: 3 ans, au plus: 6 ans}}, {ANY_TIME}"
    assert ends(played(tmp_path, term)) == (date(2030, 12, 31), None)
    early = played(tmp_path, term, denonciation=date(2026, 3, 31))
    assert ends(early) == (date(2027, 12, 31), None)
    before_it = played(tmp_path, f"pour: {{au plus: 6 ans}}, {BEFORE_EACH}")
    assert notice_days(before_it) == [date(2030, 9, 30)]
    assert warned(tmp_path, f"pour: {{au plus: 6 ans}}, {BEFORE_EACH}") == {"R136"}
    extended = "pour: {au plus: 6 ans}, prorogation: {demande: 6 mois, par: [ccas]}"
    assert "R138" in warned(tmp_path, extended)
    last = end_of(played(tmp_path, "pour: {au plus: 6 ans}"))
    assert "La durée maximale de six ans met fin" in why(last)
    assert played(tmp_path, "pour: {au plus: 6 ans}", effect="s").waiting


def test_the_words_of_a_minimum_are_held_by_it(tmp_path: Path) -> None:
    words = 'citation: "ne peut être inférieure à six mois"'
    assert "R132" not in warned(tmp_path, f"pour: {{au moins: 6 mois}}, {words}")
    assert "R132" in warned(tmp_path, f"pour: {{au moins: 9 mois}}, {words}")


def test_always_three_years_ahead(tmp_path: Path) -> None:
    term = f"pour: 3 ans, prolongation: {{chaque: année, de: 1 an}}, {BEFORE_EACH}"
    computation = played(tmp_path, term)
    assert notice_days(computation)[:3] == [
        date(2025, 9, 30),
        date(2026, 9, 30),
        date(2027, 9, 30),
    ]
    assert of(computation, "dernier-terme") == []
    for given, end in (
        (date(2025, 9, 30), date(2027, 12, 31)),
        (date(2025, 10, 1), date(2028, 12, 31)),
        (date(2026, 10, 1), date(2029, 12, 31)),
    ):
        assert end_of(played(tmp_path, term, denonciation=given)).due == end
    twice = term.replace("de: 1 an", "de: 1 an, fois: 2")
    assert notice_days(played(tmp_path, twice)) == [date(2025, 9, 30), date(2026, 9, 30)]
    assert end_of(played(tmp_path, twice)).due == date(2029, 12, 31)


def test_a_notice_may_only_be_given_within_its_window(tmp_path: Path) -> None:
    term = "pour: indéterminée, préavis: {ouvre: 3 mois, avant chaque: anniversaire}"
    computation = played(tmp_path, term)
    windows = [(item.opens, item.due) for item in of(computation, "preavis")]
    assert windows[:2] == [
        (date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]
    within = played(tmp_path, term, denonciation=date(2025, 11, 15))
    assert ends(within) == (date(2025, 12, 31), None)
    outside = played(tmp_path, term, denonciation=date(2026, 3, 1))
    assert ends(outside) == (None, None)


def test_an_end_before_the_effect_is_the_day_of_the_effect_and_is_asked(tmp_path: Path) -> None:
    for term in (
        "jusqu'à: a",
        "pour: 3 ans, de plein droit: a",
        f"pour: 1 an, jusqu'à: a, {TACIT}",
    ):
        computation = played(tmp_path, term, a=date(2024, 3, 1))
        assert ends(computation) == (date(2025, 1, 1), None)
        assert "a-avant-effet" in asked(computation)
        assert "avant la prise d'effet" in why(end_of(computation))


def test_an_event_between_bounds_bounds_the_end(tmp_path: Path) -> None:
    for term in (
        "jusqu'à: borne",
        "pour: 3 ans, jusqu'à: borne",
        f"pour: 1 an, jusqu'à: borne, {TACIT}",
    ):
        computation = played(tmp_path, term)
        last = end_of(computation)
        assert (last.due, last.earliest, last.latest) == (
            None,
            date(2026, 1, 1),
            date(2027, 6, 30),
        )
        assert last.certainty == "bracketed"
        assert "borne" in asked(computation)
        passed = played(tmp_path, term, today=date(2027, 7, 1))
        assert passed.life == "to_confirm"


@pytest.mark.parametrize(
    ("notice", "event", "end", "title"),
    [
        (date(2025, 9, 1), date(2026, 5, 1), date(2025, 12, 31), "dénoncée"),
        (date(2026, 9, 1), date(2026, 5, 1), date(2026, 5, 1), "de plein droit"),
        (date(2026, 9, 1), date(2027, 5, 1), date(2026, 12, 31), "dénoncée"),
    ],
)
def test_of_a_notice_and_an_event_the_sooner_ends_it(
    tmp_path: Path, notice: date, event: date, end: date, title: str
) -> None:
    term = f"pour: 1 an, {TACIT}, {BEFORE_EACH}, de plein droit: a"
    last = end_of(played(tmp_path, term, denonciation=notice, a=event))
    assert (last.due, last.title.rpartition(", ")[2]) == (end, title)


@pytest.mark.parametrize(
    ("amended", "event", "end"),
    [
        ("2028-06-30", None, date(2028, 6, 30)),
        ("2026-06-30", None, date(2026, 6, 30)),
        ("2028-06-30", date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-06-30", date(2026, 9, 1), date(2026, 6, 30)),
    ],
)
@pytest.mark.parametrize("term", ["pour: 2 ans", "pour: indéterminée", f"pour: 1 an, {TACIT}"])
def test_an_amendment_moves_the_end_and_an_event_still_ends_it(
    tmp_path: Path, term: str, amended: str, event: date | None, end: date
) -> None:
    text = written(f"{term}, de plein droit: a") + (
        f"avenants: {{av1: {{titre: Avenant, du: 2025-06-01, article: '1', terme: {amended}}}}}\n"
    )
    found = book(tmp_path, text)
    assert found.errors == ()
    events = {"a": event} if event else {}
    assert end_of(compute(found.agreements[0], Facts(events=events), TODAY)).due == end


@pytest.mark.parametrize(
    "term", ["pour: 2 ans", "jusqu'à: a", "pour: inconnu", f"pour: 1 an, {TACIT}", "jusqu'à: borne"]
)
def test_an_end_supposed_overrides_every_other(tmp_path: Path, term: str) -> None:
    computation = played(tmp_path, term, assumed={"end": date(2026, 6, 1)})
    assert end_of(computation).due == date(2026, 6, 1)
    assert computation.term is not None
    assert computation.term.pending is None


def test_a_date_beyond_the_first_period_stops_the_renewals(tmp_path: Path) -> None:
    """C2: not ignored, where an event would not be."""
    term = f"pour: 1 an, jusqu'au: 2028-06-30, {TACIT}, {BEFORE_EACH}"
    computation = played(tmp_path, term)
    assert end_of(computation).due == date(2028, 6, 30)
    assert notice_days(computation) == [date(year, 9, 30) for year in (2025, 2026, 2027)]
    same = played(tmp_path, f"pour: 1 an, jusqu'au: 2025-12-31, {TACIT}, {BEFORE_EACH}")
    assert ends(same) == (None, None)


def test_a_late_notice_is_said_to_change_nothing(tmp_path: Path) -> None:
    late = played(tmp_path, f"pour: 1 an, {BEFORE_EACH}", denonciation=date(2025, 11, 1))
    assert "n'avance pas cette fin" in why(end_of(late))


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("pour: inconnu", "un temps que le texte laisse en blanc"),
        ("pour: {au moins: 6 ans}", "au moins six ans"),
        ("jusqu'à: [a, b], fin: la dernière", "le dernier des deux"),
        (f"pour: 1 an, jusqu'à: a, {TACIT}", "de plein droit, reconduite ou non"),
        ("pour: 3 ans, de plein droit: [a, b]", "« réception » ou « solde »"),
        (f"jusqu'à: a, {TACIT}", "Sa première période finit à la date de « réception »"),
        ("pour: 3 ans, prolongation: {chaque: année, de: 1 an}", "Se prolonge d'un an"),
        ("pour: 3 ans, préavis: {délai: aucun, moment: à tout moment}", "sans préavis"),
        (
            "pour: indéterminée, préavis: {ouvre: 3 mois, avant chaque: anniversaire}",
            "avant chaque anniversaire de la prise d'effet, forme non écrite, dans les trois mois",
        ),
    ],
)
def test_each_form_is_read_back(tmp_path: Path, term: str, words: str) -> None:
    found = book(tmp_path, written(term))
    assert found.errors == ()
    assert words in " ".join(read.sentence for read in read_back(found.agreements[0]))


@pytest.mark.parametrize(
    ("term", "remedy"),
    [
        (f"pour: 3 ans, prolongation: {{chaque: année, de: 1 an}}, {TACIT}", "garder celle"),
        (f"pour: {{au moins: 6 ans}}, {TACIT}", "pour: 6 ans"),
        ("pour: indéterminée, prolongation: {chaque: année, de: 1 an}", "pour: 3 ans"),
        ("pour: 3 ans, prolongation: {chaque: année, tous les: 2 ans, de: 1 an}", "garder celle"),
        ("pour: 3 ans, préavis: {moment: avant chaque terme}", "délai: aucun"),
        ("pour: 3 ans, préavis: {ouvre: 3 mois, moment: à tout moment}", "avant chaque"),
        ("pour: 3 ans, préavis: {ouvre: 1 mois, délai: 3 mois}", "plus longtemps avant"),
        ("prolongation: {chaque: année, de: 1 an}", "pour: inconnu"),
    ],
)
def test_what_contradicts_itself_is_refused_with_a_remedy(
    tmp_path: Path, term: str, remedy: str
) -> None:
    problems = book(tmp_path, written(term)).errors
    assert [remedy in problem.hint for problem in problems] == [True], problems


@pytest.mark.parametrize(
    ("term", "example"),
    [
        ("pour: 2 ans", "fin: 2026-12-30"),
        ("pour: 2 ans", "aucune fin: oui"),
        (f"pour: 5 ans, {UNSAID}", "si: {denonciation: 2025-06-01}, autre fin: 2025-12-01"),
        ("jusqu'à: borne", "fin au plus tôt: 2026-01-02"),
        ("jusqu'à: borne", "fin au plus tard: 2027-07-30"),
        ("pour: {au moins: 6 ans}", "au moins jusqu'au: 2031-01-01"),
        (
            f"pour: 1 an, {TACIT}, {BEFORE_EACH.replace('}', ', ouvre: 6 mois}')}",
            "ouverture: 2025-06-30",
        ),
    ],
)
def test_an_example_of_an_end_that_is_wrong_is_refused(
    tmp_path: Path, term: str, example: str
) -> None:
    problems = book(tmp_path, written(f"{term}, exemples: [{{{example}}}]")).errors
    assert [problem.code for problem in problems] == ["R150"]


def test_two_contracts_of_one_paper_share_its_sentences(tmp_path: Path) -> None:
    """Each is a file of its own; only what neither takes up is said, and once."""
    papers = tmp_path / "papiers"
    papers.mkdir()
    sentences = ("Le bail dure trois ans.", "Le prêt dure deux ans.", "Le bilan vient au 31 mars.")
    (papers / "pacte.txt").write_text("\n".join(sentences), "utf-8")
    for name, words in zip(("bail", "pret"), sentences, strict=False):
        text = written(f'citation: "{words}", pour: 3 ans').replace(
            "convention: essai", f"convention: {name}\ndocument: pacte.txt"
        )
        (tmp_path / f"{name}.yaml").write_text(text.removesuffix(MONTHLY), "utf-8")
    paths = tuple(sorted(tmp_path.glob("*.yaml")))
    found = load(Sources(paths, ROOT / "calendars", ROOT / "annuaire.yaml", papers))
    assert found.errors == ()
    unread = [problem.at.text for problem in found.problems if problem.code == "R141"]
    assert unread == [sentences[2]]


def test_what_is_counted_from_an_end_between_bounds_is_bounded_too(tmp_path: Path) -> None:
    """Never the latest day it may be, as if it were sure."""
    text = written("jusqu'à: borne").replace(
        "{chaque: mois, au plus tard: dernier jour}", "{délai: 3 mois, avant: terme}"
    )
    (agreement,) = book(tmp_path, text).agreements
    (item,) = of(compute(agreement, Facts(), TODAY), "releve")
    assert (item.due, item.earliest, item.certainty) == (None, date(2025, 10, 1), "bracketed")
    known = compute(agreement, Facts(events={"borne": date(2027, 3, 31)}), TODAY)
    assert [item.due for item in of(known, "releve")] == [date(2026, 12, 31)]


@pytest.mark.parametrize("notice", [BEFORE_EACH, UNSAID])
def test_a_notice_before_a_term_gives_no_end_while_the_effect_is_unknown(
    tmp_path: Path, notice: str
) -> None:
    """Which period it ends hangs on the effect: it waits, and no day is invented."""
    term = f"pour: 1 an, {TACIT}, {notice}"
    computation = played(tmp_path, term, effect="s", denonciation=date(2026, 9, 1))
    assert of(computation, "dernier-terme") == []
    assert "dernier-terme" in {item.clause for item in computation.waiting}


def test_an_end_that_has_come_is_never_late(tmp_path: Path) -> None:
    """Nothing is left to prepare: no daily reminder, and none to superiors."""
    computation = played(tmp_path, "pour: 1 an", today=date(2026, 1, 5))
    names = [one.name for one in steps(end_of(computation), computation.agreement.calendar)]
    assert names == ["m-6", "m-3", "j-30", "j-15", "j-7", "j-1", "j-0"]
    assert not computation.to_do(end_of(computation))


def test_an_end_that_has_come_is_past_and_never_late(tmp_path: Path) -> None:
    """After a week's outage too: what is told of it is that the term has passed."""
    computation = played(tmp_path, "pour: 2 ans", today=date(2027, 1, 7))
    last = end_of(computation)
    assert (computation.to_do(last), computation.late_by(last)) == (False, 0)
    assert wording.left(last, date(2027, 1, 7)) == "terme passé depuis 7 jours"


def test_an_agreement_is_not_over_while_a_reading_has_it_run(tmp_path: Path) -> None:
    term = "pour: 2 ans, reconduction: {mode: tacite, pour: 2 ans}, plafond: {total: 5 ans}"
    computation = played(tmp_path, term, today=date(2029, 6, 1))
    assert computation.life == "to_confirm"
    assert any(question.topic == "cap" for question in computation.asked)
    assert played(tmp_path, term, today=date(2030, 1, 1)).life == "ended"


NOTIFIED = """durée:
  article: "1"
  prend effet: notification
  jusqu'à: {délai: 48 mois, après: notificationDAY}
  reconduction: {mode: tacite, pour: 1 an, fois: 1}
  préavis: {délai: 3 mois, forme: écrit, compté de: réception, moment: avant chaque terme}
"""


@pytest.mark.parametrize(
    ("said", "notice", "end"),
    [
        ("", ["2028-12-10", "2028-12-09"], ["2030-03-10", "2030-03-09"]),
        (", ce jour compris: oui", ["2028-12-10"], ["2030-03-10"]),
        (", ce jour compris: non", ["2028-12-09"], ["2030-03-09"]),
    ],
)
def test_so_many_months_after_an_event_end_that_day_or_its_eve(
    tmp_path: Path, said: str, notice: list[str], end: list[str]
) -> None:
    """Notified on 10 March 2025: 48 months, then a year; both days until the file says which."""
    rules = HEAD + "faits: {notification: {titre: notification}}\n" + NOTIFIED.replace("DAY", said)
    facts = Facts(events={"notification": date(2025, 3, 10)})
    computation = computed(tmp_path, rules, facts, date(2026, 1, 1))
    for clause, days in (("preavis", notice), ("dernier-terme", end)):
        item = of(computation, clause)[0]
        assert [str(item.due), *(str(other.due) for other in item.alternatives)] == days
        assert str(item.acts_by) == days[-1]


def test_a_day_of_a_delay_in_days_is_in_the_term(tmp_path: Path) -> None:
    rules = HEAD + "faits: {notification: {titre: notification}}\n" + NOTIFIED.replace("DAY", "")
    days = rules.replace("48 mois", "400 jours")
    facts = Facts(events={"notification": date(2025, 3, 10)})
    item = of(computed(tmp_path, days, facts, date(2025, 6, 1)), "preavis")[0]
    assert (str(item.due), item.alternatives) == ("2026-01-14", ())
    said = days.replace("après: notification}", "après: notification, ce jour compris: oui}")
    (error,) = errors(tmp_path, said)
    assert "des mois ou des années" in error.message
