"""What a command leaves on the disk, takes away, copies, downloads and prints."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from dockerlint.shell.script import Command
from dockerlint.trace.catalogue.tools import (
    Prints,
    Written,
    files_deleted,
    files_written,
    is_covered,
    persisted_by,
    prints,
    secret_output,
    takes_out,
    undone_by,
)


def command_of(text: str) -> Command:
    return read_script(text).commands[0].unwrapped()


# The command line; the file and the words whose text stays there; what removes it.
KEPT = r"""
git clone https://$T@h/a/b.git
    /app/b/.git/config: https://$T@h/a/b.git
    git -C b remote remove origin
git clone --depth 1 -b x https://$T@h/b /src
    /src/.git/config: https://$T@h/b
    git -C /src remote remove origin
git -C /w clone git@h:a/b.git
    /w/b/.git/config: git@h:a/b.git
    git -C b remote remove origin
git clone --mirror https://h/b.git
    /app/b/config: https://h/b.git
    git -C b remote remove origin
git clone $URL
    /app/*/.git/config: $URL
    git -C * remote remove origin
git remote set-url origin https://$T@h/b
    /app/.git/config: origin https://$T@h/b
    git remote remove origin
git submodule add https://$T@h/b
    /app/.git/config: https://$T@h/b
    git submodule deinit --all --force
git config --global url.https://$T@h/.insteadOf https://h/
    /root/.gitconfig: url.https://$T@h/.insteadOf https://h/
    git config --global --unset-all url.https://$T@h/.insteadOf
git config --global credential.helper store
    /root/.gitconfig: credential.helper store
    git config --global --unset-all credential.helper
git config --system a.b c
    /etc/gitconfig: a.b c
    git config --system --unset-all a.b
git config -f /x a.b c
    /x: a.b c
    git config --file /x --unset-all a.b
git config http.extraheader x
    /app/.git/config: http.extraheader x
    git config --unset-all http.extraheader
git credential approve
    /root/.git-credentials:
    git credential reject
npm config set //h/:_authToken $T
    /root/.npmrc: //h/:_authToken $T
    npm config delete //h/:_authToken
npm config set //h/:_authToken=$T
    /root/.npmrc: //h/:_authToken=$T
    npm config delete //h/:_authToken
npm config set --location=project a b
    /app/.npmrc: --location=project a b
    npm config delete --location=project a
npm config set --userconfig /x a b
    /x: /x a b
    npm config delete a
npm set a b
    /root/.npmrc: a b
    npm config delete a
npm-cli-login -u me -p $P -e a@b
    /root/.npmrc: me $P a@b
    npm logout
yarn config set npmAuthToken $T
    /app/.yarnrc.yml: $T
    yarn config unset npmAuthToken
pip config set global.index-url $U
    /root/.config/pip/pip.conf: global.index-url $U
    pip config unset global.index-url
pip config --global set global.index-url $U
    /etc/pip.conf: global.index-url $U
    pip config unset --global global.index-url
poetry config http-basic.x me $P
    /root/.config/pypoetry/auth.toml: me $P
    poetry config --unset http-basic.x
uv auth login h --token $T
    /root/.local/share/uv/credentials/credentials.toml: h $T
    uv auth logout h
composer config -g github-oauth.github.com $T
    /root/.composer/auth.json: github-oauth.github.com $T
    composer config --global --unset github-oauth.github.com
composer config http-basic.h me $P
    /app/auth.json: http-basic.h me $P
    composer config --unset http-basic.h
bundle config set --global h.com $C
    /root/.bundle/config: set h.com $C
    bundle config unset --global h.com
bundle config h.com $C
    /root/.bundle/config: h.com $C
    bundle config --delete h.com
cargo login $T
    /root/.cargo/credentials.toml: $T
    cargo logout
gem sources -a https://me:$P@h
    /root/.gemrc: https://me:$P@h
    gem sources --remove URL
conda config --add channels https://$T@h
    /root/.condarc: channels https://$T@h
    conda config --remove-key KEY
dotnet nuget add source https://h -n x -u me -p $P
    /root/.nuget/NuGet/NuGet.Config: https://h x me $P
    dotnet nuget remove source x
dotnet nuget add source https://h -n x -p $P --configfile n.config
    /app/n.config: https://h x $P n.config
    dotnet nuget remove source x
mix hex.organization auth acme --key $K
    /root/.hex/hex.config: acme $K
    mix hex.organization deauth acme
conan user -p $P -r x me
    /root/.conan/.conan.db: $P x me
    conan user --clean
docker login -u me -p $P h
    /root/.docker/config.json: me $P h
    docker logout
docker --config /d login -u me --password-stdin
    /d/config.json: /d me
    docker logout
helm repo add --password $P x https://h
    /root/.config/helm/repositories.yaml: $P x https://h
    helm repo remove x
helm registry login -p $P h
    /root/.config/helm/registry/config.json: $P h
    helm registry logout h
kubectl config set-credentials me --token=$T
    /root/.kube/config: me --token=$T
    kubectl config unset users.me
aws configure set aws_secret_access_key $S
    /root/.aws/credentials: $S
    rm -r ~/.aws
aws configure set region x
    /root/.aws/config: region x
    rm -r ~/.aws
gcloud auth activate-service-account --key-file=/k
    /root/.config/gcloud/*: --key-file=/k
    gcloud auth revoke --all
az login --service-principal -u a -p $P
    /root/.azure/*: a $P
    az logout
vault login $T
    /root/.vault-token: $T
    rm ~/.vault-token
gh auth login --with-token
    /root/.config/gh/hosts.yml:
    gh auth logout
huggingface-cli login --token $T
    /root/.cache/huggingface/token: $T
    huggingface-cli logout
gitlab-runner register --url https://h --token $T
    /etc/gitlab-runner/config.toml: https://h $T
    gitlab-runner unregister --all-runners
subscription-manager register --username a --password $P
    /etc/pki/consumer/key.pem: a $P
    subscription-manager unregister
wandb login $K
    /root/.netrc: $K
    rm ~/.netrc
svn co --password $P https://h
    /root/.subversion/auth/svn.simple/*: $P co https://h
    rm -r ~/.subversion/auth
rclone config create x s3 secret=$S
    /root/.config/rclone/rclone.conf: x s3 secret=$S
    rclone config delete x
""".strip().splitlines()


@pytest.mark.parametrize(("text", "stays", "undo"), list(zip(KEPT[::3], KEPT[1::3], KEPT[2::3], strict=True)))
def test_what_a_tool_is_told_stays_in_its_file(text: str, stays: str, undo: str) -> None:
    command = command_of(text)
    (kept,) = persisted_by(command, "/root", "/app")
    told = " ".join(command.words[index].raw for index in kept.words)
    path, _, words = stays.strip().partition(":")
    assert (kept.path, sorted(told.split()), kept.undo) == (path, sorted(words.split()), undo.strip())


@pytest.mark.parametrize(
    "text",
    [
        "git fetch",
        "git config --get a.b",
        "git config --global --unset a.b",
        "npm ci",
        "npm config get x",
        "pip install x",
        "docker pull x",
        "svn co --no-auth-cache --password x https://h",
        "bundle install",
        "poetry install",
        "echo x",
        "composer config --unset x.y",
        "aws s3 ls",
        "helm repo update",
    ],
)
def test_commands_that_keep_nothing(text: str) -> None:
    assert persisted_by(command_of(text), "/root", "/app") == ()


def test_the_standard_input_and_named_files_are_kept_too() -> None:
    texts = [
        "docker login -u me --password-stdin h",
        "docker login -u me -p x h",
        "gh auth login --with-token",
        "npm login",
        "vault login -",
        "git credential approve",
        "gcloud auth activate-service-account --key-file=/k.json",
        "gcloud auth activate-service-account --key-file /dev/stdin",
        "gpg --batch --import",
        "gpg --batch --import k.gpg",
    ]
    kept = [persisted_by(command_of(text), "/root", "/app")[0] for text in texts]
    assert [(each.stdin, each.files) for each in kept] == [
        (True, ()),
        (False, ()),
        (True, ()),
        (True, ()),
        (True, ()),
        (True, ()),
        (False, ("/k.json",)),
        (True, ()),
        (True, ()),
        (False, ("/app/k.gpg",)),
    ]


def test_known_variables_move_the_file_and_its_alternatives() -> None:
    (kept,) = persisted_by(command_of("cargo login x"), "/root", "/app", {"CARGO_HOME": "/usr/local/cargo"})
    assert (kept.path, kept.also) == ("/usr/local/cargo/credentials.toml", ("/root/.cargo/credentials.toml",))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("docker logout", "/root/.docker/config.json"),
        ("npm logout", "/root/.npmrc"),
        ("npm config delete //h/:_authToken", "/root/.npmrc"),
        ("git config --global --unset-all url.x.insteadOf", "/root/.gitconfig"),
        ("git remote set-url origin https://h/x", "/app/.git/config"),
        ("git -C /src remote remove origin", "/src/.git/config"),
        ("bundle config --delete github.com", "/app/.bundle/config /usr/local/bundle/config /root/.bundle/config"),
        ("poetry config --unset http-basic.x", "/root/.config/pypoetry/auth.toml /root/.config/pypoetry/config.toml"),
        ("pip config unset --global global.index-url", "/etc/pip.conf"),
        ("docker login x", ""),
        ("git fetch", ""),
        ("echo logout", ""),
    ],
)
def test_what_removes_a_credential_from_its_file(text: str, paths: str) -> None:
    assert [each.path for each in undone_by(command_of(text), "/root", "/app")] == paths.split()


@pytest.mark.parametrize(
    ("text", "writer", "gone"),
    [
        ("npm logout", "", True),
        ("npm config delete //h/:_authToken", "", True),
        ("npm config delete registry", "", False),
        ("npm config delete @scope:registry", "", False),
        ('npm config delete "$KEY"', "", True),
        ("npm config delete //h/:_authToken", "npm config set //h/:_authToken $T", True),
        ("npm config delete registry", "npm config set //h/:_authToken $T", False),
        ("npm config delete registry", "npm config set registry https://u:$T@h", True),
        (
            "pip config unset global.index-url",
            "printf 'index_url = https://u:%s@h' $T > /etc/pip.conf",
            True,
        ),
        ("pip config unset global.trusted-host", "", False),
        ("git config --global --unset user.email", "git config --global url.https://$T@h.insteadOf https://h", False),
        ("git config --global --unset url.x.insteadOf", "", True),
        ("git config --global unset http.sslVerify", "", False),
        ("git config --global --remove-section user", "", True),
    ],
)
def test_a_setting_that_goes_takes_its_own_value_alone(text: str, writer: str, gone: bool) -> None:
    undone = undone_by(command_of(text), "/root", "/app")
    assert undone
    assert all(takes_out(each, writer) is gone for each in undone)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("rm -rf ~/.npmrc .npmrc /x/", "/root/.npmrc /app/.npmrc /x"),
        ("rm -f $HOME/.ssh/id_rsa ${HOME}/.netrc", "/root/.ssh/id_rsa /root/.netrc"),
        ("rm -rf /tmp/{a,b}/c ../x", "/tmp/a/c /tmp/b/c /x"),
        ("rm -rf /var/lib/apt/lists/*", "/var/lib/apt/lists/*"),
        ('rm -rf "$GNUPGHOME" x', "$GNUPGHOME /app/x"),
        ("unlink k", "/app/k"),
        ("shred -u -n 3 k", "/app/k"),
        ("shred k", ""),
        ("truncate -s 0 k", "/app/k"),
        ("truncate -s 1M k", ""),
        ("find /x /y -name '*.pem' -delete", "/x/*.pem /x/*/*.pem /y/*.pem /y/*/*.pem"),
        ("find . -type f -delete", "/app/*"),
        ("find . -name a -exec rm {} ;", "/app/a /app/*/a"),
        ("find . -name '*.pem'", ""),
        ("mv a b", ""),
    ],
)
def test_what_is_removed(text: str, paths: str) -> None:
    assert files_deleted(command_of(text), "/app", "/root") == tuple(paths.split())


