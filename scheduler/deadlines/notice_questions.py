"""What the text leaves unsaid of each notice: its form, its moment, its effect, what it counts."""

from collections.abc import Iterator

from scheduler.deadlines.agreement import Agreement, NoticeRule
from scheduler.deadlines.french import listed, short
from scheduler.deadlines.obligation import Question
from scheduler.deadlines.term import Term
from scheduler.deadlines.term_questions import ask


def about_notices(agreement: Agreement, term: Term | None) -> Iterator[Question]:
    """How each notice is counted, in what form and when it may be given, ours first.

    Once one was given, the question of its moment says the two ends that it may bring.
    """
    names: set[str] = set()
    for rank, notice in enumerate(agreement.term.notices if agreement.term else (), start=1):
        clause = clause_of(agreement, notice)
        name = clause if clause not in names else f"{clause}-{rank}"
        names.add(name)
        if notice.settled:
            continue
        for about, text in _unsaid(agreement, notice, term):
            whose = "" if rank == 1 else f" (préavis{_whose(agreement, notice)})"
            asked = f"{text}{whose}"
            yield ask(agreement, f"{name}-{about}", clause, asked, notice.cited, "notice")


def clause_of(agreement: Agreement, notice: NoticeRule) -> str:
    """The name of the clause that stands for a notice: ours, or that of the party that gives it."""
    ours = agreement.us in (notice.given_by or (agreement.us,))
    return "preavis" if ours else f"preavis-{notice.given_by[0]}"


def _whose(agreement: Agreement, notice: NoticeRule) -> str:
    """``: Association, pour manquement``: what tells one notice from the others."""
    givers = [agreement.party(name) for name in notice.given_by]
    words = listed(givers) if givers else f"de {notice.length}"
    return f" : {words}{f', {notice.only_if}' if notice.only_if else ''}"


def _unsaid(
    agreement: Agreement, notice: NoticeRule, term: Term | None
) -> Iterator[tuple[str, str]]:
    """What is to be asked of one notice, each under the name that ends its question's id."""
    given = term if term and term.terminated_by and term.terminated_by.rule == notice else None
    if notice.length_unsaid:
        yield "delai", "Quelle est la durée du préavis ? (le texte la laisse en blanc)"
    if notice.counts_from == "unknown":
        yield "compte-de", _sent_or_received(notice)
    if notice.form == "unsaid":
        yield "forme", "Sous quelle forme la dénonciation doit-elle être donnée ?"
    if notice.effect_unsaid:
        yield (
            "effet",
            "Quand la dénonciation prend-elle effet : aussitôt, à la fin de la période en cours, "
            "de l'année, de la saison ?",
        )
    least = agreement.term.least if agreement.term else None
    if least and notice.within_term and notice.within_minimum is None:
        yield (
            "duree-minimale",
            "La dénonciation peut-elle prendre effet avant la fin de la durée minimale "
            f"{least.of_words} ?" + _both_ends(given, "le peut"),
        )
    if notice.at_any_time is None and not notice.within_term:
        yield (
            "moment",
            "La dénonciation est-elle possible à tout moment, ou seulement avant chaque terme ?"
            + _both_ends(given, "est possible à tout moment"),
        )


def _sent_or_received(notice: NoticeRule) -> str:
    if notice.immediate:
        return "La dénonciation compte-t-elle à l'envoi ou à la réception de la lettre ?"
    return "Le préavis court-il de l'envoi ou de la réception de la lettre ?"


def _both_ends(term: Term | None, sooner: str) -> str:
    """The ends that a notice already given brings: the sooner if it so may, else the later."""
    if term is None or term.end is None or term.terminated_by is None or term.other_end is None:
        return ""
    given = short(term.terminated_by.on)
    return (
        f" Celle du {given} met fin à la convention le {short(term.end)} si elle {sooner}, le "
        f"{short(term.other_end.end)} sinon."
    )
