"""Package managers and build tools of the other languages.

Sources: doc.rust-lang.org/cargo/reference/registry-authentication.html and config.html, go.dev/ref/mod ("Environment
variables", "Private module authentication"), bundler.io/man/bundle-config.1.html, guides.rubygems.org,
getcomposer.org/doc ("Authentication for privately hosted packages", config), maven.apache.org/settings.html,
docs.gradle.org ("Build environment"), learn.microsoft.com/nuget (nuget.config, credential providers), hex.pm/docs,
docs.conan.io.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_GIT = "GIT_ASKPASS GIT_SSH_COMMAND GIT_CONFIG_* SSH_AUTH_SOCK GITHUB_TOKEN GH_TOKEN"
_GIT_FILES = "~/.gitconfig ~/.git-credentials ~/.netrc ~/.ssh/*"
_NUGET_FILES = "./nuget.config ./NuGet.config ./NuGet.Config ~/.nuget/NuGet/NuGet.Config ~/.config/NuGet/NuGet.Config"
_NUGET_READS = (
    "NUGET_* NuGetPackageSourceCredentials_* VSS_NUGET_EXTERNAL_FEED_ENDPOINTS VSS_NUGET_ACCESSTOKEN "
    "VSS_NUGET_URI_PREFIXES ARTIFACTS_CREDENTIALPROVIDER_* SYSTEM_ACCESSTOKEN GITHUB_TOKEN"
)

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
                "~/.cargo/credentials.toml $CARGO_HOME/credentials.toml /usr/local/cargo/credentials.toml",
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
        offline="config version help env init -",
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
                "./.bundle/config /usr/local/bundle/config $BUNDLE_APP_CONFIG/config",
                "bundle config unset --local {key}",
            ),
            Persist("config --global", "~/.bundle/config", "bundle config unset --global {key}"),
            Persist(
                "config set !--global !--local",
                "./.bundle/config /usr/local/bundle/config $BUNDLE_APP_CONFIG/config ~/.bundle/config",
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
        reads=f"COMPOSER_AUTH COMPOSER_AUTH_* GITLAB_TOKEN PACKAGIST_* {_GIT}",
        files="./auth.json ~/.composer/auth.json ~/.config/composer/auth.json $COMPOSER_HOME/auth.json "
        "~/.composer/config.json "
        "~/.config/composer/config.json " + _GIT_FILES,
        offline="config clear-cache clearcache diagnose about help validate self-update selfupdate init -",
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
                "~/.composer/auth.json ~/.config/composer/auth.json $COMPOSER_HOME/auth.json",
                "composer global config --unset {2}",
            ),
            Persist(
                "config -g",
                "~/.composer/auth.json ~/.config/composer/auth.json $COMPOSER_HOME/auth.json",
                "composer config --global --unset {1}",
            ),
            Persist(
                "config --global",
                "~/.composer/auth.json ~/.config/composer/auth.json $COMPOSER_HOME/auth.json",
                "composer config --global --unset {1}",
            ),
            Persist("config !-g !--global", "./auth.json ./composer.json", "composer config --unset {1}"),
        ),
    ),
    Tool(
        names="php artisan symfony drush wp wp-cli wp-cli.phar magento bin/magento phing phpunit",
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
        names="mvn mvnw mvnd maven",
        reads="MAVEN_* MVN_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* CODEARTIFACT_AUTH_TOKEN",
        files="~/.m2/settings.xml ~/.m2/settings-security.xml /usr/share/maven/conf/settings.xml ./.mvn/settings.xml "
        "./settings.xml /usr/share/maven/ref/*",
        runs="* !--version !-version !-v !-",
        valued="-P -pl -f --file -T -rf",
        file_options="-s --settings -gs --global-settings",
        secrets=("-D NAME=<value>", "--encrypt-password <password>", "--encrypt-master-password <password>"),
        single=True,
    ),
    Tool(
        names="gradle gradlew",
        reads="ORG_GRADLE_PROJECT_* GRADLE_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* CODEARTIFACT_AUTH_TOKEN",
        files="~/.gradle/gradle.properties ~/.gradle/init.gradle ~/.gradle/init.gradle.kts ./gradle.properties "
        "./local.properties "
        "$GRADLE_USER_HOME/gradle.properties /home/gradle/.gradle/gradle.properties ~/.m2/settings.xml",
        runs="* !--version !-v wrapper",
        valued="-p --project-dir -b --build-file -I --init-script -x --exclude-task -g --gradle-user-home -c "
        "--settings-file",
        secrets=("-P NAME=<value>", "-D NAME=<value>", "--project-prop NAME=<value>", "--system-prop NAME=<value>"),
        single=True,
    ),
    Tool(
        names="sbt activator sbtn ant ivy lein boot clojure clj bazel bazelisk pants buck mill scala kotlinc groovy",
        reads="SBT_* COURSIER_* LEIN_USERNAME LEIN_PASSWORD CLOJARS_* GITHUB_ACTOR GITHUB_TOKEN NEXUS_* ARTIFACTORY_* "
        "CODEARTIFACT_AUTH_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        files="~/.sbt/.credentials ~/.sbt/credentials ~/.sbt/1.0/* ~/.sbt/0.13/* ~/.ivy2/.credentials "
        "~/.ivy2/.credentials.* "
        "~/.lein/profiles.clj ~/.lein/credentials.clj.gpg ~/.m2/settings.xml ~/.netrc "
        "~/.config/coursier/credentials.properties",
        runs="*",
        secrets=("-D NAME=<value>",),
        single=True,
    ),
    Tool(
        names="java javaw",
        runs="*",
        secrets=(
            "-D NAME=<value>",
            "-password <password>",
            "--password <password>",
            "--spring.datasource.password=<password>",
        ),
        valued="-cp -classpath --class-path -jar -p --module-path",
        single=True,
    ),
    Tool(
        names="dotnet msbuild xbuild",
        reads=_NUGET_READS,
        files=_NUGET_FILES,
        online="restore build publish test run pack nuget tool add new workload package list watch msbuild",
        runs="restore build publish test run pack watch tool msbuild ef vstest exec",
        valued="-o --output -c --configuration -r --runtime -f --framework -v --verbosity -n --name -u --username -s "
        "--source "
        "--arch --os --project",
        file_options="--configfile",
        secrets=(
            "nuget add source -p <password>",
            "nuget add source --password <password>",
            "nuget update source -p <password>",
            "nuget update source --password <password>",
            "nuget push -k <key>",
            "nuget push --api-key <key>",
            "nuget delete -k <key>",
            "nuget delete --api-key <key>",
            "user-secrets set NAME <value>",
            "dev-certs https -p <password>",
            "dev-certs https --password <password>",
            "sonarscanner begin -d:sonar.login=<token>",
            "/p: NAME=<value>",
            "/d: NAME=<value>",
            "-d: NAME=<value>",
            "-p: NAME=<value>",
        ),
        persists=(
            Persist(
                "nuget add source",
                "~/.nuget/NuGet/NuGet.Config ./nuget.config ./NuGet.Config",
                "dotnet nuget remove source {-n|--name}",
            ),
            Persist(
                "nuget update source",
                "~/.nuget/NuGet/NuGet.Config ./nuget.config ./NuGet.Config",
                "dotnet nuget remove source {3}",
            ),
            Persist("user-secrets set", "~/.microsoft/usersecrets/*", "dotnet user-secrets remove {2}"),
        ),
    ),
    Tool(
        names="nuget nuget.exe paket",
        reads=_NUGET_READS,
        files=_NUGET_FILES,
        online="install restore push add update list search delete sources source",
        valued="-Name -Source -UserName -Username -ConfigFile -OutputDirectory -Verbosity -source -name -username",
        file_options="-ConfigFile -configfile",
        secrets=(
            "sources add -password <password>",
            "sources update -password <password>",
            "source add -password <password>",
            "setapikey <key>",
            "push _ <key>",
            "push -apikey <key>",
            "delete -apikey <key>",
            "config add-credentials _ --password <password>",
            "config add-token _ <token>",
        ),
        persists=(
            Persist(
                "sources add",
                "~/.config/NuGet/NuGet.Config ~/.nuget/NuGet/NuGet.Config ./nuget.config",
                "nuget sources remove -Name {-name}",
            ),
            Persist("sources update", "~/.config/NuGet/NuGet.Config ~/.nuget/NuGet/NuGet.Config ./nuget.config"),
            Persist("setapikey", "~/.config/NuGet/NuGet.Config ~/.nuget/NuGet/NuGet.Config"),
            Persist("config add-credentials", "~/.config/Paket/paket.config"),
        ),
        single=True,
    ),
    Tool(
        names="mix",
        reads=f"HEX_API_KEY HEX_* DATABASE_URL SECRET_KEY_BASE {_GIT}",
        files="~/.hex/hex.config ~/.mix/* " + _GIT_FILES,
        offline="local.hex local.rebar archive.install hex.config help new phx.new",
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
    Tool(
        names="cabal opam luarocks cpanm cpan stack carton vcpkg cmake meson ninja swift flutter dart pub pod lake "
        "zig nimble shards "
        "julia Rscript R sam serverless sls elm spago",
        reads=f"VCPKG_* X_VCPKG_* {_GIT}",
        files=_GIT_FILES + " ~/.config/dart/pub-tokens.json ~/.pub-cache/credentials.json",
        runs="*",
        secrets=("-D NAME=<value>", "token add --env-var <variable>", "--api-key=<key>"),
    ),
    Tool(
        names="make gmake bmake just task ctest scons waf invoke fab tox nox earthly dagger mage",
        runs="*",
    ),
)
