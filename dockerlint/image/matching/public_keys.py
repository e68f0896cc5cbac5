"""Private keys that everybody has, since public packages ship them: of test suites, examples and documentation.

Of each there is the beginning of the SHA-256 of its base64, as :mod:`dockerlint.image.matching.judge` reads it.  They
were collected from packages of Debian, PyPI and npm (``bench/public_keys.py``), among them CPython's and Go's tests.
"""

from __future__ import annotations

from hashlib import sha256

_DIGITS = 12  # another key begins like one of three hundred with a chance of 1 in 10^12

_DIGESTS = frozenset(
    """
02e43b8adb7b 02f20c5ce761 031baa2594cd 038c00715a6d 0562d917204a 07e9606aebaa 07fa995e64a5 09fd220786a7
0abce0c5fd3b 0b2d1c21d8c6 0b6e0fcb37c2 0baa32fd1fbd 0e091162b637 0f95a2582d3d 10f027eabdd6 11459d6d79b1
11550e289a26 11e2c7f0ab64 131d2a24b73e 17ec3e9c73e7 19e09f006e23 1c653afc366b 1e3611b7d75d 202f69107b51
2119927fb96f 23b850165ccc 24a2416c5abb 255fe02a67f7 26558d96962c 278442e45bdf 2c299dd9470e 2c755f953edb
2cb7565b770c 2e132423b81d 3059ceeb122b 30db3ea6d728 313784623979 314bdd33e4e8 31ba548bba41 3471cfdd422e
368f543d20c9 379912ea9966 3f737dc39e6d 431af87cd9c1 459bcca498bb 4991632ebc40 4a1ee2b89cd8 4ac3a26689c7
4c0e2a73cf7d 4c1df0bee0b5 4c55fa7e2a68 4ef5b6e65a1e 4f4a32956099 5029f2dfad67 50dccfb69c1d 518a21fe5a8a
52c79ac72885 53c5c10e074d 564cb12fd441 5670012d1568 574cd7f5fa07 591bbe50b740 5b29fe2d7767 5c1df4546cb2
687f2d694502 69f8153f5157 6b4e6cd950bd 6be50cd8e1b5 6d03bbf47115 6e5e54594af9 7020e0f0bf4b 72b1652e36f2
732fd502c518 77c3bdf04729 7c97bb34aaed 7d715d6f60f1 80254f91d0f0 8248693d1979 83d6de4a1cb4 855fb53e2a05
86b42305bd20 8884f8c0e2ef 88bb05768ed8 8a019410f25c 8c616e8f4369 8d99ff0e5c92 8e8470b7023a 8fbd2ea3371f
903da58a3ded 90f74bc0dad9 91dff1c49404 93c017896d82 944936702650 96f3e679249d 9ab6db67523b 9ace1d453f10
9bdb862ee887 9caa2f380e59 9e0f59b169aa 9f4065b2b83f 9f8ed1601d9c a392d7877461 a43e0df8931a a4b13c7bba72
a57ca796f0c6 a78ba5024a45 a7f9a9d3c59e a8b9db337708 a8c07a9a7cd8 aa95aff2cd4e aaac0fb07d28 ab1fbbbc3dc4
ac3b84c60334 ac852b81ca2b afb8f370f751 b113774fc19c b4e811ef2084 b617eac57f0f b77f4f1939ab b9ade564573d
be211335a672 be53fee9567d bea343bf7656 bf552d2ff30b c0ebe963ac67 c21f5fc525cd c2c5361af3ab c3eca96429c4
c419e312b43d c4525032e386 c4bded401515 c4c2bf91987d c780c483da21 c8a0d94c0009 cadf1e62661d cb2c11be8e25
cc3ace96f6e7 cc901f66cb03 cdbf18a22c67 cf80bb125481 d0015ffd2d53 d0aa329ec6ba d35de49c5d4e d4bf38981a04
d63cfe7d0783 d64146ccb358 d92e60d827a2 da4b473953b1 db7a46e9fcf0 dbd9c34a3c4a dc2110ba6d9a dc28a4f91617
dde6efc7a3fb e1e31dc49bc2 e61b528222c5 e8530c0f91d2 e92fddbb3081 eb15b1558052 ebd15fcfb1ad ebd3b7f7bbbf
ebf0b1587c9c ecf474f079ad ed7d84b9bbe9 ee01271ee22f ee0fcbd6b7e5 ef6caeb33227 f13f1d4961be f287c70b1db0
f3c8cf05f450 f9aa1eb8413d fb0dcbb1735b fc9628852ecf fcfeaf2eb1b7 fd681435cd09 fe9b2a0fc72f
""".split()
)


def is_public_key(value: str) -> bool:
    """Whether the private key with the base64 ``value`` is known to everybody."""
    return digest_of(value) in _DIGESTS


def digest_of(value: str) -> str:
    """What the list holds of a key."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
