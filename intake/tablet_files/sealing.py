"""The store's key pair, and what is sealed to it: HPKE (RFC 9180) with P-256, which every browser can do."""

from __future__ import annotations

import base64

#: Says in the sealing itself what it is for, so that nothing else that is sealed to the key passes for a file.
INFO = b"intake tablet file 1"
#: The nonce of AES-GCM, and the key of AES-256, in bytes.
NONCE, KEY = 12, 32


def new_keys() -> tuple[str, str]:
    """A fresh pair in Base64: the private number and the raw public point."""
    # Loaded when a key is made or a file is opened, which most processes never do.
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = ec.generate_private_key(ec.SECP256R1())
    number = private.private_numbers().private_value.to_bytes(32, "big")
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(number).decode(), base64.b64encode(point).decode()


def unsealed(private_key: str, for_server: bytes, nonce: bytes, content: bytes) -> bytes:
    """The content of a sealed file; raises ValueError when it was not sealed to this key, or was changed since."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    private = ec.derive_private_key(int.from_bytes(base64.b64decode(private_key), "big"), ec.SECP256R1())
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    try:
        key = suite.decrypt(for_server, private, info=INFO)
        if (len(key), len(nonce)) != (KEY, NONCE):
            raise ValueError("a key or nonce of another length")
        return AESGCM(key).decrypt(nonce, content, None)
    except InvalidTag:
        raise ValueError("sealed to another key, or changed") from None
