"""Precision on clean images: Debian, Python and Node packages and nothing else, so that every finding is a false one.

``python -m bench.clean_images build FOLDER`` makes the images with mmdebstrap, pip and npm, from what their registries
give on that day; ``python -m bench.clean_images scan FOLDER`` scans them and prints a table.  A finding of severity
``info`` (shipped by a package, a public test key) is not counted as false; everything above is listed.
"""

import argparse
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

# What images are made of, and what is known to bring test keys, sample credentials and documentation of tokens.
DEBIAN = """
apache2 ca-certificates curl default-mysql-client git gnupg haproxy libio-socket-ssl-perl libnet-ssleay-perl
libtest-simple-perl libwww-perl mosquitto nginx nodejs npm openjdk-17-jre-headless openssh-client openssl openvpn perl
perl-doc php-cli php-curl postgresql-client python3-aiohttp python3-asyncssh python3-boto3 python3-botocore
python3-cryptography python3-django python3-docker python3-jwt python3-ldap3 python3-oauthlib python3-openssl
python3-paramiko python3-pip python3-pyasn1-modules python3-pymongo python3-requests python3-scapy python3-sqlalchemy
python3-tornado python3-twisted python3-urllib3 python3-venv redis-tools ruby ruby-jwt ruby-net-ssh samba-common-bin
stunnel4 subversion sudo vim wget
"""
PYTHON = """
aiohttp airflow-provider-great-expectations anthropic ansible-core apache-airflow asyncssh asyncua authlib autobahn
azure-identity azure-keyvault-secrets azure-mgmt-compute azure-storage-blob boto3 botocore celery cherrypy conan
cryptography detect-secrets django djangorestframework docker dulwich ecdsa eventlet fabric fastapi firebase-admin flask
gevent gitpython google-api-python-client google-cloud-bigquery google-cloud-storage grpcio gunicorn httpx
huggingface-hub impacket joserfc jupyter-server jwcrypto keyring kubernetes ldap3 mitmproxy moto mysql-connector-python
notebook numpy oauthlib openai pandas paramiko pip pgpy psycopg2-binary pulumi pyasn1-modules pygithub pyjwt pymongo
pyopenssl pysaml2 pytest python-gitlab python-jose redis requests rsa scapy scikit-learn scrapy sentry-sdk
service-identity setuptools slack-sdk snowflake-connector-python sqlalchemy stripe tlslite-ng tornado trustme twilio
twisted urllib3 uvicorn websockets werkzeug
"""
NODE = """
@angular/core @apollo/server @aws-sdk/client-s3 @aws-sdk/client-secrets-manager @azure/identity @azure/storage-blob
@babel/core @babel/preset-env @google-cloud/storage @grpc/grpc-js @hapi/hapi @nestjs/core @nestjs/jwt @octokit/rest
@okta/okta-sdk-nodejs @sendgrid/mail @sentry/node @slack/web-api @supabase/supabase-js @types/node acme-client
adal-node agent-base agentkeepalive amqplib argon2 asn1.js auth0 aws-sdk axios bcryptjs body-parser browserify
browserify-sign bull bunyan cassandra-driver chai cheerio connect-redis contentful cookie-session cookie-signature cors
create-ecdh crypto-browserify crypto-js csurf cypress-axe dockerode dotenv ejs elliptic eslint express express-jwt
express-session fastify faye-websocket finalhandler firebase-admin forever-agent form-data ftp gm
google-auth-library got graphql gtoken gulp helmet http-proxy http-proxy-agent http-signature httpntlm
https-proxy-agent inquirer ioredis jayson jest jose js-yaml jsonwebtoken jsrsasign jssha jwk-to-pem jwks-rsa jws
kafkajs keygrip keypair knex koa ldapjs lodash loopback mailgun.js memcached mercurius micromatch mime mkdirp mocha
moment mongodb mongoose morgan mqtt mssql multer mysql mysql2 nconf needle newrelic next next-auth nock node-fetch
node-forge node-jose node-opcua node-rsa nodemailer nodemon npm-check-updates oauth oauth-1.0a oauth2-server
oauth2orize octokit oidc-provider openid-client openpgp paseto passport passport-github2 passport-google-oauth20
passport-jwt passport-local passport-saml pem pem-jwk pg pino pkijs postcss prettier prisma protobufjs proxy-agent
public-encrypt pubnub pug puppeteer-core ramda react react-dom redis request requestretry restify rollup rxjs
samlify sequelize serverless-http sharp simple-oauth2 sinon snowflake-sdk socket.io socks socks-proxy-agent spdy
ssh2 ssh2-sftp-client sshpk storybook stripe superagent supertest svelte tape tedious tls-browserify ts-node tunnel
tunnel-agent twilio twit typeorm typescript undici vite vm2 vue web-push web3 webdav webpack webpack-dev-server
winston ws xml-crypto xml-encryption xml2js yargs yarn zod
"""
SUITE = "bookworm"


