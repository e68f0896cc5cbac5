"""Files are judged by where they come from and by where they go; look-alikes stay silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.file_kinds import KNOWN
from dockerlint.trace.catalogue.paths import classify_path


@pytest.mark.parametrize(
    ("path", "destination", "judged"),
    [
        ("id_rsa", "/root/.ssh/id_rsa", "private-key ssh_key certain"),
        ("k1", "/root/.ssh/id_rsa", "private-key ssh_key certain"),
        ("keys/*", "/root/.ssh/", "private-key ssh_key likely"),
        ("deploy_key", "/root/.ssh/", "private-key ssh_key likely"),
        ("ssh", "/root/.ssh", "private-key ssh_key likely"),
        ("ssh/deploy.pem", "/root/.ssh/", "private-key ssh_key certain"),
        ("https://h.io/id_rsa", "/root/.ssh/id_rsa", "private-key ssh_key certain"),
        ("nginx.key", "/etc/nginx/ssl/", "private-key tls_key certain"),
        ("server.key", "", "private-key tls_key likely"),
        ("tls/privkey.pem", "/etc/letsencrypt/live/h/privkey.pem", "private-key tls_key certain"),
        ("$KEY", "/etc/ssl/private/$KEY", "private-key tls_key likely"),
        ("ssk", "/etc/ssl/private", "private-key tls_key likely"),
        ("haproxy.pem", "/etc/haproxy/", "private-key tls_key likely"),
        ("localhost.key", "/etc/nginx/", "private-key tls_key possible"),
        ("my.pem", "/srv/", "private-key tls_key possible"),
        (".npmrc", "./", "config npmrc likely"),
        ("npmrc", "/root/.npmrc", "config npmrc likely"),
        (".npmrc-ci", ".npmrc", "config npmrc likely"),
        (".netrc", "/root/.netrc", "credential netrc certain"),
        ("pypirc", "/root/.pypirc", "credential pypirc likely"),
        ("credentials.toml", "/usr/local/cargo/credentials.toml", "credential cargo_credentials certain"),
        (".curlrc", "/root/", "config curlrc possible"),
        ("pip.conf", "/etc/pip.conf", "config pip_conf possible"),
        ("credentials", "/root/.aws/", "credential aws certain"),
        ("aws.txt", "/root/.aws/credentials", "credential aws certain"),
        (".aws", "/root/.aws", "credential aws likely"),
        ("config", "/root/.kube/", "credential kubeconfig likely"),
        ("config.json", "/root/.docker/config.json", "credential docker_config likely"),
        ("kaggle.json", "/root/.kaggle/", "credential kaggle certain"),
        ("key.json", "/app/", "credential gcp_key likely"),
        ("$KEY_NAME", "app-key.json", "credential gcp_key likely"),
        ("my-project-0123456789ab.json", "/", "credential gcp_key likely"),
        (".env", "/app/.env", "environment dotenv likely"),
        (".env.production", ".env", "environment dotenv likely"),
        ("prod.env", "/tmp/", "environment dotenv possible"),
        ("settings.xml", "/root/.m2/", "config maven_settings possible"),
        ("gradle.properties", "./", "config gradle_properties possible"),
        ("NuGet.Config", "./", "config nuget_config possible"),
        ("auth.json", "/root/.composer/", "credential composer_auth likely"),
        ("config/master.key", "config/", "credential rails_master_key certain"),
        ("terraform.tfvars", ".", "config tfvars likely"),
        ("prod.tfstate", ".", "credential tfstate likely"),
        ("public_private_key.pem", "/srv/", "private-key tls_key certain"),
        ("republic_key.pem", "/srv/", "private-key tls_key certain"),
        ("a.p12", "/srv/", "keystore keystore likely"),
        ("vault.kdbx", "/srv/", "keystore passwords certain"),
        ("client.ovpn", "/etc/openvpn/", "credential ovpn likely"),
        (".git", "/app/.git", "vcs git possible"),
        (".gitconfig", "/root/", "config gitconfig possible"),
        (".git-credentials", "/root/", "credential git_credentials certain"),
        ("htpasswd", "/etc/nginx/htpasswd", "credential htpasswd likely"),
        ("secrets.yml", "config/", "credential app_secrets likely"),
        ("s3cfg", "/root/.s3cfg", "credential s3cfg likely"),
        ("creds.json", "/creds.json", "credential app_secrets likely"),
        ("conf\\\\id_rsa", "C:\\\\Users\\\\a\\\\.ssh\\\\id_rsa", "private-key ssh_key certain"),
    ],
)  # fmt: skip
def test_a_credential_file_is_known(path: str, destination: str, judged: str) -> None:
    known = classify_path(path, destination)
    assert known is not None
    assert f"{known.kind} {known.secret_id} {known.confidence}" == judged


@pytest.mark.parametrize(
    ("path", "destination"),
    [
        ("id_rsa.pub", "/root/.ssh/id_rsa.pub"), ("id_rsa.pub", "/root/.ssh/authorized_keys"),
        ("deploy.pub", "/root/.ssh/authorized_keys"), ("known_hosts", "/root/.ssh/known_hosts"),
        ("ssh_config", "/root/.ssh/config"), ("config/ssh", "/root/.ssh/config"), ("entrypoint.sh", "/root/.ssh/"),
        ("config", "~/.aws"), ("config", "/root/.aws/config"), ("ca.pem", "/etc/ssl/"), ("cacert.pem", "/srv/"),
        ("cert.pem", "/etc/ssl/certs/cert.pem"), ("server.crt", "/etc/nginx/"), ("dhparam.pem", "/etc/nginx/"),
        ("fullchain.pem", "/srv/"), ("rds-combined-ca-bundle.pem", "/srv/"), ("isrgrootx1.pem", "/etc/ssl/"),
        ("nodesource.gpg.key", "/tmp/"), ("winehq.key", "/tmp/"), ("microsoft.key", "/install/"),
        ("epel.key", "/etc/pki/rpm-gpg/RPM-GPG-KEY-EPEL-7"), ("jenkins-ci.org.key", "/tmp/"),
        ("https://packages.h.io/h.key", "/tmp/h.key"), ("https://h.io/.npmrc", "/root/.npmrc"),
        (".env.example", ".env"), (".env.sample", "."), (".env.dist", "."), (".env.template", ".env"),
        ("example.env", ".env"),
        (".npmrc.example", ".npmrc"), ("truststore.jks", "/"), ("cacerts", "/etc/ssl/"), ("public.pem", "/srv/"),
        ("public_key.pem", "./"), ("jwt/public-key.pem", "/etc/ssl/"), ("jwt_pub_key.pem", "/keys/"),
        ("rsa_public_key.pem", "/app/"), ("public.key", "/etc/ssl/"), ("key.pub.pem", "/keys/"),
        ("nginx.conf", "/etc/nginx/"), (".", "."), ("./", "/app"), (".", "/go/src/x/kubeconfig-helper"), ("*", "/app/"),
        ("package.json", "./"), ("tsconfig.json", "."), ("src", "/app/src"), ("kubectl", "/usr/local/bin/"),
        ("create-kubeconfig", "/bin/"), ("create-kubeconfig", "/usr/bin"), ("credentials.php", "/app/"),
        ("read-secrets.sh", "/tmp/"),
        ("settings.xml", "$CATALINA_HOME/conf/settings.xml"), ("hubot/secretary", "/srv/"), (".gitignore", "."),
        (".git/HEAD", "/app/.git/HEAD"), ("versions.env", "/"), ("<<EOF", "/app/.env"), ("", ""),
        ("tokenizer.json", "/m/"),
        ("authorized_keys", "/home/a/.ssh/"), ("wp-config.php", "/var/www/"), ("keyboard", "/etc/default/keyboard"),
    ],
)  # fmt: skip
def test_a_look_alike_is_none(path: str, destination: str) -> None:
    assert classify_path(path, destination) is None


def test_every_known_file_is_known_where_its_tool_looks_for_it() -> None:
    missed = [known.what for known in KNOWN if known.home and classify_path(known.home) != known]
    assert missed == []
    assert all(name == name.lower() for known in KNOWN for name in known.names)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_path_can_be_asked_for(path: str, destination: str) -> None:
    known = classify_path(path, destination)
    assert known is None or known.confidence in ("certain", "likely", "possible")
