"""Every site of the demo by name: where it listens, and what answers there."""

from collections.abc import Callable
from typing import Final

from demo.ads import ROBOTA, WORK_UA
from demo.boards.answer import Board
from demo.boards.careers import Careers
from demo.boards.djinni import Djinni
from demo.boards.dou import Dou
from demo.boards.grc import Grc
from demo.boards.indeed import Indeed
from demo.boards.robota import Robota
from demo.boards.services import SERVICES, Services
from demo.boards.work_ua import WorkUa
from demo.elsewhere import CAREERS, DJINNI, DOU, GRC, INDEED
from demo.world import World

SITES: Final[dict[str, Callable[[World], Board]]] = {
    WORK_UA: WorkUa,
    ROBOTA: Robota,
    DOU: Dou,
    GRC: Grc,
    INDEED: Indeed,
    DJINNI: Djinni,
    CAREERS: Careers,
    SERVICES: Services,
}
_FIRST_PORT: Final = 8401
PORTS: Final = {name: _FIRST_PORT + place for place, name in enumerate(SITES)}
