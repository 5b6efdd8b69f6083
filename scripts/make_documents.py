"""Makes the shipped documents that are not plain text from their manuscripts: `python scripts/make_documents.py`.

With a folder as argument they are written there instead, to compare with the shipped ones.
"""

import sys
from pathlib import Path

from make_docx import make_docx
from make_pdf import make_pdf
from make_pptx import make_pptx

CORPUS = Path(__file__).parent.parent / "corpus"
MANUSCRIPTS = CORPUS / "manuscripts"


def documents() -> dict[str, bytes]:
    """The content of each generated file, by its name in the folder of shipped documents."""
    return {
        "bergen-lysbilder.pptx": make_pptx(
            MANUSCRIPTS / "bergen-lysbilder.md", footer="Gjengitt av Tillit etter Bergen kommunes lysbilder 2019"
        ),
        "dfo-notat-2023-1.docx": make_docx(
            MANUSCRIPTS / "dfo-notat-2023-1.md", header="Gjengitt av Tillit etter DFØ-notat 2023:1, kapittel 2"
        ),
        "norce-heltom.pdf": make_pdf(
            MANUSCRIPTS / "norce-heltom.md",
            MANUSCRIPTS / "report.typ",
            header="Gjengitt av Tillit etter NORCE-rapporten 2020",
        ),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS / "documents"
    for name, content in documents().items():
        (folder / name).write_bytes(content)
