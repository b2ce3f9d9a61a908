"""Where the duration clause contradicts itself, or leaves out its own end: warnings."""

from collections.abc import Iterator
from datetime import date

from scheduler.deadlines import procedures
from scheduler.deadlines.agreement import (
    SIGNATURE,
    Agreement,
    NoticeRule,
    RenewalRule,
    TermRule,
)
from scheduler.deadlines.computation import compute
from scheduler.deadlines.effect import effect_of
from scheduler.deadlines.facts import Facts
from scheduler.deadlines.french import count, listed, short
from scheduler.deadlines.timing import BeforeRenewal
from scheduler.problems import Place, Problem
from scheduler.rulebook.checked import Loaded, ReadRule
from scheduler.rulebook.contradictions import occurrences, said, warning
from scheduler.rulebook.yaml_nodes import key_place, locate

A_DAY = date(2025, 1, 1)
"""Supposed of an effect that is unknown, to see what a rule would then give."""


def cap_against_renewals(loaded: Loaded) -> Iterator[Problem]:
    """The renewals add up to more than the cap: both readings are computed and asked."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None or term.cap is None or term.cap.settled or not _exceeds(term):
            continue
        renewal, cap = term.renewal, term.cap
        assert renewal is not None, "_exceeds says so"
        yield Problem(
            at=key_place(rule.root, ("durée", "plafond")),
            code="R110",
            message=(
                f"{term.length} + {renewal.times} × {renewal.length} dépassent le plafond "
                f"{f'de {cap.length}' if cap.length else cap.named}"
            ),
            hint=(
                "les deux lectures sont calculées et la question est posée ; "
                "« tranché » la règle quand les parties ont répondu"
            ),
            severity="avertissement",
            also=key_place(rule.root, ("durée", "reconduction")),
        )


def _exceeds(term: TermRule) -> bool:
    renewal, cap = term.renewal, term.cap
    if renewal is None or cap is None or renewal.times is None or renewal.length is None:
        return False
    initial = term.length.months if term.length else 0
    total = initial + renewal.times * renewal.length.months
    return cap.length is not None and total > cap.length.months > 0


def notice_fits_the_term(loaded: Loaded) -> Iterator[Problem]:
    """A notice as long as the period it ends can never be given in time."""
    for rule, term, _, notice in _notices(loaded):
        if _longer_than_the_term(term, notice) and not notice.at_any_time:
            yield Problem(
                at=_written_at(rule, notice),
                code="R111",
                message=f"le préavis ({notice.length}) couvre toute la durée ({term.length})",
                hint="vérifier les deux durées",
                severity="avertissement",
            )


def retroactive(loaded: Loaded) -> Iterator[Problem]:
    """An effect written before any signature: some duties were due before anyone had signed."""
    for rule in loaded.rules:
        term = rule.agreement.term
        signed = rule.agreement.events.get(SIGNATURE)
        bound = (signed.on or signed.not_before) if signed else None
        if term is None or term.effect.on is None or bound is None or bound <= term.effect.on:
            continue
        before = [
            item
            for items in occurrences(rule).values()
            for item in items
            if item.due and item.due < bound
        ]
        due = count(len(before), "échéance tombait", "échéances tombaient")
        yield warning(
            locate(rule.root, ("durée", "prend effet", "le")),
            "R118",
            f"effet le {short(term.effect.on)}, avant toute signature (pas avant le "
            f"{short(bound)}) : {due if before else 'aucune échéance ne tombait'} entre les deux",
            "convention rétroactive : ce qui était dû alors est gardé, à trier",
            key_place(rule.root, ("faits", SIGNATURE)),
        )


def notice_by_agreement(loaded: Loaded) -> Iterator[Problem]:
    """Ending by mutual agreement needs no notice; the text asks for both."""
    for rule, _, _, notice in _notices(loaded):
        if notice.by_agreement:
            at = ("durée", "préavis", notice.place)
            yield warning(
                key_place(rule.root, (*at, "d'un commun accord")),
                "R119",
                f"une dénonciation d'un commun accord, et un préavis {notice.length.of_words} : "
                f"{said(notice.cited)}",
                "demander si une partie seule peut dénoncer avec ce préavis",
                key_place(rule.root, (*at, "délai")),
            )


def notice_without_renewal(loaded: Loaded) -> Iterator[Problem]:
    """A notice before a term that nothing renews by itself prevents nothing."""
    for rule, term, _, notice in _notices(loaded):
        renewal = term.renewal
        needed = renewal is not None and renewal.mode in ("tacit", "unknown")
        dated = notice.before_each_term and not notice.length_unsaid
        if needed or notice.within_term or not dated or not _reaches_an_end(term):
            continue
        mode = "sans reconduction" if renewal is None else "reconduite sur décision seulement"
        yield warning(
            _written_at(rule, notice),
            "R136",
            f"un préavis avant le terme, et une convention {mode} : elle finit à son terme, "
            "dénoncée ou non (C. civ. 1212)",
            "le dernier jour pour dénoncer est donné ; s'il n'est pas voulu, écrire « moment: à "
            "tout moment », ou ôter « préavis »",
        )


def notice_without_a_day(loaded: Loaded) -> Iterator[Problem]:
    """A notice that has a last day in no case: nobody would ever be reminded of it."""
    for rule, term, rank, notice in _notices(loaded):
        asked = notice.length_unsaid
        if notice.at_any_time or asked or not (notice.within_term or notice.before_each_term):
            continue
        if _has_a_day(rule.agreement, rank) or _longer_than_the_term(term, notice):
            continue
        yield warning(
            _written_at(rule, notice),
            "R137",
            f"ce préavis ne donne aucun jour : {_why_no_day(term, notice)}",
            "écrire « moment: à tout moment » s'il peut être donné quand on veut, ou « avant "
            "chaque: 31 décembre » s'il y a un jour chaque année",
        )


def _notices(loaded: Loaded) -> Iterator[tuple[ReadRule, TermRule, int, NoticeRule]]:
    for rule in loaded.rules:
        term = rule.agreement.term
        for rank, notice in enumerate(term.notices if term else ()):
            if term:
                yield rule, term, rank, notice


def _written_at(rule: ReadRule, notice: NoticeRule) -> Place:
    """Where that notice is written among the others."""
    return locate(rule.root, ("durée", "préavis", notice.place))


def _ends(term: TermRule) -> bool:
    return bool(term.length or term.until or term.until_events or term.length_unsaid)


def _reaches_an_end(term: TermRule) -> bool:
    """Whether it has a last day, were it that of its longest duration or of its cap."""
    return _ends(term) or bool(term.most or term.cap)


def _has_a_day(agreement: Agreement, rank: int) -> bool:
    """Whether the notice has a day, or waits for one, from an effect that is supposed known."""
    effect = effect_of(agreement, Facts()).earliest or A_DAY
    computation = compute(agreement, Facts(assumed={"effect": effect}), effect)
    of_notice = {
        clause.id
        for clause in procedures.clauses(agreement)
        if clause.timing == BeforeRenewal(rank)
    }
    owed = {item.clause for item in computation.occurrences}
    owed |= {item.clause for item in computation.waiting}
    asked = any(question.topic == "end" for question in computation.questions)
    return asked or bool(owed & of_notice)


def _longer_than_the_term(term: TermRule, notice: NoticeRule) -> bool:
    length = term.length.months if term.length else 0
    return notice.length.months >= length > 0


def _why_no_day(term: TermRule, notice: NoticeRule) -> str:
    if not (_reaches_an_end(term) or notice.within_term):
        return "une durée sans terme fixé n'a pas de terme avant lequel le donner"
    if notice.every:
        return f"aucune période de {notice.every} ne finit avant le terme"
    return "aucun de ces jours ne tombe avant le terme"


def renewed_without_term(loaded: Loaded) -> Iterator[Problem]:
    """A renewal or an extension of an agreement that has no term to renew or to extend."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None or _ends(term):
            continue
        parts = {"reconduction": term.renewal, "prorogation": term.extension}
        for key in (key for key, part in parts.items() if part):
            yield warning(
                key_place(rule.root, ("durée", key)),
                "R138",
                f"une durée sans terme fixé, et une {key} : il n'y a rien à prolonger, et rien "
                "n'en est calculé",
                f"écrire la durée qui se prolonge (« pour: 1 an »), ou ôter « {key} »",
            )


