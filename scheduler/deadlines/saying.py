"""A moment as one would say it in French."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import assert_never

from scheduler.deadlines.agreement import Agreement
from scheduler.deadlines.bounding import titled
from scheduler.deadlines.contract_stretch import part_in_words
from scheduler.deadlines.derivation import event_title, first_day
from scheduler.deadlines.exceptions import Excepted, Nothing, Other, WindowDay, then_in_words
from scheduler.deadlines.french import (
    MONTHS,
    WEEKDAYS,
    listed,
    months_in_words,
    of_the,
    ordinal,
    short,
    times,
)
from scheduler.deadlines.monthly import day_in_words
from scheduler.deadlines.period import Length
from scheduler.deadlines.recurrence import in_window
from scheduler.deadlines.relative import counts_its_first_day, runs_to_midnight
from scheduler.deadlines.rounding import WORDS, Rounding
from scheduler.deadlines.single import first_day_of_what_lasts
from scheduler.deadlines.stretch import in_words
from scheduler.deadlines.timing import (
    LAST,
    MONTH,
    OWN_YEARS,
    SPANS,
    YEAR,
    After,
    Alternates,
    Always,
    Anchor,
    Anniversaries,
    Ask,
    At,
    Before,
    BeforeRenewal,
    Between,
    Bound,
    By,
    ByRule,
    CivilWindow,
    ContractStretch,
    ContractYear,
    Cutoff,
    DayOf,
    EachYear,
    Elapsed,
    EveryFrom,
    ExtensionRequest,
    Extreme,
    Fixed,
    Fuzzy,
    LastEnd,
    Limits,
    NextTime,
    NoRequest,
    OnEvent,
    Past,
    Pause,
    Payable,
    Quota,
    Recurs,
    Relative,
    RenewalDecision,
    Same,
    Sequence,
    Span,
    TermDay,
    Timing,
    Weekly,
    WhichTermDay,
    Window,
    Yearly,
    YearlyWindow,
)
from scheduler.deadlines.yearly import rank, the_day

_BOUNDS = {"at least": "au moins", "exactly": "exactement", "at most": "au plus"}


def when(agreement: Agreement, timing: Timing) -> str:
    """The timing, as one would say it."""
    if isinstance(timing, Recurs):
        timing = titled(agreement, timing)
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
            moves = ", qui se déplace avec le terme" if timing.number == LAST else ""
            return f"pendant {_part(timing)} du contrat{moves}"
        case After() | Before() | At() | By() | Past() | Elapsed():
            return _on_event(agreement, timing)
        case ContractStretch():
            number = f"{times(timing.count)} " if timing.count else ""
            return f"{number}pendant {_part(timing)} du contrat"
        case Relative():
            return _relative(agreement, timing)
        case EveryFrom():
            return _every_from(agreement, timing)
        case Between():
            return _between(agreement, timing)
        case Anniversaries():
            often = f", un sur {timing.every}" if timing.every > 1 else ""
            what = _what(agreement, timing.of)
            return f"à chaque anniversaire {of_the(what)}{often}, tant que dure la convention"
        case NextTime():
            time = (
                f"avec la prochaine échéance de « {timing.of.clause} »"
                if timing.of
                else f"avec le prochain « {event_title(agreement, timing.event)} »"
            )
            return f"{time}, le jour de {_what(agreement, timing.after)} ou après"
        case Extreme():
            which = "dernier" if timing.latest else "premier"
            moments = " ; ".join(when(agreement, part) for part in timing.parts)
            return f"au {which} de ces moments : {moments}"
        case Sequence():
            return ", puis ".join(when(agreement, part) for part in timing.parts)
        case Ask() | Same() | Alternates() | Fuzzy() | Always() | Weekly():
            return _not_dated(agreement, timing)
        case BeforeRenewal() | LastEnd() | RenewalDecision() | ExtensionRequest() | NoRequest():
            return "selon la clause de durée"
        case _:
            assert_never(timing)


def _relative(agreement: Agreement, timing: Relative) -> str:
    words = _counted(timing, _what(agreement, timing.anchor))
    if timing.cutoff:
        words += _cutoff(timing.cutoff)
    return words + stopped(agreement, timing.paused)


def _part(timing: ContractYear | ContractStretch) -> str:
    """``la 2e année``, ``la dernière année``, ``les 6 premiers mois`` of the contract."""
    if isinstance(timing, ContractStretch):
        return part_in_words(timing)
    return (
        f"la {'dernière' if timing.number == LAST else ordinal(timing.number, feminine=True)} année"
    )


def _what(agreement: Agreement, anchor: Anchor) -> str:
    """What something is counted from: ``le terme``, ``« signature »``, ``ce moment : …``."""
    match anchor:
        case Limits(silent=True):
            return f"l'effet du silence sur « {anchor.clause} »"
        case Limits():
            return f"l'échéance de « {anchor.clause} »"
        case TermDay():
            if anchor.every > 1:
                return f"l'anniversaire de la prise d'effet, tous les {anchor.every} ans"
            return _TERM_DAYS[anchor.which]
        case By():
            return f"« {event_title(agreement, anchor.event)} »"
        case ContractYear() | ContractStretch(count=None):
            return f"la fin {of_the(_part(anchor))} du contrat"
        case Fixed(strict=False):
            return f"le {short(anchor.on)}"
        case _:
            return f"ce moment : {when(agreement, anchor)}"


def _every_from(agreement: Agreement, timing: EveryFrom) -> str:
    match timing.anchor:
        case At(event=event):
            since = f"de « {event_title(agreement, event)} »"
        case Fixed(on=on):
            since = f"du {short(on)}"
        case anchor:
            since = of_the(_what(agreement, anchor))
    bounds = in_words(timing.since, timing.until)
    often = f"{_PAYABLE[timing.payable]}{timing.length.each}"
    return f"{often} à compter {since}{bounds}"


_PAYABLE: dict[Payable, str] = {
    "plain": "",
    "in advance": "d'avance, ",
    "in arrears": "à terme échu, ",
}


def _cutoff(cutoff: Cutoff) -> str:
    before = "avant" if cutoff.strict else "au plus tard"
    limit, otherwise = cutoff.limit.words, cutoff.otherwise.words
    return f", si cela vient {before} le {limit} ; sinon, compté du {otherwise}"


def _between(agreement: Agreement, timing: Between) -> str:
    if timing.lasting:
        return _lasting(agreement, timing)
    if timing.due is None and isinstance(timing.opens, Limits | TermDay):
        return f"dès {_what(agreement, timing.opens)}, sans dernier jour"
    opens = _bound(agreement, timing.opens)
    if timing.due is None:
        return f"pendant une période qui s'ouvre {opens}, sans fin dite"
    ends = _bound(agreement, timing.due)
    return f"pendant une période qui s'ouvre {opens} et s'achève {ends}, compris"


def _lasting(agreement: Agreement, timing: Between) -> str:
    """``chaque jour pendant dix ans à compter de « livraison »``; else its two bounds."""
    if isinstance(timing.due, Relative) and timing.due.counting == "lasting":
        return f"chaque jour pendant {_counted(timing.due, _what(agreement, timing.due.anchor))}"
    opens = _bound(agreement, timing.opens)
    ends = _bound(agreement, timing.due) if timing.due else ""
    if isinstance(timing.due, After | Relative) and ends.startswith("dans un délai "):
        ends = "à l'expiration d'un délai " + ends.removeprefix("dans un délai ")
    return f"chaque jour d'une période qui s'ouvre {opens} et s'achève {ends}, compris"


def _bound(agreement: Agreement, anchor: Anchor) -> str:
    match anchor:
        case Fixed(strict=False):
            return f"le {short(anchor.on)}"
        case By():
            return f"le jour de « {event_title(agreement, anchor.event)} »"
        case Limits() | TermDay():
            what = _what(agreement, anchor)
            return "au terme" if what == _TERM_DAYS["end"] else f"à {what}"
        case _:
            return when(agreement, anchor)


def _on_the_day(timing: Relative, what: str) -> str:
    """Of no length: the day itself, its eve, or a day of the calendar told from it."""
    if timing.place:
        limit = "avant" if timing.strict else "au plus tard"
        limit += " à la" if timing.place.words.startswith("fin ") else " le"
        before = timing.place.shift < 0 or timing.place.nearest < 0
        side = f"avant {what}" if before else f"à compter {of_the(what)}"
        return f"{limit} {timing.place.words}, {side}"
    if timing.strict:
        return f"avant {what}, jusqu'à la veille"
    opens = f" (dès {timing.opens.in_words} avant)" if timing.opens else ""
    return ("au terme" if what == _TERM_DAYS["end"] else f"à {what}") + opens


def _counted(timing: Relative, what: str) -> str:
    if timing.length is None:
        return _on_the_day(timing, what)
    if not timing.length.number:
        return f"passé {what}, dès le lendemain"
    about = "environ " if timing.approximate else "au moins " if timing.at_least else ""
    match timing.counting:
        case "at" | "place":
            return _on_the_day(timing, what)
        case "within":
            return f"dans {timing.length.following} {what}, dès le lendemain"
        case "leading":
            last = "dernier jour compris" if runs_to_midnight(timing.anchor) else "veille comprise"
            return f"dans {timing.length.preceding} {what}, {last}"
        case "after":
            begins = f", courant {_starting(timing.begins)}" if timing.begins else ""
            how = f"{about}{timing.length.in_words}" if about else timing.length.of_words
            return f"{'' if about else 'dans un délai '}{how} après {what}{begins}"
        case "before":
            opens = f"entre {timing.opens.in_words} et " if timing.opens else ""
            return f"{about}{opens}{timing.length.in_words} avant {what}"
        case "past":
            return f"{timing.length.once_passed} après {what}"
        case "lasting":
            counted = counts_its_first_day(timing.anchor)
            first = ", premier jour compté" if counted else ""
            return f"{timing.length.in_words} à compter {of_the(what)}{first}"
        case "elapsed":
            over = runs_to_midnight(timing.anchor)
            first = "comptés du lendemain" if over else first_day_of_what_lasts(timing.length)
            return f"au bout {timing.length.of_words} à compter {of_the(what)}, {first}"
        case _:
            assert_never(timing.counting)


def _starting(begins: Rounding) -> str:
    where = WORDS[begins]
    return f"{'de la' if where.startswith('fin') else 'du'} {where}"


_TERM_DAYS: dict[WhichTermDay, str] = {
    "effect": "la prise d'effet",
    "end": "le terme",
    "each end": "la fin de chaque période",
    "each renewal": "chaque reconduction",
    "anniversary": "chaque anniversaire de la prise d'effet",
    "middle": "la mi-parcours",
}


def _window(timing: Window) -> str:
    if timing.due is None:
        return f"à partir du {short(timing.opens)}, sans fin dite"
    return f"du {short(timing.opens)} au {short(timing.due)}, compris"


def _not_dated(
    agreement: Agreement, timing: Ask | Same | Alternates | Fuzzy | Always | Weekly
) -> str:
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
        case Weekly():
            limit = {"by": "au plus tard le", "before": "avant le", "on": "le"}[timing.bound]
            days = listed([WEEKDAYS[day] for day in timing.days])
            bounds = in_words(timing.since, timing.until)
            often = f"{limit} {days} de chaque semaine" if days else "chaque jour"
            return f"{often}, sans date{bounds}"
        case _:
            assert_never(timing)


_NONE = "aucun jour"


def _yearly(timing: Yearly | YearlyWindow) -> str:
    year = rank(timing.day.offset if isinstance(timing, Yearly) else timing.offset)
    bounds = _in_years(timing.since, timing.until)
    if isinstance(timing, YearlyWindow):
        every = f"de l'année {year}, pour chaque année N de la convention{bounds}"
        return f"{in_window(timing.span, timing.number, None)} {every}"
    every = f"de l'année {year}, pour chaque année N de la convention{bounds}{_which_years(timing)}"
    words = f"{_acts(timing.count)}{_limit(timing)} {every}"
    for years, day in timing.exceptions:
        named = listed([str(year) for year in years])
        before = "avant " if timing.strict else ""
        day_said = _NONE
        if not isinstance(day, Nothing):
            day_said = f"{before}{the_day(day)} {rank(day.offset)}"
        words += f", sauf en {named} : {day_said}"
    return words + _cases(timing.cases, the_day)


def _limit(timing: Yearly) -> str:
    if timing.only_opens:
        return f"à partir {the_day(timing.day, 'du')}"
    if timing.opens == timing.day:
        return the_day(timing.day)
    if timing.opens and not timing.count:
        since = f"{the_day(timing.opens, 'du')} {rank(timing.opens.offset)}"
        return f"{since} {the_day(timing.day, 'au')}"
    return f"{'avant' if timing.strict else 'au plus tard'} {the_day(timing.day)}"


def _in_years(since: Bound | None, until: Bound | None) -> str:
    """``à partir de 2025`` where a bound is the first or the last day of a year."""
    if until is None and isinstance(since, date):
        whole = (since.month, since.day) == (1, 1)
        return f" à partir {'de ' + str(since.year) if whole else 'du ' + short(since)}"
    return in_words(since, until)


def _cases(cases: tuple[Excepted[Other], ...], named: Callable[[Other], str]) -> str:
    return "".join(f", sauf {then_in_words(excepted, named)}" for excepted in cases)


def _which_years(timing: Yearly) -> str:
    often = f", une sur {timing.every}" if timing.every > 1 else ""
    if timing.only == LAST:
        return f"{often}, la dernière seulement"
    if isinstance(timing.only, int):
        return f"{often}, la {ordinal(timing.only, feminine=True)} seulement"
    named = listed([str(one) for one in timing.only])
    return often + (f", en {named} seulement" if named else "")


def _day_of(timing: DayOf) -> str:
    limit = {"by": "au plus tard le", "before": "avant le", "on": "le", "from": "à partir du"}
    words = f"{limit[timing.bound]} {_place(timing, timing.at)}"
    if timing.opens and not timing.count:
        words = f"du {_opening(timing, timing.opens)} au {_place(timing, timing.at)}"
    elif _is_end(timing):
        at_end = {"by": "au plus tard à", "before": "avant", "on": "à", "from": "à partir de"}
        words = f"{at_end[timing.bound]} la fin de chaque {_named_span(timing)}"
    words = _acts(timing.count) + words
    beyond = timing.span == MONTH and (timing.at.month or 1) > 1
    for named, day in timing.exceptions:
        other = _NONE if isinstance(day, Nothing) else f"le {_other_day(timing, day)}"
        where = f"pour {named.words}" if beyond else _for(named.words)
        words += f", sauf {where} : {other}"
    words += _cases(timing.cases, lambda day: f"le {_other_day(timing, day)}")
    return words + in_words(timing.since, timing.until)


def _acts(number: int | None) -> str:
    return f"{times(number)}, " if number else ""


def _named_span(timing: DayOf) -> str:
    """``trimestre civil``: a period that might have been the contract's is said to be none."""
    may_be_either = timing.span.first == 1 and 1 < timing.span.months < YEAR.months
    return f"{timing.span.name} civil" if may_be_either else span_in_words(timing.span)


