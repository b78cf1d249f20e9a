"""Where the words of a section end: date, signature, attachments and the foot of a web page are none of them."""

from __future__ import annotations

import re

_STOP = r"(?<=[。；;！\s）)])\s*"
_YEAR = r"(?:二[○〇Ｏ０零0Oo]|20)[一二三四五六七八九十○〇Ｏ０零\dOo]{2}年"
_DAY = r"[ \d一二三四五六七八九十]{1,4}"
_TAIL = re.compile(
    rf"{_STOP}(?:[^\s，,。；;：:]{{2,24}}[ \t　\n]*)?[（(]?{_YEAR}{_DAY}月{_DAY}日[）)]?[ \t　]*"
    r"(?=\n|$|附|\s|[^\s，,。；;]{2,30}统计表)"
    rf"|{_STOP}(?:附件|附表|附：|附:|相关附件|相关链接|扫一扫|打印本页|关闭窗口|责任编辑"
    rf"|【(?![^】]{{0,6}}(?:问题|不足|短板|措施|对策|改进|整改|打算|举措|原因|下一?步)))"
    rf"|{_STOP}{_YEAR}[ \t　]*(?=\n|$)"
    rf"|{_STOP}[^\s，,。；;：:]{{0,30}}(?:年报|年度报告)(?:\.\w{{3,4}})?[ \t　]*(?=\n|$)"
    rf"|\n[ \t　]*(?:相关[一-鿿]{{2}}(?=[ \t　]*(?:\n|$))|相关(?:阅读|新闻|稿件)|上一篇|下一篇|返回顶部|热门|分享到)"
    rf"|\n[\s\d]{{5,}}$"
    rf"|{_STOP}[^\s，,。；;：:]{{2,30}}统计表(?=\s)"
)
_SIGNATURE = re.compile(
    r"(?<=[。；;！])\s*[^\s，,。；;：:、！]{4,24}(?:政府|办公室|办公厅|局|委|委员会|厅|部|处|中心|街道|办事处|院)\s*$"
)


def end_of_words(text: str, start: int, end: int) -> int:
    r"""Return where the words of ``text[start:end]`` end, before date, signature and attachments.

    Examples
    --------
    >>> text = "加强培训。\n澄湖市教育局\n2022年1月20日\n附件：统计表"
    >>> text[: end_of_words(text, 0, len(text))]
    '加强培训。'
    """
    found = _TAIL.search(text, start, end)
    if found:
        end = found.start()
    signed = _SIGNATURE.search(text, start, end)
    return signed.start() if signed else end
