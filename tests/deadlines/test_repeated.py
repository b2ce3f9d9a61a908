"""Facts that happen several times, thresholds, penalties, settled readings, recurrence rules."""

from datetime import date
from pathlib import Path

import pytest

from scheduler import wording
from scheduler.deadlines.facts import Done, Facts, Numbered
from scheduler.deadlines.penalty import Penalty, Share, owed
from scheduler.tongue import ENGLISH
from tests.commands import run
from tests.written import HEAD, THREE_YEARS, book, computed, dues, errors, of

TODAY = date(2026, 11, 22)
TEXT = (
    HEAD
    + """faits:
  absence: {titre: absence constatée, plusieurs fois: oui}
  demande: {titre: demande d'avance, plusieurs fois: oui}
"""
    + THREE_YEARS
    + """obligations:
  rapport:
    titre: Rapport d'absence
    article: "2"
    citation: dans les huit jours de chaque absence
    par: asso
    quand: {délai: 8 jours, après: absence}
  examen:
    titre: Examen contradictoire
    article: "3"
    citation: à la troisième absence dans l'année civile
    par: ccas
    quand: {dès: absence, au nombre de: 3, par: année}
  seuil:
    titre: Alerte
    article: "3"
    citation: dès la deuxième absence
    par: ccas
    quand: {dès: absence, au nombre de: 2}
  avance:
    titre: Justificatifs de l'avance
    article: "4"
    citation: les mois où une avance est demandée, avant la fin du mois
    par: asso
    si: demande
    quand: {chaque: mois, au plus tard: dernier jour}
"""
)


def series(name: str, *days: str) -> Facts:
    found = tuple(
        Numbered(number, date.fromisoformat(day)) for number, day in enumerate(days, start=1)
    )
    return Facts(series={name: found}, events={name: found[-1].on})


def test_each_time_counts_on_its_own(tmp_path: Path) -> None:
    facts = series("absence", "2026-03-02", "2026-05-11")
    computation = computed(tmp_path, TEXT, facts, TODAY)
    assert dues(computation, "rapport") == ["2026-03-10", "2026-05-19"]
    keys = [item.key for item in of(computation, "rapport")]
    assert keys == ["essai/rapport/n1", "essai/rapport/n2"]


def test_a_withdrawn_time_leaves_the_numbers_of_the_others(tmp_path: Path) -> None:
    facts = Facts(series={"absence": (Numbered(2, date(2026, 5, 11)),)})
    (item,) = of(computed(tmp_path, TEXT, facts, TODAY), "rapport")
    assert item.key == "essai/rapport/n2"


def test_a_threshold_is_reached_at_its_so_manieth_time_within_the_period(tmp_path: Path) -> None:
    facts = series("absence", "2025-11-03", "2026-02-02", "2026-03-02", "2026-06-01", "2026-09-01")
    computation = computed(tmp_path, TEXT, facts, TODAY)
    (examined,) = of(computation, "examen")
    assert (examined.key, examined.opens) == ("essai/examen/2026", date(2026, 6, 1))
    (alert,) = of(computation, "seuil")
    assert (alert.key, alert.opens) == ("essai/seuil/unique", date(2026, 2, 2))
    few = computed(tmp_path, TEXT, series("absence", "2026-02-02"), TODAY)
    assert {one.clause for one in few.waiting} == {"examen", "seuil"}


def test_a_repeated_condition_holds_for_the_period_it_falls_in(tmp_path: Path) -> None:
    computation = computed(tmp_path, TEXT, series("demande", "2026-04-10"), TODAY)
    due = {item.due: computation.status(item) for item in of(computation, "avance")}
    assert due[date(2026, 4, 30)] == "late"
    assert due[date(2026, 3, 31)] == due[date(2026, 5, 31)] == "conditional"


