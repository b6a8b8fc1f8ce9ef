"""Pages and messages in the shape of Indeed, made up for the tests."""

import json
from email.message import EmailMessage
from typing import Any

INDEED = "http://ua.indeed.test"
POSTED = 1_789_700_000_000
"""18 September 2026, in milliseconds."""
_DECOY = (
    '<script>if (!window.mosaic.providerData["mosaic-provider-jobcards"]) { load(); }\n'
    'window.mosaic.providerData["mosaic-provider-jobcards"]={};</script>'
)


def a_result(key: str = "aaaa1111", **fields: Any) -> dict[str, Any]:
    return {
        "jobkey": key,
        "title": "Data Engineer",
        "displayTitle": "Data Engineer",
        "company": "Acme",
        "formattedLocation": "Київ",
        "remoteLocation": True,
        "pubDate": POSTED,
        "snippet": "<ul><li>Python };</li><li>SQL {</li></ul>",
        "salarySnippet": {"text": "$3,000 - $4,000 a month", "currency": "USD"},
        "extractedSalary": {"min": 3000, "max": 4000, "type": "MONTHLY"},
        **fields,
    }


def the_data(*results: object, total: int | None = 30) -> dict[str, Any]:
    tiers = [] if total is None else [{"jobCount": total, "type": "all"}]
    model = {"results": list(results), "tierSummaries": tiers}
    return {"metaData": {"mosaicProviderJobCardsModel": model}}


def a_beacon(key: str = "aaaa1111", *, pay: str = "$3,000 - $4,000 a month") -> str:
    money = f'<div class="salary-snippet-container">{pay}</div>' if pay else ""
    return (
        '<li><div class="job_seen_beacon"><h2 class="jobTitle">'
        f'<a data-jk="{key}" href="/rc/clk?jk={key}&amp;from=serp"><span>Data Engineer</span></a>'
        '</h2><span data-testid="company-name">Acme</span>'
        f'<div data-testid="text-location">Київ, віддалено</div>{money}</div></li>'
    )


def a_search_page(*cards: str, data: object = None, words: str = "", next_page: bool = True) -> str:
    script = ""
    if data is not None:
        text = json.dumps(data, ensure_ascii=False)
        script = (
            f'{_DECOY}<script>window.mosaic.providerData["mosaic-provider-jobcards"]={text};\n'
            "window.other = {};</script>"
        )
    link = '<a data-testid="pagination-page-next" rel="next" href="/jobs?start=10">›</a>'
    return (
        f"<html><head><title>Jobs</title></head><body><h1>{words}</h1><ul>{''.join(cards)}</ul>"
        f"{link if next_page else ''}{script}</body></html>"
    )


def a_view(*, pay: str = "$3,000 - $4,000 a month", words: str = "") -> str:
    return (
        f"<html><body>{words}<h1>Data Engineer</h1>"
        '<div data-testid="inlineHeader-companyName"><a href="/cmp/acme">Acme</a></div>'
        '<div data-testid="inlineHeader-companyLocation">Київ</div>'
        f'<div id="salaryInfoAndJobType"><span>{pay}</span><span> - Full-time</span></div>'
        '<div id="jobDescriptionText"><p>Пишемо <b>Python</b></p><ul><li>SQL</li></ul></div>'
        "</body></html>"
    )


def an_alert_row(key: str, *, pay: str = "$3,000 - $4,000 a month") -> str:
    return (
        "<tr><td><table><tr><td>"
        f'<a href="https://ua.indeed.com/rc/clk/dl?jk={key}&amp;from=ja"><b>Data Engineer</b></a>'
        "</td></tr><tr><td><span>Acme</span> <span>4.1 ★</span></td></tr><tr><td>Київ</td></tr>"
        f"<tr><td>{pay}</td></tr><tr><td>Пишемо Python</td></tr><tr><td>2 days ago</td></tr>"
        "</table></td></tr>"
    )


def an_alert_html(*rows: str, words: str = "2 new jobs") -> str:
    return f"<html><body><p>{words}</p><table>{''.join(rows)}</table></body></html>"


def an_alert(html: str) -> bytes:
    message = EmailMessage()
    message["From"] = "alert@indeed.example"
    message["Subject"] = "2 нові вакансії"
    message.set_content("Plain text")
    message.add_alternative(html, subtype="html")
    return bytes(message)
