"""Processes that check can be ended by a signal at any moment, or a run would wait for them for ever."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork, no SIGTERM")

_READY = """
import multiprocessing, signal
from dockerlint.engine import parallel
from dockerlint.engine.ending import Endings
from dockerlint.engine.run import Options

with Endings():
    assert callable(signal.getsignal(signal.SIGTERM))
    with multiprocessing.get_context("fork").Pool(1, parallel._start, (Options(),)) as pool:
        for number in (signal.SIGTERM, signal.SIGHUP):
            assert pool.apply(signal.getsignal, (number,)) is signal.SIG_DFL
        assert not pool.apply(signal.pthread_sigmask, (signal.SIG_BLOCK, ()))
"""
_EARLY = """
import os, signal, time
from dockerlint.engine.ending import Endings, end_at_once, hold_endings, release_endings

with Endings():
    hold_endings()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.read(told, 1)
        end_at_once()
        time.sleep(60)
        os._exit(0)
    os.kill(child, signal.SIGTERM)
    os.write(tell, b"x")
    release_endings()
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGTERM
"""


@pytest.mark.parametrize("script", [_READY, _EARLY], ids=["ready", "early"])
def test_a_process_that_checks_is_ended_by_the_system(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=40, check=False)
    assert (done.returncode, done.stderr) == (0, "")
