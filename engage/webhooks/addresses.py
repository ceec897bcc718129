"""Which addresses a webhook may go to: whoever sets one up must not reach into the office's own network with it."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 500
HTTPS_PORT = 443
FIRST_FREE_PORT = 1024
Address = IPv4Address | IPv6Address
# The last label of a name begins with a letter: "127.1" and "0x7f.1" would be read as addresses.
_NAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?\.?")
_UNICAST_6 = ip_network("2000::/3")
# Inside the range of public addresses, but tunnels to IPv4 addresses, protocols' own, and examples.
_NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NOT_PUBLIC_4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
_PRIVATE_4 = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_PRIVATE = tuple(map(ip_network, (*_PRIVATE_4, "::1/128", "fc00::/7")))


class WrongAddress(ValueError):
    """An address that a webhook may not go to; the text is one of the codes that `words.py` puts into sentences."""


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to a machine on the internet.

    Of IPv6 only global unicast does: addresses that stand for IPv4 ones (mapped, NAT64, 6to4, Teredo) never do.
    """
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def is_private(address: Address) -> bool:
    """Tell whether an address belongs to this machine or to its own network; link-local ones are neither."""
    return any(address in network for network in _PRIVATE)


def check_address(address: Address, *, scheme: str, allow_private: bool) -> None:
    """Raise `WrongAddress` unless a webhook may connect to the address, unencrypted only to a private one."""
    if getattr(address, "scope_id", None) or not (is_public(address) or (allow_private and is_private(address))):
        raise WrongAddress("address")
    if scheme != "https" and not is_private(address):
        raise WrongAddress("scheme")


def checked_url(text: str, *, allow_private: bool) -> SplitResult:
    """Return the parts of a URL that a webhook may be sent to. Raises `WrongAddress`.

    What a name stands for is found out when something is sent, and checked then.
    """
    if len(text) > LONGEST_URL or not re.fullmatch(r"[!-~]+", text):
        raise WrongAddress("url")
    try:
        url = urlsplit(text)
        port, host = url.port, url.hostname or ""
    except ValueError as error:
        raise WrongAddress("url") from error
    if url.username is not None or url.password is not None or "#" in text or "\\" in text:
        raise WrongAddress("url")
    if url.scheme != "https" and not (allow_private and url.scheme == "http"):
        raise WrongAddress("scheme")
    if port is not None and port != HTTPS_PORT and port < FIRST_FREE_PORT and not (allow_private and port):
        raise WrongAddress("port")
    _check_host(host, url.scheme, allow_private)
    return url


def _check_host(host: str, scheme: str, allow_private: bool) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        if not _NAME.fullmatch(host):
            raise WrongAddress("url") from None
    else:
        check_address(address, scheme=scheme, allow_private=allow_private)
