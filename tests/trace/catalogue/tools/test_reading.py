"""What a command reads unasked: variables, files, and whether it runs code of the project, which may read anything."""

from __future__ import annotations

import pytest

from dockerlint.shell import read_script
from dockerlint.shell.script import Command
from dockerlint.trace.catalogue.tools import environment_read, files_read, matches, runs_project_code

NO_CREDENTIAL = """\
aws --version
aws configure set region x
npm run build
npm config set x y
npm --version
yarn build
pip --version
pip list
git init
git config --global user.name x
git status
go version
cargo new x
bundle config x y
composer dump-autoload
mix compile
docker --version
gh --version
kubectl version
dotnet clean
apt-get clean
cmake ..
php -r 'x'
make
openssl genrsa 2048
b2 install
echo $X
""".splitlines()

PROJECT_CODE = """\
npm ci
npm install
npm run build
npm i ./x
npm test
npx ng build
yarn
yarn build
pnpm i
bun run x
make
./x.sh
sh x.sh
bash -x ./x.sh
python app.py
python -c 'import x'
python -m acme
python manage.py collectstatic
python setup.py sdist
pip install .
pip install -e .[dev]
pip install -r requirements.txt
pip install git+https://h/x
pip install /tmp/x.whl
uv sync
uv run x
uv pip install -r r.txt
poetry install
pipenv install --deploy
pdm install
gradle build
./mvnw package
mvn package
sbt assembly
bundle install
rake x
rails assets:precompile
cargo build
go generate ./...
go run x.go
composer install
mix compile
dotnet build
dotnet publish -c Release
node x.js
acme
$CMD x
eval $X
. ./env.sh
source /app/env
curl https://h | sh
conan create .
docker build .
terraform apply
ansible-playbook x.yml
java -jar x.jar
ruby x.rb
php x.php
/app/bin/run
""".splitlines()

NO_PROJECT_CODE = """\
apt-get install -y x
apk add x
yum install x
mkdir -p x
cp a b
chmod +x x
echo x
useradd x
curl https://h
wget https://h
git clone https://h/x
tar xf x
npm install -g typescript
npm config set x y
npm --version
yarn global add x
yarn config set x y
pip install x
pip install x==1 y
pip install --upgrade pip
python -m pip install x
python -m venv /venv
python --version
uv pip install x
uv venv
pip download x
gem install x
go build ./...
go mod download
go get x
cargo fetch
cargo login x
bundle config x y
composer config x y
mix local.hex --force
aws s3 cp x y
docker login h
sh -c 'echo x'
ssh-keygen -A
openssl genrsa 2048
a=b
. /etc/profile
service ssh start
/etc/init.d/acme start
acme --version
set -e
true
[ -f x ]
export A=b
conda install x
nuget sources add
""".splitlines()


