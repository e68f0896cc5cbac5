"""Words in paths that tell credentials from their look-alikes; all in lower case."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.trace.catalogue.terms import terms

# Folders that a COPY without a final slash puts a file into.
FOLDERS = terms(".ssh .aws .kube .docker .gnupg .m2 .composer .config .gradle .pip .mc")
SSH_FOLDERS = frozenset(("ssh", ".ssh", "_ssh", "ssh_keys", "sshkeys", "ssh-keys", "keys", "*", "."))

PUBLIC_NAMES = terms(
    "authorized_keys authorized_keys2 known_hosts known_hosts.old ssh_known_hosts ssh_config sshd_config sshconfig"
    " ssh-config moduli cacert.pem ca.pem ca.crt ca-bundle.pem ca-bundle.crt ca-certificates.crt cert.pem certs.pem"
    " fullchain.pem chain.pem dhparam.pem dhparams.pem dh.pem dh2048.pem cacerts truststore.jks trust.jks nginx.conf"
    " .gitignore .gitattributes .gitmodules .gitkeep .dockerignore .env.js head refs")  # fmt: skip
PUBLIC_ENDS = (
    ".pub", ".crt", ".cer", ".csr", ".sig", ".crl", ".gpg.key", ".pub.asc", ".pub.pem", ".rsa.pub", ".cert", ".ca",
    ".p7b", ".p7c",
)  # fmt: skip
EXAMPLE_START = lazy(r"[._]?(?:example|sample|default|dummy|template|fake|mock)[._-]")
EXAMPLE_END = lazy(
    r"[._-](?:examples?|sample|template|tmpl|tpl|dist|test|testing|defaults?|skel|stub|dummy|fake|mock|schema|j2|"
    r"jinja2?|erb|in|md|enc|encrypted|gpg|age|vault|sops|sh|py|js|ts|go|rb|groovy|ps1|php|java|html?|patch|service|pub)$"
)
NO_EXAMPLES = frozenset(("secring.gpg", "private.gpg"))

DOTENV = lazy(r"\.env(?:[._-][\w.${}-]+)?|dotenv")
ENV_FILE = lazy(
    r"(?:[\w-]*[._-])?(?:build|ci|deploy|prod|production|dev|development|local|staging|docker|app|config|secrets?|web|server|api|"
    r"settings|env|db|database|credentials?|backend|frontend)\.env"
)

SSH_PUBLIC = lazy(
    r".*\.(?:pub|sh|conf|cfg|md|txt)|config|.*[_-]?config|.*authorized.?keys?.*|.*known_?hosts.*|environment|rc"
)
SSH_KEY = lazy(
    r"[\w.-]*(?:id_(?:rsa|dsa|ecdsa|ed25519)|[_-]rsa|(?:deploy|private|ssh|git|github|gitlab)[_-]?key)(?:[._-][\w-]+)?"
)
PRIVATE = lazy(
    r"(?:^|[._-])(?:priv|private|secret|rsa|dsa|ecdsa|ed25519)(?:[._-]|$)|privkey|(?:private|server|client)[_-]?key"
)
KEY_PEM = lazy(r"(?:^|[._-])key\d*(?:[._-]|$)|key\.pem$")
CERTIFICATE = lazy(
    r"(?:^|[._-])(?:ca|cas|chain|root|dh\d*|pub|crt|trust|anchor|intermediate|roots?x?\d*|issuer|signing)(?:[._ -]|$)"
    r"|cert|rootx\d|bundle|full|dhparam|public|rootca|pubkey"
)
PUBLIC_KEY = lazy(
    r"(?!.*priv)[\w.-]*(?:(?<![a-z])pub(?:lic)?(?:[._-]?(?:rsa[._-]?)?keys?)?|key[._-]pub(?:lic)?)[._-]?\d*\.(?:pem|key)"
)
# Names of the OpenPGP keys that package repositories are signed with.
PACKAGE_KEY = lazy(
    r"gpg|apt|rpm|repo|archive|release|nodesource|winehq|signing|keyring|pgp|zabbix|jenkins|docker\.key|mongodb|"
    r"elastic|microsoft|epel|lein|mosquitto|percona|mariadb|postgres|llvm|debian|ubuntu|cran|yarn|sury|kubernetes|"
    r"google|puppet|salt|official|public|pub[._-]|hashicorp"
)
PUBLIC_FOLDER = lazy(
    r"apt/|rpm-gpg|keyrings|trusted\.gpg|ca-certificates|anchors|ca-trust|/tmp|^tmp|trust|apk/keys|gpg|jre/lib|cacerts"
)
KEY_FOLDER = lazy(
    r"ssl|tls|private|nginx|apache|httpd|pki|cert|letsencrypt|haproxy|lighttpd|secrets?/|keys?/|openvpn|ssh"
)
# Servers that read key and certificate from one file.
COMBINED = lazy(r"private/|haproxy|vsftpd|pureftpd|pure-ftpd|stud\b|lighttpd|\.ssh|stunnel|hitch|pound")
DUMMY = lazy(r"localhost|snakeoil|(?:^|[._-])(?:dummy|fake|tests?|testing)(?:[._-]|$)|127[._]0|self-?signed")

SERVICE_ACCOUNT = lazy(
    r"(?:service[_-]?accounts?|gcp|gcloud|firebase-adminsdk|(?:^|[_-])sa[_-]key|google[_-]?(?:cred|key)|[_-]key)"
    r"[\w*.-]*\.json$"
    r"|[a-z]-[0-9a-f]{12}\.json$"
)
KNOWN_WORD = lazy(r"(?:[\w-]*[._-])?(?P<name>npmrc|netrc|htpasswd|pgpass|s3cfg|pypirc|kubeconfig)(?:[._-][\w-]+)?")
CREDENTIALS = lazy(
    r"[\w-]*(?:credentials?|creds)(?:[_-]file|[._-]?[\w-]*\.(?:txt|json|ya?ml|csv|ini|xml|cfg|conf|env|properties))?"
)
OTHER_SETTINGS = lazy(r"tomcat|catalina|seeddms|kodi|idea|www/|solr|pentaho|android|res/xml")
