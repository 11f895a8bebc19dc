"""Who may connect: this machine, directly, under its own name, and nobody else."""

from __future__ import annotations

import socket

import pytest

from pages.parts.doorway import host_of, is_loopback, listening_addresses, refusal

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused
HERE = {"host": "localhost:8501"}


def refused(peer="127.0.0.1", local="127.0.0.1", headers=None, listening=("127.0.0.1",)):
    return refusal(peer=peer, local=local, headers=HERE | (headers or {}), listening=listening)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "LocalHost", "::ffff:127.0.0.1"],
)
def test_this_machine_is_known_by_all_its_names(address):
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address",
    [
        EVERYWHERE,
        "::",
        "",
        None,
        "10.0.0.5",
        "example.com",
        "127.0.0.1.example.com",
        "::ffff:10.0.0.5",
    ],
)
def test_anything_else_is_not_this_machine(address):
    assert not is_loopback(address)


def test_a_direct_visit_from_here_is_let_in():
    assert refused() == ""
    assert refused(peer="::1", local="::1", headers={"host": "[::1]:8501"}) == ""
    assert refused(local=None) == ""


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via"],
)
def test_a_proxy_or_tunnel_is_refused(header):
    assert "proxy or tunnel" in refused(headers={header: "127.0.0.1"})


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil"])
def test_a_foreign_name_is_refused(host):
    assert "foreign name" in refused(headers={"host": host})


@pytest.mark.parametrize(("peer", "local"), [("10.0.0.5", "10.0.0.2"), (None, None), ("", None)])
def test_another_machine_is_refused(peer, local):
    assert "another machine" in refused(peer=peer, local=local)


@pytest.mark.parametrize("address", [EVERYWHERE, "::", "10.0.0.2"])
def test_a_server_that_others_can_reach_refuses_even_this_machine(address):
    assert "others can reach" in refused(listening=("127.0.0.1", address))


@pytest.mark.parametrize(
    ("header", "host"),
    [("localhost:8501", "localhost"), ("localhost", "localhost"), ("[::1]:8501", "::1")],
)
def test_a_host_header_is_read_without_its_port(header, host):
    assert host_of(header) == host


def test_a_socket_that_listens_is_found_and_one_that_does_not_is_not():
    with socket.socket() as open_door, socket.socket() as closed:
        open_door.bind(("127.0.0.7", 0))
        closed.bind(("127.0.0.8", 0))
        open_door.listen()
        found = listening_addresses()
    assert "127.0.0.7" in found
    assert "127.0.0.8" not in found


def test_looking_for_sockets_leaves_none_open():
    before = len(listening_addresses())
    for _ in range(2000):
        listening_addresses()
    assert len(listening_addresses()) == before
