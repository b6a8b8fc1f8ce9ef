"""The fixtures of the contract suites, made beside what they run on."""

from tests.contract.config_rig import address, config, processes
from tests.contract.elastic_workers import index, other

__all__ = ["address", "config", "index", "other", "processes"]
