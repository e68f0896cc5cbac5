"""JavaScript's package managers.

npm puts ``${NAME}`` of an .npmrc in from the environment (docs.npmjs.com/cli/configuring-npm/npmrc) and takes any
``npm_config_*`` variable, in either case, as a setting (docs.npmjs.com/cli/using-npm/config).  The names below are
those
that the .npmrc and .yarnrc.yml of vendors' documentation use: actions/setup-node (NODE_AUTH_TOKEN), docs.npmjs.com
"Docker and private modules" (NPM_TOKEN), Font Awesome (FONTAWESOME_*), yarnpkg.com/configuration (YARN_*).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_READS = (
    "NPM_TOKEN NPM_*TOKEN *NPM_TOKEN *NPM_AUTH_TOKEN NODE_AUTH_TOKEN YARN_AUTH_TOKEN NPM_CONFIG_* npm_config_* "
    "FONTAWESOME_* FA_TOKEN GITHUB_TOKEN GH_TOKEN GIT_ASKPASS GIT_SSH_COMMAND SSH_AUTH_SOCK"
)
# Sub-commands that work on files of the project and its scripts only.
_SCRIPTS = "run run-script test t start stop restart"
_LOCAL = "config c set get cache version help completion prefix root bin pkg ls list explain fund init -"
_OPTIONS = "--registry --prefix -C --workspace -w --scope --tag --location --loglevel --cache --otp --auth-type"
_GIT_FILES = "~/.gitconfig ~/.git-credentials ~/.netrc ~/.ssh/*"

TOOLS = (
    Tool(
        names="npx pnpx bunx", reads=_READS, files="./.npmrc ~/.npmrc " + _GIT_FILES, runs="*", valued="-p --package -c"
    ),
    Tool(
        names="npm cnpm",
        reads=_READS,
        files="./.npmrc ~/.npmrc " + _GIT_FILES,
        offline=f"{_SCRIPTS} {_LOCAL}",
        runs=f"{_SCRIPTS} ci clean-install install-clean ic install i in isntall add update up rebuild rb exec x "
        "create "
        "pack publish prune dedupe link install-test it cit explore audit",
        valued=_OPTIONS,
        file_options="--userconfig --globalconfig",
        secrets=(
            "config set NAME=<value>",
            "config set NAME <value>",
            "c set NAME=<value>",
            "set NAME=<value>",
            "set NAME <value>",
            "--*_authToken=<token>",
            "--*_auth=<credential>",
            "--*_password=<password>",
            "--otp <one-time password>",
            "adduser --password <password>",
            "login --password <password>",
        ),
        persists=(
            Persist("config set !-g !--global !--location", "{--userconfig} ~/.npmrc", "npm config delete {2}"),
            Persist("c set !-g !--global", "~/.npmrc", "npm config delete {2}"),
            Persist("set !-g !--global", "~/.npmrc", "npm config delete {1}"),
            Persist("config set -g", "/usr/local/etc/npmrc", "npm config delete -g {2}"),
            Persist("config set --global", "/usr/local/etc/npmrc", "npm config delete --global {2}"),
            Persist("config set --location=project", "./.npmrc", "npm config delete --location=project {2}"),
            Persist("config set --location", "~/.npmrc", "npm config delete {2}"),
            Persist("login", "~/.npmrc", "npm logout"),
            Persist("adduser", "~/.npmrc", "npm logout"),
            Persist("add-user", "~/.npmrc", "npm logout"),
        ),
    ),
    Tool(
        names="npm-cli-login npm-login-cmd npm-cli-adduser",
        reads="NPM_USER NPM_PASS NPM_PASSWORD NPM_EMAIL NPM_REGISTRY",
        valued="-u -e -r -s",
        secrets=("-p <password>", "--password <password>"),
        persists=(Persist("", "~/.npmrc", "npm logout"),),
    ),
    Tool(
        names="pnpm",
        reads=_READS + " PNPM_CONFIG_* pnpm_config_*",
        files="./.npmrc ~/.npmrc ~/.config/pnpm/rc ~/.config/pnpm/auth.ini " + _GIT_FILES,
        offline=f"{_SCRIPTS} {_LOCAL} store env setup",
        runs="* !config !c !set !get !help !root !bin !store !env !setup !login !logout !-",
        valued=_OPTIONS + " --filter -F --dir --store-dir",
        file_options="--userconfig",
        secrets=(
            "config set NAME=<value>",
            "config set NAME <value>",
            "set NAME <value>",
            "--*_authToken=<token>",
            "--config.*_authToken=<token>",
        ),
        persists=(
            Persist("config set !--location=project", "~/.config/pnpm/rc ~/.npmrc", "pnpm config delete {2}"),
            Persist("set", "~/.config/pnpm/rc ~/.npmrc", "pnpm config delete {1}"),
            Persist("config set --location=project", "./.npmrc", "pnpm config delete --location=project {2}"),
            Persist("login", "~/.npmrc", "pnpm logout"),
        ),
    ),
    Tool(
        names="yarn yarnpkg",
        reads=_READS + " YARN_*",
        files="./.npmrc ./.yarnrc ./.yarnrc.yml ~/.npmrc ~/.yarnrc ~/.yarnrc.yml " + _GIT_FILES,
        online="install add upgrade up upgrade-interactive dlx create publish npm info outdated global remove dedupe "
        "plugin set workspaces login audit rebuild fetch -",
        runs="* !config !cache !set !policies !--version !help !login !logout !plugin",
        valued=_OPTIONS + " --cwd --modules-folder --cache-folder --mutex --network-timeout",
        file_options="--use-yarnrc",
        secrets=(
            "config set NAME <value>",
            "--*_authToken=<token>",
            "npm login --password <password>",
        ),
        persists=(
            Persist("config set --home", "~/.yarnrc.yml", "yarn config unset --home {2}"),
            Persist("config set -H", "~/.yarnrc.yml", "yarn config unset --home {2}"),
            # Only Yarn 2 and later have settings named like this.
            Persist("config set npm[A-Z]*", "./.yarnrc.yml", "yarn config unset {2}"),
            Persist("config set", "~/.yarnrc ./.yarnrc.yml", "yarn config unset {2}"),
            Persist("login", "~/.yarnrc", "yarn logout"),
            Persist("npm login", "~/.yarnrc.yml", "yarn npm logout"),
        ),
    ),
    # bun.sh/docs/install/npmrc and bun.sh/docs/install/registries: .npmrc and bunfig.toml, both with $NAME put in.
    Tool(
        names="bun",
        reads=_READS + " BUN_CONFIG_TOKEN BUN_AUTH_TOKEN BUN_CONFIG_REGISTRY",
        files="./.npmrc ~/.npmrc ./bunfig.toml ~/.bunfig.toml " + _GIT_FILES,
        online="install i add a update remove rm x create publish outdated pm ci link",
        runs="* !--version !help !upgrade !init !pm",
        valued="--registry --cwd",
        file_options="--config -c",
    ),
    Tool(
        names="corepack",
        offline="enable disable prepare install hydrate up use -",
        runs="* !enable !disable !prepare !-",
    ),
    Tool(
        names="lerna nx turbo rush",
        reads=_READS + " TURBO_TOKEN NX_CLOUD_ACCESS_TOKEN",
        files="./.npmrc ~/.npmrc",
        runs="*",
    ),
    Tool(
        names="semantic-release auto release-it",
        reads="NPM_TOKEN GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN GL_TOKEN BITBUCKET_TOKEN",
        files="./.npmrc ~/.npmrc",
        runs="*",
    ),
)
