"""Whose registry an address is, and so which credential its logins can do without.

Addresses: docs.aws.amazon.com "Amazon ECR private registry" and "public registries", cloud.google.com "Artifact
Registry repository names", learn.microsoft.com "Azure Container Registry", docs.github.com "Working with the Container
registry".
"""

from __future__ import annotations

import re

ECR, ECR_PUBLIC, GOOGLE, AZURE, GHCR, DOCKER_HUB, OTHER, UNKNOWN = (
    "ecr", "ecr-public", "google", "azure", "ghcr", "docker-hub", "other", "unknown",
)  # fmt: skip

_ADDRESSES = (
    (ECR, re.compile(r"\d{12}\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)")),
    (ECR_PUBLIC, re.compile(r"(?P<region>)public\.ecr\.aws(?:/.*)?")),
    (GOOGLE, re.compile(r"(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)(?:/.*)?")),
    (AZURE, re.compile(r"(?P<name>[A-Za-z0-9-]+)\.azurecr\.(?:io|cn|us)")),
    (GHCR, re.compile(r"ghcr\.io(?:/.*)?")),
    (DOCKER_HUB, re.compile(r"(?:index\.|registry-1\.|registry\.hub\.)?docker\.(?:io|com)(?:/v1/?)?")),
)
_ECR_BY_PART = re.compile(r"\.dkr[.-]ecr\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")


def registry_of(address: str | None) -> str:
    """The kind of registry; DOCKER_HUB for none, UNKNOWN where an expression decides."""
    if address is None or not address.strip():
        return DOCKER_HUB
    host = re.sub(r"^https?://", "", address.strip()).rstrip("/")
    for kind, pattern in _ADDRESSES:
        if pattern.fullmatch(host):
            return kind
    if _ECR_BY_PART.search(host):
        return ECR
    if re.search(r"\.azurecr\.io\Z", host):
        return AZURE
    return UNKNOWN if "$" in host or "<<" in host else OTHER


def region_of(address: str) -> str | None:
    """The region of an ECR address; None where it is not written."""
    if registry_of(address) == ECR_PUBLIC:
        return "us-east-1"
    found = _ADDRESSES[0][1].fullmatch(address.strip()) or _ECR_BY_PART.search(address)
    return found["region"] if found is not None else None
