"""Passwords: any long text is one, what everybody tries first is none, and a flood waits in a short line."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from argon2 import PasswordHasher

from intake import passwords
from intake.errors import Unavailable
from intake.passwords import common, hashed, is_outdated, matches, weakness


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "   spaces   around   ",
        "پنجره‌ی آبی ۱۲ کبوتر",
        "八只蓝色的鸟飞过河",
        "👩🏽‍🌾 plants 4 tomatoes",
        "x" * 500 + "yz",
        "tab\tis\ttyped",
    ],
)
def test_long_passphrases_of_any_script_are_taken(password: str) -> None:
    assert weakness(password, "ana@example.org", "Ana") is None


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password2024!",
        "1234567890",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "12121212",
        "abcdefgh",
        "Sacramento24",
        "intake2024",
        "i n t a k e 2 0 2 4",
        "пароль2024",
        "رمز عبور ۱۲۳",
        "密码12345678",
        "ana@example.org",
        "ANA@example.org1",
        "Marisol-2024",
        "marisol garcía",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert weakness(password, "ana@example.org", "Marisol García") == "common"


@pytest.mark.parametrize(("length", "found"), [(7, "short"), (8, None), (1000, None), (1001, "long")])
def test_length_is_counted_in_characters(length: int, found: str | None) -> None:
    assert weakness(("ñv7" * 400)[:length]) == found
    assert weakness(unicodedata.normalize("NFD", ("ñv7" * 400)[:length])) == found


def test_the_list_is_of_a_useful_size_and_folded() -> None:
    assert 3_000 < len(common()) < 20_000
    assert all(entry == entry.casefold() and unicodedata.is_normalized("NFC", entry) for entry in common())


def test_two_keyboards_that_compose_letters_differently_type_one_password() -> None:
    assert matches(hashed("cafe\u0301 und Milch"), "café und Milch")
    assert not matches(hashed("café und Milch"), "cafe und Milch")


def test_nobodys_hash_takes_what_everybodys_takes() -> None:
    assert not is_outdated(passwords.NOBODY)
    assert not matches(None, "")
    assert not matches(None, "seven green herons")
    assert not matches(hashed("seven green herons"), "x" * 5_000_000)


def test_a_hash_with_older_parameters_works_and_is_renewed() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("seven green herons")
    assert matches(older, "seven green herons")
    assert is_outdated(older)


def test_a_broken_hash_is_no_password() -> None:
    assert not matches("$argon2id$broken", "seven green herons")


def test_a_flood_waits_in_a_short_line_and_the_rest_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    here, go, most, lock, inside = threading.Event(), threading.Event(), [0], threading.Lock(), [0]

    class Slow:
        def hash(self, password: bytes) -> str:
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                if inside[0] == passwords.AT_ONCE:
                    here.set()
            go.wait(10)
            with lock:
                inside[0] -= 1
            return "hash"

    monkeypatch.setattr(passwords, "HASHER", Slow())
    answers: list[str] = []

    def ask() -> None:
        try:
            answers.append(hashed("x"))
        except Unavailable:
            answers.append("busy")

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    assert here.wait(10)
    while answers.count("busy") < 40 - passwords.AT_ONCE - passwords.MAY_WAIT:
        assert any(thread.is_alive() for thread in threads)
    go.set()
    for thread in threads:
        thread.join(10)
    assert most[0] == passwords.AT_ONCE
    assert answers.count("hash") == passwords.AT_ONCE + passwords.MAY_WAIT
