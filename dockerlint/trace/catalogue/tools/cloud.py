"""Clouds, infrastructure as code and stores of secrets.

Sources: docs.aws.amazon.com/cli (environment variables, configuration files), cloud.google.com/sdk/gcloud and
"Application Default Credentials", learn.microsoft.com/cli/azure, developer.hashicorp.com (terraform environment
variables, vault login), pulumi.com/docs/cli, docs.ansible.com, min.io mc, rclone.org, s3tools.org,
developer.1password.com, docs.doppler.com, getsops.io, docs.digitalocean.com/reference/doctl, devcenter.heroku.com,
docs.netlify.com, vercel.com/docs/cli.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

AWS = "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_PROFILE "
"AWS_WEB_IDENTITY_TOKEN_FILE"
_AWS_FILES = "~/.aws/credentials ~/.aws/config $AWS_SHARED_CREDENTIALS_FILE $AWS_CONFIG_FILE"
_GOOGLE = "GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CREDENTIALS CLOUDSDK_AUTH_* GOOGLE_OAUTH_ACCESS_TOKEN"
_GOOGLE_FILES = "~/.config/gcloud/* $CLOUDSDK_CONFIG/* $GOOGLE_APPLICATION_CREDENTIALS ~/.boto"
_AZURE = "AZURE_* ARM_CLIENT_SECRET ARM_CLIENT_ID ARM_TENANT_ID ARM_ACCESS_KEY ARM_SAS_TOKEN"

TOOLS = (
    Tool(
        names="aws awslocal aws2 s5cmd s4cmd eb ecs-cli chalice copilot cdk ecr-login amazon-ecr-credential-helper",
        reads=AWS,
        files=_AWS_FILES,
        offline="configure help -",
        valued="--profile --region --output --endpoint-url --query --ca-bundle --cli-read-timeout --color",
        secrets=(
            "configure set *aws_secret_access_key <secret access key>",
            "configure set *aws_session_token <session token>",
            "configure set *aws_access_key_id <access key id>",
            "--secret-string <secret>",
            "ssm put-parameter --value <secret>",
            "--master-user-password <password>",
        ),
        persists=(
            Persist("configure set", "~/.aws/credentials ~/.aws/config $AWS_SHARED_CREDENTIALS_FILE", "rm -r ~/.aws"),
            Persist("configure", "~/.aws/credentials ~/.aws/config $AWS_SHARED_CREDENTIALS_FILE", "rm -r ~/.aws"),
            Persist(
                "codeartifact login", "~/.npmrc ~/.config/pip/pip.conf ~/.pypirc", "rm ~/.npmrc ~/.config/pip/pip.conf"
            ),
        ),
    ),
    Tool(
        names="aws-vault chamber saml2aws aws-okta",
        reads=AWS,
        files=_AWS_FILES,
        runs="exec",
    ),
    Tool(
        names="gcloud bq",
        reads=_GOOGLE,
        files=_GOOGLE_FILES,
        offline="version help info components config -",
        runs="builds app functions",
        valued="--project --account --zone --region --format",
        file_options="--key-file --credential-file-override --cred-file --service_account_credential_file",
        secrets=("sql users set-password --password <password>", "sql users create --password <password>"),
        persists=(
            Persist(
                "auth activate-service-account", "~/.config/gcloud/* $CLOUDSDK_CONFIG/*", "gcloud auth revoke --all"
            ),
            Persist("auth login", "~/.config/gcloud/* $CLOUDSDK_CONFIG/*", "gcloud auth revoke --all"),
            Persist(
                "auth application-default login",
                "~/.config/gcloud/application_default_credentials.json",
                "gcloud auth application-default revoke",
            ),
            Persist("auth configure-docker", "~/.docker/config.json", "rm ~/.docker/config.json"),
            Persist("container clusters get-credentials", "~/.kube/config $KUBECONFIG", "rm ~/.kube/config"),
        ),
    ),
    Tool(
        names="gsutil gcsfuse cbt google-cloud-sdk",
        reads=_GOOGLE + " BOTO_CONFIG BOTO_PATH",
        files=_GOOGLE_FILES + " $BOTO_CONFIG",
        valued="-o -h -u",
        file_options="--key-file",
        secrets=("-o Credentials:*secret*=<secret>",),
        persists=(Persist("config", "~/.boto", "rm ~/.boto"),),
    ),
    Tool(
        names="az azcopy azd func bicep",
        reads=f"{_AZURE} AZCOPY_SPA_CLIENT_SECRET AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN",
        files="~/.azure/* $AZURE_CONFIG_DIR/*",
        offline="version extension help cloud config -",
        valued="-u --username -t --tenant -g --resource-group -n --name -o --output --subscription -f --file",
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
            Persist("login", "~/.azure/* $AZURE_CONFIG_DIR/*", "az logout"),
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
        names="terraform tofu terragrunt packer terraform-docs tflint atlantis infracost cdktf",
        reads=f"TF_VAR_* TF_TOKEN_* TF_CLI_ARGS* PKR_VAR_* INFRACOST_API_KEY {AWS} {_GOOGLE} {_AZURE} "
        "DIGITALOCEAN_TOKEN "
        "CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY GITHUB_TOKEN GITLAB_TOKEN DD_API_KEY VAULT_TOKEN",
        files=f"~/.terraformrc ~/.terraform.d/credentials.tfrc.json $TF_CLI_CONFIG_FILE ./terraform.tfvars "
        "./*.auto.tfvars "
        f"{_AWS_FILES} {_GOOGLE_FILES} ~/.netrc ~/.gitconfig ~/.ssh/*",
        offline="version fmt -version -v --version help -",
        runs="apply destroy plan build validate import refresh test",
        valued="-chdir -target -out -state",
        file_options="-var-file",
        secrets=("-var NAME=<value>", "-backend-config NAME=<value>"),
        persists=(
            Persist("init", "./.terraform/terraform.tfstate", "rm -r .terraform"),
            Persist("apply", "./terraform.tfstate", "rm terraform.tfstate"),
            Persist("login", "~/.terraform.d/credentials.tfrc.json", "terraform logout"),
        ),
        single=True,
    ),
    Tool(
        names="pulumi",
        reads=f"PULUMI_ACCESS_TOKEN PULUMI_CONFIG_PASSPHRASE {AWS} {_GOOGLE} {_AZURE}",
        files=f"~/.pulumi/credentials.json {_AWS_FILES}",
        offline="version plugin help -",
        runs="up preview destroy",
        secrets=("config set --secret _ <secret>",),
        persists=(
            Persist("login", "~/.pulumi/credentials.json", "pulumi logout"),
            Persist("config set", "./Pulumi.*.yaml", "pulumi config rm {2}"),
        ),
    ),
    Tool(
        names="ansible ansible-playbook ansible-pull ansible-galaxy ansible-vault",
        reads=f"ANSIBLE_* VAULT_TOKEN {AWS} {_GOOGLE} {_AZURE}",
        files="~/.ansible.cfg ./ansible.cfg ~/.vault_pass ~/.vault_pass.txt ~/.ansible/galaxy_token ~/.ssh/* "
        "~/.gitconfig",
        runs="*",
        valued="-i --inventory -u --user -l --limit -t --tags -c --connection -f",
        file_options="--vault-password-file --vault-pass-file --private-key --key-file --become-password-file",
        secrets=(
            "-e NAME=<value>",
            "--extra-vars NAME=<value>",
            "--token <token>",
            "--api-key <token>",
            "encrypt_string <secret>",
        ),
    ),
    Tool(
        names="vault bao consul nomad consul-template envconsul boundary",
        reads="VAULT_TOKEN VAULT_* BAO_TOKEN CONSUL_HTTP_TOKEN CONSUL_HTTP_AUTH NOMAD_TOKEN",
        files="~/.vault-token",
        offline="version help -",
        runs="",
        valued="-address -namespace -path -format -field -method -mount",
        secrets=(
            "login token=<token>",
            "login password=<password>",
            "login secret_id=<secret>",
            "login _ password=<password>",
            "login <token>",
            "auth <token>",
            "write _ password=<password>",
            "write _ secret_id=<secret>",
            "write _ _ secret_id=<secret>",
            "kv put _ NAME=<value>",
            "write _ NAME=<value>",
            "unseal <key>",
            "operator unseal <key>",
            "-token <token>",
        ),
        persists=(
            Persist("login", "~/.vault-token", "rm ~/.vault-token"),
            Persist("auth", "~/.vault-token", "rm ~/.vault-token"),
        ),
        single=True,
    ),
    Tool(
        names="op",
        reads="OP_SERVICE_ACCOUNT_TOKEN OP_CONNECT_TOKEN OP_SESSION_* OP_SECRET_KEY",
        files="~/.config/op/config ~/.op/config",
        offline="completion update -",
        runs="run",
        secrets=("account add --secret-key <key>", "signin _ _ <key>", "--session <token>"),
        persists=(Persist("account add", "~/.config/op/config", "op account forget --all"),),
    ),
    Tool(
        names="doppler infisical teller summon envkey akeyless",
        reads="DOPPLER_TOKEN DOPPLER_* INFISICAL_TOKEN INFISICAL_* PHASE_SERVICE_TOKEN ENVKEY CONJUR_AUTHN_API_KEY "
        "AKEYLESS_*",
        files="~/.doppler/.doppler.yaml ~/.infisical/*",
        runs="run",
        secrets=(
            "configure set token <token>",
            "-t <token>",
            "--token <token>",
            "secrets set NAME=<value>",
            "login --client-secret <secret>",
        ),
        persists=(
            Persist("configure set", "~/.doppler/.doppler.yaml", "doppler configure unset {2}"),
            Persist("login", "~/.doppler/.doppler.yaml ~/.infisical/*", "doppler logout"),
        ),
    ),
    Tool(
        names="sops age rage",
        reads=f"SOPS_AGE_KEY SOPS_AGE_KEY_FILE SOPS_PGP_* {AWS} {_GOOGLE} {_AZURE} VAULT_TOKEN",
        files=f"~/.config/sops/age/keys.txt $SOPS_AGE_KEY_FILE ~/.gnupg/* {_AWS_FILES}",
        valued="--input-type --output-type --kms --pgp --age",
        file_options="-i --identity",
    ),
    Tool(
        names="s3cmd s3fs",
        reads=f"{AWS} AWS_ACCESS_KEY AWS_SECRET_KEY AWSACCESSKEYID AWSSECRETACCESSKEY",
        files=f"~/.s3cfg ~/.passwd-s3fs /etc/passwd-s3fs {_AWS_FILES}",
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
        names="rclone restic borg duplicity duply b2 megatools megaget gdown",
        reads=f"RCLONE_* RESTIC_PASSWORD BORG_PASSPHRASE PASSPHRASE B2_APPLICATION_KEY* {AWS}",
        files="~/.config/rclone/rclone.conf $RCLONE_CONFIG ~/.b2_account_info ~/.megarc",
        file_options="--config --password-file -p=",
        secrets=(
            "config create _ _ pass <password>",
            "config create _ _ _ _ pass <password>",
            "config create _ _ NAME=<value>",
            "config create _ _ _ NAME=<value>",
            "config create _ _ _ _ NAME=<value>",
            "obscure <password>",
            "authorize-account _ <key>",
            "account authorize _ <key>",
            "--password <password>",
            "--*-secret-access-key=<secret key>",
            "--*-pass=<password>",
        ),
        persists=(
            Persist("config create", "~/.config/rclone/rclone.conf $RCLONE_CONFIG", "rclone config delete {2}"),
            Persist("config update", "~/.config/rclone/rclone.conf $RCLONE_CONFIG", "rclone config delete {2}"),
            Persist("authorize-account", "~/.b2_account_info", "b2 clear-account"),
            Persist("account authorize", "~/.b2_account_info", "b2 account clear"),
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
    Tool(
        names="tailscale cloudflared ngrok zerotier-cli netbird teleport tsh gitlab-runner buildkite-agent "
        "actions-runner "
        "subscription-manager rhc pro ua pro-client insights-client",
        reads="TS_AUTHKEY TAILSCALE_* TUNNEL_TOKEN NGROK_AUTHTOKEN CI_SERVER_TOKEN REGISTRATION_TOKEN "
        "BUILDKITE_AGENT_TOKEN NB_SETUP_KEY",
        files="~/.ngrok2/ngrok.yml ~/.config/ngrok/ngrok.yml ~/.cloudflared/* /etc/gitlab-runner/config.toml "
        "/etc/rhsm/*",
        valued="--url --name --executor --org --username",
        secrets=(
            "up --authkey <key>",
            "up --auth-key <key>",
            "authtoken <token>",
            "config add-authtoken <token>",
            "service install <token>",
            "tunnel run --token <token>",
            "register --registration-token <token>",
            "register -r <token>",
            "register --token <token>",
            "register --password <password>",
            "register --activationkey <activation key>",
            "start --token <token>",
            "attach <token>",
            "up --setup-key <key>",
        ),
        persists=(
            Persist("authtoken", "~/.ngrok2/ngrok.yml ~/.config/ngrok/ngrok.yml", "rm ~/.ngrok2/ngrok.yml"),
            Persist(
                "config add-authtoken", "~/.config/ngrok/ngrok.yml ~/.ngrok2/ngrok.yml", "rm ~/.config/ngrok/ngrok.yml"
            ),
            Persist(
                "register",
                "/etc/gitlab-runner/config.toml /etc/pki/consumer/* /etc/rhsm/*",
                "subscription-manager unregister",
            ),
            Persist(
                "attach",
                "/var/lib/ubuntu-advantage/* /etc/apt/auth.conf.d/90ubuntu-advantage",
                "pro detach --assume-yes",
            ),
        ),
    ),
)
