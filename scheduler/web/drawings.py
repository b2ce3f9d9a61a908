"""The life line of an agreement, as SVG drawn by the server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from scheduler.deadlines.computation import Computation
from scheduler.deadlines.french import numeric
from scheduler.deadlines.notices import NoticeDay, notice_days
from scheduler.deadlines.period import ONE_DAY
from scheduler.deadlines.term import Term, TermPeriod, period_name

WIDTH = 960
LEFT, RIGHT = 10, 950
BAR_TOP, BAR_HEIGHT = 46, 40
NOTICE_TOP, NOTICE_HEIGHT = 96, 22


@dataclass(frozen=True)
class Scale:
    """Days to horizontal positions."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day stands, kept inside the drawing."""
        span = max(1, (self.last - self.first).days)
        share = min(1.0, max(0.0, (day - self.first).days / span))
        return round(LEFT + share * (RIGHT - LEFT), 1)


def life_line(computation: Computation) -> Markup:
    """Periods, renewals (a barred one hatched), notice windows, today; its table stands below."""
    term = computation.term
    if term is None:
        return Markup("")
    margin = timedelta(days=60)
    futures = tuple(_futures(computation, term))
    last = max(period.end for period in (*term.all_periods, *futures))
    scale = Scale(term.effect - margin, last + margin)
    parts = [_period(scale, period, _label(period)) for period in term.all_periods]
    parts += [_period(scale, period, "?") for period in futures]
    parts += [_notice(scale, day) for day in _days(computation, term)]
    parts.append(_today(scale, computation.today))
    kind = "" if computation.effect.exact else " (dates au plus tôt)"
    return Markup(
        '<svg class="life" viewBox="0 0 {w} 150" role="img" aria-labelledby="life-t life-d">'
        '<title id="life-t">Vie de la convention{kind}</title>'
        '<desc id="life-d">Périodes du contrat, fenêtres de préavis et jour présent ; '
        "les mêmes dates sont dans le tableau qui suit.</desc>"
        '<defs><pattern id="hatch" width="8" height="8" patternTransform="rotate(45)" '
        'patternUnits="userSpaceOnUse"><rect class="hatch-ground" width="8" height="8"/>'
        '<rect class="hatch-line" width="3" height="8"/></pattern></defs>{parts}</svg>'
    ).format(w=WIDTH, kind=kind, parts=Markup("").join(parts))


def _futures(computation: Computation, term: Term) -> Iterator[TermPeriod]:
    """How far an ended agreement may have gone on, were the question answered that way."""
    for question in computation.asked:
        for future in question.futures:
            if future.end > term.last_day:
                start = term.last_day + ONE_DAY
                ordinal = len(term.all_periods) + 1
                extended = question.topic == "extension"
                yield TermPeriod(ordinal, start, future.end, future.reading, extended)


def _days(computation: Computation, term: Term) -> tuple[NoticeDay, ...]:
    rule = computation.agreement.term
    if rule is None or rule.notice is None:
        return ()
    return notice_days(term, rule.notice, computation.agreement.calendar)


def _label(period: TermPeriod) -> str:
    if period.extension:
        return "P"
    return "1" if period.ordinal == 1 else f"R{period.ordinal - 1}"


def _period(scale: Scale, period: TermPeriod, label: str) -> Markup:
    left, right = scale.x(period.start), scale.x(period.end)
    style = "barred" if period.reading else "initial" if period.ordinal == 1 else "renewal"
    name = period_name(period) + (f" ({period.reading})" if period.reading else "")
    return Markup(
        '<rect class="{style}" x="{x}" y="{y}" width="{w}" height="{h}">'
        "<title>{name} : {days}</title></rect>"
        '<text class="in-bar {style}-text" x="{tx}" y="{ty}">{label}</text>'
        '<text class="tick" x="{x}" y="{top}">{a}</text>'
    ).format(
        style=style,
        x=left,
        y=BAR_TOP,
        w=max(2, right - left - 2),
        h=BAR_HEIGHT,
        name=name,
        a=numeric(period.start),
        days=f"depuis le {numeric(period.start)}, sans terme fixé"
        if period.endless
        else f"du {numeric(period.start)} au {numeric(period.end)}",
        tx=(left + right) / 2,
        ty=BAR_TOP + 26,
        label=label,
        top=BAR_TOP - 10,
    )


def _notice(scale: Scale, day: NoticeDay) -> Markup:
    """From three months before the letter must leave to the last day for notice."""
    last = min([day.due, *(other.due for other in day.alternatives)])
    send_by = day.send_by or last
    left, right = scale.x(send_by - timedelta(days=90)), scale.x(last)
    return Markup(
        '<rect class="notice" x="{x}" y="{y}" width="{w}" height="{h}">'
        "<title>Préavis : poster au plus tard le {a}, reçu au plus tard le {b}</title></rect>"
        '<text class="tick" x="{x}" y="{ty}">{b}</text>'
    ).format(
        x=left,
        y=NOTICE_TOP,
        w=max(4, right - left),
        h=NOTICE_HEIGHT,
        a=numeric(send_by),
        b=numeric(last),
        ty=NOTICE_TOP + NOTICE_HEIGHT + 16,
    )


def _today(scale: Scale, today: date) -> Markup:
    if not scale.first <= today <= scale.last:
        return Markup("")
    return Markup(
        '<line class="today" x1="{x}" x2="{x}" y1="{a}" y2="{b}"/>'
        '<text class="today-text" x="{x}" y="14">{words}</text>'
    ).format(
        x=scale.x(today),
        a=18,
        b=NOTICE_TOP + NOTICE_HEIGHT + 4,
        words=escape("aujourd'hui"),
    )
