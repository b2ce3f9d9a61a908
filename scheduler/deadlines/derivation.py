"""The numbered "why" of a date: the French sentences from the clause to the day."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import add

from scheduler.deadlines.agreement import (
    Agreement,
    Citation,
    DependsOn,
    EffectRule,
    EffectStart,
    ExtensionRule,
    NoticeRule,
    TermRule,
    WholePeriods,
)
from scheduler.deadlines.bounds import Bounds
from scheduler.deadlines.business_days import Calendar
from scheduler.deadlines.facts import Anchor, bounds_in_words
from scheduler.deadlines.french import full, listed, ordinal, short, times
from scheduler.deadlines.french import of as french_of
from scheduler.deadlines.notices import CUSTODY_DAYS, DELIVERY_DAYS, NoticeDay
from scheduler.deadlines.period import Length, after, term_end
from scheduler.deadlines.stops import Run
from scheduler.deadlines.term import NoticeGiven, Term, TermPeriod, period_name


def numbered(sentences: Iterable[str]) -> tuple[str, ...]:
    """The sentences with their numbers, from 1."""
    return tuple(f"{number}. {text}" for number, text in enumerate(sentences, start=1))


def unnumbered(steps: Iterable[str]) -> tuple[str, ...]:
    """The sentences without the numbers they had in another derivation."""
    return tuple(step.partition(". ")[2] for step in steps)


_MANY = 90
_NUMBERS = tuple(f"{rank}. " for rank in range(1, _MANY + 10))


def with_more(steps: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    """The numbered steps, others numbered after them."""
    if len(more) == 2 and len(steps) < _MANY:  # most days have two of their own
        one, two = more
        return (*steps, _NUMBERS[len(steps)] + one, _NUMBERS[len(steps) + 1] + two)
    numbers = _NUMBERS[len(steps) : len(steps) + len(more)]
    if len(numbers) < len(more):
        return (*steps, *[f"{rank}. {text}" for rank, text in enumerate(more, len(steps) + 1)])
    return (*steps, *map(add, numbers, more))


def place(cited: Citation) -> str:
    """``article 3``, ``articles 8 et 12``, ``exposé``, ``L2121-7``: where the words are."""
    where = cited.article
    if not where[:1].isdigit():
        is_word = where[1:2].islower() or where[1:2] == "'"
        return where[:1].lower() + where[1:] if is_word else where
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
    if known.earliest is None and known.latest is None:
        return f"La date de « {title} » n'est pas connue ; ce qui suit n'en dépend pas."
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
    if known.name in rule.effect.events or (rule.effect.starts and known.name == "effect"):
        steps.append(
            f"La convention prend effet {effect_events(agreement, rule.effect)} "
            f"{quoted(rule.effect.cited)}."
        )
    return [*steps, anchor(agreement, known)]


def effect_events(agreement: Agreement, rule: EffectRule) -> str:
    """``à la date de « signature »``, ``à la dernière des dates de « a » et « b »``."""
    if rule.starts:
        days = [_start(agreement, start) for start in rule.starts]
        if len(days) == 1:
            return days[0]
        return f"à la {'dernière' if rule.last else 'première'} de ces dates : {' ; '.join(days)}"
    titles = [f"« {event_title(agreement, name)} »" for name in rule.events]
    if len(titles) == 1:
        return f"à la date de {titles[0]}"
    return f"à la {'dernière' if rule.last else 'première'} des dates de {listed(titles)}"


def _start(agreement: Agreement, start: EffectStart) -> str:
    """``le 1er janvier 2026``, ``quinze jours après « notification »``."""
    what = (
        f"le {short(start.on)}" if start.on else f"« {event_title(agreement, start.event or '')} »"
    )
    if start.length:
        return f"{start.in_words} {what}"
    return what if start.on else f"à la date de {what}"


def period_end(rule: TermRule, term: Term, period: TermPeriod) -> list[str]:
    """From the effect to the end of one period of the term, and what ended it otherwise."""
    steps = [_first_end(rule, term)]
    if period.extension:
        by = period.by or "La prorogation enregistrée"
        steps.append(f"{by} porte le terme au {full(period.as_written)}.")
    elif period.endless:
        steps.append(
            f"La convention se reconduit le {full(period.start)} pour une durée indéterminée : "
            "elle court sans terme, jusqu'à ce qu'on y mette fin (C. civ. 1211)."
        )
    elif period.ordinal > 1 and rule.renewal and rule.renewal.length:
        number = period.ordinal - 1
        mode = "tacite" if rule.renewal.mode == "tacit" else "décidée"
        counted_from = _counted_from(rule, term)
        steps.append(
            f"La {period_name(period)} {mode}, {rule.renewal.length.of_words}, va du "
            f"{short(period.start)} au {full(period.as_written)} ; elle est comptée depuis "
            f"{counted_from} ({times(number)} {rule.renewal.length}), jamais de proche en "
            "proche."
        )
    elif period.ordinal > 1 and not period.rest and rule.renewal:
        steps.append(
            f"Le texte ne dit pas la durée des reconductions ; lues de même durée que la période "
            f"initiale, la {period_name(period)} va du {short(period.start)} au "
            f"{full(period.as_written)}."
        )
    if term.pending and period is term.periods[-1]:
        return [*steps, pending(term.pending)]
    ending = term.terminated_by if period.end == term.end else None
    by = _given(ending) if ending else period.ended_by
    return [*steps, f"{by} met fin à la convention le {full(period.end)}."] if by else steps


def _counted_from(rule: TermRule, term: Term) -> str:
    """What the renewals are counted from: the effect where a length is written and decides."""
    first = term.periods[0]
    by_length = rule.length and term_end(first.start, rule.length) == first.as_written
    return "la prise d'effet" if by_length else "la fin de la période initiale"


def pending(bounds: Bounds) -> str:
    """Between which days an end falls while the events that set it have not been recorded."""
    names = [f"« {event.title} »" for event in bounds.events]
    of = f"la date de {listed(names)} n'est pas connue" if names else "sa durée n'est pas dite"
    ends = bounds_in_words(Anchor("end", bounds.earliest, bounds.latest, ""))
    where = f"elle se situe {ends}" if ends else "aucune fin ne se calcule"
    return f"La convention finit, mais {of} : {where}, et la question reste posée."


def _given(notice: NoticeGiven) -> str:
    words = f"La dénonciation du {short(notice.on)} {quoted(notice.rule.cited)}"
    if not notice.ran.stops:
        return words
    return f"{words}, dont le délai n'a pas couru {stopped_days(notice.ran)},"


def stopped_days(ran: Run) -> str:
    """``du 1er au 12 mars 2026 (11 jours)``: the stretches in which a delay did not run."""
    stretches = [
        f"du {short(stop.first)} au {short(stop.until or stop.since)}" for stop in ran.stops
    ]
    days = sum(((stop.until or stop.since) - stop.since).days for stop in ran.stops)
    return f"{listed(stretches)} ({days} jours)"


def _first_end(rule: TermRule, term: Term) -> str:
    """From the effect to the end that the clause gives to the initial period."""
    first = term.periods[0]
    if term.open_ended:
        if not term.begun:
            return "Sa prise d'effet n'étant pas connue, seule compte ici la fin qui est décidée."
        floor = term.firm_until
        least = f" ; elle dure au moins jusqu'au {short(floor)}" if floor else ""
        return (
            f"Commencée le {short(first.start)}, la convention n'a pas de terme connu "
            f"{quoted(rule.cited)}{least}."
        )
    if rule.whole and rule.length is None and rule.until == rule.whole.end(first.start):
        return _whole_periods(rule, rule.whole, first)
    if rule.length is None or rule.until or rule.first_events:
        return _written_end(rule, first, term.begun)
    return (
        f"La durée est {_length_of(rule, rule.length)}, premier jour compté {quoted(rule.cited)}. "
        f"Commencée le {short(first.start)}, elle s'achève la veille de la date anniversaire : "
        f"le {full(first.as_written)}, à minuit.{_other_end(rule, first)}"
    )


def _length_of(rule: TermRule, length: Length) -> str:
    """``de trois ans``, ``de trois saisons sportives, soit trois ans``."""
    if rule.whole is None:
        return length.of_words
    return (
        f"{french_of(rule.whole.in_words)} ({rule.whole.months_in_words}), soit {length.in_words}"
    )


def _whole_periods(rule: TermRule, whole: WholePeriods, first: TermPeriod) -> str:
    """Seasons of which the first was under way at the effect."""
    under_way, one, last = ("celle-ci", "la première", "la dernière")
    if not whole.span.feminine:
        under_way, one, last = ("celui-ci", "le premier", "le dernier")
    return (
        f"La durée est {french_of(whole.in_words)} ({whole.months_in_words}) {quoted(rule.cited)}. "
        f"Elle commence le {short(first.start)}, en cours {french_of(whole.span.name)} : "
        f"{under_way} compte pour {one}, et {last} s'achève le {full(first.as_written)}."
    )


def notice_period(rule: NoticeRule, term: Term, term_rule: TermRule, day: NoticeDay) -> list[str]:
    """From the effect to the end before which that notice is given: a period's, or within it."""
    end = day.period.end
    if not rule.within_term:
        if term.rolls:
            return [_first_end(term_rule, term), _rolling(term, day.period)]
        if term.open_ended and term.firm_until:
            return [_first_end(term_rule, term)]
        return period_end(term_rule, term, day.period)
    within = (one for one in term.all_periods if end <= one.end)
    around = next(within, term.all_periods[-1])
    steps = period_end(term_rule, term, around)
    if rule.every:
        steps.append(
            f"La {ordinal(day.period.ordinal, feminine=True)} période {rule.every.of_words}, "
            f"comptée depuis la prise d'effet, va du {short(day.period.start)} au {full(end)}."
        )
    return steps


