from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.image.attribution import Advisor, Attribution, Origin
from dockerlint.image.attribution.advice import help_without_dockerfile
from dockerlint.image.values import Document, HistoryEntry, Image
from dockerlint.rules import load_rules
from dockerlint.text import Source
from tests.image.made import buildkit, entry, image_of

NOP = "/bin/sh -c #(nop) "
DIGEST = "303e9c65a23473840c8d0050aa0bf8e571f828e1f6f8d9ad69c4514ec18f6f3e"
BASE = (buildkit("COPY busybox-root/ / # buildkit"), buildkit('CMD ["sh"]'))


def attributed(dockerfile: str, *history: HistoryEntry, documents: tuple[Document, ...] = ()) -> Attribution:
    return Attribution(image_of(history, documents=documents), Source(dockerfile, "Dockerfile"))


def told(origin: Origin | None) -> str:
    """``dockerfile:3 RUN make``."""
    assert origin is not None
    line = origin.source.position(origin.span.start).line
    text = origin.source.text[origin.span.start : origin.span.end]
    return f"{origin.certainty}:{line} {text.splitlines()[0]}"


def layers(made: Attribution, count: int) -> list[str]:
    return [told(made.of_layer(layer)) for layer in range(count)]


PLAIN = """\
FROM busybox:1.36
ARG TOKEN
ENV HOME_OF=/srv/app
WORKDIR $HOME_OF
COPY --chown=1:1 a.txt b.txt /srv/
RUN echo one > /srv/one
RUN set -eux; \\
    # a comment
    echo two > /srv/two
USER nobody
"""
ROWS = ["dockerfile:4 WORKDIR $HOME_OF", "dockerfile:5 COPY --chown=1:1 a.txt b.txt /srv/",
        "dockerfile:6 RUN echo one > /srv/one", "dockerfile:7 RUN set -eux; \\"]  # fmt: skip


