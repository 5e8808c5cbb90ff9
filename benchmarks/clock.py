"""Paired timings: variants take turns, so that a slow minute of the machine hits all of them."""

from __future__ import annotations

import gc
import os
import resource  # not on Windows, where whole processes are not measured
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds of one variant, user and system, one figure a round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure to quote."""
        return statistics.median(self.seconds)

    def ratio(self, other: Timing) -> float:
        """Median of the round-by-round ratios to another variant of the same run."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))


def interleave(
    variants: Mapping[str, Callable[[], object]],
    rounds: int = 9,
    ready: Callable[[Callable[[], object]], object] = lambda run: None,
) -> dict[str, Timing]:
    """CPU seconds of each variant over `rounds` rounds in turn, after one round that is not counted.

    `ready` is called with the variant before each of its turns, off the clock.
    """
    figures: dict[str, list[float]] = {name: [] for name in variants}
    gc.collect()
    gc.freeze()  # what was made for the measurement must not be walked over again and again during it
    for counted in range(-1, rounds):
        for name, run in variants.items():
            ready(run)
            started = time.process_time()
            run()
            if counted >= 0:
                figures[name].append(time.process_time() - started)
    return {name: Timing(name, tuple(values)) for name, values in figures.items()}


def interleave_commands(
    commands: Mapping[str, Sequence[str]], rounds: int = 11, settings: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Timing]:
    """The same for whole processes: CPU seconds of the child and its children, after one run that is not counted.

    `settings` are environment variables beside those of this process.
    """
    environment = {**os.environ, **settings}
    figures: dict[str, list[float]] = {name: [] for name in commands}
    for counted in range(-1, rounds):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if counted >= 0:
                figures[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {name: Timing(name, tuple(values)) for name, values in figures.items()}
