from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.image.history import read_steps, render_history
from dockerlint.image.values import HistoryEntry
from dockerlint.model import read_dockerfile
from tests.image.made import buildkit, entry, image_of

NOP = "/bin/sh -c #(nop) "


def text_of(*history: HistoryEntry, **settings: object) -> str:
    head = "FROM scratch\n"
    text = render_history(image_of(history, settings), "app").source.text
    assert text.startswith(head)
    return text.removeprefix(head)


class TestBuildKit:
    @pytest.mark.parametrize(
        ("created_by", "expected"),
        [
            ("RUN /bin/sh -c make all # buildkit", "RUN make all\n"),
            ("RUN /bin/touch /a # buildkit", "RUN /bin/touch /a\n"),
            ("RUN /bin/bash -o pipefail -c a | b # buildkit", "RUN a | b\n"),
            ("RUN cmd /S /C dir # buildkit", "RUN dir\n"),
            ("RUN powershell -Command dir # buildkit", "RUN dir\n"),
            ("RUN /bin/sh -c echo # buildkit > /a # buildkit", "RUN echo # buildkit > /a\n"),
            ("RUN /bin/sh -c echo |1 A=b # buildkit", "RUN echo |1 A=b\n"),
            ("COPY a.txt b.txt /srv/ # buildkit", "COPY a.txt b.txt /srv/\n"),
            ("COPY --chown=1000:1000 a.txt /srv/ # buildkit", "COPY --chown=1000:1000 a.txt /srv/\n"),
            ("COPY <<EOT /mark # buildkit", "COPY EOT /mark\n"),
            ("WORKDIR /srv/app", "WORKDIR /srv/app\n"),
            ('CMD ["sh" "-c" "sleep 1"]', 'CMD ["sh", "-c", "sleep 1"]\n'),
            ("EXPOSE [443/tcp 80/tcp]", "EXPOSE 443/tcp 80/tcp\n"),
            ("VOLUME [/data]", 'VOLUME ["/data"]\n'),
            ("SHELL [/bin/ash -e -c]", 'SHELL ["/bin/ash", "-e", "-c"]\n'),
            (
                'HEALTHCHECK &{["CMD-SHELL" "wget -q http://localhost/ || exit 1"] "30s" "0s" "0s" "0s" \'\\x00\'}',
                "HEALTHCHECK CMD wget -q http://localhost/ || exit 1\n",
            ),
            (
                'HEALTHCHECK &{["CMD" "curl" "-f" "http://x/"] "0s" "0s" "0s" "0s" \'\\x00\'}',
                'HEALTHCHECK CMD ["curl", "-f", "http://x/"]\n',
            ),
            ('HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', "HEALTHCHECK NONE\n"),
        ],
    )
    def test_each_instruction_is_read_back(self, created_by: str, expected: str) -> None:
        assert text_of(buildkit(created_by)) == expected

    def test_values_with_blanks_are_quoted_and_parted_by_the_names_that_the_configuration_has(self) -> None:
        text = text_of(
            buildkit("ENV A=one two B=x=y $z"),
            buildkit('LABEL a.b=say "hi" now=then c=d'),
            Env=["A=one two", "B=x=y $z"],
            Labels={"a.b": 'say "hi" now=then', "c": "d"},
        )
        assert text == 'ENV A="one two" B="x=y \\$z"\nLABEL a.b="say \\"hi\\" now=then" c=d\n'

    def test_build_arguments_with_blanks_in_their_values_stand_before_the_command(self) -> None:
        steps = read_steps(
            image_of(
                [
                    buildkit("ARG VERSION=1"),
                    buildkit("ARG NAME=two words k=v"),
                    buildkit("RUN |2 VERSION=1 NAME=two words k=v /bin/sh -c echo $NAME # buildkit"),
                    buildkit("RUN |2 VERSION=1 NAME=two words k=v /bin/touch /x y # buildkit"),
                ]
            )
        )
        assert [(each.text, each.arguments) for each in steps[2:]] == [
            ("echo $NAME", (("VERSION", "1"), ("NAME", "two words k=v"))),
            ("/bin/touch /x y", (("VERSION", "1"), ("NAME", "two words k=v"))),
        ]

    def test_a_here_document_is_one_again(self) -> None:
        text = text_of(
            buildkit("RUN /bin/sh -c set -e\necho one\n # buildkit"),
            buildkit("RUN /bin/sh -c cat <<A > /a && cat <<B > /b\nfirst\nA\nsecond\nB # buildkit"),
            buildkit("USER nobody"),
        )
        assert text == (
            "RUN <<EOF\nset -e\necho one\nEOF\nRUN cat <<A > /a && cat <<B > /b\nfirst\nA\nsecond\nB\nUSER nobody\n"
        )


