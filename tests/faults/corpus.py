"""What strangers may write into any field: scripts, direction marks, rare characters, honest words of eight scripts."""

from __future__ import annotations

import random

from intake.text import clean, problem
from tests.faults.sizes import IS_FULL, size

#: Scripts that were written to run say so by setting this on the window.
RAN = "__ran"
_RUN = f"window.{RAN}=1"
HONEST = (
    "The bus comes once an hour, and nobody asks us.",
    "Aquí todos se conocen, pero nadie nos pregunta.",
    "می‌خواهم در شهر بمانم، اما اجاره ۲۰٪ بالا رفته.",
    "قالت: «لا أشعر بالأمان» (مرتين).",
    "ਮੈਂ ਇੱਥੇ ਰਹਿੰਦਾ ਹਾਂ",
    "我們需要更多的樹，𠮷野家旁邊",
    "Мы живём здесь 20 лет — и что?",
    "श्री\u200dमान, पानी नहीं आता",
    "Chúng tôi cần trạm xe buýt",
    "Kuv xav tau ib lub tsev",
    "ቤታችን ርቆ ነው",
    "မြို့ထဲမှာ နေချင်တယ်",
    "👩🏽‍👩🏽‍👧🏽 need a park 🌳",
    "e\u0301 cafe\u0301",
)
SCRIPTS = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<script\n>{_RUN}</script\t>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f'"><img src=x onerror="{_RUN}">',
    f"<svg/onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f'<math><mi//xlink:href="data:x,<script>{_RUN}</script>">',
    f'<iframe srcdoc="<script>parent.{RAN}=1</script>"></iframe>',
    f'<iframe src="javascript:parent.{RAN}=1">',
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>x</details>",
    f"<input autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<a href='javascript:{_RUN}'>x</a>",
    f"javascript:{_RUN}",
    f"<form action='javascript:{_RUN}'><button>x</button></form>",
    f"<object data='javascript:{_RUN}'>",
    f'" onmouseover="{_RUN}" x="',
    f"' autofocus onfocus='{_RUN}",
    f"` onerror=`{_RUN}`",
    f"x onclick={_RUN}",
    '<base href="//evil.example/">',
    '<meta http-equiv="refresh" content="0;url=//evil.example/">',
    '<link rel="stylesheet" href="//evil.example/x.css">',
    "<style>*{display:none}</style>",
    "<plaintext>",
    "<!--",
    "<![CDATA[",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">',
    f"<template><script>{_RUN}</script></template>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script&#62;{_RUN}&#60;/script&#62;",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"＜script＞{_RUN}＜/script＞",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "{{ config }}",
    "%(name)s %s %n",
    "\\",
    "\"'`",
    "&amp;amp;",
    "&nbsp;&lrm;",
    f"\u2028{_RUN}\u2029",
    f"');{_RUN};//",
    f'\\");{_RUN};//',
    "' OR 1=1 --",
    "../../etc/passwd",
    "\ufeff<b>x</b>",
    "a\tb\nc  d ",
)
#: Marks that turn what stands beside them, or pretend to be something else.
DIRECTIONS = (
    "\u202eevil\u202c",
    "\u202dx",
    "\u202e\u202e\u202e",
    "\u2067not closed",
    "\u2066\u2067\u2068",
    "\u2069closed too often\u2069\u2069",
    "a\u2067b\u202ec\u2069d\u202ce",
    "\u200fright\u200eleft\u061c",
    "\u202b\u202a\u2069\u2069",
    "(\u202etxt.exe",
    "א\u2067\nב\u2069ג",
)
RARE = (
    "\nbegins with a line end",
    "Z\u0351\u036b\u0343\u036a" * 8,
    "\u200b\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\ufffd",
    "\U0001f3f4\U000e0067\U000e007f",
    "ﷺ",
    "𒐫𒐫𒐫",
    "\u115f\u3164",
    "x" * 400,
    "ﬁ ﬀ ™ №",
    "İıſß",
    "\u0344\u0340",
)


def corpus() -> list[str]:
    """Texts as they are stored: each attack alone and beside honest words. 40 of them, or all 275."""
    chance = random.Random(23)
    attacks = [*SCRIPTS, *DIRECTIONS, *RARE]
    beside = [f"{words} {attack}" for attack in attacks for words in chance.sample(HONEST, 2)]
    if not IS_FULL:
        attacks = [*DIRECTIONS[3:9], *chance.sample([*SCRIPTS, *RARE], 18)]
        beside = chance.sample(beside, 12)
    found = [text for text in map(clean, (*HONEST[: size(4, 99)], *attacks, *beside)) if text.strip()]
    assert not [text for text in found if problem(text, 20_000)]
    return found
