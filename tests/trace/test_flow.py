"""Where a credential goes in the commands of a RUN."""

from __future__ import annotations

import pytest

from tests.trace.show import exposures, follow, names, show


def files(commands: str) -> list[str]:
    """What becomes of files in RUNs that stand on line 3 and on, behind ``ARG T_TOKEN``."""
    return [line for line in show(f"FROM alpine\nARG T_TOKEN\n{commands}\n") if line.startswith("file ")]


@pytest.mark.parametrize(
    "commands",
    [
        "echo $T_TOKEN > /f",
        "echo ${T_TOKEN} >> /f",
        'echo "x ${T_TOKEN} y" 1> /f',
        "echo $T_TOKEN >| /f",
        "echo $T_TOKEN &> /f",
        "printf '%s' $T_TOKEN > /f",
        "export B=$T_TOKEN && echo $B > /f",
        "B=$T_TOKEN; C=x$B; printf %s $C > /f",
        "X=$(echo $T_TOKEN | base64) && echo $X > /f",
        "echo $(echo `echo $T_TOKEN`) > /f",
        "echo $T_TOKEN | base64 | tr -d x | tee /f > /dev/null",
        "echo $T_TOKEN | sudo tee -a /f > /dev/null",
        "cat > /f <<E\n$T_TOKEN\nE",
        "cat <<< $T_TOKEN > /f",
        "sed -i s/X/$T_TOKEN/ /f",
        "sh -c 'echo $T_TOKEN > /f'",
        'sh -c "echo $T_TOKEN > /f"',
        "{ echo a; echo $T_TOKEN; } > /f",
        "(echo a && echo $T_TOKEN) > /f",
        "if true; then echo $T_TOKEN; fi > /f",
        "false || echo $T_TOKEN > /f",
        "echo ${T_TOKEN:-none} > /f",
        "echo ${T_TOKEN%%x} > /f",
        "env > /f",
        "test $T_TOKEN; set > /f",
        "cd / && echo $T_TOKEN > ./x/../f",
        "true; echo $T_TOKEN > /g; mv /g /f",
        "cd && cd -P / && echo $T_TOKEN > f",
        "cd /x && cd $HOME/.. && echo $T_TOKEN > f",
        "cd /x && cd - && echo $T_TOKEN > /f",
        "B=$T_TOKEN sh -c 'echo $B > /f'",
        "B=x; B=$T_TOKEN sh -c 'echo $B > /f'",
        "B=$T_TOKEN printenv B > /f",
        "B=$T_TOKEN env > /f",
    ],
)
def test_it_is_written_to_a_file(commands: str) -> None:
    assert [line for line in files(f"RUN {commands}") if not line.endswith("gone in its RUN")] == [
        "file /f of T_TOKEN kept from line 3"
    ]


@pytest.mark.parametrize(
    "commands",
    [
        "cat > /f <<'E'\n$T_TOKEN\nE",
        "B=$T_TOKEN true; echo $B > /f",
        "B=$T_TOKEN echo $B > /f",
        "B=$T_TOKEN sh -c 'true' && echo $B > /f",
        "B=$T_TOKEN; B=x sh -c 'echo $B > /f'",
        "echo '$T_TOKEN' > /f",
        "echo \\$T_TOKEN > /f",
        "echo ${T_TOKEN:+yes} > /f",
        "echo ${#T_TOKEN} > /f",
        "echo $T_TOKENS > /f",
        "T_TOKEN=; echo $T_TOKEN > /f",
        "unset T_TOKEN; echo $T_TOKEN > /f",
        "echo $T_TOKEN > /dev/null",
        "echo $T_TOKEN 2> /f",
        "echo $T_TOKEN > /run/secrets/f",
        "echo $T_TOKEN > /dev/shm/f",
        "echo a > /f$T_TOKEN",
        'test -n "$T_TOKEN" && echo set > /f',
        "echo $T_TOKEN | docker login --password-stdin > /f",
    ],
)
def test_no_file_of_the_layer_holds_it(commands: str) -> None:
    assert [line for line in files(f"RUN {commands}") if "/f" in line] == []


