from __future__ import annotations

import base64
import json

import pytest

from dockerlint.image.outside import OutsideFound, embedded_dockerfile, search_outside
from dockerlint.image.values import Document, Image
from dockerlint.rules import load_rules
from tests.image.made import buildkit, entry, image_of
from tests.image.tokens import github_token

TOKEN = github_token(7)
PASSWORD = "k7Gq2" + "LxP9vTn"
RULES = load_rules()


def places(image: Image) -> list[tuple[str, str, str]]:
    return [(each.state, each.found.place.path, each.name) for each in search_outside(image, RULES)]


def one(image: Image) -> OutsideFound:
    (found,) = search_outside(image, RULES)
    return found


class TestConfiguration:
    @pytest.mark.parametrize(
        ("key", "value", "path", "name"),
        [
            ("Env", ["PATH=/bin", f"X={TOKEN}"], "config.Env X", "X"),
            ("Env", [f"DB_PASSWORD={PASSWORD}"], "config.Env DB_PASSWORD", "DB_PASSWORD"),
            ("Labels", {"ci.token": PASSWORD}, "config.Labels ci.token", "ci.token"),
            ("Labels", {"url": TOKEN}, "config.Labels url", "url"),
            ("Cmd", ["/app", "--token", TOKEN], "config.Cmd", ""),
            ("Cmd", ["/bin/sh", "-c", f"mysql -h db -p{PASSWORD}"], "config.Cmd", "password"),
            ("Entrypoint", ["/app", TOKEN], "config.Entrypoint", ""),
            ("Healthcheck", {"Test": ["CMD-SHELL", f"curl -u a:{PASSWORD} http://x/"]}, "config.Healthcheck", "*"),
            ("Healthcheck", {"Test": ["CMD", "curl", TOKEN]}, "config.Healthcheck.Test", ""),
            ("OnBuild", [f"RUN curl -u a:{PASSWORD} https://x.io/"], "config.OnBuild", "*"),
            ("User", TOKEN, "config.User", ""),
            ("Volumes", {f"/{TOKEN}": {}}, "config.Volumes", ""),
        ],
    )
    def test_a_credential_is_found_wherever_it_stands(self, key: str, value: object, path: str, name: str) -> None:
        found = one(image_of([], {key: value}))
        assert (found.state, found.found.place.path) == ("configuration", path)
        assert name == "*" or found.name == name

    @pytest.mark.parametrize(
        "variable",
        [
            "DB_PASSWORD=", "API_TOKEN=<token>", "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
            "PASSWORD_FILE=/run/secrets/password", "TOKEN_URL=https://example.com/token", "SECRET_KEY=${SECRET_KEY}",
            "PYTHON_SHA256=2ab91ff401783ccca64f75d10c882e957bdfd60e2bf5a72f8421793729b78a71", "NODE_VERSION=20.1.0",
        ],
    )  # fmt: skip
    def test_what_is_no_credential_is_not_found(self, variable: str) -> None:
        assert places(image_of([], {"Env": [variable]})) == []

    def test_author_and_what_builders_add_are_read_too(self) -> None:
        information = {"frontend": "dockerfile.v0", "attrs": {"build-arg:DEPLOY_TOKEN": PASSWORD}}
        encoded = base64.b64encode(json.dumps(information).encode()).decode()
        image = image_of([], {}, {"author": f"me {TOKEN}", "moby.buildkit.buildinfo.v1": encoded})
        assert places(image) == [
            ("configuration", "author", ""),
            ("configuration", "moby.buildkit.buildinfo.v1.attrs build-arg:DEPLOY_TOKEN", "DEPLOY_TOKEN"),
        ]

    def test_the_step_that_set_it_is_the_last_one_that_did(self) -> None:
        history = [
            buildkit(f"ENV A=x B={TOKEN}"),
            buildkit("RUN /bin/sh -c make # buildkit"),
            buildkit(f"ENV B={TOKEN}"),
            buildkit("ENV AB=1"),
            buildkit('CMD ["x"]'),
        ]
        found = search_outside(image_of(history, {"Env": ["A=x", f"B={TOKEN}", "AB=1"]}), RULES)
        assert {(each.state, each.step, each.keyword) for each in found if each.state == "configuration"} == {
            ("configuration", 2, "ENV")
        }

    def test_a_value_in_env_and_history_is_one_secret_also_when_it_wants_quotes(self) -> None:
        value = 'pa"ss $w0rd' + "7#Lk"
        found = search_outside(
            image_of([buildkit(f"ENV DB_PASSWORD={value}")], {"Env": [f"DB_PASSWORD={value}"]}), RULES
        )
        assert {each.state for each in found} == {"configuration", "history"}
        assert len({each.found.evidence.fingerprint for each in found}) == 1


