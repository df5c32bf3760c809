"""The private-address gate: a connection is made only to a public address.

The check stands where the connection is made, on the very address that is then used, so neither a redirect nor a name
that resolves differently the second time gets round it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from data.errors import PolicyBlocked

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""How a network with IPv6 alone reaches an IPv4 address (RFC 6052): also one that is private."""


class GuardedBackend(httpcore.SyncBackend):
    """Resolves a host, refuses it when any of its addresses is private, and connects to the address it checked."""

    def __init__(self, loopback: tuple[str, int] | None) -> None:
        """Let `loopback` (host, port) alone be on this machine; None: nothing may be."""
        super().__init__()
        self._loopback = loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to `host`; raise `PolicyBlocked` for a private address and `ConnectError` for an unknown host."""
        address = self.checked_address(host, port)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)

    def checked_address(self, host: str, port: int) -> str:
        """Return the first address of `host`, all of them checked."""
        try:
            found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        allowed_here = self._loopback is not None and (host, port) == self._loopback
        for address in found:
            number = ip_address(str(address).split("%")[0])
            if not (is_public(number) or (allowed_here and number.is_loopback)):
                raise PolicyBlocked(f"{host} has a private address; only public web sites are asked")
        return str(found[0])


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether `address` is on the public internet; an IPv6 address that wraps an IPv4 one is judged by that."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def guarded_transport(*, loopback_origin: str | None) -> httpx.HTTPTransport:
    """Return a transport that connects through the gate; `loopback_origin` may be on this machine."""
    loopback = None
    if loopback_origin is not None:
        parts = urlsplit(loopback_origin)
        loopback = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    transport._pool = httpcore.ConnectionPool(  # noqa: SLF001 - httpx offers no parameter for a network backend
        ssl_context=httpx.create_ssl_context(),
        max_connections=10,
        keepalive_expiry=5.0,
        network_backend=GuardedBackend(loopback),
    )
    return transport
