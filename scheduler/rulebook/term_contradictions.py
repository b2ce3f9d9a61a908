"""Where the duration clause contradicts itself, or leaves out its own end: warnings."""

from collections.abc import Iterator

from scheduler.deadlines.agreement import SIGNATURE, TermRule
from scheduler.deadlines.french import count, short
from scheduler.problems import Problem
from scheduler.rulebook.checked import Loaded
from scheduler.rulebook.contradictions import occurrences, said, warning
from scheduler.rulebook.yaml_nodes import key_place, locate


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
    for rule in loaded.rules:
        term = rule.agreement.term
        length = term.length.months if term and term.length else 0
        if term and term.notice and term.notice.length.months >= length > 0:
            yield Problem(
                at=key_place(rule.root, ("durée", "préavis")),
                code="R111",
                message=f"le préavis ({term.notice.length}) couvre toute la durée ({term.length})",
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
            for items in occurrences(rule.agreement).values()
            for item in items
            if item.due and item.due < bound
        ]
        yield warning(
            locate(rule.root, ("durée", "prend effet", "le")),
            "R118",
            f"effet le {short(term.effect.on)}, avant toute signature (pas avant le "
            f"{short(bound)}) : {count(len(before), 'échéance tombait', 'échéances tombaient')} "
            "entre les deux",
            "convention rétroactive : ces échéances sont gardées, à trier",
            key_place(rule.root, ("faits", SIGNATURE)),
        )


def notice_by_agreement(loaded: Loaded) -> Iterator[Problem]:
    """Ending by mutual agreement needs no notice; the text asks for both."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term and term.notice and term.notice.by_agreement:
            yield warning(
                key_place(rule.root, ("durée", "préavis", "d'un commun accord")),
                "R119",
                f"une dénonciation d'un commun accord, et un préavis de {term.notice.length} : "
                f"{said(term.notice.cited)}",
                "demander si une partie seule peut dénoncer avec ce préavis",
                key_place(rule.root, ("durée", "préavis", "délai")),
            )


def renewal_without_end(loaded: Loaded) -> Iterator[Problem]:
    """A tacit renewal with neither number nor cap never ends by itself."""
    for rule in loaded.rules:
        term = rule.agreement.term
        if term is None or term.renewal is None or term.renewal.mode != "tacit":
            continue
        at = key_place(rule.root, ("durée", "reconduction"))
        if term.renewal.times is None and term.cap is None:
            yield warning(
                at,
                "R126",
                f"reconduction tacite sans nombre ni plafond : {said(term.renewal.cited)}",
                "la convention continue tant que personne ne la dénonce",
            )
        if term.notice is None:
            yield warning(
                at,
                "R127",
                "reconduction tacite, sans clause de dénonciation",
                "demander si une partie peut la refuser, et avec quel préavis",
            )
