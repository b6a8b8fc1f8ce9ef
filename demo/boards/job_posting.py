"""An ad as schema.org's JobPosting, the way a search engine wants it."""

from datetime import datetime
from typing import Any, Final

import msgspec

from demo.ads import Ad
from demo.pay import Offer

COUNTRY: Final = "UA"


def job_posting(
    ad: Ad, title: str, description: str, *, url: str, posted: str, until: datetime
) -> dict[str, Any]:
    """Everything but where: each board tells that in its own way."""
    job = ad.job
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": title,
        "description": description,
        "datePosted": posted,
        "validThrough": until.isoformat(),
        "employmentType": "PART_TIME" if job.part_time else "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": job.company.name},
        "url": url,
    }
    if job.years:
        found["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": job.years * 12,
        }
    if ad.offer:
        found["baseSalary"] = _pay(ad.offer)
    return found


def place(city: str | list[str]) -> dict[str, Any]:
    """An address's locality may be a name, a list of names, or an empty list."""
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": COUNTRY}
    return {"@type": "Place", "address": address}


def script(data: object) -> str:
    """Inside HTML, where `</script>` in a text would end it."""
    written = msgspec.json.encode(data).decode().replace("<", "\\u003C")
    return f'<script type="application/ld+json">{written}</script>'


def _pay(offer: Offer) -> dict[str, Any]:
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": "MONTH"}
    if offer.low == offer.high:
        value["value"] = offer.low
    else:
        value |= {"minValue": offer.low, "maxValue": offer.high}
    return {"@type": "MonetaryAmount", "currency": offer.currency, "value": value}
