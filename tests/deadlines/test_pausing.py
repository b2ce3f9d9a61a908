"""A delay that is stopped: only the days that it would have run are given back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import compute
from scheduler.deadlines.facts import Facts, Numbered
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.period import Period
from tests.written import HEAD, THREE_YEARS, book, computed, errors, of

RULES = f"""{HEAD}{THREE_YEARS}faits:
  demande: {{titre: demande}}
  arret: {{titre: arrêt}}
  reprise: {{titre: reprise}}
  reponse: {{titre: réponse}}
obligations:
  aide:
    titre: Réponse
    article: "2"
    citation: le silence vaut rejet
    par: ccas
    quand: {{délai: LENGTH, après: demande, suspendu: {{de: arret, à: reprise}}}}
    silence: {{vaut: refus, réponse: reponse}}
"""


@pytest.mark.parametrize(
    ("length", "stop", "resume", "due"),
    [
        ("2 mois", "2026-01-20", "2026-02-04", "2026-03-25"),
        ("2 mois", "2026-03-10", "2026-03-20", "2026-03-20"),
        ("2 mois", "2026-03-11", "2026-03-20", "2026-03-10"),
        ("2 mois", "2025-12-20", "2026-01-05", "2026-03-10"),
        ("2 mois", "2025-12-20", "2026-01-15", "2026-03-15"),
        ("10 jours ouvrés", "2026-01-14", "2026-01-17", "2026-01-27"),
        ("10 jours ouvrés", "2026-01-14", "2026-01-21", "2026-01-30"),
    ],
)
def test_the_delay_is_given_back_what_it_lost(
    tmp_path: Path, length: str, stop: str, resume: str, due: str
) -> None:
    """From 10 January 2026, a Saturday; what the silence means opens the day after."""
    days = {"demande": "2026-01-10", "arret": stop, "reprise": resume}
    facts = Facts(events={name: date.fromisoformat(day) for name, day in days.items()})
    computation = computed(tmp_path, RULES.replace("LENGTH", length), facts, date(2026, 6, 1))
    (answer,), (silence,) = of(computation, "aide"), of(computation, "aide-silence")
    assert str(answer.due) == due
    assert silence.opens is not None
    assert (silence.opens - date.fromisoformat(due)).days == 1


@pytest.mark.parametrize(
    ("stop", "certainty"), [("2026-03-10", "bracketed"), ("2026-03-11", "exact")]
)
def test_a_stop_that_lasts_leaves_the_day_open_unless_it_was_over(
    tmp_path: Path, stop: str, certainty: str
) -> None:
    events = {"demande": date(2026, 1, 10), "arret": date.fromisoformat(stop)}
    rules = RULES.replace("LENGTH", "2 mois")
    (answer,) = of(computed(tmp_path, rules, Facts(events=events), date(2026, 6, 1)), "aide")
    assert answer.certainty == certainty
    assert answer.acts_by == date(2026, 3, 10)


STOPPED = "suspendu: {de: arret, à: reprise}"
FACTS = """faits:
  demande: {titre: demande}
  arret: {titre: arrêt}
  reprise: {titre: reprise}
  facture: {titre: facture, plusieurs fois: oui}
"""


def recorded(**days: str) -> Facts:
    return Facts(events={name: date.fromisoformat(day) for name, day in days.items()})


def owed(folder: Path, when: str, facts: Facts, head: str = "") -> list[Occurrence]:
    """What a clause due at that moment gives, under rules that begin on 1 January 2025."""
    text = f"""{HEAD}{THREE_YEARS}{FACTS}{head}obligations:
  bilan: {{titre: B, article: "2", citation: c, par: asso, quand: {{pour: 2025-02-10}}}}
  aide: {{titre: A, article: "2", citation: c, par: asso, quand: {when}}}