class TestHistory:
    @pytest.mark.parametrize(
        "created_by",
        [
            f"RUN |1 DEPLOY_TOKEN={PASSWORD} /bin/sh -c make # buildkit",
            f"|1 DEPLOY_TOKEN={PASSWORD} /bin/sh -c make",
            f"|3 A=x y DEPLOY_TOKEN={PASSWORD} /bin/sh -c make",
            f"/bin/sh -c #(nop)  ARG DEPLOY_TOKEN={PASSWORD}",
            f"ARG DEPLOY_TOKEN={PASSWORD}",
        ],
    )
    def test_a_build_argument_is_found_by_its_name(self, created_by: str) -> None:
        found = one(image_of([entry("/bin/sh -c #(nop) CMD x", is_empty=True), entry(created_by)]))
        assert (found.state, found.name, found.step) == ("history", "DEPLOY_TOKEN", 1)
        assert found.found.place.path == "history[1].created_by"

    def test_comment_and_author_are_read(self) -> None:
        assert one(image_of([entry("bash", f"by {TOKEN}")])).found.place.path == "history[0].comment"
        assert one(image_of([entry("bash", author=f"by {TOKEN}")])).found.place.path == "history[0].author"

    def test_a_password_in_a_command_is_found_by_the_rules_for_dockerfiles(self) -> None:
        history = [buildkit("WORKDIR /a"), buildkit(f"RUN /bin/sh -c curl -u ci:{PASSWORD} https://x.io/ # buildkit")]
        found = one(image_of(history))
        assert (found.state, found.step, found.found.evidence.length) == ("history", 1, len(PASSWORD))

    def test_a_long_history_is_read_in_parts_and_wholly(self) -> None:
        filler = buildkit("RUN /bin/sh -c " + "echo filler; " * 1000 + "# buildkit")
        last = buildkit(f"RUN /bin/sh -c curl -u ci:{PASSWORD} https://x.io/ # buildkit")
        assert [each.step for each in search_outside(image_of([filler] * 25 + [last]), RULES)] == [25]


def provenance(version: str, dockerfile: str = "FROM scratch\n", **parameters: str) -> Document:
    """As BuildKit 0.25 writes it."""
    infos = [{"filename": "Dockerfile", "data": base64.b64encode(dockerfile.encode()).decode()}]
    uri = f"https://ci:{PASSWORD}@github.com/example/app.git#refs/heads/main"
    if version == "v0.2":
        predicate: object = {
            "buildType": "https://mobyproject.org/buildkit@v1",
            "invocation": {
                "configSource": {"uri": uri, "entryPoint": "Dockerfile"},
                "parameters": {"args": parameters},
            },
            "metadata": {"https://mobyproject.org/buildkit@v1#metadata": {"source": {"infos": infos}}},
        }
    else:
        predicate = {
            "buildDefinition": {
                "externalParameters": {"configSource": {"uri": uri}, "request": {"args": parameters}},
            },
            "runDetails": {"metadata": {"buildkit_metadata": {"source": {"infos": infos}}}},
        }
    statement = {"_type": "https://in-toto.io/Statement/v0.1", "predicate": predicate}
    return Document("provenance", "sha256:2", json.dumps(statement).encode())


