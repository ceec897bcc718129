"""One try against a real receiver: encrypted, pinned to a checked address, and never led elsewhere."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from webhook_receiver import Plan, Receiver

from engage.webhooks.sending import Answer, Message, Sender, resolved

NAME = "hooks.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The path of a certificate for `NAME`, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(encoding, form, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(encoding) + private)
    return path


@pytest.fixture
def encrypted(certificate):
    """A receiver that speaks TLS as `NAME`."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server = Receiver(tls=tls)
    yield server
    server.stop()


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.stop()


def message(url):
    return Message(url, b'{"a":1}', {"Content-Type": "application/json"})


def lookup(*addresses):
    """Return a stand-in for the name service, and the names that it was asked for."""
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return addresses

    return resolve, asked


def test_goes_to_the_address_looked_up_under_the_name_that_was_asked_for(encrypted, certificate):
    resolve, asked = lookup("127.0.0.1")
    tls = ssl.create_default_context(cafile=certificate)

    answer = Sender(True, resolve=resolve, tls=tls)(message(f"https://{NAME}:{encrypted.port}/hooks"))

    assert answer == Answer(200)
    assert asked == [(NAME, encrypted.port)]
    assert encrypted.received[0].headers["Host"] == f"{NAME}:{encrypted.port}"


@pytest.mark.parametrize("name", [NAME, "other.example"])
def test_refuses_a_certificate_of_nobody_or_of_another_name(encrypted, certificate, name):
    tls = ssl.create_default_context(cafile=None if name == NAME else certificate)
    resolve, _asked = lookup("127.0.0.1")

    answer = Sender(True, resolve=resolve, tls=tls)(message(f"https://{name}:{encrypted.port}/"))

    assert answer == Answer(None, "certificate")
    assert encrypted.received == []


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::ffff:127.0.0.1",)])
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(receiver, addresses, monkeypatch):
    def connect(*_args, **_kwargs):
        pytest.fail("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    resolve, _asked = lookup(*addresses)

    assert Sender(resolve=resolve)(message(f"https://{NAME}:{receiver.port}/")) == Answer(None, "address")


def test_tries_the_next_address_when_one_does_not_answer(receiver):
    resolve, _asked = lookup("::1", "127.0.0.1")  # Nobody listens on the first.

    assert Sender(True, resolve=resolve)(message(f"http://{NAME}:{receiver.port}/")).status == 200


def test_a_name_that_nobody_has(monkeypatch):
    def fail(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    assert Sender()(message("https://nobody.example/")) == Answer(None, "name")


def test_the_settings_of_a_proxy_are_not_used(receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert Sender(True)(message(receiver.url)).status == 200


def test_passes_on_what_the_receiver_asks(receiver):
    receiver.plans.append(Plan(503, {"Retry-After": "7"}))

    assert Sender(True)(message(receiver.url)) == Answer(503, retry_after="7")


def test_looks_names_up():
    assert ipaddress.ip_address(resolved("localhost", 80)[0]).is_loopback
