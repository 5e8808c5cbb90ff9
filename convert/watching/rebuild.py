"""The results about all reports, made anew while the watch goes on: one at a time, a large one by another process."""

from __future__ import annotations

from convert.collected import Made, Order, discard, make_or_fail, ordered, place
from convert.crew import Crew, Lost
from convert.desk import Desk
from convert.errors import ConversionBug, OutputInUse, restored
from convert.files import WAITS_S
from convert.model import Failure, Written
from convert.system import log

APART_FROM = 300
"""Reports from which another process makes the workbook. Below, it takes 0.2 s, as long as such a process to start."""

LIMIT_S = 3600.0
"""Longest time it may take: a million reports take ten minutes. What hangs on a share is given up."""


class Rebuild:
    """What is being made anew; `step` is called again and again and does not wait."""

    def __init__(self, desk: Desk, formats: tuple[str, ...]) -> None:
        self._desk, self._formats = desk, formats
        self._left: list[str] = []  # formats that are still to be made
        self._order: Order | None = None
        self._made: Made | None = None
        self._held_since: float | None = None  # its place is held open
        self._crew: Crew[Order, Made | Failure] | None = None
        self._written: list[Written] = []

    @property
    def busy(self) -> bool:
        """Whether something is being made."""
        return self._order is not None or bool(self._left)

    def begin(self) -> None:
        """Has everything made anew; nothing may be in the making."""
        self._left, self._written = list(self._formats), []

    def step(self) -> list[Written] | None:
        """What was written, once all is in place; `None` before. Raises `OutputError`s and `ConversionBug`."""
        try:
            while self._left or self._order:
                if not self._step():
                    return None
        except BaseException:
            self.close()
            raise
        return self._written

    def _step(self) -> bool:
        """Whether the order in work, or the next one, is done."""
        if self._order is None:
            self._order = ordered(self._desk, self._left[0])
            self._desk.ledger.commit()
            if self._desk.ledger.holds(APART_FROM):
                self._crew = Crew(make_or_fail, self._desk.kit, 1, fresh=True)
                self._crew.give(0, self._order, LIMIT_S)
            else:
                self._take(make_or_fail(self._order, self._desk.kit))
        if self._made is None:
            assert self._crew is not None
            ended = self._crew.take(0.0)
            if not ended:
                return False
            self._crew.close()
            self._crew = None
            self._take(ended[0][1])
        return self._place()

    def _take(self, result: Made | Failure | Lost) -> None:
        assert self._order is not None
        if isinstance(result, Lost):
            why = "it took too long" if result.late else f"its process ended with {result.exit_code}"
            raise ConversionBug(self._order.path, self._order.format, why)
        if isinstance(result, Failure):
            raise restored(result)
        self._made = result

    def _place(self) -> bool:
        assert self._order is not None
        assert self._made is not None
        now = self._desk.system.monotonic()
        waited_s = now - self._held_since if self._held_since is not None else 0.0
        try:
            written = place(self._desk, self._order, self._made, patient=False, beside=waited_s > sum(WAITS_S))
        except OutputInUse:
            if waited_s > sum(WAITS_S):  # and so is the one beside it
                raise
            self._held_since = now - waited_s
            return False
        self._order = self._made = self._held_since = None
        if written is None:
            log("convert.watch").info("someone saved the workbook meanwhile; making it again")
            return True
        self._left.pop(0)
        self._written.append(written)
        return True

    def close(self) -> None:
        """Gives up what is in the making; the files stay as they are."""
        if self._crew is not None:
            self._crew.close()
        if self._order is not None:
            discard(self._order)
        self._left, self._order, self._made, self._held_since, self._crew = [], None, None, None, None
