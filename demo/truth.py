"""What is true of the world and no board says: for tests of mechanics, never proof of quality."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from demo.ads import Ad, Origin
from demo.demand import expected
from demo.schedule import ARCHIVE_WEEKS, PRESENT_WEEKS, WEEK, archive_start
from demo.text import Text
from demo.vocabulary.professions import PROFESSIONS

PARTS: Final = ("duplicates", "paragraphs", "skills", "professions", "demand", "postings")
_DAY: Final = 86_400


class Paragraph(Struct, frozen=True):
    text: str
    relevant: bool


class NamedSkill(Struct, frozen=True):
    id: str
    name: str
    """As written in this posting."""


class DemandWeek(Struct, frozen=True):
    date: str
    """Its Monday."""
    expected: float
    """The true demand."""
    jobs: int
    """Jobs first posted in it: what chance made of the demand."""
    postings: int
    """Ads posted in it on all boards: cross-posts and reposts counted too."""


class Fact(Struct, frozen=True):
    board: str
    external_id: str
    title: str
    company: str
    job: int
    """The same number is the same job."""
    origin: str
    profession: str
    language: str
    posted_at: datetime
    closed_at: datetime
    lifetime_days: float


class Truth:
    """Each part by the posting's name `board/external_id`, or by the profession's id."""

    def __init__(self, ads: Sequence[Ad], text: Callable[[Ad], Text], end: datetime) -> None:
        self._ads = ads
        self._text = text
        self._start = archive_start(end)

    def duplicates(self) -> list[list[str]]:
        """Groups of postings of one job, the earliest first; a single posting is no group."""
        groups: dict[int, list[Ad]] = defaultdict(list)
        for ad in sorted(self._ads, key=lambda ad: (ad.posted_at, ad.serial)):
            groups[ad.job.number].append(ad)
        return [[_name(ad) for ad in group] for group in groups.values() if len(group) > 1]

    def paragraphs(self) -> dict[str, list[Paragraph]]:
        return {
            _name(ad): [Paragraph(line.text, line.relevant) for line in self._text(ad).lines]
            for ad in self._ads
        }

    def skills(self) -> dict[str, list[NamedSkill]]:
        return {
            _name(ad): [
                NamedSkill(skill.id, skill.names[ad.job.language]) for skill in ad.job.skills
            ]
            for ad in self._ads
        }

    def professions(self) -> dict[str, str]:
        return {_name(ad): ad.job.profession.id for ad in self._ads}

    def demand(self) -> dict[str, list[DemandWeek]]:
        jobs: dict[tuple[str, int], int] = defaultdict(int)
        postings: dict[tuple[str, int], int] = defaultdict(int)
        for ad in self._ads:
            profession = ad.job.profession.id
            jobs[profession, ad.job.week] += ad.origin is Origin.ORIGINAL
            postings[profession, (ad.posted_at - self._start) // WEEK] += 1
        return {
            profession.id: [
                DemandWeek(
                    date=(self._start + week * WEEK).date().isoformat(),
                    expected=round(expected(profession.demand, week, self._start), 3),
                    jobs=jobs[profession.id, week],
                    postings=postings[profession.id, week],
                )
                for week in range(ARCHIVE_WEEKS + PRESENT_WEEKS)
            ]
            for profession in PROFESSIONS
        }

    def postings(self) -> list[Fact]:
        return [
            Fact(
                board=ad.board,
                external_id=ad.external_id,
                title=self._text(ad).title,
                company=ad.job.company.name,
                job=ad.job.number,
                origin=ad.origin,
                profession=ad.job.profession.id,
                language=ad.job.language,
                posted_at=ad.posted_at,
                closed_at=ad.closed_at,
                lifetime_days=round((ad.closed_at - ad.posted_at).total_seconds() / _DAY, 2),
            )
            for ad in self._ads
        ]


def _name(ad: Ad) -> str:
    return f"{ad.board}/{ad.external_id}"
