"""Private keys that a build makes, and passwords that it gives to accounts.  «…» marks the passwords below."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from dockerlint.trace.catalogue.tools import GeneratedKey, default_credentials, keys_generated

HOST_KEYS = "/etc/ssh/ssh_host_*_key"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("openssl genrsa -out k.pem 2048", ("/app/k.pem", "private key", "certain")),
        ("openssl genrsa 2048 > /k.pem", ("/k.pem", "private key", "certain")),
        ("openssl genrsa 2048", ("", "private key", "certain")),
        ("openssl genpkey -algorithm RSA -out k", ("/app/k", "private key", "certain")),
        ("openssl ecparam -name prime256v1 -genkey -noout -out k", ("/app/k", "private key", "certain")),
        ("openssl ecparam -name prime256v1 -out p", None),
        ("openssl req -x509 -nodes -newkey rsa:2048 -keyout /etc/k -out c", ("/etc/k", "private key", "certain")),
        ("openssl req -new -key k -out c.csr", None),
        ("openssl x509 -req -in c.csr -CA ca -CAkey k -out c", None),
        ("openssl dhparam -out dh.pem 2048", None),
        ("ssh-keygen -A", (HOST_KEYS, "SSH host key", "certain")),
        ("ssh-keygen -t rsa -N '' -f ~/.ssh/id_rsa", ("/root/.ssh/id_rsa", "SSH key", "certain")),
        ("ssh-keygen -q -t ed25519 -N ''", ("/root/.ssh/id_ed25519", "SSH key", "certain")),
        ("ssh-keygen -N ''", ("/root/.ssh/id_*", "SSH key", "certain")),
        (
            "ssh-keygen -f /etc/ssh/ssh_host_rsa_key -N '' -t rsa",
            ("/etc/ssh/ssh_host_rsa_key", "SSH host key", "certain"),
        ),
        ("ssh-keygen -R github.com", None),
        ("ssh-keygen -F github.com", None),
        ("ssh-keygen -lf k", None),
        ("ssh-keygen -y -f k", None),
        ("ssh-keyscan github.com", None),
        ("dpkg-reconfigure openssh-server", (HOST_KEYS, "SSH host key", "certain")),
        ("apt-get install -y vim openssh-server", (HOST_KEYS, "SSH host key", "possible")),
        ("apt-get install -y openssh-client", None),
        ("apt-get install -y ssl-cert", ("/etc/ssl/private/ssl-cert-snakeoil.key", "private key", "possible")),
        ("yum install -y openssh-server", None),
        ("apk add openssh-server", None),
        ("service ssh start", (HOST_KEYS, "SSH host key", "likely")),
        ("/etc/init.d/ssh start", (HOST_KEYS, "SSH host key", "likely")),
        ("systemctl enable sshd", None),
        ("service mysql start", None),
        ("mkcert -key-file /k.pem -cert-file /c.pem localhost", ("/k.pem", "private key", "certain")),
        ("mkcert example.test", ("/app/example.test-key.pem", "private key", "certain")),
        ("keytool -genkeypair -alias a -keystore k.jks", ("/app/k.jks", "key store", "certain")),
        ("keytool -genkey -alias a", ("/root/.keystore", "key store", "certain")),
        ("keytool -importcert -cacerts -file c", None),
        (
            "make-ssl-cert generate-default-snakeoil",
            ("/etc/ssl/private/ssl-cert-snakeoil.key", "private key", "certain"),
        ),
        ("./easyrsa build-server-full x nopass", ("/app/pki/private/*", "private key", "certain")),
        ("gpg --batch --gen-key x", ("/root/.gnupg/*", "OpenPGP key", "certain")),
        ("gpg --batch --homedir /g --quick-gen-key x", ("/g/*", "OpenPGP key", "certain")),
        ("gpg --recv-keys x", None),
        ("rndc-confgen -a -c /etc/named/rndc.key", ("/etc/named/rndc.key", "control key", "certain")),
        ("rndc-confgen -a", ("/etc/rndc.key", "control key", "certain")),
        ("rndc-confgen > rndc.conf", ("/app/rndc.conf", "control key", "certain")),
        ("rndc-confgen", None),
        ("wg genkey > /etc/wireguard/k", ("/etc/wireguard/k", "private key", "certain")),
    ],
)
def test_a_key_is_made_at_its_place(text: str, made: tuple[str, str, str] | None) -> None:
    found = keys_generated(read_script(text).commands[0].unwrapped(), "/root", "/app")
    assert found == ((GeneratedKey(*made),) if made else ())


GIVEN = (
    ("echo 'root:«secret»' | chpasswd", "root"),
    ("echo root:«secret» | chpasswd", "root"),
    ("echo 'root:«$PASSWORD»' | chpasswd", "root"),
    ('echo -e "a:«x1»\\nb:«x2»" | chpasswd', "a b"),
    ("chpasswd <<< 'me:«pw»'", "me"),
    ("chpasswd <<EOF\nme:«pw»\nyou:«pw2»\nEOF\n", "me you"),
    ("useradd me && echo 'me:«pw»' | sudo chpasswd && x", "me"),
    ("bash -c 'echo \"root:«root»\" | chpasswd'", "root"),
    ("echo «pw» | passwd --stdin root", "root"),
    ("printf '«pw»\\npw\\n' | passwd me", "me"),
    ("(echo «pw»; echo pw) | smbpasswd -s -a me", "me"),
    ("useradd -m -p «hash» me", "me"),
    ("usermod --password '«$6$abc»' root", "root"),
    ("useradd -p $(openssl passwd -1 «pw») me", "me"),
    ("""useradd -p $(perl -e 'print crypt("«pw»", "x")') me""", "me"),
    ("htpasswd -bc /etc/htpasswd me «pw»", "me"),
    ("rabbitmqctl add_user me «pw» && rabbitmqctl set_user_tags me administrator", "me"),
    ("mysql -e \"CREATE USER 'me'@'%' IDENTIFIED BY '«pw»'\"", "me"),
    ("mysql -e \"GRANT ALL ON *.* TO 'me'@'%' IDENTIFIED BY '«pw»' WITH GRANT OPTION\"", "me"),
    ("echo \"ALTER USER 'root'@'localhost' IDENTIFIED BY '«pw»';\" | mysql", "root"),
    ("psql -c \"CREATE USER me WITH SUPERUSER PASSWORD '«pw»';\"", "me"),
    ('su postgres -c "psql -c \\"ALTER ROLE me PASSWORD \'«pw»\'\\""', "me"),
    ("mysqladmin -u root password «pw»", "root"),
    ("echo 'mysql-server mysql-server/root_password password «pw»' | debconf-set-selections", ""),
)


@pytest.mark.parametrize(("marked", "users"), GIVEN, ids=[row[0] for row in GIVEN])
def test_a_literal_password_of_an_account_is_found(marked: str, users: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    found = default_credentials(read_script(text))
    marked_again = text
    for each in reversed(found):
        marked_again = f"{marked_again[: each.start]}«{text[each.start : each.end]}»{marked_again[each.end :]}"
    assert (marked_again, " ".join(each.user for each in found)) == (marked, users)


@pytest.mark.parametrize(
    "text",
    [
        'echo "root:$ROOT_PASSWORD" | chpasswd',
        "sh -c \"echo 'root:$ROOT_PASSWORD' | chpasswd\"",
        'echo "root:$(cat /run/secrets/x)" | chpasswd',
        "chpasswd < /run/secrets/x",
        "useradd -p '*' me",
        "useradd -p '!' me",
        'useradd -p "$HASH" me',
        "adduser --disabled-password --gecos '' me",
        "useradd -ms /bin/bash -u 1000 me",
        "passwd -d root",
        "passwd -l root",
        'htpasswd -bc /x me "$PW"',
        "htpasswd -c /x me",
        "mysql -e \"ALTER USER 'root' IDENTIFIED BY '$PW'\"",
        "mysql -e 'CREATE DATABASE x'",
        "psql -c 'create database x'",
        "echo 'debconf debconf/frontend select noninteractive' | debconf-set-selections",
        "mkdir -p x",
    ],
)
def test_no_account_gets_a_literal_password(text: str) -> None:
    assert default_credentials(read_script(text)) == ()
