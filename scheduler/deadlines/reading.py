"""Read a rule back as a French sentence, so that writing is checked by reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.deadlines.agreement import (
    Agreement,
    Amendment,
    CapRule,
    Citation,
    Clause,
    EffectRule,
    ExtensionRule,
    GeneralReport,
    GeneralSuspension,
    NoticeForm,
    NoticeRule,
    RenewalRule,
    Shift,
    TermRule,
    WholePeriods,
)
from scheduler.deadlines.derivation import condition, effect_events, event_title
from scheduler.deadlines.french import capitalised, listed, short, times
from scheduler.deadlines.period import Length
from scheduler.deadlines.rounding import WORDS
from scheduler.deadlines.saying import stopped, when
from scheduler.deadlines.timing import DayInYear, is_standing
from scheduler.deadlines.timing import parts as own_parts
from scheduler.deadlines.yearly import named_day, rank

ONE_YEAR = Length(1, "year")
_FORMS: dict[NoticeForm, str] = {
    "registered": "par lettre recommandée",
    "written": "par écrit",
    "unsaid": "sous une forme que le texte tait",
    "not told": "forme non écrite",
}
_COUNTS_FROM = {
    "sent": "compté de l'envoi",
    "presented": "compté de la première présentation",
    "received": "compté de la réception",
    "unknown": "sans dire s'il court de l'envoi ou de la réception",
}


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
    if agreement.report:
        yield Read(agreement.report.cited, _general_report(agreement.report))
    if agreement.suspension:
        yield Read(agreement.suspension.cited, _general_suspension(agreement, agreement.suspension))
    for item in agreement.set_aside:
        yield Read(item.cited, f"Écarté : {item.because}.")


def _general_report(rule: GeneralReport) -> str:
    what = "Tout délai" if rule.only_delays else "Toute échéance"
    where = WORDS[rule.rounding]
    to = f"{'à la' if where.startswith('fin') else 'au'} {where}"
    return f"{what} est reporté{'' if rule.only_delays else 'e'} {to}, sauf clause contraire."


def _general_suspension(agreement: Agreement, rule: GeneralSuspension) -> str:
    when_stopped = stopped(agreement, rule.pause).removeprefix(", ")
    return f"Tout délai qui court d'un jour est {when_stopped}, sauf clause contraire."


def sentence(agreement: Agreement, clause: Clause) -> str:
    """Who owes what, when, to whom, and whether its miss costs a right."""
    who = listed([agreement.party(name) for name in clause.owed_by])
    whom = listed([agreement.party(name) for name in clause.owed_to])
    parts = [f"{who} : {clause.title}, {when(agreement, clause.timing)}"]
    if clause.hour:
        dated = not all(is_standing(timing) for timing in own_parts(clause.timing))
        parts.append(f"{clause.hour_in_words}{' ce jour-là' if dated else ''}")
    if whom:
        parts.append(f"envers {whom}")
    under = condition(agreement, clause.depends)
    if under:
        parts.append(under)
    if clause.cliff:
        parts.append("couperet")
    if clause.reminders is not None:
        parts.append(_reminded(clause.reminders))
    if not agreement.is_ours(clause.owed_by) and (clause.watcher or agreement.watcher):
        parts.append(f"veillé par {agreement.watched_by(clause)}")
    if clause.personal:
        parts.append("jamais daté : concerne des personnes")
    if clause.external:
        parts.append(f"fixé par {clause.external}{_validity(clause)}")
    if clause.rounding:
        where = WORDS[clause.rounding]
        parts.append(f"reporté {'à la' if where.startswith('fin') else 'au'} {where}")
    if clause.penalty:
        parts.append(f"pénalité de {clause.penalty.in_words}")
    if clause.settled:
        by = clause.settled.by
        parts.append(f"lecture « {clause.settled.reading} » tranchée par {by.by}")
    if clause.silence:
        parts.append(f"le silence vaut {clause.silence.effect}")
    said = capitalised(", ".join(parts)) + "."
    if clause.documents:
        pieces = [
            f"{one.title} (si {one.condition})" if one.condition else one.title
            for one in clause.documents
        ]
        said += f" Pièces, reçues une à une : {' ; '.join(pieces)}."
    return said


def _reminded(reminders: tuple[Length, ...]) -> str:
    """``rappelé 6 mois, 30 jours avant et le jour même``; commas, as "et" would add them up."""
    before = ", ".join(str(one) for one in reminders if one.number)
    itself = "le jour même" if any(not one.number for one in reminders) else ""
    told = [part for part in (f"{before} avant" if before else "", itself) if part]
    return f"rappelé {' et '.join(told)}" if told else "jamais rappelé à part"


def _validity(clause: Clause) -> str:
    since = f" depuis le {short(clause.valid_from)}" if clause.valid_from else ""
    until = f" jusqu'au {short(clause.valid_until)}" if clause.valid_until else ""
    return f" (en vigueur{since}{until})" if since or until else ""


def _amendment(amendment: Amendment) -> str:
    told = [f"{amendment.title}, à compter du {short(amendment.since)}"]
    if amendment.ends:
        told.append(f"porte le terme au {short(amendment.ends)}")
    if amendment.length:
        told.append(f"porte la durée à {amendment.length.in_words}")
    if amendment.removed:
        told.append(f"supprime {listed(list(amendment.removed))}")
    return " : ".join((told[0], ", ".join(told[1:]))) + "." if told[1:] else f"{told[0]}."


def _on(days: list[str]) -> str:
    return f"{'le' if len(days) == 1 else 'les'} {listed(days)}"


def _duration(agreement: Agreement, rule: TermRule) -> str:
    """How long it lasts: what ends it, what ends it sooner whatever its period, or a minimum."""
    ends = [f"dure {rule.length.in_words}, premier jour compté"] if rule.length else []
    if rule.whole:
        ends = [_whole_periods(rule, rule.whole)]
    if rule.length_unsaid:
        ends.append("dure un temps que le texte laisse en blanc")
    if rule.least or rule.most:
        ends.append(_between_bounds(rule))
    if rule.until:
        ends.append(f"finit le {short(rule.until)}")
    goes_on = rule.renewal is not None and rule.renewal.mode == "tacit"
    ends_on = ("sa première période " if goes_on else "") + "finit"
    ends += [f"{ends_on} {day}" for day in _days(agreement, rule, rule.first_events)]
    competing = [name for name in rule.until_events if name not in rule.first_events]
    if rule.renewal is None:
        ends += [f"finit {day}" for day in _days(agreement, rule, competing)]
    if not ends:
        told = "Dure sans terme fixé : jusqu'à ce que quelqu'un y mette fin."
    else:
        which = "dernier" if rule.ends_last or rule.least else "premier"
        one = {2: f", le {which} des deux"}.get(len(ends), f", le {which} de tous")
        told = capitalised(" ; ".join(ends)) + (f"{one}." if len(ends) > 1 else ".")
    return told + _by_right(agreement, rule, competing)


def _whole_periods(rule: TermRule, whole: WholePeriods) -> str:
    """``dure trois saisons sportives (d'août à juillet), soit trois ans``, or until the last."""
    words = f"dure {whole.in_words} ({whole.months_in_words})"
    if rule.effect.on and whole.begins_on(rule.effect.on):
        return f"{words}, soit {whole.length.in_words}"
    last = "elle" if whole.span.feminine else "lui"
    if whole.number > 1:
        last = "la dernière" if whole.span.feminine else "le dernier"
    under_way = "celle" if whole.span.feminine else "celui"
    return f"{words}, {under_way} en cours à sa prise d'effet comptant, et finit avec {last}"


def _between_bounds(rule: TermRule) -> str:
    """``dure au moins trois ans et au plus six ans``."""
    least = f"au moins {rule.least.in_words}" if rule.least else ""
    if rule.most is None:
        return f"dure {least}, sans qu'un terme soit fixé"
    joined = " et " if least else ""
    return f"dure {least}{joined}au plus {rule.most.in_words}, premier jour compté"


def _days(agreement: Agreement, rule: TermRule, names: Sequence[str]) -> list[str]:
    """``à la date de « livraison »``, ``un jour avant « livraison »``."""
    shifts = rule.shifts
    return [
        f"{shifts[name].in_words if name in shifts else 'à la date de'} "
        f"« {event_title(agreement, name)} »"
        f"{_also_of(agreement, shifts[name]) if name in shifts else ''}"
        for name in names
    ]


def _also_of(agreement: Agreement, shift: Shift) -> str:
    """What stops the delay of an end, and whether the day it leads to is in the term."""
    included = {None: "", True: ", ce jour compris", False: ", ce jour non compris"}
    return included[shift.day_included] + stopped(agreement, shift.paused)


def _by_right(agreement: Agreement, rule: TermRule, competing: Sequence[str]) -> str:
    """What ends it at once, renewed or not."""
    names = _days(agreement, rule, (*(competing if rule.renewal else ()), *rule.by_right))
    if rule.until and rule.length and rule.renewal and not rule.ends_last:
        beyond = " Cette date, si elle passe la première période, arrête les reconductions."
        return beyond + _by_right(agreement, replace(rule, until=None), competing)
    if not names:
        return ""
    several = " ou ".join(names)
    if not rule.shifts:
        several = several.replace(" ou à la date de ", " ou ")
    return f" Finit de plein droit, reconduite ou non, {several}."


def _effect(agreement: Agreement, rule: EffectRule) -> str:
    if rule.on:
        return f"Prend effet le {short(rule.on)}."
    then = f", {WORDS[rule.rounding]}" if rule.rounding else ""
    return f"Prend effet {effect_events(agreement, rule)}{then}."


def _renewal(rule: RenewalRule) -> str:
    number = times(rule.times) if rule.times else "sans nombre dit"
    if rule.rolls and rule.length:
        how_many = f", {number}" if rule.times else ""
        every = "à chaque anniversaire" if rule.rolls == ONE_YEAR else rule.rolls.each
        return (
            f"Se prolonge {rule.length.of_words} {every} de sa prise d'effet, sans attendre son "
            f"terme{how_many}."
        )
    length = f"pour {rule.length.in_words}" if rule.length else "pour une durée que le texte tait"
    if rule.endless:
        number, length = "une fois", "pour une durée indéterminée"
    how = {
        "tacit": "Se reconduit tacitement",
        "express": "Se reconduit par décision expresse",
        "unknown": "Renouvelable, sans dire comment",
    }[rule.mode]
    asked = ""
    if rule.asked_by:
        since = f"dès {rule.asked_from.in_words} avant le terme et " if rule.asked_from else ""
        asked = f", à demander {since}au plus tard {rule.asked_by.in_words} avant le terme"
    if rule.asked_until:
        since = f"du {_in_year(rule.asked_since)} " if rule.asked_since else ""
        until = f"{'au' if since else 'au plus tard le'} {_in_year(rule.asked_until)}"
        asked = f", à demander {since}{until}, N étant l'année du terme"
    return f"{how}, {number}, {length}{asked}."


def _in_year(day: DayInYear) -> str:
    return f"{named_day(day)} {rank(day.offset)}"


def _cap(rule: CapRule) -> str:
    last = {
        "cut": ", la dernière reconduction écourtée s'il le faut",
        "left out": ", sans la reconduction qui le passerait",
        None: "",
    }[rule.last_renewal]
    if rule.length is None:
        return f"Plafonnée {rule.named}{last}."
    covers = {
        "total": "en tout",
        "renewals": "de reconductions",
        "unknown": "sans dire si la première période compte",
    }[rule.scope]
    settled = f" (tranché par {rule.settled.by})" if rule.settled else ""
    return f"Plafonnée à {rule.length.in_words}, {covers}{last}{settled}."


def _notice(agreement: Agreement, rule: NoticeRule) -> str:
    moment = {
        True: "à tout moment",
        False: "avant chaque terme",
        None: "avant chaque terme, le texte ne disant pas si c'est possible à tout moment",
    }[rule.at_any_time]
    form = _FORMS["registered" if rule.registered else rule.form]
    delay = "sans préavis" if rule.immediate else f"avec un préavis {rule.length.of_words}"
    delay = "avec un préavis que le texte laisse en blanc" if rule.length_unsaid else delay
    if rule.opens:
        delay = f"dans {rule.opens.preceding}, {delay}"
    both = ", d'un commun accord" if rule.by_agreement else ""
    if agreement.term and agreement.term.renewal and agreement.term.renewal.rolls:
        moment = moment.replace("chaque terme", "chaque prolongation")
    if rule.every == ONE_YEAR:
        moment = "avant chaque anniversaire de la prise d'effet"
    elif rule.every:
        moment = f"à la fin de chaque période {rule.every.of_words}"
    if rule.each_year:
        moment = f"avant chaque {named_day(rule.each_year)}"
    if rule.each_year and rule.given_since:
        days = f"du {named_day(rule.given_since)} au {named_day(rule.each_year)}"
        moment = f"{days} de chaque année, compris"
    if rule.effect_at:
        both += f", pour {rule.effect_in_words}"
    elif rule.effect_unsaid:
        both += ", sans dire quand elle prend effet"
    if agreement.term and agreement.term.least and rule.within_term:
        both += {
            True: ", même avant la fin de la durée minimale",
            False: ", à partir de la fin de la durée minimale",
            None: ", sans dire si c'est possible avant la fin de la durée minimale",
        }[rule.within_minimum]
    if rule.given_by:
        both += f", par {listed([agreement.party(name) for name in rule.given_by])}"
    counted = "" if rule.immediate else f", {_COUNTS_FROM[rule.counts_from]}"
    only = f" en cas de {rule.only_if}" if rule.only_if else ""
    stops = stopped(agreement, rule.paused)
    how = "Se résilie" if rule.only_if else "Se dénonce"
    return f"{how} {moment}{only}{both}, {form}, {delay}{counted}{stops}{_also_reminded(rule)}."


def _also_reminded(rule: NoticeRule | ExtensionRule) -> str:
    return "" if rule.reminders is None else f", {_reminded(rule.reminders)}"


def _extension(agreement: Agreement, rule: ExtensionRule) -> Iterator[Read]:
    who = listed([agreement.party(name) for name in rule.owed_by])
    form = _FORMS["registered" if rule.registered else rule.form]
    length = f"pour {rule.length.in_words}" if rule.length else "pour une durée que le texte tait"
    yield Read(
        rule.cited,
        f"Se proroge {length}, demandée par {who}, {form}, au plus tard "
        f"{rule.ask_before.in_words} avant le terme{_also_reminded(rule)}.",
    )
    event = f"« {event_title(agreement, rule.received)} »"
    if rule.answer and rule.answer_within:
        yield Read(
            rule.answer.cited,
            f"{rule.answer.title} : dans un délai {rule.answer_within.of_words} après {event}, "
            "ce jour non compté.",
        )
    if rule.silent:
        effect = "accord" if rule.silence == "accepted" else "refus"
        after = "dès le lendemain de ce délai" if rule.answer else "le délai de réponse étant tu"
        yield Read(rule.silent.cited, f"Le silence vaut {effect}, {after}.")
    if rule.disagreed:
        yield Read(rule.disagreed.cited, f"En cas de désaccord : {rule.disagreed.title}.")
    if rule.unasked:
        yield Read(rule.unasked.cited, f"Si personne ne demande : {rule.unasked.title}.")