def span_in_words(span: Span) -> str:
    """``saison sportive``; with its months where the agreement says them itself."""
    if span.name not in OWN_YEARS or span.first == SPANS[span.name].first:
        return span.name
    return f"{span.name} ({months_in_words(span.first)})"


def _is_end(timing: DayOf) -> bool:
    last = timing.day == LAST and timing.of == "calendar" and timing.named is None
    return last and timing.month == timing.span.months


def _for(words: str) -> str:
    """``en janvier``, ``en 2026``, ``au 1er trimestre``."""
    first = words.split()[0].strip(",")
    return f"en {words}" if first in MONTHS or len(first) > len("10e") else f"au {words}"


def _place(timing: DayOf, day: WindowDay) -> str:
    """``15 de chaque mois``, ``10 du mois suivant chaque trimestre``."""
    span, name = timing.span, _named_span(timing)
    if day.named is not None:
        after = " qui suit" if day.beside else " de"
        return f"{day_in_words(replace(day, beside=0))}{after} chaque {name}"
    number, month = day_in_words(day), 1 if day.month is None else day.month
    if month > span.months:
        return f"{number} du mois suivant chaque {name}"
    if month < 1:
        return f"{number} du mois précédant chaque {name}"
    return f"{number}{'' if span == MONTH else f' du {ordinal(month)} mois'} de chaque {name}"


