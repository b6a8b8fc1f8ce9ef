"""The fixtures of the contract suites, made beside what they run on."""

from tests.contract.config_rig import address, config, processes
from tests.contract.elastic_workers import index, other
from tests.contract.redis_rig import client, server

__all__ = ["address", "client", "config", "index", "other", "processes", "server"]
