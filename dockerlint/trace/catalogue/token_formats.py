"""The formats of credentials that their issuers made recognisable, as data.

``keywords``: a text without any of them (compared in lower case) cannot match.  ``length``, given where keywords are
common words: nor can one without so long a word.  ``pattern``: the secret is the group ``secret`` where there is one,
else the whole match.  ``check`` names a function of ``token_checksums``.
Each row was taken from the issuer's own documentation or from what permissively licensed scanners agree on (gitleaks,
betterleaks, trivy, CredSweeper, titus, osv-scalibr, Microsoft security-utilities); no secret is listed here.
Where a prefix says enough, any digits and small letters are taken for hexadecimal ones, so that blurred copies are
found too.
URLs with a password and private keys have readers of their own (``urls``, ``tokens``).
"""

from __future__ import annotations

from dockerlint.record import NamedTuple


class TokenFormat(NamedTuple):
    what: str
    keywords: tuple[str, ...]
    pattern: str
    check: str = ""
    length: int = 0


def _row(what: str, keywords: str, pattern: str, check: str = "", length: int = 0) -> TokenFormat:
    return TokenFormat(what, tuple(keywords.split()), pattern, check, length)


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# fmt: off
CLOUD = (
    _row("AWS access key id", "akia asia abia acca",
         r"(?<![A-Za-z0-9_/+])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9_/+])", "aws"),
    _row("AWS secret access key", "aws secret_access_key secretaccesskey",
         r"(?i:aws.{0,40}?(?:secret|sk)|secret_?access_?key).{0,25}?(?<![A-Za-z0-9/+_$-])"
         r"(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=_-])", "aws_secret"),
    _row("Amazon Bedrock API key", "absk bedrock-api-key-",
         r"\bABSK[A-Za-z0-9+/]{109,269}={0,2}|\bbedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[\w+/=-]*"),
    _row("AWS AppSync API key", "da2-", r"\bda2-[a-z0-9]{26}\b"),
    _row("Google API key", "aiza", r"\bAIza[\w-]{35}(?![\w-])"),
    _row("Google OAuth client secret", "gocspx-", r"\bGOCSPX-[\w-]{28}"),
    _row("Google OAuth token", "ya29. 1//0", r"\bya29\.[\w-]{22,}|\b1//0[\w-]{80,}"),
    _row("Gemini API key", "aq.ab8rn6", r"\bAQ\.Ab8RN6[\w-]{44}"),
    _row("Azure AD client secret", "7q~ 8q~", r"(?<![\w~.+/-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])"),
    _row("Azure Storage key", "+ast", r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}=="),
    _row("Azure Cosmos DB, Batch or API Management key", "acdb +aba apim +amc",
         r"[A-Za-z0-9+/]{76}(?:ACDb|\+ABa|APIM|\+AMC)[A-Za-z0-9+/]{6}=="),
    _row("Azure messaging or cache key", "aiot +asb +aeh +arm azca azeg",
         r"[A-Za-z0-9+/]{33}(?:AIoT|\+ASb|\+AEh|\+ARm|AzCa|AZEG)[A-P][A-Za-z0-9+/]{5}="),
    _row("Azure registry or search key", "+acr azse", r"[A-Za-z0-9+/]{42}(?:\+ACR|AzSe)[A-D][A-Za-z0-9+/]{5}"),
    _row("Azure Functions key", "azfu", r"[\w-]{44}AzFu[\w-]{5}[AQgw]=="),
    _row("Azure annotated key", "jqqj9", r"\b[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{26,}"),
    _row("Azure DevOps token", "azure devops visualstudio vsts vss_nuget",
         r"(?i:azure|devops|visualstudio|vsts|vss_nuget)[^\n]{0,80}?(?<![A-Za-z0-9])(?P<secret>[2-7a-z]{52})"
         r"(?![A-Za-z0-9])"),
    _row("Azure Storage connection string", "accountkey=", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
    _row("Azure shared access signature", "sig=",
         r"(?:[?&;]|\\u0026)s(?:v|e|p|r|t)=[^\s\"']{0,600}?(?:[?&;]|\\u0026)sig=(?P<secret>[A-Za-z0-9%+/]{43,})"),
    _row("Alibaba Cloud access key id", "ltai", r"\bLTAI[0-9A-Za-z]{17,21}\b"),
    _row("DigitalOcean token", "doo_v1_ dop_v1_ dor_v1_", r"\bdo[opr]_v1_[0-9a-z]{64}\b"),
    _row("Heroku API key", "hrku-", r"\bHRKU-AA[\w-]{58}\b|\bHRKU-" + _UUID + r"\b"),
    _row("Cloudflare token", "cfat_ cfut_ cfk_", r"\bcf(?:at|ut|k)_[0-9A-Za-z]{48}\b"),
    _row("Cloudflare Origin CA key", "v1.0-", r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{146}\b"),
    _row("Databricks token", "dapi", r"\bdapi[0-9a-f]{32}(?:-\d)?\b"),
)
# fmt: on

# fmt: off
CODE_HOSTS = (
    _row("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_",
         r"(?<![A-Za-z0-9])gh[pousr]_[0-9A-Za-z]{36}(?![0-9A-Za-z])", "base62_crc32"),
    _row("GitHub fine-grained token", "github_pat_",
         r"(?<![A-Za-z0-9])github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}(?![0-9A-Za-z])"),
    _row("GitHub App token", "ghs_", r"(?<![A-Za-z0-9])ghs_[0-9]{1,20}_eyJ[\w-]{15,}(?:\.[\w-]+){2}"),
    _row("GitLab token", "glpat-",
         r"(?<![\w-])glpat-[\w-]{20}(?![\w-])|(?<![\w-])glpat-[\w-]{27,300}\.[0-9a-z]{2}\.?[0-9a-z]{7,9}\b",
         "gitlab_routable"),
    _row("GitLab token", "glrt- gldt- glft- glimt- glptt- gloas- glsoat- glagent- glffct- glcbt- glrtr- glwt-",
         r"(?<![\w-])gl(?:rt|dt|ft|imt|ptt|oas|soat|agent|ffct|cbt|rtr|wt)-[\w.-]{20,}", "gitlab_routable"),
    _row("GitLab runner registration token", "gr1348941", r"\bGR1348941[\w-]{20}"),
    _row("Bitbucket app password", "atbb", r"\bATBB[0-9A-Za-z]{24}[0-9A-F]{8}\b", "atlassian"),
    _row("Atlassian API token", "atatt3", r"\bATATT3[\w-]{80,}=[0-9A-F]{8}", "atlassian"),
    _row("Bitbucket repository token", "atctt3", r"\bATCTT3[\w-]{80,}=[0-9A-F]{8}", "atlassian"),
    _row("Bitbucket or Jira Data Center token", "bbdc-",
         r"\bBBDC-[MNO][ADQTgjwz][AEIMQUYcgk][0-5w-z][\w+/-]{40}(?![\w+/-])"),
    _row("Bitbucket or Jira Data Center token", "jira bitbucket atlassian confluence",
         r"(?i:jira|bitbucket|atlassian|confluence)[^\n]{0,60}?(?<![\w+/-])(?P<secret>"
         r"[MNO][ADQTgjwz][AEIMQUYcgk][0-5w-z][\w+/-]{40})(?![\w+/-])"),
    _row("Sourcegraph token", "sgp_", r"\bsgp_(?:[0-9a-f]{16}_|local_)?[0-9a-z]{40}\b"),
    _row("SonarQube token", "sqa_ sqp_ squ_", r"\bsq[apu]_[0-9a-z]{40}\b"),
    _row("Buildkite token", "bkua_", r"\bbkua_[0-9a-z]{40}\b"),
    _row("CircleCI token", "ccipat_ cciprj_", r"\bCCIP(?:RJ|AT)_[0-9A-Za-z]{22}_[0-9a-f]{40}\b"),
    _row("Codecov token", "codecov", r"(?i:codecov_token)\W{1,5}(?P<secret>" + _UUID + r")\b"),
)
# fmt: on

# fmt: off
REGISTRIES = (
    _row("npm token", "npm_", r"(?<![A-Za-z0-9])npm_[0-9A-Za-z]{36}(?![0-9A-Za-z])", "base62_crc32"),
    _row("npm token", "_authtoken", r"_authToken\s*=\s*\"?(?P<secret>" + _UUID + r")\b"),
    _row("PyPI token", "pypi-ageichlwas5vcmc", r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}"),
    _row("TestPyPI token", "pypi-agendgvzdc5wexbplm9yzw", r"\bpypi-AgENdGVzdC5weXBpLm9yZw[\w-]{50,}"),
    _row("crates.io token", "cio", r"(?<![A-Za-z0-9/+_-])cio[0-9A-Za-z]{32}(?![A-Za-z0-9/+_-])", length=35),
    _row("RubyGems API key", "rubygems_", r"\brubygems_[0-9a-z]{48}\b"),
    _row("NuGet API key", "oy2", r"(?<![A-Za-z0-9/+_-])oy2[a-z2-7]{43}(?![A-Za-z0-9/+_-])", length=46),
    _row("Packagist token", "packagist_", r"\bpackagist_(?:ack|acs|uut|ort|oat)_[0-9a-z]{60,}"),
    _row("Clojars token", "clojars_", r"\bCLOJARS_[0-9a-z]{60}\b"),
    _row("JFrog API key", "akcp", r"\bAKCp[0-9A-Za-z]{69}\b"),
    _row("JFrog reference token", "cmvmdgtu", r"\bcmVmdGtu[0-9A-Za-z]{56}\b"),
    _row("Docker Hub token", "dckr_pat_ dckr_oat_", r"\bdckr_(?:pat_[\w-]{27}|oat_[\w-]{32})"),
    _row("registry credentials", '"auth"',
         r"\"auth\"\s*:\s*\\?\"(?P<secret>[A-Za-z0-9+/]{8,}={0,2})\\?\"", "basic_auth"),
    _row("Docker Swarm token", "swmtkn-1- swmkey-1-",
         r"\bSWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}|\bSWMKEY-1-[A-Za-z0-9+/]{43}"),
)
# fmt: on

# fmt: off
INFRASTRUCTURE = (
    _row("Vault token", "hvs. hvb. hvr.", r"\bhv[bsr]\.[\w-]{90,300}"),
    _row("Vault token", "vault", r"(?i:vault)[^\n]{0,40}?(?<![\w.])(?P<secret>s\.[A-Za-z0-9]{24})\b"),
    _row("Terraform Cloud token", ".atlasv1.", r"\b[0-9A-Za-z]{14}\.atlasv1\.[\w-]{60,70}"),
    _row("Pulumi token", "pul-", r"\bpul-[0-9a-z]{40}\b"),
    _row("Doppler token", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.",
         r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}"),
    _row("Tailscale key", "tskey-", r"\btskey-(?:api|auth|client|webhook|scim)-[\w-]{20,}"),
    _row("1Password service account token", "ops_eyj", r"\bops_eyJ[A-Za-z0-9+/=]{250,}"),
    _row("1Password secret key", "a3-",
         r"\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}\b"),
    _row("age secret key", "age-secret-key-1", r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", "bech32"),
    _row("NATS seed", "sa sc sn so sp su sx",
         r"(?<![A-Za-z0-9/+_-])S[ACNOPUX][A-Z2-7]{56}(?![A-Za-z0-9/+=_-])", "nkey", 58),
    _row("Confluent secret", "cflt", r"\bcflt[A-Za-z0-9+/]{60}", "confluent"),
    _row("Zuplo key", "zpka_", r"\bzpka_[0-9a-z]{32}_[0-9a-f]{8}\b", "zuplo"),
    _row("Supabase key", "sbp_ sb_secret_", r"\bsbp_(?:v0_)?[0-9a-f]{40}\b|\bsb_secret_[\w-]{31}"),
    _row("PlanetScale credential", "pscale_", r"\bpscale_(?:tkn|oauth|pw)_[\w.=-]{32,64}"),
    _row("Neon API key", "napi_", r"\bnapi_[0-9A-Za-z]{64}\b"),
    _row("MongoDB Atlas secret", "mdb_sa_sk_", r"\bmdb_sa_sk_[\w-]{40}"),
    _row("Vercel token", "vcp_ vci_ vcr_ vca_ vck_", r"(?<![A-Za-z0-9_])vc[pirak]_[\w-]{24,56}"),
    _row("Netlify token", "nfp_", r"\bnfp_[0-9A-Za-z]{36}\b"),
    _row("Fly.io token", "flyv1", r"\bFlyV1\s[\w=,/+-]{100,}"),
    _row("Render API key", "rnd_", r"\brnd_[0-9A-Za-z]{28}\b"),
)
# fmt: on

# fmt: off
SERVICES = (
    _row("Stripe key", "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ whsec_",
         r"(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test|prod)_[0-9A-Za-z]{10,99}|\bwhsec_[0-9A-Za-z+/=]{32,}"),
    _row("Square token", "sq0atp- sq0csp- eaaa", r"\bsq0(?:atp|csp)-[\w-]{22,43}|(?<![\w/+-])EAAA[\w-]{60}(?![\w-])"),
    _row("Braintree token", "access_token$production$", r"\baccess_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    _row("Shopify token", "shpat_ shpca_ shppa_ shpss_ shptka_", r"\bshp(?:at|ca|pa|ss|tka)_[0-9a-zA-Z]{32}\b"),
    _row("Slack token", "xox xapp-", r"\bxox[abposre]-[0-9A-Za-z-]{10,250}|\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+"),
    _row("Slack webhook URL", "hooks.slack.com/",
         r"hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56})"),
    _row("Teams webhook URL", ".webhook.office.com/",
         r"\.webhook\.office\.com/(?P<secret>webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/["
         r"0-9a-f-]{36})"),
    _row("Discord bot token", ".",
         r"(?<![\w.-])[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,40}(?![\w.-])", "discord", 58),
    _row("Discord webhook URL", "/api/webhooks/",
         r"discord(?:app)?\.com/api/webhooks/(?P<secret>\d{16,22}/[\w-]{40,100})"),
    _row("Telegram bot token", ":aa", r"(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])"),
    _row("Twilio API key", "sk", r"(?<![A-Za-z0-9_/+-])SK[0-9a-f]{32}(?![A-Za-z0-9_/+-])", length=34),
    _row("SendGrid API key", "sg.", r"\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])"),
    _row("Mailgun key", "key-", r"(?<![\w-])key-[0-9a-f]{32}\b"),
    _row("Mailchimp key", "-us", r"(?<![\w-])[0-9a-f]{32}-us\d{1,2}\b"),
    _row("Brevo key", "xkeysib-", r"\bxkeysib-[0-9a-z]{64}-[0-9A-Za-z]{16}\b"),
    _row("OpenAI key", "t3blbkfj", r"\bsk-(?:proj|svcacct|admin)?-?[\w-]{20,74}T3BlbkFJ[\w-]{20,74}"),
    _row("OpenAI key", "sk-", r"(?i:openai)[^\n]{0,40}?\b(?P<secret>sk-[A-Za-z0-9]{48})(?![\w-])"),
    _row("Anthropic key", "sk-ant-", r"\bsk-ant-(?:api03|admin01|oat01)-[\w-]{93}AA\b"),
    _row("Hugging Face token", "hf_ api_org_", r"(?<![A-Za-z0-9])(?:hf_|api_org_)[A-Za-z]{34}(?![A-Za-z0-9])"),
    _row("Groq key", "gsk_", r"\bgsk_[0-9A-Za-z]{52}\b"),
    _row("xAI key", "xai-", r"\bxai-[\w-]{70,120}"),
    _row("Perplexity key", "pplx-", r"\bpplx-[0-9A-Za-z]{48}\b"),
    _row("OpenRouter key", "sk-or-v1-", r"\bsk-or-v1-[0-9a-z]{64}\b"),
    _row("Replicate token", "r8_", r"\br8_[0-9A-Za-z]{37}\b"),
    _row("NVIDIA API key", "nvapi-", r"\bnvapi-[\w-]{60,70}"),
    _row("Grafana service account token", "glsa_", r"\bglsa_[0-9A-Za-z]{32}_[0-9a-f]{8}\b", "grafana"),
    _row("Grafana Cloud token", "glc_eyj", r"\bglc_eyJ[\w+/=-]{40,}"),
    _row("New Relic key", "nrak- nrjs- nral", r"\bNRAK-[0-9A-Z]{27}\b|\b[0-9a-f]{36}NRAL\b"),
    _row("Datadog key", "dd_ datadog", r"(?i:\bdd|datadog).{0,20}?[=:\s\"'](?P<secret>[0-9a-f]{32})\b"),
    _row("Sentry token", "sntryu_ sntrys_", r"\bsntryu_[0-9a-z]{64}\b|\bsntrys_eyJ[\w+/=]{20,}"),
    _row("Dynatrace token", "dt0", r"\bdt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b"),
    _row("Postman key", "pmak-", r"\bPMAK-[0-9a-z]{24}-[0-9a-f]{34}\b"),
    _row("Linear key", "lin_api_", r"\blin_api_[0-9A-Za-z]{40}\b"),
)
# fmt: on

# crypt(5): each method has hashes of one length.  In a shell's quotes the signs are escaped.
_SIGN, _ENCODED = r"\\?\$", "[./A-Za-z0-9]"
_PASSWORD_HASH = r"(?<![\w$\\])(?:" + "|".join((
    rf"{_SIGN}2[aby]{_SIGN}\d\d{_SIGN}{_ENCODED}{{53}}",
    rf"{_SIGN}(?:apr)?1{_SIGN}{_ENCODED}{{1,8}}{_SIGN}{_ENCODED}{{22}}",
    rf"{_SIGN}5{_SIGN}(?:rounds=\d{{1,9}}{_SIGN})?{_ENCODED}{{1,16}}{_SIGN}{_ENCODED}{{43}}",
    rf"{_SIGN}6{_SIGN}(?:rounds=\d{{1,9}}{_SIGN})?{_ENCODED}{{1,16}}{_SIGN}{_ENCODED}{{86}}",
    rf"{_SIGN}y{_SIGN}{_ENCODED}{{1,12}}{_SIGN}{_ENCODED}{{1,86}}{_SIGN}{_ENCODED}{{43}}",
    rf"{_SIGN}argon2(?:id|i|d){_SIGN}(?:v=\d+{_SIGN})?[a-z0-9=,]{{8,60}}{_SIGN}[\w+/]{{8,64}}{_SIGN}[\w+/]{{16,86}}",
)) + ")"  # fmt: skip

# fmt: off
MORE_SERVICES = (
    _row("Airtable token", "pat", r"(?<![A-Za-z0-9_])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![0-9a-f])", length=82),
    _row("Apify token", "apify_api_", r"\bapify_api_[A-Za-z0-9]{36}\b"),
    _row("Contentful token", "cfpat-", r"\bCFPAT-[\w-]{43}(?![\w-])"),
    _row("Duffel token", "duffel_", r"\bduffel_(?:test|live)_[\w-]{43}(?![\w-])"),
    _row("EasyPost key", "ezak eztk", r"\bEZ[AT]K[A-Za-z0-9]{54}\b"),
    _row("Figma token", "figd_", r"\bfigd_[\w-]{40}(?![\w-])"),
    _row("Frame.io token", "fio-u-", r"\bfio-u-[\w=-]{64}(?![\w=-])"),
    _row("Jina key", "jina_", r"\bjina_[0-9a-f]{32}[\w-]{28}(?![\w-])"),
    _row("LangSmith key", "lsv2_", r"\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b"),
    _row("Mapbox secret token", "sk.eyj1 tk.eyj1", r"(?<![\w.])[st]k\.eyJ1[\w-]{20,}\.[\w-]{20,}"),
    _row("New Relic insights key", "nrii- nriq-", r"\bNRI[IQ]-[\w-]{32}(?![\w-])"),
    _row("Notion token", "ntn_", r"\bntn_[0-9]{11}[A-Za-z0-9]{35}\b"),
    _row("Plaid access token", "access-sandbox- access-production-",
         r"\baccess-(?:sandbox|production)-" + _UUID + r"\b"),
    _row("PostHog key", "phx_", r"\bphx_[A-Za-z0-9]{40,60}\b"),
    _row("Prefect key", "pnu_", r"\bpnu_[A-Za-z0-9]{36}\b"),
    _row("ReadMe key", "rdme_", r"\brdme_[a-z0-9]{70}\b"),
    _row("Shippo token", "shippo_", r"\bshippo_(?:live|test)_[0-9a-f]{40}\b"),
    _row("StackHawk key", "hawk.", r"\bhawk\.[\w-]{20}\.[\w-]{20}(?![\w-])"),
    _row("Tavily key", "tvly-", r"\btvly-(?:dev-|prod-)?[A-Za-z0-9]{32}\b"),
    _row("WakaTime key", "waka_", r"\bwaka_" + _UUID + r"\b"),
)
# fmt: on

# fmt: off
STRUCTURES = (
    _row("HTTP basic credentials", "authorization",
         r"(?i:authorization)\W{1,8}(?i:basic)(?:\s|%20){1,4}(?P<secret>[A-Za-z0-9+/]{8,}={0,2})(?![A-Za-z0-9+/=])",
         "basic_header"),
    _row("netrc password", "machine",
         r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?P<secret>[^\s\"'\\$<{%][^\s\"'\\]*)"),
    _row("password hash", "$apr1$ $1$ $2a$ $2b$ $2y$ $5$ $6$ $y$ $argon2", _PASSWORD_HASH),
    _row("Laravel application key", "base64:", r"(?i:app_key)\W{0,4}(?P<secret>base64:[A-Za-z0-9+/]{43}=)"),
    _row("kubeconfig client key", "client-key-data:", r"client-key-data:\s*(?P<secret>[A-Za-z0-9+/=]{40,})"),
    _row("JSON Web Token", "eyj", r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}(?![\w-])", "jwt"),
)
# fmt: on

FORMATS = (*CODE_HOSTS, *REGISTRIES, *CLOUD, *INFRASTRUCTURE, *SERVICES, *MORE_SERVICES, *STRUCTURES)
