"""The credentials on a command line are found by their place.  «…» marks them in the snippets below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.shell import read_script
from dockerlint.trace.catalogue.tools import SecretArgument, mention, mentions_secret_option, secret_arguments
from dockerlint.trace.catalogue.tools.index import FAMILIES, load_family

TAKEN = (
    # transfer
    ("curl -u me:«pw» https://h", "password/password"),
    ("curl -sSLu me:«$PW» https://h", "password/password"),
    ('curl --user "me:«${PW}»" https://h', "password/password"),
    ("curl -u «$TOKEN»: https://h", "token/user"),
    ("curl -u «$CREDENTIALS» https://h", "credential/word"),
    ('curl -fsSL -H "Authorization: Bearer «$TOKEN»" https://h', "token/header"),
    ("curl -H 'PRIVATE-TOKEN: «abc»' https://h", "token/header"),
    ("curl -H'X-JFrog-Art-Api:«abc»' https://h", "token/header"),
    ('curl --header="X-Vault-Token: «$T»" https://h', "token/header"),
    ("curl -H 'X-Acme-Api-Token: «abc»' https://h", "token/header"),
    ("curl --oauth2-bearer «$T» https://h", "token/word"),
    ("curl -d 'user=a&password=«b»&x=y' https://h", "password/field"),
    ("""curl -d '{"user":"a","password":"«b»"}' https://h""", "password/field"),
    ("curl -b 'session_token=«abc»' https://h", "cookie/field"),
    ("wget --http-user=a --http-password=«b» https://h", "password/value"),
    ("wget --password «b» https://h", "password/word"),
    ('wget --header "Authorization: token «$T»" https://h', "token/header"),
    ("sshpass -p «pw» ssh -p 22 root@h", "password/word"),
    ("sshpass -p«pw» ssh root@h", "password/value"),
    ("lftp -u me,«pw» h", "password/password"),
    ("smbclient //h/share -U me%«pw»", "password/password"),
    ("steamcmd.sh +force_install_dir /x +login me «$PW» +app_update 90 +quit", "password/word"),
    # containers
    ("docker login -u me -p «$PW» h", "password/word"),
    ("docker login --password=«pw» h", "password/value"),
    ("podman login --creds=me:«pw» h", "password/password"),
    ("skopeo copy --src-creds me:«pw» docker://a docker://b", "password/password"),
    ("helm registry login -u me -p «pw» h", "password/word"),
    ("helm repo add --username me --password «pw» x https://h", "password/word"),
    ("helm install x y --set a=b,auth.password=«pw»", "password/value"),
    ("kubectl config set-credentials me --token=«$T»", "token/value"),
    ("docker build --build-arg NPM_TOKEN=«$T» .", "token/value"),
    # packages
    ("npm config set //registry.example.com/:_authToken «$T»", "token/word"),
    ("npm config set //registry.example.com/:_authToken=«$T»", "token/value"),
    ("npm set '//h/:_password' «x»", "password/word"),
    ("npm install --//h/:_authToken=«$T»", "token/value"),
    ("yarn config set npmAuthToken «$T»", "token/word"),
    ("""yarn config set 'npmScopes["acme"].npmAuthToken' «$T»""", "token/word"),
    ("npm-cli-login -u me -p «$PW» -e a@b", "password/word"),
    ("poetry config http-basic.acme me «$PW»", "password/word"),
    ("poetry config pypi-token.pypi «$T»", "token/word"),
    ("python -m twine upload -u __token__ -p «$T» dist/*", "password/word"),
    ("uv publish --token «$T»", "token/word"),
    ("composer config -g github-oauth.github.com «$T»", "token/word"),
    ("composer global config http-basic.h me «$PW»", "password/word"),
    ("bundle config set --global gems.acme.com «$C»", "credential/word"),
    ("bundle config BUNDLE_GITHUB__COM «$C»", "credential/word"),
    ("cargo login «$T»", "token/word"),
    ("mix hex.organization auth acme --key «$K»", "key/word"),
    ("conan user -r origin -p «$PW» me", "password/word"),
    ("dotnet nuget add source https://h -n x -u me -p «$PAT» --store-password-in-clear-text", "password/word"),
    ("nuget sources Add -Name x -Source https://h -UserName me -Password «$PAT»", "password/word"),
    ("nuget setapikey «k» -Source h", "key/word"),
    ("mvn -B -Drepo.password=«pw» deploy", "password/value"),
    ("./gradlew build -PacmeToken=«$T»", "token/value"),
    # versioning
    ('git -c http.extraHeader="Authorization: Basic «$B»" clone https://h/x', "token/header"),
    ('git config --global http.https://h/.extraheader "Authorization: Basic «$B»"', "token/header"),
    ("svn co --username me --password «pw» https://h", "password/word"),
    # clouds and stores
    ("aws configure set aws_secret_access_key «$S»", "secret access key/word"),
    ("aws configure set profile.x.aws_session_token «$S»", "session token/word"),
    ("az login --service-principal -u id -p «$S» --tenant t", "password/word"),
    ("vault login «$T»", "token/word"),
    ("mc alias set x https://h KEY «$S»", "secret key/word"),
    ("s3cmd --access_key=«A» --secret_key=«$S» get s3://x", "access key id/value secret key/value"),
    ("terraform apply -var 'db_password=«$P»'", "password/value"),
    ("huggingface-cli login --token «$T» --add-to-git-credential", "token/word"),
    ("wandb login «$K»", "key/word"),
    ("sentry-cli --auth-token «$T» releases new x", "token/word"),
    ("sonar-scanner -Dsonar.host.url=https://h -Dsonar.login=«$T»", "token/value"),
    ("subscription-manager register --org a --activationkey «$K»", "activation key/word"),
    ("codecov -t «$T» -X gcov", "token/word"),
    # databases
    ("mysql -uroot -p«pw» -e 'select 1'", "password/value"),
    ("mysqladmin -u root password «pw»", "password/word"),
    ("mongo -u me -p «pw» db", "password/word"),
    ("redis-cli -h h -a «pw» ping", "password/word"),
    ("sqlcmd -S h -U sa -P «$PW» -Q x", "password/word"),
    ("rabbitmqctl add_user me «pw»", "password/word"),
    # keys and archives
    ("openssl genrsa -aes256 -passout pass:«x» -out k.pem 2048", "passphrase/value"),
    ("keytool -genkeypair -alias a -storepass «secret1» -keystore k.jks", "password/word"),
    ("ssh-keygen -t rsa -N «pw» -f k", "passphrase/word"),
    ("gpg --batch --passphrase «pw» -d x.gpg", "passphrase/word"),
    ("unzip -P «pw» a.zip", "passphrase/word"),
    ("7z x -p«pw» a.7z", "passphrase/value"),
    ("htpasswd -bc /etc/htpasswd me «pw»", "password/word"),
    # told by a name only
    ("./install.sh --admin-password=«pw» --port 80", "password/value"),
    ("acme-setup --api-key «$K»", "API key/word"),
    ("imutilsc saveCredential -userName me -userPassword «$P» -url h", "password/word"),
    ("rake assets:precompile SECRET_KEY_BASE=«x»", "secret key/value"),
)


