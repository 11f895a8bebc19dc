"""Tries every way out, so that a test knows that the watch would have seen one."""

from __future__ import annotations

import contextlib
import socket
import urllib.request

ADDRESS = ("192.0.2.1", 443)
"""Reserved for documents; nobody answers there."""


def main() -> None:
    """Look up a name, connect and send, by several libraries; nothing may come of it."""
    with contextlib.suppress(OSError):
        socket.getaddrinfo("telemetry.invalid", 443)
    with contextlib.suppress(OSError):
        urllib.request.urlopen("http://telemetry.invalid/")
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, kind) as one:
            one.settimeout(0.2)
            if kind == socket.SOCK_STREAM:
                one.connect_ex(ADDRESS)
            else:
                one.sendto(b"x", ADDRESS)


if __name__ == "__main__":
    main()
