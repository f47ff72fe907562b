"""Guessing is hopeless, the owner never waits for strangers, and no address is kept."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from intake.errors import TooMany
from intake.throttle import EVERYWHERE, KEY_LIFETIME, Throttle


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def guess(
    throttle: Throttle,
    times: int,
    account: str = "ana",
    address: str = "192.0.2.1",
    device: str | None = None,
) -> int:
    """Wrong passwords that were compared before the throttle refused."""
    for done in range(times):
        try:
            with throttle.sign_in(account, address, device) as attempt:
                attempt.fail()
        except TooMany:
            return done
    return times


def test_a_thousand_guesses_compare_ten_at_most() -> None:
    throttle = Throttle(10, 30)
    assert sum(guess(throttle, 10, address=f"198.51.100.{n}") for n in range(100)) == 10


def test_one_address_leaves_something_for_the_others() -> None:
    throttle = Throttle(10, 30)
    assert guess(throttle, 100) == 5
    assert guess(throttle, 100, address="203.0.113.9") == 5
    assert guess(throttle, 100, account="bo") == 5


def test_an_ipv6_household_is_one_address() -> None:
    throttle = Throttle(10, 30)
    assert guess(throttle, 100, address="2001:db8:1:2::1") == 5
    assert guess(throttle, 100, address="2001:db8:1:2:ffff::9") == 0
    assert guess(throttle, 100, address="::ffff:192.0.2.1") == 5


def test_success_costs_nothing() -> None:
    throttle = Throttle(2, 30)
    for _ in range(50):
        with throttle.sign_in("ana", "192.0.2.1"):
            pass
    assert guess(throttle, 1) == 1


def test_a_known_device_is_let_in_while_strangers_wait_and_has_its_own_end() -> None:
    throttle = Throttle(10, 30)
    for n in range(10):
        guess(throttle, 10, address=f"198.51.100.{n}")
    assert guess(throttle, 1) == 0
    assert guess(throttle, 100, device="hers") == 10
    assert guess(throttle, 1, device="hers") == 0
    assert guess(throttle, 1, device="her phone") == 1


def test_many_at_once_do_not_slip_through_together() -> None:
    throttle = Throttle(10, 30)
    with ExitStack() as under_way:
        for n in range(10):
            under_way.enter_context(throttle.sign_in("ana", f"198.51.100.{n}"))
        with pytest.raises(TooMany):
            under_way.enter_context(throttle.sign_in("ana", "203.0.113.9"))
    assert guess(throttle, 1) == 1


def test_whoever_is_refused_hears_when_to_come_back() -> None:
    throttle = Throttle(1, 30)
    guess(throttle, 1)
    with pytest.raises(TooMany) as refused, throttle.sign_in("ana", "192.0.2.1"):
        pass
    assert 0 < (refused.value.retry_after or 0) <= 15 * 60


def test_forty_tablets_of_one_hall_join_at_once_and_guessers_stop() -> None:
    throttle = Throttle(10, 30)
    with ExitStack() as under_way:
        for _ in range(40):
            under_way.enter_context(throttle.short_code("192.0.2.1"))
    tried = 0
    with pytest.raises(TooMany):
        for _ in range(10_000):
            with throttle.short_code("192.0.2.1") as attempt:
                tried += 1
                attempt.fail()
    assert tried == 30
    for n in range(1, 255):
        for _ in range(30):
            try:
                with throttle.short_code(f"198.51.100.{n}") as attempt:
                    tried += 1
                    attempt.fail()
            except TooMany:
                break
    assert tried == 30 * EVERYWHERE


def test_counts_outlive_the_key_by_one_more_hour_and_then_nothing_is_left() -> None:
    clock = Clock()
    throttle = Throttle(10, 30, clock)
    guess(throttle, 100)
    clock.now = KEY_LIFETIME
    assert guess(throttle, 100) == 0
    clock.now = 2 * KEY_LIFETIME
    assert guess(throttle, 100) == 5
    clock.now = 10 * KEY_LIFETIME
    assert guess(throttle, 100) == 5


def test_no_address_is_kept() -> None:
    throttle = Throttle(10, 30)
    guess(throttle, 5, account="ana@example.org", address="203.0.113.77")
    with throttle.short_code("203.0.113.77") as attempt:
        attempt.fail()
    held = repr([vars(generation.limiter.storage) for generation in (throttle._now, throttle._before)])
    held += repr(throttle._under_way)
    assert "203.0.113" not in held
    assert "ana@" not in held
    assert "account" in held