def _other_day(timing: DayOf, day: WindowDay) -> str:
    """A day that an exception names, where it is not in the month of the day it stands for."""
    words = day_in_words(day)
    if day.month is None or day.named is not None:
        return words
    if day.month > timing.span.months:
        return f"{words} du mois suivant"
    if day.month < 1:
        return f"{words} du mois précédent"
    return f"{words} du {ordinal(day.month)} mois"


def _opening(timing: DayOf, opens: WindowDay) -> str:
    """``1er``, ``20 du 1er mois``, ``20 de chaque mois``: the month is said where it is another."""
    words = day_in_words(opens)
    if opens.named is not None or opens.month == timing.month:
        return words
    if timing.span == MONTH and opens.month == 1:
        return f"{words} de chaque mois"
    if opens.month is not None and opens.month > timing.span.months:
        return f"{words} du mois suivant"
    return f"{words} du {ordinal(opens.month or 1)} mois"


def _quota(timing: Quota) -> str:
    if timing.basis == "rolling":
        every = Length(timing.span.months, "month").each
        bounds = in_words(timing.since, timing.until)
        return f"au moins une fois {every}, en comptant de la fois précédente{bounds}"
    windows = {
        "contract": "du contrat",
        "civil": "civil" + ("e" if timing.span.feminine else ""),
        None: "(du contrat, faute de précision)",
    }[timing.basis]
    words = f"{_BOUNDS[timing.bound]} {times(timing.number)} par {span_in_words(timing.span)}"
    if not timing.dated:
        return f"{words}, sans date"
    bounds = in_words(timing.since, timing.until)
    return f"{words}{bounds}" if timing.span.civil else f"{words} {windows}{bounds}"


