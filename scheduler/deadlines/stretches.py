"""From one computed day to another: a stretch whose bounds are days, known or not yet."""

from dataclasses import replace

from scheduler.deadlines.agreement import Agreement, Clause
from scheduler.deadlines.french import full, short
from scheduler.deadlines.ground import is_post_term, occurrence, other_readings
from scheduler.deadlines.obligation import LASTING, Certainty, Covered, Occurrence
from scheduler.deadlines.relative import From
from scheduler.deadlines.term import Term


def between(
    agreement: Agreement,
    clause: Clause,
    opens: From | None,
    due: From | None,
    term: Term | None,
    *,
    ends: bool,
) -> Occurrence:
    """The stretch from ``opens`` to ``due``, both included; None for a bound not known yet.

    One of the two is there. ``ends`` says whether the text gives an end at all. A beginning that
    falls after the end is left out, and said.
    """
    if due is None:
        assert opens is not None, "a stretch has one of its bounds"
        return _open(agreement, clause, opens, ends=ends)
    begins = opens.day if opens and opens.exact else None
    late = bool(begins and due.exact and due.day and begins > due.day)
    steps = [*(opens.why if opens else ()), _beginning(opens)]
    steps += [step for step in due.why if step not in steps]
    steps += [_end(due), *other_readings(due.others)]
    if late:
        steps.append("La période finirait avant de commencer : seule sa fin est retenue.")
    item = occurrence(agreement, clause, due.key, "window", [step for step in steps if step])
    item = replace(item, period=due.period, condition=_condition(item, opens, due))
    if not due.exact:
        certainty: Certainty = "bracketed" if due.day or due.latest else "unknown"
        return replace(item, earliest=due.day, latest=due.latest, certainty=certainty)
    about = due.approximate or bool(opens and opens.approximate)
    return replace(
        item,
        opens=None if late else begins,
        due=due.day,
        latest=due.latest,
        alternatives=due.others,
        certainty="approximate" if about else "exact",
        post_term=bool(term and due.day and is_post_term(term, due.day)),
    )


def lasting(
    agreement: Agreement, clause: Clause, opens: From, due: From | None
) -> Occurrence | None:
    """The duty owed on every day from ``opens`` to ``due``, both included; its end may be unknown.

    It opens, and has no day by which to act. None where it would be over before it begins.
    """
    steps = [*opens.why, _beginning(opens)]
    if due is None:
        return _opened(agreement, clause, opens, LASTING, [*steps, _END_UNKNOWN])
    known = opens.exact and due.exact
    if known and opens.day and due.day and opens.day > due.day:
        return None
    steps += [step for step in due.why if step not in steps]
    steps += [_end(due), _NO_DAY_TO_ACT]
    steps += [step for step in other_readings(due.others) if step not in steps]
    item = _opened(agreement, clause, opens, LASTING, steps)
    covered = None
    if known and due.day:
        covered = Covered(f"jusqu'au {short(due.day)}", opens.day, due.day)
    return replace(item, period=covered, condition=_condition(item, opens, due))


_END_UNKNOWN = "Sa fin n'est pas encore connue."
_NO_DAY_TO_ACT = "L'obligation est due chaque jour de cette période ; elle cesse avec elle."


def _open(agreement: Agreement, clause: Clause, opens: From, *, ends: bool) -> Occurrence:
    """What has begun, or will, and whose end is not known, or not said."""
    steps = [*opens.why, _beginning(opens)]
    steps.append(_END_UNKNOWN if ends else "Le texte ne fixe pas sa fin.")
    return _opened(agreement, clause, opens, "window", steps)


def _opened(
    agreement: Agreement, clause: Clause, opens: From, kind: str, steps: list[str]
) -> Occurrence:
    """The occurrence that opens that day, or no earlier than it, and sets no last day."""
    item = occurrence(agreement, clause, opens.key, kind, steps)
    item = replace(item, period=opens.period, condition=_condition(item, opens, None))
    if opens.exact:
        return replace(item, opens=opens.day)
    certainty: Certainty = "bracketed" if opens.day else "unknown"
    return replace(item, earliest=opens.day, certainty=certainty)


def _beginning(opens: From | None) -> str:
    if opens is None:
        return "Le premier jour de la période n'est pas encore connu."
    if opens.exact and opens.day:
        return f"La période s'ouvre le {full(opens.day)}."
    if opens.day is None:
        return "Le premier jour de la période n'est pas encore connu."
    return f"La période s'ouvre au plus tôt le {short(opens.day)}."


def _end(due: From) -> str:
    if due.exact and due.day:
        return f"Elle s'achève le {full(due.day)}, compris."
    if due.day is None:
        return "Son dernier jour n'est pas encore connu."
    return f"Elle s'achève au plus tôt le {short(due.day)}."


def _condition(item: Occurrence, opens: From | None, due: From | None) -> str | None:
    texts = [opens.condition if opens else None, due.condition if due else None, item.condition]
    return " ; ".join(dict.fromkeys(text for text in texts if text)) or None
