"""Pages in the shape of jobs.dou.ua, made up for the tests."""

from html import escape

DOU = "http://dou.test"


def a_dou_card(
    number: int,
    title: str = "Data Engineer",
    *,
    company: str = "Acme, Inc.",
    date: str = "18 вересня",
    salary: str = "$3000–4000",
    cities: str = "Київ, віддалено",
    hot: bool = False,
) -> str:
    mark = "?from=list_hot" if hot else ""
    where = f"{DOU}/companies/acme/vacancies"
    return (
        f'<li class="l-vacancy{" __hot" if hot else ""}">'
        + (f'<div class="date">{date}</div>' if date else "")
        + f'<div class="title"><a class="vt" href="{where}/{number}/{mark}">{title}</a>&nbsp;'
        f'<strong>в <a class="company" href="{where}/"><img class="f-i" src="/a.png">'
        f"&nbsp;{company}</a></strong> "
        + (f'<span class="salary">{salary}</span> ' if salary else "")
        + (f'<span class="cities">{cities}</span>' if cities else "")
        + '</div><div class="sh-info">Шукаємо того, хто любить дані.</div></li>'
    )


def a_dou_list(*cards: str, total: int = 2, more: bool = False, csrf: str = "t0ken") -> str:
    button = (
        '<div class="more-btn"><a href="javascript:;">Більше вакансій</a></div>' if more else ""
    )
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">' if csrf else ""
    return (
        f'<html><head><title>Вакансії | DOU</title></head><body><form method="post">{hidden}</form>'
        f'<div class="b-inner-page-header"><h1>{total} вакансій</h1></div>'
        f'<div id="vacancyListId"><ul class="lt">{"".join(cards)}</ul>{button}</div></body></html>'
    )


def a_dou_vacancy(
    *,
    date: str = "18 вересня 2026",
    salary: str = "$3000–4000",
    place: str = "Київ, віддалено",
    text: str = "<p>Пишемо <b>Python</b> та SQL</p><ul><li>Airflow</li></ul>",
) -> str:
    pay = f'<span class="salary">{salary}</span>' if salary else ""
    return (
        '<html><body><div class="b-vacancy"><div class="b-compinfo"><div class="info">'
        '<div class="l-n"><a href="/companies/acme/">Acme, Inc.</a>'
        '<a class="all-v" href="/companies/acme/vacancies/">5 вакансій</a></div>'
        '<div class="l-t">Дані для всіх</div></div></div>'
        f'<div class="l-vacancy"><div class="date">{date}</div><h1 class="g-h2">Data Engineer</h1>'
        f'<div class="sh-info"><span class="place">{place}</span> {pay}</div>'
        f'<div class="b-typo vacancy-section">{text}</div>'
        '<div class="b-typo vacancy-section"><h3>Бонуси</h3><p>Чай</p></div></div>'
        '<div class="similar"><ul><li><div class="date">1 вересня</div>'
        '<a href="/companies/zed/vacancies/9/">Інша</a> <span class="salary">$9000</span></li></ul>'
        "</div></div></body></html>"
    )


def an_item(
    number: int = 7,
    title: str = "Data Engineer в Acme, Inc., Київ, віддалено, $3000–4000",
    *,
    date: str = "Fri, 18 Sep 2026 10:30:00 +0300",
    text: str = "<p>Пишемо Python</p><ul><li>SQL</li></ul>",
) -> str:
    link = f"{DOU}/companies/acme/vacancies/{number}/?utm_source=jobsrss"
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description><![CDATA[{text}]]></description>"
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + f"<guid>{escape(link)}</guid></item>"
    )


def a_feed(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Вакансії на DOU</title><link>{DOU}/</link>{''.join(items)}</channel></rss>"
    )
