"""What a part of a rule file was meant to say, where it is written as words, or under other keys.

Each remedy shows the form with the very words that were written; what they do not say is said to
be an example, or to be read in the text.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scheduler.deadlines.number_words import Disagree, number
from scheduler.rulebook.plain_names import plainly, spelling
from scheduler.rulebook.readers import Reject, read_length

Loc = tuple[str | int, ...]
_LENGTH = re.compile(
    r"(?:(?<=d')|(?<!\w))(\w+(?: \(\d+\))? (?:ans?|années?|mois|semaines?|jours?))\b"
)
_UNITS = "jour, semaine, mois ou fois, selon le texte"
_NO_NOTICE = (
    "si le texte n'en dit rien, ôter « préavis » ; s'il dit « sans préavis », écrire "
    "`préavis: {délai: aucun, moment: à tout moment}`"
)


def keys_meant(loc: Loc, written: Any) -> str | None:
    """The remedy for words, or a list, where keys are expected; None where none is known."""
    loc = _without_ranks(loc)
    form = _PARTS.get(str(loc[-1]))
    if form is None:
        return None
    if isinstance(written, list):
        return _of_list(loc, written)
    return form(" ".join(written.split())) if isinstance(written, str) else None


def _without_ranks(loc: Loc) -> Loc:
    """The path of the key, whichever item of its list is meant."""
    return loc[:-1] if loc and isinstance(loc[-1], int) else loc


def _of_list(loc: Loc, written: list[Any]) -> str | None:
    """Several facts under ``prend effet``; of any other part, its words joined."""
    if not all(isinstance(item, str) for item in written):
        return None
    if loc[-1] == "prend effet":
        named = ", ".join(written)
        return (
            f"écrire `prend effet: {{au dernier de: [{named}]}}`, ou « au premier de », "
            "selon le texte"
        )
    return keys_meant(loc, " ".join(written))


def _renewal(text: str) -> str:
    plain = plainly(text)
    modes = {"tacit": "tacite", "automati": "tacite", "demande": "sur demande"}
    modes |= dict.fromkeys(("express", "avenant", "decision", "accord"), "expresse")
    mode = next((modes[word] for word in modes if word in plain), "inconnu")
    parts = [f"mode: {mode}", *_lengths("pour", text), *_times(text)]
    return f"écrire `reconduction: {{{', '.join(parts)}}}`"


def _lengths(key: str, text: str) -> list[str]:
    """The first length among the words, under that key."""
    for match in _LENGTH.finditer(text):
        try:
            read_length(match[1])
        except Reject:
            continue
        return [f"{key}: {match[1]}"]
    return []


def _times(text: str) -> list[str]:
    match = re.search(r"(\w+) fois", text)
    try:
        counted = number(match[1]) if match else None
    except Disagree:
        counted = None
    return [f"fois: {counted}"] if counted else []


def _notice(text: str) -> str | None:
    plain = plainly(text)
    if plain in ("non", "aucun", "sans", "aucun preavis", "sans preavis", "neant"):
        return _NO_NOTICE
    if plain in ("inconnu", "oui", "a definir", "non precise"):
        return "écrire `préavis: {délai: inconnu}`"
    length = _lengths("délai", text)
    if not length:
        return _without_unit("préavis", "délai", text)
    parts = [*length, *(word for sign, word in _OF_A_NOTICE if re.search(sign, plain))]
    return f"écrire `préavis: {{{', '.join(parts)}}}`"


_OF_A_NOTICE = (
    (r"\blrar\b|recommand", "forme: LRAR"),
    (r"\brecue?\b|reception", "compté de: réception"),
    (r"tout moment|toute epoque", "moment: à tout moment"),
    (r"\bterme\b|echeance|reconduction|expiration", "moment: avant chaque terme"),
)


def _without_unit(part: str, key: str, text: str) -> str | None:
    """A number alone: months, years or days is for the text to say."""
    try:
        counted = number(text)
    except Disagree:
        return None
    if counted is None:
        return None
    return (
        f"dire l'unité, selon le texte : `{part}: {{{key}: {counted} mois}}`, "
        f"{counted} ans, {counted} jours"
    )


def _cap(text: str) -> str | None:
    return _without_unit("plafond", "total", text)


def _extension_by_years(text: str) -> str | None:
    length = _lengths("de", text)
    return f"écrire `prolongation: {{chaque: année, {length[0]}}}`" if length else None


def _penalty(text: str) -> str | None:
    """``50 €``, ``2 % du montant``: by what it grows is for the text to say."""
    amount = re.match(r"\d[\d ,]*\s?(?:€|euros?)|\d[\d,]*\s?%(?: d\S+ .+)?", text)
    if amount is None:
        return (
            "si le texte en dit le montant, écrire par exemple "
            "`pénalité: {montant: 50 €, par: jour}` ; sinon, `sinon: une pénalité`"
        )
    each = re.search(r"par (jour|semaine|mois|fois)", text)
    told = "" if each else f" ; par : {_UNITS}"
    share = amount[0] if "%" not in amount[0] or " d" in amount[0] else f"{amount[0]} du montant"
    return f"écrire `pénalité: {{montant: {share}, par: {each[1] if each else 'jour'}}}`{told}"


def _pieces(text: str) -> str:
    named = [piece for piece in re.split(r", | et ", text) if piece]
    return f"écrire `pièces: [{', '.join(named)}]`"


def _silence(text: str) -> str:
    worth = re.sub(r"^(?:le silence )?vaut ", "", text)
    if spelling(worth) in ("oui", "non"):
        return (
            "dire ce que vaut le silence : `silence: {vaut: accord, réponse: reponse}` ou "
            "« vaut: refus », selon le texte"
        )
    return f"écrire `silence: {{vaut: {worth}, réponse: reponse}}`"


_PARTS: Mapping[str, Callable[[str], str | None]] = {
    "prend effet": lambda _: None,
    "reconduction": _renewal,
    "préavis": _notice,
    "plafond": _cap,
    "prolongation": _extension_by_years,
    "pénalité": _penalty,
    "pièces": _pieces,
    "silence": _silence,
}


def key_meant(loc: Loc, written: Any) -> str | None:
    """The remedy for a key that stands in the wrong part, or bears another name there."""
    part, key = str(loc[-2]) if len(loc) > 1 else "", plainly(str(loc[-1]))
    shown = str(written) if isinstance(written, str) else "…"
    if "obligations" in loc and "quand" not in loc and key in _MOMENTS:
        return f"un moment s'écrit sous « quand » : `quand: {{{loc[-1]}: {shown}}}`"
    if part.isdigit() and len(loc) > 2:
        part = str(loc[-3])
    remedy = _ELSEWHERE.get((part, str(loc[-1]))) or _ELSEWHERE.get((part, key))
    return remedy.format(value=shown) if remedy else None


_MOMENTS = frozenset(
    plainly(key)
    for key in ("au plus tard", "avant", "chaque", "délai", "dès", "au moins", "pour", "en", "du")
)
_CAP_BESIDE = "le plafond s'écrit sous « durée », à côté de « reconduction » : `plafond: {{{key}}}`"
_BETWEEN_TWO_DAYS = (
    "écrire les deux jours entre lesquels elle se donne, selon le texte : "
    "`donnée du: 1er janvier, donnée au: {value}`"
)
_ELSEWHERE: Mapping[tuple[str, str], str] = {
    ("reconduction", "avant"): "écrire `décision avant: {value}`",
    ("reconduction", "preavis"): "pour décider de reconduire, écrire `décision avant: {value}` ; "
    "pour refuser, `préavis: {{délai: {value}}}` sous « durée », à côté de « reconduction »",
    ("reconduction", "tacite"): "écrire `mode: tacite, pour: {value}`",
    ("reconduction", "expresse"): "écrire `mode: expresse, pour: {value}`",
    ("reconduction", "plafond"): _CAP_BESIDE.replace("{key}", "total: {value}"),
    ("reconduction", "jusqu'au"): _CAP_BESIDE.replace("{key}", "jusqu'au: {value}"),
    ("plafond", "maximum"): "écrire `sans précision: {value}`, ou `total: {value}` s'il compte "
    "toute la durée",
    ("pour", "duree"): "écrire `pour: {value}`",
    ("silence", "accord"): "écrire `vaut: accord, réponse: {value}`",
    ("silence", "refus"): "écrire `vaut: refus, réponse: {value}`",
    ("silence", "delai"): "le délai s'écrit sous « quand » : "
    "`quand: {{délai: {value}, après: demande}}`",
    ("préavis", "avant le"): _BETWEEN_TWO_DAYS,
    ("préavis", "au plus tard"): _BETWEEN_TWO_DAYS,
    ("préavis", "mois"): "écrire `délai: {value} mois`",
    ("préavis", "jours"): "écrire `délai: {value} jours`",
}
"""By the part and the key that was written, as ``plainly`` writes it."""


_PERIODS = {"triennale": "3 ans", "annuelle": "1 an", "biennale": "2 ans", "semestrielle": "6 mois"}
_EACH_PERIOD = re.compile(
    rf"chaque (?:periode|echeance) (?:(?P<of>{'|'.join(_PERIODS)})|"
    r"de (?P<length>\S+ (?:ans?|mois)))"
)
_KINDS_OF_LENGTH = ("length", "bounds")
"""What the validation adds to the path of a length that may be written in two ways."""


def value_meant(loc: Loc, written: Any) -> str | None:
    """The remedy for words under a key that takes a date, a length, a number or yes or no."""
    if not isinstance(written, str) or len(loc) < 2:
        return None
    if loc[-1] in _KINDS_OF_LENGTH:
        loc = loc[:-1]
    part, key, text = str(loc[-2]), str(loc[-1]), " ".join(written.split())
    plain = plainly(text)
    length = _lengths("", text)
    only = length[0].removeprefix(": ") if length else ""
    if key == "fois" and plain.startswith(("illimit", "sans limite", "indefini")):
        return "ôter « fois » : sans lui, le nombre de reconductions est sans limite"
    if key == "fois" and plain.startswith("une seule"):
        return "écrire `fois: 1`"
    if key == "pour" and part == "durée" and only:
        return _length_of_term(plain, only, text)
    if key == "délai" and part == "préavis" and only:
        return f"écrire `délai: {only}`, et le reste sous ses clés (moment, forme, compté de)"
    if key == "moment" and (each := _EACH_PERIOD.search(plain)):
        every = _PERIODS.get(each["of"] or "") or each["length"]
        return f"à la fin de chaque période, écrire `tous les: {every}` au lieu de « moment »"
    if key == "moment":
        return (
            "écrire `moment: avant chaque terme` ; chaque année d'une durée plus longue, "
            "`avant chaque: anniversaire`"
        )
    if key == "jusqu'au" and part == "durée":
        return _end(text)
    if key == "couperet":
        return f"écrire `couperet: oui`, et la conséquence sous `sinon: {text}`"
    if key == "par" and part == "pénalité":
        unit = re.match(r"jour|semaine|mois|fois", plain)
        return f"écrire `par: {unit[0]}`" if unit else f"par : {_UNITS}"
    if key == "montant":
        return _amount(text)
    return _without_its_unit(key, text)


def _length_of_term(plain: str, length: str, text: str) -> str | None:
    if re.search(r"maxim|au plus", plain):
        return f"écrire `pour: {{au plus: {length}}}`"
    if re.search(r"minim|au moins", plain):
        return f"écrire `pour: {{au moins: {length}}}`"
    if re.search(r"renouvel|recondu", plain):
        return f"écrire `pour: {length}`, puis {_renewal(text.replace(length, ''))}"
    return None


def _end(text: str) -> str | None:
    """A day without its year, or a fact, under ``jusqu'au``."""
    if re.fullmatch(r"(?:le )?\d{1,2}(?:er)? \w+", text):
        return f"dire l'année, selon le texte : `jusqu'au: {text} 2027`"
    if re.fullmatch(r"[a-z][\w.-]*", text):
        return f"un fait s'écrit `jusqu'à: {text}`"
    return None


def _amount(text: str) -> str | None:
    if re.fullmatch(r"\d[\d ]*(?:,\d\d)?", text):
        return f"écrire `montant: {text} €`"
    each = re.fullmatch(r"(.+?(?:€|euros?)) par (jour|semaine|mois|fois)\b.*", text)
    return f"écrire `montant: {each[1]}` et `par: {each[2]}`" if each else None


def _without_its_unit(key: str, text: str) -> str | None:
    """A number alone where a length is expected."""
    if key not in ("pour", "délai", "total", "décision avant", "demande avant"):
        return None
    try:
        counted = number(text)
    except Disagree:
        return None
    if counted is None:
        return None
    return (
        f"dire l'unité, selon le texte : `{counted} mois`, « {counted} ans », « {counted} jours »"
    )


def needed(loc: Loc) -> str | None:
    """What to add where a key is missing that has another meaning elsewhere."""
    if loc[-2:] == ("pénalité", "par"):
        return f"ajouter `par: jour` dans cette partie ; par : {_UNITS}"
    return None