@pytest.mark.parametrize(
    "flag", ["--mount=type=tmpfs,target=/c", "--mount=type=cache,target=/c/", "--mount=target=/c", "--mount=dst=/c"]
)
def test_what_is_written_below_a_mount_is_in_no_layer(flag: str) -> None:
    assert files(f"RUN {flag} echo $T_TOKEN > /c/f && echo $T_TOKEN > /cc") == ["file /cc of T_TOKEN kept from line 3"]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("RUN echo $T_TOKEN > /f && rm /f", ["file /f of T_TOKEN gone in its RUN"]),
        ("RUN echo $T_TOKEN > /d/f && rm -rf /d", ["file /d/f of T_TOKEN gone in its RUN"]),
        ("RUN echo $T_TOKEN > /d/f; cd /d; rm *", ["file /d/f of T_TOKEN gone in its RUN"]),
        ("RUN echo $T_TOKEN > /f && : > /f", ["file /f of T_TOKEN gone in its RUN"]),
        ("RUN echo $T_TOKEN > /f && echo x > /f", ["file /f of T_TOKEN gone in its RUN"]),
        ("RUN echo $T_TOKEN > /f && echo x >> /f", ["file /f of T_TOKEN kept from line 3"]),
        ("RUN echo $T_TOKEN > /f; if x; then echo x > /f; fi", ["file /f of T_TOKEN kept from line 3"]),
        ("RUN echo $T_TOKEN > /f\nRUN rm /f", ["file /f of T_TOKEN removed on line 4"]),
        ("RUN echo $T_TOKEN > ~/f\nRUN rm -f $HOME/f", ["file /root/f of T_TOKEN removed on line 4"]),
        ("RUN echo $T_TOKEN > /d/f\nRUN rm -r /d/", ["file /d/f of T_TOKEN removed on line 4"]),
        ("RUN echo $T_TOKEN > /f\nRUN rm /g", ["file /f of T_TOKEN kept from line 3"]),
        (
            "RUN echo $T_TOKEN > /f && cp /f /g && rm /f",
            ["file /f of T_TOKEN gone in its RUN", "file /g of T_TOKEN kept from line 3"],
        ),
        (
            "RUN echo $T_TOKEN > /f\nRUN mv /f /g",
            ["file /f of T_TOKEN kept from line 3", "file /g of T_TOKEN kept from line 4"],
        ),
        (
            "RUN (cd /a && echo $T_TOKEN > f) && echo $T_TOKEN > f",
            ["file /a/f of T_TOKEN kept from line 3", "file /f of T_TOKEN kept from line 3"],
        ),
        (
            "RUN sh -c 'cd /a; echo $T_TOKEN > f'; { cd /b; }; echo $T_TOKEN > f",
            ["file /a/f of T_TOKEN kept from line 3", "file /b/f of T_TOKEN kept from line 3"],
        ),
        (
            "RUN echo a $T_TOKEN > /f && echo b $T_TOKEN >> /f",
            ["file /f of T_TOKEN gone in its RUN", "file /f of T_TOKEN kept from line 3"],
        ),
    ],
)
def test_what_becomes_of_the_file(commands: str, expected: list[str]) -> None:
    assert files(commands) == expected


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("git clone https://x:$T_TOKEN@h.example/r.git", "/r/.git/config"),
        ("git clone https://x:$T_TOKEN@h.example/r.git /src", "/src/.git/config"),
        ('git config --global url."https://$T_TOKEN@h.example/".insteadOf https://h.example/', "/root/.gitconfig"),
        ("npm config set //r.example/:_authToken $T_TOKEN", "/root/.npmrc"),
        ("pip config set global.index-url https://x:$T_TOKEN@h.example/", "/root/.config/pip/pip.conf"),
        ("docker login -u x -p $T_TOKEN r.example", "/root/.docker/config.json"),
        ("echo $T_TOKEN | docker login -u x --password-stdin r.example", "/root/.docker/config.json"),
        ("composer config -g github-oauth.github.com $T_TOKEN", "/root/.composer/auth.json"),
        ("bundle config gems.example.com $T_TOKEN", "/root/.bundle/config"),
        ("aws configure set aws_secret_access_key $T_TOKEN", "/root/.aws/credentials"),
        ("dotnet nuget add source -u x -p $T_TOKEN https://h.example/", "/root/.nuget/NuGet/NuGet.Config"),
    ],
)
def test_a_tool_keeps_it(command: str, path: str) -> None:
    assert files(f"RUN {command}") == [f"file {path} of T_TOKEN kept from line 3"]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("RUN echo $T_TOKEN", "printed to the build log on line 3: T_TOKEN"),
        ("RUN echo $T_TOKEN >&2", "printed to the build log on line 3: T_TOKEN"),
        ("RUN echo $T_TOKEN > /dev/stderr", "printed to the build log on line 3: T_TOKEN"),
        ("RUN echo $T_TOKEN | tee /dev/null", "printed to the build log on line 3: T_TOKEN"),
        ("RUN echo $T_TOKEN > /f\nRUN cat /f", "printed to the build log on line 4: T_TOKEN"),
        ("RUN env", "printed to the build log on line 3: T_TOKEN"),
        ("RUN printenv T_TOKEN", "printed to the build log on line 3: T_TOKEN"),
        ("RUN export -p", "printed to the build log on line 3: T_TOKEN"),
        ("RUN set -ex; curl -u x:$T_TOKEN https://h", "printed by `set -x` on line 3: T_TOKEN"),
        ("RUN set +x; curl -u x:$T_TOKEN https://h", None),
        ("RUN set -x; set +x; curl -u x:$T_TOKEN https://h", None),
        ("RUN env | sort > /dev/null", None),
        ("RUN env A=$T_TOKEN ./x", None),
        ("RUN printenv OTHER && printenv HOME", None),
        ("RUN echo $T_TOKEN | sha256sum", None),
        ("RUN A=$(echo $T_TOKEN)", None),
        ("RUN { echo $T_TOKEN; } > /dev/null", None),
    ],
)
def test_it_is_printed(commands: str, expected: str | None) -> None:
    found = [line for line in show(f"FROM alpine\nARG T_TOKEN\n{commands}\n") if line.startswith("printed")]
    assert found == ([] if expected is None else [expected])


