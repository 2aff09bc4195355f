"""`stackwright serve`, as a process: addresses, TLS, the first start, and what it says when it cannot serve."""

from __future__ import annotations

import datetime
import ipaddress
import json
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.server import Server, serving

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is refused, or flagged


def _serve(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a server that must refuse to start."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "stackwright.cli", "serve", "--port", "0"),
            *("--database", f"sqlite:///{folder / 'state.db'}", *options),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _get(address: str, context: ssl.SSLContext | None = None) -> str:
    return httpx2.get(address, timeout=10, verify=context or False).text


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stackwright")])
    now = datetime.datetime.now(tz=datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def test_the_first_start_shows_an_admins_token_and_later_ones_do_not(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}") as server:
        first = server.token
        server.stop()
        server.token = ""
        server.start()
        assert first
        assert not server.token


def test_health_tells_that_it_serves(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}") as server:
        assert json.loads(_get(f"{server.address}/healthz"))["status"] == "ok"
        assert json.loads(_get(f"{server.address}/readyz"))["status"] == "ok"


def test_metrics_count_requests_by_route(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}") as server:
        _get(f"{server.address}/api/capabilities")
        told = _get(f"{server.address}/metrics")
    assert 'stackwright_http_requests_total{method="GET",route="/api/capabilities",status="200"} 1.0' in told
    assert "stackwright_stacks 0.0" in told


def test_it_speaks_tls_with_a_certificate(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    options = ["--certificate", str(certificate[0]), "--private-key", str(certificate[1])]
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}", *options) as server:
        assert server.address.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(certificate[0]))
        assert json.loads(_get(f"{server.address}/healthz", trusting))["status"] == "ok"


def test_other_addresses_than_loopback_need_tls_or_a_flag(tmp_path: Path) -> None:
    refused = _serve("--host", EVERYWHERE, folder=tmp_path)
    assert refused.returncode == 65
    assert refused.stderr.startswith("error[SW002]: tokens and secrets would cross the network in clear on 0.0.0.0")


def test_the_flag_lets_it_serve_other_addresses(tmp_path: Path) -> None:
    with serving(
        tmp_path,
        f"sqlite:///{tmp_path / 'state.db'}",
        "--host",
        EVERYWHERE,
        "--plain-http",
    ) as server:
        port = server.address.rpartition(":")[2]
        assert json.loads(_get(f"http://127.0.0.1:{port}/healthz"))["status"] == "ok"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--certificate", "missing.pem"], "TLS needs both --certificate and --private-key."),
        (["--certificate", "missing.pem", "--private-key", "missing.pem"], "The certificate missing.pem"),
        (["--lease-seconds", "0"], "--lease-seconds: "),
        (["--organization", "a/b"], "--organization: "),
        (["--master-key", "/nowhere/master.key"], "/nowhere/master.key"),
    ],
)
def test_what_it_cannot_use_is_said_in_one_sentence(tmp_path: Path, options: list[str], sentence: str) -> None:
    refused = _serve(*options, folder=tmp_path)
    assert refused.returncode != 0
    assert sentence in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = _serve("--port", str(port), folder=tmp_path)
    assert refused.returncode == 65
    assert f"The server cannot listen on 127.0.0.1, port {port}: Address already in use" in refused.stderr


def test_another_master_key_than_that_of_the_secrets_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}") as server:
        _encrypt(server)
    (tmp_path / "master.key").unlink()
    refused = _serve(folder=tmp_path)
    assert refused.returncode != 0
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "master" in refused.stderr


def _encrypt(server: Server) -> None:
    with httpx2.Client(base_url=server.address, headers={"Authorization": f"token {server.token}"}) as client:
        client.post("/api/stacks/organization/shop", json={"stackName": "dev"}).raise_for_status()
        encrypt = client.post("/api/stacks/organization/shop/dev/encrypt", json={"plaintext": "c2VjcmV0"})
        encrypt.raise_for_status()
