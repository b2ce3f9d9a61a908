"""How an occurrence is told to a person, the same in mails, pages, calendars and the terminal."""

from collections.abc import Sequence
from datetime import date

from scheduler.deadlines import french
from scheduler.deadlines.agreement import Citation
from scheduler.deadlines.computation import Computation
from scheduler.deadlines.derivation import place
from scheduler.deadlines.obligation import NOTICE, Occurrence, Question
from scheduler.deadlines.period import ONE_DAY


def when(item: Occurrence) -> str:
    """``au plus tard le mardi 15 février 2027``, or the bounds that are known."""
    if item.due and item.opens == item.due:
        return f"le {french.full(item.due)}"
    if item.due:
        about = "environ " if item.certainty == "approximate" else ""
        other = min((one.due for one in item.alternatives), default=item.due)
        sooner = f" (le {french.short(other)} selon une autre lecture)" if other < item.due else ""
        return f"au plus tard {about}le {french.full(item.due)}{sooner}"
    if item.earliest:
        latest = f", au plus tard le {french.full(item.latest)}" if item.latest else ""
        return f"au plus tôt le {french.full(item.earliest)}{latest}"
    if item.opens:
        return f"dès le {french.full(item.opens)}, sans dernier jour"
    return "date inconnue"


def posting(item: Occurrence) -> str:
    """``lettre à poster au plus tard le vendredi 11 décembre 2026``, or nothing.

    Where a body decides before the letter leaves, its last useful session comes first.
    """
    told = [_session(item)] if item.session else []
    if item.send_by:
        perhaps = " (peut-être)" if item.due is None else ""
        told.append(f"lettre à poster{perhaps} au plus tard le {french.full(item.send_by)}")
    return " ; ".join(told)


def _session(item: Occurrence) -> str:
    if item.session is None:
        return ""
    told = f"dernière séance utile ({item.deciding_body}) le {french.full(item.session)}"
    if item.convene_by:
        told += f", à convoquer au plus tard le {french.full(item.convene_by)}"
    return told


def day_to_act(item: Occurrence, today: date, *, posted: bool = False) -> str:
    """By when, the day to post a letter first: after that day, or once posted, the last one."""
    if item.send_by is None:
        return when(item)
    last = when(item).removeprefix("au plus tard ")
    if posted:
        return f"dernier jour {last}"
    if item.send_by < today:
        return f"{last} ; la lettre devait partir le {french.full(item.send_by)}"
    told = [f"{'' if item.due else 'peut-être '}au plus tard le {french.full(item.send_by)}"]
    told += [_session(item)] if item.session else []
    return " ; ".join((*told, f"dernier jour : {last}"))


def left(item: Occurrence, today: date) -> str:
    """How long is left until the last useful day."""
    day = item.next_day(today)
    if day is None:
        return ""
    if item.due is None and day < today:
        return "peut-être déjà passée"
    if item.send_by and item.send_by >= today:
        return f"à poster {french.time_left(today, item.send_by)}"
    if item.send_by and day >= today:
        return f"à poster sans attendre, dernier jour {french.time_left(today, day)}"
    if item.kind == NOTICE and day < today:
        return f"dernier jour passé depuis {french.since(today, day)}"
    return french.time_left(today, day)


def missed(computation: Computation, item: Occurrence) -> str:
    """What a missed notice entails: the renewal, and the next way out; else nothing."""
    follows = renewal(computation, item)
    if computation.status(item) != "missed" or not follows:
        return ""
    return f"Trop tard pour ce terme : {follows}"


def renewal(computation: Computation, item: Occurrence) -> str:
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
        text += (
            f" Prochaine sortie : une dénonciation reçue au plus tard le {french.full(min(later))}."
        )
    return text + _renewals_left(computation, item)


def _renewals_left(computation: Computation, item: Occurrence) -> str:
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
        return f" Ensuite, {possible}."
    return " Ce sera la dernière reconduction." if left == 0 else ""


def penalty(computation: Computation, item: Occurrence) -> str:
    """``Pénalité de retard : 7 jours × 50 € = 350 €.``, or nothing."""
    cost = computation.penalty(item)
    return f"Pénalité de retard : {cost}." if cost else ""


def otherwise(item: Occurrence) -> str:
    """What happens if it is not done, with what a delay costs."""
    cost = f"pénalité de {item.penalty.in_words}" if item.penalty else ""
    return " ; ".join(text for text in (item.otherwise, cost) if text)


def title(computation: Computation, item: Occurrence) -> str:
    """The title, with who it is expected from where the duty is not ours, and its period."""
    name = item.title
    if not item.ours:
        names = [computation.agreement.party(party) for party in item.owed_by]
        name = f"{name} ({awaited(names)})"
    return f"{name} – {item.period.label}" if item.period else name


def awaited(names: Sequence[str]) -> str:
    """``attendu de : Ville et CCAS``: a name may have no article, or carry its own."""
    return f"attendu de : {french.listed(list(names))}"


def reference(item: Occurrence) -> str:
    """``article 3``, as a caption."""
    return place(item.cited)


def cited(words: Citation) -> str:
    """``article 3 : « pour une durée de deux ans »``."""
    return f"{place(words)} : « {words.quote} »" if words.quote else place(words)


def question(item: Question) -> str:
    """The question, with the bounds that are known, what it holds back."""
    text = item.text
    if item.earliest and not item.futures:
        because = f" : {item.because}" if item.because else ""
        text += f" Au plus tôt le {french.short(item.earliest)}{because}."
    if item.holds:
        text += (
            f" {french.count(item.holds, 'échéance')} en dépend{'ent' if item.holds > 1 else ''}."
        )
    return text


def pieces(computation: Computation, item: Occurrence) -> str:
    """``Pièces qui manquent : a ; b.``, then those asked for under a condition; or nothing."""
    left = [one for one in item.documents if not computation.received(item, one)]
    always = [one.title for one in left if not one.condition]
    others = [f"{one.title} (si {one.condition})" for one in left if one.condition]
    told = [f"Pièces qui manquent : {' ; '.join(always)}."] if always else []
    if others and always:
        told.append(f"Et, selon le cas : {' ; '.join(others)}.")
    return " ".join(told)


def ended(computation: Computation) -> str:
    """``31 août 2025 : prorogée ? au plus tard le 31 août 2028``, for an ended agreement."""
    term = computation.term
    if term is None or term.end is None:
        return ""
    asked = next((one for one in computation.asked if one.futures), None)
    if asked is None:
        return f"le {french.short(term.end)}"
    how = {"renewal": "reconduite ?", "extension": "prorogée ?"}.get(asked.topic, "prolongée ?")
    last = asked.futures[-1]
    more = f" Jusqu'au {french.short(last.end)} ?" if last.end > term.end else ""
    return f"le {french.short(term.end)} : {how}{more}"


LIVES = {
    "in_force": "en vigueur",
    "to_confirm": "à confirmer",
    "ended": "terme passé",
    "undated": "sans durée décrite",
    "template": "modèle",
}