def test_a_run_of_another_interpreter_is_not_followed() -> None:
    assert show('FROM alpine\nARG T_TOKEN\nSHELL ["pwsh", "-c"]\nRUN echo $T_TOKEN > /f\n') == [
        "arg T_TOKEN possible in history, provenance"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG T_TOKEN\n", "history, provenance"),
        ("FROM a\nENV T_TOKEN=k7Gq2LxP9vTn\n", "config, history"),
        ("FROM a AS x\nARG T_TOKEN\nFROM a\n", "cache, provenance"),
        ("FROM a AS x\nENV T_TOKEN=k7Gq2LxP9vTn\nFROM a\n", "cache"),
        ("FROM a AS x\nENV T_TOKEN=k7Gq2LxP9vTn\nFROM x\n", "config, history"),
        ("FROM a\nARG T_TOKEN\nRUN echo $T_TOKEN > /f\n", "history, provenance, layer"),
        ("FROM a\nARG T_TOKEN\nRUN echo $T_TOKEN > /f\nRUN rm /f\n", "history, provenance, deleted-in-layer"),
        ("FROM a\nARG T_TOKEN\nRUN echo $T_TOKEN > /f && rm /f\n", "history, provenance"),
        ("FROM a\nARG T_TOKEN\nRUN echo $T_TOKEN\n", "history, provenance, log"),
    ],
)
def test_where_a_variable_stays_visible(text: str, expected: str) -> None:
    assert show(text)[0].rpartition(" in ")[2] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FROM a AS x\nARG T_TOKEN\nRUN echo $T_TOKEN > /d/f\nFROM a\nCOPY --from=x /d/f /g\n",
            [
                "file /d/f of T_TOKEN kept from line 3",
                "file /g of T_TOKEN kept from line 5",
                "copied /d/f to /g by line 5",
            ],
        ),
        (
            "FROM a AS x\nARG T_TOKEN\nRUN echo $T_TOKEN > /d/f\nFROM a\nWORKDIR /w\nCOPY --from=0 /d .\n",
            [
                "file /d/f of T_TOKEN kept from line 3",
                "file /w/f of T_TOKEN kept from line 6",
                "copied /d/f to /w/f by line 6",
            ],
        ),
        (
            "FROM a AS x\nARG T_TOKEN\nRUN echo $T_TOKEN > /d/f\nFROM a\nCOPY --from=x /e /e\n",
            ["file /d/f of T_TOKEN kept from line 3"],
        ),
        (
            "FROM a AS x\nARG T_TOKEN\nRUN echo $T_TOKEN > /f\nFROM x\nRUN rm /f\n",
            ["file /f of T_TOKEN removed on line 5"],
        ),
        (
            "FROM a AS x\nARG T_TOKEN\nFROM x\nRUN echo $T_TOKEN > /f\n",
            ["file /f of T_TOKEN kept from line 4"],
        ),
        (
            "FROM a AS x\nARG T_TOKEN\nFROM a\nRUN echo $T_TOKEN > /f\n",
            [],
        ),
        (
            "FROM a\nARG T_TOKEN\nENV B=$T_TOKEN C=1\nENV D=${B:-x}\nRUN echo $D > /f && echo $C > /g\n",
            ["file /f of D kept from line 5"],
        ),
        (
            "FROM a\nONBUILD ARG T_TOKEN\nONBUILD RUN echo $T_TOKEN > /f\n",
            ["file /f of T_TOKEN kept from line 3"],
        ),
    ],
)
def test_stages_and_renames_carry_it_on(text: str, expected: list[str]) -> None:
    assert [line for line in show(text) if line.startswith(("file", "copied"))] == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("--mount=type=secret,id=t cp /run/secrets/t /f", ["file /f of t kept from line 2"]),
        ("--mount=type=secret,id=t,target=/k cat /k > /f", ["file /f of t kept from line 2"]),
        ("--mount=type=secret,id=t,env=T echo $T > /f", ["file /f of T kept from line 2"]),
        ("--mount=type=secret,id=t T=$(cat /run/secrets/t) && echo $T > /f", ["file /f of t kept from line 2"]),
        ("--mount=type=secret,id=t export T=$(</run/secrets/t); echo $T | tee /f", ["file /f of t kept from line 2"]),
        ("--mount=type=secret,id=t cat /run/secrets/t | sh", []),
        ("--mount=type=secret,id=t,target=/root/.npmrc npm ci", []),
        ("--mount=type=ssh git clone git@h.example:r.git", []),
    ],
)
def test_a_mounted_secret_that_is_written_out_is_in_the_layer(run: str, expected: list[str]) -> None:
    assert [line for line in show(f"FROM alpine\nRUN {run}\n") if line.startswith("file")] == expected


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("echo $T_TOKEN > /a/f && mv /a /b && rm -r /b", []),
        ("echo $T_TOKEN > /a/f && mv /a /b && rm -r /a", ["file /b/f of T_TOKEN kept from line 3"]),
        ("echo $T_TOKEN > /a/f && cp -r /a /b && rm -r /a", ["file /b/f of T_TOKEN kept from line 3"]),
        ("cd $HOME && echo $T_TOKEN > f && rm /root/f", []),
    ],
)
def test_the_files_of_a_folder_go_with_it(commands: str, expected: list[str]) -> None:
    assert [line for line in files(f"RUN {commands}") if not line.endswith("gone in its RUN")] == expected


