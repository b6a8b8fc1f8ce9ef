"""Contacts of people are no part of what is read: addresses, telephones, messengers, names."""

from understanding import contacts


def without_contacts(text: str) -> str:
    """Leave them out, and the lines that held nothing else."""
    bare = contacts.strip(text)
    return text if bare == text else "\n".join(filter(None, map(str.strip, bare.split("\n"))))
