"""A constructed report, and the means to write it as a Word document."""

from __future__ import annotations

import io
import zipfile
from html import escape

TITLE = "云屏市水务局2021年政府信息公开工作年度报告"
PARAGRAPHS = (
    "一、总体情况",
    "2021年，云屏市水务局公开水价、河道、供水三类文件46件，新增公开栏目2个，办事程序全部上网。",
    "二、存在的主要问题及改进情况",
    "（一）主要问题",
    "一是河道整治的进展公开得慢、公开得少，群众要反复来电询问。二是窗口人员对答复期限记得不牢。",
    "（二）改进措施",
    "一是3月底前在门户网站开设河道整治专栏，每月更新一次。二是请司法局给窗口人员讲两次课。",
    "三、其他需要报告的事项",
    "无。",
)
LINES = (TITLE, *PARAGRAPHS)
TEXT = "\n".join(LINES)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_bytes(body: str, **parts: str) -> bytes:
    """Zip a Word document whose body has this XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{_W}">{content}</w:{name}>')
    return stream.getvalue()


def paragraphs(*lines: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
