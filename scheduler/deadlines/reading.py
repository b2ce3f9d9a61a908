"""Read a rule back as a French sentence, so that writing is checked by reading."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.deadlines.agreement import (
    Agreement,
    CapRule,
    Citation,
    Clause,
    EffectRule,
    NoticeRule,
    RenewalRule,
)
from scheduler.deadlines.derivation import event_title
from scheduler.deadlines.timing import (
    After,
    Always,
    Ask,
    At,
    Before,
    BeforeRenewal,
    ContractYear,
    Fixed,
    Past,
    Quota,
    Same,
    Timing,
    Window,
    Yearly,
)
from scheduler.french import capitalised, day_and_month, listed, ordinal, short, times

_COUNTS_FROM = {
    "sent": "compté de l'envoi",
    "presented": "compté de la première présentation",
    "received": "compté de la réception",
    "unknown": "sans dire s'il court de l'envoi ou de la réception",
}
_BOUNDS = {"at least": "au moins", "exactly": "exactement", "at most": "au plus"}


@dataclass(frozen=True)
class Read:
    """One rule: the words of the paper, and what the program understands by them."""

    cited: Citation
    sentence: str


def read_back(agreement: Agreement) -> Iterator[Read]:
    """Every rule of the agreement, the duration clause first, in the order of the file."""
    if agreement.term:
        rule = agreement.term
        yield Read(rule.effect.cited, _effect(agreement, rule.effect))
        yield Read(rule.cited, f"Dure {rule.length.in_words}, premier jour compté.")
        if rule.renewal:
            yield Read(rule.renewal.cited, _renewal(rule.renewal))
        if rule.cap:
            yield Read(rule.cap.cited, _cap(rule.cap))
        if rule.notice:
            yield Read(rule.notice.cited, _notice(rule.notice))
    for clause in agreement.clauses:
        yield Read(clause.cited, sentence(agreement, clause))
    for milestone in agreement.milestones:
        until = f" au {short(milestone.until)}" if milestone.until else ""
        when = f"du {short(milestone.on)}{until}" if until else f"le {short(milestone.on)}"
        yield Read(milestone.cited, f"{milestone.title} : {when}, montré et jamais rappelé.")
    for item in agreement.set_aside:
        yield Read(item.cited, f"Écarté : {item.because}.")


def sentence(agreement: Agreement, clause: Clause) -> str:
    """Who owes what, when, to whom, and whether its miss costs a right."""
    who = listed([agreement.party(name) for name in clause.owed_by])
    whom = listed([agreement.party(name) for name in clause.owed_to])
    parts = [f"{who} : {clause.title}, {when(agreement, clause.timing)}"]
    if whom:
        parts.append(f"envers {whom}")
    if clause.condition:
        parts.append(clause.condition)
    if clause.cliff:
        parts.append("couperet")
    if clause.personal:
        parts.append("jamais daté : concerne des personnes")
    if clause.external:
        parts.append(f"fixé par {clause.external}")
    return capitalised(", ".join(parts)) + "."


def when(agreement: Agreement, timing: Timing) -> str:
    """The timing, as one would say it."""
    match timing:
        case Quota():
            return _quota(timing)
        case Yearly():
            limit = "avant le" if timing.strict else "au plus tard le"
            rank = f"N{timing.offset:+d}" if timing.offset else "N"
            day = day_and_month(timing.day, timing.month)
            return f"{limit} {day} de l'année {rank}, pour chaque année N de la convention"
        case Fixed():
            return f"{'avant le' if timing.strict else 'au plus tard le'} {short(timing.on)}"
        case Window():
            until = f" au {short(timing.due)}, compris" if timing.due else ", sans fin dite"
            return f"du {short(timing.opens)}{until}"
        case ContractYear():
            return f"pendant la {ordinal(timing.number, feminine=True)} année du contrat"
        case After() | Before() | At() | Past():
            return _on_event(agreement, timing)
        case Ask():
            return f"à une date que le texte ne dit pas (« {timing.question} »)"
        case Same():
            return f"la même obligation que « {timing.clause} », dite une seconde fois"
        case BeforeRenewal():
            return "avant chaque reconduction"
        case Always():
            return "en permanence, sans date"


def _quota(timing: Quota) -> str:
    windows = {
        "contract": "du contrat",
        "civil": "civil" + ("e" if timing.span.feminine else ""),
        None: "(du contrat, faute de précision)",
    }[timing.basis]
    return f"{_BOUNDS[timing.bound]} {times(timing.number)} par {timing.span.name} {windows}"


def _on_event(agreement: Agreement, timing: After | Before | At | Past) -> str:
    event = f"« {event_title(agreement, timing.event)} »"
    match timing:
        case After():
            about = "environ " if timing.approximate else "dans les "
            return f"{about}{timing.length.in_words} après {event}, ce jour non compté"
        case Before():
            how = "environ " if timing.approximate else "au moins " if timing.at_least else ""
            return f"{how}{timing.length.in_words} avant {event}"
        case Past():
            return f"une fois passés {timing.length.in_words} après {event}"
        case At():
            return f"dès {event}, sans dernier jour"


def _effect(agreement: Agreement, rule: EffectRule) -> str:
    if rule.on:
        return f"Prend effet le {short(rule.on)}."
    return f"Prend effet à la date de « {event_title(agreement, rule.event or '')} »."


def _renewal(rule: RenewalRule) -> str:
    number = times(rule.times) if rule.times else "sans nombre dit"
    length = f"pour {rule.length.in_words}" if rule.length else "pour une durée que le texte tait"
    how = "Se reconduit tacitement" if rule.mode == "tacit" else "Renouvelable, sans dire comment"
    return f"{how}, {number}, {length}."


def _cap(rule: CapRule) -> str:
    covers = {
        "total": "en tout",
        "renewals": "de reconductions",
        "unknown": "sans dire si la première période compte",
    }[rule.scope]
    settled = f" (tranché par {rule.settled.by})" if rule.settled else ""
    return f"Plafonnée à {rule.length.in_words}, {covers}{settled}."


def _notice(rule: NoticeRule) -> str:
    moment = {
        True: "à tout moment",
        False: "avant chaque terme",
        None: "avant chaque terme, le texte ne disant pas si c'est possible à tout moment",
    }[rule.at_any_time]
    form = "par lettre recommandée" if rule.registered else "par écrit"
    form = "sous une forme que le texte tait" if rule.form_unsaid else form
    delay = f"avec un préavis de {rule.length.in_words}"
    return f"Se dénonce {moment}, {form}, {delay}, {_COUNTS_FROM[rule.counts_from]}."
