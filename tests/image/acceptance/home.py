"""Credential files as their tools write them, with passwords of no format: only a reader of the file finds them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator

from tests.image.acceptance.credentials import aws_key_id, aws_secret, github, jwt, npm, password, text
from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import file


def _spot(place: str, path: str, content: str, *values: str, line: int = 0, never: tuple[str, ...] = ()) -> Spot:
    return Spot(place, path, file(path, content.encode()), values, line=line, never=never)


def _b64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def credential_files() -> Iterator[Spot]:
    """One place for each file format."""
    yield from _of_shells_and_git()
    yield from _of_registries()
    yield from _of_databases()
    yield from _of_build_tools()
    yield from _of_clouds()
    yield from _of_applications()
    yield from _of_systems()


def _of_shells_and_git() -> Iterator[Spot]:
    secret = password("git-credentials")
    yield _spot(
        ".git-credentials", "root/.git-credentials", f"https://ops:{secret}@git.corp.internal\n", secret, line=1
    )
    secret = password("netrc")
    content = f"machine git.corp.internal\n  login ops\n  password {secret}\n"
    yield _spot(".netrc", "root/.netrc", content, secret, line=3)
    secret = password("curlrc")
    yield _spot("history of a shell", "root/.bash_history", f"ls\nmysql -u root -p{secret} shop\n", secret, line=2)
    secret = password("dotenv")
    content = f"APP_ENV=production\nDB_PASSWORD={secret}\nDB_HOST=db\n"
    yield _spot(".env", "srv/.env", content, secret, line=2)
    secret = password("quoted dotenv") + "$#'"
    yield _spot(".env with quotes", "srv/.env.production", f'export SMTP_PASSWORD="{secret}"\n', secret, line=1)


def _of_registries() -> Iterator[Spot]:
    token = npm("npmrc")
    content = f"registry=https://npm.corp.internal/\n//npm.corp.internal/:_authToken={token}\n"
    yield _spot(".npmrc", "root/.npmrc", content, token, line=2)
    secret = password("npmrc auth")
    content = f"//npm.corp.internal/:_auth={_b64(f'ops:{secret}')}\n"
    yield _spot(".npmrc, _auth in base64", "home/a/.npmrc", content, secret, line=1, never=(_b64(f"ops:{secret}"),))
    secret = password("npmrc password")
    content = f"//npm.corp.internal/:username=ops\n//npm.corp.internal/:_password={_b64(secret)}\n"
    yield _spot(".npmrc, _password in base64", "home/b/.npmrc", content, secret, line=2, never=(_b64(secret),))
    secret = password("docker config")
    content = json.dumps({"auths": {"registry.corp.internal": {"auth": _b64(f"ops:{secret}")}}}, indent=2)
    yield _spot(".docker/config.json", "root/.docker/config.json", content, secret, never=(_b64(f"ops:{secret}"),))
    secret = password("dockercfg")
    content = json.dumps({"registry.corp.internal": {"auth": _b64(f"ops:{secret}"), "email": ""}})
    yield _spot(".dockercfg", "root/.dockercfg", content, secret, never=(_b64(f"ops:{secret}"),))
    secret = password("pypirc")
    content = f"[pypi]\nrepository = https://pypi.corp.internal\nusername = ops\npassword = {secret}\n"
    yield _spot(".pypirc", "root/.pypirc", content, secret, line=4)
    secret = password("pip.conf")
    content = f"[global]\nindex-url = https://ops:{secret}@pypi.corp.internal/simple\n"
    yield _spot("pip.conf", "etc/pip.conf", content, secret, line=2)
    secret = password("yarnrc")
    content = f'npmScopes:\n  corp:\n    npmAuthToken: "{secret}"\n'
    yield _spot(".yarnrc.yml", "srv/.yarnrc.yml", content, secret, line=3)
    secret = password("cargo")
    yield _spot(
        "cargo credentials", "root/.cargo/credentials.toml", f'[registry]\ntoken = "{secret}"\n', secret, line=2
    )
    secret = password("gem")
    yield _spot("gem credentials", "root/.gem/credentials", f"---\n:rubygems_api_key: {secret}\n", secret, line=2)
    secret = password("bundle")
    content = f'---\nBUNDLE_GEMS__CORP__INTERNAL: "ops:{secret}"\n'
    yield _spot(".bundle/config", "root/.bundle/config", content, secret, line=2)
    secret = password("composer")
    content = json.dumps({"http-basic": {"repo.corp.internal": {"username": "ops", "password": secret}}}, indent=1)
    yield _spot("composer auth.json", "root/.composer/auth.json", content, secret)


def _of_databases() -> Iterator[Spot]:
    secret = password("pgpass")
    yield _spot(".pgpass", "root/.pgpass", f"# shop\ndb.corp.internal:5432:shop:app:{secret}\n", secret, line=2)
    secret = password("my.cnf")
    yield _spot(".my.cnf", "root/.my.cnf", f"[client]\nuser=root\npassword={secret}\n", secret, line=3)
    secret = password("redis")
    yield _spot("redis.conf", "etc/redis/redis.conf", f"port 6379\nrequirepass {secret}\n", secret, line=2)
    secret = password("database.yml")
    content = f"production:\n  adapter: postgresql\n  username: app\n  password: {secret}\n"
    yield _spot("database.yml", "srv/config/database.yml", content, secret, line=4)
    secret = password("database URL")
    content = f"import os\nURL = 'postgresql://app:{secret}@db.corp.internal:5432/shop'\n"
    yield _spot("URL of a database", "srv/models.py", content, secret, line=2)


def _of_build_tools() -> Iterator[Spot]:
    secret = password("settings.xml")
    content = (
        "<settings>\n <servers>\n  <server>\n   <id>corp</id>\n   <username>ops</username>\n"
        f"   <password>{secret}</password>\n  </server>\n </servers>\n</settings>\n"
    )
    yield _spot("Maven settings.xml", "root/.m2/settings.xml", content, secret, line=6)
    secret = password("gradle")
    content = f"org.gradle.daemon=false\ncorpUser=ops\ncorpPassword={secret}\n"
    yield _spot("gradle.properties", "root/.gradle/gradle.properties", content, secret, line=3)
    secret = password("nuget")
    content = (
        '<?xml version="1.0"?>\n<configuration>\n <packageSourceCredentials>\n  <corp>\n'
        f'   <add key="Username" value="ops" />\n   <add key="ClearTextPassword" value="{secret}" />\n'
        "  </corp>\n </packageSourceCredentials>\n</configuration>\n"
    )
    yield _spot("NuGet.Config", "root/.nuget/NuGet/NuGet.Config", content, secret, line=6)
    secret = password("sbt")
    content = f"realm=Corp\nhost=repo.corp.internal\nuser=ops\npassword={secret}\n"
    yield _spot("sbt credentials", "root/.sbt/.credentials", content, secret, line=4)


def _of_clouds() -> Iterator[Spot]:
    key, secret = aws_key_id("aws"), aws_secret("aws")
    content = f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
    yield _spot(".aws/credentials", "root/.aws/credentials", content, key, secret)
    refresh, client = "1//0" + text("adc", 96), "GOC" + "SPX-" + text("adc client", 28)
    content = json.dumps(
        {
            "client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",
            "client_secret": client,
            "refresh_token": refresh,
            "type": "authorized_user",
        }
    )
    path = "root/.config/gcloud/application_default_credentials.json"
    yield _spot("gcloud's default credentials", path, content, client, refresh)
    refresh, access = "0." + text("azure", 90), jwt("azure")
    content = json.dumps([{"tokenType": "Bearer", "accessToken": access, "refreshToken": refresh, "userId": "a"}])
    yield _spot("Azure access tokens", "root/.azure/accessTokens.json", content, access, refresh)
    secret = password("kube token")
    content = (
        "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {server: https://k8s.corp.internal}\n"
        f"users:\n- name: admin\n  user:\n    password: {secret}\n    username: admin\n"
    )
    yield _spot("kubeconfig's password", "home/c/.kube/config", content, secret, line=9)
    token = jwt("kube token")
    content = f"apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: {token}\n"
    yield _spot("kubeconfig's token", "root/.kube/config", content, token, line=6)
    secret = password("tfstate")
    attributes = {"id": "db-1", "username": "app", "password": secret, "port": 5432}
    content = json.dumps(
        {"version": 4, "terraform_version": "1.9.0", "resources": [
            {"mode": "managed", "type": "aws_db_instance", "name": "db", "instances": [{"attributes": attributes}]}
        ]},
        indent=2,
    )  # fmt: skip
    yield _spot("terraform.tfstate", "srv/terraform.tfstate", content, secret)
    secret = password("tfvars")
    yield _spot(
        "terraform.tfvars", "srv/terraform.tfvars", f'region = "eu"\ndb_password = "{secret}"\n', secret, line=2
    )
    secret = password("rclone")
    content = f"[corp]\ntype = s3\naccess_key_id = ops\nsecret_access_key = {secret}\n"
    yield _spot("rclone.conf", "root/.config/rclone/rclone.conf", content, secret, line=4)
    secret = text("vault token", 26)
    yield _spot("vault token file", "root/.vault-token", f"{secret}\n", secret, line=1)
    secret = password("mounted secret")
    yield _spot("secret mount that was copied", "run/secrets/db_password", f"{secret}\n", secret, line=1)


def _of_applications() -> Iterator[Spot]:
    secret = password("wp-config")
    content = f"<?php\ndefine( 'DB_USER', 'wp' );\ndefine( 'DB_PASSWORD', '{secret}' );\n"
    yield _spot("wp-config.php", "var/www/wp-config.php", content, secret, line=3)
    secret = text("rails", 32, "0123456789abcdef")
    yield _spot("Rails master.key", "srv/config/master.key", secret, secret, line=1)
    secret = text("django", 50, "abcdefghijklmnopqrstuvwxyz0123456789@#%^&*(-_=+)")
    yield _spot(
        "Django SECRET_KEY", "srv/shop/settings.py", f"DEBUG = False\nSECRET_KEY = '{secret}'\n", secret, line=2
    )
    secret = base64.b64encode(hashlib.sha256(b"dockerlint laravel").digest()).decode()
    content = f"APP_NAME=shop\nAPP_KEY=base64:{secret}\n"
    yield Spot(
        "Laravel APP_KEY", "srv/laravel/.env", file("srv/laravel/.env", content.encode()), keys=1, never=(secret,)
    )
    secret = password("spring")
    content = f"spring.datasource.username=app\nspring.datasource.password={secret}\n"
    yield _spot("application.properties", "srv/application.properties", content, secret, line=2)
    secret = password("spring yaml")
    content = f"spring:\n  datasource:\n    username: app\n    password: {secret}\n"
    yield _spot("application.yml", "srv/application.yml", content, secret, line=4)
    secret = password("appsettings")
    connection = f"Server=db.corp.internal;Database=shop;User Id=app;Password={secret};"
    content = json.dumps({"ConnectionStrings": {"Default": connection}}, indent=2)
    yield _spot("appsettings.json", "srv/appsettings.json", content, secret, line=3)
    secret = github("compose")
    content = f"services:\n  app:\n    environment:\n      GITHUB_TOKEN: {secret}\n"
    yield _spot("compose.yaml", "srv/compose.yaml", content, secret, line=4)
    secret = password("tomcat")
    content = f'<tomcat-users>\n  <user username="ops" password="{secret}" roles="manager-gui"/>\n</tomcat-users>\n'
    yield _spot("tomcat-users.xml", "srv/conf/tomcat-users.xml", content, secret, line=2)


def _of_systems() -> Iterator[Spot]:
    crypt = "./0123456789" + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    secret = "$" + "6$" + text("salt", 16, crypt) + "$" + text("shadow", 86, crypt)
    content = f"root:*:19700:0:99999:7:::\nops:{secret}:19700:0:99999:7:::\n"
    yield Spot("shadow", "etc/shadow", file("etc/shadow", content.encode()), (secret,), line=2)
    secret = "$" + "apr1$" + text("salt", 8, crypt) + "$" + text("apr1", 22, crypt)
    yield _spot("htpasswd", "etc/nginx/.htpasswd", f"ops:{secret}\n", secret, line=1)
    secret = password("wifi")
    content = f'network={{\n ssid="corp"\n psk="{secret}"\n}}\n'
    yield _spot("wpa_supplicant.conf", "etc/wpa_supplicant/wpa_supplicant.conf", content, secret, line=3)
