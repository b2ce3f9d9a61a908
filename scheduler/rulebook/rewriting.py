"""A rule file's tree with every other word put as the language writes it, at its own place.

What is rewritten keeps the line and the column of what was written, so that a problem still points
at the author's own words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from scheduler.rulebook.also_written import (
    CAP,
    CAPS,
    CLAUSE,
    FACT,
    FILE,
    MOMENT,
    NO,
    NOTICE,
    PENALTY,
    PERMANENT,
    RENEWAL,
    TERM,
)
from scheduler.rulebook.civil_years import in_calendar_years
from scheduler.rulebook.plain_names import spelling
from scheduler.rulebook.readers import Reject, read_length, short_name
from scheduler.rulebook.rewriting_effect import (
    UNKNOWN_EFFECT,
    UNKNOWN_WORDS,
    effect_rewritten,
    fact_named,
)
from scheduler.rulebook.rewriting_moments import (
    Names,
    is_date,
    moment_rewritten,
    names_of,
    point,
    with_keys,
)
from scheduler.rulebook.several_days import one_by_one
from scheduler.rulebook.yaml_nodes import Mapping, Node, Scalar, Sequence, child_of


def rewritten(root: Node) -> Node:
    """The file's tree in the words of the language."""
    root = _at(in_calendar_years(with_keys(root, FILE)), "faits", _facts)
    root = _with_unknown_effect(root)
    names = names_of(child_of(root, "faits"))
    root = _each(root, "faits", lambda fact: with_keys(fact, FACT))
    root = _each(root, "obligations", lambda clause: _clause(clause, names))
    root = _each(root, "avenants", lambda amendment: _amendment(amendment, names))
    return _at(root, "durée", lambda term: _term(term, names))


def _facts(node: Node) -> Node:
    """``[signature, réunion]``, or each fact by its name with its date or its title alone."""
    if isinstance(node, Sequence):
        titles = [item for item in node.items if isinstance(item, Scalar) and item.value]
        names = [short_name(title.value or "") for title in titles]
        if len(titles) < len(node.items) or len(set(names)) < len(names):
            return node
        entries = zip(names, titles, strict=True)
        return Mapping(
            tuple((Scalar(name, one.at), _fact_of(one)) for name, one in entries), node.at
        )
    if not isinstance(node, Mapping):
        return node
    return replace(
        node,
        entries=tuple(
            (name, _fact_of(value if isinstance(value, Mapping | Sequence) else _told(name, value)))
            for name, value in node.entries
        ),
    )


def _told(name: Scalar, value: Scalar) -> Scalar:
    """What is told of a fact in one value; its name where that says nothing."""
    silent = value.value is None or spelling(value.value) in UNKNOWN_WORDS
    return replace(value, value=name.value) if silent else value


def _fact_of(value: Node) -> Node:
    if not isinstance(value, Scalar):
        return value
    return _under("le" if _is_date(value) else "titre", value)


def _with_unknown_effect(root: Node) -> Node:
    """``prend effet: inconnu`` as a fact that is asked, which the file need not declare."""
    if not isinstance(root, Mapping):
        return root
    term = child_of(root, "durée")
    effect = child_of(with_keys(term, TERM), "prend effet") if term else None
    facts = child_of(root, "faits") or Mapping((), root.at)
    if not isinstance(effect, Scalar) or spelling(effect.value or "") not in UNKNOWN_WORDS:
        return root
    if not isinstance(facts, Mapping) or effect.value in {key.value for key, _ in facts.entries}:
        return root
    at = effect.at
    asked = Mapping(
        (
            (Scalar("titre", at), Scalar("prise d'effet", at)),
            (Scalar("question", at), Scalar("À quelle date la convention prend-elle effet ?", at)),
        ),
        at,
    )
    facts = replace(facts, entries=(*facts.entries, (Scalar(UNKNOWN_EFFECT, at), asked)))
    others = tuple(entry for entry in root.entries if entry[0].value != "faits")
    return replace(root, entries=(*others, (Scalar("faits", facts.at), facts)))


