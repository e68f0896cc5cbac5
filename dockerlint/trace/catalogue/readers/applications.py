"""Web frameworks, web applications and servers: their settings files."""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.credential import Credential, in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, reader, single
from dockerlint.trace.catalogue.readers.syntax import assignments, environment, ini, json, xml, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.trace.catalogue.readers.syntax import Entry

_WORDPRESS = "WordPress secret"
_SALTS = "auth_key secure_auth_key logged_in_key nonce_key auth_salt secure_auth_salt logged_in_salt nonce_salt"
_ENVIRONMENT = reader(environment.entries)


def _program(text: str) -> Iterator[Entry]:
    """Only what stands in quotes: without them it is a name of the program."""
    return assignments.entries(text, bare=False)


_LOGIN = lazy(
    r"\.(?:login|authenticate|connect)\(\s{0,99}(?P<user>'[^'\n]{1,99}'|\"[^\"\n]{1,99}\")\s{0,99},"
    r"\s{0,99}(?P<password>'[^'\n]{1,999}'|\"[^\"\n]{1,999}\")"
)


def _logins(text: str) -> Iterator[Credential]:
    """``connection.login('user', 'password')``."""
    for match in _LOGIN.finditer(text):
        start, end = match.span("password")
        found = in_its_place("password in a login", text[start + 1 : end - 1], start + 1, end - 1)
        if found is not None:
            yield found


def _django(text: str) -> Iterator[Credential]:
    """``startproject`` marks its keys with ``django-insecure-``: made for one project, but not for production."""
    for found in _PROGRAM(text):
        if found.value.startswith("django-insecure-"):
            found = found._replace(severity=Severity.WARNING, notes=("made for development",))
        yield found


_PROGRAM = reader(_program)
_JENKINS_LOCKED = lazy(r"\{AQA[A-Za-z0-9+/=]{20,}\}")


def _jenkins(text: str) -> Iterator[Credential]:
    """``{AQA…}`` is encrypted with ``secrets/master.key`` and ``hudson.util.Secret`` of the same folder."""
    for found in _JENKINS(text):
        if _JENKINS_LOCKED.fullmatch(found.value):
            found = found._replace(severity=Severity.WARNING, notes=("encrypted with the key of Jenkins' own folder",))
        yield found


_JENKINS = reader(
    xml.entries,
    Slot(
        "Jenkins credentials",
        "password passphrase secret apitoken privatekey secretbytes clientsecret token"
        " privatekeypassphrase bindpassword",
    ),
)


