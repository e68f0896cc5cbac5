"""Every format is found, whole and nothing but it; checks hold or not; examples are told from credentials."""

from __future__ import annotations

import base64
import random
import re
import zlib
from binascii import crc_hqx

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue import tokens
from dockerlint.trace.catalogue.token_formats import FORMATS
from dockerlint.trace.catalogue.token_signs import ANYWHERE, IN_WORDS, INNER, may_hold_tokens
from dockerlint.trace.catalogue.tokens import TokenMatch, find_tokens

# Credentials are made up at run time, so that no scanner fires on this repository.
_ALPHABETS = {
    "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "x": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "l": "abcdefghijklmnopqrstuvwxyz0123456789",
    "u": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "d": "123456789",
    "b": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "w": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_",
    "2": "abcdefghijklmnopqrstuvwxyz234567",
    "3": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
}


def make(template: str, seed: int = 7) -> str:
    """``template`` with every ``{A36}`` replaced by 36 random characters of the alphabet ``A``."""
    source = random.Random(f"{template}{seed}")

    def draw(match: re.Match[str]) -> str:
        return "".join(source.choice(_ALPHABETS[match.group(1)]) for _ in range(int(match.group(2))))

    return re.sub(r"\{(\w)(\d+)\}", draw, template)


# What it is, and the template; <> marks the secret where it is not the whole text.
TEMPLATES = (
    ("GitHub token", "ghp_{A36}"),
    ("GitHub token", "gho_{A36}"),
    ("GitHub token", "ghs_{A36}"),
    ("GitHub fine-grained token", "github_pat_{A22}_{A59}"),
    ("GitHub App token", "ghs_{d7}_eyJ{w40}.{w60}.{w43}"),
    ("GitLab token", "glpat-{A20}"),
    ("GitLab token", "glpat-{A40}.{l2}.{l9}"),
    ("GitLab token", "gldt-{A20}"),
    ("GitLab runner registration token", "GR1348941{A20}"),
    ("Bitbucket app password", "ATBB{A24}{H8}"),
    ("Atlassian API token", "ATATT3{w172}={H8}"),
    ("Bitbucket repository token", "ATCTT3{w172}={H8}"),
    ("Bitbucket or Jira Data Center token", "BBDC-NDc1{A40}"),
    ("Sourcegraph token", "sgp_{h16}_{h40}"),
    ("SonarQube token", "squ_{h40}"),
    ("Buildkite token", "bkua_{l40}"),
    ("CircleCI token", "CCIPAT_{A22}_{h40}"),
    ("Codecov token", "CODECOV_TOKEN=<{h8}-{h4}-{h4}-{h4}-{h12}>"),
    ("npm token", "npm_{A36}"),
    ("npm token", "//registry.example.com/:_authToken=<{h8}-{h4}-{h4}-{h4}-{h12}>"),
    ("PyPI token", "pypi-AgEIcHlwaS5vcmc{w120}"),
    ("TestPyPI token", "pypi-AgENdGVzdC5weXBpLm9yZw{w120}"),
    ("crates.io token", "cio{A32}"),
    ("RubyGems API key", "rubygems_{h48}"),
    ("NuGet API key", "oy2{243}"),
    ("Packagist token", "packagist_ort_{h64}"),
    ("Clojars token", "CLOJARS_{h60}"),
    ("JFrog API key", "AKCp{A69}"),
    ("JFrog reference token", "cmVmdGtu{A56}"),
    ("Docker Hub token", "dckr_pat_{A27}"),
    ("Docker Hub token", "dckr_oat_{A32}"),
    ("Docker Swarm token", "SWMTKN-1-{l50}-{l25}"),
    ("AWS access key id", "AKIA{316}"),
    ("AWS secret access key", "aws_secret_access_key = <{b40}>"),
    ("Amazon Bedrock API key", "ABSK{b120}"),
    ("AWS AppSync API key", "da2-{l26}"),
    ("Google API key", "AIza{w35}"),
    ("Google OAuth client secret", "GOCSPX-{w28}"),
    ("Google OAuth token", "ya29.{w60}"),
    ("Gemini API key", "AQ.Ab8RN6{w44}"),
    ("Azure AD client secret", "{A3}8Q~{A34}"),
    ("Azure Storage key", "{b76}+ASt{b6}=="),
    ("Azure Cosmos DB, Batch or API Management key", "{b76}ACDb{b6}=="),
    ("Azure messaging or cache key", "{b33}AIoTB{b5}="),
    ("Azure registry or search key", "{b42}+ACRB{b5}"),
    ("Azure Functions key", "{w44}AzFu{w5}Q=="),
    ("Azure annotated key", "{A52}JQQJ99{A26}AZDO{A4}"),
    ("Azure DevOps token", "az devops login --token <{252}>"),
    ("Azure Storage connection string", "AccountName=a;AccountKey=<{b86}==>;EndpointSuffix=b"),
    ("Azure shared access signature", "https://a.blob.core.windows.net/b?sv=2020&se=2024&sig=<{A43}%3D>"),
    ("Alibaba Cloud access key id", "LTAI{A20}"),
    ("DigitalOcean token", "dop_v1_{h64}"),
    ("Heroku API key", "HRKU-AA{w58}"),
    ("Cloudflare token", "cfut_{A48}"),
    ("Cloudflare Origin CA key", "v1.0-{h24}-{h146}"),
    ("Databricks token", "dapi{h32}"),
    ("Vault token", "hvs.{w95}"),
    ("Vault token", "VAULT_TOKEN=<s.{A24}>"),
    ("Terraform Cloud token", "{A14}.atlasv1.{w64}"),
    ("Pulumi token", "pul-{h40}"),
    ("Doppler token", "dp.st.prd.{A40}"),
    ("Tailscale key", "tskey-auth-{A12}-{A20}"),
    ("1Password service account token", "ops_eyJ{A260}"),
    ("1Password secret key", "A3-{u6}-{u11}-{u5}-{u5}-{u5}"),
    ("Confluent secret", "cflt{b60}"),
    ("Zuplo key", "zpka_{l32}_{h8}"),
    ("Supabase key", "sbp_{h40}"),
    ("PlanetScale credential", "pscale_tkn_{w43}"),
    ("Neon API key", "napi_{A64}"),
    ("MongoDB Atlas secret", "mdb_sa_sk_{w40}"),
    ("Vercel token", "vcp_{A56}"),
    ("Netlify token", "nfp_{A36}"),
    ("Fly.io token", "FlyV1 fm2_{b120}"),
    ("Render API key", "rnd_{A28}"),
    ("Stripe key", "sk_live_{A24}"),
    ("Stripe key", "rk_test_{A24}"),
    ("Square token", "sq0atp-{w22}"),
    ("Braintree token", "access_token$production${l16}${h32}"),
    ("Shopify token", "shpat_{h32}"),
    ("Slack token", "xoxb-{d12}-{d12}-{A24}"),
    ("Slack webhook URL", "https://hooks.slack.com/<services/T{u8}/B{u8}/{A24}>"),
    ("Discord webhook URL", "https://discord.com/api/webhooks/<{d18}/{w68}>"),
    ("Telegram bot token", "{d9}:AA{w33}"),
    ("Twilio API key", "SK{h32}"),
    ("SendGrid API key", "SG.{w22}.{w43}"),
    ("Mailgun key", "key-{h32}"),
    ("Mailchimp key", "{h32}-us12"),
    ("Brevo key", "xkeysib-{h64}-{A16}"),
    ("OpenAI key", "sk-proj-{w48}T3BlbkFJ{w48}"),
    ("OpenAI key", "OPENAI_API_KEY=<sk-{A48}>"),
    ("Anthropic key", "sk-ant-api03-{w93}AA"),
    ("Hugging Face token", "hf_{x34}"),
    ("Groq key", "gsk_{A52}"),
    ("xAI key", "xai-{A80}"),
    ("Perplexity key", "pplx-{A48}"),
    ("OpenRouter key", "sk-or-v1-{h64}"),
    ("Replicate token", "r8_{A37}"),
    ("NVIDIA API key", "nvapi-{w64}"),
    ("Grafana service account token", "glsa_{A32}_{h8}"),
    ("Grafana Cloud token", "glc_eyJ{A60}"),
    ("New Relic key", "NRAK-{u27}"),
    ("New Relic key", "{h36}NRAL"),
    ("Datadog key", "DD_API_KEY=<{h32}>"),
    ("Sentry token", "sntryu_{h64}"),
    ("Sentry token", "sntrys_eyJ{A80}"),
    ("Dynatrace token", "dt0c01.{u24}.{u64}"),
    ("Postman key", "PMAK-{h24}-{h34}"),
    ("Linear key", "lin_api_{A40}"),
    ("Airtable token", "pat{A14}.{h64}"),
    ("Apify token", "apify_api_{A36}"),
    ("Contentful token", "CFPAT-{w43}"),
    ("Duffel token", "duffel_live_{w43}"),
    ("EasyPost key", "EZAK{A54}"),
    ("Figma token", "figd_{w40}"),
    ("Frame.io token", "fio-u-{w64}"),
    ("Jina key", "jina_{h32}{w28}"),
    ("LangSmith key", "lsv2_pt_{h32}_{h10}"),
    ("Mapbox secret token", "sk.eyJ1{w60}.{w22}"),
    ("New Relic insights key", "NRII-{w32}"),
    ("Notion token", "ntn_{d11}{A35}"),
    ("Plaid access token", "access-production-{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("PostHog key", "phx_{A43}"),
    ("Prefect key", "pnu_{A36}"),
    ("ReadMe key", "rdme_{l70}"),
    ("Shippo token", "shippo_live_{h40}"),
    ("StackHawk key", "hawk.{A20}.{A20}"),
    ("Tavily key", "tvly-{A32}"),
    ("WakaTime key", "waka_{h8}-{h4}-{h4}-{h4}-{h12}"),
    ("netrc password", "machine github.com login someone password <{A20}>"),
    ("password hash", "$6${A8}${A86}"),
    ("password hash", "$2y$10${A53}"),
    ("Laravel application key", "APP_KEY=<base64:{A43}=>"),
    ("kubeconfig client key", "client-key-data: <{A60}>"),
)


def _find(text: str) -> tuple[str, tuple[TokenMatch, ...]]:
    plain = text.replace("<", "").replace(">", "")
    return plain, find_tokens(plain)


@pytest.mark.parametrize(("what", "template"), TEMPLATES)
def test_a_credential_is_found_whole(what: str, template: str) -> None:
    text = make(template)
    plain, found = _find(text)
    start = text.find("<")
    expected = (start, text.find(">") - 1) if start >= 0 else (0, len(plain))
    assert [(match.start, match.end, match.what, match.placeholder) for match in found] == [(*expected, what, False)]


@pytest.mark.parametrize(("what", "template"), TEMPLATES)
def test_it_is_found_in_the_midst_of_a_script(what: str, template: str) -> None:
    text = f'RUN set -e; export X="{make(template)}" && run\n# end'
    assert [match.what for match in _find(text)[1]] == [what]


def test_every_format_of_the_table_is_tried() -> None:
    made = {what for what, _ in TEMPLATES} | set(_CHECKED)
    made |= {"registry credentials", "HTTP basic credentials", "Teams webhook URL"}
    assert {format_.what for format_ in FORMATS} - made == set()
    assert all(keyword == keyword.lower() for format_ in FORMATS for keyword in format_.keywords)


def _base62(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = digits[digit] + text
    return text.rjust(6, "0")


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text


def _crc(text: str) -> int:
    return zlib.crc32(text.encode())


def _github(prefix: str) -> str:
    body = make("{A30}")
    return f"{prefix}_{body}{_base62(_crc(body))}"


def _routable() -> str:
    payload = make("{A43}")
    head = f"glpat-{payload}.{_base36(len(payload)).rjust(2, '0')}"
    return head + _base36(_crc(head)).rjust(7, "0")


def _atlassian(prefix: str, size: int) -> str:
    body = prefix + make(f"{{w{size}}}") + "="
    return f"{body}{_crc(body):08X}"


def _bitbucket() -> str:
    body = make("ATBB{A24}")
    return f"{body}{_crc(body):08X}"


def _grafana() -> str:
    body = make("glsa_{A32}")
    return f"{body}_{_crc(body).to_bytes(4, 'little').hex()}"


def _confluent() -> str:
    body = make("{b54}")
    return f"cflt{body}{base64.b64encode(_crc(body).to_bytes(4, 'little')).decode()[:6]}"


def _zuplo() -> str:
    body = make("{l32}")
    return f"zpka_{body}_{_crc(body):08x}"


def _nkey() -> str:
    seed = bytes([18 << 3 | 20 >> 2, (20 & 3) << 6]) + bytes(range(7, 39))
    return base64.b32encode(seed + crc_hqx(seed, 0).to_bytes(2, "little")).decode().rstrip("=")


def _jwt() -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    claims = base64.urlsafe_b64encode(b'{"iss":"us","exp":1900000000}').decode().rstrip("=")
    return f"{header}.{claims}.{make('{w43}')}"


def _discord() -> str:
    number = base64.urlsafe_b64encode(b"394870265814092153").decode().rstrip("=")
    return f"{number}.{make('{w6}')}.{make('{w38}')}"


_CHECKED = {
    "GitHub token": _github("ghp"),
    "npm token": _github("npm"),
    "GitLab token": _routable(),
    "Atlassian API token": _atlassian("ATATT3", 180),
    "Bitbucket repository token": _atlassian("ATCTT3", 180),
    "Bitbucket app password": _bitbucket(),
    "Grafana service account token": _grafana(),
    "Confluent secret": _confluent(),
    "Zuplo key": _zuplo(),
    "NATS seed": _nkey(),
    "JSON Web Token": _jwt(),
    "Discord bot token": _discord(),
    "AWS access key id": "AKIA" + "Y34FZKBOKMUTVV7A",
    # The example of the age documentation's own test suite, in two halves.
    "age secret key": "AGE-SECRET-KEY-1" + "N84CR29PJTUQA22ALHP4YDL5ZFMXPW5GVETVY3UK58ZD6NPNPDLS4MCZFS",
}


@pytest.mark.parametrize(("what", "token"), _CHECKED.items())
def test_the_issuers_check_holds(what: str, token: str) -> None:
    assert find_tokens(f"TOKEN={token}\n") == (TokenMatch(6, 6 + len(token), what, True, False),)


@pytest.mark.parametrize(
    "what", sorted(set(_CHECKED) - {"JSON Web Token", "NATS seed", "Discord bot token", "AWS access key id"})
)
def test_a_changed_character_breaks_the_check(what: str) -> None:
    token = _CHECKED[what]
    at = 20
    changed = token[:at] + ("q" if token[at].islower() else "Q" if token[at] != "Q" else "P") + token[at + 1 :]
    if changed == token:
        changed = token[:at] + "w" + token[at + 1 :]
    found = find_tokens(changed)
    assert [(match.what, match.checksum) for match in found] == [(what, False)]


def test_registry_credentials_and_webhooks_are_read_in_their_places() -> None:
    auth = base64.b64encode(b"user:" + b"correct horse").decode()
    assert [match.what for match in find_tokens(f'{{"auths":{{"r.io":{{"auth":"{auth}"}}}}}}')] == [
        "registry credentials"
    ]
    assert find_tokens('{"auth": "c29tZXRoaW5nZWxzZQ=="}') == ()
    uuid = "{h8}-{h4}-{h4}-{h4}-{h12}"
    url = make(f"https://a.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{{h32}}/{uuid}")
    assert [match.what for match in find_tokens(url)] == ["Teams webhook URL"]


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "ghp_" + "1234567890abcdefghijklmnopqrstuvwxyz",
        "glpat-" + "xxxxxxxxxxxxxxxxxxxx",
        "npm_" + "a" * 36,
        "aws_secret_access_key=" + "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
        "AccountKey=" + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/" + "K1SZFPTOtr/KBHBeksoGMGw==",
        "sk_test_" + "your_token_here_0000".replace("_", ""),
        ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIiwiaWF0IjoxNX0", "SflKxwRJSMeKKF2QT4fwpM")),
    ],
)
def test_an_example_of_a_documentation_is_a_placeholder(text: str) -> None:
    assert [match.placeholder for match in find_tokens(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ghp_short",
        "COPY skeleton.json /srv/SKeleton",
        "ENV AWS_SECRET_ACCESS_KEY=$SECRET AWS_REGION=eu-west-1",
        "machine github.com login x password $TOKEN",
        "machine github.com login x password ${TOKEN}",
        "//registry.example.com/:_authToken=${NPM_TOKEN}",
        "ARG SHA=9bd9ddd95ab7bd0e0a39d1d4d4bf09b1f2c3d4e5f60718293a4b5c6d7e8f9012",
        "pip install azure-cli==2.30.0 && az extension add --name azure-devops",
        "grep -q 'BEGIN RSA PRIVATE KEY' /tmp/key",
        'echo "-----BEGIN RSA PRIVATE KEY-----" > key',
        "eyJub3QiOiJhIn0." + "eyJqd3QiOiJhdCBhbGwifQ" + ".c2lnbmF0dXJlaXM",
        "S" * 58,
        "awscli/examples/secretsmanager/x.rst,sha256=" + make("{b40}").replace("+", "x").replace("/", "y") + "-Qc,2710",
        "awscli/examples/secretsmanager/x.rst,sha256=Qc-" + make("{b40}").replace("+", "x").replace("/", "y") + ",2710",
        "@aws-sdk/client-secrets-manager/dist-types/ts3.4/commands/CancelRotateSecretCommand.d.ts",
        "$6$rounds=5000$" + "saltsalt$" + "tooshort",
    ],
)
def test_what_only_looks_like_a_credential_is_none(text: str) -> None:
    assert find_tokens(text) == ()


