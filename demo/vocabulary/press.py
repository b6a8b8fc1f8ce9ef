"""What is written and rated besides ads: sentences of articles, names of films."""

from typing import Final

from demo.vocabulary.shapes import Language

HEADLINES: Final[dict[Language, tuple[str, ...]]] = {
    Language.UK: (
        "Кого шукають цього тижня: {title}",
        "{title}: що змінилося у вимогах",
        "Як стати фахівцем: {title}",
        "Зарплати й досвід: {title}",
    ),
    Language.RU: (
        "Кого ищут на этой неделе: {title}",
        "{title}: что изменилось в требованиях",
        "Как войти в профессию: {title}",
        "Зарплаты и опыт: {title}",
    ),
    Language.EN: (
        "Who is wanted this week: {title}",
        "{title}: what employers ask for now",
        "A day in the life: {title}",
        "Pay and experience: {title}",
    ),
}

SENTENCES: Final[dict[Language, tuple[str, ...]]] = {
    Language.UK: (
        "За тиждень роботодавці оприлюднили {n} нових вакансій для цієї професії.",
        "Найчастіше в оголошеннях згадують {skill}, і ця частка зростає.",
        "Третина компаній готова взяти людину без досвіду, якщо є охота вчитися.",
        "Співбесіда зазвичай складається з {k} етапів і триває до двох тижнів.",
        "Віддалено працювати пропонують частіше, ніж рік тому.",
        "У регіонах вакансій менше, та конкуренція за них слабша.",
    ),
    Language.RU: (
        "За неделю работодатели опубликовали {n} новых вакансий для этой профессии.",
        "Чаще всего в объявлениях упоминают {skill}, и эта доля растёт.",
        "Треть компаний готова взять человека без опыта, если есть желание учиться.",
        "Собеседование обычно состоит из {k} этапов и длится до двух недель.",
        "Удалённо работать предлагают чаще, чем год назад.",
        "В регионах вакансий меньше, но и соперников за них немного.",
    ),
    Language.EN: (
        "Employers published {n} new postings for this profession within the week.",
        "The skill named most often is {skill}, and its share keeps growing.",
        "One company in three takes people without experience who are eager to learn.",
        "Hiring usually takes {k} interviews and up to a fortnight.",
        "Remote work is offered more often than a year ago.",
        "There are fewer openings in the regions, but also fewer rivals for them.",
    ),
}

FILMS: Final = (
    ("Тіні над Збручем", "Shadows over Zbruch", 2024),
    ("Останній трамвай", "The Last Tram", 2024),
    ("Хлібна брама", "The Grain Gate", 2025),
    ("Маяк у степу", "Lighthouse in the Steppe", 2025),
    ("Сім листів до Марти", "Seven Letters to Marta", 2025),
    ("Крижаний порт", "Port of Ice", 2026),
    ("Дім на Подолі", "A House in Podil", 2026),
    ("Нічна зміна", "The Night Shift", 2026),
)
"""In Ukrainian, in English, and the year: none of them was ever made."""
