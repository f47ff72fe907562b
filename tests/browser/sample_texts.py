"""What is asked and said in the sample: long, short, and in many scripts."""

from __future__ import annotations

from intake.models import Kind

#: The sample question in every page language, so that scripts meet in one page.
WHY_SACRAMENTO = {
    "en": "How did you come to live in Sacramento? Why Sacramento?",
    "es": "¿Cómo llegó usted a vivir en Sacramento? ¿Por qué Sacramento?",
    "zh-Hans": "您是怎么来到萨克拉门托居住的？为什么选择萨克拉门托？",
    "zh-Hant": "您是怎麼來到沙加緬度居住的？為什麼選擇沙加緬度？",
    "pa": "ਤੁਸੀਂ ਸੈਕਰਾਮੈਂਟੋ ਵਿੱਚ ਰਹਿਣ ਕਿਵੇਂ ਆਏ? ਸੈਕਰਾਮੈਂਟੋ ਹੀ ਕਿਉਂ?",
    "hmn": "Koj tuaj nyob hauv Sacramento li cas? Vim li cas thiaj xaiv Sacramento?",
    "ru": "Как получилось, что вы живёте в Сакраменто? Почему именно Сакраменто?",
    "fil": "Paano ka napunta sa Sacramento? Bakit Sacramento?",
    "vi": "Quý vị đến sống ở Sacramento như thế nào? Vì sao là Sacramento?",
    "hi": "आप सैक्रामेंटो में रहने कैसे आए? सैक्रामेंटो ही क्यों?",
    "fa": "چطور شد که به ساکرامنتو آمدید؟ چرا ساکرامنتو؟",
    "ar": "كيف جئت للعيش في ساكرامنتو؟ ولماذا ساكرامنتو؟",
}
WORDS_FOR_IT = {
    "en": "What are some words you would use to describe the area or neighborhood you live in?",
    "es": "¿Con qué palabras describiría usted la zona o el vecindario en que vive?",
    "fa": "محله‌ای را که در آن زندگی می‌کنید با چه واژه‌هایی توصیف می‌کنید؟",
    "hmn": "Koj yuav siv cov lus twg los piav txog thaj chaw koj nyob?",
}
WISHES = {
    "en": "What do you wish were different or better about it?",
    "es": "¿Qué desearía que fuera distinto o mejor?",
}
INEQUITIES = {
    "en": "Have you yourself or a community member you've worked with had experiences with racial inequities "
    "in Sacramento?"
}
#: (language, kind, others who agreed, text), as said at a table.
SAID: tuple[tuple[str, Kind, int, str], ...] = (
    ("en", Kind.QUOTE, 4, "“My kids walk past three closed parks to reach one with a working fountain.”"),
    (
        "es",
        Kind.PARAPHRASE,
        2,
        "Cuando llegamos en 1998, la renta nos alcanzaba; ahora tres familias comparten.",
    ),
    (
        "fa",
        Kind.QUOTE,
        0,
        "«بعد از ساعت هشت دیگر اتوبوسی نیست؛ دخترم پیاده از کار (Stockton Blvd) برمی‌گردد.»",
    ),
    (
        "hmn",
        Kind.PARAPHRASE,
        7,
        "Peb tuaj nyob ntawm no vim peb kwv tij twb nyob ua ntej lawm.\nPeb nyiam lub vaj loj.",
    ),
    ("zh-Hans", Kind.PARAPHRASE, 1, "晚上路灯不亮，老人不敢出门散步。"),
    ("pa", Kind.OBSERVATION, 0, "ਮੇਜ਼ ਦੇ ਸਾਰੇ ਲੋਕ ਸਹਿਮਤ ਸਨ ਕਿ ਗੁਰਦੁਆਰੇ ਦੇ ਨੇੜੇ ਸੜਕ ਖ਼ਤਰਨਾਕ ਹੈ।"),
    ("ru", Kind.QUOTE, 12, "«Школьный совет услышал нас только тогда, когда мы пришли всей улицей»."),
    ("und", Kind.PARAPHRASE, 0, "En nuestra calle ya no pasa el autobús desde hace dos años."),
    ("ar", Kind.PARAPHRASE, 3, "نريد عيادة قريبة يتحدث فيها أحدٌ لغتنا."),
    (
        "en",
        Kind.PARAPHRASE,
        1240,
        "A-very-long-word-nobody-breaks: Donaudampfschifffahrtselektrizitätenhauptbetriebswerk. " * 4,
    ),
)
