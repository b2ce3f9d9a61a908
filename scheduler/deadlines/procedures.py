"""The clauses that stand for what is written in the duration block, or for a silence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.deadlines.agreement import (
    EXTENSION_AGREED,
    EXTENSION_REFUSED,
    Agreement,
    Citation,
    Clause,
    DependsOn,
    ExtensionRule,
    NoticeRule,
    RenewalRule,
    TermRule,
)
from scheduler.deadlines.period import Length
from scheduler.deadlines.timing import (
    After,
    At,
    BeforeRenewal,
    ExtensionRequest,
    LastEnd,
    Limits,
    NoRequest,
    Past,
    Relative,
    RenewalDecision,
    Timing,
)

NOTICE_CLAUSE = "preavis"
RENEWAL_CLAUSE = "reconduction"
LAST_CLAUSE = "dernier-terme"
EXTENSION_CLAUSE = "prorogation"
_NOTHING_MORE = Length(0, "day")
OTHER_PARTY = "la partie qui reçoit la demande"


def clauses(agreement: Agreement) -> Iterator[Clause]:
    """The clauses that stand for what is written in the duration block."""
    for rank, notice in enumerate(agreement.term.notices if agreement.term else ()):
        if _may_have_a_day(agreement.term, notice):
            yield _notice_clause(agreement, notice, rank)
    yield from _last_clause(agreement)
    yield from _renewal_clause(agreement)
    if agreement.term and agreement.term.extension:
        yield from _extension_clauses(agreement, agreement.term.extension)
    yield from silences(agreement)


def _may_have_a_day(term: TermRule | None, notice: NoticeRule) -> bool:
    """Whether a last day may come of it: before a tacit renewal, or where the text says so."""
    if notice.at_any_time or notice.length_unsaid:
        return False
    tacit = term is not None and term.renewal is not None and term.renewal.mode == "tacit"
    return tacit or notice.within_term or notice.before_each_term


def silences(agreement: Agreement) -> Iterator[Clause]:
    """For each delay whose silence has an effect, the clause of that effect."""
    for clause in {one.id: one for one in agreement.clauses}.values():
        if clause.silence:
            yield replace(
                clause,
                id=silence_of(clause.id),
                title=f"{clause.title} : le silence vaut {clause.silence.effect}",
                timing=_silent(clause),
                depends=DependsOn((clause.silence.answered,), absent=True),
                silence=None,
                rounding=None,
                hour=None,
                cliff=False,
                asks=(),
                contradicted=(),
            )


def silence_of(name: str) -> str:
    """The name of the clause that stands for the effect of a silence on that one."""
    return f"{name}-silence"


def _silent(clause: Clause) -> Timing:
    """From the day after the last one to answer, wherever its clause takes that one."""
    of = clause.timing
    if isinstance(of, After) and clause.rounding is None:
        return Past(
            of.length,
            of.event,
            of.restarts,
            of.paused,
            after_the_day=True,
            prolonged=of.prolonged,
        )
    return Relative("past", _NOTHING_MORE, Limits(clause.id))


def _notice_clause(agreement: Agreement, rule: NoticeRule, rank: int) -> Clause:
    if agreement.us not in (rule.given_by or (agreement.us,)):
        return _notice_of_others(agreement, rule, rank)
    words = _words_of_notice(agreement.term, rule)
    return Clause(
        id=NOTICE_CLAUSE,
        title=words.title,
        cited=rule.cited,
        timing=BeforeRenewal(rank),
        owed_by=(agreement.us,),
        owed_to=_others(agreement),
        cliff=True,
        action=f"Décider : {words.left}, ou la dénoncer {_in_form(rule)}.",
        evidence="la décision ; si dénonciation, preuve de dépôt et avis de réception",
        otherwise=words.otherwise,
        decided_by=rule.decided_by,
        reminders=rule.reminders,
    )


def _in_form(rule: NoticeRule | ExtensionRule | RenewalRule) -> str:
    """In what form it is given; in writing, the prudent one, where nobody says."""
    if rule.registered:
        return "par lettre recommandée avec accusé de réception"
    return "par écrit" if rule.form == "written" else "par écrit (la forme n'est pas dite)"


@dataclass(frozen=True)
class _Words:
    """How a notice is worded: its title, leaving things alone, and what comes of that."""

    title: str
    left: str
    otherwise: str


def _words_of_notice(term: TermRule | None, rule: NoticeRule) -> _Words:
    """What a notice prevents: a renewal, a prolongation, the next years, or nothing at all."""
    received = "sans dénonciation reçue à temps, la convention"
    if rule.within_term or term is None or term.least:
        going = "laisser la convention se poursuivre (rien à envoyer)"
        return _Words("Dénonciation avant l'échéance", going, f"{received} se poursuit")
    if term.renewal is None or term.renewal.mode != "tacit":
        ending = "laisser la convention finir à son terme (rien à envoyer)"
        return _Words("Dénonciation avant le terme", ending, _left_alone(term.renewal))
    if term.renewal.rolls:
        longer = "laisser la convention se prolonger (rien à envoyer)"
        return _Words("Dénonciation avant prolongation", longer, f"{received} est prolongée")
    renewed = "laisser la convention se reconduire (rien à envoyer)"
    title = "Dénonciation avant reconduction tacite"
    return _Words(title, renewed, f"{received} est reconduite")


def _left_alone(renewal: RenewalRule | None) -> str:
    """What comes of a term that nobody ends by notice, where no tacit renewal is written."""
    if renewal is None:
        return "la convention finit à son terme, dénoncée ou non"
    if renewal.mode == "unknown":
        return "la convention est reconduite si la reconduction est tacite, finit sinon"
    return "la convention finit à son terme, dénoncée ou non, à moins qu'on la reconduise"


def _notice_of_others(agreement: Agreement, rule: NoticeRule, rank: int) -> Clause:
    """The other side's notice: a day to watch, after which the renewal is certain."""
    return Clause(
        id=f"{NOTICE_CLAUSE}-{rule.given_by[0]}",
        title="Dénonciation par l'autre partie : dernier jour",
        cited=rule.cited,
        timing=BeforeRenewal(rank),
        owed_by=rule.given_by,
        owed_to=(agreement.us,),
        action="Passé ce jour sans lettre reçue, l'autre partie est engagée pour la période.",
    )


