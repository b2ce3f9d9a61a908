"""The session that decides: the next useful act, what remains after it, who may decide alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler import interface, wording
from scheduler.correspondence.reminding import to_come
from scheduler.deadlines.computation import Computation, compute
from scheduler.deadlines.facts import Done, Facts, Noted, Postponed, Waived
from scheduler.deadlines.obligation import Occurrence
from scheduler.deadlines.reminders import steps
from scheduler.problems import Problem, render_all
from scheduler.rulebook.load import Sources, load
from scheduler.rulebook.rulebook import Rulebook
from scheduler.tongue import ENGLISH

SETTINGS = """
    convocation: 3 jours francs
    dates: [2026-12-10, 2027-02-11, 2027-04-01, 2027-06-17]
"""
CALENDAR = """calendrier: ville
titre: Ville
zone: {zone}
séances:
  ca:
    titre: conseil d'administration{settings}
"""
RULES = """convention: essai
titre: Essai
nous: ccas
calendrier: ville
parties: {{ccas: CCAS, asso: Association}}
durée:
  article: "1"
  prend effet: {{le: 2025-01-01}}
  pour: {length}
  reconduction: {{mode: tacite, pour: 1 an, fois: 1}}
  préavis: {{délai: 3 mois, forme: LRAR, compté de: réception, moment: avant chaque terme}}
obligations:
  budget:
    titre: Vote du budget
    article: "2"
    citation: avant le 15 avril
    par: ccas
    couperet: oui
    décidé par: ca
    quand: {{chaque: année, avant: 15 avril N}}
