"""Credentials of many formats, valid in their form and in their checksums, the same for the same name."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import random
import string
import zlib
from collections.abc import Callable

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ALNUM = string.ascii_letters + string.digits
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def text(name: str, length: int, alphabet: str = _ALNUM) -> str:
    """``length`` random characters that belong to ``name``."""
    source = random.Random(f"dockerlint acceptance {name}")
    return "".join(source.choice(alphabet) for _ in range(length))


def password(name: str) -> str:
    """A password without any format: only what it stands in tells that it is one."""
    return "Q" + text(f"password {name}", 9) + "7v" + text(f"password {name} 2", 8)


def _base62(number: int, width: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number, 62)
        found = _BASE62[digit] + found
    return found.rjust(width, "0")


def github(name: str) -> str:
    body = text(name, 30)
    return "gh" + "p_" + body + _base62(zlib.crc32(body.encode()), 6)


def npm(name: str) -> str:
    body = text(name, 30)
    return "npm" + "_" + body + _base62(zlib.crc32(body.encode()), 6)


def grafana(name: str) -> str:
    head = "gl" + "sa_" + text(name, 32)
    return head + "_" + zlib.crc32(head.encode()).to_bytes(4, "little").hex()


def gitlab(name: str) -> str:
    return "gl" + "pat-" + text(name, 20)


def pypi(name: str) -> str:
    identifier = json.dumps({"version": 1, "permissions": "user", "id": text(name, 36, "0123456789abcdef")}).encode()
    macaroon = b"\2\1\x08pypi.org\2" + bytes([len(identifier)]) + identifier + b"\0\0\6\x20"
    macaroon += hashlib.sha256(name.encode()).digest()
    return "py" + "pi-" + base64.urlsafe_b64encode(macaroon).decode().rstrip("=")


def aws_key_id(name: str) -> str:
    return "AK" + "IA" + "Y" + text(name, 15, string.ascii_uppercase + "234567")


def aws_secret(name: str) -> str:
    return text(f"{name} secret", 12) + "/" + text(f"{name} more", 13) + "+" + text(f"{name} last", 13)


def jwt(name: str) -> str:
    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    claims = {"iss": "https://login.corp.internal", "sub": text(name, 12), "iat": 1790000000, "exp": 2090000000}
    body = part(json.dumps(claims).encode())
    return f"{head}.{body}.{part(hashlib.sha256(name.encode()).digest())}"


def slack(name: str) -> str:
    return "xo" + f"xb-{text(name, 12, '123456789')}-{text(name + '2', 13, '123456789')}-{text(name, 24)}"


def stripe(name: str) -> str:
    return "sk" + "_live_" + text(name, 48)


def sendgrid(name: str) -> str:
    return "SG" + f".{text(name, 22)}.{text(name + '2', 43)}"


def openai(name: str) -> str:
    return "sk" + f"-proj-{text(name, 74)}T3Blbk" + f"FJ{text(name + '2', 74)}"


def anthropic(name: str) -> str:
    return "sk" + f"-ant-api03-{text(name, 93)}AA"


def hugging_face(name: str) -> str:
    return "h" + "f_" + text(name, 34, string.ascii_letters)


def digital_ocean(name: str) -> str:
    return "dop" + "_v1_" + text(name, 64, "0123456789abcdef")


def atlassian(name: str) -> str:
    head = "ATA" + "TT3" + text(name, 177) + "="
    return head + f"{zlib.crc32(head.encode()):08X}"


def confluent(name: str) -> str:
    body = text(name, 54)
    return "cf" + "lt" + body + base64.b64encode(zlib.crc32(body.encode()).to_bytes(4, "little")).decode()[:6]


def zuplo(name: str) -> str:
    body = text(name, 32, string.digits + string.ascii_lowercase)
    return "zp" + f"ka_{body}_{zlib.crc32(body.encode()):08x}"


def nats_seed(name: str) -> str:
    """NATS nkeys: a prefix for "seed" and for "user", 32 bytes, a CRC-16 (XMODEM) in little-endian, in base32."""
    seed, user = 18 << 3, 20 << 3
    raw = bytes([seed | user >> 5, (user & 31) << 3]) + hashlib.sha256(name.encode()).digest()
    raw += binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(raw).decode().rstrip("=")


def age(name: str) -> str:
    """BIP-173 with the human-readable part of an age identity."""
    human = "age" + "-secret-key-"
    number = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") << 4
    values = [number >> 5 * place & 31 for place in range(51, -1, -1)]
    expanded = [ord(sign) >> 5 for sign in human] + [0] + [ord(sign) & 31 for sign in human]
    check = 1
    for value in [*expanded, *values, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if top >> bit & 1 else 0
    check ^= 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return (human + "1" + "".join(_BECH32[value] for value in values)).upper()


def docker_hub(name: str) -> str:
    return "dckr" + "_pat_" + text(name, 27)


def vault(name: str) -> str:
    return "hv" + "s." + text(name, 95)


def databricks(name: str) -> str:
    return "da" + "pi" + text(name, 32, "0123456789abcdef")


def telegram(name: str) -> str:
    return text(name, 10, "123456789") + ":A" + "A" + text(name, 33)


def rubygems(name: str) -> str:
    return "ruby" + "gems_" + text(name, 48, "0123456789abcdef")


def google(name: str) -> str:
    return "AI" + "za" + text(name, 35)


def azure_storage(name: str) -> str:
    return text(name, 76) + "+A" + "St" + text(name + "2", 6) + "=="


# Formats that need no more than themselves to be known, each with its maker.
FORMATS: dict[str, Callable[[str], str]] = {
    "GitHub": github,
    "npm": npm,
    "Grafana": grafana,
    "GitLab": gitlab,
    "PyPI": pypi,
    "JSON Web Token": jwt,
    "Slack": slack,
    "Stripe": stripe,
    "SendGrid": sendgrid,
    "OpenAI": openai,
    "Anthropic": anthropic,
    "Hugging Face": hugging_face,
    "DigitalOcean": digital_ocean,
    "Atlassian": atlassian,
    "Confluent": confluent,
    "Zuplo": zuplo,
    "NATS seed": nats_seed,
    "age": age,
    "Docker Hub": docker_hub,
    "Vault": vault,
    "Databricks": databricks,
    "Telegram": telegram,
    "RubyGems": rubygems,
    "Google": google,
    "Azure Storage": azure_storage,
}
