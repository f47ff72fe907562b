"""What a notetaker does in an evening: statements in many scripts, some changed later, some withdrawn."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: Tag -> what is said in it.
SAID = {
    "en": "We waited forty minutes for the bus, and then my daughter walked home along the road.",
    "es": "La renta subió al doble en tres años; ¿quién puede vivir aquí? “Nadie”, dijo mi vecina.",
    "fa": "بعد از ساعت هشت دیگر اتوبوسی نیست؛ دخترم پیاده می‌آید (Stockton Blvd).",
    "ar": "نريد مكانًا يلتقي فيه الشباب بعد المدرسة، لا ملعبًا مغلقًا في الساعة 6.",
    "hmn": "Peb nyiam lub vaj loj thiab cov neeg zoo; peb xav tau chaw kho mob ze ze.",
    "pa": "ਸਾਡੇ ਬੱਚਿਆਂ ਲਈ ਸਕੂਲ ਤੋਂ ਬਾਅਦ ਕੋਈ ਥਾਂ ਨਹੀਂ ਹੈ।",
    "zh-Hans": "晚上路灯不亮，老人不敢出门。我们去年也说过。",
    "vi": "Chúng tôi muốn có người thông dịch ở phòng khám, không phải con cháu dịch giùm.",
    "ru": "Никто не спрашивает тех, кто делает эту работу. «Мы здесь» — и всё.",
    "hi": "पार्क में रोशनी नहीं है, इसलिए शाम को कोई नहीं जाता 🌙",
}
#: Shares of the acts that change, and that take back, something said before.
CHANGES, WITHDRAWALS = 0.12, 0.04


@dataclass(frozen=True)
class Act:
    """One save, so many seconds after the beginning; `mark` begins the text and tells statements apart."""

    at: float
    mark: str
    text: str
    language: str
    withdrawn: bool = False


def evening(tablet: int, statements: int, seconds: float, *, until: float = 1.0) -> list[Act]:
    """The acts of one tablet, all within this share of the time."""
    chance = random.Random(tablet)
    acts: list[Act] = []
    for number in range(statements):
        mark = f"{tablet:02}-{number:03}"
        acts.append(_said(mark, chance, "1"))
        if chance.random() < CHANGES:
            acts.append(_said(_earlier(acts, chance), chance, "changed"))
        if chance.random() < WITHDRAWALS:
            mark = _earlier(acts, chance)
            last = newest(acts)[mark]
            acts.append(Act(0, mark, last.text, last.language, withdrawn=True))
    moments = sorted(chance.uniform(0, seconds * until) for _ in acts)
    return [
        Act(at, one.mark, one.text, one.language, one.withdrawn)
        for at, one in zip(moments, acts, strict=True)
    ]


def newest(acts: Iterable[Act]) -> dict[str, Act]:
    """How each statement stands in the end, in the order in which they were first said."""
    return {one.mark: one for one in acts}


def _said(mark: str, chance: random.Random, word: str) -> Act:
    language = chance.choice(list(SAID))
    text = " ".join([mark, word, str(chance.randrange(10**6)), *[SAID[language]] * chance.randrange(1, 6)])
    return Act(0, mark, unicodedata.normalize("NFC", text), language)


def _earlier(acts: list[Act], chance: random.Random) -> str:
    """Something that was not taken back."""
    return chance.choice([one.mark for one in newest(acts).values() if not one.withdrawn] or [acts[-1].mark])