@pytest.mark.parametrize("on", ["set -x", "set -eux", "set -o xtrace", "set -eo xtrace"])
@pytest.mark.parametrize("off", ["set +x", "set +o xtrace"])
def test_a_traced_command_prints_its_words(on: str, off: str) -> None:
    text = f"FROM alpine\nARG T_TOKEN\nRUN {on} && curl -u x:$T_TOKEN https://h\nRUN {on} && {off} && ./x $T_TOKEN\n"
    assert [line for line in show(text) if line.startswith("printed")] == ["printed by `set -x` on line 3: T_TOKEN"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM base\nRUN rm /f\n", "layer, deleted-in-layer"),
        ("FROM base AS other\nRUN rm /f\nFROM base\nRUN rm /g\n", "layer, deleted-in-layer"),
        ("FROM base AS other\nRUN rm /f /g\nFROM base\n", "layer"),
    ],
)
def test_a_removal_counts_in_the_stages_of_the_image(text: str, expected: str) -> None:
    found = follow(f"FROM a AS base\nARG T_TOKEN\nRUN echo $T_TOKEN > /f && echo $T_TOKEN > /g\n{text}")
    assert exposures(found, found.variables[0]) == f"history, provenance, {expected}"


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("base64 -d /k > /app/server.key", 1),
        ("openssl enc -d -in /k > /app/server.key", 1),
        ("gpg --decrypt /k > /app/server.key", 1),
        ("openssl req -new -nodes -x509 > /app/server.key", 0),
        ("openssl genpkey -algorithm ed25519 -outform DER > /app/server.key", 0),
    ],
)
def test_only_what_decodes_brings_a_key(commands: str, expected: int) -> None:
    assert len([line for line in files(f"RUN {commands}") if "server.key" in line]) == expected


@pytest.mark.parametrize(
    ("commands", "keys"),
    [
        ("ssh-keygen -A && rm -f /etc/ssh/ssh_host_*", []),
        ("rm -f /etc/ssh/ssh_host_* && ssh-keygen -A", ["/etc/ssh/ssh_host_*_key"]),
    ],
)
def test_a_generated_key_is_gone_only_when_it_is_removed_afterwards(commands: str, keys: list[str]) -> None:
    assert [key.path for key in follow(f"FROM debian\nRUN {commands}\n").keys] == keys


def test_each_use_is_noted_with_its_role() -> None:
    text = "FROM a\nARG T_TOKEN\nARG NPM_TOKEN\nRUN B=$T_TOKEN; curl -u x:$T_TOKEN https://h; ./x $T_TOKEN; npm ci\n"
    uses = [(use.origin.name, use.role, use.command.name if use.command else "") for use in follow(text).uses]
    assert uses == [
        ("T_TOKEN", "assignment", ""),
        ("T_TOKEN", "argument", "curl"),
        ("T_TOKEN", "text", "x"),
        ("NPM_TOKEN", "environment", "npm"),
    ]


