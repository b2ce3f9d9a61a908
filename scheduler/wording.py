"""How an occurrence is told to a person, the same in mails, pages, calendars and the terminal.

In French unless a letter's reader asked for English; what the rules and the paper say stays theirs.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from scheduler import english
from scheduler.deadlines import french
from scheduler.deadlines.agreement import Citation
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.derivation import place
from scheduler.deadlines.obligation import NOTICE, Occurrence, Question
from scheduler.deadlines.penalty import Penalty
from scheduler.deadlines.period import ONE_DAY
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
    if item.opens:
        day = tongue.full(item.opens)
        return tongue.say(f"dès le {day}, sans dernier jour", f"from {day}, with no last day")
    return tongue.say("date inconnue", "date unknown")


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


def posting(item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """``lettre à poster au plus tard le vendredi 11 décembre 2026``, or nothing.

    Where a body decides before the letter leaves, its last useful session comes first.
    """
    told = [_session(item, tongue)] if item.session else []
    if item.send_by:
        perhaps = tongue.say(" (peut-être)", " (perhaps)") if item.due is None else ""
        letter = tongue.say("lettre à poster", "letter to be posted")
        told.append(f"{letter}{perhaps} {_by(item.send_by, tongue)}")
    return _joined(told, tongue)


def _joined(texts: Sequence[str], tongue: Tongue) -> str:
    return tongue.say(" ; ", "; ").join(texts)


def _session(item: Occurrence, tongue: Tongue) -> str:
    if item.session is None:
        return ""
    day, body = tongue.full(item.session), item.deciding_body
    told = tongue.say(
        f"dernière séance utile ({body}) le {day}", f"last useful session ({body}) on {day}"
    )
    if item.convene_by:
        convened = tongue.say("à convoquer", "to be convened")
        told += f", {convened} {_by(item.convene_by, tongue)}"
    return told


def day_to_act(
    item: Occurrence, today: date, tongue: Tongue = FRENCH, *, posted: bool = False
) -> str:
    """By when, the day to post a letter first: after that day, or once posted, the last one."""
    if item.send_by is None:
        return _joined([when(item, tongue), *_deciding(item, today, tongue)], tongue)
    last = when(item, tongue).removeprefix(_until(tongue))
    if posted:
        return tongue.say(f"dernier jour {last}", f"last day: {last}")
    if item.send_by < today:
        day = tongue.full(item.send_by)
        left = tongue.say(f"la lettre devait partir le {day}", f"the letter was to leave on {day}")
        return _joined((last, left), tongue)
    perhaps = "" if item.due else tongue.say("peut-être ", "perhaps ")
    told = [perhaps + _by(item.send_by, tongue)]
    told += [_session(item, tongue)] if item.session else []
    return _joined((*told, tongue.say(f"dernier jour : {last}", f"last day: {last}")), tongue)


def _deciding(item: Occurrence, today: date, tongue: Tongue) -> Iterator[str]:
    """The last useful session, or that it has been: after it another one must be convened."""
    if item.session is None or item.due is None or item.due < today:
        return
    if item.session >= today:
        yield _session(item, tongue)
        return
    day, body = tongue.full(item.session), item.deciding_body
    yield tongue.say(
        f"la dernière séance prévue ({body}) était le {day}",
        f"the last session planned ({body}) was on {day}",
    )


def left(item: Occurrence, today: date, tongue: Tongue = FRENCH) -> str:
    """How long is left until the last useful day."""
    day = item.next_day(today)
    if day is None:
        return ""
    if item.due is None and day < today:
        return tongue.say("peut-être déjà passée", "perhaps already past")
    if item.send_by and item.send_by >= today:
        return tongue.say("à poster ", "to be posted ") + tongue.time_left(today, item.send_by)
    if item.send_by and day >= today:
        at_once = tongue.say("à poster sans attendre, dernier jour ", "to be posted now, last day ")
        return at_once + tongue.time_left(today, day)
    if item.kind == NOTICE and day < today:
        ago = tongue.since(today, day)
        return tongue.say(f"dernier jour passé depuis {ago}", f"last day passed {ago} ago")
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
    so_far = english.euros(computation.penalty_cents(item))
    return tongue.say(f"Pénalité de retard : {cost}.", f"Late penalty so far: {so_far}.")


def otherwise(item: Occurrence, tongue: Tongue = FRENCH) -> str:
    """What happens if it is not done, with what a delay costs."""
    cost = _cost(item.penalty, tongue) if item.penalty else ""
    return _joined([text for text in (item.otherwise, cost) if text], tongue)


def _cost(rule: Penalty, tongue: Tongue) -> str:
    each = "for the delay" if rule.per == "once" else f"for each {rule.per} of delay"
    most = f", at most {english.euros(rule.cap)}" if rule.cap is not None else ""
    return tongue.say(
        f"pénalité de {rule.in_words}",
        f"penalty of {english.euros(rule.cents)} {each}{most}",
    )


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