"""
BUDGET, NOTICE = "essai/budget/2027", "essai/preavis/p1"
AUTUMN = date(2026, 11, 30)


def written(
    folder: Path,
    settings: str = SETTINGS,
    *,
    zone: str = "Métropole",
    rules: str = "",
    length: str = "30 mois",
    today: date = AUTUMN,
) -> Rulebook:
    (folder / "calendars").mkdir(exist_ok=True)
    calendar = CALENDAR.format(zone=zone, settings=settings)
    (folder / "calendars" / "ville.yaml").write_text(calendar, "utf-8")
    (folder / "essai.yaml").write_text((rules or RULES).format(length=length), "utf-8")
    sources = Sources((folder / "essai.yaml",), folder / "calendars", folder / "none.yaml")
    return load(sources, today)


def computed(
    folder: Path,
    settings: str = SETTINGS,
    *,
    zone: str = "Métropole",
    rules: str = "",
    today: date = AUTUMN,
    facts: Facts | None = None,
) -> Computation:
    book = written(folder, settings, zone=zone, rules=rules)
    assert book.errors == (), render_all(book.errors)
    return compute(book.agreements[0], facts or Facts(), today)


def item_of(computation: Computation, key: str = BUDGET) -> Occurrence:
    return next(item for item in computation.occurrences if item.key == key)


def posting(computation: Computation, key: str = BUDGET) -> str:
    item = item_of(computation, key)
    performed = computation.performed(item)
    return wording.posting(item, today=computation.today, performed=performed)


def left(computation: Computation, key: str = BUDGET) -> str:
    item = item_of(computation, key)
    return wording.left(item, computation.today, performed=computation.performed(item))


# The next useful act


def test_the_acts_come_one_after_the_other_each_with_its_last_working_day(tmp_path: Path) -> None:
    """G: convene, decide, post, the last legal day."""
    computation = computed(tmp_path)
    budget, notice = item_of(computation), item_of(computation, NOTICE)
    assert [(act.kind, str(act.day), str(act.by)) for act in budget.acts] == [
        ("convene", "2027-03-28", "2027-03-26"),
        ("session", "2027-04-01", "2027-04-01"),
        ("last", "2027-04-14", "2027-04-14"),
    ]
    assert [(act.kind, str(act.day), str(act.by)) for act in notice.acts] == [
        ("convene", "2027-02-07", "2027-02-05"),
        ("session", "2027-02-11", "2027-02-11"),
        ("post", "2027-03-10", "2027-03-10"),
        ("last", "2027-03-30", "2027-03-30"),
    ]


@pytest.mark.parametrize(
    ("today", "next_day", "words"),
    [
        (AUTUMN, date(2027, 3, 26), "séance à convoquer dans 4 mois"),
        (date(2027, 3, 26), date(2027, 3, 26), "séance à convoquer aujourd'hui"),
        (date(2027, 3, 27), date(2027, 4, 1), "séance dans 5 jours"),
        (date(2027, 3, 30), date(2027, 4, 1), "séance dans 2 jours, convocation à vérifier"),
        (date(2027, 4, 2), date(2027, 4, 14), "séance passée, dans 12 jours"),
        (
            date(2027, 4, 15),
            date(2027, 4, 15),
            "aujourd'hui selon une autre lecture",
        ),
        (date(2027, 4, 16), date(2027, 4, 15), "en retard de 1 jour"),
    ],
)
def test_lists_follow_the_next_useful_act(
    tmp_path: Path, today: date, next_day: date, words: str
) -> None:
    """G: what orders pages, digests and ``upcoming``, and how long is left."""
    computation = computed(tmp_path, today=today)
    assert computation.next_day(item_of(computation)) == next_day
    assert left(computation) == words


def test_what_is_recorded_makes_the_following_act_the_next_one(tmp_path: Path) -> None:
    """G: once convened, the session; once decided, the letter."""
    convened = {f"{NOTICE}#convocation": Done(date(2027, 2, 1))}
    resolved = convened | {f"{NOTICE}#deliberation": Done(date(2027, 2, 11))}
    today = date(2027, 2, 2)
    said = [
        left(computed(tmp_path, today=today, facts=Facts(done=done)), NOTICE)
        for done in ({}, convened, resolved)
    ]
    assert said == [
        "séance à convoquer dans 3 jours",
        "séance dans 9 jours",
        "à poster dans 36 jours",
    ]


def test_the_machine_s_view_tells_the_next_act(tmp_path: Path) -> None:
    """G: ``explain --json``."""
    computation = computed(tmp_path)
    told = interface.occurrence(computation, item_of(computation))
    assert told["next_act"] == {"kind": "convene", "day": "2027-03-28", "by": "2027-03-26"}
    assert told["session"] == {
        "body": "conseil d'administration",
        "date": "2027-04-01",
        "convene_by": "2027-03-28",
        "convene_on": "2027-03-26",
    }


def test_the_last_working_day_follows_the_zone(tmp_path: Path) -> None:
    """G: in Alsace-Moselle 26 March 2027, Good Friday, is a day off."""
    item = item_of(computed(tmp_path, zone="Alsace-Moselle"))
    assert (item.convene_by, item.convene_on) == (date(2027, 3, 28), date(2027, 3, 25))


def test_the_earliest_reading_drives_the_session(tmp_path: Path) -> None:
    """G: the same vote is due on 1 April in another place of the text."""
    rules = (
        RULES
        + """  rappel:
    titre: Vote du budget, annexe
    article: "3"
    citation: au plus tard le 1er avril
    par: ccas
    quand: {{même que: budget, lecture: {{chaque: année, au plus tard: 1er avril N}}}}
