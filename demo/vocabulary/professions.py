"""Every profession of the demo, in a fixed order: a job's number is counted from its place here."""

from typing import Final

from demo.vocabulary import data, delivery, field, office, software
from demo.vocabulary.shapes import Profession

PROFESSIONS: Final[tuple[Profession, ...]] = (
    data.DATA_ENGINEER,
    data.DATA_SCIENTIST,
    data.DATA_ANALYST,
    software.PYTHON_DEVELOPER,
    software.JAVA_DEVELOPER,
    software.FRONTEND_DEVELOPER,
    delivery.DEVOPS_ENGINEER,
    delivery.QA_ENGINEER,
    delivery.PROJECT_MANAGER,
    delivery.BUSINESS_ANALYST,
    office.ACCOUNTANT,
    office.MARKETING_SPECIALIST,
    office.RECRUITER,
    field.SALES_MANAGER,
    field.CUSTOMER_SUPPORT,
    field.NURSE,
    field.DRIVER,
)