def test_a_variable_made_of_two_comes_from_both() -> None:
    found = follow("FROM a\nARG A_TOKEN\nARG B_PASSWORD\nENV C=$A_TOKEN:$B_PASSWORD\nENV D=$C\n")
    assert [(o.name, names(o.parents), names(o.roots())) for o in found.variables] == [
        ("A_TOKEN", "", "A_TOKEN"),
        ("B_PASSWORD", "", "B_PASSWORD"),
        ("C", "A_TOKEN+B_PASSWORD", "A_TOKEN+B_PASSWORD"),
        ("D", "C", "A_TOKEN+B_PASSWORD"),
    ]


@pytest.mark.parametrize(
    ("commands", "path"),
    [
        ("cd $D && echo $T_TOKEN > .npmrc", "${D}/.npmrc"),
        ("cd $(mktemp -d) && echo $T_TOKEN > .npmrc", "$(mktemp -d)/.npmrc"),
        ("cd `mktemp -d` && echo $T_TOKEN > .npmrc", "$`mktemp -d`/.npmrc"),
        ("cd /a && cd - && echo $T_TOKEN > .npmrc", "$OLDPWD/.npmrc"),
        ("cd $D && cd /b && echo $T_TOKEN > .npmrc", "/b/.npmrc"),
        ("(cd $D) && echo $T_TOKEN > .npmrc", "/.npmrc"),
        ("cd a/$D && echo $T_TOKEN > .npmrc", "/a/${D}/.npmrc"),
    ],
)
def test_a_folder_that_cannot_be_told_is_not_taken_for_the_one_before(commands: str, path: str) -> None:
    assert files(f"RUN {commands}") == [f"file {path} of T_TOKEN kept from line 3"]


def test_a_file_in_a_folder_that_cannot_be_told_is_removed_in_the_same_words() -> None:
    assert files("RUN cd $D && echo $T_TOKEN > .npmrc && npm ci && rm .npmrc") == [
        "file ${D}/.npmrc of T_TOKEN gone in its RUN"
    ]
    assert files("RUN cd $D && echo $T_TOKEN > .npmrc && cd / && rm .npmrc") == [
        "file ${D}/.npmrc of T_TOKEN kept from line 3"
    ]


@pytest.mark.parametrize(
    "command",
    [
        'echo "root:$P_PASSWORD" | chpasswd',
        "echo x x/root_password password $P_PASSWORD | debconf-set-selections",
        """["bash", "-c", "echo x x/root_password password ${P_PASSWORD} | debconf-set-selections"]""",
        "for a in a b; do echo x $a password $P_PASSWORD | debconf-set-selections; done; echo $P_PASSWORD | passwd me",
        "echo $P_PASSWORD | passwd --stdin me",
        "mysql -e \"ALTER USER root IDENTIFIED BY '$P_PASSWORD'\"",
        "service mysql start && mysql -e \"create user me identified by '${P_PASSWORD}'; flush privileges\"",
        'su postgres -c "psql -c \\"ALTER ROLE me PASSWORD \'$P_PASSWORD\'\\""',
    ],
)
def test_an_account_gets_its_password_from_a_variable(command: str) -> None:
    found = follow(f"FROM debian\nARG P_PASSWORD\nRUN {command}\n")
    assert [each.what for each in found.default_passwords] == ["account's password from P_PASSWORD"]


@pytest.mark.parametrize(
    "command",
    [
        'mysql -p"$P_PASSWORD" -e "ALTER USER root IDENTIFIED BY x"',
        "mysql -p$P_PASSWORD < dump.sql",
        "echo $P_PASSWORD | docker login -u x --password-stdin",
    ],
)
def test_a_password_that_only_opens_an_account_sets_none(command: str) -> None:
    assert follow(f"FROM debian\nARG P_PASSWORD\nRUN {command}\n").default_passwords == []


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("gcloud auth activate-service-account --key-file=/app/sa.json", ["sa.json"]),
        ("gcloud auth activate-service-account --key-file=$KEY", []),
        ("gcloud auth list", []),
    ],
)
def test_gcloud_keeps_the_key_that_it_logs_in_with(command: str, kept: list[str]) -> None:
    found = follow(f"FROM google/cloud-sdk\nRUN git clone https://h.example/app /app\nRUN {command}\n")
    assert [names(held.origins) for held in found.holdings] == kept