"""
    )
    item = item_of(computed(tmp_path, rules=rules))
    assert str(item.acts_by) == "2027-04-01"
    assert str(item.session) == "2027-02-11"
    assert item.recourse is not None
    assert str(item.recourse.later) == "2027-04-01"


# Silenced, never past it


@pytest.mark.parametrize(
    ("today", "quiet"),
    [(date(2026, 12, 1), True), (date(2027, 1, 28), True), (date(2027, 1, 29), False)],
)
def test_seen_is_silent_until_a_week_before_the_convocation(
    tmp_path: Path, today: date, quiet: bool
) -> None:
    """A8: a notice decided by a council."""
    facts = Facts(seen={NOTICE: Noted(date(2026, 11, 30), "Ana")})
    computation = computed(tmp_path, today=today, facts=facts)
    assert computation.seen(item_of(computation, NOTICE)) is quiet


@pytest.mark.parametrize(
    ("until", "quiet"),
    [
        (date(2027, 1, 15), date(2027, 1, 15)),
        (date(2027, 2, 4), date(2027, 1, 29)),  # a week before the last working day to convene
        (date(2027, 3, 1), None),  # before the letter's day, but past the convocation
    ],
)
def test_a_delay_never_passes_the_convocation(
    tmp_path: Path, until: date, quiet: date | None
) -> None:
    """A8: the same, put off."""
    put_off = Postponed(until, "congés", "Ana", date(2026, 11, 30))
    facts = Facts(postponed={NOTICE: put_off})
    computation = computed(tmp_path, facts=facts)
    assert computation.quiet_until(item_of(computation, NOTICE)) == quiet
    agreed = Facts(postponed={NOTICE: replace(put_off, past_the_deadline=True)})
    accepted = computed(tmp_path, facts=agreed)
    assert accepted.quiet_until(item_of(accepted, NOTICE)) == (quiet or until)


def test_a_delay_recorded_after_the_convocation_may_last_until_the_session(tmp_path: Path) -> None:
    """A8: the next useful act is the one that came next on the day it was recorded."""
    put_off = Postponed(date(2027, 2, 10), "congés", "Ana", date(2027, 2, 8))
    computation = computed(
        tmp_path, today=date(2027, 2, 8), facts=Facts(postponed={NOTICE: put_off})
    )
    assert not computation.has_lapsed(item_of(computation, NOTICE))


# Once no session is left


def test_a_session_that_has_passed_is_never_said_to_be_useful(tmp_path: Path) -> None:
    """G: what remains possible is said instead."""
    computation = computed(tmp_path, today=date(2027, 2, 12))
    said = posting(computation, NOTICE)
    assert said == (
        "sans décision prise le 11 février 2027, plus aucune séance utile (conseil "
        "d'administration) avant le mercredi 10 mars 2027 : convoquer en urgence (délai abrégé), "
        "séance au plus tard le 7 mars 2027, ou décision par délégation (si une délégation le "
        "permet) ; lettre à poster au plus tard le mercredi 10 mars 2027"
    )
    passed, _ = item_of(computation, NOTICE).derivation[-2:]
    assert passed.endswith(
        "La décision revient à « conseil d'administration » : plus aucune séance connue ne vient "
        "à temps avant le 10 mars 2027 ; la dernière était le jeudi 11 février 2027."
    )
    decided = Facts(done={f"{NOTICE}#deliberation": Done(date(2027, 2, 11))})
    known = computed(tmp_path, today=date(2027, 2, 12), facts=decided)
    assert posting(known, NOTICE) == "lettre à poster au plus tard le mercredi 10 mars 2027"


@pytest.mark.parametrize(
    ("urgent", "today", "is_said"),
    [
        ("", date(2027, 3, 5), True),
        ("", date(2027, 3, 6), False),
        ("\n    urgence: 1 jour franc", date(2027, 3, 5), True),
        ("\n    urgence: 3 jours francs", date(2027, 3, 3), True),
        ("\n    urgence: 3 jours francs", date(2027, 3, 4), False),
    ],
)
def test_an_urgent_convocation_leaves_the_clear_days_that_the_calendar_says(
    tmp_path: Path, urgent: str, today: date, is_said: bool
) -> None:
    """The decision is in time until 7 March: one clear day is between the 5th and the 7th."""
    computation = computed(tmp_path, SETTINGS.rstrip() + urgent + "\n", today=today)
    said = posting(computation, NOTICE)
    assert "convoquer en urgence" in said
    assert ("séance au plus tard le 7 mars 2027" in said) is is_said


def test_the_delegate_the_second_sitting_and_the_next_session_are_named(tmp_path: Path) -> None:
    """G: each way that the calendar file gives."""
    settings = """
    convocation: 3 jours francs
    seconde convocation: 3 jours
    délégation: la présidente
    dates: [2027-02-11, 2027-03-25, 2027-04-10]
