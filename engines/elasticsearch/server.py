"""The connection to Elasticsearch: bounded in time, its errors said in our words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from contracts.errors import Misconfigured, ProspektError
from engines.elasticsearch.errors import OLDEST, of_age, too_old, translated
from engines.elasticsearch.settings import ANSWER_SECONDS, IndexSettings

_CA: Final = "PROSPEKT_ELASTICSEARCH_CA"
_MAJOR: Final = re.compile(r"(\d+)\.")


class Server:
    """One cluster, as an address names it.

    The client repeats nothing by itself: a write that may have been applied is read before it is
    done again, and who waits, and how long, is said in one place (`stream.patience`).
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str = "",
        ca: Path | None = None,
        answer_s: float = ANSWER_SECONDS,
    ) -> None:
        self.name = url
        if ca and not ca.is_file():
            raise Misconfigured(f"{ca}: no such file; name the authority's in {_CA}")
        # The client takes no None for "the machine's own".
        trust: Any = {"ca_certs": str(ca)} if ca else {}
        try:
            self.client = Elasticsearch(
                url,
                api_key=api_key or None,
                request_timeout=answer_s,
                max_retries=0,
                **trust,
            )
        except (ValueError, TypeError, OSError) as error:
            raise Misconfigured(f"{url}: {error}; write https://HOST:9200") from error

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn the client's errors into ours, cause chained."""
        try:
            yield
        except (ApiError, TransportError, UnsupportedProductError) as error:
            raise self._in_our_words(error) from error

    def ping(self) -> None:
        with self.plain_errors():
            version = str(self.client.info()["version"]["number"])
        found = _MAJOR.match(version)
        if not found or int(found[1]) < OLDEST:
            raise of_age(self.name, version)

    def _in_our_words(self, error: Exception) -> ProspektError:
        return (
            of_age(self.name, self._version()) if too_old(error) else translated(self.name, error)
        )

    def _version(self) -> str:
        """Ask in plain JSON, which a server of any age answers."""
        plain = {"accept": "application/json"}
        try:
            # Not by the client itself, which marks all that it asks with its own version.
            answered = self.client.transport.perform_request("GET", "/", headers=plain)
        except (ApiError, TransportError, UnsupportedProductError):
            return f"older than {OLDEST}"
        return str(answered.body["version"]["number"])

    def close(self) -> None:
        self.client.close()


def server_of(settings: IndexSettings) -> Server:
    return Server(settings.url, api_key=settings.key, ca=settings.ca, answer_s=settings.answer_s)
