"""Every format of credential file is read, and nothing else in it is taken for a credential.

Each row is a file with one secret, written ``§``, which a random one replaces when the test runs.
"""

from __future__ import annotations

import random
import string

import pytest

from dockerlint.finding import Severity
from dockerlint.trace.catalogue import readers

_source = random.Random(17)


def _secret(size: int = 20) -> str:
    return "".join(_source.choice(string.ascii_letters + string.digits) for _ in range(size - 2)) + "k7"


_FILES = (
    (".npmrc", "registry=https://r.acme.io/\n//r.acme.io/:_authToken=§\nalways-auth=true\n", "npm token"),
    (".npmrc", '//r.acme.io/:_authToken = "§" \n', "npm token"),
    (
        ".npmrc",
        "@acme:registry=https://npm.acme.io/\n//npm.acme.io/:username=me\n//npm.acme.io/:_auth=ui:§",
        "npm token",
    ),
    (".yarnrc", '"//r.acme.io/:_authToken" "§"\nregistry "https://r.acme.io"\n', "npm token"),
    (".yarnrc.yml", 'nodeLinker: pnp\nnpmRegistries:\n  "//r.acme.io":\n    npmAuthToken: § # ci\n', "npm token"),
    (".yarnrc.yml", "npmAuthIdent: 'me:§'\n", "npm token"),
    ("bunfig.toml", '[install.registry]\nurl = "https://r.acme.io"\ntoken = "§"\n', "npm token"),
    ("bunfig.toml", '[install.scopes]\nacme = { token = "§", url = "https://r.acme.io" }\n', "npm token"),
    (
        ".pypirc",
        "[distutils]\nindex-servers =\n    acme\n[acme]\nusername: me\npassword: §\n",
        "package index password",
    ),
    (
        "pip.conf",
        "[global]\nextra-index-url =\n    https://pypi.org/simple\n    https://me:§@pypi.acme.io/simple\n",
        "password in a URL",
    ),
    ("pypoetry/auth.toml", '[http-basic.acme]\nusername = "me"\npassword = "§"\n', "package index password"),
    ("pypoetry/auth.toml", '[pypi-token]\npypi = "§"\n', "package index password"),
    (".condarc", "channels:\n  - https://conda.anaconda.org/t/§/acme\n  - defaults\n", "conda token"),
    (".cargo/credentials.toml", '[registries.acme]\ntoken = "§"\n', "Cargo registry token"),
    (".gem/credentials", "---\n:rubygems_api_key: §\n", "RubyGems API key"),
    (".bundle/config", '---\nBUNDLE_PATH: "vendor"\nBUNDLE_GEMS__ACME__IO: "me:§"\n', "gem server credentials"),
    (
        "composer/auth.json",
        '{"http-basic": {"repo.acme.io": {"username": "me", "password": "§"}}}',
        "Composer credentials",
    ),
    ("auth.json", '{"github-oauth": {"github.com": "§"}}', "Composer credentials"),
    ("auth.json", '{"bearer": {"repo.acme.io": "§"}}', "Composer credentials"),
    (
        ".docker/config.json",
        '{"auths": {"r.acme.io": {"identitytoken": "§"}}, "credsStore": "pass"}',
        "registry credentials",
    ),
    (
        ".m2/settings.xml",
        (
            "<settings><servers><server><id>acme</id><username>me</username>\n<password>§</password>"
            "</server></servers></settings>"
        ),
        "Maven server password",
    ),
    (
        ".m2/settings.xml",
        (
            "<settings><!-- <password>old</password> --><server><passphrase><![CDATA[§]]></passphrase>"
            "</server></settings>"
        ),
        "Maven server password",
    ),
    ("gradle.properties", "org.gradle.jvmargs=-Xmx2g\nnexusUser = me\nnexusPassword = §\n", "password"),
    (
        "ivysettings.xml",
        '<ivysettings><credentials host="h" realm="r" username="u" passwd="§"/></ivysettings>',
        "repository password",
    ),
    (".sbt/.credentials", "realm=Acme\nhost=repo.acme.io\nuser=me\npassword=§\n", "repository password"),
    (
        "NuGet.Config",
        (
            '<configuration><packageSourceCredentials><acme><add key="Username" value="me" />\n'
            '<add key="ClearTextPassword" value="§" /></acme></packageSourceCredentials></configuration>'
        ),
        "NuGet password",
    ),
    ("hex.config", '{api_key,<<"§">>}.\n{username,<<"me">>}.\n', "Hex API key"),
    ("kaggle.json", '{"username":"me","key":"§"}', "Kaggle API key"),
    ("huggingface/token", "§\n", "Hugging Face token"),
    (".aws/credentials", "[default]\naws_access_key_id = me\naws_secret_access_key = §\n", "AWS secret access key"),
    (".aws/config", "[profile x]\nregion = eu-west-1\naws_session_token=§\n", "AWS secret access key"),
    (".boto", "[Credentials]\ngs_oauth2_refresh_token = §\n", "storage secret key"),
    (".s3cfg", "[default]\naccess_key = me\nsecret_key = §\nuse_https = True\n", "S3 secret key"),
    ("rclone.conf", "[remote]\ntype = sftp\nhost = h\nuser = me\npass = §\n", "storage credentials"),
    (".passwd-s3fs", "bucket:me:§\n", "S3 secret key"),
    (
        "application_default_credentials.json",
        ('{\n "client_id": "x.apps",\n "refresh_token": "§",\n "type": "authorized_user"\n}'),
        "Google Cloud credentials",
    ),
    (
        ".azure/msal_token_cache.json",
        '{"RefreshToken": {"a-b": {"home_account_id": "x", "secret": "§"}}}',
        "Azure credentials",
    ),
    (
        ".azure/accessTokens.json",
        '[{"tokenType": "Bearer", "refreshToken": "§", "_clientId": "x"}]',
        "Azure credentials",
    ),
    (
        "me.publishsettings",
        '<publishData><publishProfile userName="$me" userPWD="§" /></publishData>',
        "Azure credentials",
    ),
    (
        ".kube/config",
        "apiVersion: v1\nusers:\n- name: me\n  user:\n    token: §\ncurrent-context: x\n",
        "Kubernetes credentials",
    ),
    (".kube/config", "users:\n  - name: me\n    user: {username: admin, password: §}\n", "Kubernetes credentials"),
    ("kubeconfig", '{"users": [{"name": "me", "user": {"token": "§"}}]}', "Kubernetes credentials"),
    ("serviceaccount/token", "§", "Kubernetes service account token"),
    ("doctl/config.yaml", "access-token: §\ncontext: default\n", "DigitalOcean token"),
    (".mc/config.json", '{"version": "10", "aliases": {"s3": {"accessKey": "me", "secretKey": "§"}}}', "S3 secret key"),
    ("credentials.tfrc.json", '{"credentials": {"app.terraform.io": {"token": "§"}}}', "Terraform token"),
    (".terraformrc", 'credentials "app.terraform.io" {\n  token = "§"\n}\n', "Terraform token"),
    (
        "terraform.tfstate",
        '{"version": 4, "outputs": {"db": {"value": "§", "type": "string", "sensitive": true}}}',
        "sensitive Terraform output",
    ),
    (
        "terraform.tfstate",
        (
            '{"resources": [{"type": "random_password", "name": "x", "instances": [{"attributes":'
            ' {"length": 20, "result": "§"}}]}]}'
        ),
        "generated password",
    ),
    ("prod.tfvars", 'region = "eu-west-1"\ndb_password = "§"\n', "password"),
    (".vault-token", "§", "Vault token"),
    (
        ".pulumi/credentials.json",
        '{"current": "https://api.pulumi.com", "accessTokens": {"https://api.pulumi.com": "§"}}',
        "Pulumi token",
    ),
    (".git-credentials", "https://me:§@git.acme.io\n", "Git credentials"),
    (
        ".git/config",
        '[core]\n\tbare = false\n[http "https://github.com/"]\n\textraheader = AUTHORIZATION: bearer §\n',
        "Git credentials",
    ),
    (".gitconfig", "[user]\n\tname = Me\n[github]\n\tuser = me\n\ttoken = §\n", "Git credentials"),
    (".gitconfig", '[credential]\n\thelper = "!f() { echo username=me; echo password=§; }; f"\n', "Git credentials"),
    (
        ".git/config",
        '[remote "origin"]\n\turl = https://me:§@git.acme.io/a.git\n\tfetch = +refs/heads/*\n',
        "password in a URL",
    ),
    (
        ".netrc",
        "# mine\nmachine h.acme.io\n\tlogin me\n\tpassword §\ndefault login anonymous password user@site\n",
        "netrc password",
    ),
    (".netrc", 'machine h.acme.io login me password "§"\nmacdef init\ncd pub\npassword no\n\n', "netrc password"),
    ("gh/hosts.yml", "github.com:\n    user: me\n    oauth_token: §\n    git_protocol: https\n", "GitHub token"),
    (".config/hub", "github.com:\n- user: me\n  oauth_token: §\n  protocol: https\n", "GitHub token"),
    ("glab-cli/config.yml", "hosts:\n    gitlab.com:\n        token: §\n        api_protocol: https\n", "GitLab token"),
    ("gitlab-runner/config.toml", '[[runners]]\n  name = "x"\n  token = "§"\n', "GitLab runner token"),
    (
        "svn.simple/0a1b",
        "K 8\npasstype\nV 6\nsimple\nK 8\npassword\nV 20\n§\nK 8\nusername\nV 2\nme\nEND\n",
        "Subversion password",
    ),
    (".pgpass", "# c\ndb.acme.io:5432:*:me:§\n", "PostgreSQL password"),
    (".pg_service.conf", "[x]\nhost=h\nuser=me\npassword=§\n", "PostgreSQL password"),
    (".my.cnf", "[client]\nuser=me\npassword='§'\n", "MySQL password"),
    ("debian.cnf", "[client]\nhost     = localhost\npassword = §\n", "MySQL password"),
    ("database.yml", "production:\n  adapter: postgresql\n  password: §\n", "database password"),
    (
        "mongoid.yml",
        "production:\n  clients:\n    default:\n      uri: 'mongodb://me:§@h:27017/x'\n",
        "password in a URL",
    ),
    ("redis.conf", "port 6379\n# requirepass no\nrequirepass §\n", "Redis password"),
    ("odbc.ini", "[x]\nServer=h\nUID=me\nPWD=§\n", "database password"),
    (
        "robomongo.json",
        '{"connections": [{"credentials": [{"userName": "me", "userPassword": "§"}], "sshPort": 22}]}',
        "password",
    ),
    (
        "dbeaver-data-sources.xml",
        (
            '<data-sources><data-source name="x"><connection host="h" user="me" password="§"/>'
            "</data-source></data-sources>"
        ),
        "database password",
    ),
    (".erlang.cookie", "§", "Erlang cookie"),
    (".env", "# x\nAPP_ENV=production\nexport DB_PASSWORD='§' # c\nDEBUG=true\n", "password"),
    (".env.production", 'API_TOKEN="§"\r\nAPI_URL=https://h.acme.io\r\n', "token"),
    ("proc/1/environ", "PATH=/bin\0DB_PASSWORD=§\0HOME=/root\0", "password"),
    (".bashrc", "alias ll='ls -l'\nexport PATH=$PATH:~/bin\nexport GITLAB_TOKEN=§\n", "token"),
    (
        "wp-config.php",
        "<?php\ndefine( 'DB_NAME', 'x' );\ndefine( 'DB_PASSWORD', '§' );\n$table_prefix = 'wp_';\n",
        "WordPress secret",
    ),
    (
        "wp-config.php",
        "define('AUTH_KEY', '§');define('NONCE_SALT', 'put your unique phrase here');",
        "WordPress secret",
    ),
    ("configuration.php", "class JConfig {\n public $db = 'x';\n public $password = '§';\n}\n", "password"),
    ("settings.py", "DEBUG = True\nSECRET_KEY = '§'\nPASSWORD_HASHERS = ['a.b.C']\n", "secret key"),
    ("settings.py", "DATABASES = {'default': {'USER': 'me', 'PASSWORD': '§', 'HOST': os.environ['H']}}\n", "password"),
    ("config/master.key", "§", "Rails master key"),
    ("secrets.yml", "production:\n  secret_key_base: §\ntest:\n  secret_key_base: <%= ENV['X'] %>\n", "secret key"),
    ("application.yml", "spring:\n  datasource:\n    username: me\n    password: §\n", "password"),
    ("application.properties", "spring.datasource.password=§\nserver.port=8080\n", "password"),
    (
        "appsettings.json",
        '{"ConnectionStrings": {"Default": "Server=h;User Id=me;Password=§;"}}',
        "password in a connection string",
    ),
    (
        "web.config",
        (
            '<configuration><connectionStrings><add name="x" connectionString="Server=h;Uid=me;Pwd=§;" />'
            "</connectionStrings></configuration>"
        ),
        "password in a connection string",
    ),
    (
        "tomcat-users.xml",
        '<tomcat-users><user username="me" password="§" roles="manager"/></tomcat-users>',
        "Tomcat password",
    ),
    ("credentials.xml", "<list><c><username>me</username><password>§</password></c></list>", "Jenkins credentials"),
    (
        "docker-compose.yml",
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: §\n      TZ: UTC\n",
        "password",
    ),
    (
        "docker-compose.yml",
        "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=§\n      - TZ=UTC\n",
        "password",
    ),
    ("deployment-secrets.yaml", "env:\n- name: LOG\n  value: debug\n- name: DB_PASSWORD\n  value: §\n", "password"),
    (".vault_pass", "§\n", "Ansible Vault password"),
    (
        "salesforce.js",
        "const c = new jsforce.Connection();\nc.login('me@acme.io', '§', (e) => {});\n",
        "password in a login",
    ),
    ("accessKeys.csv", "User name,Password,Access key ID,Secret access key\nme,§,AKIA" + "Q" * 16 + ",\n", "password"),
    ("run/secrets/db", "§\n", "mounted secret"),
    (
        "sitemanager.xml",
        ("<FileZilla3><Servers><Server><Host>h</Host><User>me</User><Pass>§</Pass></Server></Servers></FileZilla3>"),
        "FTP password",
    ),
    (
        ".ftpconfig",
        '{\n "host": "h",\n "user": "me",\n "pass": "§",\n "promptForPass": false\n}',
        "FTP or SSH password",
    ),
    (
        "sftp-config.json",
        '{\n // c\n "user": "me",\n "password": "§",\n //"ssh_key_file": "~/.ssh/id_rsa",\n}',
        "FTP or SSH password",
    ),
    (".wgetrc", "user = me\nhttp_password = §\n", "FTP password"),
    (".curlrc", 'silent\nuser = "me:§"\n', "curl password"),
    (".smbcredentials", "username=me\npassword=§\ndomain=ACME\n", "file share password"),
    (".msmtprc", "account acme\nhost smtp.acme.io\nuser me\npassword §\n", "mail password"),
    (".esmtprc", 'identity "me@acme.io"\nusername "me"\npassword "§"\n', "mail password"),
    (".fetchmailrc", 'poll pop.acme.io proto pop3 user "me" password "§" ssl\n', "mail password"),
    (".muttrc", 'set imap_user = "me"\nset imap_pass = "§"\n', "mail password"),
    (".offlineimaprc", "[Repository x]\nremoteuser = me\nremotepass = §\n", "mail password"),
    ("sasl_passwd", "[smtp.acme.io]:587 me:§\n", "mail password"),
    (".irssi/config", 'servers = (\n  { address = "h"; password = "§"; }\n);\n', "password"),
    ("ventrilo_srv.ini", "[Server]\nName=x\nPort=3784\nAdminPassword=§\n", "server password"),
    ("wpa_supplicant.conf", 'network={\n  ssid="x"\n  psk="§"\n}\n', "Wi-Fi password"),
    ("x.nmconnection", "[wifi-security]\nkey-mgmt=wpa-psk\npsk=§\n", "Wi-Fi password"),
    ("chap-secrets", "# client server secret IP\nme * § *\n", "PPP secret"),
    ("ipsec.secrets", '# c\n1.2.3.4 : PSK "§"\n', "VPN secret"),
    ("rndc.key", 'key "k" {\n  algorithm hmac-sha256;\n  secret "§";\n};\n', "DNS key"),
    ("nslcd.conf", "uri ldap://h\nbinddn cn=x\nbindpw §\n", "directory password"),
    ("sssd.conf", "[domain/x]\nldap_default_authtok = §\n", "directory password"),
    ("zabbix_server.conf", "DBUser=zabbix\nDBPassword=§\n", "monitoring password"),
    ("rsyncd.secrets", "me:§\n", "rsync password"),
    (".bash_history", "ls -la\nPGPASSWORD=§ psql -h h -U me\nexit\n", "password"),
    (".bash_history", "export DEPLOY_TOKEN=§\n", "token"),
    (".bash_history", "curl -s -u me:§ https://h.acme.io/x\n", "password on a command line"),
    (".zsh_history", ": 1700000000:0;mysql -u me -p§ db\n", "password on a command line"),
    (".psql_history", "select 1;\nALTER USER me WITH PASSWORD '§';\n", "database password"),
    (".mysql_history", "CREATE USER 'me'@'%' IDENTIFIED BY '§';\n", "database password"),
    (".python_history", "import boto3\npassword = '§'\n", "password"),
    (
        "etc/yum.repos.d/acme.repo",
        "[acme]\nbaseurl=https://y.acme.io\nusername=me\npassword=§\n",
        "repository password",
    ),
    ("etc/mysql/conf.d/z.cnf", '[client]\npassword = "§" # mine\n', "MySQL password"),
    ("root/.dbt/profiles.yml", "p:\n  outputs:\n    dev:\n      password: §\n", "database password"),
    (".lftprc", "open -u me,§ ftp.acme.io\n", "FTP password"),
    ("supervisord.conf", "[inet_http_server]\nport=9001\nusername=me\npassword=§\n", "service password"),
    ("haproxy.cfg", "userlist u\n  user me insecure-password §\n", "proxy password"),
    ("etc/systemd/system/app.service", "[Service]\nEnvironment=DB_PASSWORD=§ MODE=x\n", "password"),
    ("app.service.d/override.conf", "[Service]\nEnvironment='A=b' \"API_TOKEN=§\"\n", "token"),
    ("docker-entrypoint-initdb.d/10-users.sql", "CREATE USER app IDENTIFIED BY '§';\n", "database password"),
    ("init.sql", "create user 'app'@'%' identified with mysql_native_password by '§';\n", "database password"),
    ("init.sql", "CREATE LOGIN app WITH PASSWORD = '§';\n", "database password"),
    ("init.sql", "GRANT ALL ON shop.* TO 'app'@'%' IDENTIFIED BY '§';\n", "database password"),
    ("dump.sql", "ALTER ROLE app WITH LOGIN PASSWORD '§';\n", "database password"),
    ("etc/fstab", "//h/share /mnt cifs username=me,password=§,ro 0 0\n", "file share password"),
    ("var/jenkins_home/secrets/initialAdminPassword", "§\n", "Jenkins password"),
    ("prod-credentials.json", '{"user": "me", "api_key": "§"}', "API key"),
    ("my_secrets.toml", '[db]\npassword = "§"\n', "password"),
)


@pytest.mark.parametrize(("path", "content", "kind"), _FILES, ids=[f"{row[0]}-{row[2]}" for row in _FILES])
def test_the_secret_is_found_where_it_stands_and_nothing_else(path: str, content: str, kind: str) -> None:
    secret = _secret()
    encoded = content.replace("§", secret).encode()
    found = readers.read(path, encoded)
    assert [(each.kind, each.value, encoded[each.start : each.end].decode()) for each in found] == [
        (kind, secret, secret)
    ]


@pytest.mark.parametrize(("path", "content", "kind"), _FILES, ids=[f"{row[0]}-{row[2]}" for row in _FILES])
@pytest.mark.parametrize(
    "value", ["${SECRET_OF_CI}", "$SECRET_OF_CI", "", "<password>", "changeme-please-REPLACE_ME", "xxxxxxxx"]
)
def test_a_variable_or_a_placeholder_is_no_credential(path: str, content: str, kind: str, value: str) -> None:
    found = readers.read(path, content.replace("§", value).encode())
    assert [each for each in found if each.severity is Severity.ERROR] == []
