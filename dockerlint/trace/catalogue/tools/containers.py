"""Container engines, registries' clients and cluster tools.

Sources: docs.docker.com/reference/cli (docker login, config.json, DOCKER_CONFIG), containers-auth.json(5),
helm.sh/docs/helm (environment, registry login, repo add), kubernetes.io/docs/reference/kubectl, oras.land,
github.com/google/go-containerregistry (crane).
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_DOCKER_CONFIG = "$DOCKER_CONFIG/config.json ~/.docker/config.json"
_KUBE = "{--kubeconfig} $KUBECONFIG ~/.kube/config"
_PODMAN_AUTH = "$REGISTRY_AUTH_FILE /run/containers/0/auth.json ~/.config/containers/auth.json"

TOOLS = (
    Tool(
        names="docker docker-compose nerdctl docker-buildx",
        reads="DOCKER_AUTH_CONFIG DOCKER_CONTENT_TRUST_* DOCKER_HOST",
        files=_DOCKER_CONFIG,
        offline="version info ps images help -",
        runs="build compose buildx",
        valued="-H --host --config -c --context -l --log-level -f --file -t --tag -u --username --name -v --volume "
        "--network",
        secrets=(
            "login -p <password>",
            "login --password <password>",
            "build --build-arg NAME=<value>",
            "buildx build --build-arg NAME=<value>",
            "run -e NAME=<value>",
            "run --env NAME=<value>",
            "swarm join --token <token>",
        ),
        persists=(
            Persist("login", "{--config}/config.json " + _DOCKER_CONFIG, "docker logout"),
            Persist("context create", "~/.docker/contexts/*", "docker context rm {2}"),
        ),
    ),
    Tool(
        names="podman buildah skopeo",
        reads="REGISTRY_AUTH_FILE",
        files=f"{_PODMAN_AUTH} {_DOCKER_CONFIG}",
        offline="version info ps images help -",
        runs="build bud build-using-dockerfile",
        valued="-u --username -f --file -t --tag --name",
        file_options="--authfile --src-authfile --dest-authfile",
        secrets=(
            "login -p <password>",
            "login --password <password>",
            "--creds <user:password>",
            "--src-creds <user:password>",
            "--dest-creds <user:password>",
            "--screds <user:password>",
            "--dcreds <user:password>",
            "--password <password>",
            "--src-password <password>",
            "--dest-password <password>",
            "--registry-token <token>",
            "build --build-arg NAME=<value>",
            "bud --build-arg NAME=<value>",
            "run -e NAME=<value>",
            "run --env NAME=<value>",
        ),
        persists=(Persist("login", "{--authfile} " + _PODMAN_AUTH, "podman logout"),),
    ),
    Tool(
        names="crane oras regctl krane ko cosign notation",
        reads="COSIGN_PASSWORD COSIGN_PRIVATE_KEY COSIGN_KEY REGISTRY_*",
        files=_DOCKER_CONFIG,
        valued="-u --username -t --type",
        secrets=(
            "auth login -p <password>",
            "auth login --password <password>",
            "registry login -p <password>",
            "registry set --pass <password>",
            "login -p <password>",
            "login --password <password>",
            "login --identity-token <token>",
            "--password <password>",
        ),
        persists=(
            Persist("auth login", _DOCKER_CONFIG, "crane auth logout"),
            Persist("login", _DOCKER_CONFIG, "oras logout"),
        ),
    ),
    Tool(
        names="helm helmfile chart-releaser cr",
        reads="HELM_* KUBECONFIG KUBE_TOKEN CR_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY GITHUB_TOKEN",
        files="~/.config/helm/repositories.yaml ~/.config/helm/registry/config.json "
        "~/.helm/repository/repositories.yaml "
        "~/.kube/config $KUBECONFIG " + _DOCKER_CONFIG,
        offline="version help completion create lint template init plugin -",
        valued="-n --namespace -f --values --version --kube-context -u --username",
        file_options="--kubeconfig --registry-config --repository-config --key-file",
        secrets=(
            "registry login -p <password>",
            "registry login --password <password>",
            "repo add --password <password>",
            "pull --password <password>",
            "push --password <password>",
            "install --password <password>",
            "--set NAME=<value>",
            "--set-string NAME=<value>",
            "--kube-token <token>",
        ),
        persists=(
            Persist("registry login", "~/.config/helm/registry/config.json", "helm registry logout {2}"),
            Persist(
                "repo add",
                "~/.config/helm/repositories.yaml ~/.helm/repository/repositories.yaml",
                "helm repo remove {2}",
            ),
        ),
    ),
    Tool(
        names="kubectl oc kustomize k9s flux argocd kubeseal istioctl velero linkerd",
        reads="KUBECONFIG KUBE_TOKEN ARGOCD_AUTH_TOKEN GITHUB_TOKEN",
        files="~/.kube/config $KUBECONFIG",
        offline="version help completion kustomize -",
        valued="-n --namespace --context --cluster --user -f -s --server",
        file_options="--kubeconfig --client-key",
        secrets=(
            "config set-credentials --token <token>",
            "config set-credentials --password <password>",
            "create secret docker-registry --docker-password <password>",
            "create secret generic --from-literal NAME=<value>",
            "login -p <password>",
            "login --password <password>",
            "login --token <token>",
            "--token <token>",
            "--password <password>",
        ),
        persists=(
            Persist("config set-credentials", _KUBE, "kubectl config unset users.{2}"),
            Persist("config set", _KUBE, "kubectl config unset {2}"),
            Persist("login", f"{_KUBE} ~/.config/argocd/config", "oc logout"),
        ),
    ),
    Tool(
        names="rancher doctl-registry kubeadm k3s rke eksctl kops",
        reads="RANCHER_TOKEN K3S_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        files="~/.kube/config ~/.rancher/cli2.json ~/.aws/credentials",
        secrets=("login -t <token>", "login --token <token>", "join --token <token>"),
        persists=(Persist("login", "~/.rancher/cli2.json"),),
    ),
    Tool(
        names="snyk grype syft trivy dockle anchore-cli clair scanner-cli twistcli",
        reads="SNYK_TOKEN SNYK_* TRIVY_USERNAME TRIVY_PASSWORD TRIVY_TOKEN GITHUB_TOKEN ANCHORE_CLI_PASS "
        "AWS_ACCESS_KEY_ID "
        "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        files=f"~/.config/configstore/snyk.json {_DOCKER_CONFIG}",
        secrets=(
            "auth <token>",
            "config set api=<token>",
            "--password <password>",
            "--token <token>",
            "--p <password>",
        ),
        persists=(
            Persist("auth", "~/.config/configstore/snyk.json", "snyk config unset api"),
            Persist("config set", "~/.config/configstore/snyk.json", "snyk config unset api"),
        ),
    ),
)
