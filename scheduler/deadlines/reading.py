"""Read a rule back as a French sentence, so that writing is checked by reading."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.deadlines.agreement import (
    Agreement,
    Amendment,
    CapRule,
    Citation,
    Clause,
    EffectRule,
    ExtensionRule,
    NoticeRule,
    RenewalRule,
    TermRule,
)
from scheduler.deadlines.derivation import condition, effect_events, event_title
from scheduler.deadlines.french import (
    MONTHS,
    capitalised,
    count,
    listed,
    of,
    ordinal,
    short,
    times,
)
from scheduler.deadlines.recurrence import in_window
from scheduler.deadlines.recurring import named_day, position, rank
from scheduler.deadlines.rounding import WORDS
from scheduler.deadlines.timing import (
    LAST,
    MONTH,
    After,
    Alternates,
    Always,
    Ask,
    At,
    Before,
    ByRule,
    CivilWindow,
    ContractYear,
    DayOf,
    Elapsed,
    Extreme,
    Fixed,
    Fuzzy,
    Limits,
    OnEvent,
    Past,
    Quota,
    Relative,
    Same,
    Sequence,
    TermDay,
    Timing,
    WhichTermDay,
    Window,
    Yearly,
    YearlyWindow,
)

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
        yield Read(rule.cited, _duration(agreement, rule))
        if rule.renewal:
            yield Read(rule.renewal.cited, _renewal(rule.renewal))
        if rule.cap:
            yield Read(rule.cap.cited, _cap(rule.cap))
        for notice in rule.notices:
            yield Read(notice.cited, _notice(agreement, notice))
        if rule.extension:
            yield from _extension(agreement, rule.extension)
    amended = {one.id: one for one in agreement.amendments}
    for clause in agreement.clauses:
        told = sentence(agreement, clause)
        if clause.amendment:
            of = amended[clause.amendment]
            told = f"Depuis le {short(of.since)} ({of.title}) – {told}"
        yield Read(clause.cited, told)
    for amendment in agreement.amendments:
        if amendment.cited.quote:
            yield Read(amendment.cited, _amendment(amendment))
    for milestone in agreement.milestones:
        days = [short(day) for day in milestone.days]
        when = "du " + " au ".join(days) if milestone.stretch else _on(days)
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
    under = condition(agreement, clause.depends)
    if under:
        parts.append(under)
    if clause.cliff:
        parts.append("couperet")
    if clause.personal:
        parts.append("jamais daté : concerne des personnes")
    if clause.external:
        parts.append(f"fixé par {clause.external}")
    if clause.rounding:
        where = WORDS[clause.rounding]
        parts.append(f"reporté {'à la' if where.startswith('fin') else 'au'} {where}")
    if clause.penalty:
        parts.append(f"pénalité de {clause.penalty.in_words}")
    if clause.settled:
        by = clause.settled.by
        parts.append(f"lecture « {clause.settled.reading} » tranchée par {by.by}")
    if clause.silence:
        effect = "accord" if clause.silence.means == "accepted" else "refus"
        parts.append(f"le silence vaut {effect}")
    said = capitalised(", ".join(parts)) + "."
    if clause.documents:
        pieces = [
            f"{one.title} (si {one.condition})" if one.condition else one.title
            for one in clause.documents
        ]
        said += f" Pièces, reçues une à une : {' ; '.join(pieces)}."
    return said


def _amendment(amendment: Amendment) -> str:
    told = [f"{amendment.title}, à compter du {short(amendment.since)}"]
    if amendment.ends:
        told.append(f"porte le terme au {short(amendment.ends)}")
    if amendment.removed:
        told.append(f"supprime {listed(list(amendment.removed))}")
    return " : ".join((told[0], ", ".join(told[1:]))) + "." if told[1:] else f"{told[0]}."


def when(agreement: Agreement, timing: Timing) -> str:
    """The timing, as one would say it."""
    match timing:
        case Quota():
            return _quota(timing)
        case Yearly() | YearlyWindow():
            return _yearly(timing)
        case DayOf():
            return _day_of(timing)
        case ByRule():
            return f"selon la règle {timing.rule} depuis la prise d'effet"
        case Fixed():
            return f"{'avant le' if timing.strict else 'au plus tard le'} {short(timing.on)}"
        case Window():
            return _window(timing)
        case CivilWindow():
            number = f"{times(timing.count)} " if timing.count else ""
            return number + in_window(timing.span, timing.number, timing.year)
        case ContractYear():
            if timing.number == LAST:
                return "pendant la dernière année du contrat, qui se déplace avec le terme"
            return f"pendant la {ordinal(timing.number, feminine=True)} année du contrat"
        case After() | Before() | At() | Past() | Elapsed():
            return _on_event(agreement, timing)
        case Relative():
            return _relative(agreement, timing)
        case Extreme():
            which = "dernier" if timing.latest else "premier"
            moments = " ; ".join(when(agreement, part) for part in timing.parts)
            return f"au {which} de ces moments : {moments}"
        case Sequence():
            return ", puis ".join(when(agreement, part) for part in timing.parts)
        case _:
            return _not_dated(agreement, timing)


def _on(days: list[str]) -> str:
    return f"{'le' if len(days) == 1 else 'les'} {listed(days)}"


def _relative(agreement: Agreement, timing: Relative) -> str:
    match timing.anchor:
        case Limits():
            what = f"l'échéance de « {timing.anchor.clause} »"
        case TermDay():
            what = _TERM_DAYS[timing.anchor.which]
        case _:
            what = f"ce moment : {when(agreement, timing.anchor)}"
    if timing.length is None:
        return "au terme" if what == _TERM_DAYS["end"] else f"à {what}"
    if timing.forwards:
        return f"dans un délai {of(timing.length.in_words)} après {what}"
    opens = f"entre {timing.opens.in_words} et " if timing.opens else ""
    return f"{opens}{timing.length.in_words} avant {what}"


_TERM_DAYS: dict[WhichTermDay, str] = {
    "effect": "la prise d'effet",
    "end": "le terme",
    "each end": "la fin de chaque période",
    "anniversary": "chaque anniversaire de la prise d'effet",
    "middle": "la mi-parcours",
}


def _window(timing: Window) -> str:
    if timing.due is None:
        return f"à partir du {short(timing.opens)}, sans fin dite"
    return f"du {short(timing.opens)} au {short(timing.due)}, compris"


def _not_dated(agreement: Agreement, timing: Timing) -> str:
    match timing:
        case Ask():
            return f"question posée : « {timing.question} »"
        case Same():
            otherwise = f", lue ici {when(agreement, timing.reading)}" if timing.reading else ""
            return f"la même obligation que « {timing.clause} », dite une seconde fois{otherwise}"
        case Alternates():
            first = agreement.party(timing.first) if timing.first else "sans dire qui commence"
            return f"à tour de rôle pour « {timing.clause} », {first}"
        case Fuzzy():
            return f"vers « {timing.words} », sans date"
        case Always():
            return "en permanence, sans date"
        case _:
            return "selon la clause de durée"


def _yearly(timing: Yearly | YearlyWindow) -> str:
    year = rank(timing.day.offset if isinstance(timing, Yearly) else timing.offset)
    since = f" à partir de {timing.since.year}" if timing.since else ""
    every = f"de l'année {year}, pour chaque année N de la convention{since}"
    if isinstance(timing, Yearly):
        limit = "avant le" if timing.strict else "au plus tard le"
        if timing.opens:
            limit = f"du {named_day(timing.opens)} {rank(timing.opens.offset)} au"
        words = f"{limit} {named_day(timing.day)} {every}"
        for years, day in timing.exceptions:
            named = listed([str(one) for one in years])
            words += f", sauf en {named} : le {named_day(day)} {rank(day.offset)}"
        return words
    return f"{in_window(timing.span, timing.number, None)} {every}"


def _day_of(timing: DayOf) -> str:
    if timing.day == LAST and timing.of == "calendar" and timing.month == timing.span.months:
        limit = {"by": "au plus tard à", "before": "avant", "on": "à"}[timing.bound]
        return f"{limit} la fin de chaque {timing.span.name}"
    limit = {"by": "au plus tard le", "before": "avant le", "on": "le"}[timing.bound]
    if timing.opens:
        limit = f"du {_day(timing.opens)} au"
    place = f" du {ordinal(timing.month)} mois" if timing.span != MONTH else ""
    day = _day(timing.day) if timing.of == "calendar" else position(timing.day, timing.of)
    words = f"{limit} {day}{place} de chaque {timing.span.name}"
    for month, other in timing.exceptions:
        words += f", sauf en {MONTHS[month - 1]} : le {_day(other)}"
    return words + (f", à partir du {short(timing.since)}" if timing.since else "")


def _day(day: int) -> str:
    return "dernier jour" if day == LAST else "1er" if day == 1 else str(day)


def _quota(timing: Quota) -> str:
    if timing.basis == "rolling":
        every = count(timing.span.months, "mois", "mois")
        return f"au moins une fois tous les {every}, comptés de la fois précédente"
    windows = {
        "contract": "du contrat",
        "civil": "civil" + ("e" if timing.span.feminine else ""),
        None: "(du contrat, faute de précision)",
    }[timing.basis]
    words = f"{_BOUNDS[timing.bound]} {times(timing.number)} par {timing.span.name}"
    if not timing.dated:
        return f"{words}, sans date"
    if timing.span.civil:
        return words
    return f"{words} {windows}" + (f", à partir du {short(timing.since)}" if timing.since else "")


def _on_event(agreement: Agreement, timing: OnEvent) -> str:
    event = f"« {event_title(agreement, timing.event)} »"
    match timing:
        case After():
            how = "environ" if timing.approximate else "dans un délai"
            length = timing.length.in_words if timing.approximate else of(timing.length.in_words)
            words = f"{how} {length} après {event}, ce jour non compté"
            return words + _stops(agreement, timing)
        case Before():
            how = "environ " if timing.approximate else "au moins " if timing.at_least else ""
            opens = f"entre {timing.opens.in_words} et " if timing.opens else ""
            return f"{how}{opens}{timing.length.in_words} avant {event}"
        case Elapsed():
            return f"au bout de {timing.length.in_words} de {event}, premier jour compté"
        case Past():
            return f"une fois passés {timing.length.in_words} après {event}"
        case At():
            if timing.count:
                within = f" dans la même période ({timing.span.name})" if timing.span else ""
                return f"dès {event} pour la {ordinal(timing.count, feminine=True)} fois{within}"
            return f"dès {event}, sans dernier jour"


def _duration(agreement: Agreement, rule: TermRule) -> str:
    ends = [f"dure {rule.length.in_words}, premier jour compté"] if rule.length else []
    if rule.until:
        ends.append(f"finit le {short(rule.until)}")
    if rule.until_event:
        ends.append(f"finit à la date de « {event_title(agreement, rule.until_event)} »")
    if not ends:
        return "Dure sans terme fixé : jusqu'à ce que quelqu'un y mette fin."
    which = "le dernier des deux" if rule.ends_last else "le premier des deux"
    return capitalised(" ; ".join(ends)) + (f", {which}." if len(ends) > 1 else ".")


def _stops(agreement: Agreement, timing: After) -> str:
    words = ""
    if timing.restarts:
        words += f", repartant de « {event_title(agreement, timing.restarts)} »"
    if timing.paused:
        since, until = (event_title(agreement, name) for name in timing.paused)
        words += f", suspendu de « {since} » à « {until} »"
    return words


def _effect(agreement: Agreement, rule: EffectRule) -> str:
    if rule.on:
        return f"Prend effet le {short(rule.on)}."
    then = f", {WORDS[rule.rounding]}" if rule.rounding else ""
    return f"Prend effet {effect_events(agreement, rule)}{then}."


def _renewal(rule: RenewalRule) -> str:
    number = times(rule.times) if rule.times else "sans nombre dit"
    length = f"pour {rule.length.in_words}" if rule.length else "pour une durée que le texte tait"
    how = {
        "tacit": "Se reconduit tacitement",
        "express": "Se reconduit par décision expresse",
        "unknown": "Renouvelable, sans dire comment",
    }[rule.mode]
    asked = ""
    if rule.asked_by:
        since = (
            f"dès {rule.asked_from.in_words} avant l'anniversaire et " if rule.asked_from else ""
        )
        asked = f", à demander {since}au plus tard {rule.asked_by.in_words} avant le terme"
    return f"{how}, {number}, {length}{asked}."


def _cap(rule: CapRule) -> str:
    covers = {
        "total": "en tout",
        "renewals": "de reconductions",
        "unknown": "sans dire si la première période compte",
    }[rule.scope]
    settled = f" (tranché par {rule.settled.by})" if rule.settled else ""
    return f"Plafonnée à {rule.length.in_words}, {covers}{settled}."


def _notice(agreement: Agreement, rule: NoticeRule) -> str:
    moment = {
        True: "à tout moment",
        False: "avant chaque terme",
        None: "avant chaque terme, le texte ne disant pas si c'est possible à tout moment",
    }[rule.at_any_time]
    form = "par lettre recommandée" if rule.registered else "par écrit"
    form = "sous une forme que le texte tait" if rule.form_unsaid else form
    delay = f"avec un préavis de {rule.length.in_words}"
    both = ", d'un commun accord" if rule.by_agreement else ""
    if rule.every:
        moment = f"à la fin de chaque période de {rule.every.in_words}"
    if rule.effect_at:
        both += f", pour la {WORDS[rule.effect_at]}"
    if rule.given_by:
        both += f", par {listed([agreement.party(name) for name in rule.given_by])}"
    return f"Se dénonce {moment}{both}, {form}, {delay}, {_COUNTS_FROM[rule.counts_from]}."


def _extension(agreement: Agreement, rule: ExtensionRule) -> Iterator[Read]:
    who = listed([agreement.party(name) for name in rule.owed_by])
    form = "par lettre recommandée" if rule.registered else "par écrit"
    length = f"pour {rule.length.in_words}" if rule.length else "pour une durée que le texte tait"
    yield Read(
        rule.cited,
        f"Se proroge {length}, demandée par {who}, {form}, au plus tard "
        f"{rule.ask_before.in_words} avant le terme.",
    )
    event = f"« {event_title(agreement, rule.received)} »"
    yield Read(
        rule.answer.cited,
        f"{rule.answer.title} : dans un délai {of(rule.answer_within.in_words)} après {event}, "
        "ce jour non compté.",
    )
    effect = "accord" if rule.silence == "accepted" else "refus"
    yield Read(rule.silent.cited, f"Le silence vaut {effect}, dès le lendemain de ce délai.")
    if rule.disagreed:
        yield Read(rule.disagreed.cited, f"En cas de désaccord : {rule.disagreed.title}.")
    if rule.unasked:
        yield Read(rule.unasked.cited, f"Si personne ne demande : {rule.unasked.title}.")