def _on_event(agreement: Agreement, timing: OnEvent) -> str:
    event = f"« {event_title(agreement, timing.event)} »"
    match timing:
        case After():
            how = "environ" if timing.approximate else "dans un délai"
            length = timing.length.in_words if timing.approximate else timing.length.of_words
            words = f"{how} {length} après {event}, {first_day(timing.length)}"
            if timing.begins:
                words += f", courant {_starting(timing.begins)}"
            return words + _stops(agreement, timing)
        case Before():
            how = "environ " if timing.approximate else "au moins " if timing.at_least else ""
            opens = f"entre {timing.opens.in_words} et " if timing.opens else ""
            return f"{how}{opens}{timing.length.in_words} avant {event}"
        case Elapsed():
            first = first_day_of_what_lasts(timing.length)
            words = f"au bout {timing.length.of_words} de {event}, {first}"
            return words + stopped(agreement, timing.paused)
        case Past():
            if not timing.length.number:
                return f"passé {event}, dès le lendemain"
            return f"{timing.length.once_passed} après {event}{_stops(agreement, timing)}"
        case By():
            return f"au plus tard le jour de {event}, compris"
        case At():
            if timing.count and timing.broken_by:
                breaks = [f"« {event_title(agreement, name)} »" for name in timing.broken_by]
                within = f", dans la même période ({timing.span.name})" if timing.span else ""
                number = ordinal(timing.count, feminine=True)
                return f"dès {event} pour la {number} fois de suite, sans {listed(breaks)}{within}"
            if timing.count:
                within = f" dans la même période ({timing.span.name})" if timing.span else ""
                return f"dès {event} pour la {ordinal(timing.count, feminine=True)} fois{within}"
            return f"dès {event}, sans dernier jour"
        case _:
            assert_never(timing)


def _stops(agreement: Agreement, timing: After | Past) -> str:
    words = ""
    if timing.restarts:
        words += f", repartant de « {event_title(agreement, timing.restarts)} »"
    if timing.prolonged:
        rule = timing.prolonged
        words += f", prolongeable {times(rule.times)} {rule.length.of_words}"
        words += f" par « {event_title(agreement, rule.event)} »"
    return words + stopped(agreement, timing.paused)


def stopped(agreement: Agreement, paused: Pause | None) -> str:
    """``, suspendu de « arrêt » à « reprise »``; nothing where its clause says nothing of it."""
    match paused:
        case None:
            return ""
        case "never":
            return ", que rien ne suspend"
        case "school holidays":
            return ", suspendu pendant les vacances scolaires"
        case EachYear():
            first, last = the_day(paused.first, "du"), the_day(paused.last, "au")
            return f", suspendu {first} {last} de chaque année"
        case (since, until):
            titles = event_title(agreement, since), event_title(agreement, until)
            return f", suspendu de « {titles[0]} » à « {titles[1]} »"
        case _:
            assert_never(paused)