class TestBuilders:
    def test_buildkit(self) -> None:
        made = attributed(
            PLAIN,
            *BASE,
            buildkit("ARG TOKEN=x y"),
            buildkit("ENV HOME_OF=/srv/app"),
            buildkit("WORKDIR /srv/app"),
            buildkit("COPY --chown=1:1 a.txt b.txt /srv/ # buildkit"),
            buildkit("RUN |1 TOKEN=x y /bin/sh -c echo one > /srv/one # buildkit"),
            buildkit("RUN |1 TOKEN=x y /bin/sh -c set -eux;     echo two > /srv/two # buildkit"),
            buildkit("USER nobody"),
        )
        assert layers(made, 5) == ["dockerfile:1 FROM busybox:1.36", *ROWS]
        assert made.share > 0.9
        assert told(made.of_step(2)) == "dockerfile:2 ARG TOKEN"
        assert told(made.of_step(1)) == "dockerfile:1 FROM busybox:1.36"

    def test_the_classic_builder(self) -> None:
        made = attributed(
            PLAIN,
            *BASE,
            entry(NOP + " ARG TOKEN", is_empty=True),
            entry(NOP + " ENV HOME_OF=/srv/app", is_empty=True),
            entry(NOP + "WORKDIR /srv/app"),
            entry(NOP + f"COPY --chown=1:1 multi:{DIGEST} in /srv/ "),
            entry("|1 TOKEN=abc /bin/sh -c echo one > /srv/one"),
            entry("|1 TOKEN=abc /bin/sh -c set -eux;     echo two > /srv/two"),
            entry(NOP + " USER nobody", is_empty=True),
        )
        assert layers(made, 5)[1:] == ROWS

    def test_buildah_with_layers(self) -> None:
        made = attributed(
            PLAIN,
            *BASE,
            entry(NOP + "ARG TOKEN", "FROM docker.io/library/busybox:1.36", is_empty=True),
            entry(NOP + "ENV HOME_OF=/srv/app", "FROM 0b", is_empty=True),
            entry(NOP + "WORKDIR $HOME_OF", "FROM 0b"),
            entry(NOP + f"COPY multi:{DIGEST} in /srv/ ", "FROM 0c"),
            entry("|1 TOKEN=abc /bin/sh -c echo one > /srv/one", "FROM 0d"),
            entry("|1 TOKEN=abc /bin/sh -c set -eux;     echo two > /srv/two", "FROM 0e"),
            entry(NOP + "USER nobody", "FROM 0f", is_empty=True),
        )
        assert layers(made, 5)[1:] == ROWS

    def test_buildah_without_layers_puts_all_into_one_and_the_path_tells_the_instruction(self) -> None:
        made = attributed(
            "FROM busybox\nWORKDIR /app\nCOPY a.txt /srv/\nCOPY tree /app/tree/\nRUN echo x > ~/.npmrc\n"
            "RUN cd /opt && make key.pem\nRUN true\nCMD x\n",
            *BASE,
            entry(NOP + "WORKDIR /app", is_empty=True),
            entry(NOP + f"COPY file:{DIGEST} in /srv/ ", is_empty=True),
            entry(NOP + f"COPY dir:{DIGEST} in /app/tree/ ", is_empty=True),
            entry("/bin/sh -c echo x > ~/.npmrc", is_empty=True),
            entry("/bin/sh -c cd /opt && make key.pem", is_empty=True),
            entry("/bin/sh -c true", is_empty=True),
            entry(NOP + "CMD x", "FROM docker.io/library/busybox:latest"),
        )
        paths = ("srv/a.txt", "app/tree/x/y.json", "root/.npmrc", "opt/key.pem", "opt/other", "etc/unknown")
        assert [told(made.of_layer(1, path)).partition(":")[2][0] for path in paths] == ["3", "4", "5", "6", "6", "7"]

    def test_kaniko_records_only_what_makes_a_layer(self) -> None:
        made = attributed(
            "FROM busybox\nENV A=b\nRUN --mount=type=cache,target=/c make\nLABEL c=d\nCOPY . /app\nUSER x\nCMD y\n",
            *BASE,
            entry("RUN --mount=type=cache,target=/c make", author="kaniko"),
            entry("COPY . /app", author="kaniko"),
        )
        assert layers(made, 3)[1:] == [
            "dockerfile:3 RUN --mount=type=cache,target=/c make", "dockerfile:5 COPY . /app"
        ]  # fmt: skip

    def test_docker_build_squash_keeps_the_steps_and_adds_one_with_the_layer(self) -> None:
        made = attributed(
            "FROM busybox\nRUN echo a > /a\nRUN echo b > /b\n",
            *BASE,
            entry("/bin/sh -c echo a > /a", is_empty=True),
            entry("/bin/sh -c echo b > /b", is_empty=True),
            entry("", "merge sha256:aa to sha256:bb"),
        )
        assert [told(made.of_layer(1, path)) for path in ("a", "b")] == [
            "dockerfile:2 RUN echo a > /a", "dockerfile:3 RUN echo b > /b"
        ]  # fmt: skip

    def test_here_documents_of_buildkit_and_buildah(self) -> None:
        dockerfile = (
            "FROM busybox\nRUN <<EOF\nset -e\necho a\nEOF\nRUN cat <<A > /a && cat <<B > /b\nfirst\nA\nsecond\nB\n"
            "COPY <<EOT /c\ntext\nEOT\n"
        )
        ours = [
            "dockerfile:2 RUN <<EOF",
            "dockerfile:6 RUN cat <<A > /a && cat <<B > /b",
            "dockerfile:11 COPY <<EOT /c",
        ]
        first = attributed(
            dockerfile,
            buildkit("RUN /bin/sh -c set -e\necho a\n # buildkit"),
            buildkit("RUN /bin/sh -c cat <<A > /a && cat <<B > /b\nfirst\nA\nsecond\nB # buildkit"),
            buildkit("COPY <<EOT /c # buildkit"),
        )
        second = attributed(
            dockerfile,
            entry("/bin/sh -c <<EOF\nset -e\necho a", "FROM docker.io/library/busybox:1.36"),
            entry("/bin/sh -c cat <<A > /a && cat <<B > /b\nfirst\nsecond"),
            entry(NOP + f"COPY file:{DIGEST} in /c      "),
        )
        assert layers(first, 3) == layers(second, 3) == ours


