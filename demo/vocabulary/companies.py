"""Who hires: names, sectors and what a company says it is."""

from typing import Final

from demo.vocabulary.shapes import Language

STEMS: Final = (
    *("Verkhovyna", "Lavra", "Zbruch", "Sokil", "Bilyi Kamin", "Desna", "Kobzar", "Orlan"),
    *("Stozhary", "Vector", "Prairie", "Northwind", "Lumen", "Mriya", "Dzvin", "Polissia"),
    *("Khortytsia", "Sich", "Arka", "Vesna", "Granit", "Solaris", "Quanta", "Delta Plus"),
    *("Обрій", "Калина", "Чумацький шлях", "Світанок", "Джерело", "Зоря", "Тризуб", "Явір"),
    *("Ковчег", "Бастіон", "Горизонт", "Меридіан", "Берег", "Лелека", "Сузір’я", "Оріон"),
)

SECTORS: Final[dict[str, tuple[str, ...]]] = {
    "software": ("Soft", "Labs", "Tech", "Digital", "Systems"),
    "finance": ("Bank", "Finance", "Pay", "Credit", "Insurance"),
    "retail": ("Market", "Trade", "Store", "Маркет", "Торг"),
    "logistics": ("Logistic", "Cargo", "Post", "Транс", "Експрес"),
    "services": ("Group", "Consulting", "Service", "Сервіс", "Partners"),
    "medicine": ("Clinic", "Med", "Клініка", "Здоров’я", "Health"),
    "agro": ("Agro", "Grain", "Агро", "Farm", "Ферма"),
    "industry": ("Plant", "Steel", "Завод", "Machinery", "Буд"),
}

DESCRIBED: Final[dict[Language, dict[str, str]]] = {
    Language.UK: {
        "software": "розробник програмних продуктів",
        "finance": "фінансова компанія",
        "retail": "мережа магазинів",
        "logistics": "логістична компанія",
        "services": "сервісна компанія",
        "medicine": "приватна клініка",
        "agro": "аграрний виробник",
        "industry": "виробниче підприємство",
    },
    Language.RU: {
        "software": "разработчик программных продуктов",
        "finance": "финансовая компания",
        "retail": "сеть магазинов",
        "logistics": "логистическая компания",
        "services": "сервисная компания",
        "medicine": "частная клиника",
        "agro": "аграрный производитель",
        "industry": "производственное предприятие",
    },
    Language.EN: {
        "software": "a software company",
        "finance": "a financial company",
        "retail": "a retail chain",
        "logistics": "a logistics company",
        "services": "a service company",
        "medicine": "a private clinic",
        "agro": "an agricultural producer",
        "industry": "a manufacturer",
    },
}

CONTACTS: Final = ("Олена", "Ірина", "Андрій", "Марія", "Тарас", "Наталія", "Сергій", "Юлія")
"""First names of nobody in particular; addresses and telephones beside them are made up too."""
