import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from postwire.probe import Fault, FetchPolicy, ProbeFailed, probe_url


@pytest.fixture
def certificate(tmp_path):
    """A self-signed certificate for media.example, as a file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "media.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("media.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure_web(web, certificate, clip):
    """The server, speaking TLS, and the names that clients asked it for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    web.names = []
    context.sni_callback = lambda _socket, name, _context: web.names.append(name)
    web.socket = context.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
    web.serve("/clip.mp4", clip)
    return web


def policy(web, certificate, host):
    return FetchPolicy(
        allowed_hosts={f"{host}:{web.server_port}"},
        resolver=lambda *_: ("127.0.0.1",),
        tls=ssl.create_default_context(cafile=str(certificate)),
    )


def test_the_certificate_is_checked_against_the_name_although_an_address_is_connected_to(secure_web, certificate):
    url = f"https://media.example:{secure_web.server_port}/clip.mp4"
    assert probe_url(url, policy(secure_web, certificate, "media.example")).format == "mp4"
    assert secure_web.names == ["media.example"]


def test_a_certificate_of_another_name_is_refused(secure_web, certificate):
    url = f"https://other.example:{secure_web.server_port}/clip.mp4"
    with pytest.raises(ProbeFailed, match=r"no connection to other\.example") as caught:
        probe_url(url, policy(secure_web, certificate, "other.example"))
    assert caught.value.fault is Fault.UNREACHABLE
    assert secure_web.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(secure_web):
    url = f"https://media.example:{secure_web.server_port}/clip.mp4"
    allowed = {f"media.example:{secure_web.server_port}"}
    with pytest.raises(ProbeFailed) as caught:
        probe_url(url, FetchPolicy(allowed_hosts=allowed, resolver=lambda *_: ("127.0.0.1",)))
    assert caught.value.fault is Fault.UNREACHABLE
    assert secure_web.requests == []


def test_a_handshake_that_never_ends_is_left_when_time_is_up(refusal):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        policy = FetchPolicy(allowed_hosts={f"127.0.0.1:{port}"}, timeout=0.2)
        assert refusal(f"https://127.0.0.1:{port}/x", policy).fault is Fault.TOO_SLOW