@pytest.mark.parametrize(("marked", "expected"), TAKEN, ids=[row[0] for row in TAKEN])
def test_a_credential_is_found_where_the_tool_takes_it(marked: str, expected: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    found = secret_arguments(read_script(text).commands[0].unwrapped())
    marked_again = text
    for argument in reversed(found):
        marked_again = (
            f"{marked_again[: argument.start]}«{text[argument.start : argument.end]}»{marked_again[argument.end :]}"
        )
    assert (marked_again, " ".join(f"{each.what}/{each.part}" for each in found)) == (marked, expected)


@pytest.mark.parametrize(
    "text",
    [
        "curl --user-agent me:you https://h",
        "curl -u me https://h",
        "steamcmd +login anonymous +quit",
        "curl -H 'Accept: application/json' https://h",
        "curl -H 'Cookie: oraclelicense=accept-securebackup-cookie' -o x https://h",
        "curl -d @body.json https://h",
        "curl -d 'name=a' https://h",
        "wget --user-agent=x https://h",
        "mkdir -p a/b",
        "tar -xpf a.tar",
        "cp -p a b",
        "nc -p 80 h",
        "ssh -p 22 root@h",
        "docker run -p 80:80 x",
        "docker login -u me --password-stdin h",
        "adduser --disabled-password --gecos '' me",
        "mysql -u root -p",
        "mysql -u root -p db",
        "keytool -importcert -cacerts -storepass changeit -file a.crt",
        "ssh-keygen -t rsa -N '' -f k",
        "openssl genrsa -passout env:PASS -out k.pem",
        "openssl req -new -subj /CN=x -keyout k.pem",
        "gpg --batch --passphrase '' --quick-gen-key x",
        "npm config set registry https://h",
        "npm config set unsafe-perm true",
        "bundle config build.nokogiri --use-system-libraries",
        "bundle config github.https true",
        "bundle config set mirror.https://rubygems.org https://h",
        "bundle config set without 'development test'",
        "poetry config virtualenvs.create false",
        "composer config -g process-timeout 2000",
        "aws configure set default.region us-east-1",
        "git config --global user.name me",
        "gradle build -Pversion=1",
        "mvn -DskipTests package",
        "cmake -DUSE_SSL=ON .",
        "jupyter notebook --NotebookApp.token=''",
        "helm install x y --set image.tag=1",
        "acme --no-password --token-file /x --password-file=/y",
        "make SECRET_KEY_BASE_FILE=/x",
        "apt-get install -y libpassword-perl",
    ],
)
def test_what_only_looks_like_a_credential_is_left_alone(text: str) -> None:
    assert secret_arguments(read_script(text).commands[0].unwrapped()) == ()


def test_a_nested_text_that_is_no_slice_of_the_outer_one_points_at_the_whole_word() -> None:
    text = r'sh -c "curl -H \"Authorization: Bearer abc\" https://h"'
    inner = read_script(text).commands[-1]
    assert inner.name == "curl"
    word = inner.words[2]
    assert secret_arguments(inner) == (SecretArgument(2, word.start, word.end, "token", "header"),)


def test_what_a_name_alone_says_is_marked_as_such() -> None:
    known = secret_arguments(read_script("docker login -p x h").commands[0])
    guessed = secret_arguments(read_script("./login --password x h").commands[0])
    assert ([each.known for each in known], [each.known for each in guessed]) == ([True], [False])


def test_texts_that_hold_no_option_are_told_apart_cheaply() -> None:
    texts = ["node server.js", "redis-server --requirepass x", 'CMD ["mysqld", "-pX"]', "nginx", "x add_user a b"]
    assert [mentions_secret_option(text) for text in texts] == [False, True, True, False, False]


def test_five_thousand_words_take_linear_time() -> None:
    command = read_script("acme " + " ".join(f"--option{number}=x" for number in range(5_000))).commands[0]
    assert secret_arguments(command) == ()


def test_the_cheap_test_knows_all_tools_that_take_credentials() -> None:
    tools = [tool for family in FAMILIES for tool in load_family(family)]
    assert {name for tool in tools if tool.secrets for name in tool.names.split()} == mention.TOOLS


_PIECES = st.sampled_from(
    "mysql mysql8 /usr/bin/curl node acme -p -px -u -uroot:x --user a:b --token x --api-key=x -H X-Api:y DB_PASSWORD=x "
    "A=b docker login exec sh -c 'redis-cli -a y' && ; | python3 -m twine -storepass y --header --requirepass".split()
)


@given(st.lists(_PIECES, min_size=1, max_size=8).map(" ".join))
def test_what_the_cheap_test_lets_pass_has_no_secret_argument(text: str) -> None:
    if not mentions_secret_option(text):
        commands = [each.unwrapped() for each in read_script(text).commands]
        assert [secret_arguments(command) for command in commands if secret_arguments(command)] == []
