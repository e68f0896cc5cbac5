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
    values = {"@IMAGE@": image or template.image, "@DOCKERFILE@": dockerfile, "@VERSION@": __version__}
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text
