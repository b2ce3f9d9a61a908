"""Every sentence of a derivation is true of its own date, whatever moved the term."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.facts import Facts
from tests.written import HEAD, computed, dues, of

TODAY = date(2026, 11, 22)


def duty(when: str) -> str:
    return (
        "obligations:\n  bilan: "
        f"{{titre: Bilan, article: '2', citation: mots, par: ccas, quand: {when}}}\n"
    )


BEFORE_THE_END = duty("{délai: 3 mois, avant: terme}")


def played(folder: Path, text: str, **events: date) -> Computation:
    return computed(folder, HEAD + text, Facts(events=events), TODAY)


def steps(computation: Computation, clause: str = "bilan", rank: int = 0) -> list[str]:
    """The sentences of one occurrence, without their numbers."""
    return [step.partition(". ")[2] for step in of(computation, clause)[rank].derivation]


def test_a_lease_left_before_its_end_tells_its_length_and_the_notice_apart(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2023-03-01}, pour: 9 ans, préavis: '
        '{article: "2", citation: "un préavis d\'un an", délai: 1 an, moment: à tout moment}}\n'
    )
    told = steps(played(tmp_path, rules + BEFORE_THE_END, denonciation=date(2027, 1, 15)))
    assert told[2].endswith("la veille de la date anniversaire : le dimanche 29 février 2032, à "
                            "minuit.")  # fmt: skip
    assert told[3] == (
        "La dénonciation du 15 janvier 2027 (article 2 : « un préavis d'un an ») met fin à la "
        "convention le samedi 15 janvier 2028."
    )
    assert told[4] == "Trois mois avant le terme, le 15 janvier 2028 : le vendredi 15 octobre 2027."


def test_an_agreement_without_end_is_not_said_to_stop_at_the_horizon(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2023-03-01}, pour: indéterminée, '
        "préavis: {délai: 6 mois, moment: à tout moment}}\n"
    )
    told = steps(played(tmp_path, rules + BEFORE_THE_END, denonciation=date(2027, 1, 15)))
    assert told[2:4] == [
        "Commencée le 1er mars 2023, la convention n'a pas de terme connu (article 1).",
        "La dénonciation du 15 janvier 2027 (article 1) met fin à la convention le jeudi "
        "15 juillet 2027.",
    ]


def test_an_amendment_that_moves_a_written_end_is_told(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2025-01-01}, jusqu\'au: 2027-12-31}\n'
        f"{BEFORE_THE_END}avenants:\n"
        "  un: {titre: Avenant n° 1, du: 2026-01-01, article: '1', citation: le terme est porté, "
        "terme: %s}\n"
    )
    longer = steps(played(tmp_path, rules % "2028-06-30"))
    assert longer[2].startswith("Commencée le 1er janvier 2025, la période s'achève le vendredi 31")
    assert longer[3].endswith("porte le terme au vendredi 30 juin 2028.")
    shorter = steps(played(tmp_path, rules % "2026-06-30"))
    assert "le vendredi 31 décembre 2027" in shorter[2]
    assert shorter[3] == (
        "Avenant n° 1 (article 1 : « le terme est porté ») met fin à la convention le mardi "
        "30 juin 2026."
    )


def test_the_renewal_of_a_written_end_is_counted_from_that_end(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2025-03-10}, jusqu\'au: 2025-12-31, '
        "reconduction: {mode: tacite, pour: 1 an, fois: 1}}\n"
    )
    assert steps(played(tmp_path, rules + BEFORE_THE_END))[3] == (
        "La 1re reconduction tacite, d'un an, va du 1er janvier 2026 au jeudi 31 décembre 2026 ; "
        "elle est comptée depuis la fin de la période initiale (une fois 1 an), jamais de proche "
        "en proche."
    )


YEARLY_NOTICE = (
    'durée: {article: "1", prend effet: {le: 2024-09-01}, pour: 3 ans, reconduction: '
    "{mode: tacite, pour: 3 ans}, plafond: {total: 12 ans}, préavis: {délai: 4 mois, "
    "compté de: inconnu, avant chaque: 31 décembre}}\n"
)


def test_a_notice_of_each_year_is_in_the_renewal_it_is_in(tmp_path: Path) -> None:
    computation = played(tmp_path, YEARLY_NOTICE)
    year = next(one for one in of(computation, "preavis") if one.due == date(2026, 8, 31))
    assert not [step for step in year.derivation if "reconduction" in step]
    later = next(one for one in of(computation, "preavis") if one.due == date(2031, 8, 31))
    assert [step for step in later.derivation if "reconduction" in step] == [
        "4. La 2e reconduction tacite, de trois ans, va du 1er septembre 2030 au mercredi 31 août "
        "2033 ; elle est comptée depuis la prise d'effet (deux fois 3 ans), jamais de proche en "
        "proche."
    ]


def test_no_notice_of_a_year_is_due_before_the_effect(tmp_path: Path) -> None:
    """Four months before 31 December 2024 is the day before the agreement takes effect."""
    computation = played(tmp_path, YEARLY_NOTICE)
    assert dues(computation, "preavis")[:2] == ["2025-08-31", "2026-08-31"]


def test_when_a_notice_may_be_given_is_not_asked_of_a_clause_that_says_it(tmp_path: Path) -> None:
    asked = {one.id for one in played(tmp_path, YEARLY_NOTICE).questions}
    assert "essai/preavis-compte-de" in asked
    assert "essai/preavis-moment" not in asked


def test_a_notice_each_three_years_names_its_stretch(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "5", prend effet: {le: 2025-01-01}, pour: 9 ans, reconduction: '
        "{mode: tacite, pour: 9 ans, fois: 1}, préavis: {délai: 6 mois, compté de: réception, "
        "tous les: 3 ans}}\n"
    )
    computation = played(tmp_path, rules)
    told = steps(computation, "preavis", 3)
    assert "La 1re reconduction tacite, de neuf ans, va du 1er janvier 2034" in told[3]
    assert told[4] == (
        "La 4e période de trois ans, comptée depuis la prise d'effet, va du 1er janvier 2034 au "
        "mercredi 31 décembre 2036."
    )


def test_one_year_and_one_week_are_said_in_french(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2026-01-01}, pour: 1 an, reconduction: '
        "{mode: tacite, pour: 1 an}, préavis: {délai: 1 an, compté de: réception, moment: avant "
        "chaque terme}}\n"
    )
    computation = played(tmp_path, rules + duty("{délai: 1 semaine, après: anniversaire}"))
    told = steps(computation, "preavis")
    assert dues(computation, "preavis")[0] == "2026-12-31"
    assert told[2].startswith("La durée est d'un an, premier jour compté")
    assert told[4] == (
        "Le préavis est d'un an (article 1). Le dernier jour utile est le plus tardif dont le "
        "délai s'achève au plus tard le 31 décembre 2027 : le jeudi 31 décembre 2026. Un jour non "
        "ouvré ne le repousse pas."
    )
    assert steps(computation)[-1].startswith("Un délai d'une semaine après le 1er anniversaire")


def test_the_last_of_two_events_is_named_by_the_one_that_was_last(tmp_path: Path) -> None:
    rules = (
        "faits: {signature: {titre: signature}, envoi: {titre: notification}}\n"
        'durée: {article: "1", prend effet: {au dernier de: [signature, envoi]}, pour: 1 an}\n'
    )
    told = steps(
        played(
            tmp_path,
            rules + BEFORE_THE_END,
            signature=date(2025, 11, 20),
            envoi=date(2025, 12, 3),
        )
    )
    assert told[2].startswith("Date retenue pour « notification » : le mercredi 3 décembre 2025")


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (
            "{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}",
            "Un délai de six mois après cette date, le 31 décembre 2026, ce jour non compté, "
            "expire le mercredi 30 juin 2027.",
        ),
        (
            "{délai: 6 semaines, avant: {chaque: année, le: 24 décembre N}}",
            "Six semaines avant cette date, le 24 décembre 2026 : le jeudi 12 novembre 2026.",
        ),
    ],
)
def test_a_moment_counted_from_is_not_called_by_the_duty_itself(
    tmp_path: Path, when: str, told: str
) -> None:
    rules = 'durée: {article: "1", prend effet: {le: 2026-01-01}, pour: 1 an}\n' + duty(when)
    sentences = steps(played(tmp_path, rules))
    assert sentences[-1] == told
    assert sentences.count("Le texte dit (article 2) : « mots ».") == 1


@pytest.mark.parametrize(
    "when",
    [
        "{avant: 30 juin 2026}",
        "{chaque: année, avant: 30 juin N}",
        "{délai: 3 mois, avant: terme}",
    ],
)
def test_each_other_reading_is_told_with_its_day(tmp_path: Path, when: str) -> None:
    rules = 'durée: {article: "1", prend effet: {le: 2025-12-01}, pour: 1 an}\n' + duty(when)
    (item,) = of(played(tmp_path, rules), "bilan")
    (other,) = item.alternatives
    assert f"Autre lecture ({other.reading}) : le " in item.derivation[-1]


def test_a_strict_written_date_tells_the_day_written_and_its_eve(tmp_path: Path) -> None:
    rules = 'durée: {article: "1", prend effet: {le: 2025-12-01}, pour: 1 an}\n'
    told = steps(played(tmp_path, rules + duty("{avant: 30 juin 2026}")))
    assert told[1] == (
        "La date est écrite : avant le mardi 30 juin 2026. Le dernier jour utile est la veille, "
        "le lundi 29 juin 2026."
    )


def test_a_duty_said_twice_follows_the_first_day_while_the_effect_is_unknown(
    tmp_path: Path,
) -> None:
    rules = (
        "faits: {signature: {titre: signature, pas avant: 2026-02-14}}\n"
        'durée: {article: "1", prend effet: signature, jusqu\'au: 2026-12-31}\n'
        + duty("{délai: 6 mois, après: {chaque: exercice, au plus tard: dernier jour}}")
        + "  rappel: {titre: Bilan, article: '9', citation: le 31 mai, par: ccas, quand: "
        "{même que: bilan, lecture: {chaque: année, au plus tard: 31 mai N+1}}}\n"
    )
    (item,) = of(played(tmp_path, rules), "bilan")
    assert (item.due, item.earliest) == (None, date(2027, 5, 31))
    assert item.derivation[-1].endswith(
        "Ce passage donne au plus tôt le lundi 31 mai 2027 : les rappels suivent ce jour."
    )
    (known,) = of(played(tmp_path, rules, signature=date(2026, 3, 2)), "bilan")
    assert known.acts_by == date(2027, 5, 31)


def test_an_amended_duty_quotes_the_words_of_its_own_article(tmp_path: Path) -> None:
    rules = (
        'durée: {article: "1", prend effet: {le: 2026-01-01}, pour: 1 an}\n'
        + duty("{chaque: année, au plus tard: 31 mars N+1}")
        + """avenants:
  un:
    titre: Avenant n° 1
    du: 2026-06-01
    article: "1"
    citation: le terme est porté
    obligations:
      bilan: {titre: Bilan, article: "2", citation: le 28 février, par: ccas,
        quand: {chaque: année, au plus tard: 28 février N+1}}
"""
    )
    assert steps(played(tmp_path, rules))[-1] == (
        "Depuis le lundi 1er juin 2026, cette clause se lit ainsi : Avenant n° 1 (article 2 : "
        "« le 28 février »)."
    )
