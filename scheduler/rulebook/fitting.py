"""The form of ``quand`` that fits the keys that somebody wrote, where they do not go together.

A table says which form each group of keys was probably meant to be; what is shown is read by the
grammar first, so that it can be pasted in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from scheduler.deadlines.french import MONTHS
from scheduler.deadlines.timing import SPANS
from scheduler.rulebook.moment_forms import TERM_DAYS
from scheduler.rulebook.moments import When
from scheduler.rulebook.phrases import Supposed, forms_of_phrase, is_vague
from scheduler.rulebook.plain_names import plainly, spelling
from scheduler.rulebook.readers import (
    Reject,
    is_length,
    is_short_name,
    read_date,
    read_length,
    read_yearly_day,
    read_yearly_window,
)
from scheduler.rulebook.rewriting_moments import names_of
from scheduler.rulebook.yaml_nodes import Mapping as Keys
from scheduler.rulebook.yaml_nodes import Node, Scalar, Sequence, child_of, descend, plain

Kind = Literal[
    "term", "date", "yearly", "length", "month", "span", "vague", "fact", "moment", "text"
]
SAID_ELSEWHERE: tuple[Kind, ...] = ("term", "date", "yearly", "length", "month", "span")
"""Values that are right under another key: it is the key that does not go with the others."""
Loc = tuple[str | int, ...]
_WORDS = re.compile(
    r"(?P<length>.+?) (?P<side>avant|après|suivant|à compter d[eu]|précédant) (?P<anchor>.+)"
)
_TERMS = {
    "terme": "terme",
    "fin de la convention": "terme",
    "fin du contrat": "terme",
    "terme de la convention": "terme",
    "echeance": "terme",
    "prise d'effet": "prise d'effet",
    "anniversaire": "anniversaire",
    "date anniversaire": "anniversaire",
    "chaque terme": "chaque terme",
}
"""What people call the days of the term, as ``plainly`` writes it."""


@dataclass(frozen=True)
class Fit:
    """Keys that were written, of which kind each value is where that counts, and the form meant.

    In the form, ``<clé>`` stands for the value of that key; ``<fait>`` for a fact of the file.
    """

    keys: Mapping[str, Kind | None]
    shown: str


FITS: tuple[Fit, ...] = (
    Fit({"dès": "fact", "délai": None}, "{délai: <délai>, après: <dès>}"),
    Fit({"dès": "term", "délai": None}, "{délai: <délai>, après: <dès>}"),
    Fit({"dès": None, "passé": None}, "{passé: <passé>, après: <dès>}"),
    Fit({"dès": None, "au bout de": None}, "{au bout de: <au bout de>, après: <dès>}"),
    Fit({"dès": "fact", "au plus tard": None}, "[{dès: <dès>}, {au plus tard: <au plus tard>}]"),
    Fit({"dès": "term"}, "{à: <dès>}"),
    Fit({"dès": "date"}, "{du: <dès>}"),
    Fit({"à": None, "délai": None}, "{délai: <délai>, après: <à>}"),
    Fit({"à": "fact"}, "{dès: <à>}"),
    Fit({"à": "date"}, "{au plus tard: <à>}"),
    Fit({"à": "yearly"}, "{chaque: année, au plus tard: <à>}"),
    Fit({"échéance": None, "délai": None}, "{délai: <délai>, après: {échéance: <échéance>}}"),
    Fit({"échéance": None}, "{à: {échéance: <échéance>}}"),
    Fit({"au bout de": None, "avant": None}, "{délai: <au bout de>, avant: <avant>}"),
    Fit({"au bout de": None, "après": None}, "{délai: <au bout de>, après: <après>}"),
    Fit({"au bout de": None}, "{au bout de: <au bout de>, après: <fait>}"),
    Fit({"passé": None, "avant": None}, "{délai: <passé>, avant: <avant>}"),
    Fit({"passé": None, "après": None}, "{délai: <passé>, après: <après>}"),
    Fit({"passé": None}, "{passé: <passé>, après: <fait>}"),
    Fit({"délai": None, "après": None, "ouvre": None}, "{délai: <délai>, après: <après>}"),
    Fit({"délai": None, "au plus tard": "term"}, "{délai: <délai>, avant: <au plus tard>}"),
    Fit({"délai": None, "au plus tard": "fact"}, "{délai: <délai>, avant: <au plus tard>}"),
    Fit({"délai": None, "pour": "fact"}, "{délai: <délai>, avant: <pour>}"),
    Fit(
        {"délai": None, "après": "date"},
        "{délai: <délai>, après: {au plus tard: <après>}}",
    ),
    Fit({"délai": None, "avant": "date"}, "{délai: <délai>, avant: {pour: <avant>}}"),
    Fit(
        {"délai": None, "après": "yearly"},
        "{délai: <délai>, après: {chaque: année, au plus tard: <après>}}",
    ),
    Fit(
        {"délai": None, "avant": "yearly"},
        "{délai: <délai>, avant: {chaque: année, pour: <avant>}}",
    ),
    Fit(
        {"délai": None, "chaque": None},
        "{délai: <délai>, après: {chaque: <chaque>, au plus tard: dernier jour}}",
    ),
    Fit(
        {"délai": None, "chaque": None},
        "{délai: <délai>, après: {chaque: <chaque>, au plus tard: 31 décembre N}}",
    ),
    Fit(
        {"chaque": None, "seulement": "month", "au plus tard": None},
        "{chaque: année, au plus tard: <au plus tard> <seulement> N}",
    ),
    Fit(
        {"chaque": None, "seulement": "month", "avant": None},
        "{chaque: année, avant: <avant> <seulement> N}",
    ),
    Fit({"chaque": None, "seulement": "month"}, "{chaque: année, en: <seulement> N}"),
    Fit({"chaque": None, "au moins": None}, "{au moins: <au moins>, par: <chaque>}"),
    Fit({"chaque": None, "exactement": None}, "{exactement: <exactement>, par: <chaque>}"),
    Fit({"chaque": None, "au plus": None}, "{au plus: <au plus>, par: <chaque>}"),
    Fit(
        {"chaque": "length", "au plus tard": "yearly"},
        "{chaque: année, au plus tard: <au plus tard>, tous les: <chaque>}",
    ),
    Fit({"chaque": "yearly"}, "{chaque: année, au plus tard: <chaque>}"),
    Fit({"chaque": "term"}, "{à: <chaque>}"),
    Fit(
        {"chaque": None, "au plus tard": "length"},
        "{délai: <au plus tard>, après: {chaque: <chaque>, au plus tard: dernier jour}}",
    ),
    Fit({"chaque": None, "échéance": "yearly"}, "{chaque: <chaque>, au plus tard: <échéance>}"),
    Fit({"chaque": None, "jour": None}, "{chaque: <chaque>, le: <jour>}"),
    Fit({"chaque": None, "mois": "month"}, "{chaque: année, en: <mois> N}"),
    Fit({"au moins": None, "par": "length"}, "{au moins: <au moins>, tous les: <par>}"),
    Fit({"chaque": None, "fois": None}, "{au moins: <fois>, par: <chaque>}"),
    Fit({"chaque": None, "à": "term"}, "{à: <à>}"),
    Fit({"chaque": "fact"}, "{dès: <chaque>}"),
    Fit({"fois": None, "par": None}, "{au moins: <fois>, par: <par>}"),
    Fit({"nombre": None, "par": None}, "{au moins: <nombre>, par: <par>}"),
    Fit({"nombre": None, "chaque": None}, "{au moins: <nombre>, par: <chaque>}"),
    Fit({"fois": None, "tous les": None}, "{au moins: <fois>, tous les: <tous les>}"),
    Fit({"fois": None, "en": None}, "{exactement: <fois>, en: <en>}"),
    Fit({"fois": None}, "{au moins: <fois>, par: année}"),
    Fit({"par": None, "avant": None}, "{chaque: <par>, avant: <avant>}"),
    Fit({"par": None, "au plus tard": None}, "{chaque: <par>, au plus tard: <au plus tard>}"),
    Fit({"par": None, "pour": None}, "{chaque: <par>, pour: <pour>}"),
    Fit({"par": None, "le": None}, "{chaque: <par>, le: <le>}"),
    Fit({"tous les": None, "après": "term"}, "{à: anniversaire, tous les: <tous les>}"),
    Fit(
        {"tous les": None, "avant": "yearly"},
        "{chaque: année, avant: <avant>, tous les: <tous les>}",
    ),
    Fit(
        {"tous les": None, "au plus tard": "yearly"},
        "{chaque: année, au plus tard: <au plus tard>, tous les: <tous les>}",
    ),
    Fit({"le": "date"}, "{au plus tard: <le>}"),
    Fit({"le": "yearly"}, "{chaque: année, le: <le>}"),
    Fit({"au": "date"}, "{au plus tard: <au>}"),
    Fit({"du": "yearly", "au": "yearly"}, "{chaque: année, du: <du>, au: <au>}"),
    Fit({"en": "yearly"}, "{chaque: année, en: <en>}"),
    Fit({"en": "month"}, "{chaque: année, en: <en> N}"),
    Fit({"pour": "yearly"}, "{chaque: année, pour: <pour>}"),
    Fit({"au plus tard": "yearly"}, "{chaque: année, au plus tard: <au plus tard>}"),
    Fit({"avant": "yearly"}, "{chaque: année, avant: <avant>}"),
    Fit({"avant": "length"}, "{délai: <avant>, avant: <fait>}"),
    Fit({"après": "length"}, "{délai: <après>, après: <fait>}"),
    Fit({"après": "fact"}, "{dès: <après>}"),
    Fit({"après": "date"}, "{du: <après>}"),
    Fit({"au plus tard": "term"}, "{à: <au plus tard>}"),
    Fit({"au plus tard": "length"}, "{délai: <au plus tard>, après: <fait>}"),
    Fit({"pour": "length"}, "{délai: <pour>, après: <fait>}"),
    Fit({"pendant": "length"}, "{pendant: <pendant>, à compter de: <fait>}"),
    Fit({"délai": None, "ouvre": None}, "{délai: <délai>, avant: <fait>, ouvre: <ouvre>}"),
    Fit({"délai": None}, "{délai: <délai>, après: <fait>}"),
    Fit({"tous les": None}, "{au moins: 1, tous les: <tous les>}"),
    Fit({"par": None}, "{au moins: 1, par: <par>}"),
    Fit({"au moins": None}, "{au moins: <au moins>, par: année}"),
    Fit({"exactement": None}, "{exactement: <exactement>, par: année}"),
    Fit({"au plus": None}, "{au plus: <au plus>, par: année}"),
    Fit({"chaque": None, "du": "date"}, "{au moins: 1, par: <chaque>, depuis: <du>}"),
    Fit({"chaque": None, "au": "yearly"}, "{chaque: <chaque>, au plus tard: <au>}"),
    Fit({"chaque": None}, "{au moins: 1, par: <chaque>}"),
    Fit({"au": "yearly"}, "{chaque: année, au plus tard: <au>}"),
    Fit({"le": "text"}, "{chaque: mois, le: <le>}"),
    Fit({"le": "term"}, "{à: <le>}"),
    Fit({"au": "term"}, "{au plus tard: <au>}"),
    Fit({"jusqu'au": "term"}, "{au plus tard: <jusqu'au>}"),
    Fit({"seulement": "month"}, "{chaque: année, en: <seulement> N}"),
    Fit({"ouvre": "length"}, "{dans les: <ouvre>, avant: <fait>}"),
    *(
        Fit({"chaque": None, key: "vague"}, f"{{vers: <{key}> de chaque <chaque>}}")
        for key in ("au plus tard", "avant", "pour", "le", "en", "à")
    ),
    *(
        Fit({key: "vague"}, f"{{vers: <{key}>}}")
        for key in ("au plus tard", "avant", "pour", "le", "en", "à")
    ),
    *(
        Fit({"chaque": None, key: "term"}, f"{{à: <{key}>}}")
        for key in ("le", "au plus tard", "pour")
    ),
)
"""The first that fits, and that the grammar takes, is shown."""


@dataclass(frozen=True)
class Fitting:
    """``quand: …`` as it can be written instead, and the keys that have no place in it."""

    written: str
    left_out: tuple[str, ...]
    supposed: str = ""
    """The fact that stands for one that was not named."""

    @property
    def remedy(self) -> str:
        """``écrire `quand: …` ; « seulement » n'y a pas de place``."""
        out = "".join(f" ; « {key} » n'y a pas de place" for key in self.left_out)
        if self.supposed:
            out += f" ; « {self.supposed} » est un exemple : nommer le fait ou le jour voulu"
        return f"écrire `{self.written}`{out}"


