"""New pipelines that build an image once, scan it and push what was scanned; one file a service."""

from __future__ import annotations

import os

from dockerlint import __version__
from dockerlint.record import NamedTuple


class Template(NamedTuple):
    """``path`` is where the service looks for it, from the repository's root; ``image`` is the name in it."""

    file: str
    path: str
    image: str


TEMPLATES = {
    "github": Template("github.yml", ".github/workflows/image.yml", "ghcr.io/${{ github.repository }}"),
    "gitlab": Template("gitlab.yml", ".gitlab-ci.yml", "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA"),
    "circleci": Template("circleci.yml", ".circleci/config.yml", "registry.example/app"),
    "azure": Template("azure.yml", "azure-pipelines.yml", "registry.example/app"),
    "jenkins": Template("jenkins.groovy", "Jenkinsfile", "registry.example/app"),
    "make": Template("make.mk", "Makefile", "registry.example/app:latest"),
}


def render(service: str, image: str | None = None, dockerfile: str = "Dockerfile") -> str:
    """The text of the pipeline for ``service``, one of TEMPLATES."""
    template = TEMPLATES[service]
    with open(os.path.join(os.path.dirname(__file__), template.file), encoding="utf-8") as file:
        text = file.read()
    name = image or template.image
    values = {"@IMAGE@": name, "@DOCKERFILE@": dockerfile, "@VERSION@": __version__, **_login(service, name)}
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _login(service: str, image: str) -> dict[str, str]:
    """Where and as whom the pipeline logs in: as its own job where the service's own registry is meant."""
    registry = _registry_of(image)
    marks = {"@REGISTRY@": registry, "@PERMISSION@": "", "@USER@": "REGISTRY_USER", "@PASSWORD@": "REGISTRY_PASSWORD"}
    if service == "gitlab" and image.startswith("$CI_REGISTRY"):
        return marks | {
            "@REGISTRY@": "$CI_REGISTRY",
            "@USER@": "CI_REGISTRY_USER",
            "@PASSWORD@": "CI_REGISTRY_PASSWORD",
        }
    if service != "github":
        return marks
    if registry == "ghcr.io":
        return marks | {
            "@PERMISSION@": "      packages: write          # to push to ghcr.io\n",
            "@USER@": "${{ github.actor }}",
            "@PASSWORD@": "${{ secrets.GITHUB_TOKEN }}",
        }
    return marks | {"@USER@": "${{ vars.REGISTRY_USER }}", "@PASSWORD@": "${{ secrets.REGISTRY_PASSWORD }}"}


def _registry_of(image: str) -> str:
    """The registry that a name leads to, by the rules of the distribution's reference grammar."""
    first, slash, _ = image.partition("/")
    is_host = bool(slash) and (first == "localhost" or any(sign in first for sign in ".:$"))
    return first if is_host else "docker.io"
