"""Articles of the demo's press, each of a stream of its own: two a week, the newest last."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from msgspec import Struct

from demo.chance import between, pick, stream
from demo.schedule import ARCHIVE_WEEKS, PRESENT_WEEKS, WEEK, archive_start
from demo.vocabulary.press import HEADLINES, SENTENCES
from demo.vocabulary.professions import PROFESSIONS
from demo.vocabulary.shapes import Language, Profession

PER_WEEK: Final = 2
_ARTICLES: Final = 61
_FIRST_HOUR: Final = 7
_FEWEST: Final = 3
_MOST: Final = 5


class Article(Struct, frozen=True):
    number: int
    language: Language
    profession: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime

    @property
    def slug(self) -> str:
        return f"{self.number:04d}-{self.profession}"

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@lru_cache(maxsize=4)
def articles(seed: int, end: datetime) -> tuple[Article, ...]:
    count = (ARCHIVE_WEEKS + PRESENT_WEEKS) * PER_WEEK
    return tuple(_article(seed, number, end) for number in range(count))


def published(seed: int, end: datetime, now: datetime) -> list[Article]:
    """Newest first."""
    return [each for each in reversed(articles(seed, end)) if each.published_at <= now]


def _article(seed: int, number: int, end: datetime) -> Article:
    random = stream(seed, _ARTICLES, number)
    profession: Profession = pick(random, PROFESSIONS)
    language = pick(random, tuple(Language))
    title = profession.titles[language].usual[0]
    skill = pick(random, profession.skills).names[language]
    chosen = random.sample(SENTENCES[language], between(random, _FEWEST, _MOST))
    paragraphs = tuple(
        sentence.format(n=between(random, 5, 20), k=between(random, 2, 4), skill=skill)
        for sentence in chosen
    )
    week, place = divmod(number, PER_WEEK)
    day = timedelta(days=1 + 2 * place, hours=_FIRST_HOUR, minutes=between(random, 0, 300))
    return Article(
        number=number + 1,
        language=language,
        profession=profession.id,
        title=pick(random, HEADLINES[language]).format(title=title),
        paragraphs=paragraphs,
        published_at=archive_start(end) + week * WEEK + day,
    )
