"""Kafka's errors in our words: wait, give up, or let a person mend something."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from kafka import errors

from contracts.errors import Misconfigured, Permanent, ProspektError, Transient

_ACCOUNT: Final = "set PROSPEKT_KAFKA_USER, _PASSWORD and _MECHANISM to what they know"
_SETTINGS: Final = "mend the PROSPEKT_KAFKA_ settings, or the brokers'"
_KINDS: Final[Mapping[type[errors.KafkaError], tuple[type[ProspektError], str]]] = {
    errors.SaslAuthenticationFailedError: (Misconfigured, _ACCOUNT),
    errors.UnsupportedSaslMechanismError: (Misconfigured, _ACCOUNT),
    errors.IllegalSaslStateError: (Misconfigured, _ACCOUNT),
    errors.AuthorizationError: (
        Misconfigured,
        "this user may not do that; grant what `python -m engines.kafka.acl ROLE USER` prints",
    ),
    errors.FencedInstanceIdError: (
        Misconfigured,
        "another reader has taken this one's name; give each reader a name of its own",
    ),
    errors.KafkaConfigurationError: (Misconfigured, _SETTINGS),
    errors.UnsupportedVersionError: (Misconfigured, _SETTINGS),
    errors.InvalidTopicError: (Misconfigured, _SETTINGS),
    errors.InvalidReplicationFactorError: (
        Misconfigured,
        "there are fewer brokers than that; set PROSPEKT_KAFKA_REPLICATION",
    ),
    errors.InvalidPartitionsError: (Misconfigured, _SETTINGS),
    errors.InvalidConfigurationError: (Misconfigured, _SETTINGS),
    errors.InvalidSessionTimeoutError: (Misconfigured, _SETTINGS),
    errors.PolicyViolationError: (Misconfigured, _SETTINGS),
    errors.MessageSizeTooLargeError: (Permanent, "send less in one message"),
    errors.RecordListTooLargeError: (Permanent, "send less in one message"),
    errors.KafkaTimeoutError: (
        Transient,
        "check that it runs, and that PROSPEKT_KAFKA_USER, _PASSWORD, _TLS and _CA are right",
    ),
    errors.NotEnoughReplicasError: (Transient, "too few brokers have a copy; bring them back"),
    errors.NotEnoughReplicasAfterAppendError: (
        Transient,
        "too few brokers have a copy; bring them back",
    ),
}
"""What else there is may pass: a message must not be dropped for a word that is not known."""


@contextmanager
def plain_errors(servers: str) -> Iterator[None]:
    """Turn the client's errors into ours, cause chained."""
    try:
        yield
    except errors.KafkaError as error:
        raise translated(servers, error) from error


def translated(servers: str, error: errors.KafkaError) -> ProspektError:
    kinds = (_KINDS[each] for each in type(error).__mro__ if each in _KINDS)
    kind, mend = next(kinds, (Transient, "check that it runs, then retry"))
    return kind(f"Kafka at {servers}: {error}; {mend}")
