"""The events of a topic that is kept for ever: what this release cannot read is passed over."""

import logging
from collections.abc import Iterator

from contracts.codec import decode
from contracts.errors import Permanent
from contracts.events import Event
from contracts.log import Message
from stream.ports import LogHistory


def events(log: LogHistory, topic: str) -> Iterator[tuple[Message, Event]]:
    """Say at the end how many were passed over: nothing trims them, and the rest is still good."""
    unread: list[str] = []
    for message in log.read(topic):
        try:
            yield message, decode(message.value)
        except Permanent as error:
            unread.append(f"{message.partition.number}/{message.offset}: {error}")
    if unread:
        logging.getLogger("stream").warning(
            "%s: messages that this release cannot read are passed over: %d; the first is %s",
            topic,
            len(unread),
            unread[0],
        )
