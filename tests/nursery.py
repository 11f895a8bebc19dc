"""Commands in processes that are born with the house imported, for tests that kill many of them.

A process of its own needs a second to import a house; a child that is forked from one that has
done so needs a hundredth of it, and dies as truly. The parent has no thread and no connection.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from pipelines.settings import ROOT
from tests import opening
from tests.prompt import Said, typed


@dataclass(frozen=True)
class Nursery:
    """The parent, and where its children write."""

    process: subprocess.Popen[str]
    folder: Path

    def typed(self, house: str, *words: str, first: Any = None, **settings: str) -> Said:
        """Run a house's command in a child and return how it ended, as a shell would tell it.

        Args:
            house: ``pipelines``, ``governance`` or ``reports``.
            words: What is typed after it.
            first: Module, function and arguments of what the child calls before.
            settings: Environment variables of the child.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        wish = {"words": [house, *words], "settings": settings, "first": first}
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        said, told = ((self.folder / name).read_text("utf-8") for name in ("out", "err"))
        return Said([house, *words], code, said, told)


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start the parent; it ends with the block."""
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", folder], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as process,
    ):  # fmt: skip
        yield Nursery(process, Path(folder))
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Answer each line, a wish as JSON, with how the child that did it ended."""
    importlib.import_module("pipelines.__main__")
    opening.warmed()
    for line in sys.stdin:
        wish = json.loads(line)
        if wish["first"]:
            importlib.import_module(wish["first"][0])
        child = os.fork()
        if not child:
            _live(wish, Path(sys.argv[1]))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(wish: dict[str, Any], folder: Path) -> NoReturn:
    """Run a command as a child does, write what it says, and end as it does."""
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    if wish["first"]:
        module, name, *arguments = wish["first"]
        getattr(importlib.import_module(module), name)(*arguments)
    done = typed(*wish["words"], **wish["settings"])
    os.write(1, done.stdout.encode())
    os.write(2, done.stderr.encode())
    os._exit(done.returncode)


if __name__ == "__main__":
    main()
