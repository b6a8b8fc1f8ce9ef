"""The companies of the demo, made once for a world."""

from typing import Final

from msgspec import Struct

from demo.chance import between, stream
from demo.vocabulary.companies import SECTORS, STEMS

_STREAM: Final = 11
_FIRST_NUMBER: Final = 41_000


class Company(Struct, frozen=True, eq=False):
    number: int
    name: str
    sector: str
    founded: int
    staff: int
    offices: int

    @property
    def slug(self) -> str:
        """The host of its made-up mail addresses, in a domain that nobody can own."""
        return f"c{self.number}.example"


def companies(seed: int) -> dict[str, tuple[Company, ...]]:
    """Those of each sector."""
    return {
        sector: tuple(
            _company(seed, place * len(STEMS) + at, stem, sector) for at, stem in enumerate(STEMS)
        )
        for place, sector in enumerate(SECTORS)
    }


def _company(seed: int, number: int, stem: str, sector: str) -> Company:
    random = stream(seed, _STREAM, number)
    tails = SECTORS[sector]
    name = f"{stem} {tails[int(random.random() * len(tails))]}"
    legal = between(random, 0, 4) == 0
    return Company(
        number=_FIRST_NUMBER + number * 7,
        name=f"ТОВ «{name}»" if legal else name,
        sector=sector,
        founded=between(random, 1991, 2021),
        staff=between(random, 2, 90) * 10,
        offices=between(random, 5, 20),
    )