Rewrite = Callable[[Node], Node]


def _at(node: Node, key: str, rewrite: Rewrite) -> Node:
    """The mapping with what stands under that key rewritten."""
    if not isinstance(node, Mapping):
        return node
    return replace(
        node,
        entries=tuple(
            (name, rewrite(value) if name.value == key else value) for name, value in node.entries
        ),
    )


def _each(node: Node, key: str, rewrite: Rewrite) -> Node:
    """The mapping with each entry under that key rewritten, their names being the author's own."""

    def entries(under: Node) -> Node:
        if not isinstance(under, Mapping):
            return under
        return replace(under, entries=tuple((name, rewrite(one)) for name, one in under.entries))

    return _at(node, key, entries)


def _all(node: Node, rewrite: Rewrite) -> Node:
    """One part, or each part of a list."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(rewrite(item) for item in node.items))
    return rewrite(node)


def _amendment(node: Node, names: Names) -> Node:
    return _each(node, "obligations", lambda clause: _clause(clause, names))


def _clause(node: Node, names: Names) -> Node:
    node = with_keys(node, CLAUSE)
    node = _at(node, "si", lambda condition: _condition(condition, names))
    node = _at(node, "pièces", _pieces)
    node = _at(node, "pénalité", _penalty)
    return _at(node, "quand", lambda when: _all(when, lambda one: _when(one, names)))


def _condition(node: Node, names: Names) -> Node:
    """``si: en cas de sinistre`` as the fact that the words name, where they name one."""
    if isinstance(node, Scalar) and node.value:
        return replace(node, value=fact_named(re.sub(r"^en cas (?:de |d')", "", node.value), names))
    return node


def _pieces(node: Node) -> Node:
    """``[rapport, comptes]``: each piece under a short name of its own."""
    if not isinstance(node, Sequence) or not node.items:
        return node
    titles = [item for item in node.items if isinstance(item, Scalar) and item.value]
    names = [short_name(title.value or "") for title in titles]
    if len(titles) < len(node.items) or len(set(names)) < len(names):
        return node
    entries = zip(names, titles, strict=True)
    return Mapping(tuple((Scalar(name, title.at), title) for name, title in entries), node.at)


_PENALTY = re.compile(
    r"(?P<amount>\d.*?(?:€|euros?|%.+?)) ?(?:par|/) ?(?P<per>jour|semaine|mois)(?: de retard)?"
)


def _penalty(node: Node) -> Node:
    """``pénalité: 50 € par jour de retard`` as its amount and its unit."""
    if isinstance(node, Mapping):
        return _with_its_unit(with_keys(node, PENALTY))
    match = _PENALTY.fullmatch(node.value or "") if isinstance(node, Scalar) else None
    return _amount(match, node) if match else node


def _amount(match: re.Match[str], node: Node) -> Mapping:
    entries = (("montant", match["amount"]), ("par", match["per"]))
    written = tuple((Scalar(key, node.at), Scalar(value, node.at)) for key, value in entries)
    return Mapping(written, node.at)


def _with_its_unit(node: Node) -> Node:
    """``montant: 50 € par jour`` as the amount and its unit, where no unit is written apart."""
    amount = child_of(node, "montant")
    match = _PENALTY.fullmatch(amount.value or "") if isinstance(amount, Scalar) else None
    if match is None or not isinstance(node, Mapping) or child_of(node, "par") is not None:
        return node
    others = tuple(entry for entry in node.entries if entry[0].value != "montant")
    return replace(node, entries=(*_amount(match, node).entries, *others))


def _when(node: Node, names: Names) -> Node:
    """A moment: ``permanent`` in other words, a date that stands alone, or keys."""
    if isinstance(node, Scalar) and node.value:
        if PERMANENT.get(spelling(node.value)):
            return replace(node, value=PERMANENT[spelling(node.value)])
        return _under("au plus tard", node) if _is_date(node) else node
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, value),) = node.entries
        permanent = PERMANENT.get(spelling(key.value or ""))
        if permanent and isinstance(value, Scalar) and spelling(value.value or "") == "oui":
            return Scalar(permanent, key.at)
    return _all(one_by_one(with_keys(node, MOMENT)), lambda moment: moment_rewritten(moment, names))


def _is_date(node: Node) -> bool:
    return isinstance(node, Scalar) and is_date(node.value or "")


def _is_length(node: Node) -> bool:
    if not isinstance(node, Scalar) or node.value is None:
        return False
    try:
        return bool(read_length(node.value))
    except Reject:
        return False


def _under(key: str, node: Scalar) -> Mapping:
    """The value under a key of its own, as if the author had written both."""
    return Mapping(((Scalar(key, node.at), node),), node.at)


def _term(node: Node, names: Names) -> Node:
    if not isinstance(node, Mapping):
        return node
    node = replace(node, entries=tuple(_entries_of_the_term(node)))
    node = with_keys(node, TERM)
    node = _at(node, "prend effet", lambda effect: effect_rewritten(effect, names))
    length = child_of(node, "pour")
    node = _at(node, "reconduction", lambda renewal: _as_long(_renewal(renewal), length))
    node = _at(node, "prorogation", _extension)
    node = _at(node, "préavis", lambda notice: _all(notice, _notice))
    return _at(node, "plafond", lambda cap: _cap(cap, "sans précision"))


def _entries_of_the_term(node: Mapping) -> Iterator[tuple[Scalar, Node]]:
    """Its entries, those whose key says more than a name written in full."""
    present = {key.value for key, _ in node.entries}
    for key, value in node.entries:
        word = spelling(key.value or "")
        if word in _RENEWED and "reconduction" not in present:
            yield replace(key, value="reconduction"), _renewed(word, value)
        elif word in ("fin", "jusqu'a") and _is_date(value) and "jusqu'au" not in present:
            yield replace(key, value="jusqu'au"), value
        elif word == "resiliation" and _is_a_notice(value) and "préavis" not in present:
            yield replace(key, value="préavis"), value
        elif word == "pour" and (years := _whole_years(value)) and "jusqu'au" not in present:
            yield replace(key, value="jusqu'au"), years
        elif word in CAPS and "plafond" not in present:
            yield replace(key, value="plafond"), _cap(value, "total")
        elif word == "reconduction" and isinstance(value, Scalar) and _is_no(value):
            continue
        else:
            yield key, value


def _is_a_notice(node: Node) -> bool:
    """Whether ``résiliation`` says how long before it is given, and when: it is a notice."""
    if not isinstance(node, Mapping):
        return False
    keys = {NOTICE.key(key.value or "") or key.value for key, _ in node.entries}
    return "délai" in keys and keys <= {"délai", "moment", "forme", "compté de", "par", "citation"}


_WHOLE_YEARS = re.compile(
    r"(?:l'|les )?années? (?:civiles? )?(?:\d{4}(?:, | et | à | - |-))*(\d{4})"
)


def _whole_years(value: Node) -> Node | None:
    """``années 2026 à 2028`` as the last day of the last of them."""
    years = _WHOLE_YEARS.fullmatch(value.value or "") if isinstance(value, Scalar) else None
    return Scalar(f"{years[1]}-12-31", value.at) if years else None


_RENEWED = {
    "renouvelable": "inconnu",
    "reconductible": "inconnu",
    "tacite reconduction": "tacite",
    "reconduction tacite": "tacite",
    "reconduction expresse": "expresse",
}
"""Keys that say a renewal, with the mode that they say; whoever does not say how is asked."""
_SO_MANY = re.compile(r"(?P<number>.+?) fois(?: au plus| maximum)?")


def _is_no(value: Scalar) -> bool:
    return spelling(value.value or "") in NO


def _renewed(word: str, value: Node) -> Node:
    """``renouvelable: 2 fois``, ``tacite reconduction: {pour: 1 an}`` as a renewal."""
    at = value.at
    mode = (Scalar("mode", at), Scalar(_RENEWED[word], at))
    if isinstance(value, Mapping):
        says = RENEWAL.keys.get
        written = any(says(spelling(key.value or "")) == "mode" for key, _ in value.entries)
        return value if written else replace(value, entries=(mode, *value.entries))
    if not isinstance(value, Scalar) or value.value is None:
        return value
    if spelling(value.value) == "oui":
        return Mapping((mode,), at)
    how = RENEWAL.value("mode", value.value)
    if how:
        return Mapping(((Scalar("mode", at), replace(value, value=how)),), at)
    times = _SO_MANY.fullmatch(value.value)
    if times:
        number = replace(value, value=times["number"])
        return Mapping((mode, (Scalar("fois", at), number)), at)
    if _is_length(value):
        return Mapping((mode, (Scalar("pour", at), value)), at)
    return value


def _extension(node: Node) -> Node:
    """``silence: accord`` and ``réponse: 1 mois`` as the keys that they stand for."""
    node = _at(node, "silence", lambda value: _alone("vaut", value))
    return _at(node, "réponse", lambda value: _alone("délai", value))


def _alone(key: str, value: Node) -> Node:
    return _under(key, value) if isinstance(value, Scalar) and value.value else value


def _renewal(node: Node) -> Node:
    """``reconduction: tacite``, or its keys."""
    if isinstance(node, Scalar) and node.value and RENEWAL.value("mode", node.value):
        node = _under("mode", node)
    if isinstance(node, Mapping) and "mode" not in {key.value for key, _ in node.entries}:
        node = replace(node, entries=tuple(_with_mode(node)))
    return with_keys(node, RENEWAL)


_SAME_LENGTH = ("meme duree", "la meme duree", "une meme duree", "une duree identique", "identique")


def _as_long(renewal: Node, length: Node | None) -> Node:
    """``pour: la même durée`` as the length of the first period, where it is written as one."""
    same = child_of(renewal, "pour")
    if not isinstance(same, Scalar) or spelling(same.value or "") not in _SAME_LENGTH:
        return renewal
    if not isinstance(length, Scalar) or not _is_length(length):
        return renewal
    return _at(renewal, "pour", lambda written: replace(same, value=length.value))


def _with_mode(node: Mapping) -> Iterator[tuple[Scalar, Node]]:
    """``tacite: oui`` as ``mode: tacite``."""
    for key, value in node.entries:
        yes = isinstance(value, Scalar) and spelling(value.value or "") == "oui"
        mode = RENEWAL.value("mode", key.value or "") if yes else None
        if mode and spelling(key.value or "") != "oui":
            yield Scalar("mode", key.at), Scalar(mode, value.at)
        else:
            yield key, value


def _notice(node: Node) -> Node:
    """``préavis: 3 mois``, or its keys; ``avant: terme`` says its moment."""
    if _is_length(node) and isinstance(node, Scalar):
        return _under("délai", node)
    node = _at(with_keys(node, NOTICE), "délai", _at_least)
    if not isinstance(node, Mapping) or "moment" in {key.value for key, _ in node.entries}:
        return node
    return replace(
        node,
        entries=tuple(
            (replace(key, value="moment"), replace(value, value="avant chaque terme"))
            if key.value in ("avant", "avant le")
            and isinstance(value, Scalar)
            and point(value.value or "", {}) in ("terme", "chaque terme")
            else (key, value)
            for key, value in node.entries
        ),
    )


def _at_least(node: Node) -> Node:
    """``2 mois au moins`` as ``2 mois``: a notice is always of so long at least."""
    bare = _AT_LEAST.sub("", node.value or "") if isinstance(node, Scalar) else ""
    return replace(node, value=bare) if bare and isinstance(node, Scalar) else node


_AT_LEAST = re.compile(r"^(?:au moins|au minimum) | (?:au moins|au minimum|minimum)$")


def _cap(node: Node, key: str) -> Node:
    """``plafond: 6 ans``: what it covers is said by its key, or is a question."""
    if isinstance(node, Scalar) and _is_length(node):
        return _under(key, node)
    if isinstance(node, Scalar) and _is_date(node):
        return _under("jusqu'au", node)
    return with_keys(node, CAP)