def test_the_journal_keeps_each_and_takes_back_the_one_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "calendars").mkdir()
    (tmp_path / "rules" / "essai.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "calendars" / "b.yaml").write_text(
        "calendrier: bethune\ntitre: B\nzone: Métropole\n", "utf-8"
    )
    for day in ("2026-03-02", "2026-05-11", "2026-05-11", "2026-06-08"):
        assert run(tmp_path, "fact", "essai", "absence", day).returncode == 0
    taken = run(tmp_path, "fact", "essai", "absence", "2026-03-02", "--withdraw")
    assert taken.returncode == 0, taken.stderr
    for key, due in (("n2", "mardi 19 mai 2026"), ("n3", "mardi 16 juin 2026")):
        assert due in run(tmp_path, "explain", f"essai/rapport/{key}").stdout
    assert run(tmp_path, "explain", "essai/rapport/n1").returncode == 1
    unknown = run(tmp_path, "fact", "essai", "absence", "2026-03-02", "--withdraw")
    assert unknown.returncode == 1
    assert "2026-05-11, 2026-06-08" in unknown.stderr


@pytest.mark.parametrize(
    ("penalty", "days", "cents", "words"),
    [
        (Penalty(5000, "day"), 0, 0, ""),
        (Penalty(5000, "day"), 7, 35000, "7 jours × 50\u00a0€ = 350\u00a0€"),
        (Penalty(10050, "week"), 8, 20100, "2 semaines × 100,50\u00a0€ = 201\u00a0€"),
        (Penalty(10000, "month"), 28, 10000, "1 mois × 100\u00a0€ = 100\u00a0€"),
        (Penalty(10000, "month"), 29, 20000, "2 mois × 100\u00a0€ = 200\u00a0€"),
        (Penalty(150000, "once"), 3, 150000, "1\u202f500\u00a0€"),
        (
            Penalty(5000, "day", 20000),
            7,
            20000,
            "7 jours × 50\u00a0€ = 350\u00a0€, limité à 200\u00a0€",
        ),
        (
            Penalty(5000, "day", Share("10 % du prix")),
            7,
            35000,
            "7 jours × 50\u00a0€ = 350\u00a0€, au plus 10 % du prix",
        ),
        (
            Penalty(Share("1 % du prix"), "week", 20000),
            8,
            0,
            "2 semaines × 1 % du prix, au plus 200\u00a0€",
        ),
        (Penalty(Share("5 % du prix"), "once"), 3, 0, "5 % du prix"),
    ],
)
def test_a_delay_costs_so_much_for_each_unit_begun(
    penalty: Penalty, days: int, cents: int, words: str
) -> None:
    due = date(2026, 1, 31)
    assert owed(penalty, due, date.fromordinal(due.toordinal() + days)) == (cents, words)


PENALTY = (
    HEAD
    + THREE_YEARS
    + """obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: 50 € par jour de retard
    par: asso
    quand: {pour: 2026-11-15}
    sinon: la subvention est suspendue
    pénalité: {montant: 50 €, par: jour, plafond: 1 000 €}
"""
)


def test_a_late_duty_says_what_it_costs_and_one_done_stops_costing(tmp_path: Path) -> None:
    computation = computed(tmp_path, PENALTY, Facts(), TODAY)
    (item,) = of(computation, "bilan")
    assert wording.penalty(computation, item) == (
        "Pénalité de retard : 7 jours × 50\u00a0€ = 350\u00a0€."
    )
    assert wording.otherwise(item) == (
        "la subvention est suspendue ; pénalité de 50\u00a0€ par jour de retard, au plus "
        "1\u202f000\u00a0€"
    )
    done = Facts(done={item.key: Done(date(2026, 11, 16))})
    later = computed(tmp_path, PENALTY, done, date(2027, 5, 1))
    assert later.penalty(item) == "1 jour × 50\u00a0€ = 50\u00a0€"
    before = computed(tmp_path, PENALTY, Facts(), date(2026, 11, 15))
    assert before.penalty(item) is None