class TestAttestations:
    @pytest.mark.parametrize("version", ["v0.2", "v1"])
    def test_build_arguments_urls_and_the_dockerfile_of_provenance_are_read(self, version: str) -> None:
        dockerfile = f"FROM alpine\n# {TOKEN}\nENV A_TOKEN=Zk39{PASSWORD}\n"
        document = provenance(version, dockerfile, **{"build-arg:PIP_TOKEN": "x" + PASSWORD})
        image = image_of([], documents=[document])
        found = search_outside(image, RULES)
        assert embedded_dockerfile(image) == dockerfile.encode()
        assert {each.state for each in found} == {"attestation"}
        assert {(each.name, each.found.place.line) for each in found} == {
            ("", 0), ("PIP_TOKEN", 0), ("", 2), ("A_TOKEN", 3)
        }  # fmt: skip
        assert len({each.found.evidence.fingerprint for each in found}) == 4

    def test_a_signed_statement_is_read_in_its_envelope(self) -> None:
        statement = json.dumps({"predicate": {"note": TOKEN}}).encode()
        envelope = {"payloadType": "application/vnd.in-toto+json", "payload": base64.b64encode(statement).decode()}
        document = Document("attestation", "sha256:3", json.dumps(envelope).encode())
        assert places(image_of([], documents=[document])) == [("attestation", "attestation payload.predicate note", "")]

    def test_annotations_are_read_by_what_their_keys_say(self) -> None:
        manifest = {
            "layers": [{"digest": "sha256:1", "annotations": {"ci.password": PASSWORD}}],
            "annotations": {"a": TOKEN},
        }
        document = Document("manifest", "sha256:3", json.dumps(manifest).encode())
        assert places(image_of([], documents=[document])) == [
            ("attestation", "manifest.annotations a", "a"),
            ("attestation", "manifest.layers.annotations ci.password", "ci.password"),
        ]

    def test_an_sbom_is_read_and_its_own_keys_name_no_credential(self) -> None:
        package = {"SPDXID": "SPDXRef-1", "name": "secret-service", "keys": "a", "token": "kQ93hfnAq82LmcQr"}
        sbom = {"spdxVersion": "SPDX-2.3", "packages": [package, {"downloadLocation": f"https://x:{TOKEN}@x.io/"}]}
        document = Document("SBOM", "sha256:3", json.dumps(sbom).encode())
        assert [each[1] for each in places(image_of([], documents=[document]))] == ["SBOM.packages downloadLocation"]

    @pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'"text"', b"null"])
    def test_what_is_no_json_is_read_as_text_or_not_at_all(self, data: bytes) -> None:
        assert places(image_of([], documents=[Document("attestation", "sha256:3", data)])) == []
        with_token = Document("attestation", "sha256:3", data + b" " + TOKEN.encode())
        assert [each[1] for each in places(image_of([], documents=[with_token]))] == ["attestation"]

    def test_deep_documents_end(self) -> None:
        deep = b'{"a":' * 500 + json.dumps(TOKEN).encode() + b"}" * 500
        assert len(places(image_of([], documents=[Document("attestation", "sha256:3", deep)]))) == 1

    def test_descriptions_of_single_layers_tell_only_what_nothing_else_tells(self) -> None:
        legacy = Document("0a" * 32 + "/json", "", json.dumps({"config": {"Env": [f"T={TOKEN}"]}}).encode())
        assert places(image_of([], {"Env": [f"T={TOKEN}"]}, documents=[legacy])) == [
            ("configuration", "config.Env T", "T")
        ]
        assert places(image_of([], documents=[legacy])) == [
            ("configuration", "description of layer 0a0a0a0a0a0a.config.Env T", "T")
        ]


def test_no_value_is_in_what_is_handed_on() -> None:
    image = image_of(
        [buildkit(f"RUN |1 A_TOKEN={PASSWORD} /bin/sh -c curl -u x:{PASSWORD} https://x.io # buildkit")],
        {"Env": [f"A_TOKEN={PASSWORD}", f"B={TOKEN}"]},
        documents=[provenance("v1")],
    )
    text = repr(search_outside(image, RULES))
    assert PASSWORD not in text
    assert TOKEN not in text
