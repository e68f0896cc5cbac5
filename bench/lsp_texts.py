"""Dockerfiles of the shapes that real ones have, as long as asked for and with as many credentials as asked for.

What surrounds the credentials has none; each credential is one finding or two, with a trace of more than one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

FINDINGS = (0, 3, 50)


def texts(lines: int) -> Iterator[tuple[str, str]]:
    """The name and the text of every shape with every number of credentials."""
    for shape, make in SHAPES.items():
        for findings in FINDINGS:
            yield f"{shape}, {findings} leaks", make(lines, findings)


def _one_stage(lines: int, leaks: int) -> str:
    return _stages(lines, leaks, 1, _block)


def _forty_stages(lines: int, leaks: int) -> str:
    return _stages(lines, leaks, 40, _block)


def _heredocs(lines: int, leaks: int) -> str:
    return _stages(lines, leaks, 4, _heredoc_block)


def _one_run(lines: int, leaks: int) -> str:
    """One RUN of many continuation lines, as generated files have it; build arguments before it."""
    declared = [f"ARG SERVICE_{number}_TOKEN" for number in range(leaks)]
    head = ["FROM debian:bookworm", *declared, "RUN set -eux; \\"]
    used = set(_spread(lines - len(head) - 1, leaks))
    body, number = [], 0
    for line in range(len(head), lines - 1):
        if line - len(head) in used:
            token = f"SERVICE_{number}_TOKEN"
            body.append(
                f'    curl -fsSL -H "Authorization: Bearer ${token}" https://example.org/a{line} -o /opt/a{line}; \\'
            )
            number += 1
        else:
            body.append(_LONG_RUN[line % len(_LONG_RUN)].format(line))
    return "\n".join([*head, *body, "    rm -rf /var/lib/apt/lists/*"]) + "\n"


def _stages(lines: int, leaks: int, stages: int, block: Callable[[int], str]) -> str:
    blocks: list[str] = []
    length = stages
    while length < lines:
        blocks.append(block(len(blocks)))
        length += blocks[-1].count("\n")
    for number, at in enumerate(_spread(len(blocks), leaks)):
        blocks[at] += _LEAKS[number % len(_LEAKS)].format(number)
    out = []
    for stage in range(stages):
        first, last = (len(blocks) * each // stages for each in (stage, stage + 1))
        image = "debian:bookworm" if stage % 3 else "python:3.12-slim"
        out += [f"FROM {image} AS stage{stage}\n", *blocks[first:last]]
    return "".join(out)


def _spread(length: int, count: int) -> list[int]:
    return [length * (each * 2 + 1) // (count * 2) for each in range(count)]


def _block(number: int) -> str:
    return (
        f"# step {number}: what is needed\n"
        f"ARG VERSION_{number}=1.2.{number}\n"
        f"ENV SETTING_{number}=${{VERSION_{number}}} \\\n    LANG=C.UTF-8\n"
        f"RUN apt-get update && \\\n    apt-get install -y --no-install-recommends package{number} && \\\n"
        f"    curl -fsSL https://example.org/file{number}-$VERSION_{number}.tar.gz | tar xz -C /opt && \\\n"
        f"    rm -rf /var/lib/apt/lists/*\n"
        f"WORKDIR /srv/app{number}\n"
        f"COPY --chown=app:app src{number}/ ./\n"
        f"RUN pip install --no-cache-dir -r requirements-{number}.txt\n\n"
    )


def _heredoc_block(number: int) -> str:
    return (
        f"RUN <<EOF\nset -eu\napt-get update\napt-get install -y package{number}\n"
        f'for name in a b c; do\n    echo "made $name" >> /etc/made-{number}\ndone\nEOF\n'
        f"COPY <<'CONF' /etc/app/{number}.conf\n"
        f"[section]\nlisten = 0.0.0.0:80{number:02}\nworkers = 4\nlevel = info\nCONF\n"
        f"RUN <<SCRIPT python3\nimport os\nprint(os.environ['HOME'], {number})\nSCRIPT\n"
        f"ENV STEP=s{number}\n\n"
    )


# Each of another kind: an argument that a command uses, a token in a URL, a login that stays in a file, a variable.
_LEAKS: Sequence[str] = (
    (
        "ARG SERVICE_{0}_TOKEN\n"
        'RUN curl -fsSL -H "Authorization: Bearer $SERVICE_{0}_TOKEN" https://example.org/{0} -o /opt/{0}\n'
    ),
    "ARG GIT_{0}_PASSWORD\nRUN git clone https://bot:${{GIT_{0}_PASSWORD}}@example.org/team/project{0}.git /src/{0}\n",
    'ARG NPM_{0}_TOKEN\nRUN echo "//registry.example.org/:_authToken=$NPM_{0}_TOKEN" > .npmrc && npm ci && rm .npmrc\n',
    "ENV DATABASE_{0}_PASSWORD=Vq7rTz2m{0}\n",
)
_LONG_RUN: Sequence[str] = (
    "    apt-get install -y --no-install-recommends package{0}; \\",
    '    if [ ! -e "/opt/tool{0}" ]; then mkdir -p "/opt/tool{0}"; fi; \\',
    "    curl -fsSL https://example.org/file{0}.tar.gz | tar xz -C /opt/tool{0}; \\",
    '    make -C /opt/tool{0} -j"$(nproc)" install && \\',
    "    # the next one is small \\",
    '    echo "installed {0}" >> /var/log/build.log; \\',
    "    rm -rf /opt/tool{0}/build; \\",
)

SHAPES: Mapping[str, Callable[[int, int], str]] = {
    "one stage": _one_stage,
    "40 stages": _forty_stages,
    "heredocs": _heredocs,
    "one RUN": _one_run,
}


def mixed(folder: Path, mixes: int, lines: int) -> Iterator[tuple[str, str]]:
    """Real Dockerfiles as stages of one, those left out that would change how the next one is read."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".jsonl")
    for number in range(mixes):
        yield f"real files {number + 1}", "".join(_mixed(files[number::mixes], lines))


def _mixed(files: Sequence[Path], lines: int) -> Iterator[str]:
    written = 0
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace").removesuffix("\n") + "\n"
        if "escape" in text[:200].lower() or "<<" in text or text.endswith("\\\n") or "\0" in text:
            continue
        yield text
        written += text.count("\n")
        if written >= lines:
            return