"""
    said = posting(computed(tmp_path, settings, today=date(2027, 2, 12)), NOTICE)
    assert "si le quorum a manqué, seconde séance dès le 15 février 2027, sans quorum" in said
    assert "ou décision par délégation (la présidente)" in said
    assert "ou séance du jeudi 25 mars 2027, la décision étant rendue exécutoire" in said


def test_the_same_is_said_in_english(tmp_path: Path) -> None:
    item = item_of(computed(tmp_path, today=date(2027, 4, 2)))
    said = wording.day_to_act(item, date(2027, 4, 2), ENGLISH)
    assert "no useful session (conseil d'administration) is left before" in said
    assert "convene at short notice" in said


def test_what_is_over_says_nothing_of_sessions(tmp_path: Path) -> None:
    """G: once the last legal day has passed on every reading."""
    assert posting(computed(tmp_path, today=date(2027, 4, 16))) == ""


# What the calendar file says


@pytest.mark.parametrize(
    ("transmission", "session"),
    [
        ("", date(2027, 3, 7)),  # three days where the file does not say
        ("transmission: 4 jours", date(2027, 3, 6)),
        ("transmission: 3 jours ouvrés", date(2027, 3, 7)),
        ("transmission: 5 jours ouvrables", date(2027, 3, 4)),
        ("transmission: 1 jour franc", date(2027, 3, 8)),
        ("transmission: 0 jour", date(2027, 3, 10)),
    ],
)
def test_a_decision_leaves_the_days_to_transmit_it(
    tmp_path: Path, transmission: str, session: date
) -> None:
    """G: the letter leaves on Wednesday 10 March 2027; a session a day from 4 to 11 March."""
    days = ", ".join(f"2027-03-{day:02d}" for day in range(4, 12))
    item = item_of(computed(tmp_path, f"\n    {transmission}\n    dates: [{days}]\n"), NOTICE)
    assert item.session == session
    assert (item.convene_by, item.convene_on) == (None, None)


def test_without_a_letter_the_session_is_on_the_eve_at_the_latest(tmp_path: Path) -> None:
    """G: the budget, due on 14 April; the session of the 14th is named once the eve has passed."""
    computation = computed(tmp_path, "\n    dates: [2027-04-13, 2027-04-14]\n")
    item = item_of(computation)
    assert item.session == date(2027, 4, 13)
    assert item.recourse is not None
    assert item.recourse.later == date(2027, 4, 14)


def test_no_session_is_useful_between_an_election_and_the_installation(tmp_path: Path) -> None:
    """G: and it is said; one that was entered there is a warning at its place."""
    settings = """
    convocation: 3 jours
    vacance: {du: 2027-02-01, au: 2027-03-20}
    dates: [2026-12-10, 2027-02-11, 2027-04-01]
