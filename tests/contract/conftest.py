"""The fixtures of the contract suites, made beside what they run on."""

from tests.contract.config_rig import address, config, processes

__all__ = ["address", "config", "processes"]
