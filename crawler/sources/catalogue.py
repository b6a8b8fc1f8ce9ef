"""The sources as of now: those that are installed, and those that users declared."""

import logging
from typing import Final, Protocol

from contracts.config import KeptSource
from contracts.declared import decode_declared
from contracts.errors import Permanent
from crawler.settings import CrawlerSettings
from crawler.source import Source
from crawler.sources.declared.faults import source_faults
from crawler.sources.declared.source import declared_source
from crawler.sources.registry import installed, policies, sources

log: Final = logging.getLogger(__name__)


class SourceBook(Protocol):
    """What users declared."""

    def all(self) -> list[KeptSource]: ...


class Catalogue:
    """`sources` and `policies` stay the same mappings: whoever holds them sees each refresh."""

    def __init__(self, settings: CrawlerSettings, book: SourceBook) -> None:
        self.origins: dict[str, str] = {}
        """Where a source is from that is not built in."""
        self.faults: dict[str, str] = {}
        """Why a source is not there."""
        self.sources = sources(settings)
        self.policies = policies(settings, self.sources)
        self.installed: Final = frozenset(self.sources)
        """Names that nobody can declare a source by."""
        self._settings = settings
        self._book = book
        self._plugins = installed()
        self._versions: dict[str, int] | None = None
        for fault in self._plugins.faults.values():
            log.warning("%s", fault)
        self.refresh()

    def refresh(self) -> None:
        """Take in what was declared, changed or deleted since the last look."""
        kept = self._book.all()
        versions = {each.name: each.version for each in kept}
        if versions == self._versions:
            return
        self.faults = dict(self._plugins.faults)
        self.origins = {name: f"plugin of {who}" for name, who in self._plugins.origins.items()}
        now = self._declared(kept)
        for name in set(self.sources) - self.installed - set(now):
            del self.sources[name], self.policies[name]
        self.sources.update(now)
        self.policies.update(policies(self._settings, now))
        self._versions = versions

    def _declared(self, kept: list[KeptSource]) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for each in kept:
            if each.name in self.installed:
                continue
            try:
                found[each.name] = _built(each)
                self.origins[each.name] = "declared"
            except Permanent as error:
                self.faults[each.name] = f"source {each.name!r} as declared: {error}"
                log.warning("%s", self.faults[each.name])
        return found


def _built(kept: KeptSource) -> Source:
    declared = decode_declared(kept.body)
    for path, fault in source_faults(declared):
        raise Permanent(f"{path.lstrip('.')}: {fault}; mend its file and apply it again")
    return declared_source(declared)
