"""Counts wrong passwords and wrong join codes, so that guessing is hopeless; keeps no address.

Who fails is known only by a keyed hash, and the random key changes hourly. The counts are this process's own:
with several workers a guesser has as many budgets.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from flask import current_app
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.local import LocalProxy

from intake.errors import TooMany

#: Minutes in which wrong passwords are counted.
SIGN_IN_WINDOW = 15
#: Wrong codes with the same beginning, of so many characters, from one address in an hour before such codes wait.
BEGINNING, OF_A_BEGINNING = 3, 10
#: Wrong codes from everywhere, in the lives of two keys, before all wait: few beside 850 thousand million codes.
EVERYWHERE = 200_000
#: Seconds that a key lives; counts are remembered for one more such time, then forgotten with it.
KEY_LIFETIME = 3600.0

Budget = tuple[RateLimitItem, str]


class Attempt:
    """One try at a password or a code; `fail()` counts it."""

    failed = False

    def fail(self) -> None:
        self.failed = True


class Generation:
    """A key and what was counted under it."""

    def __init__(self, born: float) -> None:
        self.born = born
        self.key = secrets.token_bytes(32)
        # A storage of its own: the library's never forgets a name, so it is dropped with the key.
        self.limiter = MovingWindowRateLimiter(MemoryStorage())
        self.wrong_codes = 0

    def name(self, text: str) -> str:
        return hmac.digest(self.key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


class Throttle:
    """The budgets of failures; an attempt raises TooMany when one of its own is used up."""

    def __init__(
        self, sign_in_attempts: int, code_attempts: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        most, half = max(1, sign_in_attempts), max(1, sign_in_attempts // 2)
        self._of_account = RateLimitItemPerMinute(most, SIGN_IN_WINDOW, namespace="account")
        # Half, so that one address cannot use up what everybody else has for this account.
        self._of_address = RateLimitItemPerMinute(half, SIGN_IN_WINDOW, namespace="account at address")
        self._of_known = RateLimitItemPerMinute(most, SIGN_IN_WINDOW, namespace="account at known device")
        self._codes = RateLimitItemPerHour(max(1, code_attempts), namespace="codes of address")
        self._beginnings = RateLimitItemPerHour(OF_A_BEGINNING, namespace="codes of address that begin so")
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way: Counter[tuple[str, str]] = Counter()
        self._now, self._before = Generation(clock()), Generation(clock())

    @contextmanager
    def sign_in(
        self, account: str, address: str | None, known_device: str | None = None
    ) -> Iterator[Attempt]:
        """Try a password; a browser that signed in with this account before has a budget of its own."""
        if known_device is not None:
            budgets: tuple[Budget, ...] = ((self._of_known, f"{account}\n{known_device}"),)
        else:
            budgets = (self._of_account, account), (self._of_address, f"{account}\n{_network(address)}")
        # Those under way count as failed until they end: many at once must not slip through together.
        with self._attempt(budgets, under_way=[(item.namespace, text) for item, text in budgets]) as attempt:
            yield attempt

    @contextmanager
    def short_code(self, address: str | None, code: str) -> Iterator[Attempt]:
        """Try a spoken code; long codes are not tried here, since nobody guesses 128 bits.

        A hall shares its address with whoever guesses in it. So once an address gave too many wrong codes, only wrong
        ones are answered with TooMany; before they are compared, codes wait for others with the same beginning.
        """
        network = _network(address)
        with self._attempt(((self._beginnings, f"{network}\n{code[:BEGINNING]}"),)) as attempt:
            if self._now.wrong_codes + self._before.wrong_codes >= EVERYWHERE:
                raise TooMany()
            try:
                yield attempt
            finally:
                if attempt.failed:
                    self._count_wrong_code(network)

    def _count_wrong_code(self, network: str) -> None:
        """Count it; raises TooMany when the address had its share before."""
        with self._lock:
            self._now.wrong_codes += 1
            wait = self._wait(self._codes, network)
            if not wait:
                self._now.limiter.hit(self._codes, self._now.name(network))
        if wait:
            raise _too_many(wait)

    @contextmanager
    def _attempt(
        self, budgets: tuple[Budget, ...], under_way: Sequence[tuple[str, str]] = ()
    ) -> Iterator[Attempt]:
        with self._lock:
            self._turn_keys()
            waits = [wait for item, text in budgets if (wait := self._wait(item, text))]
            if waits:
                raise _too_many(max(waits))
            self._under_way.update(under_way)
        attempt = Attempt()
        try:
            yield attempt
        finally:
            with self._lock:
                self._under_way.subtract(under_way)
                self._under_way += Counter()
                for item, text in budgets if attempt.failed else ():
                    self._now.limiter.hit(item, self._now.name(text))

    def _wait(self, item: RateLimitItem, text: str) -> int:
        """Seconds until this budget has something left; 0 when it has."""
        used = self._under_way[item.namespace, text]
        free_again = time.time() + 1
        for generation in (self._before, self._now):
            stats = generation.limiter.get_window_stats(item, generation.name(text))
            if stats.remaining < item.amount:
                used += item.amount - stats.remaining
                free_again = max(free_again, stats.reset_time)
        return math.ceil(free_again - time.time()) if used >= item.amount else 0

    def _turn_keys(self) -> None:
        moment = self._clock()
        if moment - self._now.born >= KEY_LIFETIME:
            late = moment - self._now.born >= 2 * KEY_LIFETIME
            self._before = Generation(moment) if late else self._now
            self._now = Generation(moment)


def _too_many(wait: int) -> TooMany:
    problem = TooMany()
    problem.retry_after = wait
    return problem


def _network(address: str | None) -> str:
    """What stands for one household or hall: an IPv4 address, or the first half of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


#: The throttle of the current app.
throttle = cast(Throttle, LocalProxy(lambda: cast(Throttle, current_app.extensions["intake.throttle"])))
