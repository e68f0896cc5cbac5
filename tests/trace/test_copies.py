"""Credential files that COPY and ADD bring in, judged by name, by content and by what later commands do with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.finding import Confidence
from dockerlint.model.context import Context
from dockerlint.remedy.file import MANIFEST_STAYS, mount_copied
from dockerlint.remedy.ignored import ignore_in_context
from dockerlint.rewrite.outcome import Refusal
from dockerlint.settings import Settings
from dockerlint.trace.catalogue.suspects import manifests
from tests.trace.show import follow, show

LOGIN = "//registry.example.com/:_authToken=k7Gq2LxP9vTnZ4mW8rYbC1dE\n"
KEY = "-----BEGIN OPENSSH PRIVATE " + "KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE " + "KEY-----\n"


def copies(text: str, context: Context | None = None) -> list[str]:
    return [line for line in show(text, context) if line.startswith("copied")]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY .npmrc .", ".npmrc to /w/.npmrc"),
        ("COPY .npmrc /root/", ".npmrc to /root/.npmrc"),
        ("COPY .npmrc /root/rc", ".npmrc to /root/rc"),
        ("COPY .npmrc package.json /app", ".npmrc to /app/.npmrc"),
        ("COPY --chown=node .npmrc ./", ".npmrc to /w/.npmrc"),
        ('COPY [".npmrc", "/a b/"]', ".npmrc to /a b/.npmrc"),
        ("ADD ./ci/id_rsa /root/.ssh/id_rsa", "./ci/id_rsa to /root/.ssh/id_rsa"),
        ("COPY id_* /root/.ssh/", "id_* to /root/.ssh/id_*"),
        ("COPY id_rsa.pub /root/.ssh/", None),
        ("COPY ${KEY} /root/.ssh/", "id_ed25519 to /root/.ssh/id_ed25519"),
        ("COPY . .", None),
        ("COPY --from=alpine /root/.npmrc .", None),
        ("COPY .npmrc", None),
        ("ONBUILD COPY .npmrc .", ".npmrc to /w/.npmrc"),
    ],
)
def test_a_file_is_known_by_its_name_and_goes_to_its_place(copy: str, expected: str | None) -> None:
    found = copies(f"FROM a\nWORKDIR /w\nENV KEY=id_ed25519\n{copy}\n")
    assert found == ([] if expected is None else [f"copied {expected} by line 4"])


@pytest.fixture
def context(tmp_path: Path) -> Context:
    for name, text in {
        ".npmrc": LOGIN,
        "plain/.npmrc": "registry=https://registry.example.com/\n",
        "keys/id_rsa": KEY,
        "keys/id_rsa.pub": "ssh-rsa AAAA",
        "src/app.py": "print()\n",
        ".env.example": "API_TOKEN=changeme\n",
        ".dockerignore": "hidden\n",
        "hidden/id_rsa": KEY,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return Context(str(tmp_path), str(tmp_path / "Dockerfile"))


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY .npmrc .", [".npmrc to /.npmrc"]),
        ("COPY plain/.npmrc .", []),
        ("COPY missing/.npmrc .", ["missing/.npmrc to /.npmrc"]),
        ("COPY hidden/id_rsa /k", []),
        ("COPY . /app", [".npmrc to /app/.npmrc", "keys/id_rsa to /app/keys/id_rsa"]),
        ("COPY ./ .", [".npmrc to /.npmrc", "keys/id_rsa to /keys/id_rsa"]),
        ("COPY keys /k", ["keys/id_rsa to /k/id_rsa"]),
        ("COPY keys/* /k/", ["keys/id_rsa to /k/id_rsa"]),
        ("COPY src hidden /k/", []),
    ],
)
def test_the_contexts_own_files_decide(context: Context, copy: str, expected: list[str]) -> None:
    assert copies(f"FROM a\n{copy}\n", context) == [f"copied {each} by line 2" for each in expected]


@pytest.mark.parametrize(
    ("path", "sure"),
    [
        ("keys/server.key", Confidence.CERTAIN),
        ("vendor/server.key", Confidence.CERTAIN),
        ("tests/keys/server.key", Confidence.POSSIBLE),
        ("app/Fixtures/server.key", Confidence.POSSIBLE),
        ("node_modules/hub/keys/server.key", None),
        ("vendor/example.com/owner/web/testdata/server.key", None),
        ("vendor/owner/web/server.key", None),
    ],
)
def test_keys_of_published_packages_are_no_secrets_and_those_of_tests_seldom(
    tmp_path: Path, path: str, sure: Confidence | None
) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(KEY)
    found = follow("FROM a\nCOPY . /app\n", Context(str(tmp_path), str(tmp_path / "Dockerfile")))
    assert [each.confidence for each in found.copied] == ([] if sure is None else [sure])


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("RUN chmod 600 id_rsa", ["copied id_rsa to /w/id_rsa by line 3"]),
        ("RUN cp deploy/id_rsa ~/.ssh/", ["copied deploy/id_rsa to /w/deploy/id_rsa by line 3"]),
        ("RUN rm .netrc", ["copied .netrc to /w/.netrc by line 3"]),
        ("RUN rm -f .netrc", []),
        ("RUN cp /elsewhere/id_rsa /k", []),
        (
            "ENV GOOGLE_APPLICATION_CREDENTIALS=/w/service-account.json",
            ["copied service-account.json to /w/service-account.json by line 3"],
        ),
        ("ENV GOOGLE_APPLICATION_CREDENTIALS=./keys/a-1.json", ["copied keys/a-1.json to /w/keys/a-1.json by line 3"]),
        ("ENV GOOGLE_APPLICATION_CREDENTIALS=/run/a-1.json", []),
        ("ENV KUBECONFIG=/w/.kube/config", ["copied .kube/config to /w/.kube/config by line 3"]),
        ("RUN chmod 755 run.sh", []),
    ],
)
def test_a_command_that_handles_a_file_shows_that_a_folder_brought_it(commands: str, expected: list[str]) -> None:
    found = copies(f"FROM a\nWORKDIR /w\nCOPY . .\n{commands}\n")
    assert found == expected


@pytest.mark.parametrize(
    ("copy", "file"),
    [
        ("COPY <<E /root/.netrc\nmachine h password $GH_TOKEN\nE", "file /root/.netrc of GH_TOKEN kept from line 4"),
        ("COPY <<E ~/.netrc\nmachine h\npassword ${GH_TOKEN}\nE", "file /root/.netrc of GH_TOKEN kept from line 5"),
        ("COPY <<.netrc /root/\npassword $GH_TOKEN\n.netrc", "file /root/.netrc of GH_TOKEN kept from line 4"),
        ("COPY <<-E f\n\tt=$GH_TOKEN\n\tE", "file /f of GH_TOKEN kept from line 4"),
        ("ADD <<a <<b /d/\nx\na\n$GH_TOKEN\nb", "file /d/b of GH_TOKEN kept from line 6"),
        ("COPY <<E /f\n$GH_TOKEN\nE\nRUN rm /f", "file /f of GH_TOKEN removed on line 6"),
        ("COPY <<'E' /f\n$GH_TOKEN\nE", ""),
        ("COPY <<E /f\n\\$GH_TOKEN\nE", ""),
        ("COPY <<E /f\n$GH_TOKENS\nE", ""),
    ],
)
def test_a_here_document_holds_what_buildkit_puts_into_it(copy: str, file: str) -> None:
    shown = show(f"FROM a\nARG GH_TOKEN\n{copy}\n")
    assert [line for line in shown if line.startswith("file")] == ([file] if file else [])


def test_what_a_here_document_holds_is_in_a_layer() -> None:
    assert show("FROM a\nARG GH_TOKEN\nCOPY <<E /f\n$GH_TOKEN\nE\n")[0].endswith("in history, provenance, layer")


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("requirements.txt", "--extra-index-url https://ci:{}@pypi.example.com/simple\n", True),
        ("requirements/base.in", "acme @ git+https://ci:{}@example.com/acme.git\n", True),
        ("package.json", '{{"dependencies": {{"acme": "git+https://ci:{}@example.com/acme.git"}}}}', True),
        ("requirements.txt", "acme @ git+ssh://git@example.com/acme.git\n", False),
        ("requirements.txt", "--extra-index-url https://ci:${{PIP_PASSWORD}}@pypi.example.com/simple\n", False),
        ("notes.md", "https://ci:{}@pypi.example.com/simple\n", False),
    ],
)
def test_a_list_of_packages_with_a_password_in_it_is_told_and_stays(
    tmp_path: Path, name: str, text: str, is_found: bool
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text.format("k7Gq2LxP9vTn"))
    context = Context(str(tmp_path), str(tmp_path / "Dockerfile"))
    for copy, remedy in ((f"COPY {name} /app/", mount_copied), ("COPY . /app/", ignore_in_context)):
        found = follow(f"FROM a\n{copy}\nRUN pip install -r /app/{name}\n", context)
        assert [each.kind for each in found.copied] == (["manifest"] if is_found else [])
        assert [remedy(found, each, Settings()) for each in found.copied] == [Refusal(MANIFEST_STAYS)] * is_found


def test_lists_of_packages_that_others_published_are_not_looked_into() -> None:
    listed = ("a/b/package.json", "node_modules/x/package.json", "package.json", "src/requirements.txt", "x/yarn.lock")
    assert manifests(listed) == ["package.json", "src/requirements.txt", "a/b/package.json"]


@pytest.mark.parametrize(
    ("commands", "told"),
    [
        ("RUN mv /settings.xml ~/.m2/", []),
        ("RUN cp /settings.xml ~/.m2/ && mvn package", []),
        (
            "RUN mv /settings.xml ~/.m2/\nRUN rm ~/.m2/settings.xml",
            [
                "file /settings.xml of settings.xml kept from line 2",
                "file /root/.m2/settings.xml of settings.xml removed on line 4",
                "copied settings.xml to /settings.xml by line 2",
            ],
        ),
    ],
)
def test_a_configuration_file_of_unseen_content_is_not_told_for_being_moved(commands: str, told: list[str]) -> None:
    assert show(f"FROM maven:3.9\nCOPY settings.xml /settings.xml\n{commands}\n") == told


def test_a_moved_key_is_as_sure_as_its_names() -> None:
    found = follow("FROM nginx\nCOPY . /src\nRUN mv /src/tls/server.key /etc/ssl/private/\n")
    assert {origin.confidence.value for held in found.holdings for origin in held.origins} == {"certain"}


def test_a_relative_path_of_a_key_counts_from_where_the_program_starts() -> None:
    text = "FROM a\nENV GOOGLE_APPLICATION_CREDENTIALS=./key.json\nWORKDIR /w\nCOPY . .\n"
    assert copies(text) == ["copied key.json to /w/key.json by line 4"]


def test_a_key_of_any_name_that_the_context_has_is_told(tmp_path: Path) -> None:
    (tmp_path / "a-1.json").write_text("{}")
    text = "FROM a\nWORKDIR /w\nCOPY . .\nENV GOOGLE_APPLICATION_CREDENTIALS=/w/a-1.json\n"
    context = Context(str(tmp_path), str(tmp_path / "Dockerfile"))
    assert copies(text, context) == ["copied a-1.json to /w/a-1.json by line 3"]


def test_what_is_plain_stays_plain_when_another_stage_takes_it_along() -> None:
    taken = "FROM a AS b\nCOPY {} /app/\nFROM a\nCOPY --from=b /app/{} /app/\n"
    assert follow(taken.format(".yarnrc.yml", ".yarnrc.yml")).copied == []
    assert len(follow(taken.format("id_rsa", "id_rsa")).copied) == 2
