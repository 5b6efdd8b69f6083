"""An assistant over a small corpus, with an embedder that one can work out by hand and a real Chroma."""

from datetime import date

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding, generation_of

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
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    texts = {"sources.toml": SOURCES, "pilot.md": PILOT, "kommunen.md": KOMMUNEN}
    return generation_of(tmp_path_factory.mktemp("generation"), texts)


@pytest.fixture(scope="session")
def assistant(generation: Generation) -> Assistant:
    policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return assemble(generation, CountingEmbedding(), policy)
