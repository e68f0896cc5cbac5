"""Whether shell text may hold a credential as an argument: a cheap test before it is read as commands."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.trace.catalogue.terms import terms

# An option, a list with one, or a word that says it all.
_OPTION = lazy(
    r"\s['\"]?(?:-{1,2}[A-Za-z]|/p:)|[\[,]\s*\"-|\w+(?:_token|_auth|password|passwd|secret)\b", re.IGNORECASE
)
# What the name of an option, a field or a header has in it that takes a credential.
_NOUNS = ("pass", "pwd", "token", "secret", "key", "cred", "auth")
# An assignment in capitals, and a word put together of pieces.
_PIECED = lazy(r"[A-Z0-9_]['\"]*=|\w(?:\\+\w|['\"]{2,}\w|['\"](?=\w))")
_WORD = lazy(r"[\w.+-]+")

#: The tools with an option or argument that is a credential (a test holds them equal).
TOOLS = terms(
    "7z 7za 7zr SonarScanner.MSBuild.exe actions-runner activator activemq add-user-keycloak.sh add-user.sh "
    "airflow akeyless aliyun amazon-ecr-credential-helper amplify anaconda anchore-cli ansible ansible-galaxy "
    "ansible-playbook ansible-pull ansible-vault ant apksigner appcenter arangosh argocd aria2c artemis artisan "
    "atlantis aws aws2 awslocal axel az azcopy azd b2 bao bazel bazelisk bcp bcrypt beeline bicep "
    "bin/elasticsearch-users bin/magento boa boot borg boundary bq buck buf bugsnag-cli buildah buildkite-agent "
    "bundle bundler bx bzr cabal cargo cargo-binstall cargo-chef carthage carton cbq cbt cc-test-reporter ccrypt "
    "cdk cdktf cf chalice chart-releaser civitai civitai-downloader clair clearml-agent clearml-init clickhouse "
    "clickhouse-client clj clojure cloudflared cloudsmith cmake cnpm codacy-coverage-reporter codecov comet "
    "composer conan conda conda-build console consul consul-template contentful copilot cosign couchbase-cli "
    "coveralls cpan cpanm cqlsh cr crane crash crate curl curl-jfrog cvs cypher-shell dart datadog-agent "
    "datadog-ci dd-trace deepsource deno devpi docker docker-buildx docker-compose dockle doctl doctl-registry "
    "doppler dotnet dotnet-sonarscanner drush duplicity duply dvc eas easy_install eb ecr-login ecs-cli "
    "ejabberdctl eksctl elasticsearch-keystore elasticsearch-setup-passwords elasticsearch-users elm envconsul "
    "envkey etcdctl exo expect expo fabmanager fastlane firebase firebase-tools flask flit flutter flux fly "
    "flyctl forgejo fossil ftp func fury gclient gcloud gcsfuse gdown gem gemfury gh git git-crypt git-lfs gitea "
    "gitlab-runner glab gogs google-cloud-sdk goveralls gpg gpg-agent gpg-preset-passphrase gpg2 gpgconf gradle "
    "gradlew grafana grafana-cli groovy grype gsutil hatch hcloud helm helmfile heroku hf hg htdigest htpasswd "
    "http httpie https huggingface-cli huggingface_hub ibmcloud infisical influx influxd infracost innobackupex "
    "insights-client isql istioctl ivy jarsigner java javaw jboss-cli.sh jf jfrog julia jupyter jupyter-lab "
    "jupyter-notebook jupyterhub k3s k9s kadmin kadmin.local kafka-configs kafka-configs.sh kafka-topics kc.sh "
    "kcadm.sh keytool kibana-keystore kinit ko kops kotlinc krane kubeadm kubectl kubeseal kustomize ldapadd "
    "ldapdelete ldapmodify ldappasswd ldapsearch ldapwhoami lein lftp libressl lightning linkerd linode-cli "
    "logstash-keystore luarocks magento mail mailx mamba mariadb mariadb-admin mariadb-dump maturin maven mc mcli "
    "mcrypt megaget megatools meson micromamba mill mix mlflow modal modelscope mongo mongodump mongoexport "
    "mongoimport mongorestore mongosh mongostat mosquitto_passwd mosquitto_pub mosquitto_sub mount.cifs msbuild "
    "msmtp mssql-cli mutt mvn mvnd mvnw mycli mysql mysql_secure_installation mysql_upgrade mysqladmin mysqlcheck "
    "mysqld mysqld_safe mysqldump mysqlimport mysqlsh mysqlshow nats ncftp ncftpget ncftpput neo4j-admin neonctl "
    "neptune nerdctl netbird netlify newrelic nexus-cli ngc ngrok nimble ninja node nomad notation nova npm "
    "npm-cli-adduser npm-cli-login npm-login-cmd nsc ntl nuget nuget.exe oc occ oci odoo odoo-bin op opam openai "
    "openconnect opensearch-users openssl openstack openvpn oras osql osslsigncode p4 p7zip package_cloud "
    "packagecloud packer paket pants pdftk pdm phing php phpunit pip pip-compile pip-sync pipx pixi planetscale "
    "pnpm pod podman poetry presto prisma pro pro-client prosodyctl pscale pub pulumi puttygen qlty qpdf "
    "rabbitmqadmin rabbitmqctl railway rancher rar rclone rdesktop redis-cli redis-server regctl replicate repo "
    "restic rhc rke rollbar-cli rpcclient runpodctl rye s3cmd s3fs s4cmd s5cmd sam samba-tool sbt sbtn scala "
    "scanner-cli scw sendmail sentry sentry-cli serverless sf sfdx shards shopify signtool skopeo slack-cli "
    "slappasswd sls smbclient smbget smbmap smbpasswd snowsql snyk sonar sonar-scanner sonarscanner sqlcmd "
    "sqlpackage ssh-keygen sshpass stack steamcmd steamcmd.sh steghide strapi stripe subscription-manager summon "
    "supabase superset surge surreal svn swaks swift syft symfony tailscale tccli teleport teller terraform "
    "terraform-docs terragrunt tflint tftp tig tofu trino trivy ts-node tsh tsql tsx turso twilio twine twistcli "
    "ua unrar unzip uv uvx valkey-cli valkey-server vault velero vercel vncviewer vsql vultr-cli wandb wasm-pack "
    "wg wg-quick wget wget2 wp wp-cli wp-cli.phar wrangler x11vnc xbuild xfreerdp xh xtrabackup yarn yarnpkg yc "
    "zerotier-cli zig zip "
)


def mentions_secret_option(text: str) -> bool:
    """False only for a text in which :func:`~.arguments.secret_arguments` finds nothing."""
    if not ("-" in text or "/p:" in text or "_" in text) or _OPTION.search(text) is None:
        return False
    lower = text.lower()
    if any(noun in lower for noun in _NOUNS) or _PIECED.search(text) is not None:
        return True
    words = set(_WORD.findall(text))
    return not TOOLS.isdisjoint(words) or not TOOLS.isdisjoint({word.rstrip("0123456789.-") for word in words})