"""
    return of(computed(folder, text, facts, date(2025, 6, 1)), "aide")


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (f"{{passé: 2 mois, après: demande, {STOPPED}}}", "2025-04-21"),
        (f"{{au bout de: 2 mois, après: demande, {STOPPED}}}", "2025-04-20"),
        (f"{{dans les: 2 mois, après: demande, {STOPPED}}}", "2025-04-20"),
        (f"{{délai: 2 mois, après: {{échéance: bilan}}, {STOPPED}}}", "2025-04-20"),
        (f"{{délai: 3 mois, après: prise d'effet, {STOPPED}}}", "2025-04-11"),
        (f"{{passé: 3 mois, après: prise d'effet, {STOPPED}}}", "2025-04-12"),
        (f"{{au bout de: 3 mois, après: prise d'effet, {STOPPED}}}", "2025-04-11"),
        (
            "{au bout de: 2 mois, après: 2025-07-15, suspendu: {du: 1er août, au: 31 août}}",
            "2025-10-16",
        ),
    ],
)
def test_whatever_a_delay_is_counted_from_it_may_stop(tmp_path: Path, when: str, day: str) -> None:
    """Ten days are lost, from 11 to 21 March, of a delay from 10 February or from 1 January."""
    facts = recorded(demande="2025-02-10", arret="2025-03-11", reprise="2025-03-21")
    (item,) = owed(tmp_path, when, facts)
    assert str(item.due or item.opens) == day


def test_a_delay_from_a_deadline_stays_open_while_its_stop_lasts(tmp_path: Path) -> None:
    when = f"{{délai: 2 mois, après: {{échéance: bilan}}, {STOPPED}}}"
    (item,) = owed(tmp_path, when, recorded(arret="2025-03-11"))
    assert (item.certainty, item.due, item.earliest) == ("bracketed", None, date(2025, 4, 10))


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("{délai: 2 mois, après: demande}", "2025-04-20"),
        ("{délai: 2 mois, après: demande, suspendu: aucun}", "2025-04-10"),
        ("{délai: 2 mois, après: demande, suspendu: {du: 1er avril, au: 2 avril}}", "2025-04-12"),
        ("{délai: 2 mois, après: {délai: 1 mois, après: prise d'effet}}", "2025-04-11"),
        ("{délai: 1 mois, après: facture}", "2025-04-20"),
        ("{délai: 2 mois, avant: demande}", "2024-12-10"),
        ("{pour: 2025-03-15}", "2025-03-15"),
    ],
)
def test_what_stops_the_delays_of_the_whole_agreement(tmp_path: Path, when: str, day: str) -> None:
    facts = replace(
        recorded(demande="2025-02-10", arret="2025-03-11", reprise="2025-03-21"),
        series={"facture": (Numbered(1, date(2025, 3, 10)),)},
    )
    (item,) = owed(tmp_path, when, facts, 'suspendu: {de: arret, à: reprise, article: "9"}\n')
    assert str(item.due) == day


@pytest.mark.parametrize(
    ("term", "fact", "end", "soonest"),
    [
        (
            "pour: indéterminée, préavis: {délai: 3 mois, moment: à tout moment, STOP}",
            "denonciation",
            "2025-05-20",
            "2025-05-10",
        ),
        (
            "pour: 3 ans, préavis: {délai: 3 mois, moment: à tout moment, STOP}",
            "denonciation",
            "2025-05-20",
            "2025-05-10",
        ),
        (
            "pour: 3 ans, de plein droit: {délai: 3 mois, après: demande, STOP}",
            "demande",
            "2025-05-20",
            "2025-05-10",
        ),
        ("jusqu'à: {délai: 3 mois, après: demande, STOP}", "demande", "2025-05-20", "2025-05-10"),
    ],
)
def test_what_ends_the_agreement_may_stop(
    tmp_path: Path, term: str, fact: str, end: str, soonest: str
) -> None:
    """While the stop lasts the end is only bounded, and the day it goes on is asked."""
    duration = f'durée: {{article: "1", prend effet: {{le: 2025-01-01}}, {term}}}\n'
    text = HEAD + FACTS + duration.replace("STOP", STOPPED)
    days = {fact: "2025-02-10", "arret": "2025-03-11"}
    over = computed(tmp_path, text, recorded(**days, reprise="2025-03-21"), date(2025, 4, 1))
    (last,) = of(over, "dernier-terme")
    assert str(last.due) == end
    assert "n'a pas couru du 11 mars 2025 au 21 mars 2025 (10 jours)" in " ".join(last.derivation)
    lasting = computed(tmp_path, text, recorded(**days), date(2025, 4, 1))
    (last,) = of(lasting, "dernier-terme")
    assert (last.due, str(last.earliest)) == (None, soonest)
    assert "essai/reprise" in [question.id for question in lasting.questions]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "pour: 3 ans, préavis: {délai: 3 mois, moment: avant chaque terme, STOP}",
            "se compte à rebours",
        ),
        ("pour: 3 ans, préavis: {délai: aucun, moment: à tout moment, STOP}", "pas de délai"),
        ("pour: 3 ans, de plein droit: {délai: 1 mois, avant: demande, STOP}", "court d'un jour"),
        ("pour: 3 ans, STOP", "clé inconnue"),
    ],
)
def test_what_does_not_run_does_not_stop(tmp_path: Path, text: str, told: str) -> None:
    duration = f'durée: {{article: "1", prend effet: {{le: 2025-01-01}}, {text}}}\n'
    (problem,) = errors(tmp_path, HEAD + FACTS + duration.replace("STOP", STOPPED))
    assert told in problem.message
    assert problem.hint


HOLIDAYS = (
    Period("Toussaint", date(2025, 10, 18), date(2025, 11, 2)),
    Period("Noël", date(2025, 12, 20), date(2026, 1, 4)),
)


@pytest.mark.parametrize(
    ("start", "holidays", "due", "earliest", "told"),
    [
        ("2025-10-10", HOLIDAYS, "2025-11-16", None, "18 octobre 2025 au 2 novembre 2025"),
        ("2025-09-05", HOLIDAYS, "2025-09-26", None, "expire le vendredi 26 septembre"),
        ("2025-12-10", HOLIDAYS, None, "2026-01-16", "après le 4 janvier 2026"),
        ("2025-08-20", HOLIDAYS, None, "2025-09-10", "après le 20 août 2025"),
        ("2025-10-10", (), None, "2025-10-31", "ne sont pas au calendrier « Ville »"),
    ],
)
def test_a_delay_may_not_run_in_the_school_holidays(
    tmp_path: Path,
    start: str,
    holidays: tuple[Period, ...],
    due: str | None,
    earliest: str | None,
    told: str,
) -> None:
    """Three weeks; beyond the holidays that were entered, nobody knows when they end."""
    text = f"""{HEAD}{THREE_YEARS}{FACTS}obligations:
  aide: {{titre: A, article: "2", citation: c, par: asso,
    quand: {{délai: 3 semaines, après: demande, suspendu: vacances scolaires}}}}
