"""What a script prints and how it ends is the same with a prelude before it, run by real shells."""

from __future__ import annotations

import itertools
import shutil
import subprocess

import pytest

from dockerlint.rewrite.mounts import add_mounts
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax import parse
from dockerlint.text import Source, apply_edits

OPENINGS = """\
echo a
false
set -e; echo a
set -eux; echo $V
if true; then echo $V; fi
(echo $V; exit 3)
! false
{ echo $V; false; }
for i in 1 2; do echo $i$V; done
f() { echo $V$1; }; f x
W=1 sh -c 'echo $W'
while false; do :; done
case $V in v) echo yes;; *) echo no;; esac
cd / && pwd
echo "$V" 'q  q' \\; x
[ -n "$V" ]
exec echo $V
sleep 0 & echo $V
"""
ENDINGS = """\

 && echo b$V
 || echo c$V
; echo $?$V
 | cat
 2>&1 | sed s/v/w/ && echo "$V"
 && exit 4
 & wait; echo d$V
 || true && echo $V
 > /dev/null && echo $V | tr v z
 && a=$V && echo "${a:-none}"
 && echo '# no comment' # comment
"""
SCRIPTS = ["".join(pair) for pair in itertools.product(OPENINGS.splitlines(), ENDINGS.splitlines())]


def run(shell: str, script: str, environment: dict[str, str]) -> tuple[int, bytes]:
    """Exit code and output of a script; without its standard error, where ``set -x`` shows the prelude too."""
    done = subprocess.run(
        [shell, "-c", script], env={"PATH": "/usr/bin:/bin", **environment}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=False, timeout=20,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_prelude_is_in_force_for_the_whole_run_and_changes_nothing_else(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    for script in SCRIPTS:
        text = f"RUN {script}\n"
        parsed = parse(text)
        edits = add_mounts(Source(text, "Dockerfile"), "\\", parsed.instructions[0], [], 'V="v"')
        assert not isinstance(edits, Refusal)
        after = parse(apply_edits(text, edits)).instructions[0].args
        assert run(shell, after, {}) == run(shell, script, {"V": "v"}), script
