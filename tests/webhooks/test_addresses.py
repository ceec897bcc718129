"""Where webhooks may go."""

from ipaddress import ip_address

import pytest

from engage.webhooks.addresses import WrongAddress, check_address, checked_url, is_private, is_public


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("93.184.216.34", "public"),
        ("2606:2800:220:1::1", "public"),
        ("10.1.2.3", "private"),
        ("127.0.0.1", "private"),
        ("127.9.9.9", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("::1", "private"),
        ("fd00::1", "private"),
        ("0.0.0.0", "neither"),
        ("169.254.169.254", "neither"),
        ("192.0.0.8", "neither"),
        ("192.0.2.1", "neither"),
        ("192.88.99.1", "neither"),
        ("198.18.0.1", "neither"),
        ("224.0.0.1", "neither"),
        ("240.0.0.1", "neither"),
        ("255.255.255.255", "neither"),
        ("::", "neither"),
        ("::7f00:1", "neither"),
        ("::ffff:127.0.0.1", "neither"),
        ("::ffff:93.184.216.34", "neither"),
        ("64:ff9b::7f00:1", "neither"),
        ("64:ff9b:1::7f00:1", "neither"),
        ("100::1", "neither"),
        ("2001::1", "neither"),
        ("2001:db8::1", "neither"),
        ("2002:7f00:1::", "neither"),
        ("3fff::1", "neither"),
        ("fe80::1", "neither"),
        ("fec0::1", "neither"),
        ("ff02::1", "neither"),
    ],
)
def test_sorts_addresses(text, kind):
    address = ip_address(text)

    assert (is_public(address), is_private(address)) == (kind == "public", kind == "private")


@pytest.mark.parametrize(
    ("text", "scheme", "allow_private", "is_allowed"),
    [
        ("93.184.216.34", "https", False, True),
        ("93.184.216.34", "http", True, False),
        ("10.0.0.1", "https", False, False),
        ("10.0.0.1", "https", True, True),
        ("10.0.0.1", "http", True, True),
        ("169.254.169.254", "http", True, False),
        ("fe80::1%eth0", "https", True, False),
        ("::ffff:10.0.0.1", "https", True, False),
    ],
)
def test_allows_private_addresses_only_where_the_setting_does(text, scheme, allow_private, is_allowed):
    try:
        check_address(ip_address(text), scheme=scheme, allow_private=allow_private)
    except WrongAddress:
        assert not is_allowed
    else:
        assert is_allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/hooks?x=1",
        "https://EXAMPLE.org:443/",
        "https://hooks_1.example.org:8443/a/b",
        "https://xn--fiqs8s.example/",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1::1]:4443/",
    ],
)
def test_takes_addresses_on_the_internet(url):
    assert checked_url(url, allow_private=False).scheme == "https"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "url"),
        ("example.org", "scheme"),
        ("https://", "url"),
        ("http://example.org/", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://user:secret@example.org/", "url"),
        ("https://@example.org/", "url"),
        ("https://example.org/#part", "url"),
        ("https://example.org/a b", "url"),
        ("https://example.org/\r\nX: y", "url"),
        ("https://example.org/灯", "url"),
        ("https://example.org\\@10.0.0.1/", "url"),
        ("https://[::1", "url"),
        ("https://example..org/", "url"),
        ("https://-example.org/", "url"),
        (f"https://{'a' * 64}.org/", "url"),
        (f"https://example.org/{'a' * 500}", "url"),
        ("https://example.org:22/", "port"),
        ("https://example.org:0/", "port"),
        ("https://example.org:99999/", "url"),
        ("https://127.0.0.1/", "address"),
        ("https://127.1/", "url"),
        ("https://0x7f.1/", "url"),
        ("https://0x7f000001/", "url"),
        ("https://2130706433/", "url"),
        ("https://0177.0.0.1/", "url"),
        ("https://[::ffff:127.0.0.1]/", "address"),
        ("https://[fe80::1%25eth0]/", "address"),
    ],
)
def test_refuses_other_addresses_and_says_why(url, problem):
    with pytest.raises(WrongAddress, match=f"^{problem}$"):
        checked_url(url, allow_private=False)


def test_the_setting_allows_private_ones_over_http():
    assert checked_url("http://127.0.0.1:80/", allow_private=True).port == 80
    with pytest.raises(WrongAddress, match="address"):
        checked_url("http://169.254.169.254/", allow_private=True)
