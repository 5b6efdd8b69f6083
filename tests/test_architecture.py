"""The house rules that no linter knows."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tillit.assistant.settings import Settings
from tillit.assistant.texts import load_texts

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "corpus", "evals", "index", "ui")
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "evals": {"corpus", "index", "assistant", "evals"},
    "ui": {"corpus", "index", "assistant", "ui"},
    "ui/cli.py": {"corpus", "index", "assistant", "ui", "evals"},
}
ONLY_IN = {"chromadb": "index/chroma.py", "gradio": "ui/chat.py"}
OWN = [path for folder in PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEXT_SUFFIXES = {"", ".css", ".html", ".js", ".lock", ".md", ".py", ".pyi", ".toml", ".txt", ".yaml", ".yml"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    return set(imported(path.read_text(encoding="utf-8"), ("tillit", *path.relative_to(ROOT).parent.parts)))


def imported(source: str, package: tuple[str, ...]) -> Iterator[str]:
    """Everything that a module of ``package`` imports anywhere, by its absolute name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *filter(None, (node.module,))))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def project_files() -> Iterator[Path]:
    """Every text file of the project, whether committed yet or not."""
    for path in ROOT.rglob("*"):
        hidden = [
            part for part in path.relative_to(ROOT).parts if part.startswith(".") and part not in {".ci", ".gitignore"}
        ]
        made = {"__pycache__", "build", "dist", "tillit.egg-info"} & set(path.parts)
        if path.is_file() and path.suffix in TEXT_SUFFIXES and not hidden and not made:
            yield path


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    allowed = MAY_IMPORT.get(name_of(path), MAY_IMPORT[folder])
    ours = {module.split(".")[1] for module in imports(path) if module.startswith("tillit.")}
    assert ours <= allowed


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_a_library_behind_a_seam_is_named_in_one_module(path: Path) -> None:
    roots = {module.split(".")[0] for module in imports(path)}
    for library, home in ONLY_IN.items():
        assert library not in roots or name_of(path) == home


def test_the_rules_see_imports_of_every_form() -> None:
    source = "import a.b\nfrom .x import y\nfrom .. import z\nfrom ...ui.cli import app\ndef f():\n from g.h import i"
    assert list(imported(source, ("tillit", "corpus", "formats"))) == [
        *("a.b", "tillit.corpus.formats.x.y", "tillit.corpus.z", "tillit.ui.cli.app", "g.h.i")
    ]


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_nothing_is_patched_in_tests(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert not {"monkeypatch", "mocker"} & arguments
    assert not [module for module in imports(path) if module.startswith(("unittest.mock", "mock.", "pytest_mock"))]


def test_every_package_folder_and_data_file_is_packaged() -> None:
    setuptools = project()["tool"]["setuptools"]
    folders = {f"tillit.{'.'.join(path.parent.relative_to(ROOT).parts)}" for path in OWN}
    assert folders <= set(setuptools["packages"])
    packaged = {
        path
        for package, patterns in cast("dict[str, list[str]]", setuptools["package-data"]).items()
        for pattern in patterns
        for path in (ROOT / Path(*package.split(".")[1:])).glob(pattern)
    }
    present = {path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if path.is_file()}
    not_shipped = {"__pycache__", "manuscripts"}
    absent = {path for path in present - packaged if path.suffix != ".py" and not not_shipped & set(path.parts)}
    assert not sorted(map(name_of, absent))


def test_nothing_names_a_machine_or_a_folder_beside_the_checkout() -> None:
    # Put together here so that this file does not hold what it looks for.
    forbidden = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + "home/", r"\.\./" + "shared")))
    allowed = {".ci/run": {"../" + "shared"}}
    found = {
        f"{name_of(path)}: {match}"
        for path in project_files()
        for match in forbidden.findall(path.read_text(encoding="utf-8", errors="replace"))
        if match not in allowed.get(name_of(path), set())
    }
    assert not found


def test_every_setting_is_documented() -> None:
    docs = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`TILLIT_{name.upper()}`" not in docs] == []


def test_every_language_has_every_text_with_the_same_placeholders() -> None:
    texts = load_texts()
    bokmaal = texts["nb"]
    for language, other in texts.items():
        assert other.keys() == bokmaal.keys(), language
        for key in bokmaal.keys():  # noqa: SIM118 - Texts is no mapping
            assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", bokmaal[key])), (language, key)


def pins(lock: str) -> dict[str, set[str]]:
    """The versions that a lock pins, by name; more than one where they depend on the platform."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^ ;\\\n]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ["install"]),
        ("requirements-dev.lock", ["install", "dev"]),
        ("requirements-transformers.lock", ["install", "transformers-test"]),
    ],
)
def test_the_locks_pin_what_the_project_asks_for(lock: str, groups: list[str]) -> None:
    pinned = pins(lock)
    asked = [
        *project()["project"]["dependencies"],
        *(line for group in groups for line in project()["dependency-groups"][group]),
    ]
    for requirement in map(Requirement, asked):
        versions = pinned.get(canonicalize_name(requirement.name), set())
        assert versions, requirement
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_locks_agree_with_each_other() -> None:
    run = pins("requirements.lock")
    for lock in ("requirements-dev.lock", "requirements-transformers.lock"):
        other = pins(lock)
        assert {name: other.get(name) for name in run} == run
