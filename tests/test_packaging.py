"""What is installed is all there: cheap checks always, the built wheel itself with `make wheel-test`."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

import intake
from intake import languages, paths

ROOT = Path(__file__).resolve().parent.parent
BUILDS = pytest.mark.skipif(not os.environ.get("INTAKE_TEST_WHEEL"), reason="takes a minute: make wheel-test")
NOT_SOURCES = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "artifacts", "node_modules", "*.egg-info", "*.mo", "__pycache__"
)


def files_in(folder: Path) -> set[str]:
    return {file.relative_to(ROOT).as_posix() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def configuration() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


# Cheap


def test_templates_and_catalogues_stay_beside_the_package() -> None:
    """A folder of that name inside the package would be taken instead of the real one."""
    assert not (ROOT / "intake" / "templates").exists()
    assert not (ROOT / "intake" / "translations").exists()
    assert (paths.TEMPLATES, paths.TRANSLATIONS) == (ROOT / "templates", ROOT / "translations")


def test_every_file_of_the_package_is_carried(configuration: configparser.ConfigParser) -> None:
    patterns = configuration["options.package_data"]["intake"].split()
    carried = {file for pattern in patterns for file in paths.PACKAGE.glob(pattern) if file.is_file()}
    made_here = "__pycache__"
    there = {file for file in paths.PACKAGE.rglob("*") if file.is_file() and made_here not in file.parts}
    forgotten = [file for file in there - carried if file.suffix != ".py"]
    assert not forgotten, f"name them in setup.cfg under options.package_data: {sorted(forgotten)}"


def test_every_folder_of_code_is_a_package() -> None:
    """`find:` passes over a folder without `__init__.py`, and the wheel lacks it."""
    folders = {file.parent for file in (ROOT / "intake").rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_the_lock_file_holds_what_is_required_and_names_no_address(
    configuration: configparser.ConfigParser,
) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "--" not in re.sub(r"^#.*$", "", lock, flags=re.MULTILINE)
    locked = set(re.findall(r"^([\w-]+)==", lock, re.MULTILINE))
    wanted = configuration["options"]["install_requires"].splitlines()
    for extra in configuration["options.extras_require"].values():
        wanted += extra.splitlines()
    names = {re.split(r"[\[<>=~!; ]", line)[0].lower().replace(".", "-") for line in wanted if line}
    assert not names - locked, f"run `make lock`: {sorted(names - locked)}"


def test_nothing_heavy_is_imported_with_the_version() -> None:
    code = "import sys, intake; print(intake.__version__, 'flask' in sys.modules, 'babel' in sys.modules)"
    assert run(sys.executable, "-c", code, cwd=ROOT).split() == [intake.__version__, "False", "False"]


def test_a_checkout_lists_what_can_be_made() -> None:
    listed = re.findall(r"make ([a-z-]+)", run("make", "--no-print-directory", cwd=ROOT))
    assert {"run", "test", "lint", "types", "catalogs", "wheel-test", "bench", "clean"} <= set(listed)


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as it is published, from a copy of the sources without anything compiled."""
    folder = tmp_path_factory.mktemp("build")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCES)
    run(sys.executable, "-m", "build", "--outdir", folder / "dist", folder / "source")
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean environment that has the wheel and what it requires, locked."""
    environment = tmp_path_factory.mktemp("clean") / "venv"
    run(sys.executable, "-m", "venv", environment)
    programs = environment / "bin"
    pip = (programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--constraint", ROOT / "requirements.lock", wheel)
    return programs


@BUILDS
def test_the_wheel_carries_every_page_catalogue_and_static_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert not {f"intake/{page}" for page in files_in(ROOT / "templates")} - names
    assert not files_in(ROOT / "intake" / "static") - names
    assert not {file for file in files_in(ROOT / "intake" / "migrations") if file.endswith(".py")} - names
    compiled = {f"intake/translations/{one.folder}/LC_MESSAGES/messages.mo" for one in languages.available()}
    assert compiled <= names
    assert not [name for name in names if name.startswith("tests/") or name.endswith((".po", ".pot"))]
    assert "intake/py.typed" in names


@BUILDS
def test_the_installed_demonstration_serves_a_page_in_persian(installed: Path, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PATH": f"{installed}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    away: dict[str, Any] = {"cwd": tmp_path, "env": environment}
    assert str(ROOT) not in run(installed / "python", "-c", "import intake; print(intake.__file__)", **away)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([installed / "intake", "demo"], stdout=log, stderr=log, **away)
    try:
        address = address_of(server, tmp_path / "log")
        page = urllib.request.urlopen(f"{address}/?lang=fa", timeout=20).read().decode()
    finally:
        server.terminate()
        server.wait(20)
    assert re.search(r'<html[^>]* lang="fa"[^>]* dir="rtl"', page) and re.search("[\u0600-\u06ff]{3}", page)
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert sheet, "the page has no stylesheet"


def address_of(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address that the demonstration prints, once it answers."""
    for _ in range(600):
        said = log.read_text("utf-8")
        assert server.poll() is None, said
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        if found:
            try:
                urllib.request.urlopen(f"{found[0]}/readyz", timeout=5)
            except (urllib.error.URLError, ConnectionError):
                pass
            else:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no address within a minute: {said}")


def run(*command: str | Path, **options: Any) -> str:
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return str(done.stdout)
