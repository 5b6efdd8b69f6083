"""Fills an empty data folder with made-up counts of the documents that come along, to look at ``/innsikt`` with.

``.venv/bin/python scripts/sample_counts.py FOLDER``, and then serve with ``TILLIT_DATA=FOLDER``. The counts are of the
last ten weeks, and the same every time; no question lies behind them.
"""

import random
import sys
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from tillit.assistant.settings import Settings
from tillit.corpus.load import load
from tillit.corpus.split import split
from tillit.ui.product import real_product
from tillit.ui.records.types import About, Cell, Place

DAYS = 70
LANGUAGES = ("nb", "nb", "nb", "nb", "nn", "pl", "en")


def main(folder: Path) -> None:
    """Adds the counts."""
    settings = Settings(data=folder)
    documents = load(settings.corpus_folders).documents
    places = sorted({(one.source.id, *passage.headings) for one in documents for passage in split(one)})
    chance = random.Random(6)  # noqa: S311 - nothing secret
    # What is asked is asked of few headings.
    popular = chance.sample(places, 14)
    counts = Counter[Cell]()
    for back in range(DAYS):
        day = date.today() - timedelta(days=back)  # noqa: DTZ011 - as the server counts
        for _ in range(0 if day.weekday() > 4 else chance.randint(4, 22)):
            document, *headings = chance.choice(popular)
            refused = chance.random() < (0.5 if document == popular[0][0] else 0.15)
            outcome = chance.choice(("not_in_sources", "not_in_sources", "out_of_scope")) if refused else "answered"
            about = About(chance.choice(LANGUAGES), outcome, Place.of(document, headings))
            counts[Cell(day, about, "asked")] += 1
            if chance.random() < 0.3:
                down = chance.random() < (0.7 if refused else 0.2)
                counts[Cell(day, about, "down" if down else "up")] += 1
                if down:
                    reason = chance.choice(("incomplete", "hard_to_understand", "should_have_known"))
                    counts[Cell(day, about, reason)] += 1
    with closing(real_product().open_records(settings)) as records:
        records.add(counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
