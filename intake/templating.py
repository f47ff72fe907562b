"""Templates: each compiled once, and kept compiled as Python keeps its modules."""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import RLock
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache, Template
from jinja2.bccache import Bucket

from intake import __version__
from intake.paths import PACKAGE


class Templates(Environment):
    """Flask's templates; a hall that opens a page at once would otherwise compile it once for each tablet."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self._loading = RLock()
        super().__init__(app, bytecode_cache=_Compiled(), **options)

    def get_template(self, *args: Any, **values: Any) -> Template:
        with self._loading:
            return super().get_template(*args, **values)


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates beside the compiled modules, where this user may write there."""

    def __init__(self) -> None:
        super().__init__(str(PACKAGE / "__pycache__"), f"templates-{__version__}.%s")

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
