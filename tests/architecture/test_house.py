"""The house keeps its own rules."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from engines.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "contracts",
    "understanding",
    "engines",
    "embeddings",
    "crawler",
    "stream",
    "model_service",
    "operators",
    "console",
    "demo",
    "bench",
)
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(_tree(path))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=_id)
def test_a_package_holds_nothing_but_its_docstring(path: Path) -> None:
    assert len(_tree(path).body) == 1


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "settings.py"], ids=_id)
def test_only_settings_read_the_environment(path: Path) -> None:
    names = {node.attr for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)}
    imported = {
        alias.name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "os"
        for alias in node.names
    }
    assert not (names | imported) & {"environ", "getenv", "putenv"}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module in done:
            return
        for imported in graph.find_modules_directly_imported_by(module):
            visit(imported, (*path, module))
        done.add(module)

    for module in graph.modules:
        visit(module, ())


def _settings_classes() -> Iterator[type[Settings]]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if module.name.endswith("settings") and "scrapy" not in module.name:
                importlib.import_module(module.name)
    for settings in Settings.__subclasses__():
        if settings.__module__.split(".")[0] in PACKAGES:
            yield settings


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for settings in _settings_classes():
        prefix = settings.model_config["env_prefix"]
        for name, field in settings.model_fields.items():
            variable = f"{prefix}{name}".upper()
            assert f"`{variable}`" in told, f"docs/settings.md does not tell of {variable}"
            assert field.description, f"{variable} has no meaning written under it"


def test_the_package_lists_of_the_build_and_of_the_layers_are_the_same() -> None:
    told = (ROOT / "pyproject.toml").read_text("utf-8")
    for package in PACKAGES:
        assert told.count(f'"{package}",') >= 2, package
