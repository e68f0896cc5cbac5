"""Which table entry a command's name leads to.  A family's table is loaded when one of its names is looked up."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.command_line import Line

if TYPE_CHECKING:
    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.tools.record import Tool

#: The modules of this folder that hold tables, and the names in them (a test holds both equal).
FAMILIES: dict[str, str] = {
    "javascript": (
        "npx pnpx bunx npm cnpm npm-cli-login npm-login-cmd npm-cli-adduser pnpm yarn yarnpkg bun corepack lerna "
        "nx turbo rush semantic-release auto release-it"
    ),
    "python": (
        "pip pipx pip-sync pip-compile easy_install uv uvx poetry pipenv pdm twine flit hatch rye conda mamba "
        "micromamba anaconda conda-build boa pixi python pypy python-config ipython devpi keyring"
    ),
    "languages": (
        "cargo cargo-chef cargo-binstall maturin wasm-pack go dep glide govendor godep gb bundle bundler gem rails "
        "rake thor ruby irb jruby puma unicorn rspec foreman hanami composer artisan symfony console drush wp "
        "wp-cli wp-cli.phar magento bin/magento phing phpunit mix rebar3 rebar elixir iex erl conan R Rscript "
        "swift flutter dart pub pod carthage nimble shards julia opam stack cabal luarocks cpanm cpan carton vcpkg "
        "php node deno tsx ts-node cmake meson ninja zig elm sam serverless sls make gmake bmake just task ctest "
        "scons waf invoke fab tox nox earthly dagger mage"
    ),
    "platforms": (
        "mvn mvnw mvnd maven gradle gradlew sbt activator sbtn ant ivy lein boot clojure clj bazel bazelisk pants "
        "buck mill scala kotlinc groovy java javaw dotnet msbuild xbuild nuget nuget.exe paket"
    ),
    "versioning": (
        "git git-lfs git-crypt tig gh glab hub goreleaser git-cliff release-please svn hg bzr cvs p4 fossil repo "
        "gclient"
    ),
    "containers": (
        "docker docker-compose nerdctl docker-buildx podman buildah skopeo crane oras regctl krane ko cosign "
        "notation helm helmfile chart-releaser cr kubectl oc kustomize k9s flux argocd kubeseal istioctl velero "
        "linkerd rancher doctl-registry kubeadm k3s rke eksctl kops snyk grype syft trivy dockle anchore-cli clair "
        "scanner-cli twistcli"
    ),
    "cloud": (
        "aws awslocal aws2 s5cmd s4cmd eb ecs-cli chalice copilot cdk ecr-login amazon-ecr-credential-helper "
        "gcloud bq gsutil gcsfuse cbt google-cloud-sdk az azcopy azd func bicep doctl ibmcloud bx oci cf scw "
        "hcloud linode-cli vultr-cli exo yc aliyun tccli openstack nova s3cmd s3fs mc mcli rclone restic borg "
        "duplicity duply megatools megaget gdown b2 heroku netlify ntl vercel surge flyctl fly railway wrangler "
        "amplify expo eas firebase firebase-tools"
    ),
    "infrastructure": (
        "aws-vault chamber saml2aws aws-okta terraform tofu terragrunt packer terraform-docs tflint atlantis "
        "infracost cdktf pulumi ansible ansible-playbook ansible-pull ansible-galaxy ansible-vault vault bao "
        "consul nomad consul-template envconsul boundary op doppler infisical teller summon envkey akeyless sops "
        "age rage tailscale cloudflared ngrok zerotier-cli netbird teleport tsh gitlab-runner buildkite-agent "
        "actions-runner subscription-manager rhc pro ua pro-client insights-client"
    ),
    "services": (
        "sentry-cli sentry hf huggingface-cli huggingface_hub wandb kaggle comet mlflow dvc clearml-init "
        "clearml-agent neptune ngc modelscope replicate modal runpodctl openai civitai civitai-downloader "
        "lightning sonar-scanner sonarscanner dotnet-sonarscanner sonar SonarScanner.MSBuild.exe codecov coveralls "
        "codacy-coverage-reporter cc-test-reporter deepsource qlty goveralls datadog-ci datadog-agent newrelic "
        "dd-trace bugsnag-cli rollbar-cli appcenter fastlane jf jfrog curl-jfrog nexus-cli cloudsmith packagecloud "
        "package_cloud gemfury fury buf stripe twilio slack-cli shopify sfdx sf contentful strapi prisma supabase "
        "planetscale pscale turso neonctl"
    ),
    "databases": (
        "psql pg_dump pg_dumpall pg_restore pg_isready pg_basebackup createdb dropdb createuser dropuser vacuumdb "
        "pgbench pgloader initdb pg_ctl postgres postmaster pg_ctlcluster pg_createcluster mysql mariadb "
        "mysqladmin mariadb-admin mysqldump mariadb-dump mysqlimport mysqlcheck mysqlshow mysql_upgrade mysqlsh "
        "mycli mysqld mysqld_safe mysql_secure_installation innobackupex xtrabackup mongo mongosh mongodump "
        "mongorestore mongoimport mongoexport mongostat redis-cli valkey-cli redis-server valkey-server sqlcmd bcp "
        "sqlpackage osql tsql isql mssql-cli sqlplus sqlldr expdp impdp rman clickhouse-client clickhouse cqlsh "
        "couchbase-cli cbq influx influxd arangosh cypher-shell neo4j-admin crate crash snowsql presto trino "
        "beeline vsql etcdctl surreal rabbitmqctl rabbitmqadmin kafka-configs kafka-configs.sh kafka-topics nats "
        "nsc mosquitto_passwd mosquitto_pub mosquitto_sub ldapsearch ldapadd ldapmodify ldapdelete ldappasswd "
        "ldapwhoami slappasswd smbpasswd kinit kadmin kadmin.local samba-tool"
    ),
    "servers": (
        "airflow superset fabmanager flask grafana-cli grafana jupyter jupyter-lab jupyter-notebook jupyterhub "
        "x11vnc gitea forgejo gogs kc.sh kcadm.sh add-user-keycloak.sh add-user.sh jboss-cli.sh asadmin "
        "ejabberdctl prosodyctl occ odoo odoo-bin artemis activemq elasticsearch-users elasticsearch-keystore "
        "elasticsearch-setup-passwords bin/elasticsearch-users kibana-keystore logstash-keystore opensearch-users"
    ),
    "transfer": (
        "curl wget wget2 http https httpie xh aria2c axel ssh autossh mosh ssh-copy-id sshfs scp sftp ssh-add "
        "ssh-agent sshpass steamcmd steamcmd.sh rsync lftp ftp ncftpget ncftpput ncftp tftp smbclient mount.cifs "
        "smbget smbmap rpcclient expect sendmail swaks msmtp mutt mail mailx xfreerdp rdesktop openvpn wg wg-quick "
        "openconnect vncviewer"
    ),
    "crypto": (
        "openssl libressl keytool jarsigner apksigner ssh-keygen puttygen gpg gpg2 gpgconf gpg-agent "
        "gpg-preset-passphrase 7z 7za 7zr p7zip rar unrar zip unzip qpdf pdftk htpasswd htdigest ccrypt mcrypt "
        "bcrypt steghide signtool osslsigncode mkcert easyrsa certbot cfssl cfssljson certtool pass gopass "
        "secret-tool"
    ),
    "system": (
        "apt-get apt aptitude apt-key add-apt-repository apt-add-repository debootstrap apk yum dnf microdnf tdnf "
        "dnf5 rpm zypper pacman yay brew snap flatpak nix nix-env guix emerge"
    ),
}
_family_of = {name: family for family, names in FAMILIES.items() for name in names.split()}
_loaded: dict[str, Tool] = {}
# What `python -m` runs.
_MODULES = frozenset(("pip", "twine", "poetry", "pipenv", "uv", "pdm", "flit", "hatch", "conan"))
# Sub-commands behind which another tool's command line stands.
_RUNNERS = {
    "bundle": "exec",
    "bundler": "exec",
    "poetry": "run",
    "pipenv": "run",
    "uv": "run",
    "pdm": "run",
    "hatch": "run",
}


def load_family(family: str) -> tuple[Tool, ...]:
    """The entries of one module of :data:`FAMILIES`."""
    tools: tuple[Tool, ...] = __import__(f"{__package__}.{family}", fromlist=["TOOLS"]).TOOLS
    return tools


def find_tool(name: str) -> Tool | None:
    """The entry for a command's name; ``pip3.11`` is pip, ``ruby2.7`` ruby."""
    tool = _loaded.get(name)
    if tool is not None:
        return tool
    family = _family_of.get(name)
    if family is None:
        bare = name.rstrip("0123456789.-")
        return find_tool(bare) if bare != name else None
    for each in load_family(family):
        for alias in each.names.split():
            _loaded[alias] = each
    return _loaded[name]


