"""When brokers have deleted what was erased, by what is declared of its topic (pure)."""

from datetime import datetime, timedelta
from typing import Final

from contracts.log import Message
from engines.kafka.topics import SEGMENT_DAYS, TOPICS, Topic

CLEANING: Final = timedelta(days=1)
"""Brokers look at what is due every few minutes; more is allowed for those that are busy or off."""


def is_latest_only(topic: str) -> bool:
    return _declared(topic).latest_only


def gone_by(message: Message, now: datetime) -> datetime:
    """A segment goes as a whole, when its youngest message is due.

    Where only the latest is kept, the one that is written to is never cleaned: in a partition to
    which nothing comes, its messages stand until something does.
    """
    segment = timedelta(days=SEGMENT_DAYS)
    if is_latest_only(message.partition.topic):
        return now + segment + CLEANING
    kept = timedelta(days=_declared(message.partition.topic).keep_days)
    return message.at + kept + segment + CLEANING


def _declared(topic: str) -> Topic:
    return TOPICS.get(topic, Topic())
