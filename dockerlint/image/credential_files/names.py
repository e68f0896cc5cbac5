"""The files that are read for credentials, by their names.

Asked for every entry of a layer, so it is a look-up of the last name and of its ending.  Sources: the documentation of
each tool (``dockerlint.trace.catalogue.file_kinds``), and that of editors, FTP and mail clients that keep passwords.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.file_kinds import KNOWN

_MORE = """
.env .envrc .dockercfg .dockerconfigjson config.json .htpasswd htpasswd shadow shadow- gshadow passwd proftpdpasswd
ftpd.passwd wp-config.php configuration.php config.php settings.php local_settings.py settings.py localsettings.php
parameters.yml parameters.yaml database.yml mongoid.yml secrets.yml secrets.yaml application.properties
application.yml application.yaml bootstrap.yml appsettings.json web.config app.config local.settings.json
connectionstrings.config master.key credentials.yml.enc .secrets .credentials heroku.json .tugboat .s3cfg .boto
rclone.conf hub hosts.yml config.toml credentials credentials.json credentials.toml credentials.xml sitemanager.xml
recentservers.xml filezilla.xml sftp-config.json sftp.json .ftpconfig .remote-sync.json .remotesync
deployment-config.json ventrilo_srv.ini robomongo.json logins.json webservers.xml datasources.xml
datasources.local.xml dbeaver-data-sources.xml data-sources.xml .esmtprc .msmtprc .muttrc .fetchmailrc .mailrc
.offlineimaprc config .mylogin.cnf .my.cnf my.cnf .pgpass .netrc _netrc .npmrc npmrc .yarnrc .yarnrc.yml .pypirc
pip.conf auth.toml auth.json .git-credentials .gitconfig settings.xml settings-security.xml gradle.properties
local.properties nuget.config .vault-token vault.token terraform.tfvars terraform.tfstate terraform.tfstate.backup
.terraformrc credentials.tfrc.json kubeconfig kube.config token .dockercfg.json key3.db accesstokens.json
msal_token_cache.json azureprofile.json application_default_credentials.json access_tokens.db .bash_history
.zsh_history .sh_history .ash_history .python_history .psql_history .mysql_history .rediscli_history .bashrc
.bash_profile .profile .zshrc .bash_aliases .zprofile .zshenv environment .pam_environment environ
docker-compose.yml docker-compose.yaml docker-compose.override.yml compose.yml compose.yaml redis.conf mongod.conf
odbc.ini .odbc.ini smbcredentials .smbcredentials wpa_supplicant.conf tnsnames.ora sqlnet.ora secring.gpg
pubring.kbx jenkins.xml hudson.util.secret servers.xml security.xml tomcat-users.xml context.xml jboss-cli.xml
standalone.xml domain.xml users.properties mgmt-users.properties log4j.properties hibernate.cfg.xml persistence.xml
"""
_NAMES = frozenset(_MORE.split()) | frozenset(
    name.rpartition("/")[2] for known in KNOWN for name in known.names if known.kind != "vcs"
)
_ENDINGS = frozenset(
    "env tfvars tfstate ovpn ppk p12 pfx jks keystore jceks bks kdbx kdb htpasswd pgpass netrc npmrc credentials"
    " secrets secret passwd rdp s3cfg dockercfg kubeconfig".split()
)
_PLACES = ("run/secrets/", "var/run/secrets/")


def is_credential_file(path: str) -> bool:
    """Whether a tool may keep a credential in a file of that path."""
    name = path[path.rfind("/") + 1 :].lower()
    if name in _NAMES or name[name.rfind(".") + 1 :] in _ENDINGS or name.startswith(".env."):
        return True
    return path.startswith(_PLACES)
