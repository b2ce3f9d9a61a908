"""The numbered "why" of a date: the French sentences from the clause to the day."""

from collections.abc import Iterable
from datetime import date

from scheduler.deadlines.agreement import (
    Agreement,
    Citation,
    DependsOn,
    EffectRule,
    ExtensionRule,
    NoticeRule,
    TermRule,
)
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.facts import Anchor, bounds_in_words
from scheduler.deadlines.french import full, listed, ordinal, short, times
from scheduler.deadlines.period import Length, after
from scheduler.deadlines.term import (
    CUSTODY_DAYS,
    DELIVERY_DAYS,
    NoticeDay,
    NoticeGiven,
    Term,
    TermPeriod,
    period_name,
)


def numbered(sentences: Iterable[str]) -> tuple[str, ...]:
    """The sentences with their numbers, from 1."""
    return tuple(f"{number}. {text}" for number, text in enumerate(sentences, start=1))


def unnumbered(steps: Iterable[str]) -> tuple[str, ...]:
    """The sentences without the numbers they had in another derivation."""
    return tuple(step.partition(". ")[2] for step in steps)


def with_more(steps: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """The numbered steps, others numbered after them."""
    return (*steps, *[f"{rank}. {text}" for rank, text in enumerate(more, len(steps) + 1)])


def place(cited: Citation) -> str:
    """``article 3``, ``articles 8 et 12``, ``exposé``: where the words are, as a caption."""
    where = cited.article
    if not where[:1].isdigit():
        acronym = where[1:2].isupper()
        return where if acronym else where[:1].lower() + where[1:]
    return f"{'articles' if ' et ' in where else 'article'} {where}"


def clause(cited: Citation) -> str:
    """What the paper says, quoted; only its place where the rule file quotes nothing."""
    if not cited.quote:
        return f"La règle vient du texte ({place(cited)})."
    return f"Le texte dit ({place(cited)}) : « {cited.quote} »."


def quoted(cited: Citation) -> str:
    """``(article 3 : « pour une durée de deux ans »)``, as far as it is written."""
    return f"({place(cited)} : « {cited.quote} »)" if cited.quote else f"({place(cited)})"


def anchor(agreement: Agreement, known: Anchor) -> str:
    """The date an event is known to have, or the bounds from which the computation starts."""
    title = event_title(agreement, known.name)
    if known.exact and known.earliest:
        return f"Date retenue pour « {title} » : le {full(known.earliest)} ({known.why})."
    return (
        f"La date de « {title} » n'est pas connue ; elle se situe {bounds_in_words(known)} "
        f"({known.why}). Le calcul part de cette borne : il donne la date la plus proche possible, "
        "et la question reste posée."
    )


def event_title(agreement: Agreement, name: str) -> str:
    """The event's title as its rule file words it."""
    known = {"effect": "prise d'effet", "end": "terme"} | agreement.event_titles()
    return known.get(name, name)


def condition(agreement: Agreement, depends: DependsOn | None) -> str | None:
    """``seulement si : X``, ``en l'absence de : X ou Y``."""
    if depends is None:
        return None
    titles = " ou ".join(event_title(agreement, name) for name in depends.events)
    return f"en l'absence de : {titles}" if depends.absent else f"seulement si : {titles}"


def effect(agreement: Agreement, rule: TermRule, known: Anchor) -> list[str]:
    """From the clause on effect to its date."""
    steps = []
    if known.name in rule.effect.events:
        steps.append(
            f"La convention prend effet {effect_events(agreement, rule.effect)} "
            f"{quoted(rule.effect.cited)}."
        )
    return [*steps, anchor(agreement, known)]


def effect_events(agreement: Agreement, rule: EffectRule) -> str:
    """``à la date de « signature »``, ``à la dernière des dates de « a » et « b »``."""
    titles = [f"« {event_title(agreement, name)} »" for name in rule.events]
    if len(titles) == 1:
        return f"à la date de {titles[0]}"
    return f"à la {'dernière' if rule.last else 'première'} des dates de {listed(titles)}"


def period_end(rule: TermRule, term: Term, period: TermPeriod) -> list[str]:
    """From the effect to the end of one period of the term, and what ended it otherwise."""
    steps = [_first_end(rule, term)]
    if period.extension:
        by = period.by or "La prorogation enregistrée"
        steps.append(f"{by} porte le terme au {full(period.as_written)}.")
    elif period.ordinal > 1 and rule.renewal and rule.renewal.length:
        number = period.ordinal - 1
        mode = "tacite" if rule.renewal.mode == "tacit" else "décidée"
        counted_from = "la fin de la période initiale" if rule.until else "la prise d'effet"
        steps.append(
            f"La {period_name(period)} {mode}, {rule.renewal.length.of_words}, va du "
            f"{short(period.start)} au {full(period.as_written)} ; elle est comptée depuis "
            f"{counted_from} ({times(number)} {rule.renewal.length}), jamais de proche en "
            "proche."
        )
    by = _given(term.terminated_by) if term.terminated_by else period.ended_by
    return [*steps, f"{by} met fin à la convention le {full(period.end)}."] if by else steps


def _given(notice: NoticeGiven) -> str:
    return f"La dénonciation du {short(notice.on)} {quoted(notice.rule.cited)}"


def _first_end(rule: TermRule, term: Term) -> str:
    """From the effect to the end that the clause gives to the initial period."""
    first = term.periods[0]
    if term.open_ended:
        return (
            f"Commencée le {short(first.start)}, la convention n'a pas de terme connu "
            f"{quoted(rule.cited)}."
        )
    if rule.length is None or rule.until or rule.until_event:
        return _written_end(rule, first)
    return (
        f"La durée est {rule.length.of_words}, premier jour compté {quoted(rule.cited)}. "
        f"Commencée le {short(first.start)}, elle s'achève la veille de la date anniversaire : "
        f"le {full(first.as_written)}, à minuit.{_other_end(rule, first)}"
    )


def notice_period(rule: NoticeRule, term: Term, term_rule: TermRule, day: NoticeDay) -> list[str]:
    """From the effect to the end before which that notice is given: a period's, or within it."""
    end = day.period.end
    if not rule.within_term:
        return period_end(term_rule, term, day.period)
    around = next(one for one in term.all_periods if end <= one.end)
    steps = period_end(term_rule, term, around)
    if rule.every:
        steps.append(
            f"La {ordinal(day.period.ordinal, feminine=True)} période {rule.every.of_words}, "
            f"comptée depuis la prise d'effet, va du {short(day.period.start)} au {full(end)}."
        )
    return steps


def _other_end(rule: TermRule, first: TermPeriod) -> str:
    """From an event, the anniversary itself may be read as the last day (CPC 641, by analogy)."""
    if rule.effect.event is None or rule.length is None:
        return ""
    other = after(first.start, rule.length)
    if other == first.as_written:
        return ""
    return f" Autre lecture (jour de départ non compté) : le {full(other)} ; la veille est retenue."


def _written_end(rule: TermRule, first: TermPeriod) -> str:
    """An end that is a date, an event, or the first or last of several."""
    several = " (le dernier des termes prévus)" if rule.ends_last else ""
    return (
        f"Commencée le {short(first.start)}, la période s'achève le {full(first.as_written)}"
        f"{several} {quoted(rule.cited)}."
    )


def cap(rule: TermRule, term: Term) -> list[str]:
    """What the cap allows and bars, under each reading."""
    if rule.cap is None or not term.caps:
        return []
    main = term.caps[0]
    steps = [
        f"Le plafond {rule.cap.named} {quoted(rule.cap.cited)}, "
        f"lu comme un {main.reading}, arrête la convention "
        f"au {short(main.end)}."
    ]
    if term.barred:
        steps.append(_barred(term))
    if term.truncated:
        steps.append(
            f"Autre lecture ({term.truncated.reading}) : jusqu'au {short(term.truncated.end)}."
        )
    return steps


def _barred(term: Term) -> str:
    allowed = len(term.periods) - 1
    barred = ", ".join(
        ordinal(allowed + index, feminine=True) for index in range(1, term.barred + 1)
    )
    text = f"Ce plafond exclut la {barred} reconduction."
    if term.other_end:
        text += (
            f" Selon l'autre lecture ({term.other_end.reading}), elle serait possible, "
            f"jusqu'au {short(term.other_end.end)} : la question est posée."
        )
    return text


def notice(rule: NoticeRule, day: NoticeDay) -> list[str]:
    """From the end of a period to the last day for notice."""
    end, due, words = day.period.end, day.due, rule.length.in_words
    several = rule.length.number > 1 or rule.length.more
    ends = f"les {words} s'achèvent" if several else "le délai s'achève"
    steps = [
        f"Le préavis est {rule.length.of_words} {quoted(rule.cited)}. "
        f"Le dernier jour utile est le plus tardif dont {ends} au plus tard le {short(end)} : "
        f"le {full(due)}. "
        "Un jour non ouvré ne le repousse pas."
    ]
    for other in day.alternatives:
        steps.append(
            f"Autre lecture ({other.reading}) : le {full(other.due)}. "
            "Les rappels suivent la plus prudente."
        )
    if rule.counts_from == "unknown":
        steps.append(
            "La clause ne dit pas si le préavis court de l'envoi ou de la réception de la "
            "lettre : la réception est retenue, plus prudente."
        )
    return steps


def request(rule: ExtensionRule, day: NoticeDay) -> list[str]:
    """From the end of a period to the last day to ask for an extension."""
    end, due = day.period.end, day.due
    return [
        f"La prorogation se demande au plus tard {rule.ask_before.in_words} avant le terme "
        f"{quoted(rule.cited)} : le jour le plus tardif d'où {rule.ask_before.in_words} "
        f"s'achèvent au plus tard le {short(end)} est le {full(due)}.",
        *(f"Autre lecture ({other.reading}) : le {full(other.due)}." for other in day.alternatives),
    ]


def posting(rule: NoticeRule, day: NoticeDay, calendar: Calendar) -> list[str]:
    """From the last day for notice to the day the letter must be posted."""
    if day.send_by is None:
        return []
    if rule.counts_from in ("sent", "presented"):
        return [f"La lettre recommandée doit donc être postée au plus tard le {full(day.send_by)}."]
    return [
        f"Une lettre recommandée non réclamée est gardée {CUSTODY_DAYS} jours : on les retranche, "
        f"puis {DELIVERY_DAYS} jours ouvrés d'acheminement (calendrier « {calendar.name} »). "
        f"La lettre doit être postée au plus tard le {full(day.send_by)}."
    ]


def delay(length: Length, event: str, start: date, due: date) -> str:
    """A delay after an event, counted by article 641 of the code de procédure civile's method."""
    return (
        f"Un délai {length.of_words} après « {event} » du {short(start)}, {first_day(length)}, "
        f"expire le {full(due)}."
    )


def first_day(length: Length) -> str:
    """How a delay counts the day it is counted from, in French; hours run from an hour of it."""
    return "compté d'heure à heure" if length.unit == "hour" else "ce jour non compté"


def post_term(term_end: date) -> str:
    """Why a date after the end of the term is kept."""
    return (
        f"Cette date tombe après le terme du {short(term_end)} : elle est conservée et signalée, "
        "car la période qu'elle concerne est dans la convention."
    )
