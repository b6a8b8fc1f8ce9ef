"""Contacts of people are no part of what is read: e-mails and telephone numbers are left out."""

import re
from typing import Final

_EMAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:\+?38[\s(-]{0,3})?\(?0\d{2}\)?[\s-]{0,2}\d{3}[\s-]{0,2}\d{2}[\s-]{0,2}\d{2}(?!\w)"
    r"|(?<!\w)\+\d{1,3}[\s(-]{1,2}\d{2,4}[\s)-]{1,2}\d{2,4}[\s-]?\d{2,4}(?:[\s-]\d{2,4})?(?!\w)"
)


def without_contacts(text: str) -> str:
    """Leave the lines as they are otherwise."""
    if "@" in text:
        text = _EMAIL.sub("", text)
    return _PHONE.sub("", text)