def _pem(label: str, newline: str = "\n") -> str:
    lines = [f"-----BEGIN {label}-----", *(make("{b64}", seed) for seed in range(4)), f"-----END {label}-----"]
    return newline.join(lines)


@pytest.mark.parametrize(
    ("key", "what"),
    [
        (_pem("RSA PRIVATE KEY"), "private key"),
        (_pem("PRIVATE KEY"), "private key"),
        (_pem("EC PRIVATE KEY", "\\n"), "private key"),
        (_pem("ENCRYPTED PRIVATE KEY"), "private key"),
        (_pem("OPENSSH PRIVATE KEY"), "OpenSSH private key"),
        (_pem("PGP PRIVATE KEY BLOCK"), "PGP private key"),
        (base64.b64encode(_pem("RSA PRIVATE KEY").encode()).decode(), "private key in base64"),
    ],
)
def test_a_private_key_is_found_in_every_dress(key: str, what: str) -> None:
    text = f'RUN echo "{key}" > /root/.ssh/id_rsa'
    assert find_tokens(text) == (TokenMatch(10, 10 + len(key), what, None, False),)


@pytest.mark.parametrize("label", ["CERTIFICATE", "PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "DH PARAMETERS"])
def test_what_is_public_is_no_private_key(label: str) -> None:
    assert find_tokens(_pem(label)) == ()


@given(st.text(max_size=300))
def test_matches_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = find_tokens(text)
    edges = [edge for match in found for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


def test_a_megabyte_is_read_in_a_moment() -> None:
    text = "RUN apt-get install -y a-package another_package=1.2.3 && echo skip the sauce of saxophones\n" * 11_000
    assert find_tokens(text) == ()


def test_the_quick_test_knows_the_keywords_of_all_formats() -> None:
    keywords = tokens._keywords()
    plain = {keyword for each in FORMATS if each.length for keyword in each.keywords}
    assert set(keywords.anywhere) == ANYWHERE
    assert IN_WORDS - plain == set(keywords.in_words) - plain


@pytest.mark.parametrize("text", [template for _, template in TEMPLATES])
def test_the_quick_test_lets_no_token_pass(text: str) -> None:
    assert may_hold_tokens(f"ENV A={make(text.replace('<', '').replace('>', ''))}\n")


@pytest.mark.parametrize("token", _CHECKED.values())
def test_the_quick_test_lets_no_token_with_a_check_pass(token: str) -> None:
    assert may_hold_tokens(token)


_NEARLY = (
    "SK", "cio", "oy2", "SU", "pat", ".", "-", "=", "/", " ", "\n", "a" * 23, "A" * 6, "b" * 34, "F0" * 16, "0f" * 32,
    "z2" * 22, "M", "_" * 27,
)  # fmt: skip


@given(st.lists(st.sampled_from(_NEARLY), max_size=12).map("".join))
def test_what_the_quick_test_lets_pass_holds_none(text: str) -> None:
    assert may_hold_tokens(text) or find_tokens(text) == ()


def by_every_format(text: str) -> tuple[TokenMatch, ...]:
    """What all formats find, whatever keywords are there."""
    found: list[TokenMatch] = []
    for each in FORMATS:
        tokens._collect(each, text, found)
    return tuple(sorted([*found, *tokens._private_keys(text)]))


_SAMPLES = [make(template.replace("<", "").replace(">", "")) for _, template in TEMPLATES] + list(_CHECKED.values())


@given(
    st.lists(st.sampled_from([*_SAMPLES, *_NEARLY, "-", "_", "x", "9", "'", '"', "$A", ":"]), max_size=6).map("".join)
)
def test_keywords_hide_no_token(text: str) -> None:
    assert find_tokens(text) == by_every_format(text)


def starts(parsed: object, length: int) -> set[str]:
    """The first characters of whatever the expression matches, in lower case; none where there are too many."""
    found = {""}
    for operator, value in parsed:  # type: ignore[attr-defined]
        name = str(operator)
        if name in ("ASSERT_NOT", "AT", "ASSERT"):
            continue
        if name == "LITERAL":
            more = {chr(value).lower()}
        elif name == "SUBPATTERN":
            more = starts(value[3], length)
        elif name == "BRANCH":
            more = set().union(*(starts(branch, length) for branch in value[1]))
        elif name == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
            more = {chr(code).lower() for _, code in value}
        else:
            break
        found = {head + tail for head in found for tail in more}
        if min(map(len, found)) >= length:
            break
    return {each[:length] for each in found}


def test_words_that_start_a_token_are_told_from_those_inside() -> None:
    inside: set[str] = set()
    for each in FORMATS:
        parsed = re._parser.parse(each.pattern)  # type: ignore[attr-defined]
        heads = {keyword[:3] for keyword in each.keywords}
        bound = each.pattern.startswith(("\\b", "(?<!"))
        if not bound or not starts(parsed, 3) <= heads:
            inside.update(keyword for keyword in each.keywords if keyword in IN_WORDS and keyword[0].isalnum())
    assert inside <= INNER
