"""The doorway: Tandem has no sign-in yet, so it answers this machine and nobody else.

A server can end up open to a network in many ways: a flag, a variable, another ASGI server, a
proxy or tunnel in front. So the rule is not taken from the configuration but from what is
really there: the sockets this process listens on, and each connection's own addresses.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

ONLY_HERE = (
    "Tandem has no sign-in yet, so it answers only on this machine: "
    "start it on 127.0.0.1 (the default) and open it from here."
)
LOCAL_NAMES = {"localhost", "localhost.localdomain"}
FORWARDING = {
    "forwarded",
    "x-real-ip",
    "via",
    "x-original-host",
    "cf-connecting-ip",
    "true-client-ip",
}


def is_loopback(address: str | None) -> bool:
    """Return whether an address or host name can only mean this machine."""
    if not address:
        return False
    name = address.strip("[]").split("%")[0].lower().rstrip(".")
    if name in LOCAL_NAMES:
        return True
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def host_of(header: str) -> str:
    """Return the host name of a ``Host`` header, without its port."""
    if header.startswith("["):
        return header.partition("]")[0].lstrip("[")
    return header.rpartition(":")[0] if header.count(":") == 1 else header


def refusal(
    *, peer: str | None, local: str | None, headers: Mapping[str, str], listening: Iterable[str]
) -> str:
    """Return why a connection may not be served, or nothing when it may.

    Args:
        peer: Address of the other end.
        local: Our own address of this connection, where the server tells it.
        headers: The request's headers, names in lower case.
        listening: Addresses that this process accepts connections on.
    """
    if any(not is_loopback(address) for address in listening):
        return f"{ONLY_HERE} It was started on an address that others can reach."
    if any(name in FORWARDING or name.startswith("x-forwarded-") for name in headers):
        return f"{ONLY_HERE} This request came through a proxy or tunnel."
    if not is_loopback(peer) or (local is not None and not is_loopback(local)):
        return f"{ONLY_HERE} This request came from another machine."
    if not is_loopback(host_of(headers.get("host", ""))):
        return f"{ONLY_HERE} It was asked for under a foreign name."
    return ""


def listening_addresses() -> tuple[str, ...]:
    """Return the addresses that this process accepts TCP connections on, right now."""
    folder = next((each for each in map(Path, ("/proc/self/fd", "/dev/fd")) if each.exists()), None)
    numbers = [int(each.name) for each in folder.iterdir()] if folder else []
    return tuple(found for found in map(_listening, numbers) if found)


def _listening(descriptor: int) -> str:
    """Return the address of a listening internet socket, nothing for anything else."""
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return ""
        with socket.socket(fileno=os.dup(descriptor)) as copy:
            is_internet = copy.family in (socket.AF_INET, socket.AF_INET6)
            if is_internet and copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                return str(copy.getsockname()[0])
    except OSError:
        # Closed between the listing and the look: it listens no more.
        return ""
    return ""