FORMATS = (
    Format(
        ".env .envrc dotenv *.env environment environ .pam_environment .flaskenv .secrets .secret"
        " secrets.env secret.env env.list docker.env sysconfig/*",
        _ENVIRONMENT,
    ),
    Format(
        ".bashrc .bash_profile .bash_login .profile .zshrc .zprofile .zshenv .zlogin .bash_aliases .kshrc .cshrc"
        " .tcshrc .login config.fish .xprofile .xsessionrc",
        _ENVIRONMENT,
    ),
    Format("wp-config.php", reader(_program, Slot(_WORDPRESS, f"db_password {_SALTS}"))),
    Format(
        "config.php settings.php local.php database.php config.inc.php localsettings.php configuration.php env.php"
        " parameters.php settings.inc.php db.php conf.php config.local.php app_local.php config-db.php debian-db.php",
        reader(
            _program,
            Slot("application password", "dbpass dbpw db_pass wgdbpassword dbpassword"),
            Slot(
                "application secret",
                "blowfish_secret hash_salt passwordsalt wgsecretkey wgupgradekey crypt/key cookievalidationkey",
            ),
        ),
    ),
    Format(
        "settings.py local_settings.py localsettings.py settings_local.py production.py development.py"
        " superset_config.py jupyter_notebook_config.py jupyter_server_config.py airflow_local_settings.py"
        " config.py secrets.py",
        _django,
    ),
    Format(
        "salesforce.js config.js credentials.js secrets.js knexfile.js ecosystem.config.js config.local.js"
        " config.ts secrets.ts credentials.ts",
        both(_logins, _PROGRAM),
    ),
    Format("secret_token.rb devise.rb gitlab.rb knife.rb client.rb secrets.rb omniauth.rb", _PROGRAM),
    Format(
        "master.key credentials/production.key credentials/development.key credentials/staging.key",
        single("Rails master key"),
    ),
    Format(
        "secrets.yml secrets.yaml secret.yml secret.yaml credentials.yml credentials.yaml vault.yml vault.yaml"
        " parameters.yml parameters.yaml application.yml application.yaml bootstrap.yml bootstrap.yaml"
        " config/application.yml application-prod.yml application-dev.yml docker-compose.yml docker-compose.yaml"
        " docker-compose.override.yml compose.yml compose.yaml homeserver.yaml alertmanager.yml values.yaml"
        " datasource.yml datasources.yml storage.yml cable.yml config.yml config.yaml settings.yml settings.yaml"
        " secrets.prod.yml group_vars/* host_vars/* credentials.yaml.j2 serverless.yml app.yaml",
        reader(yaml.entries, Slot("alert manager secret", "smtp_auth_password smtp_auth_secret")),
    ),
    Format(
        "application.properties bootstrap.properties config.properties log4j.properties users.properties"
        " db.properties database.properties jdbc.properties hibernate.properties quartz.properties"
        " sonar-project.properties sonar.properties server.properties client.properties connect.properties"
        " keycloak.conf kong.conf odoo.conf grafana.ini airflow.cfg defaults.ini custom.ini app.ini superset.cfg"
        " secrets.toml secrets.ini secrets.conf credentials.ini credentials.cfg credentials.toml config.ini"
        " config.toml settings.toml settings.ini application.conf pyproject.toml secrets.properties"
        " credentials.properties local.toml",
        reader(
            ini.entries,
            Slot("password", "db_password db_pass admin_passwd admin_password"),
            Slot("encryption key", "fernet_key"),
        ),
    ),
    Format(
        "mgmt-users.properties application-users.properties mgmt-groups.properties",
        lines("password hash", r"^[^#=\s][^=\n]{0,99}=([0-9a-fA-F]{32})\s*$"),
    ),
    Format(
        "appsettings.json appsettings.development.json appsettings.production.json appsettings.staging.json"
        " appsettings.local.json local.settings.json secrets.json secret.json credentials.json credential.json"
        " config.local.json .credentials.json default.json production.json development.json gitlab-secrets.json"
        " parameters.json env.json tokens.json token.json oauth.json hosts.json apps.json launchsettings.json"
        " settings.json .claude.json mcp.json .mcp.json claude_desktop_config.json",
        reader(json.entries),
    ),
    Format(
        "web.config app.config machine.config connectionstrings.config appsettings.config applicationhost.config"
        " web.release.config web.debug.config",
        reader(xml.entries, Slot("machine key", "machinekey/validationkey machinekey/decryptionkey")),
    ),
    Format("tomcat-users.xml", reader(xml.entries, Slot("Tomcat password", "user/password"))),
    Format(
        "server.xml context.xml jboss-cli.xml standalone.xml domain.xml host.xml persistence.xml hibernate.cfg.xml"
        " security.xml users.xml jetty.xml jetty-ssl.xml config.xml applicationcontext.xml resin.xml beans.xml"
        " datasource.xml servers.xml activemq.xml broker.xml struts.xml configuration.xml core-site.xml"
        " hdfs-site.xml hive-site.xml sonar.xml secrets.xml passwords.xml",
        reader(
            xml.entries,
            Slot(
                "key store password",
                "connector/keystorepass connector/keypass sslhostconfig/certificatekeystorepassword",
            ),
        ),
    ),
    Format("jenkins.xml credentials.xml github-plugin-configuration.xml hudson.tasks.mailer.xml", _jenkins),
    Format("secrets/initialadminpassword", single("Jenkins password")),
    Format("secrets/master.key", single("Jenkins master key")),
    Format(
        ".vault_pass .vault_pass.txt vault_pass.txt .vault_password vault_password .vault-pass vault-password"
        " vault-pass.txt .ansible_vault_pass ansible_vault_password",
        single("Ansible Vault password"),
    ),
    Format(
        "inventory inventory.ini hosts.ini ansible/hosts",
        lines(
            "Ansible password",
            r"\bansible_(?:ssh_|become_|sudo_|su_)?pass(?:word)?\s*[=:]\s*(\"[^\"\n]+\"|'[^'\n]+'|\S+)",
        ),
    ),
    Format(
        ".credentials credentials secret secrets .passwords passwords credentials.txt secrets.txt secret.txt"
        " password.txt passwords.txt *.credentials *.secrets *.secret config *.passwd",
        reader(assignments.entries),
    ),
    Format(
        "github_token github-token .github-token gh_token .token npm_token token.txt .npm_token api_key.txt"
        " apikey.txt secret_key secret_token secret_key.txt .secret_key django_secret_key jwt_secret token"
        " vault_token auth_token",
        both(single("token", is_issued=True), reader(assignments.entries)),
    ),
    Format(
        "credentials.csv accesskeys.csv rootkey.csv new_user_credentials.csv accesskeys.txt",
        both(
            lines("password", r"^(?:[^,\n]*,)?[^,\n@]{1,99},([^,\n\s]{6,64}),[A-Z0-9]{16,24},"),
            lines(
                "AWS secret access key",
                r"(?:^|,)A[A-Z]{3}[A-Z0-9]{16},([A-Za-z0-9/+]{40})\s*(?:,|$)",
                r"AWSSecretKey=(\S+)",
            ),
        ),
    ),
    Format("run/secrets/*", both(single("mounted secret"), reader(environment.entries))),
)
