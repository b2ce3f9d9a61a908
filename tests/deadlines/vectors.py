"""Each operation of the worked examples, through the library's public functions."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.deadlines.agreement import (
    Citation,
    EffectRule,
    NoticeRule,
    RenewalRule,
    Source,
    TermRule,
)
from scheduler.deadlines.business_days import (
    Calendar,
    days_after,
    disputed_holidays,
    number_of_days,
    public_holidays,
)
from scheduler.deadlines.duration import compute_term
from scheduler.deadlines.notices import CUSTODY_DAYS, DELIVERY_DAYS, notice_days, safe_posting_day
from scheduler.deadlines.period import (
    DayKind,
    Length,
    Period,
    add_months,
    add_months_up,
    after,
    latest_before,
    subtracted,
    term_end,
)
from scheduler.deadlines.procedural import (
    Judge,
    Regime,
    brought_forward,
    civil_year_after,
    clear_days_before,
    clear_limit,
    days_before_as_in_1985,
    electronic_notification,
    extended,
    in_time_for_an_administration,
    letter_kept_until,
    letter_notified,
    limit,
    silence,
)
from scheduler.deadlines.recurrence import (
    civil_windows,
    contract_windows,
    first_windows,
    period_containing,
    unmet,
)
from scheduler.deadlines.term import Term
from scheduler.deadlines.timing import BIMONTH, MONTH, QUARTER, SEMESTER, YEAR

Json = dict[str, Any]
ZONES = {
    "metropole": "Métropole",
    "alsace-moselle": "Alsace-Moselle",
    "guadeloupe": "Guadeloupe",
    "martinique": "Martinique",
    "guyane": "Guyane",
    "mayotte": "Mayotte",
    "la-reunion": "La Réunion",
    "reunion": "La Réunion",
    "saint-barthelemy": "Saint-Barthélémy",
    "saint-martin": "Saint-Martin",
    "saint-pierre-et-miquelon": "Saint-Pierre-et-Miquelon",
    "nouvelle-caledonie": "Nouvelle-Calédonie",
    "polynesie-francaise": "Polynésie Française",
    "wallis-et-futuna": "Wallis-et-Futuna",
}
SPANS = {
    "month": (MONTH, "M"),
    "two_months": (BIMONTH, "B"),
    "quarter": (QUARTER, "Q"),
    "semester": (SEMESTER, "S"),
    "year": (YEAR, ""),
}
KINDS: dict[str, DayKind] = {"ouvres": "worked", "ouvrables": "workable", "calendaires": "calendar"}
REGIMES: dict[str, Regime] = {
    "contract": "contract",
    "procedure": "procedure",
    "prescription": "limitation",
}
JUDGES: dict[str, Judge] = {"administratif": "administrative", "judiciaire": "civil"}


@dataclass(frozen=True)
class Vector:
    """One worked example: what goes in, what must come out."""

    id: str
    inputs: Json
    expected: Json

    def computed(self) -> Json:
        """What the library gives, in the example's own terms."""
        found = OPERATIONS[self.inputs["op"]](self.inputs)
        return {key: plain(found[key]) for key in self.expected if key in found}


def read_vectors(path: Path) -> Iterator[Vector]:
    """The examples of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Vector(row["id"], json.loads(row["inputs"]), without_notes(row))


def without_notes(row: dict[str, str]) -> Json:
    """What must come out, less what a row only remarks about another's mistake."""
    expected: Json = json.loads(row["expected"])
    return {key: value for key, value in expected.items() if not key.endswith("_wrong")}