"""
    book = written(tmp_path, settings)
    (found,) = [problem for problem in book.problems if problem.code == "R155"]
    assert (found.severity, found.at.line, found.at.column) == ("avertissement", 9, 25)
    computation = compute(book.agreements[0], Facts(), AUTUMN)
    item = item_of(computation, NOTICE)
    assert item.session == date(2026, 12, 10)
    assert item.recourse is not None
    assert item.recourse.decide_by == date(2027, 1, 31)
    assert "Du 1er février 2027 au 20 mars 2027 : aucune séance utile" in item.derivation[-1]


def test_who_decides_by_delegation_needs_no_session(tmp_path: Path) -> None:
    """G: ``sans séance``."""
    settings = "\n    délégation: {à: le maire, sans séance: oui}\n    dates: [2027-02-11]\n"
    computation = computed(tmp_path, settings)
    item = item_of(computation)
    assert (item.session, posting(computation)) == (None, "")
    assert item.derivation[-1].endswith(
        "La décision revient à « conseil d'administration » ; le maire décide par délégation : "
        "aucune séance n'est nécessaire."
    )
    assert computation.questions == ()


def test_a_body_that_delegates_is_not_the_usual_one(tmp_path: Path) -> None:
    """G: of several bodies, the only one that sits decides what no clause gives to another."""
    settings = SETTINGS + (
        "  maire: {titre: conseil municipal, délégation: {à: le maire, sans séance: oui}}\n"
    )
    assert item_of(computed(tmp_path, settings), NOTICE).session == date(2027, 2, 11)
    both = SETTINGS + "  cm: {titre: conseil municipal, dates: [2027-03-04]}\n"
    computation = computed(tmp_path, both)
    assert item_of(computation, NOTICE).recourse is None
    assert item_of(computation).session == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("\n    transmission: bientôt\n", "bientôt"),
        ("\n    transmission: 1 mois\n", "la transmission se compte en jours"),
        ("\n    seconde convocation: 1 mois\n", "une convocation se compte en jours"),
        ("\n    vacance: {du: 2027-03-20, au: 2027-02-01}\n", "finit avant de commencer"),
        ("\n    vacance: {du: 2027-03-20}\n", "« au »"),
        ("\n    délégation: {sans séance: oui}\n", "« à »"),
        ("\n    délégation: {à: le maire, sans séance: parfois}\n", "parfois"),
        ("\n    délegation: le maire\n", "délegation"),
    ],
)
def test_what_cannot_be_is_refused_at_its_line_with_a_remedy(
    tmp_path: Path, settings: str, words: str
) -> None:
    """G: each setting of the calendar file."""
    errors = [one for one in written(tmp_path, settings).errors if one.code != "R101"]
    assert len(errors) == 1, render_all(errors)
    assert words in errors[0].message
    assert (errors[0].at.line, bool(errors[0].hint)) == (7, True)
    assert errors[0].at.column > 1


# Sessions that nobody has entered


def asked(computation: Computation) -> list[tuple[str, int]]:
    return [
        (question.id, question.holds)
        for question in computation.questions
        if question.topic == "sessions"
    ]


def noted(book: Rulebook) -> list[Problem]:
    return [problem for problem in book.problems if problem.code == "R157"]


def test_the_sessions_of_a_year_that_holds_a_cliff_are_asked_for(tmp_path: Path) -> None:
    """G: with the agreement's questions, and noted by ``check``."""
    settings = "\n    dates: [2026-12-10]\n"
    computation = computed(tmp_path, settings)
    (first, *_) = [one for one in computation.questions if one.topic == "sessions"]
    assert (first.id, first.holds) == ("essai/seances-ca-2027", 2)
    assert first.text == (
        "Quelles sont les dates des séances de « conseil d'administration » en 2027 ? (à saisir "
        "dans le calendrier « ville »)"
    )
    assert "dates des séances de 2027 à saisir" in posting(computation)
    assert item_of(computation).session is None
    (note, *_) = noted(written(tmp_path, settings))
    assert (note.severity, note.at.line, note.at.column) == ("note", 4, 1)
    assert "en 2027 ?" in note.message
    assert "« séances » du calendrier « ville »" in note.hint


def test_a_year_left_out_between_two_is_asked_for_too(tmp_path: Path) -> None:
    """G: the session of 2026 is not taken for the last one before April 2027."""
    computation = computed(tmp_path, "\n    dates: [2026-12-10, 2028-02-10, 2028-12-01]\n")
    assert asked(computation)[0] == ("essai/seances-ca-2027", 2)
    assert item_of(computation).session is None


