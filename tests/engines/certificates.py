"""A certificate authority of our own and a server's certificate for the loopback address.

It is good for `site.invalid` too, a name that nobody but a proxy can find.
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY: Final = timedelta(days=1)


class Certificates:
    """`ca` is what a client trusts; `cert` and `key` are the server's."""

    def __init__(self, folder: Path) -> None:
        self.ca, self.cert, self.key = (
            folder / name for name in ("ca.pem", "server.pem", "server.key")
        )
        root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        authority = _builder("prospekt test authority", "prospekt test authority", root)
        authority = authority.add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        authority = authority.add_extension(_signs(), critical=True)
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        known = (x509.DNSName("localhost"), x509.DNSName("site.invalid"), address)
        names = x509.SubjectAlternativeName(known)
        server = _builder("127.0.0.1", "prospekt test authority", own).add_extension(
            names, critical=False
        )
        identified = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
        server = server.add_extension(identified, critical=False)
        for path, builder in ((self.ca, authority), (self.cert, server)):
            signed = builder.sign(root, hashes.SHA256())
            path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        self.key.touch(mode=0o600)
        self.key.write_bytes(
            own.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 30 * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signs() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
