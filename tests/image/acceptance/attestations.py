"""BuildKit's attestations (docs/attestations in moby/buildkit): provenance in both versions, an SBOM."""

from __future__ import annotations

import base64
import json

from tests.image.acceptance.build import Build
from tests.image.acceptance.credentials import github, password

Json = dict[str, object]
METADATA = "https://mobyproject.org/buildkit@v1#metadata"
V02, V1 = "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1"
SPDX = "https://spdx.dev/Document"


def statement(kind: str, subject: str, predicate: Json) -> bytes:
    """An in-toto statement about the image with the digest ``subject``."""
    return json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": kind,
            "subject": [{"name": "pkg:docker/shop@1.2", "digest": {"sha256": subject.removeprefix("sha256:")}}],
            "predicate": predicate,
        }
    ).encode()


def _source(made: Build) -> Json:
    """Where each step stands, and the Dockerfile itself."""
    locations: Json = {}
    for number, lines in enumerate(made.lines):
        if lines:
            place = {"start": {"line": lines[0]}, "end": {"line": lines[-1]}}
            locations[f"step{number}"] = {"locations": [{"ranges": [place]}]}
    data = base64.b64encode(made.dockerfile.encode()).decode()
    return {
        "locations": locations,
        "infos": [{"filename": "Dockerfile", "language": "Dockerfile", "data": data, "digestMapping": {}}],
    }


def _chains(made: Build, blobs: list[Json]) -> Json:
    """For each step the descriptors of all layers up to its own."""
    chains: Json = {}
    count = 0
    for number, step in enumerate(made.steps):
        if step.layer:
            count += 1
            chains[f"step{number}:0"] = [blobs[:count]]
    return chains


def provenance_v02(made: Build, blobs: list[Json]) -> Json:
    """SLSA 0.2 in max mode, with arguments, a source map and the address of the repository."""
    args = {
        "build-arg:BUILDER_TOKEN": github("provenance v0.2 build argument"),
        "build-arg:BUILDER_PASSWORD": password("provenance argument"),
        "cmdline": "docker/dockerfile:1",
        "source": "docker/dockerfile:1",
    }
    repository = f"https://x:{github('VCS URL')}@git.corp.internal/shop.git"
    return {
        "builder": {"id": ""},
        "buildType": "https://mobyproject.org/buildkit@v1",
        "materials": [{"uri": "pkg:docker/base.corp.internal/debian@12", "digest": {"sha256": "0" * 64}}],
        "invocation": {
            "configSource": {"entryPoint": "Dockerfile"},
            "parameters": {"frontend": "gateway.v0", "args": args, "locals": [{"name": "context"}]},
            "environment": {"platform": "linux/amd64"},
        },
        "buildConfig": {"llbDefinition": [], "digestMapping": {}},
        "metadata": {
            "buildInvocationID": "k1",
            METADATA: {
                "vcs": {"revision": "1" * 40, "source": repository},
                "source": _source(made),
                "layers": _chains(made, blobs),
            },
        },
    }


def provenance_v1() -> Json:
    """SLSA 1 in min mode."""
    args = {"build-arg:BUILDER_TOKEN": github("provenance v1 build argument")}
    return {
        "buildDefinition": {
            "buildType": "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
            "externalParameters": {
                "configSource": {"path": "Dockerfile"},
                "request": {"frontend": "gateway.v0", "args": args, "locals": [{"name": "context"}]},
            },
            "internalParameters": {"builderPlatform": "linux/arm64"},
            "resolvedDependencies": [],
        },
        "runDetails": {"builder": {"id": ""}, "metadata": {"invocationId": "k2"}},
    }


def sbom() -> Json:
    """An SPDX document that names where a package came from."""
    package = {
        "name": "tool",
        "SPDXID": "SPDXRef-tool",
        "versionInfo": "1.0",
        "downloadLocation": f"https://npm.corp.internal/tool.tgz?token={github('SBOM')}",
    }
    return {"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "name": "shop", "packages": [package]}