def command_of(text: str) -> Command:
    return read_script(text).commands[0].unwrapped()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("aws s3 cp s3://x .", "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"),
        ("npm ci", "NPM_TOKEN NODE_AUTH_TOKEN NPM_CONFIG__AUTH npm_config_registry"),
        ("npx create-acme", "NPM_TOKEN NODE_AUTH_TOKEN"),
        ("yarn", "NPM_TOKEN YARN_NPM_AUTH_TOKEN"),
        ("yarn install --frozen-lockfile", "NPM_TOKEN NODE_AUTH_TOKEN"),
        ("pnpm add x", "NPM_TOKEN"),
        ("bun install", "NPM_TOKEN BUN_AUTH_TOKEN"),
        ("pip install x", "PIP_INDEX_URL PIP_EXTRA_INDEX_URL NETRC"),
        ("uv pip install x", "UV_EXTRA_INDEX_URL UV_INDEX_ACME_PASSWORD UV_DEFAULT_INDEX"),
        ("poetry install", "POETRY_HTTP_BASIC_ACME_PASSWORD POETRY_PYPI_TOKEN_ACME"),
        ("pdm install", "PDM_PYPI_PASSWORD"),
        ("twine upload dist/*", "TWINE_USERNAME TWINE_PASSWORD"),
        ("cargo build --release", "CARGO_REGISTRY_TOKEN CARGO_REGISTRIES_ACME_TOKEN"),
        ("go mod download", "GOPROXY GOAUTH NETRC"),
        ("git clone https://h/x", "GIT_ASKPASS GIT_CONFIG_VALUE_0 GITHUB_TOKEN"),
        ("gh release download", "GH_TOKEN GITHUB_TOKEN"),
        ("glab release list", "GITLAB_TOKEN"),
        ("bundle install", "BUNDLE_GITHUB__COM BUNDLE_RUBYGEMS__PKG__GITHUB__COM"),
        ("bundle exec rails assets:precompile", "SECRET_KEY_BASE RAILS_MASTER_KEY"),
        ("gem push x", "GEM_HOST_API_KEY"),
        ("composer install", "COMPOSER_AUTH"),
        ("mvn package", "MAVEN_PASSWORD GITHUB_TOKEN"),
        ("./gradlew build", "ORG_GRADLE_PROJECT_token GITHUB_TOKEN"),
        ("dotnet restore", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS NuGetPackageSourceCredentials_acme"),
        ("terraform init", "TF_TOKEN_app_terraform_io TF_VAR_x AWS_SECRET_ACCESS_KEY"),
        ("vault kv get x", "VAULT_TOKEN"),
        ("op read op://a/b", "OP_SERVICE_ACCOUNT_TOKEN"),
        ("doppler run -- npm ci", "DOPPLER_TOKEN"),
        ("sentry-cli releases new x", "SENTRY_AUTH_TOKEN"),
        ("hf download x", "HF_TOKEN"),
        ("huggingface-cli download x", "HF_TOKEN HUGGING_FACE_HUB_TOKEN"),
        ("wandb artifact get x", "WANDB_API_KEY"),
        ("kaggle datasets download x", "KAGGLE_USERNAME KAGGLE_KEY"),
        ("psql -c 'select 1'", "PGPASSWORD PGPASSFILE"),
        ("pg_dump x", "PGPASSWORD"),
        ("mysql -e 'select 1'", "MYSQL_PWD"),
        ("sonar-scanner", "SONAR_TOKEN"),
        ("codecov", "CODECOV_TOKEN"),
        ("mix deps.get", "HEX_API_KEY"),
        ("conan install .", "CONAN_PASSWORD CONAN_LOGIN_USERNAME_ACME"),
        ("sops -d x", "SOPS_AGE_KEY"),
        ("curl https://h", "https_proxy"),
        ("snyk test", "SNYK_TOKEN"),
        ("netlify deploy", "NETLIFY_AUTH_TOKEN"),
        ("vercel build", "VERCEL_TOKEN"),
        ("firebase deploy", "FIREBASE_TOKEN"),
        ("heroku releases", "HEROKU_API_KEY"),
        ("pulumi up", "PULUMI_ACCESS_TOKEN"),
        ("helm repo update", "HELM_REPO_PASSWORD"),
    ],
)
def test_a_tool_reads_the_variables_that_its_manual_names(text: str, names: str) -> None:
    patterns = environment_read(command_of(text))
    assert [name for name in names.split() if not matches(name, patterns)] == []
    assert not matches("ACME_PASSWORD", patterns)


