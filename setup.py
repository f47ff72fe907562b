"""Carries what lies beside the package into the wheel: templates as they are, catalogues compiled.

setup.cfg says all the rest. An editable install only compiles the catalogues, beside their sources.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

PAGES = Path("templates")
CATALOGUES = Path("translations")


class BuildWithPages(build_py):
    """Adds `templates/` and a `.mo` for each `.po` to the package that is being built."""

    def run(self) -> None:
        super().run()
        for source, target in self.carried():
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix == ".po":
                compile_catalogue(source, target)
            else:
                target.write_bytes(source.read_bytes())

    def carried(self) -> Iterator[tuple[Path, Path]]:
        """Pairs of a source and where it goes."""
        package = Path(self.build_lib) / "intake"
        for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            yield source, compiled if self.editable_mode else package / compiled
        if not self.editable_mode:
            for source in sorted(PAGES.rglob("*")):
                if source.is_file():
                    yield source, package / source

    def get_source_files(self) -> list[str]:
        beside = [CATALOGUES / "babel.cfg", CATALOGUES / "messages.pot", CATALOGUES / "README.md"]
        carried = [source for source, _ in self.carried()]
        return super().get_source_files() + [str(file) for file in (*carried, *beside) if file.is_file()]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        return super().get_outputs(include_bytecode) + [str(target) for _, target in self.carried()]

    def get_output_mapping(self) -> dict[str, str]:
        return super().get_output_mapping() | {str(target): str(source) for source, target in self.carried()}


def compile_catalogue(source: Path, target: Path) -> None:
    """Write the `.mo` of a `.po`; the file says which language it is in."""
    # The locale stays unset: Babel does not know White Hmong, and the header holds all that gettext needs.
    with source.open("rb") as readable:
        catalogue = read_po(readable)
    with target.open("wb") as writable:
        write_mo(writable, catalogue)


setup(cmdclass={"build_py": BuildWithPages})
