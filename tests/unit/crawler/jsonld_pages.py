"""Pages with JobPostings in JSON-LD, and in the shape of djinni.co, made up for the tests."""

import json
from typing import Any

SITE = "http://acme.test"
DJINNI = "http://djinni.test"


def a_job(number: int = 7, *, url: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Data Engineer",
        "description": "<p>Пишемо <b>Python</b></p><ul><li>SQL</li></ul>",
        "hiringOrganization": {"@type": "Organization", "name": "Acme & Sons"},
        "identifier": {"@type": "PropertyValue", "name": "Acme", "value": f"{number}"},
        "datePosted": "2026-09-18T10:30:00.123456",
        "validThrough": "2026-10-18T10:30:00.123456",
        "employmentType": ["FULL_TIME", "CONTRACTOR"],
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Київ",
                "addressCountry": "UA",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "USD",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": 3000,
                "maxValue": 4000,
                "unitText": "MONTH",
            },
        },
        "url": url or f"{SITE}/jobs/data-engineer-{number}",
        **fields,
    }


def a_script(data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def a_site(*scripts: object, body: str = "") -> str:
    head = "".join(map(a_script, scripts))
    return f"<html><head><title>Careers</title>{head}</head><body>{body}</body></html>"


def a_djinni_job(number: int = 7, **fields: Any) -> dict[str, Any]:
    job = a_job(number, url=f"{DJINNI}/jobs/{number}-data-engineer/")
    more = {
        "experienceRequirements": {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 36,
        },
        "industry": "Fintech",
        "category": "Data Engineer",
        "identifier": number,
    }
    del job["employmentType"]
    return {**job, **more, **fields}


def a_djinni_card(number: int, *, salary: str = "$3000-4000", place: str = "Київ") -> str:
    return (
        f'<li class="mb-4"><div class="job-item" id="job-item-{number}"><div class="d-flex">'
        '<span class="text-nowrap" title="15:14 23.09.2026">вчора</span>'
        '<span class="text-nowrap">120 переглядів</span></div>'
        f'<a class="job_item__header-link" href="/jobs/{number}-data-engineer/">'
        '<h2 class="job-item__position">Data Engineer</h2></a>'
        f'<strong class="public-salary-item">{salary}</strong>'
        f'<span class="location-text">{place}</span> <span class="text-nowrap">3 роки</span>'
        '<div class="js-original-text"><p>Premium: $500 each year. Пишемо Python</p></div>'
        "</div></li>"
    )


def a_djinni_list(*cards: str, jobs: object, pages: tuple[int, ...] = (), words: str = "") -> str:
    links = "".join(
        f'<li class="page-item"><a class="page-link" href="?page={page}">{page}</a></li>'
        for page in pages
    )
    script = a_script(jobs) if jobs is not None else ""
    return (
        f"<html><head><title>Djinni</title>{script}</head><body><h1>Вакансії {words}</h1>"
        f'<ul class="list-jobs">{"".join(cards)}</ul><ul class="pagination">{links}</ul>'
        "</body></html>"
    )


def a_djinni_vacancy(job: object, *, salary: str = "$3000-4000", words: str = "") -> str:
    script = a_script(job) if job is not None else ""
    return (
        f'<html><head><title>Djinni</title>{script}</head><body><div class="head">{words}'
        f'<h1>Data Engineer <span class="public-salary-item">{salary}</span></h1></div>'
        '<div class="job-post__description">Пишемо Python</div></body></html>'
    )