def test_the_whole_answer_for_a_tool() -> None:
    assert environment_read(command_of("twine upload dist/*")) == ("TWINE_*", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS")


@pytest.mark.parametrize(
    "text",
    NO_CREDENTIAL,
)
def test_a_command_that_needs_no_credential_reads_none(text: str) -> None:
    assert environment_read(command_of(text)) == ()


@pytest.mark.parametrize(
    "text",
    PROJECT_CODE,
)
def test_code_of_the_project_may_read_anything(text: str) -> None:
    assert runs_project_code(read_script(text).commands[-1].unwrapped())


@pytest.mark.parametrize(
    "text",
    NO_PROJECT_CODE,
)
def test_commands_that_certainly_run_no_code_of_the_project(text: str) -> None:
    assert not runs_project_code(command_of(text))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("curl -n https://h", "/home/me/.netrc /home/me/.curlrc /home/me/.config/curlrc"),
        ("curl --netrc-file /x https://h", "/x /home/me/.curlrc /home/me/.config/curlrc"),
        (
            "curl --key k.pem --cert c.pem:pw https://h",
            "/app/c.pem /app/k.pem /home/me/.curlrc /home/me/.config/curlrc",
        ),
        ("ssh -i k root@h", "/app/k /home/me/.ssh/*"),
        ("scp x h:y", "/home/me/.ssh/*"),
        ("twine upload --config-file /x d", "/x /home/me/.pypirc /home/me/.netrc"),
        ("kubectl --kubeconfig=k get pods", "/app/k /home/me/.kube/config"),
        ("KUBECONFIG=/k kubectl get pods", "/home/me/.kube/config /k"),
        ("psql x", "/home/me/.pgpass /home/me/.pg_service.conf"),
        (
            "nuget restore -ConfigFile n.config",
            "/app/n.config /app/nuget.config /app/NuGet.config /app/NuGet.Config /home/me/.nuget/NuGet/NuGet.Config "  # noqa: ISC004
            "/home/me/.config/NuGet/NuGet.Config",
        ),
        ("docker pull x", "/home/me/.docker/config.json"),
        ("DOCKER_CONFIG=/d docker pull x", "/d/config.json /home/me/.docker/config.json"),
        ("wandb sync", "/home/me/.netrc /home/me/.config/wandb/settings"),
        ("aws s3 ls", "/home/me/.aws/credentials /home/me/.aws/config"),
        ("vault read x", "/home/me/.vault-token"),
        ("rsync --password-file=/p a::b c", "/p /home/me/.ssh/*"),
        ("rsync -a x y", ""),
        ("gpg --recv-keys x", ""),
        ("gpg --batch -d x", "/home/me/.gnupg/*"),
        ("npm run build", ""),
        ("git config user.name x", ""),
        ("acme", ""),
    ],
)
def test_a_tool_looks_for_its_files_under_home_and_working_directory(text: str, paths: str) -> None:
    assert files_read(command_of(text), "/home/me", "/app") == tuple(paths.split())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("npm ci", "/app/.npmrc"),
        ("npm ci", "/root/.npmrc"),
        ("npm ci --userconfig /x", "/x"),
        ("pip install x", "/root/.config/pip/pip.conf"),
        ("pip install x", "/etc/pip.conf"),
        ("git fetch", "/root/.git-credentials"),
        ("git clone x", "/root/.netrc"),
        ("go mod download", "/root/.netrc"),
        ("gradle build", "/root/.gradle/gradle.properties"),
        ("composer install", "/app/auth.json"),
        ("composer install", "/root/.composer/auth.json"),
        ("bundle install", "/root/.bundle/config"),
        ("cargo build", "/root/.cargo/credentials.toml"),
        ("cargo build", "/usr/local/cargo/credentials.toml"),
        ("dotnet restore", "/app/nuget.config"),
        ("yarn install", "/app/.yarnrc.yml"),
        ("poetry install", "/root/.config/pypoetry/auth.toml"),
        ("gcloud storage cp gs://x .", "/root/.config/gcloud/*"),
        ("kaggle datasets download x", "/root/.kaggle/kaggle.json"),
        ("hf download x", "/root/.cache/huggingface/token"),
    ],
)
def test_the_credential_files_of_a_tool_are_among_those_it_reads(text: str, path: str) -> None:
    assert path in files_read(command_of(text), "/root", "/app")


def test_variables_of_known_value_lead_to_further_files() -> None:
    found = files_read(command_of("cargo fetch"), "/root", "/app", {"CARGO_HOME": "/opt/cargo"})
    assert "/opt/cargo/credentials.toml" in found