class Count(NamedTuple):
    """What a scan of one image came to; ``above`` are the findings that are not vendors'."""

    files: int
    size: int
    vendor: int
    above: list[dict[str, Any]]
    gaps: int
    seconds: float


def build_debian(folder: Path) -> Path:
    """A minimal system with the packages, documentation and all, as one tar."""
    tar = folder / "debian.tar"
    packages = ",".join(DEBIAN.split())
    run("mmdebstrap", "--variant=important", f"--include={packages}", SUITE, str(tar))
    return tar


def build_python(folder: Path) -> Path:
    """Wheels as ``pip install`` puts them below /usr/local, each package that cannot be had left out and named."""
    root = folder / "python"
    shutil.rmtree(root, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--root", str(root), "--prefix", "/usr/local"]
    for name in PYTHON.split():
        # One at a time: their requirements contradict each other.
        words = [*pip, "--ignore-installed", "--no-warn-script-location", "--prefer-binary", name]
        done = subprocess.run(words, check=False)
        if done.returncode:
            print(f"left out: {name}", file=sys.stderr)
    return archive(root, folder / "python.tar")


def build_node(folder: Path) -> Path:
    """``npm install`` of all of them in one project, without their scripts."""
    root = folder / "node"
    shutil.rmtree(root, ignore_errors=True)
    app = root / "app"
    app.mkdir(parents=True)
    wanted = dict.fromkeys(NODE.split(), "*")
    (app / "package.json").write_text(json.dumps({"name": "clean", "version": "1.0.0", "dependencies": wanted}))
    run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--force", where=app)
    return archive(root, folder / "node.tar")


BUILDERS = {"debian": build_debian, "python": build_python, "node": build_node}


def run(*words: str, where: Path | None = None) -> None:
    subprocess.run(words, check=True, cwd=where)


def archive(root: Path, tar: Path) -> Path:
    with tarfile.open(tar, "w", format=tarfile.PAX_FORMAT) as file:
        file.add(root, arcname=".")
    shutil.rmtree(root)
    return tar


def pack(name: str, layer: Path, image: Path) -> None:
    """The image with the one layer, as ``docker save`` writes it."""
    with layer.open("rb") as file:
        diff_id = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["sh"]},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [{"created_by": f"RUN install {name} packages"}],
    }
    manifest = [{"Config": "config.json", "RepoTags": [f"clean/{name}:latest"], "Layers": ["layer.tar"]}]
    with tarfile.open(image, "w") as file:
        for path, document in (("config.json", config), ("manifest.json", manifest)):
            data = json.dumps(document).encode()
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            file.addfile(entry, io.BytesIO(data))
        file.add(layer, "layer.tar")
    layer.unlink()


def scan(image: Path) -> Count:
    words = [sys.executable, "-m", "dockerlint", "image", "scan", str(image), "--format=json", "--no-cache", "--quiet"]
    start = time.perf_counter()
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    report = json.loads(done.stdout)
    above = [finding for finding in report["findings"] if finding["severity"] != "info"]
    files, size = content_of(image)
    return Count(files, size, len(report["findings"]) - len(above), above, len(report["errors"]), seconds)


def content_of(image: Path) -> tuple[int, int]:
    """How many files the layers hold, and how many bytes."""
    files = size = 0
    with tarfile.open(image) as outer:
        layer = outer.extractfile("layer.tar")
        assert layer is not None
        with tarfile.open(fileobj=layer, mode="r|") as inner:
            for entry in inner:
                files += entry.isfile()
                size += entry.size
                inner.members = []
    return files, size


def table(counts: dict[str, Count]) -> Iterator[str]:
    yield "| image | files | MB | vendor | above vendor | not looked at | seconds |"
    yield "|---|---|---|---|---|---|---|"
    for name, count in counts.items():
        yield (
            f"| {name} | {count.files:,} | {count.size // 1_000_000} | {count.vendor} | {len(count.above)} "
            f"| {count.gaps} | {count.seconds:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["build", "scan"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", choices=list(BUILDERS), default=[])
    known = parser.parse_args()
    names = known.only or list(BUILDERS)
    known.folder.mkdir(parents=True, exist_ok=True)
    if known.verb == "build":
        for name in names:
            pack(name, BUILDERS[name](known.folder), known.folder / f"{name}.image.tar")
        return
    counts = {name: scan(known.folder / f"{name}.image.tar") for name in names}
    print("\n".join(table(counts)))
    for name, count in counts.items():
        for kind, many in Counter(finding["message"] for finding in count.above).most_common():
            print(f"{name}: {many} x {kind}" if many > 1 else f"{name}: {kind}")


if __name__ == "__main__":
    main()
