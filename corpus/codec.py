"""Content as JSON, for the pipe between the process that parses and the one that asked."""

import json
from typing import Any

from .cleaning.assemble import Content
from .types import Block, Page, Run


def encode(content: Content) -> str:
    """The content as one line of JSON."""
    return json.dumps(
        {
            "title": content.title,
            "text": content.text,
            "pages": [[p.number, p.start, p.end] for p in content.pages],
            "blocks": [[b.kind, b.start, b.end, b.level] for b in content.blocks],
            "runs": [[r.start, r.length, r.page, r.raw_start] for r in content.runs],
            "raw_pages": content.raw_pages,
        }
    )


def decode(fields: dict[str, Any]) -> Content:
    """The content that ``encode`` wrote, from its parsed JSON."""
    return Content(
        title=fields["title"],
        text=fields["text"],
        pages=tuple(Page(*page) for page in fields["pages"]),
        blocks=tuple(Block(*block) for block in fields["blocks"]),
        runs=tuple(Run(*run) for run in fields["runs"]),
        raw_pages={int(number): raw for number, raw in fields["raw_pages"].items()},
    )
