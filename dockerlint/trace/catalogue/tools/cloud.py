"""Clouds, their object stores, and hosting services.

Sources: docs.aws.amazon.com/cli (environment variables, configuration files), cloud.google.com/sdk/gcloud and
"Application Default Credentials", learn.microsoft.com/cli/azure, min.io/docs (mc), rclone.org/docs, s3tools.org,
docs.digitalocean.com/reference/doctl, devcenter.heroku.com, docs.netlify.com, vercel.com/docs/cli, firebase.google.com.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

AWS = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN"
AWS_FILES = "~/.aws/credentials ~/.aws/config $AWS_SHARED_CREDENTIALS_FILE $AWS_CONFIG_FILE"
GOOGLE = "GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CREDENTIALS CLOUDSDK_AUTH_* GOOGLE_OAUTH_ACCESS_TOKEN"
GOOGLE_FILES = "~/.config/gcloud/* $CLOUDSDK_CONFIG/* $GOOGLE_APPLICATION_CREDENTIALS ~/.boto"
AZURE = "AZURE_* ARM_CLIENT_SECRET ARM_CLIENT_ID ARM_TENANT_ID ARM_ACCESS_KEY ARM_SAS_TOKEN"

TOOLS = (
    Tool(
        names="aws awslocal aws2 s5cmd s4cmd eb ecs-cli chalice copilot cdk ecr-login amazon-ecr-credential-helper",
        reads=AWS,
        files=AWS_FILES,
        offline="configure help -",
        valued="--tool --domain --domain-owner --repository --profile --region --output --endpoint-url --query --color "
        "--ca-bundle --cli-read-timeout",
        secrets=(
            "configure set *aws_secret_access_key <secret access key>",
            "configure set *aws_session_token <session token>",
            "configure set *aws_access_key_id <access key id>",
            "--secret-string <secret>",
            "ssm put-parameter --value <secret>",
            "--master-user-password <password>",
        ),
        persists=(
            Persist("configure set *aws_[as]*", "$AWS_SHARED_CREDENTIALS_FILE ~/.aws/credentials", "rm -r ~/.aws"),
            Persist("configure set", "$AWS_CONFIG_FILE ~/.aws/config", "rm -r ~/.aws"),
            Persist("configure import", "$AWS_SHARED_CREDENTIALS_FILE ~/.aws/credentials", "rm -r ~/.aws"),
            Persist("codeartifact login --tool=npm", "~/.npmrc", "rm ~/.npmrc"),
            Persist("codeartifact login --tool=pip", "~/.config/pip/pip.conf", "pip config unset global.index-url"),
            Persist("codeartifact login --tool=twine", "~/.pypirc", "rm ~/.pypirc"),
        ),
    ),
    Tool(
        names="gcloud bq",
        reads=GOOGLE,
        files=GOOGLE_FILES,
        offline="version help info components config -",
        runs="builds app functions",
        valued="--project --account --zone --region --format",
        file_options="--key-file --credential-file-override --cred-file --service_account_credential_file",
        secrets=("sql users set-password --password <password>", "sql users create --password <password>"),
        persists=(
            Persist(
                "auth activate-service-account", "$CLOUDSDK_CONFIG/* ~/.config/gcloud/*", "gcloud auth revoke --all"
            ),
            Persist("auth login", "$CLOUDSDK_CONFIG/* ~/.config/gcloud/*", "gcloud auth revoke --all"),
            Persist(
                "auth application-default login",
                "~/.config/gcloud/application_default_credentials.json",
                "gcloud auth application-default revoke",
            ),
            Persist("auth configure-docker", "~/.docker/config.json", "rm ~/.docker/config.json"),
            Persist("container clusters get-credentials", "$KUBECONFIG ~/.kube/config", "rm ~/.kube/config"),
        ),
    ),
    Tool(
        names="gsutil gcsfuse cbt google-cloud-sdk",
        reads=GOOGLE + " BOTO_CONFIG BOTO_PATH",
        files=GOOGLE_FILES + " $BOTO_CONFIG",
        valued="-o -h -u",
        file_options="--key-file",
        secrets=("-o Credentials:*secret*=<secret>",),
        persists=(Persist("config", "~/.boto", "rm ~/.boto"),),
    ),
    Tool(
        names="az azcopy azd func bicep",
        reads=f"{AZURE} AZCOPY_SPA_CLIENT_SECRET AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN",
        files="~/.azure/* $AZURE_CONFIG_DIR/*",
        offline="version extension help cloud config -",
        valued="-c --container-name --account-name --vault-name --id -u --username -t --tenant -g --resource-group "
        "-n --name -o --output --subscription -f --file",
        secrets=(
            "login -p <password>",
            "login --password <password>",
            "login --client-secret <password>",
            "login --federated-token <token>",
            "acr login -p <password>",
            "acr login --password <password>",
            "keyvault secret set --value <secret>",
            "devops login --token <token>",
            "--account-key <key>",
            "--sas-token <token>",
            "--connection-string <connection string>",
            "--admin-password <password>",
        ),
        persists=(
            Persist("login", "$AZURE_CONFIG_DIR/* ~/.azure/*", "az logout"),
            Persist("acr login", "~/.docker/config.json", "docker logout"),
            Persist("devops login", "~/.azure/azuredevops/*", "az devops logout"),
        ),
    ),
    Tool(
        names="doctl",
        reads="DIGITALOCEAN_ACCESS_TOKEN DIGITALOCEAN_TOKEN",
        files="~/.config/doctl/config.yaml",
        offline="version help completion -",
        secrets=("-t <token>", "--access-token <token>"),
        persists=(Persist("auth init", "~/.config/doctl/config.yaml", "doctl auth remove --context default"),),
    ),
    Tool(
        names="ibmcloud bx oci cf scw hcloud linode-cli vultr-cli exo yc aliyun tccli openstack nova",
        reads="IBMCLOUD_API_KEY BLUEMIX_API_KEY OCI_CLI_* CF_PASSWORD SCW_SECRET_KEY SCW_ACCESS_KEY HCLOUD_TOKEN "
        "LINODE_CLI_TOKEN "
        "VULTR_API_KEY EXOSCALE_API_SECRET YC_TOKEN ALIBABA_CLOUD_* TENCENTCLOUD_* OS_PASSWORD OS_*",
        files="~/.bluemix/* ~/.oci/* ~/.cf/config.json ~/.config/scw/config.yaml ~/.config/hcloud/cli.toml "
        "~/.config/linode-cli "
        "~/.aliyun/config.json ~/.config/openstack/clouds.yaml",
        valued="-a -u -o -s -r -g",
        secrets=(
            "login -p <password>",
            "login --apikey <key>",
            "auth <user name> <password>",
            "auth _ <password>",
            "--os-password <password>",
            "configure set --access-key-secret <secret>",
            "config set token <token>",
        ),
        persists=(
            Persist("login", "~/.bluemix/config.json ~/.cf/config.json", "ibmcloud logout"),
            Persist("configure set", "~/.aliyun/config.json", "rm ~/.aliyun/config.json"),
        ),
    ),
    Tool(
        names="s3cmd s3fs",
        reads=f"{AWS} AWS_ACCESS_KEY AWS_SECRET_KEY AWSACCESSKEYID AWSSECRETACCESSKEY",
        files=f"~/.s3cfg ~/.passwd-s3fs /etc/passwd-s3fs {AWS_FILES}",
        valued="--host --host-bucket --region",
        file_options="-c --config",
        secrets=(
            "--secret_key <secret key>",
            "--access_token <token>",
            "--access_key <access key id>",
        ),
        persists=(Persist("--configure", "~/.s3cfg", "rm ~/.s3cfg"),),
    ),
    Tool(
        names="mc mcli",
        reads="MC_HOST_* MINIO_*",
        files="~/.mc/config.json ~/.mcli/config.json",
        offline="--version -",
        secrets=(
            "alias set _ _ _ <secret key>",
            "config host add _ _ _ <secret key>",
            "admin user add _ _ <secret key>",
        ),
        persists=(
            Persist("alias set", "~/.mc/config.json ~/.mcli/config.json", "mc alias remove {2}"),
            Persist("config host add", "~/.mc/config.json", "mc config host remove {3}"),
        ),
    ),
    Tool(
        names="rclone restic borg duplicity duply megatools megaget gdown",
        reads=f"RCLONE_* RESTIC_PASSWORD BORG_PASSPHRASE PASSPHRASE {AWS}",
        files="~/.config/rclone/rclone.conf $RCLONE_CONFIG ~/.megarc",
        file_options="--config --password-file -p=",
        secrets=(
            "config create _ _ pass <password>",
            "config create _ _ _ _ pass <password>",
            "config create _ _ NAME=<value>",
            "config create _ _ _ NAME=<value>",
            "config create _ _ _ _ NAME=<value>",
            "obscure <password>",
            "--password <password>",
            "--*-secret-access-key=<secret key>",
            "--*-pass=<password>",
        ),
        persists=(
            Persist("config create", "$RCLONE_CONFIG ~/.config/rclone/rclone.conf", "rclone config delete {2}"),
            Persist("config update", "$RCLONE_CONFIG ~/.config/rclone/rclone.conf", "rclone config delete {2}"),
        ),
    ),
    # Backblaze's client; Boost's build tool has the same name.
    Tool(
        names="b2",
        reads="B2_APPLICATION_KEY B2_APPLICATION_KEY_ID",
        files="~/.b2_account_info ~/.config/b2/account_info",
        online="authorize-account account file sync upload-file download-file-by-name download-file-by-id bucket",
        secrets=("authorize-account _ <key>", "account authorize _ <key>"),
        persists=(
            Persist("authorize-account", "~/.b2_account_info", "b2 clear-account"),
            Persist("account authorize", "~/.b2_account_info ~/.config/b2/account_info", "b2 account clear"),
        ),
    ),
    Tool(
        names="heroku",
        reads="HEROKU_API_KEY HEROKU_*",
        files="~/.netrc",
        secrets=("config:set NAME=<value>",),
        persists=(
            Persist("login", "~/.netrc", "heroku logout"),
            Persist("auth:login", "~/.netrc", "heroku auth:logout"),
            Persist("container:login", "~/.docker/config.json", "heroku container:logout"),
        ),
    ),
    Tool(
        names="netlify ntl vercel surge flyctl fly railway wrangler amplify expo eas",
        reads="NETLIFY_AUTH_TOKEN NETLIFY_SITE_ID VERCEL_TOKEN NOW_TOKEN SURGE_TOKEN SURGE_LOGIN FLY_API_TOKEN "
        "FLY_ACCESS_TOKEN "
        "RAILWAY_TOKEN RAILWAY_API_TOKEN RENDER_API_KEY CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY CF_API_TOKEN "
        "EXPO_TOKEN",
        files="~/.config/netlify/config.json ~/.netlify/config.json ~/.local/share/com.vercel.cli/auth.json "
        "~/.vercel/auth.json "
        "~/.now/auth.json ~/.netrc ~/.fly/config.yml ~/.railway/config.json ~/.wrangler/config/default.toml "
        "~/.expo/state.json",
        runs="build dev deploy pull env",
        secrets=(
            "--auth <token>",
            "-t <token>",
            "--token <token>",
            "--access-token <token>",
            "login -p <password>",
            "secrets set NAME=<value>",
            "env:set NAME <value>",
        ),
        persists=(
            Persist("login", "~/.config/netlify/config.json ~/.local/share/com.vercel.cli/auth.json ~/.fly/config.yml"),
        ),
    ),
    Tool(
        names="firebase firebase-tools",
        reads="FIREBASE_TOKEN GOOGLE_APPLICATION_CREDENTIALS GCLOUD_PROJECT",
        files="~/.config/configstore/firebase-tools.json $GOOGLE_APPLICATION_CREDENTIALS",
        runs="deploy emulators:exec emulators:start functions:shell serve",
        valued="-P --project -c --config",
        secrets=("--token <token>",),
        persists=(Persist("login:ci", "~/.config/configstore/firebase-tools.json", "firebase logout"),),
    ),
)