def _rolling(term: Term, window: TermPeriod) -> str:
    """What becomes of an agreement that is prolonged every so long, with a notice and without."""
    rank = window.ordinal - 1
    here, following = term.all_periods[rank], term.all_periods[rank + 1]
    return (
        f"Du {short(window.start)} au {full(window.end)}, elle finit le {short(here.end)} ; sans "
        f"dénonciation d'ici là, elle est prolongée le lendemain jusqu'au {short(following.end)}."
    )


def _other_end(rule: TermRule, first: TermPeriod) -> str:
    """From an event, the anniversary itself may be read as the last day (CPC 641, by analogy)."""
    if rule.effect.event is None or rule.length is None:
        return ""
    other = after(first.start, rule.length)
    if other == first.as_written:
        return ""
    return f" Autre lecture (jour de départ non compté) : le {full(other)} ; la veille est retenue."


def _written_end(rule: TermRule, first: TermPeriod, begun: bool) -> str:
    """An end that is a date, an event, or the first or last of several."""
    several = " (le dernier des termes prévus)" if rule.ends_last else ""
    begins = f"Commencée le {short(first.start)}" if begun else "Quelle que soit sa prise d'effet"
    return (
        f"{begins}, la période s'achève le {full(first.as_written)}{several} {quoted(rule.cited)}."
    )


