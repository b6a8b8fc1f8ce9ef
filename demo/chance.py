"""Repeatable chance: a stream of numbers for each thing, and picks from it."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *path: int) -> Random:
    """A generator of its own for the thing at this path, whatever was drawn before."""
    value = seed
    for step in path:
        value = value * 1_000_003 + step
    return Random(value)


def pick(random: Random, options: Sequence[T]) -> T:
    return options[int(random.random() * len(options))]


def between(random: Random, low: int, high: int) -> int:
    """Both ends included."""
    return low + int(random.random() * (high - low + 1))