def test_a_share_of_a_sum_is_said_in_its_own_words(tmp_path: Path) -> None:
    shared = PENALTY.replace("1 000 €", "10 % du montant annuel").replace("montant: 50 €",
        "montant: 1/1000 du prix")  # fmt: skip
    computation = computed(tmp_path, shared, Facts(), TODAY)
    (item,) = of(computation, "bilan")
    assert wording.penalty(computation, item) == (
        "Pénalité de retard : 7 jours × 1/1000 du prix, au plus 10 % du montant annuel."
    )
    assert computation.penalty_cents(item) == 0
    assert wording.otherwise(item, ENGLISH).endswith(
        "penalty of « 1/1000 du prix » for each day of delay, at most « 10 % du montant annuel »"
    )


def test_a_share_says_of_what(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, PENALTY.replace("1 000 €", "10 %"))
    assert error.message == "« 10 % » ne dit pas de quoi"
    assert "10 % du montant annuel" in error.hint


SETTLED = (
    HEAD
    + THREE_YEARS
    + """obligations:
  bilan:
    titre: Bilan
    article: "2"
    citation: avant le 30 avril
    par: asso
    quand: {chaque: année, avant: 30 avril N+1}
    tranché: {lecture: LECTURE, par: la trésorerie, le: 2026-01-15, parce que: courriel}
"""
)


@pytest.mark.parametrize(
    ("reading", "due"),
    [("le jour dit compris", "2026-04-30"), ("retenue", "2026-04-29")],
)
def test_a_settled_reading_stands_alone_from_the_day_it_was_settled(
    tmp_path: Path, reading: str, due: str
) -> None:
    text = SETTLED.replace("LECTURE", reading)
    item = of(computed(tmp_path, text, Facts(), TODAY), "bilan")[0]
    assert (item.due, item.alternatives) == (date.fromisoformat(due), ())
    assert "Lecture tranchée par la trésorerie le jeudi 15 janvier 2026" in item.derivation[-1]
    before = of(computed(tmp_path, text, Facts(), date(2026, 1, 14)), "bilan")[0]
    assert before.due == date(2026, 4, 29)
    assert [one.due for one in before.alternatives] == [date(2026, 4, 30)]


def test_a_reading_that_the_rule_does_not_give_cannot_be_settled(tmp_path: Path) -> None:
    (found,) = errors(tmp_path, SETTLED.replace("LECTURE", "le jour di compris"))
    assert found.code == "R154"
    assert "« le jour dit compris »" in found.hint


RULE = (
    HEAD
    + THREE_YEARS
    + """obligations:
  permanence:
    titre: Permanence
    article: "2"
    citation: le deuxième mardi, un mois sur deux
    par: asso
    quand: {règle: "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU"}
"""
)


def test_a_recurrence_rule_is_the_way_out(tmp_path: Path) -> None:
    computation = computed(tmp_path, RULE, Facts(), TODAY)
    assert dues(computation, "permanence")[:3] == ["2025-01-14", "2025-03-11", "2025-05-13"]
    assert of(computation, "permanence")[0].key == "essai/permanence/r1"


