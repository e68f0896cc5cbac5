"""A build that pushes at once is scanned where its builder keeps what it built, and pushed as it would have been."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dockerlint.callers.scanning.kinds import lacks_of
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Source
from tests.callers import pipelines
from tests.callers.test_add_scan import fixes_of, refusals_of

PIPX = "pipx run --spec 'dockerlint[image]==VERSION' dockerlint"
COPY = "skopeo copy --all --preserve-digests"
TRAP = "trap 'rm -f \"$archive\"' EXIT HUP INT TERM"

CASES = {
    "docker's own builder keeps the image in docker's store": (
        "release.sh",
        "docker buildx build --push -t app:1 -t app:latest .\necho done\n",
        (
            "docker buildx build --load -t app:1 -t app:latest . || exit 1\n"
            "dockerlint image scan docker-daemon:app:1 || exit 1\n"
            "docker push app:1 || exit 1\n"
            "docker push app:latest || exit 1\n"
            "echo done\n"
        ),
    ),
    "the push runs as whoever builds": (
        "release.sh",
        "set -e\nsudo -E docker --config .docker build -o type=registry -t app . && echo done\n",
        (
            "set -e\nsudo -E docker --config .docker build --load -t app . && "
            "sudo dockerlint image scan docker-daemon:app && sudo -E docker --config .docker push app && echo done\n"
        ),
    ),
    "what a secret is handed over by is not repeated": (
        "release.sh",
        'API_TOKEN="$(pass show token)" docker buildx build --secret id=t,env=API_TOKEN --push -t app .\n',
        (
            'API_TOKEN="$(pass show token)" docker buildx build --secret id=t,env=API_TOKEN --load -t app . || exit 1\n'
            "dockerlint image scan docker-daemon:app || exit 1\ndocker push app || exit 1\n"
        ),
    ),
    "a builder of its own writes an archive, which goes at the end": (
        "release.sh",
        "docker buildx create --use\ndocker buildx build --push \\\n  -t app .\necho done\n",
        (
            "docker buildx create --use\n(\n"
            f'  archive="$(mktemp)" && {TRAP} &&\n'
            '  docker buildx build --output "type=oci,dest=$archive" --provenance=mode=min . &&\n'
            '  dockerlint image scan "oci-archive:$archive" &&\n'
            f'  {COPY} "oci-archive:$archive" docker://app\n'
            ") || exit 1\necho done\n"
        ),
    ),
    "so does one for several platforms, in one shell of a recipe": (
        "Makefile",
        "all:\n\tdocker buildx build --platform linux/amd64,linux/arm64 --push -t app .\n",
        (
            f'all:\n\t( archive="$$(mktemp)" && {TRAP.replace("$", "$$")} && '
            "docker buildx build --platform linux/amd64,linux/arm64"
            ' --output "type=oci,dest=$$archive" --provenance=mode=min . && '
            'dockerlint image scan "oci-archive:$$archive" && '
            f'{COPY} "oci-archive:$$archive" docker://app )\n'
        ),
    ),
    "a recipe on docker's own builder has a line a command": (
        "Makefile",
        "all:\n\t@docker buildx build --push -t $(IMAGE) .\n",
        (
            "all:\n\t@docker buildx build --load -t $(IMAGE) .\n"
            "\t@dockerlint image scan docker-daemon:$(IMAGE)\n\t@docker push $(IMAGE)\n"
        ),
    ),
    "a job's own builder": (
        ".github/workflows/a.yml",
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/setup-buildx-action@v4\n"
            "      - run: docker buildx build --push -t app .\n"
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker/setup-buildx-action@v4\n"
            '      - run: docker buildx build --output "type=oci,dest=$RUNNER_TEMP/image.tar" --provenance=mode=min'
            f' . && {PIPX} image scan "oci-archive:$RUNNER_TEMP/image.tar" && '
            f'{COPY} "oci-archive:$RUNNER_TEMP/image.tar" docker://app\n'
        ),
    ),
    "a job without one": (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker buildx build --push -t app .\n",
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker buildx build --load -t app . && "
            f"{PIPX} image scan docker-daemon:app && docker push app\n"
        ),
    ),
    "a string of Groovy keeps its quotation marks": (
        "Jenkinsfile",
        "sh 'docker buildx build --builder ours --push -t app .'\n",
        'sh \'( archive="$(mktemp)" && trap "rm -f $archive" EXIT HUP INT TERM && '
        'docker buildx build --builder ours --output "type=oci,dest=$archive" --provenance=mode=min . && '
        + PIPX.replace("'", '"')
        + f' image scan "oci-archive:$archive" && {COPY} "oci-archive:$archive" docker://app )\'\n',
    ),
}


@pytest.mark.parametrize(("place", "before", "after"), CASES.values(), ids=CASES)
def test_what_was_built_is_scanned_and_pushed(place: str, before: str, after: str, tmp_path: Path) -> None:
    changed = pipelines.fixed(before, fixes_of, place)
    (tmp_path / "after").write_text(after)
    pipelines.compare(tmp_path / "after", changed)
    assert list(lacks_of(Source(changed, place), pipelines.kind_of(place))) == []


@pytest.mark.parametrize(
    "option",
    ["--builder ours", "--platform $ALL", "--provenance=true", "--sbom true", "--attest type=sbom",
     "--cache-to type=gha", "--platform=linux/amd64,linux/arm64"],
)  # fmt: skip
def test_an_option_that_docker_s_own_builder_refuses_asks_for_an_archive(option: str) -> None:
    assert "type=oci" in pipelines.fixed(f"docker buildx build {option} --push -t app .\n", fixes_of, "a.sh")


@pytest.mark.parametrize(
    ("option", "file"),
    [("--provenance=mode=max", ""), ("--provenance false", ""), ("--attest type=provenance,mode=max", ""),
     ("--sbom=true", "export BUILDX_NO_DEFAULT_ATTESTATIONS=1\n")],
)  # fmt: skip
def test_provenance_is_asked_for_only_where_nothing_is_said_of_it(option: str, file: str) -> None:
    text = f"{file}docker buildx build --builder ours {option} --push -t app .\n"
    changed = pipelines.fixed(text, fixes_of, "a.sh")
    assert "type=oci" in changed
    assert "mode=min" not in changed


@pytest.mark.parametrize("option", ["--provenance=false", "--cache-to type=inline", "--platform linux/arm64"])
def test_one_that_it_takes_does_not(option: str) -> None:
    assert "--load" in pipelines.fixed(f"docker buildx build {option} --push -t app .\n", fixes_of, "a.sh")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("docker buildx build --push -t app -f - . <<EOF\nFROM x\nEOF\n",
         "its Dockerfile or its context is written behind it"),
        ("docker buildx build -o type=image,compression=zstd,push=true -t app .\n",
         "its --output says more than that the image is pushed"),
        ("docker buildx build --output=type=image,name=other,push=true -t app .\n",
         "its --output says more than that the image is pushed"),
        ("docker -H ssh://there buildx build --push -t app .\n",
         "it names the engine it talks to, which a scan would have to be told as well"),
        ("DOCKER_HOST=ssh://there docker push app\n",
         "it names the engine it talks to, which a scan would have to be told as well"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_a_reason_to_change_nothing(text: str, reason: str) -> None:
    assert refusals_of(text, "a.sh") == [reason]


def test_a_variable_of_the_shell_is_not_left_to_groovy() -> None:
    text = 'sh """\n  docker buildx build --builder ours --push -t app .\n"""\n'
    (lack,) = lacks_of(Source(text, "Jenkinsfile"), "jenkins")
    assert isinstance(lack.remedy, Refusal)


@pytest.mark.parametrize("failing", ["docker", "dockerlint", "skopeo", "none"])
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_archive_is_removed_whatever_becomes_of_it_and_the_script_s_trap_runs(
    failing: str, shell: str, tmp_path: Path
) -> None:
    script = "trap 'echo own trap' EXIT\ndocker buildx build --builder ours --push -t app .\necho end\n"
    changed = pipelines.fixed(script, fixes_of, "release.sh")
    bin_folder, kept = tmp_path / "bin", tmp_path / "kept"
    bin_folder.mkdir()
    kept.mkdir()
    for name in ("docker", "dockerlint", "skopeo"):
        program = bin_folder / name
        program.write_text(f'#!/bin/sh\nls "$TMPDIR" | wc -l >>{tmp_path}/seen\nexit {int(name == failing)}\n')
        program.chmod(0o755)
    done = subprocess.run(
        [shell, "-c", changed],
        env={"PATH": f"{bin_folder}:/usr/bin:/bin", "TMPDIR": str(kept)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert list(kept.iterdir()) == []
    assert set((tmp_path / "seen").read_text().split()) == {"1"}
    expected = "end\nown trap\n" if failing == "none" else "own trap\n"
    assert (done.returncode, done.stdout) == (int(failing != "none"), expected)
