"""The checks that issuers built into their credentials, and what else a credential's own bytes tell.

Each function takes the matched secret: True means that the check holds, False that it does not (mistyped, shortened or
made up), None that this secret carries none.
"""

from __future__ import annotations

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _crc32(text: str) -> int:
    from binascii import crc32

    return crc32(text.encode("utf-8", "replace"))


def decoded(text: str) -> bytes | None:
    """The bytes of base64 or base64url text with or without padding, None when it is neither."""
    from binascii import Error, a2b_base64

    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return a2b_base64(plain + "=" * (-len(plain) % 4))
    except Error:
        return None


def _digits(number: int, alphabet: str) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(alphabet))
        text = alphabet[digit] + text
    return text


def base62_crc32(token: str) -> bool | None:
    """GitHub, npm: the last six characters are the CRC32 of the thirty before, in base 62 (github.blog, 2021-04-05)."""
    body = token.rpartition("_")[2]
    return _digits(_crc32(body[:-6]), _BASE62).rjust(6, "0") == body[-6:]


def atlassian(token: str) -> bool | None:
    """The last eight hexadecimal digits are the CRC32 of everything before them."""
    return f"{_crc32(token[:-8]):08X}" == token[-8:]


def grafana(token: str) -> bool | None:
    """The last eight digits are the CRC32 of ``glsa_`` and the next 32 characters, least significant byte first."""
    return _crc32(token[:-9]).to_bytes(4, "little").hex() == token[-8:]


def zuplo(token: str) -> bool | None:
    body = token.split("_")[1]
    return f"{_crc32(body):08x}" == token[-8:]


def confluent(token: str) -> bool | None:
    """The last six characters are base64 of the CRC32, least significant byte first, of the characters before."""
    from binascii import b2a_base64

    crc = _crc32(token[4:-6]).to_bytes(4, "little")
    return b2a_base64(crc, newline=False).decode()[:6] == token[-6:]


def gitlab_routable(token: str) -> bool | None:
    """Routable tokens end in two digits of length and seven of CRC32 over all before, in base 36; older ones in none.

    Source: GitLab handbook, "Routable Tokens".
    """
    tail = token.rpartition(".")[2]
    if "." not in token or len(tail) != 9:
        return None
    return _digits(_crc32(token[:-7]), _BASE62.lower()[:36]).rjust(7, "0") == tail[-7:]


def aws(token: str) -> bool | None:
    """An access key id is base32; ids since 2020 hold the account number, so that another alphabet is a made-up id."""
    from base64 import b32decode
    from binascii import Error

    try:
        body = b32decode(token[4:])
    except (Error, ValueError):
        return False
    return None if token[4] in "IJ" else ((int.from_bytes(body[:6], "big") & 0x7FFFFFFFFF80) >> 7) < 10**12


def aws_secret(token: str) -> bool | None:
    """Forty characters of base64 without a prefix: words, such as those of a path, are none."""
    from dockerlint.trace.catalogue.placeholders import is_example_token
    from dockerlint.trace.catalogue.randomness import looks_random

    is_mixed = any(c.isupper() for c in token) and any(c.islower() for c in token) and _has_digit(token)
    return None if is_mixed and (looks_random(token) or is_example_token(token)) else False


def _has_digit(token: str) -> bool:
    return any(c.isdigit() for c in token)


def bech32(token: str) -> bool | None:
    """BIP-173: the polymod over prefix and data is 1."""
    prefix, _, data = token.lower().rpartition("1")
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.find(c) for c in data]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


def nkey(token: str) -> bool | None:
    """The last two bytes are the CRC-16/XMODEM of the bytes before, least significant byte first (nats-io/nkeys)."""
    from base64 import b32decode
    from binascii import crc_hqx

    body = b32decode(token + "=" * (-len(token) % 8))
    return crc_hqx(body[:-2], 0) == int.from_bytes(body[-2:], "little")


def discord(token: str) -> bool | None:
    """The first part is the base64 of the bot's number."""
    number = decoded(token.partition(".")[0])
    return bool(number and number.isdigit())


def basic_auth(token: str) -> bool | None:
    """The base64 of ``user:password``."""
    plain = decoded(token)
    return bool(plain and b":" in plain[1:-1] and plain.isascii())


def basic_header(token: str) -> bool | None:
    """RFC 7617, 2: the base64 of ``user:password``; with a password that protects something."""
    from dockerlint.trace.catalogue.placeholders import is_placeholder
    from dockerlint.trace.catalogue.weak_values import is_weak

    if not basic_auth(token):
        return False
    password = (decoded(token) or b"").decode("ascii").partition(":")[2]
    is_one = len(password) >= 4 and password.isprintable() and not is_placeholder(password)
    return None if is_one and not is_weak(password, "PASSWORD") and "$" not in password[:1] else False


def jwt(token: str) -> bool | None:
    """The header is a JSON object that names an algorithm."""
    header = decoded(token.partition(".")[0])
    return bool(header and header.startswith(b"{") and b'"alg"' in header)


# With these a failed check means that the text is something else, not that the credential is a fake of the same shape.
DECIDING = frozenset(("nkey", "discord", "basic_auth", "basic_header", "jwt", "aws_secret"))

CHECKS = {
    "base62_crc32": base62_crc32, "atlassian": atlassian, "grafana": grafana, "zuplo": zuplo, "confluent": confluent,
    "gitlab_routable": gitlab_routable, "aws": aws, "aws_secret": aws_secret, "bech32": bech32, "nkey": nkey,
    "discord": discord, "basic_auth": basic_auth, "basic_header": basic_header, "jwt": jwt,
}  # fmt: skip
