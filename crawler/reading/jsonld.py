"""schema.org's JobPosting as a posting; what stands there and cannot be read is a fault."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from html import unescape
from typing import Any, Final

from contracts.records import Salary
from crawler.reading.ads import an_ad, in_utc
from crawler.reading.html_text import one_line, paragraphs, plain_paragraphs
from crawler.reading.json_values import amount, entries, lacking, line, mapping, text
from crawler.reading.pages import Shown
from understanding import dates

_TAG: Final = re.compile(r"</?[a-zA-Z]")
_PERIODS: Final = {"hour": "hour", "day": "day", "month": "month", "year": "year"} | {
    "hourly": "hour",
    "daily": "day",
    "monthly": "month",
    "annual": "year",
    "yearly": "year",
}
_KNOWN: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "@context @type @id applicantLocationRequirements applicationContact baseSalary datePosted"
        " directApply educationRequirements eligibilityToWorkRequirement employerOverview"
        " employmentType employmentUnit estimatedSalary experienceInPlaceOfEducation"
        " experienceRequirements hiringOrganization incentiveCompensation incentives industry"
        " jobBenefits benefits jobImmediateStart jobLocation jobLocationType jobStartDate"
        " occupationalCategory physicalRequirement qualifications relevantOccupation"
        " responsibilities salaryCurrency securityClearanceRequirement sensoryRequirement skills"
        " specialCommitments title totalJobOpenings validThrough workHours additionalType"
        " alternateName description disambiguatingDescription identifier image mainEntityOfPage"
        " name potentialAction sameAs subjectOf url inLanguage category dateModified"
    ).split()
)
_INNER: Final = frozenset(
    (  # noqa: SIM905 - a list of words
        "@type @id name description currency value minValue maxValue unitText unitCode median"
        " address addressLocality addressRegion addressCountry postalCode streetAddress"
        " postOfficeBoxNumber geo latitude longitude identifier url telephone"
    ).split()
)


_TELLING: Final = (
    *("value", "minValue", "maxValue", "currency", "unitText"),
    *("address", "addressLocality", "addressRegion", "addressCountry", "name", "@type"),
)
_TYPES: Final = {
    "jobLocation": frozenset({"Place", "PostalAddress", "City"}),
    "baseSalary": frozenset({"MonetaryAmount", "QuantitativeValue", "PriceSpecification"}),
}
_LOOKS: Final = {
    "jobLocation": frozenset({"address", "addressLocality", "addressCountry"}),
    "baseSalary": frozenset({"currency", "minValue", "maxValue"}),
}
"""What tells a field apart whatever its name."""
_NESTED: Final = frozenset({"address", "value", "geo", "addressCountry", "identifier"})
_FORMAL: Final = frozenset({"@type", "@id", "currency", "unitText", "unitCode", "addressCountry"})
"""Keys that tell nothing on their own."""


def posting_of(
    data: Mapping[str, Any], *, external_id: str, url: str, zone: tzinfo, now: datetime
) -> Shown:
    """Read a posting; its fault names a field that stands there, or must, and cannot be read."""
    title = line(data, "title") or line(data, "name")
    if not external_id or not title:
        missing = "title" if external_id else "url"
        return Shown(None, f"a JobPosting without `{missing}`")
    salary, salary_text = _salary(data)
    places, distant = _places(data), _remote(data)
    posting = an_ad(
        external_id,
        title,
        url=url,
        company=_company(data),
        places=places,
        remote=distant,
        salary=salary,
        salary_text=salary_text,
        posted_at=_moment(data.get("datePosted"), zone, now),
        valid_through=_moment(data.get("validThrough"), zone, now),
        employment=_listed(data.get("employmentType")),
        description=_description(text(data.get("description"))),
        language=line(data, "inLanguage")[:2].lower(),
    )
    required = {"hiringOrganization": posting.company, "description": posting.description}
    lost = next((key for key, said in required.items() if not said), "")
    if lost:
        return Shown(posting, f"a JobPosting without a readable `{lost}`")
    read = {
        "datePosted": posting.posted_at,
        "validThrough": posting.valid_through,
        "employmentType": posting.employment,
        "baseSalary": salary or salary_text,
        "jobLocation": places,
        "jobLocationType": distant,
    }
    return Shown(posting, _fault(data, read))


def _fault(data: Mapping[str, Any], read: Mapping[str, object]) -> str:
    """A site need not say everything; what it says by a name of its own is not lost in silence."""
    missing = [key for key, said in read.items() if not said]
    for key in missing:
        if not _says_nothing(data.get(key)):
            return f"a JobPosting whose `{key}` cannot be read"
    for name in sorted(set(data) - _KNOWN):
        if any(_stands_for(key, name, data[name]) for key in missing):
            return f"a JobPosting with an unknown `{name}` in the place of another"
    return _misshapen(data)


def _stands_for(key: str, name: str, value: object) -> bool:
    """Tell whether a field of another name says what the missing one would."""
    inner = next(iter(entries(value)), None)
    looks = mapping(inner).keys() & _LOOKS.get(key, frozenset())
    types = {text(each) for each in entries(mapping(inner).get("@type"))}
    return bool(key.lower() in name.lower() or looks or types & _TYPES.get(key, frozenset()))


def _misshapen(data: Mapping[str, Any]) -> str:
    """Half of a structure is no answer: a place by no address, an amount by no currency."""
    pay, place, kinds = (data.get(key) for key in ("baseSalary", "jobLocation", "employmentType"))
    odd = _odd({"baseSalary": pay, "jobLocation": place}) or ("url" if _holds(data, "url") else "")
    if odd or any(not isinstance(each, str) for each in entries(kinds)):
        return f"a JobPosting with an unknown `{odd or 'employmentType'}`"
    if any(isinstance(each, dict) and lacking(each, "address|name") for each in entries(place)):
        return "a JobPosting whose `jobLocation` has no `address`"
    for each in entries(pay):
        inner = mapping(each).get("value")
        for level in (each, inner):
            if isinstance(level, dict) and lacking(level, "value|minValue|maxValue"):
                return "a JobPosting whose `baseSalary` has no `value`"
        said = {**data, **mapping(each), **mapping(inner)}
        if isinstance(each, dict) and lacking(said, "currency|salaryCurrency"):
            return "a JobPosting whose `baseSalary` has no `currency`"
    return ""


def _holds(data: Mapping[str, Any], key: str) -> bool:
    return isinstance(data.get(key), dict | list)


def _says_nothing(value: object) -> bool:
    """None, "", [], a place without a name, pay of zero; a mere number of 0 too."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            waiting.extend(said for key, said in at.items() if key not in _FORMAL)
        elif isinstance(at, list):
            waiting.extend(at)
        elif at:
            return False
    return True