def tool_of(command: Command) -> tuple[Tool | None, int]:
    """The tool that a command runs and the index of its first argument.

    ``python -m pip install`` runs pip with its arguments from the fourth word on, ``corepack yarn install`` yarn,
    ``bundle exec rake`` rake, ``php artisan`` artisan.
    """
    tool = find_tool(command.name)
    if tool is None:
        return None, 1
    inner = _inner(command, tool)
    if inner:
        found = find_tool(command.words[inner].raw.rpartition("/")[2].removesuffix(".phar"))
        if found is not None and found is not tool:
            return found, inner + 1
    return tool, 1


def _inner(command: Command, tool: Tool) -> int:
    """The index of the word that names the tool inside, 0 for none."""
    words = command.words
    name = command.name
    if len(words) < 2:
        return 0
    if name in _RUNNERS:
        return 2 if words[1].raw == _RUNNERS[name] and len(words) > 2 else 0
    if name == "corepack":
        return 1
    if name == "php":
        return next((index for index in range(1, len(words)) if not words[index].raw.startswith("-")), 0)
    if tool.names.startswith("python "):
        for index in range(1, len(words) - 1):
            if words[index].raw == "-m":
                return index + 1 if words[index + 1].raw in _MODULES else 0
            if not words[index].raw.startswith("-"):
                break
    return 0


_last: list[tuple[Command, Line]] = []


def line_of(command: Command) -> Line | None:
    """The command's words read as its tool reads them; None for a tool that is in no table."""
    if _last and _last[0][0] is command:
        return _last[0][1]
    tool, first = tool_of(command)
    if tool is None:
        return None
    line = Line(command, tool, first)
    _last[:] = [(command, line)]
    return line
