"""A certificate authority of this laptop, for the organization's own tablets, and the server's certificate by it.

The authority is good for private addresses and names in `.local` only (RFC 5280, 4.2.1.10), and for one quarter:
a stolen key opens no site of the internet. How tablets come to trust it, and how that is undone: docs/lan.md.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from intake.lan.addresses import NETWORKS

#: How long an authority is good: a series of sessions, and not for ever on a tablet that somebody gives away.
AUTHORITY_LASTS = timedelta(days=92)
#: How long the server's certificate is good; every start makes a new one.
CERTIFICATE_LASTS = timedelta(days=30)
#: With less than this left a new authority is made, so that none ends during an evening.
LEAST_LEFT = timedelta(days=2)
#: Clocks of tablets go wrong by hours.
CLOCK_SLACK = timedelta(days=1)
AUTHORITY, AUTHORITY_KEY = "authority.crt", "authority.key"
CERTIFICATE, CERTIFICATE_KEY = "server.crt", "server.key"


@dataclass(frozen=True, slots=True)
class Certified:
    """The files that the server needs, and what tablets must trust."""

    certificate: Path
    key: Path
    authority: Path
    #: SHA-256 of the authority, in pairs of hexadecimal digits, to compare by eye.
    fingerprint: str
    ends: datetime
    #: Whether the authority is new, so that tablets do not know it yet.
    is_new: bool


def certified(folder: Path, host: str, moment: datetime) -> Certified:
    """A new certificate for this address (an IP address or a name), by the authority kept in the folder.

    The folder gets the files, the keys with mode 0600. Raises ValueError for a host outside the authority's limits.
    """
    for_host = x509.SubjectAlternativeName([_general_name(host)])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = _kept(folder, moment)
    authority, key = known or _made(folder, moment)
    own_key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        # A subject that is no host name: OpenSSL would hold an address there against the names that are allowed.
        _begun(_named("Intake in this hall"), authority.subject, own_key.public_key(), moment)
        .not_valid_after(min(moment + CERTIFICATE_LASTS, authority.not_valid_after_utc))
        .add_extension(for_host, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / CERTIFICATE_KEY, _pem_of_key(own_key))
    _write(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    return Certified(
        folder / CERTIFICATE,
        folder / CERTIFICATE_KEY,
        folder / AUTHORITY,
        authority.fingerprint(hashes.SHA256()).hex(":").upper(),
        authority.not_valid_after_utc,
        known is None,
    )


def _made(folder: Path, moment: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A new authority, kept in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named(f"Intake hall {moment.date()} {secrets.token_hex(2)}")
    local: list[x509.GeneralName] = [x509.DNSName("local")]
    private = [x509.IPAddress(network) for network in NETWORKS]
    authority = (
        _begun(name, name, key.public_key(), moment)
        .not_valid_after(moment + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([*local, *private], None), critical=True)
        .add_extension(_for_signing_certificates(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / AUTHORITY_KEY, _pem_of_key(key))
    _write(folder / AUTHORITY, authority.public_bytes(serialization.Encoding.PEM))
    return authority, key


def _kept(folder: Path, moment: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The authority in the folder; None when there is none, or none that lasts the evening."""
    try:
        authority = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
        key = serialization.load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != authority.public_key():
        return None
    return (authority, key) if authority.not_valid_after_utc - moment > LEAST_LEFT else None


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, moment: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment.astimezone(UTC) - CLOCK_SLACK)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _general_name(host: str) -> x509.GeneralName:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host != "local" and not host.endswith(".local"):
            raise ValueError(f"{host} is neither a private address nor a name in .local") from None
        return x509.DNSName(host)
    if not any(address in network for network in NETWORKS):
        raise ValueError(f"{host} is not a private address")
    return x509.IPAddress(address)


def _for_signing_certificates() -> x509.KeyUsage:
    no = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(key_cert_sign=True, crl_sign=True, **no)


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step; readable by its owner alone."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    temporary.replace(path)
