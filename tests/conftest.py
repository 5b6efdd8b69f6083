"""What every test may ask for: the folders that lie outside the repository, and a browser."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from tillit.index.threads import set_threads

# As the tillit command does, and like there before anything loads numpy.
set_threads()

# No deadline: a slow machine is no defect. In CI the same examples every time: a red run is the change's fault.
settings.register_profile("tillit", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("tillit")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _folder(variable: str, what: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{variable} names no folder with {what}")
    return Path(value)


@pytest.fixture(scope="session")
def originals() -> Path:
    """The folder with the five original documents and their sources.toml; skips where there is none."""
    return _folder("TILLIT_TEST_ORIGINALS", "the original documents")


@pytest.fixture(scope="session")
def norquad() -> Path:
    """The folder with NorQuAD's validation documents and questions; skips where there is none."""
    return _folder("TILLIT_TEST_NORQUAD", "NorQuAD")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium on this machine; skips where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def axe() -> str:
    """The code of axe-core, which finds faults of accessibility; skips where scripts/axe has not fetched it."""
    code = Path(__file__).parent.parent / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
    if not code.is_file():
        pytest.skip("no axe-core (scripts/axe fetches it, and needs npm)")
    return code.read_text(encoding="utf-8")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("torch") and os.environ.get("TILLIT_TEST_TRANSFORMERS") != "1":
        pytest.skip("the transformers extra is tested with TILLIT_TEST_TRANSFORMERS=1")