def renewal_without_end(loaded: Loaded) -> Iterator[Problem]:
    """A tacit renewal with neither number nor cap never ends by itself."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None or term.renewal is None or term.renewal.mode != "tacit":
            continue
        key = "prolongation" if term.renewal.rolls else "reconduction"
        at = key_place(rule.root, ("durée", key))
        if term.renewal.times is None and not term.renewal.endless and not term.renewals_bounded:
            yield warning(
                at,
                "R126",
                f"{_goes_on(term.renewal)} sans nombre ni plafond : {said(term.renewal.cited)}",
                "la convention continue tant que personne ne la dénonce",
            )
        if term.notice is None:
            yield warning(at, "R127", *_who_may_refuse(rule.agreement, term, term.renewal))


def _who_may_refuse(agreement: Agreement, term: TermRule, renewal: RenewalRule) -> tuple[str, str]:
    """What is wrong where we cannot refuse a renewal, whoever else may, and what to ask."""
    what = _goes_on(renewal)
    others = [name for notice in term.other_notices for name in notice.given_by]
    if not others:
        ask = "demander si une partie peut la refuser, et avec quel préavis"
        return f"{what}, sans clause de dénonciation", ask
    who = listed([agreement.party(name) for name in dict.fromkeys(others)])
    return (
        f"{what} que seule l'autre partie ({who}) peut refuser : nous ne le pouvons pas",
        "demander si nous le pouvons aussi, et avec quel préavis ; l'écrire sous « préavis »",
    )


def _goes_on(renewal: RenewalRule) -> str:
    return "prolongation" if renewal.rolls else "reconduction tacite"