class TestStages:
    DOCKERFILE = (
        "FROM busybox AS base\nRUN echo base\nFROM base AS dev\nRUN echo dev\nRUN echo same\n"
        "FROM base AS prod\nRUN echo prod\nRUN echo same\nFROM prod AS test\nRUN echo test\n"
    )

    @pytest.mark.parametrize(
        ("names", "lines"),
        [
            (("base",), [2]),
            (("base", "dev", "same"), [2, 4, 5]),
            (("base", "prod", "same"), [2, 7, 8]),
            (("base", "prod", "same", "test"), [2, 7, 8, 10]),
        ],
    )
    def test_the_stage_that_fits_best_is_the_target(self, names: tuple[str, ...], lines: list[int]) -> None:
        steps = [buildkit(f"RUN /bin/sh -c echo {name} # buildkit") for name in names]
        made = attributed(self.DOCKERFILE, *steps)
        assert [told(made.of_layer(n)).split()[0] for n in range(len(names))] == [f"dockerfile:{n}" for n in lines]

    def test_of_equal_instructions_each_has_its_own_step(self) -> None:
        again = "RUN apt-get update"
        made = attributed(
            f"FROM busybox\n{again}\nRUN a\n{again}\nRUN b\n{again}\n",
            *(buildkit(f"RUN /bin/sh -c {each} # buildkit") for each in ("apt-get update", "x")),  # the base image's
            *(
                buildkit(f"RUN /bin/sh -c {each} # buildkit")
                for each in ("apt-get update", "a", "apt-get update", "b", "apt-get update")
            ),
        )
        assert [told(made.of_layer(n)).split()[0] for n in range(7)] == [
            f"dockerfile:{n}" for n in (1, 1, 2, 3, 4, 5, 6)
        ]

    def test_settings_are_those_of_the_last_instruction_that_sets_them(self) -> None:
        made = attributed(
            "FROM busybox\nENV A=1\nENV A=2\nENV B=3\nONBUILD RUN make\nRUN x\n",
            buildkit("ENV A=1"), buildkit("ENV A=2"), buildkit("ENV B=3"), buildkit("RUN /bin/sh -c x # buildkit"),
        )  # fmt: skip
        assert told(made.of_setting("ENV", "A")) == "dockerfile:3 ENV A=2"
        assert told(made.of_setting("ONBUILD", "")) == "dockerfile:5 ONBUILD RUN make"
        assert made.of_setting("LABEL", "x") is None


class TestRejection:
    def test_a_dockerfile_of_another_image_is_rejected_with_a_reason(self) -> None:
        made = attributed(
            "FROM alpine\nRUN apk add curl\nCOPY a /b\nRUN make install\n",
            *BASE,
            buildkit("RUN /bin/sh -c pip install flask # buildkit"),
            buildkit("COPY . /app # buildkit"),
        )
        assert made.rejected == (
            "Dockerfile is not what this image was built from: "
            "0 of its instructions are among the 4 steps of the history"
        )
        assert told(made.of_layer(1)) == "history:4 RUN pip install flask"

    def test_an_image_that_no_dockerfile_made_says_so(self) -> None:
        made = attributed("FROM scratch\nCOPY a /b\n", entry("jib-maven-plugin:3.4.0", "classes", "Jib"))
        assert made.rejected.endswith("Jib made it, without any Dockerfile")
        assert told(made.of_layer(0)) == "history:2 # jib-maven-plugin:3.4.0"

    def test_an_edited_dockerfile_still_fits(self) -> None:
        made = attributed(
            "FROM busybox\nRUN apk add --no-cache curl git jq make\nCOPY . /app\nRUN make all\nRUN new\n",
            *BASE,
            buildkit("RUN /bin/sh -c apk add --no-cache curl git make # buildkit"),
            buildkit("COPY . /app # buildkit"),
            buildkit("RUN /bin/sh -c make all # buildkit"),
        )
        assert [told(made.of_layer(n)).split()[0] for n in (1, 2, 3)] == [f"dockerfile:{n}" for n in (2, 3, 4)]

    def test_without_history_nothing_is_told(self) -> None:
        image = image_of([])._replace(layers=image_of([buildkit("COPY a b # buildkit")]).layers)
        made = Attribution(image, Source("FROM scratch\nCOPY a b\n", "Dockerfile"))
        assert made.of_layer(0) is None
        assert "no history" in made.rejected