def _others(agreement: Agreement) -> tuple[str, ...]:
    return tuple(name for name in agreement.parties if name != agreement.us)


def _last_clause(agreement: Agreement) -> Iterator[Clause]:
    """The end of the agreement, which surprises those used to see it renew by itself."""
    rule = agreement.term
    if rule is None:
        return
    yield Clause(
        id=LAST_CLAUSE,
        title=_named_end(rule),
        cited=_words_of_the_end(rule),
        timing=LastEnd(),
        owed_by=(agreement.us,),
        owed_to=(),
        cliff=True,
        action=(
            "Décider de la suite : une nouvelle convention, ou un avenant signé avant le terme "
            "(C. civ. 1213)."
        ),
        evidence="la nouvelle convention, l'avenant, ou la décision d'en rester là",
        otherwise="la convention prend fin ce jour-là, sans qu'aucune lettre soit nécessaire",
    )


def _named_end(rule: TermRule) -> str:
    renewal = rule.renewal
    limited = renewal and renewal.mode == "tacit" and (renewal.times is not None or rule.cap)
    more = "prolongation" if renewal and renewal.rolls else "reconduction"
    return "Fin de la convention" + (f" : plus aucune {more}" if limited else "")


def _words_of_the_end(rule: TermRule) -> Citation:
    """What the paper says of the last end: its cap, its renewals, else its length."""
    if rule.renewal is None or rule.renewal.mode != "tacit":
        return rule.cited
    return rule.cap.cited if rule.cap else rule.renewal.cited