class TestClassicBuilder:
    def test_steps_without_a_command_stand_behind_nop(self) -> None:
        text = text_of(
            entry(NOP + " ARG TOKEN", is_empty=True),
            entry(NOP + " ENV HOME=/a b LEVEL=1", is_empty=True),
            entry(NOP + "COPY file:66b5db5440692d41de17ddb5527018b604773e09f86040de799a6750ad2b4b5b in /srv/ "),
            entry(NOP + "ADD multi:66b5db5440692d41de17ddb5527018b604773e09f86040de799a6750ad2b4b5b in /srv/ "),
            entry("|1 TOKEN=abc /bin/sh -c make"),
            entry(NOP + ' CMD ["sh" "-c" "make run"]', is_empty=True),
            Env=["HOME=/a b", "LEVEL=1"],
        )
        assert text == (
            'ARG TOKEN\nENV HOME="/a b" LEVEL=1\nCOPY file:66b5db544069 /srv/\nADD multi:66b5db544069 /srv/\n'
            'ARG TOKEN=abc\nRUN make\nCMD ["sh", "-c", "make run"]\n'
        )

    def test_the_shell_in_force_is_left_out_whatever_it_is(self) -> None:
        text = text_of(
            entry("/bin/ash -o pipefail -c #(nop)  SHELL [/bin/ash -o pipefail -c]", is_empty=True),
            entry("/bin/ash -o pipefail -c a | b"),
            entry("/bin/touch /x"),
        )
        assert text == 'SHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN a | b\nRUN /bin/touch /x\n'


class TestBuildah:
    def test_instructions_stand_as_they_were_written(self) -> None:
        base = "FROM docker.io/library/busybox:1.36"
        history = [
            entry(NOP + "ENV A=/m     B=\"info debug\"", base, is_empty=True),
            entry(NOP + "COPY file:303e9c65a23473840c8d0050aa0bf8e571f828e1f6f8d9ad69c4514e in $A ", "FROM 0a1b"),
            entry("|3 NAME=two words T=x /bin/sh -c echo $NAME", "FROM 0a1c"),
            entry("/bin/sh -c <<EOF\nset -e\necho one"),
        ]  # fmt: skip
        rendered = render_history(image_of(history), "app")
        assert rendered.base == "docker.io/library/busybox:1.36"
        assert rendered.source.text == (
            'FROM scratch\nENV A=/m     B="info debug"\nCOPY file:303e9c65a234 $A\n'
            'ARG NAME="two words"\nARG T=x\nRUN echo $NAME\nRUN <<EOF\nset -e\necho one\nEOF\n'
        )


class TestOthers:
    def test_kaniko_writes_what_makes_layers_as_it_stands_in_the_dockerfile(self) -> None:
        text = text_of(
            entry("RUN --mount=type=cache,target=/c make", author="kaniko"), entry("COPY . /app", author="kaniko")
        )
        assert text == "RUN make\nCOPY . /app\n"

    @pytest.mark.parametrize(
        ("history", "builder"),
        [
            (entry("jib-maven-plugin:3.4.0", "classes", "Jib"), "Jib"),
            (entry("ko build ko://example.com/app", "go build output, at /ko-app/app"), "ko"),
            (entry("Layer: 'jre', Created by buildpack: paketo-buildpacks/bellsoft-liberica@10.4.2"), "buildpacks"),
            (entry("bazel build ...", "", "Bazel"), "Bazel"),
            (entry("", "store paths: ['/nix/store/abc-hello']"), "Nix"),
            (entry("apko", "This is an apko single-layer image", "apko"), "apko"),
            (entry("", "Imported from -"), "docker import"),
            (entry("# debian.sh --arch 'amd64' out/ 'bookworm'", "debuerreotype 0.15"), "debuerreotype"),
            (entry("", "merge sha256:ab to sha256:cd"), "docker build --squash"),
        ],
    )
    def test_what_was_not_built_by_an_instruction_is_a_comment_and_names_its_builder(
        self, history: HistoryEntry, builder: str
    ) -> None:
        image = image_of([history])
        assert [(each.keyword, each.builder) for each in read_steps(image)] == [("", builder)]
        assert render_history(image, "app").source.text.startswith("FROM scratch\n# ")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "RUN ", "RUN |1 A=", "/bin/sh -c #(nop) ", "/bin/sh -c #(nop)  ENV ", "COPY ", "|2 "]),
            st.text("aA=|<>\"'$\\ \n#[]&{}/-:0EOF", max_size=60),
            st.sampled_from(["", "buildkit.dockerfile.v0", "FROM busybox"]),
        ),
        max_size=8,
    )
)
def test_whatever_a_history_says_each_entry_has_its_own_lines(entries: list[tuple[str, str, str]]) -> None:
    image = image_of([entry(head + text, comment) for head, text, comment in entries])
    rendered = render_history(image, "app")
    lines = rendered.source.text.split("\n")
    assert len(rendered.spans) == len(rendered.steps) == len(entries)
    ends = [0]
    for span in rendered.spans:
        assert rendered.source.text[span.start - 1] == "\n"
        assert span.start > ends[-1]
        ends.append(span.end)
    assert lines[0] == "FROM scratch"
    read = read_dockerfile(rendered.source).instructions
    for step, span in zip(rendered.steps, rendered.spans, strict=True):
        if step.keyword and step.keyword != "FROM":
            mine = [each.keyword for each in read if span.start <= each.span.start <= span.end]
            assert mine[-1:] == [step.keyword], f"{step} is swallowed by what stands before it"
            assert set(mine[:-1]) <= {"ARG"}
