"""Contacts taken out of a text: e-mail addresses, telephones, messengers, contact persons."""

import re
from typing import Final

_MAIL: Final = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_MESSENGER: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|viber\.click|m\.me|linkedin\.com/in|"
    r"facebook\.com|instagram\.com)/[\w.@+%/?=&-]+"
    r"|(?<![\w@./])@[a-z]\w{4,31}(?![\w/(])"
    r"|(?i:\bskype\b\s*:?\s*(?:live:)?[a-z][\w.:-]{5,31})"
)
_PHONE: Final = re.compile(
    r"(?<![\w.,+])(?:"
    r"(?:\+?3?8[ .()-]{0,2})?\(?0\d{2}\)?(?:[ .-]?\d){7}"
    r"|\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d){8,12}"
    r")(?!\w)"
)
_SIGNS: Final = ("@", "me/", ".com/", "viber.click", "kype", "онтактн", "ontact ")
_LONG_NUMBER: Final = re.compile(r"\d[\d ().-]{7}")

_PERSON: Final = re.compile(
    r"(?i:контактна особа|контактное лицо|contact person)\s*[:–—-]\s*"
    r"(?:[А-ЯІЇЄҐЁA-Z][\w’'-]+\s?){1,3}"
)
_LEFTOVER: Final = re.compile(r"[ \t]*(?:\([ \t,;/]*\)|\[[ \t,;/]*\])|(?<=[ \t])[ \t]+")


def strip(text: str) -> str:
    """Return the text without them; its lines stay lines."""
    if not _may_hold(text):
        return text
    return "\n".join(_line(line) if _may_hold(line) else line for line in text.split("\n"))


def _may_hold(text: str) -> bool:
    """Tell cheaply where to look at all."""
    return any(sign in text for sign in _SIGNS) or bool(_LONG_NUMBER.search(text))


def _line(line: str) -> str:
    bare = line
    for contact in (_MAIL, _MESSENGER, _PHONE, _PERSON):
        bare = contact.sub("", bare)
    return line if bare == line else _LEFTOVER.sub("", bare)