@pytest.mark.parametrize(
    "rule",
    ["tous les mardis", "FREQ=HOURLY", "FREQ=MONTHLY;BYDAY=XX", "FREQ=DAILY;DTSTART=20250101"],
)
def test_what_is_no_recurrence_rule_is_refused(tmp_path: Path, rule: str) -> None:
    (found,) = errors(tmp_path, RULE.replace("FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU", rule))
    assert found.code == "R022"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("plusieurs fois: oui}", "plusieurs fois: oui, le: 2026-01-01}", "R022"),
        ("au nombre de: 3, par: année", "par: année", "R022"),
        ("prend effet: {le: 2025-01-01}", "prend effet: {à: absence}", "R153"),
        ("après: absence}", "après: demande, repart de: absence}", "R153"),
    ],
)
def test_a_repeated_fact_fixes_neither_a_term_nor_a_stop(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert code in {one.code for one in errors(tmp_path, TEXT.replace(old, new, 1))}


@pytest.mark.parametrize("amount", ["cinquante", "50", "50.5 €", "-3 €"])
def test_what_is_no_amount_is_refused(tmp_path: Path, amount: str) -> None:
    text = PENALTY.replace("montant: 50 €", f"montant: {amount}")
    assert [one.code for one in errors(tmp_path, text)] == ["R022"]


ROLLING = (
    HEAD
    + THREE_YEARS
    + """obligations:
  visite:
    titre: Visite
    article: "2"
    citation: tous les six mois au moins, la suivante comptée de la précédente
    par: asso
    quand: {au moins: 1, tous les: 6 mois, périodes: glissantes}
"""
)


def test_a_rolling_period_counts_from_the_last_act(tmp_path: Path) -> None:
    def played(*days: str) -> list[str]:
        done = {
            f"essai/visite/g{number}": Done(date.fromisoformat(day))
            for number, day in enumerate(days, start=1)
        }
        return dues(computed(tmp_path, ROLLING, Facts(done=done), TODAY), "visite")

    assert played() == ["2025-06-30"]
    assert played("2025-05-31") == ["2025-06-30", "2025-11-30"]
    assert played("2025-05-31", "2025-12-15") == ["2025-06-30", "2025-11-30", "2026-06-15"]
    assert played("2025-05-31", "2025-12-15", "2027-10-01")[-1] == "2026-06-15"


def test_a_rolling_period_longer_than_the_agreement_says_that_it_owes_nothing(
    tmp_path: Path,
) -> None:
    rules = ROLLING.replace("tous les: 6 mois", "tous les: 5 ans")
    computation = computed(tmp_path, rules, Facts(), TODAY)
    assert dues(computation, "visite") == []
    (shown,) = computation.dateless
    assert "la convention finit avant" in shown.because
    assert "R165" in [problem.code for problem in book(tmp_path, rules).problems]


AFTER_NOTICE = PENALTY.replace(
    "par: jour, plafond: 1 000 €", "par: jour, passé: 15 jours, après: demeure"
).replace(
    "obligations:", "faits: {demeure: {titre: mise en demeure, plusieurs fois: oui}}\nobligations:"
)


@pytest.mark.parametrize(
    ("notices", "cost"),
    [
        ((), None),
        (("2026-11-10",), None),
        (
            ("2026-11-20",),
            "3 jours × 50\u00a0€ = 150\u00a0€ (« mise en demeure » du 20 novembre 2026)",
        ),
        (
            ("2026-11-10", "2026-11-20", "2026-12-01"),
            "3 jours × 50\u00a0€ = 150\u00a0€ (« mise en demeure » du 20 novembre 2026)",
        ),
        (("2026-11-23",), None),
    ],
)
def test_a_penalty_may_wait_for_a_formal_notice_left_without_effect(
    tmp_path: Path, notices: tuple[str, ...], cost: str | None
) -> None:
    """Due on 15 November, on 8 December: fifteen days from the 20th end on 5 December."""
    times = tuple(
        Numbered(rank, date.fromisoformat(day)) for rank, day in enumerate(notices, start=1)
    )
    facts = Facts(series={"demeure": times})
    computation = computed(tmp_path, AFTER_NOTICE, facts, date(2026, 12, 8))
    (item,) = of(computation, "bilan")
    assert computation.penalty(item) == cost
    assert wording.otherwise(item).endswith(
        "pénalité de 50\u00a0€ par jour de retard, une fois passés quinze jours après "
        "« mise en demeure »"
    )
    assert wording.otherwise(item, ENGLISH).endswith(
        "penalty of €50 for each day of delay, 15 days after « mise en demeure »"
    )


def test_a_penalty_after_something_names_it(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, AFTER_NOTICE.replace(", après: demeure", ""))
    assert "après: mise-en-demeure" in error.hint
    (error,) = errors(tmp_path, AFTER_NOTICE.replace("après: demeure", "après: demeurre"))
    assert (error.code, "demeure" in error.hint) == ("R104", True)
