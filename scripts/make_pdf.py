"""A manuscript set as a tagged PDF, the same bytes every time for one version of Typst."""

import json
from dataclasses import asdict
from pathlib import Path

import typst
from manuscripts import read_manuscript


def make_pdf(manuscript: Path, template: Path, header: str) -> bytes:
    """The PDF/UA file of ``manuscript``, laid out by ``template``, with ``header`` at the top of every page.

    The paragraph after the title says what the document is; the file's description repeats it.
    """
    title, parts = read_manuscript(manuscript)
    blocks = [asdict(part) for part in parts]
    report = {"title": title, "description": parts[0].texts[0], "header": header, "blocks": blocks}
    inputs = {"report": json.dumps(report, ensure_ascii=False)}
    return typst.compile(template, sys_inputs=inputs, ignore_system_fonts=True, pdf_standards="ua-1")