def fitting(root: Node, loc: Loc, *, whole: bool) -> Fitting | None:
    """How ``quand`` can be written instead, where ``loc`` leads into a moment; else None.

    With ``whole`` every key that was written is kept, for a value that is wrong under its key;
    without, as many of them as go together.
    """
    path = _moment(root, loc)
    if path is None:
        return _of_phrase(root, loc)
    until, keys = path
    facts, values = names_of(child_of(root, "faits")), plain(keys)
    if list(values.values()) == ["oui"]:
        return _fitting_phrase(next(iter(values)), facts)
    for form in _forms(values, facts, whole=whole):
        when = _with(plain(_at(root, until[0])), until[1], form)
        if _is_read(when):
            return Fitting(f"quand: {_text(when)}", left_out(values, form), _supposed(form))
    return None


def left_out(values: Mapping[str, Any], form: Any) -> tuple[str, ...]:
    """The keys whose values the form does not hold.

    A value is held as it is, once for each time that it was written; or within a text that the
    form composes (``15 juillet N``), or by the texts that it was itself taken apart into.
    """
    written = set(_leaves(values))
    held = list(_leaves(form))
    composed = [text for text in held if text not in written]
    out = []
    for key, value in values.items():
        for text in _leaves(value):
            if text in held:
                held.remove(text)
            elif not (any(_holds(one, text) for one in composed) or _apart(text, held, values)):
                out.append(key)
                break
    return tuple(out)