def test_before_the_first_session_that_is_known(tmp_path: Path) -> None:
    """G: the year before is asked for while it lasts; then no useful session is left."""
    settings = "\n    dates: [2027-05-06]\n"
    before = computed(tmp_path, settings)
    assert asked(before)[0] == ("essai/seances-ca-2026", 2)
    assert "dates des séances de 2026 à saisir" in posting(before)
    after = computed(tmp_path, settings, today=date(2027, 1, 4))
    assert [name for name, _ in asked(after)] == ["essai/seances-ca-2028"]
    assert posting(after).startswith("plus aucune séance utile (conseil d'administration) avant")


def test_what_is_done_waived_or_far_asks_for_no_session(tmp_path: Path) -> None:
    """G: nothing to decide any more."""
    settings = "\n    dates: [2026-12-10]\n"
    done = Facts(
        done={BUDGET: Done(date(2026, 11, 1))},
        waived={NOTICE: Waived(date(2026, 11, 1), "reconduite", "Ana")},
    )
    names = [name for name, _ in asked(computed(tmp_path, settings, facts=done))]
    assert names == ["essai/seances-ca-2028"]


def test_all_entered_asks_nothing(tmp_path: Path) -> None:
    """G: and ``check`` notes nothing."""
    settings = "\n    dates: [2026-12-10, 2027-02-11, 2027-04-01, 2028-02-11, 2028-04-01]\n"
    assert asked(computed(tmp_path, settings)) == []
    assert noted(written(tmp_path, settings)) == []


# Beside other forms


def test_of_a_bracketed_date_the_session_serves_the_earliest_day(tmp_path: Path) -> None:
    """G: the effect is unknown; nothing is asked after the session, whose day is not certain."""
    facts = 'faits:\n  signature: {{question: "Signée quand ?", pas avant: 2025-01-01}}\ndurée:'
    rules = RULES.replace("{{le: 2025-01-01}}", "{{à: signature}}").replace("durée:", facts)
    computation = computed(tmp_path, rules=rules)
    item = item_of(computation, NOTICE)
    assert (item.due, item.certainty) == (None, "bracketed")
    assert item.session == date(2027, 2, 11)
    names = [step.name for step in steps(item, computation.agreement.calendar)]
    assert names[-1] == "post-j-0"
    assert not {"unconvened", "undecided"} & set(names)
    assert wording.day_to_act(item, AUTUMN).startswith("peut-être au plus tard le vendredi 5")


def test_a_session_on_a_day_off_keeps_its_own_day(tmp_path: Path) -> None:
    """G: boards sit on Saturdays; only who convenes them needs a working day."""
    settings = "\n    convocation: 5 jours francs\n    dates: [2027-04-10]\n"
    item = item_of(computed(tmp_path, settings))
    assert [str(act.by) for act in item.acts] == ["2027-04-02", "2027-04-10", "2027-04-14"]


def test_a_convocation_within_a_closure_is_brought_before_it(tmp_path: Path) -> None:
    """G: nobody is at work to send it."""
    closed = "fermetures: [{du: 2027-03-19, au: 2027-03-28, motif: travaux}]\n"
    item = item_of(computed(tmp_path, SETTINGS + closed))
    assert (item.convene_by, item.convene_on) == (date(2027, 3, 28), date(2027, 3, 18))


def test_what_is_done_or_waived_has_no_reminder_of_its_session(tmp_path: Path) -> None:
    """G: nor anything pending."""
    for facts in (
        Facts(done={BUDGET: Done(date(2026, 11, 1))}),
        Facts(waived={BUDGET: Waived(date(2026, 11, 1), "sans objet", "Ana")}),
    ):
        computation = computed(tmp_path, facts=facts)
        now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        assert to_come(computation, item_of(computation), now) == ()
