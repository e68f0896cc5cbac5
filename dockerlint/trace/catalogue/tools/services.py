"""Clients of hosted services that a build uploads to or downloads from.

Sources: docs.sentry.io/cli, huggingface.co/docs/huggingface_hub (environment variables, cli), docs.wandb.ai,
kaggle-api,
docs.sonarsource.com, docs.codecov.com, docs.datadoghq.com, docs.fastlane.tools, jfrog.com/help (jf config),
docs.github.com.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

TOOLS = (
    Tool(
        names="sentry-cli sentry",
        reads="SENTRY_AUTH_TOKEN SENTRY_API_KEY SENTRY_*",
        files="~/.sentryclirc ./.sentryclirc ./sentry.properties",
        offline="--version help -",
        valued="--url --org -o --project -p --log-level",
        secrets=("--auth-token <token>", "--api-key <key>", "login --auth-token <token>"),
        persists=(Persist("login", "~/.sentryclirc", "rm ~/.sentryclirc"),),
    ),
    Tool(
        names="hf huggingface-cli huggingface_hub",
        reads="HF_TOKEN HUGGING_FACE_HUB_TOKEN HUGGINGFACE_TOKEN HUGGINGFACE_HUB_TOKEN",
        files="~/.cache/huggingface/token ~/.cache/huggingface/stored_tokens $HF_HOME/token $HF_TOKEN_PATH "
        "~/.huggingface/token",
        offline="version env -",
        valued="--local-dir --cache-dir --revision --repo-type --include --exclude",
        secrets=("login --token <token>", "auth login --token <token>", "login -t <token>", "--token <token>"),
        persists=(
            Persist(
                "login",
                "$HF_HOME/token ~/.cache/huggingface/token ~/.cache/huggingface/stored_tokens ~/.huggingface/token",
                "huggingface-cli logout",
            ),
            Persist(
                "auth login",
                "$HF_HOME/token ~/.cache/huggingface/token ~/.cache/huggingface/stored_tokens",
                "hf auth logout",
            ),
        ),
    ),
    Tool(
        names="wandb",
        reads="WANDB_API_KEY",
        files="~/.netrc ~/.config/wandb/settings",
        offline="--version online offline status -",
        valued="--host",
        secrets=("login <key>", "login --key <key>"),
        persists=(Persist("login", "~/.netrc", "rm ~/.netrc"),),
    ),
    Tool(
        names="kaggle",
        reads="KAGGLE_USERNAME KAGGLE_KEY KAGGLE_API_TOKEN",
        files="~/.kaggle/kaggle.json ~/.config/kaggle/kaggle.json ~/.kaggle/access_token "
        "$KAGGLE_CONFIG_DIR/kaggle.json",
        offline="--version config -",
    ),
    Tool(
        names="comet mlflow dvc clearml-init clearml-agent neptune ngc modelscope replicate modal runpodctl openai "
        "civitai "
        "civitai-downloader lightning",
        reads="COMET_API_KEY MLFLOW_TRACKING_* AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN CLEARML_API_* "
        "NEPTUNE_API_TOKEN NGC_API_KEY NGC_CLI_API_KEY MODELSCOPE_API_TOKEN REPLICATE_API_TOKEN MODAL_TOKEN_* "
        "RUNPOD_API_KEY "
        "OPENAI_API_KEY CIVITAI_TOKEN CIVITAI_API_KEY LIGHTNING_API_KEY",
        files="~/.comet.config ~/.clearml.conf ~/.ngc/config ~/.modelscope/* ~/.modal.toml ./.dvc/config.local "
        "~/.aws/credentials",
        secrets=(
            "login --token <token>",
            "token set --token-secret <secret>",
            "token set --token-id <token id>",
            "config set apikey <key>",
            "remote modify _ password <password>",
            "remote modify _ secret_access_key <secret key>",
            "--token <token>",
            "--api-key <key>",
        ),
        persists=(
            Persist("token set", "~/.modal.toml", "rm ~/.modal.toml"),
            Persist("config set", "~/.ngc/config", "rm -r ~/.ngc"),
            Persist("login", "~/.modelscope/*", "rm -r ~/.modelscope"),
            Persist("remote modify --local", "./.dvc/config.local", "dvc remote modify --local --unset {2} {3}"),
            Persist("remote modify !--local", "./.dvc/config", "dvc remote modify --unset {2} {3}"),
        ),
    ),
    Tool(
        names="sonar-scanner sonarscanner dotnet-sonarscanner sonar SonarScanner.MSBuild.exe",
        reads="SONAR_TOKEN SONAR_LOGIN SONAR_SCANNER_OPTS SONAR_PASSWORD SONARQUBE_*",
        files="./sonar-project.properties",
        runs="*",
        secrets=("-D sonar.login=<token>", "-D NAME=<value>", "/d:sonar.login=<token>", "/d: NAME=<value>"),
        single=True,
    ),
    Tool(
        names="codecov coveralls codacy-coverage-reporter cc-test-reporter deepsource qlty",
        reads="CODECOV_TOKEN COVERALLS_REPO_TOKEN CODACY_PROJECT_TOKEN CODACY_API_TOKEN CC_TEST_REPORTER_ID "
        "DEEPSOURCE_DSN GITHUB_TOKEN "
        "QLTY_COVERAGE_TOKEN",
        secrets=(
            "-t <token>",
            "--token <token>",
            "-r <token>",
            "--project-token <token>",
            "--api-token <token>",
        ),
        valued="-f --file -F --flags -n",
    ),
    Tool(names="goveralls", reads="COVERALLS_TOKEN", secrets=("-repotoken <token>",), single=True),
    Tool(
        names="datadog-ci datadog-agent newrelic dd-trace bugsnag-cli rollbar-cli appcenter fastlane",
        reads="DD_API_KEY DATADOG_API_KEY DD_APP_KEY NEW_RELIC_* BUGSNAG_API_KEY ROLLBAR_* APPCENTER_ACCESS_TOKEN "
        "FASTLANE_* "
        "MATCH_PASSWORD",
        runs="run",
        secrets=("--api-key <key>", "--apiKey <key>", "--token <token>", "profile add --apiKey <key>"),
        persists=(Persist("profile add", "~/.newrelic/credentials.json", "newrelic profile delete"),),
    ),
    Tool(
        names="jf jfrog curl-jfrog nexus-cli cloudsmith packagecloud package_cloud gemfury fury buf",
        reads="JFROG_CLI_* JF_* CLOUDSMITH_API_KEY PACKAGECLOUD_TOKEN FURY_* BUF_TOKEN BUF_USER",
        files="~/.jfrog/* ~/.config/cloudsmith/credentials.ini ~/.packagecloud ~/.netrc",
        offline="--version help -",
        valued="--url --user --server-id --username",
        secrets=(
            "--password <password>",
            "--access-token <token>",
            "--apikey <key>",
            "-k <key>",
            "--api-key <key>",
            "--api-token <token>",
        ),
        persists=(
            Persist("config add", "~/.jfrog/jfrog-cli.conf.*", "jf config remove"),
            Persist("c add", "~/.jfrog/jfrog-cli.conf.*", "jf config remove"),
            Persist("rt config", "~/.jfrog/jfrog-cli.conf", "jfrog rt config delete"),
            Persist("rt c", "~/.jfrog/jfrog-cli.conf", "jfrog rt config delete"),
            Persist("registry login", "~/.netrc", "buf registry logout"),
        ),
    ),
    Tool(
        names="stripe twilio slack-cli shopify sfdx sf contentful strapi prisma supabase planetscale pscale turso "
        "neonctl",
        reads="STRIPE_API_KEY TWILIO_AUTH_TOKEN SHOPIFY_* SFDX_* SF_* CONTENTFUL_* DATABASE_URL DIRECT_URL "
        "SUPABASE_ACCESS_TOKEN "
        "SUPABASE_DB_PASSWORD PLANETSCALE_SERVICE_TOKEN TURSO_API_TOKEN NEON_API_KEY",
        files="~/.config/stripe/config.toml ~/.twilio-cli/config.json ~/.sfdx/* ~/.supabase/access-token ./.env",
        runs="generate db migrate build",
        secrets=("--api-key <key>", "--token <token>", "-p <password>", "login --management-token <token>"),
        valued="--project-ref --schema --config",
    ),
)
