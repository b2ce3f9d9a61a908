"""How an occurrence is told to a person, the same in mails, pages, calendars and the terminal.

In French unless a letter's reader asked for English; what the rules and the paper say stays theirs.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import date, timedelta

from scheduler import english
from scheduler.deadlines import french
from scheduler.deadlines.acts import Act, ActKind
from scheduler.deadlines.agreement import Citation
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.derivation import place
from scheduler.deadlines.obligation import (
    END,
    LASTING,
    NOTICE,
    Occurrence,
    Question,
    Recourse,
    last_day,
)
from scheduler.deadlines.penalty import Penalty, Share, Sum
from scheduler.deadlines.period import ONE_DAY, Length
from scheduler.tongue import FRENCH, Tongue


def when(item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """``au plus tard le mardi 15 février 2027``, or the bounds that are known."""
    if item.due and item.opens == item.due:
        return _on(item.due, tongue)
    if item.due:
        about = tongue.say("environ ", "about ") if item.certainty == "approximate" else ""
        return _by(item.due, tongue, about) + _sooner(item, item.due, tongue)
    if item.earliest:
        latest = f", {_by(item.latest, tongue)}" if item.latest else ""
        day = tongue.full(item.earliest)
        return tongue.say(f"au plus tôt le {day}", f"no earlier than {day}") + latest
    if item.opens and item.kind == LASTING:
        return _lasting(item.opens, item.over_on, tongue)
    if item.opens:
        day = tongue.full(item.opens)
        return tongue.say(f"dès le {day}, sans dernier jour", f"from {day}, with no last day")
    return tongue.say("date inconnue", "date unknown")


def _lasting(since: date, until: date | None, tongue: Tongue) -> str:
    """``du … au …, chaque jour``: a duty that lasts has no day by which to act."""
    first, last = tongue.full(since), tongue.full(until) if until else ""
    if not last:
        return tongue.say(f"depuis le {first}, chaque jour", f"every day from {first}")
    return tongue.say(f"du {first} au {last}, chaque jour", f"every day from {first} to {last}")


def _on(day: date, tongue: Tongue) -> str:
    return tongue.say("le ", "on ") + tongue.full(day)


def _by(day: date, tongue: Tongue, about: str = "") -> str:
    """``au plus tard le mardi 15 février 2027``: the day is included."""
    return _until(tongue) + about + tongue.say("le ", "") + tongue.full(day)


def _until(tongue: Tongue) -> str:
    return tongue.say("au plus tard ", "no later than ")


def _sooner(item: Occurrence, due: date, tongue: Tongue) -> str:
    """The earliest day that another reading gives, where it is before."""
    other = min((one.due for one in item.alternatives), default=due)
    if other >= due:
        return ""
    day = tongue.short(other)
    return tongue.say(f" (le {day} selon une autre lecture)", f" ({day} on another reading)")


def posting(
    item: Occurrence,
    tongue: Tongue = FRENCH,
    today: date | None = None,
    performed: Container[ActKind] = (),
) -> str:
    """``lettre à poster au plus tard le vendredi 11 décembre 2026``, or nothing.

    Where a body decides before, its last useful session comes first; once that has passed on
    ``today`` without being ``performed``, what remains possible does.
    """
    told = [_session(item, tongue)] if item.session and today is None else []
    if today:
        told = list(deciding(item, today, tongue, performed))
    return _joined([*told, *_letter(item, tongue)], tongue)


def _letter(item: Occurrence, tongue: Tongue) -> Iterator[str]:
    if item.send_by:
        perhaps = tongue.say(" (peut-être)", " (perhaps)") if item.due is None else ""
        letter = tongue.say("lettre à poster", "letter to be posted")
        yield f"{letter}{perhaps} {_by(item.send_by, tongue)}"


def _joined(texts: Sequence[str], tongue: Tongue) -> str:
    return tongue.say(" ; ", "; ").join(texts)


def _session(item: Occurrence, tongue: Tongue, *, convened: bool = False) -> str:
    """``dernière séance utile (conseil) le …, à convoquer au plus tard le …, dernier jour …``."""
    if item.session is None:
        return ""
    day, body = tongue.full(item.session), item.deciding_body
    told = tongue.say(
        f"dernière séance utile ({body}) le {day}", f"last useful session ({body}) on {day}"
    )
    if item.convene_by and not convened:
        return f"{told}, {tongue.say('à convoquer', 'to be convened')} {_convening(item, tongue)}"
    return told


def _convening(item: Occurrence, tongue: Tongue) -> str:
    """``au plus tard le vendredi 26 mars 2027, dernier jour ouvré (le délai finit le …)``."""
    if item.convene_by is None:
        return ""
    working = item.convene_on or item.convene_by
    if working == item.convene_by:
        return _by(working, tongue)
    day = tongue.full(item.convene_by)
    return _by(working, tongue) + tongue.say(
        f", dernier jour ouvré (le délai finit le {day})",
        f", the last working day (the time limit ends on {day})",
    )


def deciding(
    item: Occurrence, today: date, tongue: Tongue = FRENCH, performed: Container[ActKind] = ()
) -> Iterator[str]:
    """Of what a body decides: its last useful session, else what remains possible; or nothing."""
    last = last_day(item) or item.acts_by
    if item.recourse is None or last is None or last < today or "session" in performed:
        return
    if item.session and item.session >= today:
        yield _session_to_come(item, item.session, today, tongue, "convene" in performed)
    elif item.session is None and any(year >= today.year for year in item.recourse.unentered):
        yield _unentered(item, item.recourse, today, tongue)
    else:
        yield _none_left(item, item.recourse, last, today, tongue)


def _session_to_come(
    item: Occurrence, session: date, today: date, tongue: Tongue, convened: bool
) -> str:
    """The session; of its convocation, by when, that its working days or that all have passed."""
    convene_by, working = item.convene_by, item.convene_on or item.convene_by
    if convened or convene_by is None or working is None or working >= today:
        return _session(item, tongue, convened=convened)
    told = _session(item, tongue, convened=True)
    if convene_by >= today:
        return f"{told}, {tongue.say('à convoquer', 'to be convened')} {_by(convene_by, tongue)}"
    day = tongue.full(working)
    told += tongue.say(
        f", dont la convocation devait partir le {day}",
        f", whose convocation was to leave on {day}",
    )
    if item.recourse is None or session < _first_urgent_session(item.recourse, today):
        return told
    return told + tongue.say(
        " : si elle n'est pas partie, convoquer en urgence (délai abrégé)",
        ": if it has not, convene at short notice",
    )


def _unentered(item: Occurrence, recourse: Recourse, today: date, tongue: Tongue) -> str:
    years = tongue.listed([str(year) for year in recourse.unentered if year >= today.year])
    return tongue.say(
        f"dates des séances de {years} à saisir ({item.deciding_body})",
        f"dates of the sessions of {years} to be entered ({item.deciding_body})",
    )


def _none_left(
    item: Occurrence, recourse: Recourse, last: date, today: date, tongue: Tongue
) -> str:
    """That no session is useful any more, and every way that remains."""
    act = item.final_by if item.final_by and item.final_by >= today else last
    day, ways = tongue.full(act), list(_ways_left(recourse, today, tongue))
    none = tongue.say(
        f"plus aucune séance utile ({item.deciding_body}) avant le {day} : ",
        f"no useful session ({item.deciding_body}) is left before {day}: ",
    )
    if item.session:
        passed = tongue.short(item.session)
        none = (
            tongue.say(f"sans décision prise le {passed}, ", f"unless it was decided on {passed}, ")
            + none
        )
    return none + tongue.say(", ou ", ", or ").join(ways)


def _first_urgent_session(recourse: Recourse, today: date) -> date:
    """The first day on which a session convened today in urgency may sit, its clear days apart."""
    return today + timedelta(days=recourse.urgent_days + 1)


def _ways_left(recourse: Recourse, today: date, tongue: Tongue) -> Iterator[str]:
    urgent = tongue.say("convoquer en urgence (délai abrégé)", "convene at short notice")
    if recourse.decide_by >= _first_urgent_session(recourse, today):
        day = tongue.short(recourse.decide_by)
        urgent += tongue.say(f", séance au plus tard le {day}", f", session no later than {day}")
    yield urgent
    if recourse.second_from and recourse.decide_by >= today:
        day = tongue.short(max(recourse.second_from, today))
        yield tongue.say(
            f"si le quorum a manqué, seconde séance dès le {day}, sans quorum",
            f"if there was no quorum, a second sitting from {day}, without quorum",
        )
    yield tongue.say(
        f"décision par délégation ({recourse.delegate or 'si une délégation le permet'})",
        f"a decision by delegation ({recourse.delegate or 'if one allows it'})",
    )
    if recourse.later and recourse.later >= today:
        day = tongue.full(recourse.later)
        yield tongue.say(
            f"séance du {day}, la décision étant rendue exécutoire et remise le jour même",
            f"the session on {day}, its decision made enforceable and handed over the same day",
        )


def day_to_act(
    item: Occurrence,
    today: date,
    tongue: Tongue = FRENCH,
    *,
    posted: bool = False,
    performed: Container[ActKind] = (),
) -> str:
    """By when, the next useful act first: after its day, or once posted, the last legal one."""
    last = when(item, tongue).removeprefix(_until(tongue))
    if posted:
        return tongue.say(f"dernier jour {last}", f"last day: {last}")
    act = item.next_act(today, performed)
    final = tongue.say(f"dernier jour : {last}", f"last day: {last}")
    if act and act.kind == "convene" and item.session:
        perhaps = "" if item.due else tongue.say("peut-être ", "perhaps ")
        told = perhaps + _convening(item, tongue) + _for_the_session(item, item.session, tongue)
        return _joined([told, *_letter(item, tongue), final], tongue)
    decided = list(deciding(item, today, tongue, performed))
    if act and act.kind == "session":
        return _joined([*decided, *_letter(item, tongue), final], tongue)
    if item.send_by is None:
        return _joined([when(item, tongue), *decided], tongue)
    if item.send_by < today:
        day = tongue.full(item.send_by)
        left = tongue.say(f"la lettre devait partir le {day}", f"the letter was to leave on {day}")
        return _joined((last, left, *decided), tongue)
    perhaps = "" if item.due else tongue.say("peut-être ", "perhaps ")
    return _joined([perhaps + _by(item.send_by, tongue), *decided, final], tongue)


def _for_the_session(item: Occurrence, session: date, tongue: Tongue) -> str:
    day, body = tongue.full(session), item.deciding_body
    return tongue.say(
        f", pour la dernière séance utile ({body}), le {day}",
        f", for the last useful session ({body}), on {day}",
    )


def left(
    item: Occurrence,
    today: date,
    tongue: Tongue = FRENCH,
    performed: Container[ActKind] = (),
) -> str:
    """How long is left until the next useful act."""
    day, act = item.next_day(today, performed), item.next_act(today, performed)
    if day is None:
        return ""
    if item.due is None and day < today:
        return tongue.say("peut-être déjà passée", "perhaps already past")
    if act and act.kind in ("convene", "session"):
        told = tongue.say("séance ", "session ")
        told += tongue.say("à convoquer ", "to be convened ") if act.kind == "convene" else ""
        return told + tongue.time_left(today, act.by) + _unsure(item, act, today, tongue, performed)
    return _passed(item, today, tongue, performed) + _left_after(item, day, today, tongue)


def _unsure(
    item: Occurrence, act: Act, today: date, tongue: Tongue, performed: Container[ActKind]
) -> str:
    """That nobody has said that the session was convened, its time limit over."""
    if act.kind != "session" or item.convene_by is None or "convene" in performed:
        return ""
    over = item.convene_by < today
    return tongue.say(", convocation à vérifier", ", convocation to be checked") if over else ""


def _passed(item: Occurrence, today: date, tongue: Tongue, performed: Container[ActKind]) -> str:
    """That the session is over and nobody has said what it decided, while it can be mended."""
    last = item.final_by
    if item.session is None or "session" in performed or last is None or last < today:
        return ""
    return tongue.say("séance passée, ", "session over, ")


def _left_after(item: Occurrence, day: date, today: date, tongue: Tongue) -> str:
    """How long is left until the letter or the last day, once nobody has to decide any more."""
    if item.send_by and item.send_by >= today:
        return tongue.say("à poster ", "to be posted ") + tongue.time_left(today, item.send_by)
    if item.send_by and day >= today:
        at_once = tongue.say("à poster sans attendre, dernier jour ", "to be posted now, last day ")
        return at_once + tongue.time_left(today, day)
    if item.kind == NOTICE and day < today:
        ago = tongue.since(today, day)
        return tongue.say(f"dernier jour passé depuis {ago}", f"last day passed {ago} ago")
    if item.kind == END and day < today:
        ago = tongue.since(today, day)
        return tongue.say(f"terme passé depuis {ago}", f"end passed {ago} ago")
    another = _of_another_reading(item, day, tongue) if day >= today else ""
    return tongue.time_left(today, day) + another


def _of_another_reading(item: Occurrence, day: date, tongue: Tongue) -> str:
    """Said of a time left that does not lead to the day that ``when`` gives."""
    if item.due in (None, day) or all(other.due != day for other in item.alternatives):
        return ""
    return tongue.say(" selon une autre lecture", " on another reading")


def missed(computation: Computation, item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """What a missed notice entails: the renewal, and the next way out; else nothing."""
    follows = renewal(computation, item, tongue)
    if computation.status(item) != "missed" or not follows:
        return ""
    return tongue.say("Trop tard pour ce terme : ", "Too late for this term: ") + follows


def renewal(computation: Computation, item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """What follows where a notice is not given: the renewal, and the next way out; else nothing."""
    if item.kind != NOTICE or item.due is None:
        return ""
    later = [
        other.due
        for other in computation.occurrences
        if other.kind == NOTICE and other.due and other.due > item.due and not other.condition
    ]
    text = f"{item.otherwise}."
    if later:
        way_out = tongue.say(
            "Prochaine sortie : une dénonciation reçue", "Next way out: a notice received"
        )
        text += f" {way_out} {_by(min(later), tongue)}."
    return text + _renewals_left(computation, item, tongue)


def _renewals_left(computation: Computation, item: Occurrence, tongue: Tongue) -> str:
    """How many could follow that renewal, where every reading says the same; else nothing."""
    term, covered = computation.term, item.period
    if term is None or term.open_ended or covered is None or covered.end is None:
        return ""
    unsure = term.truncated or len({cap.end for cap in term.caps}) > 1
    if not term.allowed or unsure or not computation.effect.exact:
        return ""
    following = covered.end + ONE_DAY
    if all(period.start != following for period in term.periods[1:]):
        return ""
    left = term.allowed - term.used(following)
    if left > 0:
        possible = french.count(left, "reconduction possible", "reconductions possibles")
        more = english.count(left, "more renewal is", "more renewals are")
        return tongue.say(f" Ensuite, {possible}.", f" After that, {more} possible.")
    last = tongue.say(" Ce sera la dernière reconduction.", " That will be the last renewal.")
    return last if left == 0 else ""


def penalty(computation: Computation, item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """``Pénalité de retard : 7 jours × 50 € = 350 €.``, or nothing."""
    cost = computation.penalty(item)
    if not cost:
        return ""
    cents = computation.penalty_cents(item)
    so_far = english.euros(cents) if cents else cost
    return tongue.say(f"Pénalité de retard : {cost}.", f"Late penalty so far: {so_far}.")


def otherwise(item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """What happens if it is not done, with what a delay costs."""
    cost = _cost(item.penalty, tongue) if item.penalty else ""
    return _joined([text for text in (item.otherwise, cost) if text], tongue)


def _cost(rule: Penalty, tongue: Tongue) -> str:
    each = "for the delay" if rule.per == "once" else f"for each {rule.per} of delay"
    most = f", at most {_sum(rule.cap)}" if rule.cap is not None else ""
    if rule.after:
        left = f", {_length(rule.after.length)} after" if rule.after.length else ", from"
        most += f"{left} « {rule.after.title} »"
    return tongue.say(
        f"pénalité de {rule.in_words}", f"penalty of {_sum(rule.amount)} {each}{most}"
    )


def _length(length: Length) -> str:
    """``15 days``, ``2 working days``; one of two parts keeps its French."""
    if length.more is not None:
        return f"« {length} »"
    kind = {"calendar": "", "worked": "working ", "workable": "business "}[length.kind]
    return english.count(length.number, f"{kind}{length.unit}")


def _sum(amount: Sum) -> str:
    """In English; a share keeps the words of the agreement."""
    return f"« {amount.words} »" if isinstance(amount, Share) else english.euros(amount)


def title(computation: Computation, item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """The title, with who it is expected from where the duty is not ours, and its period."""
    name = item.title
    if not item.ours:
        names = [computation.agreement.party(party) for party in item.owed_by]
        name = f"{name} ({awaited(names, tongue)})"
    return f"{name} – {item.period.label}" if item.period else name


def awaited(names: Sequence[str], tongue: Tongue = FRENCH) -> str:
    """``attendu de : Ville et CCAS``: a name may have no article, or carry its own."""
    return tongue.say("attendu de : ", "expected from: ") + tongue.listed(names)


def reference(item: Occurrence) -> str:
    """``article 3``, as a caption."""
    return place(item.cited)


def cited(words: Citation, tongue: Tongue = FRENCH) -> str:
    """``article 3 : « pour une durée de deux ans »``."""
    colon = tongue.say(" : ", ": ")
    return f"{place(words)}{colon}« {words.quote} »" if words.quote else place(words)


def question(item: Question, tongue: Tongue = FRENCH) -> str:
    """The question, with the bounds that are known, what it holds back."""
    text = item.text
    if item.earliest and not item.futures:
        colon, day = tongue.say(" : ", ": "), tongue.short(item.earliest)
        because = f"{colon}{item.because}" if item.because else ""
        text += tongue.say(f" Au plus tôt le {day}", f" No earlier than {day}") + f"{because}."
    return text + (f" {_held(item.holds, tongue)}." if item.holds else "")


def _held(number: int, tongue: Tongue) -> str:
    """``1 échéance en dépend``, ``63 échéances en dépendent``."""
    return tongue.say(
        french.count(number, "échéance en dépend", "échéances en dépendent"),
        english.count(number, "date hangs on it", "dates hang on it"),
    )


def pieces(computation: Computation, item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """``Pièces qui manquent : a ; b.``, then those asked for under a condition; or nothing."""
    left = [one for one in item.documents if not computation.received(item, one)]
    always = [one.title for one in left if not one.condition]
    si = tongue.say("si", "if:")
    others = [f"{one.title} ({si} {one.condition})" for one in left if one.condition]
    missing = tongue.say("Pièces qui manquent : ", "Documents missing: ")
    told = [f"{missing}{_joined(always, tongue)}."] if always else []
    if others and always:
        perhaps = tongue.say("Et, selon le cas : ", "And, as the case may be: ")
        told.append(f"{perhaps}{_joined(others, tongue)}.")
    return " ".join(told)


def ended(computation: Computation, tongue: Tongue = FRENCH) -> str:
    """``31 août 2025 : prorogée ? au plus tard le 31 août 2028``, for an ended agreement."""
    term = computation.term
    if term is None or term.end is None:
        return ""
    end = tongue.say("le ", "on ") + tongue.short(term.end)
    asked = next((one for one in computation.asked if one.futures), None)
    if asked is None:
        return end
    how = tongue.say(*_CONTINUED.get(asked.topic, ("prolongée ?", "prolonged?")))
    last = asked.futures[-1]
    day = tongue.short(last.end)
    more = tongue.say(f" Jusqu'au {day} ?", f" Until {day}?") if last.end > term.end else ""
    return f"{end}{tongue.say(' : ', ': ')}{how}{more}"


_CONTINUED = {"renewal": ("reconduite ?", "renewed?"), "extension": ("prorogée ?", "extended?")}


def life(computation: Computation, tongue: Tongue = FRENCH) -> str:
    """Where the agreement stands: ``en vigueur``, ``terme passé``."""
    return tongue.say(*_LIVES[computation.life])


_LIVES = {
    "in_force": ("en vigueur", "in force"),
    "to_confirm": ("à confirmer", "to be confirmed"),
    "ended": ("terme passé", "past its term"),
    "undated": ("sans durée décrite", "no term described"),
    "template": ("modèle", "template"),
}
LIVES = {name: in_french for name, (in_french, _) in _LIVES.items()}
