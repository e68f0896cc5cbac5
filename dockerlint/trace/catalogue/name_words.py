"""The vocabulary of variable names: words that name a secret, and words that say a name is none.

Sources: BuildKit's SecretsUsedInArgOrEnv, hadolint DL3064, Sonar S6472 and trivy DS-0031 with the false alarms and
misses reported against them (moby/buildkit#5403, #5410, #5504, #5775, #6064, #6501; hadolint#1230, #1245; ddev#6462),
and the names of ARG and ENV in 17,000 public Dockerfiles.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.terms import terms

# The last word names a secret whatever stands before it.
NOUNS = {
    "PASSWORD": "password", "PASSWORDS": "passwords", "PASSWD": "password", "PASSWRD": "password", "PSWD": "password",
    "PSW": "password", "PASSW": "password", "PWORD": "password", "PASS": "password", "PWD": "password",
    "PASSCODE": "passcode", "PASSWORT": "password", "SENHA": "password", "CONTRASENA": "password",
    "PASSPHRASE": "passphrase", "PASSPHRASES": "passphrases", "HTPASSWD": "password",
    "TOKEN": "token", "TOKENS": "tokens", "PAT": "token", "JWT": "token",
    "SECRET": "secret", "SECRETS": "secrets", "PEPPER": "secret",
    "CREDENTIAL": "credentials", "CREDENTIALS": "credentials", "CREDS": "credentials", "CRED": "credentials",
    "APIKEY": "API key", "APIKEYS": "API keys", "PRIVKEY": "private key", "SKEY": "secret key", "PW": "password",
}  # fmt: skip

# Alone these as often name something else ("TOKENS", "SECRETS=$APP/secrets"): a value has to confirm them.
WEAK_ALONE = frozenset(("TOKENS", "SECRETS", "PASSWORDS", "PASSPHRASES", "PWD", "PW", "JWT", "CRED"))

# Plural words count things unless one of these stands before: CONTEXT_TOKENS, API_TOKENS.
PLURAL_HEADS = frozenset(("API", "ACCESS", "AUTH", "BOT", "CLIENT", "SECRET", "SERVICE", "USER", "ADMIN", "DB"))

# Words glued to others: DBPASSWORD, CLIENTSECRET, MyAPIKey written APIKEY, MYSQLPWD.  Longest first.
GLUED = (
    "PASSPHRASE", "CREDENTIALS", "CREDENTIAL", "PASSWORD", "HTPASSWD", "PASSWORT", "PASSWD", "APIKEY", "PRIVKEY",
    "SECRET", "TOKEN", "PSWD", "PASS", "PWD", "PSW", "KEY", "AUTH", "PW",
)  # fmt: skip

# The part before a glued PASS, PWD, PSW, KEY or AUTH that makes it two words; COMPASS, MONKEY, OLDPWD have none.
GLUED_HEADS = terms(
    "ACCESS ACCOUNT ADMIN API APP AUTH AWS BASIC BIND BINTRAY BOT CERT CLIENT CONSUMER COOKIE CRYPT DATABASE DB DEFAULT"
    " DEPLOY DOCKER ENCRYPTION FTP GIT GITHUB GITLAB GPG HASH IDE JIRA KEY LDAP LICENSE LOGIN MAIL MARIADB MASTER"
    " MONGO MQTT MSSQL MY MYSQL NPM ORACLE PG PGP POSTGRES PRIVATE PROXY PUB PUBLIC PUBNUB RABBITMQ RCON REDIS REG"
    " REPO ROOT RPC SA SECRET SERVER SERVICE SIGN SIGNING SMTP SQL SSH SSL STORE STORAGE SU SUDO SYS TEST TLS USER USR"
    " VNC WEB WIFI WP ZEBRA"
)

# What stands before KEY and makes it secret; the noun that people use.
KEY_HEADS = {
    "API": "API key", "APIS": "API key", "ACCESS": "access key", "SECRET": "secret key", "PRIVATE": "private key",
    "PRIV": "private key", "PRV": "private key", "ENC": "encryption key", "MASTER": "master key",
    "ENCRYPTION": "encryption key", "ENCRYPT": "encryption key", "DECRYPTION": "decryption key",
    "CRYPTO": "encryption key", "CRYPT": "encryption key", "CIPHER": "encryption key", "AES": "encryption key",
    "FERNET": "encryption key", "HMAC": "signing key", "SIGNING": "signing key", "SIGN": "signing key",
    "SIGNATURE": "signing key", "JWT": "signing key", "SSH": "SSH key", "DEPLOY": "deploy key",
    "DEPLOYMENT": "deploy key", "LICENSE": "license key", "LICENCE": "license key", "AUTH": "authentication key",
    "ACCOUNT": "account key", "STORAGE": "storage key", "SAS": "access key", "SA": "service account key",
    "SESSION": "session key", "COOKIE": "cookie key", "WRITE": "write key", "APPLICATION": "application key",
    "ROOT": "root key", "UNSEAL": "unseal key", "SHARED": "shared key", "PRESHARED": "pre-shared key",
    "PSK": "shared key", "OAUTH": "OAuth key", "BOT": "bot key", "SUBSCRIPTION": "subscription key",
    "STREAM": "stream key", "RSA": "private key", "AWS": "access key", "GIT": "Git key", "GITHUB": "GitHub key",
    "GITLAB": "GitLab key", "BITBUCKET": "Bitbucket key", "STRIPE": "Stripe key", "SENDGRID": "SendGrid key",
    "MAILGUN": "Mailgun key", "OPENAI": "OpenAI key", "ANTHROPIC": "Anthropic key", "TWILIO": "Twilio key",
    "SNYK": "Snyk key", "NUGET": "NuGet key", "DATADOG": "Datadog key", "DD": "Datadog key", "RELIC": "New Relic key",
    "GCP": "Google Cloud key", "GCLOUD": "Google Cloud key", "AZURE": "Azure key", "BINTRAY": "Bintray key",
    "PYPI": "PyPI key", "NPM": "npm key", "ARTIFACTORY": "Artifactory key", "ROLE": "service role key",
    "WANDB": "Weights & Biases key", "FURY": "Gemfury key", "PRO": "license key", "WEBHOOK": "webhook key",
    "INGEST": "ingest key", "ADMIN": "admin key", "SERVICE": "service key", "SECURITY": "security key",
    "TAILSCALE": "Tailscale key", "NGROK": "ngrok key", "KAGGLE": "Kaggle key", "HUGGINGFACE": "Hugging Face key",
    "DAGSHUB": "DagsHub key", "GEMINI": "Gemini key", "GROQ": "Groq key", "DEEPL": "DeepL key",
    "CLOUDFLARE": "Cloudflare key", "DIGITALOCEAN": "DigitalOcean key", "CLOUDSMITH": "Cloudsmith key",
    "HONEYBADGER": "Honeybadger key", "POSTMARK": "Postmark key", "INSTANA": "Instana key",
    "PUBLISH": "publishing key", "ACTIVATION": "activation key", "REGISTRATION": "registration key",
}  # fmt: skip

# What stands before PIN and makes it that of a card or a security module; others are pins of a board.
PIN_HEADS = terms("HSM SO PKCS SMARTCARD SOFTHSM YUBIKEY")

# Words between such a head and KEY.
KEY_MODIFIERS = terms("PRIMARY SECONDARY MAIN CLIENT SERVER PROJECT FIRST SECOND NEXT PREVIOUS")

# What stands before KEY, AUTH, TOKEN or PASS and makes the whole no secret.
PUBLIC_HEADS = terms(
    "ANON APT CACHE DNS FOREIGN GPG GPGKEY HOT IDE INDEX KEYRING LOOKUP OBJECT PARTITION PGP PRIMARY PUB PUBLIC"
    " PUBLISHABLE REGISTRY RELEASE REPO REPOSITORY ROUTING RPM SITE SORT TRANSLATION TRUSTED UNIQUE VERIFICATION"
    " VERIFY YUM XDEBUG RESTORE BUCKET GROUP ORDER ROW SHARD SORTING DISTRIBUTION MESSAGE EVENT FIELD JSON LABEL"
    " COLUMN ATTRIBUTE DICT MAP HASH"
)
PUBLIC_TOKEN_HEADS = terms(
    "PAD EOS BOS MASK UNK SPECIAL CLS SEP STOP MAX MIN NUM INPUT OUTPUT CLUSTER GAS FEE TOTAL PUBLIC"
)
PUBLIC_PASS_HEADS = terms(
    "BY COM FASTCGI FIRST GO GRPC KEE LAST MULTI ONE PROXY RENDER SCGI SECOND SINGLE SSH SYS TRES TWO UWSGI"
)
PUBLIC_PWD_HEADS = terms("OLD CURRENT CUR INIT CALLER HOST PROJECT WORK LOCAL THIS SCRIPT BASE BUILD")

# Behind a secret word, the last word of a name that holds something about a secret and not the secret.
PUBLIC_TAILS = terms(
    "FILE FILES FILENAME FILEPATH PATH PATHS DIR DIRS DIRECTORY FOLDER LOCATION LOC URL URLS URI URIS HOST HOSTS"
    " HOSTNAME ENDPOINT ENDPOINTS SERVER SERVERS KEYSERVER PORT ID IDS UUID NAME NAMES ALIAS ALIASES ARN VERSION VER"
    " VERSIONS TYPE TYPES KIND MODE METHOD METHODS ENABLED ENABLE DISABLED DISABLE ON OFF TTL EXPIRY EXPIRE EXPIRES"
    " EXPIRATION TIMEOUT LENGTH LEN LIMIT LIMITS SIZE COUNT MAX MIN MINIMUM MAXIMUM SOCK SOCKET USER USERS USERNAME"
    " USR EMAIL MAIL REF REFS PROVIDER PREFIX SUFFIX PROMPT POLICY SCHEME SCHEMA ALGORITHM ALGORITHMS ALGO FORMAT"
    " FINGERPRINT FINGERPRINTS FPR SERIAL ISSUER AUDIENCE DOMAIN REALM SCOPE SCOPES ATTRIBUTE ATTRIBUTES PLUGIN MODULE"
    " MODULES BACKEND CLASS HANDLER MANAGER REQUIRED REGION STORE IP ADDR ADDRESS PUB PUBLIC SUM CHECKSUM SUBJECT HELP"
    " DUMMY ROTATION INTERVAL PERIOD AGE BITS PACKAGE REPO BRANCH COMMIT VALIDATION VALIDATOR GENERATOR HASHED HASHER"
    " HASHERS HASHING HEADER HEADERS MINUTE HOUR DAY AUTHENTICATION AUTHENTICATED REQUIRE CHECKING LIFETIME LEEWAY"
    " REALMS STRATEGY STRENGTH COMPLEXITY HISTORY RESET CHANGE LABEL TITLE DESCRIPTION SYMBOL DECIMALS SUPPLY PRICE"
    " CURRENCY PARALLELISM ROUNDS ITERATIONS COST SERVICE REPLACER REPLACEMENT SPACE NAMESPACE TEMPLATE PARAM"
    " PARAMETER ATTR COLUMN INDEX ROLE ROLES CERT CERTIFICATE CRT CSR LIST EXISTS SET REGEX PATTERN SECURE HTTPONLY"
    " SAMESITE WARNING WARN USAGE HELPER SOURCE BUCKET STATUS STATE TIMESTAMP DATE DAYS HOURS MINUTES SECONDS PACKAGES"
    " PROTOCOL FIELD ISO EXTENSION EXT IMAGE TAG"
)

# Words that add nothing at the end: SECRET_KEY_BASE, TOKEN_PROD, PASSWORD2, AUTH_CONFIG.
NEUTRAL_TAILS = terms(
    "BASE VALUE VAL VAR STRING ENV ARG DEFAULT DEV DEVELOP DEVELOPMENT PROD PRODUCTION STAGING STAGE TEST TESTING"
    " TESTS BETA ALPHA LIVE CI LOCAL NEW OLD CURRENT PRIMARY SECONDARY MAIN JSON YAML XML B ENCODED RAW TEXT STR PLAIN"
    " PEM CONTENT CONTENTS DATA A B C V V1 V2 X RO RW READ READONLY ENC ENCRYPTED HERE"
)

# A name that starts with one of these asks a question or gives an order about a secret.
QUESTION_HEADS = terms(
    "ALLOW BYPASS ENABLE DISABLE REQUIRE REQUIRED REQUIRES USE USES NO SKIP ACCEPT HAS IS WITHOUT IGNORE MAX MIN NUM"
    " NUMBER FORCE SHOULD STRICT VALIDATE CHECKSUM"
)
# The same, anywhere before the secret word: MAGE_ADMIN_USE_SECURITY_KEY.
QUESTION_WORDS = frozenset(("USE", "ALLOW", "ENABLE", "DISABLE", "REQUIRE", "SKIP"))
QUESTION_PHRASES = (
    ("ALLOW", "EMPTY"), ("NO", "PASSWORD"), ("EMPTY", "PASSWORD"), ("RANDOM", "ROOT", "PASSWORD"),
    ("RESET", "PASSWORD"), ("PASSWORD", "RANDOM"), ("DONT", "WARN"), ("ACCEPT", "EULA"), ("RESET", "OS", "PASSWORD"),
    ("MIN", "PASSWORD"), ("MAX", "PASSWORD"),
)  # fmt: skip

# Variables that bundlers write into the JavaScript that every visitor downloads.
PUBLIC_PREFIXES = (
    ("NEXT", "PUBLIC"), ("REACT", "APP"), ("VITE",), ("VUE", "APP"), ("NUXT", "PUBLIC"), ("EXPO", "PUBLIC"),
    ("GATSBY",), ("STORYBOOK",), ("NG", "APP"), ("SNOWPACK", "PUBLIC"), ("ASTRO", "PUBLIC"), ("RAZZLE",),
    ("PREACT", "APP"),
)  # fmt: skip

# Names whose words mislead, "_" between the words.  Value: (kind, noun).
EXACT = {
    "COMPOSER_AUTH": ("secret", "Composer credentials"), "COMPOSER_AUTH_JSON": ("secret", "Composer credentials"),
    "DOCKER_AUTH_CONFIG": ("secret", "registry credentials"), "DOCKER_AUTH": ("secret", "registry credentials"),
    "DOCKERCONFIGJSON": ("secret", "registry credentials"), "NPM_CONFIG_AUTH": ("secret", "npm credentials"),
    "NPM_AUTH": ("secret", "npm credentials"), "NPM_CONFIG_ALWAYS_AUTH": ("public", ""),
    "BASIC_AUTH": ("ambiguous", "credentials"), "HTTP_BASIC_AUTH": ("ambiguous", "credentials"),
    "HTTP_AUTH": ("ambiguous", "credentials"), "C_9_AUTH": ("secret", "credentials"),
    "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS": ("secret", "NuGet feed credentials"),
    "VAULT_SECRET_ID": ("secret", "AppRole secret id"), "AWS_ACCESS_KEY_ID": ("secret", "access key id"),
    "ACCESS_KEY_ID": ("secret", "access key id"), "S_3_ACCESS_KEY_ID": ("secret", "access key id"),
    "RABBITMQ_ERLANG_COOKIE": ("secret", "Erlang cookie"), "ERLANG_COOKIE": ("secret", "Erlang cookie"),
    "RELEASE_COOKIE": ("secret", "Erlang cookie"), "SSH_PRIVATE": ("secret", "private key"),
    "SSH_RSA": ("ambiguous", "private key"), "ID_RSA": ("secret", "private key"),
    "RSA_PRIVATE": ("secret", "private key"), "SECRET_KEY_BASE_DUMMY": ("public", ""),
    "GOOGLE_APPLICATION_CREDENTIALS": ("public", "path of a credential file"),
    "AWS_SHARED_CREDENTIALS_FILE": ("public", ""), "TOKENIZERS_PARALLELISM": ("public", ""),
    "MAX_TOKENS": ("public", ""), "ETCD_INITIAL_CLUSTER_TOKEN": ("public", ""), "ACCEPT_EULA_KEY": ("public", ""),
    "GOPRIVATE": ("public", ""), "PWD": ("none", ""), "OLDPWD": ("none", ""), "SSH_AUTH_SOCK": ("public", ""),
    "KUBECONFIG": ("public", ""), "SENTRY_DSN": ("public", ""), "PLEX_PASS": ("public", ""),
    "PRIVATE_KEYS": ("secret", "private keys"), "NPM_RC": ("ambiguous", "npm configuration"),
    "NPMRC": ("ambiguous", "npm configuration"), "NETRC": ("ambiguous", "netrc content"),
    "PIP_INDEX_URL": ("ambiguous", "index URL"), "GOPROXY": ("ambiguous", "proxy URL"),
    "PIP_EXTRA_INDEX_URL": ("ambiguous", "index URL"), "UV_INDEX_URL": ("ambiguous", "index URL"),
    "UV_EXTRA_INDEX_URL": ("ambiguous", "index URL"), "UV_INDEX": ("ambiguous", "index URL"),
    "UV_DEFAULT_INDEX": ("ambiguous", "index URL"), "DATABASE_URL": ("ambiguous", "database URL"),
    "PUBNUB_PUBLISH_KEY": ("public", ""), "APP_KEY": ("secret", "application key"),
    "PROXY_PASS": ("ambiguous", "password"),
}  # fmt: skip

# Last words (or pairs) that only a value or a use can settle; the noun.
AMBIGUOUS_TAILS = {
    ("WEBHOOK",): "webhook URL", ("WEBHOOK", "URL"): "webhook URL", ("DATABASE", "URL"): "database URL",
    ("DB", "URL"): "database URL", ("REDIS", "URL"): "database URL", ("MONGO", "URL"): "database URL",
    ("MONGODB", "URL"): "database URL", ("POSTGRES", "URL"): "database URL", ("POSTGRESQL", "URL"): "database URL",
    ("MYSQL", "URL"): "database URL", ("AMQP", "URL"): "broker URL", ("RABBITMQ", "URL"): "broker URL",
    ("BROKER", "URL"): "broker URL", ("CELERY", "BROKER"): "broker URL", ("MONGO", "URI"): "database URL",
    ("MONGODB", "URI"): "database URL", ("DATABASE", "URI"): "database URL", ("DB", "URI"): "database URL",
    ("REDIS", "URI"): "database URL", ("CONNECTION", "STRING"): "connection string",
    ("CONNECTIONSTRING",): "connection string", ("CONN", "STR"): "connection string", ("DSN",): "connection string",
    ("HTTP", "PROXY"): "proxy URL", ("HTTPS", "PROXY"): "proxy URL", ("ALL", "PROXY"): "proxy URL",
    ("FTP", "PROXY"): "proxy URL", ("INDEX", "URL"): "index URL", ("AUTH",): "credentials", ("OAUTH",): "credentials",
    ("AUTHORIZATION",): "credentials", ("AUTH", "HEADER"): "credentials", ("AUTHORIZATION", "HEADER"): "credentials",
    ("SALT",): "salt", ("PIN",): "PIN", ("LICENSE",): "license", ("LICENCE",): "license", ("KEYS",): "keys",
    ("KEY",): "key", ("COOKIE",): "cookie", ("PASSWORD", "HASH"): "password hash", ("PASS", "HASH"): "password hash",
    ("PASSHASH",): "password hash", ("SIGNATURE",): "signature", ("SEED",): "seed", ("MNEMONIC",): "mnemonic phrase",
    ("ACCESS", "KEY", "ID"): "access key id", ("LOGIN",): "login", ("KUBECONFIG",): "cluster configuration",
    ("SERVICE", "ACCOUNT"): "service account",
}  # fmt: skip