def cap(rule: TermRule, term: Term) -> list[str]:
    """What the cap allows and bars, under each reading."""
    if rule.cap is None or not term.caps:
        return []
    main = term.caps[0]
    read = "" if rule.cap.until else f", lu comme un {main.reading},"
    what = f"Le plafond {rule.cap.named} {quoted(rule.cap.cited)}{read}"
    steps = [f"{what} arrête la convention au {short(main.end)}."]
    if term.truncated:
        steps = [
            f"{what} tombe le {short(main.end)}, en cours de reconduction : celle qui le passerait "
            f"n'a pas lieu, et la convention s'arrête au {short(term.kept[-1].end)}."
        ]
    if term.barred:
        steps.append(_barred(term))
    if term.truncated:
        steps.append(
            f"Autre lecture ({term.truncated.reading}) : jusqu'au {short(term.truncated.end)}."
        )
    return steps


def _barred(term: Term) -> str:
    allowed = len(term.kept) - 1
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
    if rule.immediate:
        return [*_notice_window(rule, day), *_without_delay(rule, day)]
    several = rule.length.number > 1 or rule.length.more
    ends = f"les {words} s'achèvent" if several else "le délai s'achève"
    steps = [
        *_notice_window(rule, day),
        f"Le préavis est {rule.length.of_words} {quoted(rule.cited)}. "
        f"Le dernier jour utile est le plus tardif dont {ends} au plus tard le {short(end)} : "
        f"le {full(due)}. "
        "Un jour non ouvré ne le repousse pas.",
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


def _notice_window(rule: NoticeRule, day: NoticeDay) -> list[str]:
    """From when it may be given, where the text opens a window for it."""
    if rule.opens is None or day.opens is None:
        return []
    return [
        f"La dénonciation ne peut être donnée que dans {rule.opens.preceding} "
        f"{quoted(rule.cited)} : à partir du {full(day.opens)}."
    ]


def _without_delay(rule: NoticeRule, day: NoticeDay) -> list[str]:
    """Until when a notice without delay may be given: the last day of what it precedes."""
    eve = rule.each_year and not rule.day_included
    last = "jusqu'à la veille" if eve else "jusqu'au dernier jour"
    return [
        f"La dénonciation ne demande aucun préavis {quoted(rule.cited)} : elle peut être donnée "
        f"{last}, le {full(day.due)}.",
        *(f"Autre lecture ({other.reading}) : le {full(other.due)}." for other in day.alternatives),
    ]


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
    return posted(day.send_by, calendar)


def posted(send_by: date | None, calendar: Calendar) -> list[str]:
    """The day to post a registered letter that must be there in time, even unclaimed."""
    if send_by is None:
        return []
    return [
        f"Une lettre recommandée non réclamée est gardée {CUSTODY_DAYS} jours : on les retranche, "
        f"puis {DELIVERY_DAYS} jours ouvrés d'acheminement (calendrier « {calendar.name} »). "
        f"La lettre doit être postée au plus tard le {full(send_by)}."
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
