"""Python's package managers and interpreters.

Sources: pip.pypa.io ("Configuration", "Authentication"), docs.astral.sh/uv ("HTTP credentials", "The uv auth CLI"),
python-poetry.org/docs/repositories, pipenv.pypa.io ("Managing Credentials"), pdm-project.org ("Configure the repository
indexes"), twine.readthedocs.io, docs.conda.io (".condarc").

Pipenv puts any ``${NAME}`` of a Pipfile in from the environment, pip of a requirements file, PDM of pyproject.toml: no
list of names is whole for them, which is why they count as running code of the project.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_GIT = "GIT_ASKPASS GIT_SSH_COMMAND GIT_CONFIG_* SSH_AUTH_SOCK"
_GIT_FILES = "~/.gitconfig ~/.git-credentials ~/.ssh/*"
# keyring back ends of Azure Artifacts and Google Artifact Registry.
_KEYRING = "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS ARTIFACTS_CREDENTIALPROVIDER_* GOOGLE_APPLICATION_CREDENTIALS"
# pip takes any of its options from PIP_<OPTION>; it has none for a password of its own.
_PIP_READS = (
    "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_TRUSTED_HOST PIP_CONFIG_FILE PIP_PROXY PIP_CERT "
    f"PIP_CLIENT_CERT PIP_KEYRING_PROVIDER NETRC {_KEYRING} {_GIT}"
)
_PIP_FILES = (
    "~/.config/pip/pip.conf ~/.pip/pip.conf /etc/pip.conf /etc/xdg/pip/pip.conf $VIRTUAL_ENV/pip.conf $PIP_CONFIG_FILE "
    "~/.netrc $NETRC " + _GIT_FILES
)

TOOLS = (
    Tool(
        names="pip pipx pip-sync pip-compile easy_install",
        reads=_PIP_READS,
        files=_PIP_FILES,
        offline="config cache check debug freeze hash help inspect list show uninstall completion environment "
        "ensurepath -",
        valued="-i --index-url --extra-index-url -f --find-links -t --target --prefix --root --proxy --cert "
        "--client-cert "
        "--trusted-host --cache-dir --log --python --platform -d --dest -w --wheel-dir --timeout --retries -r "
        "--requirement -c --constraint -e --editable --global-option --config-settings --no-binary --only-binary",
        file_options="--client-cert",
        secrets=("config set NAME <value>",),
        persists=(
            Persist("config set --global", "/etc/pip.conf", "pip config unset --global {2}"),
            Persist("config set --site", "$VIRTUAL_ENV/pip.conf", "pip config unset --site {2}"),
            Persist("config set !--global !--site", "~/.config/pip/pip.conf ~/.pip/pip.conf", "pip config unset {2}"),
        ),
    ),
    Tool(
        names="uv uvx",
        reads=f"UV_* NETRC {_KEYRING} {_GIT}",
        files="~/.netrc $NETRC ~/.config/uv/uv.toml /etc/uv/uv.toml ./uv.toml $UV_CONFIG_FILE "
        "~/.local/share/uv/credentials/credentials.toml " + _GIT_FILES,
        offline="cache help self venv version python init tree -",
        runs="* !cache !help !self !venv !version !python !init !tree !export !-",
        valued="--index --default-index -i --index-url --extra-index-url -f --find-links -p --python --project "
        "--directory "
        "--cache-dir -r --requirement -e --editable --extra --group --only-group --no-group --target --prefix",
        file_options="--config-file",
        secrets=(
            "publish --token <token>",
            "publish -t <token>",
            "publish --password <password>",
            "publish -p <password>",
            "auth login --password <password|->",
            "auth login --token <token|->",
        ),
        persists=(
            Persist("auth login", "~/.local/share/uv/credentials/credentials.toml", "uv auth logout {2}"),
            Persist("add --index", "./pyproject.toml ./uv.lock"),
            Persist("add --default-index", "./pyproject.toml ./uv.lock"),
        ),
    ),
    Tool(
        names="poetry",
        reads=f"POETRY_HTTP_BASIC_* POETRY_PYPI_TOKEN_* POETRY_REPOSITORIES_* NETRC PIP_INDEX_URL "
        f"PIP_EXTRA_INDEX_URL {_KEYRING} {_GIT}",
        files="~/.config/pypoetry/auth.toml ~/.config/pypoetry/config.toml ./poetry.toml $POETRY_CONFIG_DIR/auth.toml "
        "~/.netrc $NETRC " + _GIT_FILES,
        online="install add update lock publish self sync search show build remove",
        runs="install add update publish build run sync lock remove",
        valued="-C --directory -P --project --with --without --only -E --extras --source -r --repository -u --username",
        secrets=(
            "config http-basic.* _ <password>",
            "config pypi-token.* <token>",
            "publish -p <password>",
            "publish --password <password>",
        ),
        persists=(
            Persist("config http-basic.*", "~/.config/pypoetry/auth.toml", "poetry config --unset {1}"),
            Persist("config pypi-token.*", "~/.config/pypoetry/auth.toml", "poetry config --unset {1}"),
            Persist("config --local", "./poetry.toml", "poetry config --local --unset {1}"),
            Persist("config repositories.*", "~/.config/pypoetry/config.toml", "poetry config --unset {1}"),
            Persist("source add", "./pyproject.toml", "poetry source remove {2}"),
        ),
    ),
    Tool(
        names="pipenv",
        reads=f"PIPENV_* {_PIP_READS}",
        files=_PIP_FILES + " ./.env",
        runs="* !--version !--rm !--venv !clean !check !graph !-",
        valued="--python --pypi-mirror -i --index -r --requirements --categories",
    ),
    Tool(
        names="pdm",
        reads=f"PDM_* PIP_INDEX_URL PIP_EXTRA_INDEX_URL {_KEYRING} {_GIT}",
        files="~/.config/pdm/config.toml ./pdm.toml ./.pdm.toml $PDM_CONFIG_FILE ~/.netrc " + _GIT_FILES,
        offline="config cache info list self venv use -",
        runs="* !config !cache !info !list !self !venv !use !-",
        valued="-p --project -c --config -G --group",
        secrets=(
            "config *.password <password>",
            "config *.token <token>",
            "publish -P <password>",
            "publish --password <password>",
        ),
        persists=(
            Persist("config --local", "./pdm.toml", "pdm config --local --delete {1}"),
            Persist("config !--local", "~/.config/pdm/config.toml", "pdm config --delete {1}"),
        ),
    ),
    Tool(
        names="twine",
        reads="TWINE_* VSS_NUGET_EXTERNAL_FEED_ENDPOINTS",
        files="~/.pypirc ~/.netrc",
        online="upload register",
        valued="-r --repository --repository-url -u --username --config-file -c --comment",
        file_options="--config-file",
        secrets=("upload -p <password>", "upload --password <password>", "register -p <password>"),
    ),
    Tool(
        names="flit hatch rye",
        reads="FLIT_USERNAME FLIT_PASSWORD FLIT_INDEX_URL HATCH_INDEX_* HATCH_ENV_* RYE_* PIP_* UV_* NETRC",
        files="~/.pypirc ~/.netrc ~/.config/pip/pip.conf ~/.config/hatch/config.toml ~/.rye/credentials",
        runs="*",
        secrets=("publish -a <password>", "publish --auth <password>", "publish --token <token>"),
    ),
    Tool(
        names="conda mamba micromamba anaconda conda-build boa pixi",
        reads=f"CONDA_* MAMBA_* ANACONDA_* BINSTAR_* QUETZ_API_KEY PIP_* NETRC {_GIT}",
        files="~/.condarc ~/.conda/.condarc /opt/conda/.condarc $CONDA_PREFIX/.condarc $CONDARC ~/.mambarc ~/.netrc "
        "~/.config/pip/pip.conf ~/.continuum/*",
        offline="activate deactivate clean config init info list shell help -",
        valued="-n --name -p --prefix -c --channel -f --file",
        secrets=(
            "upload -t <token>",
            "upload --token <token>",
            "login --password <password>",
            "token set <token>",
            "auth login --token <token>",
            "auth login --password <password>",
        ),
        persists=(
            Persist("config --system", "/opt/conda/.condarc", "conda config --system --remove-key KEY"),
            Persist("config --env", "$CONDA_PREFIX/.condarc", "conda config --env --remove-key KEY"),
            Persist("config !--system !--env", "~/.condarc", "conda config --remove-key KEY"),
            Persist("token set", "~/.condarc ~/.continuum/*", "conda token remove"),
            Persist("login", "~/.continuum/anaconda-client/tokens/*", "anaconda logout"),
        ),
    ),
    Tool(
        names="python pypy python-config ipython",
        runs="*",
        valued="-c -m -W -X -Q --check-hash-based-pycs",
    ),
    Tool(
        names="devpi",
        files="~/.devpi/* ~/.config/pip/pip.conf",
        secrets=("login --password=<password>", "login --password <password>", "user -c password=<password>"),
        persists=(Persist("login", "~/.devpi/client/*", "devpi logoff"),),
    ),
    Tool(
        names="keyring",
        secrets=(),
        persists=(Persist("set", "~/.local/share/python_keyring/keyring_pass.cfg", "keyring del {1} {2}"),),
    ),
)
