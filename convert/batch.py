"""Many jobs: one after the other, outcomes in the order of the jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convert.engine import attempt
from convert.kit import Kit
from convert.model import Job, Outcome


def run(jobs: Iterable[Job | Outcome], kit: Kit, *, workers: int = 1) -> Iterator[Outcome]:
    """What became of each job, in order; an `Outcome` among the jobs is handed through in its place."""
    for job in jobs:
        yield attempt(job, kit) if isinstance(job, Job) else job