def _apart(text: str, held: list[str], values: Mapping[str, Any]) -> bool:
    """Whether the text was taken apart: only words that join are left of it without its parts."""
    rest = spelling(text)
    for part in sorted(set(held) - set(_leaves(values)), key=len, reverse=True):
        rest = re.sub(rf"(?<![\w-]){re.escape(spelling(part))}(?![\w-])", " ", rest)
    return rest != spelling(text) and not _JOINING.sub("", rest).strip()


_JOINING = re.compile(
    r"\b(?:avant|apres|suivant|precedant|a|compter|partir|dans|delai|les?|la|l|de|du|d|un|et|chaque)\b|'"
)


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


def _leaves(value: Any) -> Iterator[str]:
    """Every text written in plain values, the names of keys apart."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None:
        yield value if isinstance(value, str) else str(value)


def _of_phrase(root: Node, loc: Loc) -> Fitting | None:
    """How a sentence that stands for the whole of ``quand`` can be written."""
    written = descend(root, loc)[0] if loc[-1:] != ("quand",) else _at(root, loc)
    if not isinstance(written, Scalar) or not written.value or "quand" not in loc:
        return None
    names = names_of(child_of(root, "faits"))
    at = loc[loc.index("quand") + 1 :]
    if any(isinstance(part, int) for part in at):
        return _in_its_list(root, loc, written.value, names)
    return _fitting_phrase(written.value, names)


def _in_its_list(root: Node, loc: Loc, text: str, names: Mapping[str, str]) -> Fitting | None:
    """The whole list of moments, with the form of one of its sentences in its place."""
    end = loc.index("quand") + 1
    rank = next(part for part in loc[end:] if isinstance(part, int))
    whole = plain(_at(root, loc[:end]))
    for form in forms_of_phrase(text, names):
        when = _with(whole, (rank,), form)
        if _is_read(form):
            return Fitting(f"quand: {_text(when)}", (), _supposed(form))
    return None


def _fitting_phrase(text: str, names: Mapping[str, str]) -> Fitting | None:
    form = next(filter(_is_read, forms_of_phrase(text, names)), None)
    if form is None:
        return None
    return Fitting(f"quand: {_text(form)}", (), _supposed(form))


def _supposed(form: Any) -> str:
    return next((text for text in _leaves(form) if isinstance(text, Supposed)), "")


def _moment(root: Node, loc: Loc) -> tuple[tuple[Loc, Loc], Keys] | None:
    """The path of ``quand``, that of the moment within it, and the moment's keys."""
    node: Node = root
    when: Loc | None = None
    at: Loc = ()
    moment: tuple[Loc, Keys] | None = None
    for part in loc:
        child = _child(node, part)
        if child is None:
            continue
        node, at = child, (*at, part)
        if part in ("sauf", "suspendu"):
            return None
        if part == "quand":
            when = at
        if when and isinstance(node, Keys):
            moment = at[len(when) :], node
    return ((when, moment[0]), moment[1]) if when and moment else None


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node, Keys):
        return next((value for key, value in node.entries if key.value == part), None)
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def _at(root: Node, loc: Loc) -> Node:
    for part in loc:
        root = _child(root, part) or root
    return root


