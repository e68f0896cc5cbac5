"""Options of ``RUN --mount`` with BuildKit's defaults."""

from __future__ import annotations

import pytest

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from dockerlint.trace.mounts import kept_out, secret_mounts


def mounts(flags: str, before: str = "") -> list[tuple[str, str, str, str, int, int, bool]]:
    file = read_dockerfile(Source(f"FROM a\n{before}RUN {flags} x\n", "Dockerfile"))
    step = next(file.steps("RUN"))
    return [(m.type, m.id, m.target, m.env, m.mode, m.uid, m.required) for m in secret_mounts(step)]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("type=secret", ("secret", "default", "/run/secrets/", "", 0o400, 0, False)),
        ("type=secret,id=t", ("secret", "t", "/run/secrets/t", "", 0o400, 0, False)),
        ("type=secret,source=t", ("secret", "t", "/run/secrets/t", "", 0o400, 0, False)),
        ("type=secret,id=a/t", ("secret", "a/t", "/run/secrets/t", "", 0o400, 0, False)),
        ("type=secret,target=/k/t", ("secret", "t", "/k/t", "", 0o400, 0, False)),
        ("type=secret,id=t,dst=k", ("secret", "t", "/w/k", "", 0o400, 0, False)),
        ("type=secret,id=t,env=T", ("secret", "t", "", "T", 0o400, 0, False)),
        ("type=secret,id=t,env=T,target=/t", ("secret", "t", "/t", "T", 0o400, 0, False)),
        ("type=secret,id=t,mode=0444,uid=7,required", ("secret", "t", "/run/secrets/t", "", 0o444, 7, True)),
        ("type=secret,id=t,required=false", ("secret", "t", "/run/secrets/t", "", 0o400, 0, False)),
        ("TYPE=SECRET,ID=t,Required=1", ("secret", "t", "/run/secrets/t", "", 0o400, 0, True)),
        ("type=secret,id=$N", ("secret", "name", "/run/secrets/name", "", 0o400, 0, False)),
        ("type=secret,id=t,mode=oops", ("secret", "t", "/run/secrets/t", "", 0o400, 0, False)),
        ("type=ssh", ("ssh", "default", "", "", 0o600, 0, False)),
        ("type=ssh,id=k,required=true", ("ssh", "k", "", "", 0o600, 0, True)),
        ("type=cache,target=/c", None),
        ("target=/c", None),
    ],
)
def test_options_and_defaults(flag: str, expected: tuple[str, str, str, str, int, int, bool] | None) -> None:
    assert mounts(f"--mount={flag}", "WORKDIR /w\nENV N=name\n") == ([] if expected is None else [expected])


def test_quoted_fields_keep_their_commas() -> None:
    assert [m[2] for m in mounts("--mount='type=secret,\"target=/a,b\"'")] == ["/a,b"]


def test_targets_of_all_mounts_and_the_kernels_folders_are_kept_out_of_the_layer() -> None:
    file = read_dockerfile(
        Source("FROM a\nWORKDIR /w\nRUN --mount=target=c --mount=type=tmpfs,dst=/t/ --mount=type=ssh x\n", "Dockerfile")
    )
    assert kept_out(next(file.steps("RUN"))) == ("/w/c", "/t", "/run/secrets", "/dev", "/proc", "/sys")
