"""Keys, certificates and encrypted archives.

Sources: docs.openssl.org/master/man1/openssl-passphrase-options, docs.oracle.com keytool, ssh-keygen(1), gpg(1), 7z and
unzip manuals, httpd.apache.org/docs/programs/htpasswd.html.  Which keys they make is told in ``keys.py``.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

TOOLS = (
    Tool(
        names="openssl libressl",
        valued="-in -out -subj -keyout -days -newkey -config -extensions -extfile -CA -CAkey -name -inkey -certfile "
        "-set_serial -reqexts "
        "-pkeyopt -algorithm -connect -servername -keyform -inform -outform -sigopt -addext",
        file_options="-inkey -CAkey -key -signkey",
        secrets=(
            "-passin pass:<passphrase>",
            "-passout pass:<passphrase>",
            "-pass pass:<passphrase>",
            "-password pass:<passphrase>",
            "-k <passphrase>",
            "-K <key>",
            "passwd _ <password>",
            "passwd <password>",
            "-hmac <key>",
        ),
        single=True,
    ),
    # "changeit" opens the JDK's own trust store, which holds public certificates only.
    Tool(
        names="keytool jarsigner apksigner",
        valued="-alias -keystore -file -dname -keyalg -keysize -validity -ext -importkeystore= -srckeystore "
        "-destkeystore -storetype "
        "-srcstoretype -deststoretype -srcalias -destalias -providerpath -sigalg -digestalg -tsa",
        file_options="-keystore -srckeystore --ks",
        secrets=(
            "-storepass <password|changeit>",
            "-keypass <password|changeit>",
            "-srcstorepass <password|changeit>",
            "-deststorepass <password|changeit>",
            "-srckeypass <password|changeit>",
            "-destkeypass <password|changeit>",
            "--ks-pass pass:<password>",
            "--key-pass pass:<password>",
        ),
        single=True,
    ),
    Tool(
        names="ssh-keygen puttygen",
        valued="-t -b -f -C -m -a -O -s -I -n -V -R -F -D",
        file_options="-y=",
        secrets=("-N <passphrase|>", "-P <passphrase|>"),
    ),
    Tool(
        names="gpg gpg2 gpgconf gpg-agent gpg-preset-passphrase",
        valued="--keyserver --recv-keys -o --output -u -r --recipient --homedir --batch= --pinentry-mode -d= "
        "--command-fd",
        file_options="--passphrase-file -d=~/.gnupg/* --decrypt=~/.gnupg/* -s=~/.gnupg/* --sign=~/.gnupg/* "
        "--clearsign=~/.gnupg/* --detach-sign=~/.gnupg/* --export-secret-keys=~/.gnupg/*",
        secrets=("--passphrase <passphrase|>", "-P <passphrase>"),
        persists=(
            Persist("--import", "{--homedir}/* $GNUPGHOME/* ~/.gnupg/*", "gpg --delete-secret-keys"),
            Persist("--fast-import", "{--homedir}/* $GNUPGHOME/* ~/.gnupg/*", "gpg --delete-secret-keys"),
        ),
    ),
    Tool(
        names="7z 7za 7zr p7zip rar unrar",
        valued="",
        secrets=("-p<passphrase|->", "-hp<passphrase>"),
        single=True,
    ),
    Tool(names="zip unzip", valued="-d -x -b -i", secrets=("-P <passphrase>", "--password <passphrase>")),
    Tool(names="qpdf pdftk", secrets=("--password=<passphrase>",)),
    Tool(
        names="htpasswd htdigest",
        secrets=("-b _ _ <password>",),
    ),
    Tool(names="ccrypt mcrypt bcrypt steghide", secrets=("-K <key>", "-k <key>", "-p <passphrase>"), valued="-f"),
    Tool(
        names="signtool osslsigncode",
        secrets=("-pass <password>", "/p <password>"),
        file_options="-pkcs12 -key",
        single=True,
    ),
    Tool(names="mkcert", valued="-key-file -cert-file -p12-file -csr", single=True),
    Tool(names="easyrsa certbot cfssl cfssljson certtool", file_options="--key --key-file"),
    Tool(names="pass gopass", files="~/.password-store/* ~/.gnupg/*"),
    Tool(names="secret-tool", persists=(Persist("store", "~/.local/share/keyrings/*"),)),
)
