"""Guessing is hopeless, the owner never waits for strangers, and no address is kept."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from itertools import product

import pytest

from intake import throttle as throttles
from intake.errors import TooMany
from intake.throttle import KEY_LIFETIME, OF_A_BEGINNING, Throttle


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


def wrong_codes(throttle: Throttle, codes: Iterable[str], address: str = "192.0.2.1") -> tuple[int, int]:
    """(wrong codes that were compared, those of them that were not answered with TooMany)."""
    compared = said_wrong = 0
    for code in codes:
        try:
            with throttle.short_code(address, code) as attempt:
                compared += 1
                attempt.fail()
            said_wrong += 1
        except TooMany:
            pass
    return compared, said_wrong


def test_forty_tablets_of_one_hall_join_while_somebody_guesses_in_it() -> None:
    throttle = Throttle(10, 30)
    codes = ["".join(letters) for letters in product("ABCDEFGHJK", repeat=4)]
    assert wrong_codes(throttle, codes) == (10_000, 30)
    with ExitStack() as under_way:
        for _ in range(40):
            under_way.enter_context(throttle.short_code("192.0.2.1", "XYZ23456"))
    assert wrong_codes(throttle, ["ABCD"], "203.0.113.9") == (1, 1), "another address has its own"


def test_codes_with_the_same_beginning_wait_whether_right_or_wrong() -> None:
    throttle = Throttle(10, 30)
    assert wrong_codes(throttle, [f"XYZ{n:05}" for n in range(1000)]) == (OF_A_BEGINNING, OF_A_BEGINNING)
    with pytest.raises(TooMany), throttle.short_code("192.0.2.1", "XYZ23456"):
        pass
    with throttle.short_code("203.0.113.9", "XYZ23456"):
        pass


def test_guesses_from_everywhere_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "EVERYWHERE", 50)
    throttle = Throttle(10, 30)
    for n in range(100):
        wrong_codes(throttle, [f"{n:03}ABCDE"], f"198.51.100.{n}")
    with pytest.raises(TooMany), throttle.short_code("192.0.2.1", "XYZ23456"):
        pass


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
    with throttle.short_code("203.0.113.77", "XYZ23456") as attempt:
        attempt.fail()
    held = repr([vars(generation.limiter.storage) for generation in (throttle._now, throttle._before)])
    held += repr(throttle._under_way)
    assert "203.0.113" not in held
    assert "ana@" not in held
    assert "account" in held
