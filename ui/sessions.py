"""Hold the talks that are going on, in memory only, and forget them: on leaving, on closing, when nobody is there.

Knows nothing of screens, of replies or of what a conversation holds. Nothing here is ever written to disk or logged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant import Conversation

Clock = Callable[[], float]

IDLE_SECONDS = 30 * 60
MOST_TALKS = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands on the page: already escaped, ready to be shown."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's talk. Frozen: a turn puts a new one in its place."""

    told_at: float
    """When the person was last told that this is a program."""
    country: str | None = None
    conversation: "Conversation | None" = field(default=None, repr=False)
    shown: tuple[Shown, ...] = field(default=(), repr=False)
    unanswered: str = field(default="", repr=False)
    """What the person sent and got no reply to yet, so that nothing they wrote is lost."""


class Talks(Protocol):
    """Where talks are held. Four verbs, so that a store with expiry (SET, GET, SET XX, DEL) can take its place."""

    def begin(self, key: str, talk: Talk) -> None:
        """Hold a new talk under this key."""

    def read(self, key: str) -> Talk | None:
        """The talk, if it is still held; reading counts as use."""

    def write(self, key: str, talk: Talk) -> bool:
        """Put this in place of a talk that is still held; one forgotten meanwhile stays forgotten."""

    def forget(self, key: str) -> None:
        """Hold it no longer. Forgetting what is not there is no fault."""


class MemoryTalks:
    """Talks in this process's memory; the longest unused one makes room when there are too many."""

    def __init__(
        self, *, idle_seconds: float = IDLE_SECONDS, most: int = MOST_TALKS, clock: Clock = time.monotonic
    ) -> None:
        self.idle_seconds = idle_seconds
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._talks: dict[str, tuple[float, Talk]] = {}

    def __len__(self) -> int:
        return len(self._talks)

    def begin(self, key: str, talk: Talk) -> None:
        with self._lock:
            self._sweep()
            self._talks.pop(key, None)
            while len(self._talks) >= self._most:
                del self._talks[next(iter(self._talks))]
            self._talks[key] = (self._clock(), talk)

    def read(self, key: str) -> Talk | None:
        with self._lock:
            self._sweep()
            held = self._talks.pop(key, None)
            if held is None:
                return None
            self._talks[key] = (self._clock(), held[1])
            return held[1]

    def write(self, key: str, talk: Talk) -> bool:
        with self._lock:
            self._sweep()
            if self._talks.pop(key, None) is None:
                return False
            self._talks[key] = (self._clock(), talk)
            return True

    def forget(self, key: str) -> None:
        with self._lock:
            self._talks.pop(key, None)

    def forget_all(self) -> None:
        with self._lock:
            self._talks.clear()

    def sweep(self) -> None:
        """Forget what nobody has used for too long; called on a timer, so that it happens even when nobody comes."""
        with self._lock:
            self._sweep()

    def _sweep(self) -> None:
        # Every use moves a talk to the end, so the first that is fresh ends the search.
        eldest = self._clock() - self.idle_seconds
        while self._talks:
            key, (used, _) = next(iter(self._talks.items()))
            if used > eldest:
                return
            del self._talks[key]


class Allowance:
    """A token bucket for each key: a burst at once, then a steady rate."""

    def __init__(
        self, burst: float, per_second: float, *, clock: Clock = time.monotonic, most: int = MOST_TALKS
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._most = most
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str = "") -> bool:
        """Whether one more is allowed now; if so it is used up."""
        with self._lock:
            left = self._now_left(key)
            self._left.pop(key, None)
            while len(self._left) >= self._most:
                del self._left[next(iter(self._left))]
            self._left[key] = (left - 1 if left >= 1 else left, self._clock())
            return left >= 1

    def any_left(self, key: str = "") -> bool:
        """Whether one more would be allowed now."""
        with self._lock:
            return self._now_left(key) >= 1

    def forget(self, key: str) -> None:
        with self._lock:
            self._left.pop(key, None)

    def _now_left(self, key: str) -> float:
        left, since = self._left.get(key, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - since) * self._per_second)
