"""Where the work is, as the boards write it (in Ukrainian)."""

from typing import Final

CITIES: Final[dict[str, int]] = {
    "Київ": 38,
    "Львів": 14,
    "Дніпро": 9,
    "Одеса": 8,
    "Харків": 7,
    "Вінниця": 4,
    "Запоріжжя": 3,
    "Івано-Франківськ": 3,
    "Чернівці": 2,
    "Полтава": 2,
    "Тернопіль": 2,
    "Хмельницький": 2,
    "Ужгород": 2,
    "Рівне": 2,
    "Черкаси": 2,
}
"""With their weights."""

SLUGS: Final[dict[str, str]] = {
    "kyiv": "Київ",
    "lviv": "Львів",
    "dnipro": "Дніпро",
    "odesa": "Одеса",
    "kharkiv": "Харків",
    "vinnytsya": "Вінниця",
    "zaporizhzhya": "Запоріжжя",
    "ivano-frankivsk": "Івано-Франківськ",
    "chernivtsi": "Чернівці",
    "poltava": "Полтава",
    "ternopil": "Тернопіль",
    "khmelnytskyi": "Хмельницький",
    "uzhhorod": "Ужгород",
    "rivne": "Рівне",
    "cherkasy": "Черкаси",
}
"""How the HTML board spells a place in its addresses."""