def with_provenance(dockerfile: str, version: str, image: Image) -> Image:
    """As BuildKit 0.25 writes it in max mode, for an image of a base layer, a RUN and a COPY."""
    digests = [layer.blob.digest for layer in image.layers]
    chains = {f"step{n}:0": [[{"digest": each} for each in digests[: n + 1]]] for n in range(3)}
    lines = {"step0": 1, "step1": 3, "step2": 5}
    locations = {
        step: {"locations": [{"ranges": [{"start": {"line": line}, "end": {"line": line}}]}]}
        for step, line in lines.items()
    }
    data = base64.b64encode(dockerfile.encode()).decode()
    metadata = {
        "source": {"locations": {**locations, "step3": {}}, "infos": [{"filename": "app.Dockerfile", "data": data}]},
        "layers": chains,
    }
    predicate: object = {"metadata": {"https://mobyproject.org/buildkit@v1#metadata": metadata}}
    if version == "v1":
        predicate = {"runDetails": {"metadata": {"buildkit_metadata": metadata}}}
    document = Document("provenance", "sha256:9", json.dumps({"predicate": predicate}).encode())
    return image._replace(documents=(*image.documents, document))


class TestProvenance:
    DOCKERFILE = "FROM busybox\nARG A\nRUN same\nENV B=c\nCOPY same /same\n"
    HISTORY = (
        BASE[0], buildkit("ARG A=x"), buildkit("RUN |1 A=x /bin/sh -c same # buildkit"), buildkit("ENV B=c"),
        buildkit("COPY same /same # buildkit"),
    )  # fmt: skip

    @pytest.mark.parametrize("version", ["v0.2", "v1"])
    def test_its_source_map_tells_the_line_of_each_layer(self, version: str) -> None:
        made = Attribution(with_provenance(self.DOCKERFILE, version, image_of(self.HISTORY)), None)
        assert layers(made, 3) == [
            "provenance:1 FROM busybox", "provenance:3 RUN same", "provenance:5 COPY same /same"
        ]  # fmt: skip
        assert told(made.of_step(3)) == "provenance:4 ENV B=c"
        origin = made.of_layer(1)
        assert origin is not None
        assert origin.source.path == "app.Dockerfile (from provenance)"

    def test_the_same_file_given_has_the_map_and_its_own_path(self) -> None:
        image = with_provenance(self.DOCKERFILE, "v1", image_of(self.HISTORY))
        origin = Attribution(image, Source(self.DOCKERFILE, "sub/Dockerfile")).of_layer(2)
        assert origin is not None
        assert (origin.certainty, origin.source.path) == ("provenance", "sub/Dockerfile")

    def test_another_file_given_is_aligned(self) -> None:
        image = with_provenance(self.DOCKERFILE, "v1", image_of(self.HISTORY))
        made = Attribution(image, Source("# edited\n" + self.DOCKERFILE, "Dockerfile"))
        assert told(made.of_layer(2)) == "dockerfile:6 COPY same /same"

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"[]", b'{"predicate": {"source": {"infos": [1]}}}', b'{"source": {"infos": [{"data": "%%"}]}}',
            (
                b'{"source": {"infos": [{"data": "RlJPTSBh"}], "locations": {"step0": [], "step1": {"locations": 7}}},'
                b'"layers": {"step0:0": 3, "step1:0": [[{"digest": 9}]]}}'
            ),
        ],
    )  # fmt: skip
    def test_one_that_is_broken_tells_nothing_wrong(self, data: bytes) -> None:
        image = image_of(self.HISTORY, documents=[Document("provenance", "sha256:9", data)])
        made = Attribution(image, Source(self.DOCKERFILE, "Dockerfile"))
        assert layers(made, 3)[1:] == ["dockerfile:3 RUN same", "dockerfile:5 COPY same /same"]


