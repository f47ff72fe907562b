"""The laptop's own authority: what tablets that trust it accept, and what not even its key can do."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from intake.lan import authority
from intake.lan.authority import Certified, certified

NOW = datetime.now(UTC)


def reached(made: Certified, name: str) -> str:
    """What a client that trusts the authority meets when it opens this name: "welcome", or the fault it finds."""
    ours, theirs = socket.socketpair()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.certificate, made.key)

    def serve() -> None:
        try:
            with server.wrap_socket(theirs, server_side=True) as connection:
                connection.sendall(b"welcome")
        except OSError:
            theirs.close()

    threading.Thread(target=serve, daemon=True).start()
    client = ssl.create_default_context(cafile=str(made.authority))
    try:
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.recv(7).decode()
    except ssl.SSLCertVerificationError as fault:
        return fault.verify_message
    finally:
        ours.close()


@pytest.mark.parametrize("host", ["192.168.1.20", "10.4.0.1", "172.20.10.2", "127.0.0.1", "hall.local"])
def test_tablets_that_trust_the_laptop_reach_it(tmp_path: Path, host: str) -> None:
    made = certified(tmp_path, host, NOW)
    assert made.is_new
    assert reached(made, host) == "welcome"
    assert "mismatch" in reached(made, "192.168.1.21") or "not valid for" in reached(made, "192.168.1.21")


@pytest.mark.parametrize("host", ["8.8.8.8", "example.org", "local.example.org", "evil-local", "100.64.0.1"])
def test_there_is_no_certificate_for_the_internet(tmp_path: Path, host: str) -> None:
    with pytest.raises(ValueError, match="private address"):
        certified(tmp_path, host, NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["8.8.8.8", "example.org"])
def test_a_stolen_key_opens_no_site_of_the_internet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """The check of the host is taken away, as a thief would; the client still refuses what the key signed."""

    def anything(name: str) -> x509.GeneralName:
        return x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)

    monkeypatch.setattr(authority, "_general_name", anything)
    made = certified(tmp_path, host, NOW)
    assert "permitted subtree violation" in reached(made, host)


def test_a_second_start_keeps_the_authority_and_makes_a_new_certificate(tmp_path: Path) -> None:
    first = certified(tmp_path, "192.168.1.20", NOW)
    old = first.certificate.read_bytes()
    second = certified(tmp_path, "192.168.7.7", NOW + timedelta(days=1))
    assert (second.fingerprint, second.is_new) == (first.fingerprint, False)
    assert second.certificate.read_bytes() != old
    assert reached(second, "192.168.7.7") == "welcome"


def test_nothing_outlives_the_authority_and_a_new_one_follows(tmp_path: Path) -> None:
    first = certified(tmp_path, "10.0.0.1", NOW)
    assert first.ends - NOW <= authority.AUTHORITY_LASTS
    late = certified(tmp_path, "10.0.0.1", first.ends - timedelta(days=3))
    leaf = x509.load_pem_x509_certificate(late.certificate.read_bytes())
    assert leaf.not_valid_after_utc == first.ends and not late.is_new
    last = certified(tmp_path, "10.0.0.1", first.ends - timedelta(days=1))
    assert last.is_new and last.fingerprint != first.fingerprint


@pytest.mark.parametrize("damage", ["empty", "other key", "none"])
def test_damaged_files_make_a_new_authority(tmp_path: Path, damage: str) -> None:
    first = certified(tmp_path, "10.0.0.1", NOW)
    if damage == "empty":
        first.authority.write_bytes(b"")
    elif damage == "other key":
        (tmp_path / authority.AUTHORITY_KEY).write_bytes(first.key.read_bytes())
    second = certified(tmp_path, "10.0.0.1", NOW)
    assert second.is_new == (damage != "none")
    assert reached(second, "10.0.0.1") == "welcome"


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    certified(tmp_path, "10.0.0.1", NOW)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_what_browsers_demand_of_a_certificate_is_there(tmp_path: Path) -> None:
    made = certified(tmp_path, "hall.local", NOW)
    leaf = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    assert leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert serialization.load_pem_private_key(made.key.read_bytes(), None)