def test_known_variables_are_put_into_paths() -> None:
    assert files_deleted(command_of("rm $KEYS/a b/$N"), "/app", "/root", {"KEYS": "/k", "N": "c"}) == (
        "/k/a",
        "/app/b/c",
    )


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("/etc/ssh/ssh_host_*_key", True),
        ("/etc/ssh", True),
        ("/root/.ssh/id_rsa", True),
        ("/root/.sshx", False),
        ("/x.pem", True),
        ("/x", False),
        ("", False),
    ],
)
def test_folders_and_patterns_take_in_what_is_below(path: str, covered: bool) -> None:
    assert is_covered(path, ["/etc/ssh", "/root/.ssh/", "/*.pem"]) is covered


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("cp a /x/b", [("/x/b", ("/app/a",), "copy")]),
        ("cp -r a/ /x/", [("/x/a", ("/app/a",), "copy")]),
        ("cp a b /x", [("/x/a", ("/app/a",), "copy"), ("/x/b", ("/app/b",), "copy")]),
        ("cp /tmp/.npmrc ~", [("/root/.npmrc", ("/tmp/.npmrc",), "copy")]),
        ("cp /tmp/k .", [("/app/k", ("/tmp/k",), "copy")]),
        ("cp -T /a /root", [("/root", ("/a",), "copy")]),
        ("cp -t /x a", [("/x/a", ("/app/a",), "copy")]),
        ("mv id_rsa /root/.ssh", [("/root/.ssh/id_rsa", ("/app/id_rsa",), "move")]),
        ("install -m 600 -o root k /etc/k", [("/etc/k", ("/app/k",), "copy")]),
        ("install -d /x /y", []),
        ("ln -s ../a /x/b", [("/x/b", ("/a",), "link")]),
        ("tee -a /x y", [("/x", (), "tee"), ("/app/y", (), "tee")]),
        ("dd if=/a of=b", [("/app/b", ("/a",), "copy")]),
        ("sed -i s/a/b/ x y", [("/app/x", (), "edit"), ("/app/y", (), "edit")]),
        ("sed -i -e s/a/b/ x", [("/app/x", (), "edit")]),
        ("sed s/a/b/ x", []),
        ("curl -fsSLo /x https://h/y", [("/x", ("https://h/y",), "download")]),
        ("curl -O https://h/a/k.pem?x=1", [("/app/k.pem", ("https://h/a/k.pem?x=1",), "download")]),
        ("curl https://h/k > ~/.ssh/id_rsa", [("/root/.ssh/id_rsa", ("https://h/k",), "download")]),
        ("curl https://h/k", []),
        ("wget https://h/a/k.pem", [("/app/k.pem", ("https://h/a/k.pem",), "download")]),
        ("wget -qO /x https://h/k", [("/x", ("https://h/k",), "download")]),
        ("wget -P /x https://h/k", [("/x/k", ("https://h/k",), "download")]),
        ("wget -qO- https://h/k", []),
        ("aws s3 cp s3://b/id_rsa /root/.ssh/", [("/root/.ssh/id_rsa", ("s3://b/id_rsa",), "download")]),
        ("aws s3 cp a s3://b/a", []),
        ("gsutil cp gs://b/k.json /k.json", [("/k.json", ("gs://b/k.json",), "download")]),
        ("gcloud storage cp gs://b/k /k", [("/k", ("gs://b/k",), "download")]),
        ("az storage blob download -c x -n k -f /k", [("/k", ("storage blob download",), "download")]),
        ("scp -i x me@h:/a/k .", [("/app/k", ("me@h:/a/k",), "download")]),
        ("rsync -a h:/k /x/", [("/x/k", ("h:/k",), "download")]),
        ("scp k me@h:/a", []),
        ("op read op://a/b -o /k", [("/k", ("op://a/b",), "download")]),
        ("vault kv get -field=k secret/x > /k", [("/k", ("secret/x",), "download")]),
        ("sops -d x.enc > x", [("/app/x", ("x.enc",), "download")]),
        ("aws s3 ls > x", []),
        ("gpg -o /k -d k.gpg", [("/k", ("/app/k.gpg",), "copy")]),
        ("openssl rsa -in a.key -out b.key", [("/app/b.key", ("/app/a.key",), "copy")]),
        ("openssl req -new -x509 -key k.pem -out c.pem", []),
        ("echo x > y", []),
    ],
)
def test_what_is_written_comes_from_where(text: str, written: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert files_written(command_of(text), "/app", "/root") == tuple(Written(*row) for row in written)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("echo -n $X y", Prints("text", (2, 3))),
        ("printf '%s' $X", Prints("text", (1, 2))),
        ("echo $X > y", None),
        ("echo $X >&2", Prints("text", (1,))),
        ("echo $X > /dev/stderr", Prints("text", (1,))),
        ("cat /run/secrets/x", Prints("files", (1,))),
        ("cat", None),
        ("env", Prints("environment", ())),
        ("printenv", Prints("environment", ())),
        ("printenv X", Prints("text", (1,))),
        ("export -p", Prints("environment", ())),
        ("export X=y", None),
        ("set -e", None),
        ("set", Prints("environment", ())),
        ("cp a b", None),
    ],
)
def test_what_goes_to_the_log(text: str, printed: Prints | None) -> None:
    assert prints(read_script(text).commands[0]) == printed


def test_commands_that_print_a_credential_which_they_fetch() -> None:
    printing = [
        "vault kv get x",
        "op read op://a",
        "aws secretsmanager get-secret-value --secret-id x",
        "aws ecr get-login-password",
        "gcloud secrets versions access latest --secret=x",
        "az keyvault secret show -n x",
        "gh auth token",
        "sops -d x",
        "gpg -d x",
        "ansible-vault view x",
    ]
    others = ["vault status", "op whoami", "aws s3 ls", "gh release list", "gpg --import x", "sops x", "echo x"]
    assert [secret_output(command_of(text)) for text in printing] == [True] * len(printing)
    assert [secret_output(command_of(text)) for text in others] == [False] * len(others)