class TestAdvice:
    def test_the_fix_is_that_of_the_instruction_and_the_variable(self) -> None:
        secret = "k7Gq2" + "LxP9vTn"
        dockerfile = f"FROM busybox\nENV A=b\nENV X_TOKEN={secret} DB_PASSWORD={secret}x\nRUN make\n"
        made = attributed(
            dockerfile, buildkit("ENV A=b"), buildkit(f"ENV X_TOKEN={secret} DB_PASSWORD={secret}x"),
            buildkit("RUN /bin/sh -c make # buildkit"),
        )  # fmt: skip
        advisor = Advisor(load_rules())
        origin = made.of_step(1)
        assert origin is not None
        for name in ("X_TOKEN", "DB_PASSWORD"):
            found = advisor.finding_at(origin, name, "configuration")
            assert found is not None
            assert found.secret is not None
            assert (found.name, found.secret.name) == ("secret-in-env", name)
        other = made.of_layer(0)
        assert other is not None
        assert advisor.finding_at(other, "", "final") is None

    @pytest.mark.parametrize(
        ("path", "name"),
        [("app/settings.py", ""), ("app/.npmrc", "credential-in-context"), ("app/x/.npmrc", "credential-in-context")],
    )
    def test_a_file_has_no_fix_that_is_another_files(self, path: str, name: str, tmp_path: Path) -> None:
        (tmp_path / ".npmrc").write_text("//npm.corp.io/:_authToken=" + "k7Gq2" + "LxP9vTn\n")
        (tmp_path / "settings.py").write_text("x = 1\n")
        (tmp_path / "Dockerfile").write_text("FROM busybox\nWORKDIR /app\nCOPY . .\n")
        source = Source((tmp_path / "Dockerfile").read_text(), str(tmp_path / "Dockerfile"))
        history = [buildkit("WORKDIR /app"), buildkit("COPY . . # buildkit")]
        origin = Attribution(image_of(history), source).of_layer(1)
        assert origin is not None
        found = Advisor(load_rules()).finding_at(origin, "", "final", path)
        assert (found.name if found is not None else "") == name

    def test_without_a_dockerfile_there_are_words_for_each_instruction(self) -> None:
        assert "docker run -e" in help_without_dockerfile("ENV", "configuration")
        assert "--build-arg" in help_without_dockerfile("ARG", "history")
        assert ".dockerignore" in help_without_dockerfile("COPY", "final")
        assert help_without_dockerfile("RUN", "hidden").startswith("removing it in a later layer hides it only")
        assert "secret" in help_without_dockerfile("", "final")


@given(
    st.lists(
        st.sampled_from(["RUN a", "RUN b", "COPY x /y", "ENV A=b", "USER u", "WORKDIR /w"]), min_size=1, max_size=9
    ),
    st.lists(st.sampled_from(["RUN a", "COPY x /y", "ENV C=d", 'CMD ["sh"]']), max_size=5),
)
def test_whatever_stands_in_a_dockerfile_its_own_build_is_attributed_line_by_line(
    own: list[str], base: list[str]
) -> None:
    def step(text: str) -> HistoryEntry:
        return buildkit(text.replace("RUN ", "RUN /bin/sh -c ") + (" # buildkit" if text[0] in "RC" else ""))

    made = attributed("FROM base\n" + "".join(f"{line}\n" for line in own), *map(step, (*base, *own)))
    lines = [told(made.of_step(len(base) + index)).split()[0] for index in range(len(own))]
    assert lines == [f"dockerfile:{index + 2}" for index in range(len(own))]