def _renewal_clause(agreement: Agreement) -> Iterator[Clause]:
    rule = agreement.term.renewal if agreement.term else None
    if rule is None or rule.mode != "express":
        return
    yield Clause(
        id=RENEWAL_CLAUSE,
        title="Demande de renouvellement" if rule.asked else "Décision de reconduire",
        cited=rule.cited,
        timing=RenewalDecision(),
        owed_by=rule.owed_by or tuple(agreement.parties),
        owed_to=(),
        cliff=True,
        action=_how_to_renew(rule),
        evidence="l'acte signé par les parties",
        otherwise="la convention prend fin : une reconduction expresse ne se présume pas",
        decided_by=rule.decided_by,
    )


def _how_to_renew(rule: RenewalRule) -> str:
    if rule.form == "not told":
        return "Décider, signer l'acte qui reconduit, puis enregistrer la décision."
    what = "la demander" if rule.asked else "l'écrire"
    return f"Décider la reconduction, {what} {_in_form(rule)}, puis enregistrer la décision."


def _extension_clauses(agreement: Agreement, rule: ExtensionRule) -> Iterator[Clause]:
    yield Clause(
        id=EXTENSION_CLAUSE,
        title="Demande de prorogation",
        cited=rule.cited,
        timing=ExtensionRequest(),
        owed_by=rule.owed_by,
        owed_to=_others(agreement),
        cliff=True,
        action=f"Décider : demander la prorogation {_in_form(rule)}, ou laisser venir le terme.",
        evidence="la demande et la preuve de sa remise",
        otherwise="sans demande à temps, la convention prend fin à son terme",
        supposes=rule.supposes,
        decided_by=rule.decided_by,
        reminders=rule.reminders,
    )
    yield from _answer_clauses(agreement, rule)
    if rule.unasked:
        yield Clause(
            id=f"{EXTENSION_CLAUSE}-sans-demande",
            title=rule.unasked.title,
            cited=rule.unasked.cited,
            timing=NoRequest(),
            owed_by=tuple(agreement.parties),
            owed_to=(),
            depends=DependsOn((rule.received,), absent=True),
        )


def _answer_clauses(agreement: Agreement, rule: ExtensionRule) -> Iterator[Clause]:
    """The answer to the request, the effect of a silence, and what a refusal opens.

    Where the text gives no delay for the answer, only a refusal that was recorded opens anything.
    """
    within = rule.answer_within
    if rule.answer and within:
        effect = {"accepted": "accord", "refused": "refus", None: None}[rule.silence]
        yield Clause(
            id=f"{EXTENSION_CLAUSE}-reponse",
            title=rule.answer.title,
            cited=rule.answer.cited,
            timing=After(within, rule.received),
            owed_by=(OTHER_PARTY,),
            owed_to=(),
            cliff=True,
            action="Répondre avant ce jour, par les mêmes moyens que la demande.",
            otherwise=f"le silence vaut {effect}" if effect else "le texte ne dit pas la suite",
        )
    if rule.silent and within:
        yield Clause(
            id=f"{EXTENSION_CLAUSE}-silence",
            title=rule.silent.title,
            cited=rule.silent.cited,
            timing=Past(within, rule.received, after_the_day=True),
            owed_by=(OTHER_PARTY,),
            owed_to=(),
            depends=DependsOn((EXTENSION_AGREED, EXTENSION_REFUSED), absent=True),
        )
    if rule.disagreed:
        yield Clause(
            id=f"{EXTENSION_CLAUSE}-desaccord",
            title=rule.disagreed.title,
            cited=rule.disagreed.cited,
            timing=Past(within, rule.received, after_the_day=True)
            if within
            else At(EXTENSION_REFUSED),
            owed_by=tuple(agreement.parties),
            owed_to=(),
            depends=DependsOn((EXTENSION_REFUSED,)),
        )
