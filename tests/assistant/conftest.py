"""An assistant over a small corpus, with an embedder that one can work out by hand and a real Chroma."""

from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.index.build import build_index
from tillit.index.generation import open_generation

from ..index.fakes import CountingEmbedding

SOURCES = """
[[source]]
file = "pilot.md"
id = "pilot"
title = "Rapport om piloten"
publisher = "Forskerne"
year = 2020
authority = "research"

[[source]]
file = "kommunen.md"
id = "kommunen"
title = "Kommunens side"
publisher = "Bergen kommune"
year = 2022
authority = "official"
"""

PILOT = """# Rapport om piloten

## Møter

Sykepleierne møtes på tavlemøter hver mandag. Dette gir bedre samarbeid rundt hver bruker.

## Penger

Piloten kostet 12 millioner kroner. En leder sa at det var mye penger.

## Mål

Piloten har tre mål for omsorgsteam (OT):

- mer tillit til den ansatte
- færre besøk hos hver bruker
- bedre møter mellom leder og sykepleier
"""

KOMMUNEN = """# Kommunens side

## Tillit

Kommunen vil gi ansatte tillit. Hver leder skal vise tillit i praksis.
"""


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("corpus")
    (folder / "sources.toml").write_text(SOURCES)
    (folder / "pilot.md").write_text(PILOT)
    (folder / "kommunen.md").write_text(KOMMUNEN)
    index = tmp_path_factory.mktemp("index")
    embedder = CountingEmbedding()
    build_index([folder], index, embedder.model_name, lambda _: embedder, lambda _: None)
    policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return assemble(open_generation(index, embedder), embedder, policy)
