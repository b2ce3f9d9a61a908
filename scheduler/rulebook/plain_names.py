"""Names as people compare them: without capitals, accents or their article."""

import re
import unicodedata

_ARTICLE = re.compile(r"^(?:les?|la|l'|l |du|des|de la|de l'|de l |de|au|aux|un|une) *")


def spelling(name: str) -> str:
    """The name without capitals, accents or doubled spaces."""
    letters = unicodedata.normalize("NFD", name.replace("’", "'").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("'", "' ").split()).replace("' ", "'")


def plainly(name: str) -> str:
    """The name without capitals, accents, its article or doubled spaces, to be compared."""
    return _ARTICLE.sub("", spelling(name)).strip()