def plain(value: Any) -> Any:
    """Dates as text, tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value


def day(text: str) -> date:
    return date.fromisoformat(text)


def length(given: Json, *names: str) -> Length:
    """Months, then days, as the example states them."""
    months = next((given[name] for name in names if given.get(name)), given.get("months", 0))
    days = given.get("days", 0) + 7 * given.get("weeks", 0)
    if months:
        return Length(months, "month", Length(days, "day") if days else None)
    return Length(days, "day")


def zone(given: Json) -> str:
    return ZONES[given.get("zone", "metropole")]


def rolled(given: Json) -> Json:
    raw = after(day(given["start"]), length(given))
    return {
        "raw": raw,
        "date": extended(raw, "procedure", zone(given)),
        "rolled": extended(raw, "procedure", zone(given)),
        "prudent": brought_forward(raw, zone(given)),
    }


def both_ways(given: Json) -> Json:
    down = add_months(day(given["start"]), given["months"])
    up = add_months_up(day(given["start"]), given["months"])
    return {"down": down, "up": up, "ambiguous": down != up}


def notice(given: Json) -> Json:
    term = day(given["term"])
    latest, prudent = latest_before(term, length(given)), subtracted(term, length(given))
    return {"latest": latest, "prudent": prudent, "ambiguous": latest != prudent}


def notice_check(given: Json) -> Json:
    latest = latest_before(day(given["term"]), length(given))
    in_time = {
        name: day(given[name]) <= latest for name in ("given", "sent", "received") if name in given
    }
    return {
        "in_time": in_time.get("given"),
        "by_sending": in_time.get("sent"),
        "by_reception": in_time.get("received"),
    }


def fixed(given: Json) -> Json:
    month, number = (int(part) for part in given["md"].split("-"))
    written = limit(given["wording"], date(given["year"] + given["offset"], month, number))
    return {
        "last_day": written.last_day,
        "tolerant": written.tolerant,
        "ambiguous": written.ambiguous,
    }


def wording(given: Json) -> Json:
    read = limit(given["wording"], day(given["date"]))
    return {"last_day": read.last_day, "tolerant": read.tolerant, "ambiguous": read.ambiguous}


def settled_budget(given: Json) -> Json:
    """The day of a year, and the other one in a year of municipal elections (CGCT L1612-9)."""
    return {
        "normal": date(given["year"], 6, 1),
        "renewal": date(given["renewal_year"], 6, 15),
    }


def budget_debate(given: Json) -> Json:
    vote = day(given["vote"])
    return {
        "two_months": subtracted(vote, Length(2, "month")),
        "ten_weeks": subtracted(vote, Length(10, "week")),
    }


def roll(given: Json) -> Json:
    return {"date": extended(day(given["date"]), REGIMES[given["regime"]], zone(given))}


def roll_zones(given: Json) -> Json:
    on = day(given["date"])
    return {name: extended(on, "procedure", ZONES[name]) for name in given["zones"]}


def holidays(given: Json) -> Json:
    found = public_holidays(zone(given), given["year"])
    usual = public_holidays(ZONES["metropole"], given["year"])
    disputed = disputed_holidays(zone(given), given["year"])
    extra = sorted(found - usual)
    return {
        "dates": sorted(found),
        "extra": extra,
        "count": len(found),
        "data": extra[0] if extra else None,
        "labour_code_text": disputed[0] if disputed else None,
        "ambiguous": bool(disputed),
    }


def is_holiday(given: Json) -> Json:
    on = day(given["date"])
    return {"holiday": on in public_holidays(zone(given), on.year)}


def workdays(given: Json) -> Json:
    kind = KINDS[given["kind"]]
    return {"date": days_after(day(given["start"]), given["n"], kind, zone(given))}


def count_days(given: Json) -> Json:
    kind = KINDS[given["kind"]]
    return {"count": number_of_days(day(given["from"]), day(given["to"]), kind, zone(given))}


def associativity(given: Json) -> Json:
    start, chained = day(given["start"]), day(given["start"])
    for months in given["months"]:
        chained = add_months(chained, months)
    return {"chained": chained, "anchored": add_months(start, sum(given["months"]))}


def before_event(given: Json) -> Json:
    event, days = day(given["event"]), given["days"]
    return {
        "latest": clear_days_before(event, days),
        "cass_2018_rule": clear_days_before(event, days),
        "cass_1985": days_before_as_in_1985(event, days, zone(given)),
    }


def send_by(given: Json) -> Json:
    assert (given["instance_days"], given["transit_workdays"]) == (CUSTODY_DAYS, DELIVERY_DAYS)
    return {"send_by": safe_posting_day(day(given["latest"]), Calendar("légal", zone(given)))}


def windows_of(given: Json) -> list[tuple[str, Period]]:
    span, _ = SPANS[given["kind"]]
    return list(civil_windows(date(given["year"], 1, 1), date(given["year"], 12, 31), span))


def quota(given: Json) -> Json:
    _, letter = SPANS[given["kind"]]
    left = unmet(windows_of(given), map(day, given["done"]), given["min"])
    return {
        "missing": [f"{given['year']}-{letter}{key.rpartition('-')[2][1:]}" for key, _ in left],
        "deadline": left[0][1].end if left else None,
    }


def anchored(given: Json) -> Json:
    start = day(given["start"])
    span, _ = next(one for one in SPANS.values() if one[0].months == given["months"])
    last = add_months(start, given["months"] * given["count"])
    found = list(contract_windows(start, last, span))[: given["count"]]
    return {"windows": [(window.start, window.end) for _, window in found]}


def partial(given: Json) -> Json:
    cut, whole = first_windows(day(given["start"]), SPANS[given["kind"]][0])
    return {
        "strict_due": cut.end,
        "full_periods_due": whole.end,
        "prudent": min(cut.end, whole.end),
    }


def silent(given: Json) -> Json:
    found = silence(day(given["received"]), length(given))
    return {
        "reply_prudent": found.answer_by,
        "expires": found.expires,
        "enforceable_from": found.effective_from,
    }


def franc(given: Json) -> Json:
    raw = clear_limit(day(given["start"]), length(given))
    return {"date": extended(raw, "procedure", zone(given)) if given.get("roll") else raw}


def letter(given: Json) -> Json:
    collected = day(given["collected"]) if given["collected"] else None
    presented = day(given["presented"])
    return {
        "date": letter_notified(presented, collected, JUDGES[given["regime"]]),
        "kept_until": letter_kept_until(presented),
    }


def electronic(given: Json) -> Json:
    consulted = day(given["consulted"]) if given["consulted"] else None
    found = electronic_notification(day(given["available"]), consulted)
    return {"date": found.on, "known_on": found.known_on}


def term_of(given: Json) -> tuple[TermRule, Term]:
    here = Citation("", "", Source("vectors", 0))
    rule = TermRule(
        effect=EffectRule(None, day(given["start"]), here),
        length=Length(given["initial_months"], "month"),
        cited=here,
        renewal=RenewalRule(Length(given["renewal_months"], "month"), given["max_renewals"], here),
        notice=(
            NoticeRule(Length(given["notice_months"], "month"), True, "received", False, None, here)
            if "notice_months" in given
            else None
        ),
    )
    return rule, compute_term(rule, day(given["start"]), date(2200, 1, 1))


def chain(given: Json) -> Json:
    rule, term = term_of(given)
    days = notice_days(term, rule.notice, Calendar("légal")) if rule.notice else ()
    return {
        "ends": [period.end for period in term.periods],
        "latest": [one.due for one in days],
        "none_for": term.periods[-1].end,
    }


def containing(given: Json) -> Json:
    found = period_containing(
        day(given["start"]), Length(given["period_months"], "month"), day(given["date"])
    )
    return {"period_start": found.start, "period_end": found.end}


def two_terms(given: Json) -> Json:
    event = day(given["event"])
    included, excluded = term_end(event, length(given)), after(event, length(given))
    return {
        "first_day_included": included,
        "dies_a_quo_excluded": excluded,
        "prudent": min(included, excluded),
    }


OPERATIONS: dict[str, Callable[[Json], Json]] = {
    "add": lambda given: {"date": after(day(given["start"]), length(given))},
    "add_both": both_ways,
    "add_roll": rolled,
    "add_roll_two": rolled,
    "admin_deadline": lambda given: {
        "in_time": in_time_for_an_administration(day(given["deadline"]), day(given["postmark"]))
    },
    "anchored_windows": anchored,
    "assoc": associativity,
    "before_event": before_event,
    "before_event_two": before_event,
    "chain": chain,
    "chain_notices": chain,
    "civil_windows": lambda given: {
        "windows": [(window.start, window.end) for _, window in windows_of(given)]
    },
    "civil_year_after": lambda given: dict(
        zip(("from", "to"), civil_year_after(day(given["event"])), strict=True)
    ),
    "count_days": count_days,
    "dob": budget_debate,
    "enotif": electronic,
    "fixed": fixed,
    "fixed_variants": settled_budget,
    "franc": franc,
    "holidays": holidays,
    "holidays_count": holidays,
    "holidays_extra": holidays,
    "holidays_two": holidays,
    "is_holiday": is_holiday,
    "lrar": letter,
    "notice": notice,
    "notice_check": notice_check,
    "notice_two": notice_check,
    "partial": partial,
    "period_containing": containing,
    "prev_workday": lambda given: {"date": brought_forward(day(given["date"]), zone(given))},
    "quota": quota,
    "roll": roll,
    "roll_zones": roll_zones,
    "send_by": send_by,
    "silence": silent,
    "term_end": lambda given: {"last_day": term_end(day(given["start"]), length(given))},
    "term_two": two_terms,
    "wording": wording,
    "workdays": workdays,
}
