"""Runs a module of Tandem while every way out to a network is watched and barred.

``python -m tests.pipelines.quality.watched FILE MODULE WORDS...``: the interpreter itself tells of
each connection and each look-up of a name, before any library could hide it; the file afterwards
holds those that were tried, and what the kernel counted in the network that the process lives in.
"""

from __future__ import annotations

import json
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

WAYS_OUT = {
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request",
    "http.client.connect",
}  # fmt: skip
COUNTED = ("ActiveOpens", "OutDatagrams", "OutRequests", "OutNoRoutes")
"""What the kernel counts when a connection is begun, a packet sent, or no way found for it."""
TRIED: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note a way out and bar it; sockets of this machine's own file system lead nowhere."""
    if event in WAYS_OUT and not _local(arguments):
        TRIED.append(f"{event} {arguments[1:]!r}")
        raise PermissionError(f"{event} is barred in this test.")


def _local(arguments: tuple[Any, ...]) -> bool:
    """Return whether a socket is one between processes of this machine."""
    first = arguments[0] if arguments else None
    return isinstance(first, socket.socket) and first.family == socket.AF_UNIX


def counted_by_kernel() -> dict[str, int]:
    """Return what the kernel counted in this process's network."""
    found: dict[str, int] = {}
    lines = Path("/proc/self/net/snmp").read_text(encoding="ascii").splitlines()
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        for name, value in zip(names.split()[1:], values.split()[1:], strict=True):
            if name in COUNTED:
                found[name] = found.get(name, 0) + int(value)
    return found


def main() -> None:
    """Run the module and write down what it tried."""
    target, module, *words = sys.argv[1:]
    sys.argv = [module, *words]
    sys.addaudithook(watch)
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        told = {"tried": TRIED, "kernel": counted_by_kernel()}
        Path(target).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
