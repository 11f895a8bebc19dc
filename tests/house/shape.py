"""Rules about shape: sizes, locks and clocks. Each returns complaints; none means all is well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FILE_LINES, PAGE_LINES, FUNCTION_LINES = 400, 80, 70
DEFINITIONS = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)
CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}
CLOCK_OWNERS = {"date", "datetime", "time", "Timestamp", "func", "pd", "dt"}


def long_functions(module: ast.Module) -> list[str]:
    """Return the functions that should have been split."""
    functions = (
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        f"{node.name} (line {node.lineno}) has {length} lines, at most {FUNCTION_LINES}"
        for node in functions
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def unlocked_page(module: ast.Module) -> list[str]:
    """Return what a page does outside its body, or why its last line is not the lock."""
    *before, last = module.body or [ast.Pass()]
    complaints = [
        f"line {node.lineno} runs when the file is opened"
        for node in before
        if not isinstance(node, DEFINITIONS) and not _is_text(node) and not _is_constant(node)
    ]
    if not _is_lock(last):
        complaints.append("the last line is not page(body, title=..., needs=...)")
    locks = [node for node in ast.walk(module) if isinstance(node, ast.Call) and _calls_page(node)]
    if len(locks) != 1:
        complaints.append(f"page() is called {len(locks)} times, not once")
    return complaints


def _is_text(node: ast.stmt) -> bool:
    """Return whether a statement is a bare string: a docstring of the module or of a constant."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_constant(node: ast.stmt) -> bool:
    """Return whether a statement names a value that is written out in the file."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    return not any(isinstance(part, ast.Call | ast.Await) for part in ast.walk(node.value))


def _calls_page(node: ast.Call) -> bool:
    """Return whether a call is a call of ``page``."""
    return isinstance(node.func, ast.Name) and node.func.id == "page"


def _is_lock(node: ast.stmt) -> bool:
    """Return whether a statement is ``page(...)`` with a title and a right written out."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    given = {word.arg: word.value for word in node.value.keywords}
    right = given.get("needs")
    return (
        _calls_page(node.value)
        and "title" in given
        and isinstance(right, ast.Constant)
        and isinstance(right.value, str)
    )


def clock_reads(module: ast.Module) -> list[str]:
    """Return the places that ask the machine what day or time it is."""
    return [
        f"line {call.lineno} reads the clock: {ast.unparse(call.func)}()"
        for call in _calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and _last_name(call.func.value) in CLOCK_OWNERS
    ]


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    """Yield every call in a module."""
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _last_name(node: ast.expr) -> str:
    """Return ``datetime`` for both ``datetime`` and ``datetime.datetime``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def swallowed_errors(module: ast.Module) -> list[str]:
    """Return the places that catch every error there is and do not pass it on."""
    handlers = (node for node in ast.walk(module) if isinstance(node, ast.ExceptHandler))
    return [
        f"line {node.lineno} catches everything"
        for node in handlers
        if (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and ast.unparse(node.body[-1]) != "raise"
    ]


def imported(module: ast.Module) -> set[str]:
    """Return the dotted names that a module imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