def _forms(moment: Mapping[str, Any], facts: Mapping[str, str], *, whole: bool) -> Iterator[Any]:
    """What the keys may have been meant to be, those that keep most of them first."""
    yield from _of_words(moment, facts)
    yield from _of_several(moment)
    least = len(moment) if whole else 1
    for number in range(len(moment), least - 1, -1):
        for keys in combinations(moment, number):
            part = {key: moment[key] for key in keys}
            yield part
            yield from _of_table(part, facts)


def _of_table(moment: Mapping[str, Any], facts: Mapping[str, str]) -> Iterator[Any]:
    """The forms of the table for these keys, with the keys that a row does not speak of."""
    for fit in FITS:
        if set(fit.keys) <= set(moment) and _of_kinds(fit, moment):
            more = {key: value for key, value in moment.items() if key not in fit.keys}
            form = _filled(fit.shown, moment, facts)
            if not more:
                yield form
            elif isinstance(form, dict):
                yield {**form, **more}


def _of_several(moment: Mapping[str, Any]) -> Iterator[Any]:
    """Two days under one key, as so many moments: ``au plus tard: [31 mars, 30 septembre]``."""
    for key, value in moment.items():
        days = value if isinstance(value, list) else []
        if isinstance(value, str) and " et " in value:
            days = [day.removeprefix("le ") for day in re.split(r" et |, ", value)]
        if len(days) > 1 and key in _DAY_KEYS:
            yield [{**moment, key: day} for day in days]


