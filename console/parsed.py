"""What `prospekt parse --json` prints: field for field the public JSON."""

from typing import Any

import msgspec

from contracts.frontier import Request
from contracts.records import Parsed, Posting
from understanding.money import parse_salary


def told(parsed: Parsed) -> dict[str, Any]:
    """Pay that stands in words only is understood; ads of a listing are told as its cards do."""
    return {
        "outcome": parsed.outcome,
        "postings": [_posting(each) for each in parsed.postings or parsed.cards],
        "documents": parsed.documents,
        "observations": parsed.observations,
        "follow": [_link(each) for each in parsed.follow],
        "sightings": parsed.sightings,
        "reason": parsed.reason,
    }


def _link(link: Request) -> dict[str, Any]:
    """Its stored form leaves out what is as usual; its role is always told."""
    rest: dict[str, Any] = msgspec.to_builtins(link)
    return {"url": link.url, "role": link.role, **rest}


def _posting(posting: Posting) -> Posting:
    salary = posting.salary or parse_salary(posting.salary_text)
    return msgspec.structs.replace(posting, salary=salary)
