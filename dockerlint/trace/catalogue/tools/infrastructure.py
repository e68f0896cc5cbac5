"""Infrastructure as code, stores of secrets, and agents that join a build to a network.

Sources: developer.hashicorp.com (terraform environment variables, vault login), pulumi.com/docs/cli, docs.ansible.com,
developer.1password.com, docs.doppler.com, getsops.io, tailscale.com/kb, docs.gitlab.com/runner, access.redhat.com
(subscription-manager).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.cloud import AWS, AWS_FILES, AZURE, GOOGLE, GOOGLE_FILES
from dockerlint.trace.catalogue.tools.record import Persist, Tool

TOOLS = (
    Tool(
        names="aws-vault chamber saml2aws aws-okta",
        reads=AWS,
        files=AWS_FILES,
        runs="exec",
    ),
    Tool(
        names="terraform tofu terragrunt packer terraform-docs tflint atlantis infracost cdktf",
        reads=f"TF_VAR_* TF_TOKEN_* TF_CLI_ARGS* PKR_VAR_* INFRACOST_API_KEY {AWS} {GOOGLE} {AZURE} "
        "DIGITALOCEAN_TOKEN "
        "CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY GITHUB_TOKEN GITLAB_TOKEN DD_API_KEY VAULT_TOKEN",
        files=f"~/.terraformrc ~/.terraform.d/credentials.tfrc.json $TF_CLI_CONFIG_FILE ./terraform.tfvars "
        "./*.auto.tfvars "
        f"{AWS_FILES} {GOOGLE_FILES} ~/.netrc ~/.gitconfig ~/.ssh/*",
        offline="version fmt -version -v --version help -",
        runs="apply destroy plan build validate import refresh test",
        valued="-chdir -target -out -state",
        file_options="-var-file",
        secrets=("-var NAME=<value>", "-backend-config NAME=<value>"),
        persists=(
            Persist("init -backend-config", "./.terraform/terraform.tfstate", "rm -r .terraform"),
            Persist("apply", "./terraform.tfstate", "rm terraform.tfstate"),
            Persist("login", "~/.terraform.d/credentials.tfrc.json", "terraform logout"),
        ),
        single=True,
    ),
    Tool(
        names="pulumi",
        reads=f"PULUMI_ACCESS_TOKEN PULUMI_CONFIG_PASSPHRASE {AWS} {GOOGLE} {AZURE}",
        files=f"~/.pulumi/credentials.json {AWS_FILES}",
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
        reads=f"ANSIBLE_* VAULT_TOKEN {AWS} {GOOGLE} {AZURE}",
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
        reads=f"SOPS_AGE_KEY SOPS_AGE_KEY_FILE SOPS_PGP_* {AWS} {GOOGLE} {AZURE} VAULT_TOKEN",
        files=f"~/.config/sops/age/keys.txt $SOPS_AGE_KEY_FILE ~/.gnupg/* {AWS_FILES}",
        valued="--input-type --output-type --kms --pgp --age",
        file_options="-i --identity",
    ),
    Tool(
        names="tailscale cloudflared ngrok zerotier-cli netbird teleport tsh",
        reads="TS_AUTHKEY TAILSCALE_* TUNNEL_TOKEN NGROK_AUTHTOKEN NB_SETUP_KEY",
        files="~/.ngrok2/ngrok.yml ~/.config/ngrok/ngrok.yml ~/.cloudflared/*",
        valued="--url --name",
        secrets=(
            "up --authkey <key>",
            "up --auth-key <key>",
            "authtoken <token>",
            "config add-authtoken <token>",
            "service install <token>",
            "tunnel run --token <token>",
            "start --token <token>",
            "up --setup-key <key>",
        ),
        persists=(
            Persist("authtoken", "~/.ngrok2/ngrok.yml ~/.config/ngrok/ngrok.yml", "rm ~/.ngrok2/ngrok.yml"),
            Persist(
                "config add-authtoken", "~/.config/ngrok/ngrok.yml ~/.ngrok2/ngrok.yml", "rm ~/.config/ngrok/ngrok.yml"
            ),
        ),
    ),
    Tool(
        names="gitlab-runner buildkite-agent actions-runner",
        reads="CI_SERVER_TOKEN REGISTRATION_TOKEN BUILDKITE_AGENT_TOKEN",
        files="/etc/gitlab-runner/config.toml",
        valued="--url --name --executor",
        secrets=(
            "register --registration-token <token>",
            "register -r <token>",
            "register --token <token>",
            "start --token <token>",
        ),
        persists=(Persist("register", "/etc/gitlab-runner/config.toml", "gitlab-runner unregister --all-runners"),),
    ),
    # A registered system keeps a key of its own, whatever it was registered with.
    Tool(
        names="subscription-manager rhc pro ua pro-client insights-client",
        files="/etc/rhsm/*",
        valued="--name --org --username",
        secrets=(
            "register --token <token>",
            "register --password <password>",
            "register --activationkey <activation key>",
            "attach <token>",
        ),
        persists=(
            Persist(
                "register",
                "/etc/pki/consumer/key.pem /etc/pki/entitlement/* /etc/rhsm/*",
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