def _company(data: Mapping[str, Any]) -> str:
    firm = next(iter(entries(data.get("hiringOrganization"))), None)
    return line(firm, "name") or one_line(text(firm))


def _description(written: str) -> str:
    if "&lt;" in written and not _TAG.search(written):
        written = unescape(written)
    return paragraphs(written) if _TAG.search(written) else plain_paragraphs(unescape(written))


def _moment(value: object, zone: tzinfo, now: datetime) -> datetime | None:
    return in_utc(dates.parse(text(value), zone=zone, now=now), zone)


def _listed(value: object) -> str:
    return ", ".join(filter(None, (one_line(text(each)) for each in entries(value))))


def _remote(data: Mapping[str, Any]) -> bool | None:
    types = [text(each).upper() for each in entries(data.get("jobLocationType"))]
    return True if "TELECOMMUTE" in types else None


def _places(data: Mapping[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for place in entries(data.get("jobLocation")):
        address = mapping(place).get("address", place)
        for each in entries(address):
            found |= dict.fromkeys(_localities(each))
    return tuple(found)


def _localities(address: object) -> list[str]:
    """The town, else the region, else the country; a town may be several, or none."""
    if isinstance(address, str):
        return [one_line(address)] if one_line(address) else []
    for key in ("addressLocality", "addressRegion", "addressCountry", "name"):
        said = entries(mapping(address).get(key))
        names = [line(each, "name") or one_line(text(each)) for each in said]
        if any(names):
            return list(filter(None, names))
    return []


def _salary(data: Mapping[str, Any]) -> tuple[Salary | None, str]:
    """Pay as numbers where it is told so, else as words."""
    said = next(iter(entries(data.get("baseSalary"))), None)
    if isinstance(said, str) and _number(said) is None:
        return None, one_line(said)
    whole = mapping(said)
    value = whole.get("value", whole or said)
    inner = mapping(value) or {"value": value}
    low, high = _number(inner.get("minValue")), _number(inner.get("maxValue"))
    if low is None and high is None:
        low = high = _number(inner.get("value"))
    currency = line(whole, "currency") or line(inner, "currency") or line(data, "salaryCurrency")
    period = _PERIODS.get((line(inner, "unitText") or line(whole, "unitText") or "month").lower())
    if low is None and high is None:
        return None, ""
    if not currency or period is None:
        ends = " – ".join(f"{each:g}" for each in dict.fromkeys((low, high)) if each is not None)
        return None, " ".join(filter(None, [ends, currency, line(inner, "unitText")]))
    return Salary(min=low, max=high, currency=currency.upper(), period=period), ""


def _number(value: object) -> float | None:
    if isinstance(value, str):
        bare = re.sub(r"[\s'’]", "", value)
        return amount(float(bare)) if re.fullmatch(r"\d{1,12}(?:\.\d{1,4})?", bare) else None
    return amount(value)


def _odd(parts: Mapping[str, Any]) -> str:
    """Name a key that is a known one in disguise, or that holds a structure instead of a value."""
    waiting: list[Any] = list(parts.values())
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            for key, value in at.items():
                if key in _INNER:
                    odd = isinstance(value, dict) and key not in _NESTED
                else:
                    odd = any(known.lower() in key.lower() for known in _TELLING)
                if odd:
                    return str(key)
            waiting.extend(at.values())
        elif isinstance(at, list):
            waiting.extend(at)
    return ""
