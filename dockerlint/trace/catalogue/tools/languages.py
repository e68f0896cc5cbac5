"""Package managers and build tools of the other languages.

Sources: doc.rust-lang.org/cargo/reference/registry-authentication.html and config.html, go.dev/ref/mod ("Environment
variables", "Private module authentication"), bundler.io/man/bundle-config.1.html, guides.rubygems.org,
getcomposer.org/doc ("Authentication for privately hosted packages", config), hex.pm/docs, docs.conan.io.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_GIT = "GIT_ASKPASS GIT_SSH_COMMAND GIT_CONFIG_* SSH_AUTH_SOCK GITHUB_TOKEN GH_TOKEN"
_GIT_FILES = "~/.gitconfig ~/.git-credentials ~/.netrc ~/.ssh/*"

TOOLS = (
    Tool(
        names="cargo cargo-chef cargo-binstall maturin wasm-pack",
        reads=f"CARGO_REGISTRY_TOKEN CARGO_REGISTRIES_* CARGO_NET_GIT_* CARGO_HTTP_PROXY {_GIT}",
        files="~/.cargo/credentials.toml ~/.cargo/credentials ~/.cargo/config.toml ~/.cargo/config "
        "$CARGO_HOME/credentials.toml "
        "$CARGO_HOME/credentials $CARGO_HOME/config.toml /usr/local/cargo/credentials.toml "
        "/usr/local/cargo/credentials "
        "/usr/local/cargo/config.toml ./.cargo/config.toml ./.cargo/config " + _GIT_FILES,
        offline="init new login logout version help clean fmt locate-project -",
        runs="* !login !logout !search !new !init !owner !yank !fetch !generate-lockfile !metadata !vendor !update "
        "!tree "
        "!version !help !clean !fmt !locate-project !-",
        valued="--target --manifest-path --features -F --bin -p --package -j --jobs --profile --target-dir --git "
        "--branch "
        "--tag --rev --version --root --path --registry --index --config",
        secrets=("login <token>", "--token <token>"),
        persists=(
            Persist(
                "login",
                "$CARGO_HOME/credentials.toml ~/.cargo/credentials.toml /usr/local/cargo/credentials.toml",
                "cargo logout",
            ),
        ),
    ),
    Tool(
        names="go",
        reads=f"GOPROXY GOAUTH NETRC GOFLAGS {_GIT}",
        files=_GIT_FILES + " $NETRC",
        online="get mod install build run test list generate vet work tool",
        runs="generate run test tool",
        valued="-o -ldflags -tags -mod -modfile -C -gcflags -asmflags -p",
        single=True,
        persists=(Persist("env -w", "~/.config/go/env", "go env -u NAME"),),
    ),
    Tool(
        names="dep glide govendor godep gb",
        reads=_GIT,
        files=_GIT_FILES,
    ),
    Tool(
        names="bundle bundler",
        reads=f"BUNDLE_* GEM_HOST_API_KEY {_GIT}",
        files="~/.bundle/config ./.bundle/config /usr/local/bundle/config $BUNDLE_APP_CONFIG/config "
        "$BUNDLE_USER_CONFIG "
        "~/.gemrc " + _GIT_FILES,
        offline="config version help env init exec clean show info list open check -",
        runs="* !config !version !help !env !init",
        valued="--jobs -j --path --without --with --gemfile --retry --binstubs --cache-path",
        secrets=(
            "!config set build.* _",
            "!config build.* _",
            "!config set mirror.* _",
            "!config mirror.* _",
            "!config local.* _",
            "!config set local.* _",
            "config set *.* <credential>",
            "config set *__* <credential>",
            "config *.* <credential>",
            "config *__* <credential>",
        ),
        persists=(
            Persist(
                "config --local",
                "$BUNDLE_APP_CONFIG/config ./.bundle/config /usr/local/bundle/config",
                "bundle config unset --local {key}",
            ),
            Persist("config --global", "~/.bundle/config", "bundle config unset --global {key}"),
            Persist(
                "config set !--global !--local",
                "$BUNDLE_APP_CONFIG/config ./.bundle/config /usr/local/bundle/config ~/.bundle/config",
                "bundle config unset {key}",
            ),
            Persist(
                "config !--global !--local",
                "~/.bundle/config ./.bundle/config /usr/local/bundle/config",
                "bundle config --delete {key}",
            ),
        ),
    ),
    Tool(
        names="gem",
        reads="GEM_HOST_API_KEY RUBYGEMS_*",
        files="~/.gem/credentials ~/.local/share/gem/credentials ~/.gemrc /etc/gemrc ~/.netrc",
        online="install i fetch push yank owner sources update outdated signin",
        valued="-v --version -s --source -i --install-dir -n --bindir --host -P --trust-policy",
        secrets=("push -k <key name>",),
        persists=(
            Persist("sources -a", "~/.gemrc", "gem sources --remove URL"),
            Persist("sources --add", "~/.gemrc", "gem sources --remove URL"),
            Persist("signin", "~/.gem/credentials ~/.local/share/gem/credentials", "gem signout"),
        ),
    ),
    Tool(
        names="rails rake thor ruby irb jruby puma unicorn rspec foreman hanami",
        reads="SECRET_KEY_BASE RAILS_MASTER_KEY DATABASE_URL",
        files="./config/master.key ./config/credentials.yml.enc ./config/secrets.yml ./config/database.yml",
        runs="*",
        valued="-e -r -I -C",
    ),
    Tool(
        names="composer",
        reads=f"COMPOSER_AUTH {_GIT}",
        files="./auth.json ~/.composer/auth.json ~/.config/composer/auth.json $COMPOSER_HOME/auth.json "
        "~/.composer/config.json "
        "~/.config/composer/config.json " + _GIT_FILES,
        offline="dump-autoload dumpautoload run-script config clear-cache"
        " clearcache diagnose about help validate self-update selfupdate init -",
        runs="install i update u upgrade require r remove create-project dump-autoload dumpautoload run-script run "
        "exec "
        "reinstall global",
        valued="-d --working-dir",
        secrets=tuple(
            f"{lead}config {key}"
            for lead in ("", "global ")
            for key in (
                "http-basic.* _ <password>",
                "github-oauth.* <token>",
                "gitlab-oauth.* <token>",
                "gitlab-token.* <token>",
                "gitlab-token.* _ <token>",
                "bearer.* <token>",
                "forgejo-token.* _ <token>",
                "bitbucket-oauth.* _ <consumer secret>",
                "custom-headers.* <header>",
            )
        ),
        persists=(
            Persist(
                "global config",
                "$COMPOSER_HOME/auth.json ~/.composer/auth.json ~/.config/composer/auth.json",
                "composer global config --unset {2}",
            ),
            Persist(
                "config -g",
                "$COMPOSER_HOME/auth.json ~/.composer/auth.json ~/.config/composer/auth.json",
                "composer config --global --unset {1}",
            ),
            Persist(
                "config --global",
                "$COMPOSER_HOME/auth.json ~/.composer/auth.json ~/.config/composer/auth.json",
                "composer config --global --unset {1}",
            ),
            Persist("config !-g !--global", "./auth.json ./composer.json", "composer config --unset {1}"),
        ),
    ),
    Tool(
        names="artisan symfony console drush wp wp-cli wp-cli.phar magento bin/magento phing phpunit",
        reads="APP_KEY APP_SECRET DATABASE_URL DB_PASSWORD MAGE_* JWT_SECRET",
        files="./.env",
        runs="*",
        secrets=(
            "core install --admin_password=<password>",
            "config create --dbpass=<password>",
            "core config --dbpass=<password>",
            "user create --user_pass=<password>",
            "user update --user_pass=<password>",
            "site-install --account-pass=<password>",
            "site:install --account-pass=<password>",
            "--db-password=<password>",
            "--admin-password=<password>",
        ),
    ),
    Tool(
        names="mix",
        reads=f"HEX_API_KEY HEX_* DATABASE_URL SECRET_KEY_BASE {_GIT}",
        files="~/.hex/hex.config ~/.mix/* " + _GIT_FILES,
        online="deps.get deps.update deps.tree hex.publish hex.organization hex.repo hex.user hex.outdated do",
        runs="* !local.hex !local.rebar !archive.install !hex.organization !hex.repo !hex.config !hex.user !help "
        "!new !phx.new",
        secrets=(
            "hex.organization auth _ --key <key>",
            "hex.organization auth --key <key>",
            "hex.repo add --auth-key <key>",
            "hex.config api_key <key>",
            "hex.user auth --key <key>",
        ),
        persists=(
            Persist("hex.organization auth", "~/.hex/hex.config", "mix hex.organization deauth {2}"),
            Persist("hex.repo add", "~/.hex/hex.config", "mix hex.repo remove {2}"),
            Persist("hex.config", "~/.hex/hex.config", "mix hex.config {1} --delete"),
            Persist("hex.user auth", "~/.hex/hex.config", "mix hex.user deauth"),
        ),
    ),
    Tool(
        names="rebar3 rebar elixir iex erl",
        reads=f"HEX_API_KEY {_GIT}",
        files="~/.config/rebar3/hex.config " + _GIT_FILES,
        runs="*",
    ),
    Tool(
        names="conan",
        reads="CONAN_LOGIN_USERNAME* CONAN_PASSWORD*",
        files="~/.conan/.conan.db ~/.conan2/credentials.json ~/.conan2/.conan.db ./conandata.yml ~/.netrc",
        online="install create upload download remote search build graph user list",
        runs="install create build export export-pkg source test",
        valued="-r --remote -s -o -pr --profile",
        secrets=(
            "user -p <password>",
            "user --password <password>",
            "remote login -p <password>",
            "remote login --password <password>",
            "remote set-user -p <password>",
            "remote auth --password <password>",
        ),
        persists=(
            Persist("user -p", "~/.conan/.conan.db", "conan user --clean"),
            Persist("user --password", "~/.conan/.conan.db", "conan user --clean"),
            Persist("remote login", "~/.conan2/.conan.db ~/.conan/.conan.db", "conan remote logout {2}"),
        ),
    ),
    # devtools and remotes of R read the names of the forges' tokens (remotes.r-lib.org).
    Tool(
        names="R Rscript",
        reads="GITHUB_PAT GITHUB_TOKEN GITLAB_PAT BITBUCKET_PASSWORD",
        files="~/.Renviron ./.Renviron ~/.netrc",
        runs="*",
        valued="-e -f",
    ),
    Tool(
        names="swift flutter dart pub pod carthage nimble shards julia opam stack cabal luarocks cpanm cpan carton",
        reads=_GIT,
        files=_GIT_FILES + " ~/.config/dart/pub-tokens.json ~/.pub-cache/credentials.json",
        runs="*",
        secrets=("--api-key=<key>",),
    ),
    Tool(
        names="vcpkg",
        reads=f"VCPKG_* X_VCPKG_* {_GIT}",
        files=_GIT_FILES,
        runs="*",
    ),
    Tool(
        names="php node deno tsx ts-node cmake meson ninja zig elm sam serverless sls",
        runs="*",
        secrets=("-D NAME=<value>",),
    ),
    Tool(
        names="make gmake bmake just task ctest scons waf invoke fab tox nox earthly dagger mage",
        runs="*",
    ),
)