_DAY_KEYS = ("au plus tard", "avant", "pour", "le", "en")


def _of_words(moment: Mapping[str, Any], facts: Mapping[str, str]) -> Iterator[Any]:
    """``60 jours avant le terme``, written whole under one key."""
    for value in moment.values():
        match = _WORDS.fullmatch(value) if isinstance(value, str) else None
        if match and is_length(match["length"]):
            plain_anchor = plainly(match["anchor"])
            anchor = _TERMS.get(plain_anchor) or facts.get(plain_anchor)
            side = "avant" if match["side"] in ("avant", "précédant") else "après"
            if anchor:
                yield {"délai": match["length"], side: anchor}


def _of_kinds(fit: Fit, moment: Mapping[str, Any]) -> bool:
    return all(kind is None or kind_of(moment[key]) == kind for key, kind in fit.keys.items())


def kind_of(value: Any) -> Kind:
    """What a value looks like: a day of the term, a date, a length, a fact's name."""
    if not isinstance(value, str):
        return "moment"
    if value in TERM_DAYS:
        return "term"
    if value.lower() in MONTHS:
        return "month"
    if value in SPANS:
        return "span"
    for reader, kind in _READERS:
        try:
            reader(value)
        except Reject:
            continue
        return kind
    if is_vague(value):
        return "vague"
    named = is_short_name(value.lower()) and not value.isdigit()
    return "fact" if named else "text"


_READERS: tuple[tuple[Any, Kind], ...] = (
    (read_date, "date"),
    (read_yearly_day, "yearly"),
    (read_yearly_window, "yearly"),
    (read_length, "length"),
)


def _filled(shown: str, moment: Mapping[str, Any], facts: Mapping[str, str]) -> Any:
    """The form with the values that were written, as plain values."""
    fact = Supposed(next(iter(facts.values()), "terme"))
    return _parsed(shown, {**moment, "fait": fact})


def _parsed(shown: str, values: Mapping[str, Any]) -> Any:
    """A form of the table as plain values: braces, brackets, keys, and values put in."""
    inner = shown[1:-1]
    if shown.startswith("["):
        return [_parsed(part, values) for part in re.split(r"(?<=}), ", inner)]
    if not shown.startswith("{"):
        only = re.fullmatch(r"<([^>]+)>", shown)
        if only:
            return values[only[1]]
        return re.sub(r"<([^>]+)>", lambda match: str(values[match[1]]), shown)
    pairs = re.findall(r"([^:{},]+): ({[^{}]*(?:{[^{}]*})?[^{}]*}|[^,{}]+)", inner)
    return {key.strip(): _parsed(value, values) for key, value in pairs}


def _with(whole: Any, path: Loc, form: Any) -> Any:
    """The whole of ``quand`` with its moment at ``path`` written otherwise."""
    if not path:
        return form
    if isinstance(whole, list) and isinstance(path[0], int):
        return [
            _with(item, path[1:], form) if rank == path[0] else item
            for rank, item in enumerate(whole)
        ]
    return {
        key: _with(value, path[1:], form) if key == path[0] else value
        for key, value in whole.items()
    }


@lru_cache(maxsize=1)
def _grammar() -> TypeAdapter[Any]:
    return TypeAdapter(When)


def _is_read(when: Any) -> bool:
    """Whether the grammar takes these values, texts as the reader of rule files gives them."""
    try:
        _grammar().validate_python(when)
    except ValidationError:
        return False
    return True


def _text(value: Any) -> str:
    """Plain values as YAML between braces; a text that would break them is quoted."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_text(key)}: {_text(inner)}" for key, inner in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_text(inner) for inner in value) + "]"
    text = str(value)
    return f'"{text}"' if re.search(r"[,{}\[\]:#\"?]", text) else text
