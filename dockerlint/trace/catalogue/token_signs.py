"""Whether a text may hold a credential of a known format: a quick test that needs none of the formats.

Most files hold none, and the formats with all that belongs to them take a cold start a millisecond.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.pieces import answers, is_long

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 18  # characters of the shortest credential with a format
_LONG = 34  # of the shortest whose keyword is ordinary letters
# The formats whose keywords are ordinary letters: crates.io's, NuGet's, Twilio's, NATS's, Airtable's and Discord's.
_PLAIN = lazy(
    r"(?:cio|oy2|SK|S[ACNOPUX])[0-9A-Za-z]{32}|pat[A-Za-z0-9]{14}\.[0-9a-f]{32}|[\w-]{23}\.[\w-]{6}\.[\w-]{27}"
)

#: The keywords of ``token_formats`` (a test holds them equal): those that begin their token, and so stand in a long
#: word, and those that stand anywhere near it.  Ordinary letters are not among them, see ``_PLAIN``.
IN_WORDS = terms(
    "$1$ $2a$ $2b$ $2y$ $5$ $6$ $apr1$ $argon2 $y$ +aba +acr +aeh +amc +arm +asb +ast -us .atlasv1. 1//0 7q~ 8q~ "
    ":aa a3- abia absk acca access-production- access-sandbox- access_token$production$ acdb age-secret-key-1 "
    "aiot aiza akcp akia api_org_ apify_api_ apim aq.ab8rn6 asia atatt3 atbb atctt3 azca azeg azfu azse bbdc- "
    "bedrock-api-key- bkua_ ccipat_ cciprj_ cfat_ cfk_ cflt cfpat- cfut_ clojars_ cmvmdgtu da2- dapi dckr_oat_ "
    "dckr_pat_ doo_v1_ dop_v1_ dor_v1_ dp.audit. dp.ct. dp.pt. dp.sa. dp.scim. dp.st. dt0 duffel_ eaaa eyj ezak "
    "eztk figd_ fio-u- gho_ ghp_ ghr_ ghs_ ghu_ github_pat_ glagent- glc_eyj glcbt- gldt- glffct- glft- glimt- "
    "gloas- glpat- glptt- glrt- glrtr- glsa_ glsoat- glwt- gocspx- gr1348941 gsk_ hawk. hf_ hrku- hvb. hvr. hvs. "
    "jina_ jqqj9 key- lin_api_ lsv2_ ltai mdb_sa_sk_ napi_ nfp_ npm_ nrak- nral nrii- nriq- nrjs- ntn_ nvapi- "
    "ops_eyj packagist_ phx_ pmak- pnu_ pplx- pscale_ pul- pypi-ageichlwas5vcmc pypi-agendgvzdc5wexbplm9yzw r8_ "
    "rdme_ rk_live_ rk_prod_ rk_test_ rnd_ rubygems_ sb_secret_ sbp_ sg. sgp_ shippo_ shpat_ shpca_ shppa_ shpss_ "
    "shptka_ sk-ant- sk-or-v1- sk.eyj1 sk_live_ sk_prod_ sk_test_ sntrys_ sntryu_ sq0atp- sq0csp- sqa_ sqp_ squ_ "
    "swmkey-1- swmtkn-1- t3blbkfj tk.eyj1 tskey- tvly- v1.0- vca_ vci_ vck_ vcp_ vcr_ waka_ whsec_ xai- xapp- "
    "xkeysib- xox ya29. zpka_ "
)
ANYWHERE = terms(
    '"auth" .webhook.office.com/ /api/webhooks/ _authtoken accountkey= atlassian authorization aws azure base64: '
    "bitbucket client-key-data: codecov confluence datadog dd_ devops flyv1 hooks.slack.com/ jira machine "
    "secret_access_key secretaccesskey sig= sk- vault visualstudio vss_nuget vsts "
)

#: Those of IN_WORDS that stand in the midst of their tokens.
INNER = terms(
    "+aba +acr +aeh +amc +arm +asb +ast 7q~ 8q~ acdb aiot apim azca azeg azfu azse jqqj9 nrak- nral nrjs- t3blbkfj"
)
_START = lazy(r"(?<![a-z0-9])(?=([a-z0-9]..))")


def _by_start() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sign in IN_WORDS - INNER:
        if sign[0].isalnum():
            found.setdefault(sign[:3], []).append(sign)
    return found


class _Innocent:
    """Words about which a question was answered with no, so that it is not asked again.

    Dockerfiles are made of the same long words (``--no-install-recommends``, ``/var/lib/apt/lists/*``): in a folder of
    them two of three are known from another file.  Only for questions about each word by itself.
    """

    __slots__ = ("_words",)

    MOST = 5_000
    LONGEST = 200  # characters of a word that is kept

    def __init__(self) -> None:
        self._words: set[str] = set()

    def unseen(self, words: Iterable[str]) -> set[str]:
        return set(words) - self._words

    def remember(self, words: set[str]) -> None:
        if len(self._words) > self.MOST:
            self._words.clear()
        self._words.update([word for word in words if len(word) <= self.LONGEST])


_without_plain = _Innocent()
_without_signs = _Innocent()

_BY_START = _by_start()
_ELSEWHERE = [sign for sign in IN_WORDS if sign in INNER or not sign[0].isalnum()]


def signs_in(words: Iterable[str]) -> list[str]:
    """Those of IN_WORDS that ``words``, in lower case, may hold at the start of a token or, INNER ones, anywhere.

    To look for each of two hundred would take longer than to take in where words start.
    """
    new = _without_signs.unseen(words)
    if not new:
        return []
    found = _signs_in("\n".join(new))
    _without_signs.remember({word for word in new if not any(sign in word for sign in found)} if found else new)
    return found


def _signs_in(long: str) -> list[str]:
    starts = _BY_START.keys() & set(_START.findall(long))
    found = [sign for start in starts for sign in _BY_START[start] if sign in long]
    return found + [sign for sign in _ELSEWHERE if sign in long]


def has_plain(text: str) -> bool:
    """Whether a token whose keyword is ordinary letters may stand in ``text``."""
    words = [word for word in text.split() if len(word) >= _LONG]
    new = _without_plain.unseen(words)
    if not new:
        return False
    if _PLAIN.search("\n".join(new)) is not None:
        return True
    _without_plain.remember(new)
    return False


def may_hold_tokens(text: str) -> bool:
    """False only for a text in which :func:`~dockerlint.trace.catalogue.tokens.find_tokens` finds nothing."""
    return True in answers(text, _may_hold, _known) if is_long(text) else _may_hold(text)


_known: dict[str, bool] = {}  # of pieces of long texts


def _may_hold(text: str) -> bool:
    lower = text.lower()
    if "private" in lower or "ls0tls1crudjti" in lower or "putty-user-key" in lower:
        return True
    long = [word for word in lower.split() if len(word) >= SHORTEST]
    if not long:
        return False
    return bool(signs_in(long)) or True in [sign in lower for sign in ANYWHERE] or has_plain(text)
