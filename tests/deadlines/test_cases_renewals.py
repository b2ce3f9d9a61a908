"""What follows an agreement's first period: renewals, caps, prolongations, and their readings."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.facts import Facts
from scheduler.deadlines.reading import read_back
from tests.deadlines.terms import (
    BEFORE_EACH,
    asked,
    end_of,
    ends,
    notice_days,
    played,
    refused,
    warned,
    why,
)
from tests.written import HEAD, book, computed, of

CUT = "dernière reconduction écourtée par le plafond"
TWO_YEARS = "pour: 2 ans, reconduction: {mode: tacite, pour: 2 ans"


@pytest.mark.parametrize("cap", ["total: 5 ans", "jusqu'au: 2029-12-31", "reconductions: 3 ans"])
def test_a_cap_within_a_renewal_has_two_ends_and_a_notice_before_each(
    tmp_path: Path, cap: str
) -> None:
    computation = played(tmp_path, f"{TWO_YEARS}}}, plafond: {{{cap}}}, {BEFORE_EACH}")
    last = end_of(computation)
    assert (last.due, [(one.reading, one.due) for one in last.alternatives]) == (
        date(2028, 12, 31),
        [(CUT, date(2029, 12, 31))],
    )
    assert notice_days(computation) == [date(2026, 9, 30), date(2028, 9, 30)]
    second = of(computation, "preavis")[1]
    assert second.condition == f"utile seulement selon la lecture « {CUT} »"
    assert "plafond-ecourte" in asked(computation)


def test_the_steps_of_an_end_that_a_cap_leaves_short_agree(tmp_path: Path) -> None:
    last = end_of(played(tmp_path, f"{TWO_YEARS}}}, plafond: {{total: 5 ans}}"))
    assert "arrête la convention au 31 décembre 2029" not in why(last)
    assert "n'a pas lieu, et la convention s'arrête au 31 décembre 2028" in why(last)
    assert why(last).count("Autre lecture") == 1


def test_what_is_counted_from_the_end_has_the_other_reading_of_it(tmp_path: Path) -> None:
    duties = {
        "r": "{délai: 2 mois, avant: terme}",
        "m": "{à: mi-parcours}",
        "d": "{pendant: dernière année}",
        "t": "{pendant: trois derniers mois}",
    }
    lines = [
        f"  {name}: {{titre: {name}, article: '2', citation: r, par: ccas, quand: {moment}}}\n"
        for name, moment in duties.items()
    ]
    term = f"{TWO_YEARS}}}, plafond: {{total: 5 ans}}"
    text = (
        f'{HEAD}durée: {{article: "1", prend effet: {{le: 2025-01-01}}, {term}}}\n'
        f"obligations:\n{''.join(lines)}"
    )
    computation = computed(tmp_path, text, Facts(), date(2026, 11, 22))
    days = {
        name: (item.due, *(one.due for one in item.alternatives))
        for name in duties
        for item in of(computation, name)
    }
    assert days == {
        "r": (date(2028, 10, 31), date(2029, 10, 31)),
        "m": (date(2026, 12, 31), date(2027, 6, 30)),
        "d": (date(2028, 12, 31), date(2029, 12, 31)),
        "t": (date(2028, 12, 31), date(2029, 12, 31)),
    }


def test_the_last_months_are_those_of_each_reading_of_the_end(tmp_path: Path) -> None:
    text = (
        f'{HEAD}durée: {{article: "1", prend effet: {{le: 2025-01-01}}, {TWO_YEARS}}}, '
        "plafond: {total: 5 ans}}\nobligations:\n  r: {titre: r, article: '2', citation: r, par: "
        "ccas, quand: {chaque: mois, au plus tard: 5, pendant: trois derniers mois}}\n"
    )
    computation = computed(tmp_path, text, Facts(), date(2026, 11, 22))
    months = [item.key.rpartition("/")[2] for item in of(computation, "r")]
    assert months == ["2028-m10", "2028-m11", "2028-m12", "2029-m10", "2029-m11", "2029-m12"]
    assert all(CUT in (item.condition or "") for item in of(computation, "r")[3:])


@pytest.mark.parametrize(
    ("last", "end", "notices"),
    [
        ("écourtée", date(2029, 12, 31), [date(2026, 9, 30), date(2028, 9, 30)]),
        ("exclue", date(2028, 12, 31), [date(2026, 9, 30)]),
    ],
)
def test_what_becomes_of_the_last_renewal_may_be_written(
    tmp_path: Path, last: str, end: date, notices: list[date]
) -> None:
    cap = f"plafond: {{total: 5 ans, dernière reconduction: {last}}}"
    computation = played(tmp_path, f"{TWO_YEARS}}}, {cap}, {BEFORE_EACH}")
    assert ends(computation) == (end, None)
    assert end_of(computation).alternatives == ()
    assert notice_days(computation) == notices
    assert "plafond-ecourte" not in asked(computation)


def test_a_number_beyond_the_cap_names_both_readings_of_the_notice(tmp_path: Path) -> None:
    term = f"{TWO_YEARS}, fois: 2}}, plafond: {{total: 5 ans}}, {BEFORE_EACH}"
    second = of(played(tmp_path, term), "preavis")[1]
    assert second.condition == (
        f"utile seulement selon la lecture « plafond sur les seules reconductions » ou « {CUT} »"
    )


def test_a_written_day_within_a_renewal_may_leave_it_out(tmp_path: Path) -> None:
    """The day written stays the end; that the last renewal does not take place is listed."""
    term = f"jusqu'au: 2029-12-31, {TWO_YEARS}}}, {BEFORE_EACH}"
    computation = played(tmp_path, term)
    assert ends(computation) == (date(2029, 12, 31), date(2028, 12, 31))
    assert end_of(computation).acts_by == date(2028, 12, 31)
    assert notice_days(computation) == [date(2026, 9, 30), date(2028, 9, 30)]
    assert "terme-ecourte" in asked(computation)


ROLLING = "pour: 3 ans, prolongation: {chaque: année, de: 1 an}"
BY_OTHERS = "préavis: {par: asso, délai: 3 mois, compté de: réception, moment: avant chaque terme}"


def test_a_prolongation_that_others_may_refuse_has_their_days(tmp_path: Path) -> None:
    computation = played(tmp_path, f"{ROLLING}, {BY_OTHERS}")
    days = [item.due for item in of(computation, "preavis-asso")]
    assert days[:3] == [date(2025, 9, 30), date(2026, 9, 30), date(2027, 9, 30)]


def test_a_renewal_that_others_alone_may_refuse_is_told_so(tmp_path: Path) -> None:
    text = (
        f'{HEAD}durée: {{article: "1", prend effet: {{le: 2025-01-01}}, {ROLLING}, {BY_OTHERS}}}\n'
    )
    told = {problem.code: problem.message for problem in book(tmp_path, text).problems}
    assert told["R126"] == "prolongation sans nombre ni plafond : article 1"
    assert "seule l'autre partie (Association) peut refuser" in told["R127"]


def test_a_written_day_bounds_the_renewals_as_a_cap_does(tmp_path: Path) -> None:
    term = f"jusqu'au: 2028-06-30, {TWO_YEARS}}}, {BEFORE_EACH}"
    assert "R126" not in warned(tmp_path, term)


def test_the_end_of_what_is_prolonged_speaks_of_prolongations(tmp_path: Path) -> None:
    term = "pour: 3 ans, prolongation: {chaque: année, de: 1 an, fois: 2}"
    last = end_of(played(tmp_path, term))
    assert last.title == "Fin de la convention : plus aucune prolongation"
    assert "Aucune prolongation ne suit" in why(last)


@pytest.mark.parametrize("mode", ["mode: expresse", "mode: sur demande, demande avant: 3 mois"])
def test_a_decided_renewal_of_unsaid_length_asks_for_it(tmp_path: Path, mode: str) -> None:
    term = f"pour: 2 ans, reconduction: {{{mode}, fois: 1}}"
    assert "De quelle durée" in asked(played(tmp_path, term))["reconduction"]
    said = f"pour: 2 ans, reconduction: {{{mode}, fois: 1, pour: 1 an}}"
    assert "reconduction" not in asked(played(tmp_path, said))


ASKED_FOR = "pour: 3 ans, plafond: {total: 6 ans}, prorogation: {demande: 6 mois, par: [ccas]"


def test_an_extension_whose_answer_the_text_leaves_out_asks_for_it(tmp_path: Path) -> None:
    """Neither a delay nor the effect of a silence is invented; the last day to ask for it is."""
    computation = played(tmp_path, f"{ASKED_FOR}}}")
    assert [item.due for item in of(computation, "prorogation")] == [date(2027, 6, 30)]
    assert {"prorogation-reponse", "prorogation-silence"} <= set(asked(computation))
    assert not of(computation, "prorogation-reponse")
    half = f"{ASKED_FOR}, réponse: {{délai: 2 mois}}, silence: {{vaut: inconnu}}}}"
    answered = played(tmp_path, half, recorded={"reception-demande": date(2026, 11, 2)})
    assert [item.due for item in of(answered, "prorogation-reponse")] == [date(2027, 1, 2)]
    assert "prorogation-reponse" not in asked(answered)
    assert "prorogation-silence" in asked(answered)


def test_a_request_opens_before_the_term_and_says_so(tmp_path: Path) -> None:
    term = (
        "pour: 3 ans, reconduction: {mode: sur demande, pour: 1 an, demande dès: 6 mois, "
        "demande avant: 3 mois}"
    )
    computation = played(tmp_path, term)
    (item,) = of(computation, "reconduction")
    assert "La demande s'ouvre six mois avant le terme" in why(item)
    sentences = " ".join(read.sentence for read in read_back(computation.agreement))
    assert "dès six mois avant le terme" in sentences


ENDLESS = "pour: 3 ans, reconduction: {mode: tacite, pour: indéterminée}"


def test_a_renewal_for_an_indeterminate_time_has_one_notice_before_it(tmp_path: Path) -> None:
    term = f"{ENDLESS}, {BEFORE_EACH}"
    computation = played(tmp_path, term)
    assert (ends(computation), notice_days(computation)) == ((None, None), [date(2027, 9, 30)])
    assert "reconduction" not in asked(computation)
    assert "R126" not in warned(tmp_path, term)
    in_time = played(tmp_path, term, denonciation=date(2027, 9, 15))
    assert end_of(in_time).due == date(2027, 12, 31)


def test_once_renewed_without_a_term_a_notice_ends_it_after_its_delay(tmp_path: Path) -> None:
    """C. civ. 1211; the steps of an earlier notice day do not speak of that end."""
    term = f"{ENDLESS}, {BEFORE_EACH}"
    given = played(tmp_path, term, today=date(2029, 5, 1), denonciation=date(2029, 4, 15))
    assert end_of(given).due == date(2029, 7, 15)
    assert "reconduit le samedi 1er janvier 2028 pour une durée indéterminée" in why(end_of(given))
    assert "met fin" not in why(of(given, "preavis")[0])


def test_a_decided_renewal_may_be_for_an_indeterminate_time(tmp_path: Path) -> None:
    term = ENDLESS.replace("tacite", "expresse")
    assert ends(played(tmp_path, term)) == (date(2027, 12, 31), None)
    decided = played(tmp_path, term, recorded={"reconduction-1": date(2026, 11, 1)})
    assert ends(decided) == (None, None)
    assert len(of(decided, "reconduction")) == 1


def test_an_indeterminate_renewal_takes_neither_number_nor_cap(tmp_path: Path) -> None:
    assert "qu'une fois" in refused(tmp_path, ENDLESS.replace("inée}", "inée, fois: 2}"))
    assert "et un plafond" in refused(tmp_path, f"{ENDLESS}, plafond: {{total: 6 ans}}")


@pytest.mark.parametrize(
    "length", ["une saison", "1 saison sportive", "une année scolaire", "un exercice"]
)
def test_a_renewal_for_a_season_lasts_a_year(tmp_path: Path, length: str) -> None:
    renewal = f"reconduction: {{mode: tacite, pour: {length}, fois: 1}}"
    assert ends(played(tmp_path, f"jusqu'au: 2026-06-30, {renewal}")) == (date(2027, 6, 30), None)
    assert refused(tmp_path, f"pour: {length}") == ""


@pytest.mark.parametrize(
    "moment", ["pour: 31 octobre N", "en: octobre N", "du: 1er octobre N, au: 31 octobre N"]
)
def test_what_falls_after_the_term_is_kept_and_flagged_however_it_is_written(
    tmp_path: Path, moment: str
) -> None:
    text = (
        f'{HEAD}durée: {{article: "1", prend effet: {{le: 2025-01-01}}, jusqu\'au: 2027-06-30}}\n'
        "obligations:\n  r: {titre: r, article: '2', citation: r, par: ccas, quand: {chaque: "
        f"année, {moment}}}}}\n"
    )
    items = of(computed(tmp_path, text, Facts(), date(2026, 11, 22)), "r")
    assert [(item.due, item.post_term) for item in items] == [
        (date(2025, 10, 31), False),
        (date(2026, 10, 31), False),
        (date(2027, 10, 31), True),
    ]


def test_a_request_may_be_made_between_two_days_of_the_year_of_the_term(tmp_path: Path) -> None:
    on_request = "reconduction: {mode: sur demande, pour: 3 ans, fois: 1"
    term = f"pour: 3 ans, {on_request}, demande du: 1er octobre, demande au: 15 novembre}}"
    computation = played(tmp_path, term)
    (item,) = of(computation, "reconduction")
    assert (item.opens, item.due) == (date(2027, 10, 1), date(2027, 11, 15))
    assert "N étant l'année du terme" in why(item)
    sentences = " ".join(read.sentence for read in read_back(computation.agreement))
    assert "à demander du 1er octobre N au 15 novembre N, N étant l'année du terme" in sentences
    before = played(tmp_path, term.replace("octobre", "octobre N-1").replace("mbre}", "mbre N-1}"))
    (item,) = of(before, "reconduction")
    assert (item.opens, item.due) == (date(2026, 10, 1), date(2026, 11, 15))
    past = played(tmp_path, term.replace("pour: 3 ans", "jusqu'au: 2027-06-30", 1))
    (item,) = of(past, "reconduction")
    assert (item.opens, item.due) == (date(2026, 10, 1), date(2026, 11, 15))
    both = f"pour: 3 ans, {on_request}, demande avant: 3 mois, demande au: 15 novembre}}"
    assert "par des durées et par des jours" in refused(tmp_path, both)


def test_a_renewal_asked_for_by_registered_letter_is_posted_in_time(tmp_path: Path) -> None:
    """The letter must be there in time, even if nobody collects it: 15 days, then 3 worked."""
    renewal = "reconduction: {mode: sur demande, pour: 3 ans, demande avant: 6 mois, forme: LRAR"
    computation = played(tmp_path, f"pour: 3 ans, {renewal}, par: asso}}")
    decision = of(computation, "reconduction")[0]
    assert (decision.due, decision.send_by) == (date(2027, 6, 30), date(2027, 6, 10))
    assert decision.counts_from == "received"
    assert decision.duty.owed_by == ("asso",)
    assert "la demander par lettre recommandée avec accusé de réception" in decision.duty.action
    assert any(
        "par Association, par lettre recommandée" in read.sentence
        for read in read_back(computation.agreement)
    )


def test_a_tacit_renewal_is_asked_for_by_nobody(tmp_path: Path) -> None:
    tacit = "pour: 1 an, reconduction: {mode: tacite, pour: 1 an, "
    assert "ne se demande pas" in refused(tmp_path, f"{tacit}forme: LRAR}}")
    assert "ne se demande pas" in refused(tmp_path, f"{tacit}par: asso}}")


def test_a_cap_sooner_than_the_first_end_is_refused(tmp_path: Path) -> None:
    for length in ("jusqu'au: 2028-03-31", "pour: 3 ans"):
        text = refused(tmp_path, f"{length}, plafond: {{jusqu'au: 2027-06-30}}")
        assert "précède la fin de la première période" in text