"""
    (agreement,) = book(tmp_path, text).agreements
    calendar = replace(agreement.calendar, title="Ville", school_holidays=holidays)
    own = replace(agreement, calendar=calendar)
    (item,) = of(compute(own, recorded(demande=start), date(2025, 9, 1)), "aide")
    assert (item.due and str(item.due), item.earliest and str(item.earliest)) == (due, earliest)
    assert told in " ".join(item.derivation)


@pytest.mark.parametrize("words", ["les vacances scolaires", "pendant les vacances scolaires"])
def test_a_calendar_without_the_holidays_is_told_of(tmp_path: Path, words: str) -> None:
    when = f"{{délai: 3 semaines, après: demande, suspendu: {words}}}"
    text = f"""{HEAD}{THREE_YEARS}{FACTS}obligations:
  aide: {{titre: A, article: "2", citation: c, par: asso, quand: {when}}}
"""
    (told,) = [one for one in book(tmp_path, text).problems if one.code == "R158"]
    assert "ne donne pas les vacances scolaires" in told.message


@pytest.mark.parametrize(
    ("keys", "remedy"),
    [
        ("suspendu: pendant la force majeure", "suspendu: {de: arret, à: reprise}"),
        ("suspendu: [arret, reprise]", "suspendu: {de: arret, à: reprise}"),
        ("prolongeable: 1 mois", "prolongeable: {de: 1 mois, fait: prolongation}"),
    ],
)
def test_what_moves_a_delay_says_by_which_facts(tmp_path: Path, keys: str, remedy: str) -> None:
    text = f"""{HEAD}{THREE_YEARS}{FACTS}  prolongation: {{titre: prolongation}}
obligations:
  aide: {{titre: A, article: "2", citation: c, par: asso,
    quand: {{délai: 2 mois, après: demande, {keys}}}}}
"""
    (error,) = errors(tmp_path, text)
    assert f"`{remedy}`" in error.hint
    assert errors(tmp_path, text.replace(keys, remedy)) == []
