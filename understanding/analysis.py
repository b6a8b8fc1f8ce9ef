"""Text to tokens: the one function that both the index and its queries pass.

Fold, split, stem. Identifiers such as C++, .NET, Node.js, T-SQL or CI/CD stay whole. Function
words ("and", "для", "по") are dropped: they are a sixth (Russian) to a third (English) of all words
and the longest lists that a search would walk, they say nothing about a job, and without them
"менеджер з продажу" and "менеджер по продажам" meet.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from understanding.stemming import stem

_FOLDED: Final = {"ґ": "г", "ё": "е"} | dict.fromkeys(
    "'’ʼ‘`´′\u0300\u0301\u00ad\u200c\u200d\u2060\ufeff", ""
)
"""Apostrophes of every kind, stress marks, soft hyphens and joiners stand within words: they go."""

_CHUNK: Final = re.compile(r"\.?[^\W_](?:[\w+#./&-]*[\w+#])?")
_PIECE: Final = re.compile(
    r"(?<![^\W_])(?:"
    r"\.net|[cf]#|ci/cd|a/b|ui/ux|ux/ui|tcp/ip|pl/sql|i/o|24/7|з/п"
    r"|[a-z0-9]+\.(?:js|net|io|ai|ua|com)|[a-z]-[a-z]{3,}|[a-z]{1,2}&[a-z]{1,2}|\d+(?:\.\d+)+"
    r")(?![^\W_])"
    r"|(?<![^\W_])c\+\+|[^\W_]+"
)
_LATIN_C: Final = re.compile(r"(?<![^\W_])с(?=\+\+|#)|(?<=(?<![^\W_])1)с(?![^\W_])")
"""A Cyrillic letter in C++, C# or 1C."""

_LETTER: Final = re.compile("(?s:.)[\u0300-\u036f]*")
"""With the marks above and below it, which may be written apart."""

_FUNCTION_WORDS: Final = (
    "a an the and or of in on at to for from by with as is are be will we our you your us their its"
    " this that which who"
    " і й та або чи у в з із зі на до для від по за про при що як не це ми ви ваш наш є"
    " и или а но с со к ко от о об во из что как это мы вы для при не их ли же"
)
STOP_WORDS: Final = frozenset(map(stem, _FUNCTION_WORDS.split()))


def fold(text: str) -> str:
    """One spelling: NFKC, lower case, ґ as г, ё as е, no apostrophes or stress marks."""
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        # An accent that stands for an apostrophe would become a space.
        text = unicodedata.normalize("NFKC", text.replace("´", ""))
    text = text.lower()
    for written, folded in _FOLDED.items():
        # Most are absent, and to look is far cheaper than to translate.
        if written in text:
            text = text.replace(written, folded)
    return text


def words(folded: str) -> list[str]:
    """Stems of a folded text, function words among them."""
    found: list[str] = []
    for chunk in _CHUNK.findall(folded):
        found += _stems(chunk)
    return found


class Line(NamedTuple):
    """A line of a text and its words: split once, read by every rule."""

    text: str
    words: list[str]


def lines(text: str) -> list[Line]:
    """Split a text into its lines; those without a word are left out."""
    pairs = zip(text.split("\n"), fold(text).split("\n"), strict=True)
    split = (Line(line.strip(), words(folded)) for line, folded in pairs)
    return [line for line in split if line.words]


def tokens(text: str) -> list[str]:
    """What a text is found by; each holds only letters, digits and `+#./&-`."""
    return content(words(fold(text)))


def content(found: list[str]) -> list[str]:
    """Drop the function words."""
    return [word for word in found if word not in STOP_WORDS]


class Placed(NamedTuple):
    """A word of a line and where it stands there, in code points."""

    word: str
    start: int
    end: int


def placed(line: str) -> list[Placed]:
    """The same words as `words` finds in the folded line, with their places in the line itself."""
    folded, origins = _traced(line)
    found: list[Placed] = []
    for run in _CHUNK.finditer(folded):
        chunk = run[0] if run[0].isascii() else _LATIN_C.sub("c", run[0])
        for piece in _PIECE.finditer(chunk):
            first, last = run.start() + piece.start(), run.start() + piece.end() - 1
            found.append(Placed(stem(piece[0]), origins[first].start, origins[last].stop))
    return found


def _traced(line: str) -> tuple[str, list[range]]:
    """Fold a line, and say of each letter from which code points of the line it came."""
    parts: list[str] = []
    origins: list[range] = []
    for letter in _LETTER.finditer(line):
        part = _fold_letter(letter[0])
        parts.append(part)
        origins += [range(letter.start(), letter.end())] * len(part)
    return "".join(parts), origins


@lru_cache(maxsize=1 << 12)
def _fold_letter(letter: str) -> str:
    return fold(letter)


@lru_cache(maxsize=1 << 16)
def _stems(chunk: str) -> tuple[str, ...]:
    """Words of a run without spaces: "Node.js/React-developer" holds three."""
    if not chunk.isascii():
        chunk = _LATIN_C.sub("c", chunk)
    return tuple(stem(piece) for piece in _PIECE.findall(chunk))
