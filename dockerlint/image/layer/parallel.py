"""Several layers at once, the largest first, each in a process of its own: most of the work is Python's and C's."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

from dockerlint.engine.ending import end_at_once, hold_endings, release_endings
from dockerlint.image.layer.order import reading_order
from dockerlint.image.values import Gap, LayerContents
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from dockerlint.image.layer import Progress
    from dockerlint.image.values import Layer, Limits, Store

_BEAT = 0.1  # seconds between two looks at how far the processes are


def read_in_parallel(
    layers: Sequence[Layer], store: Store, limits: Limits, jobs: int, progress: Progress | None
) -> Iterator[tuple[int, LayerContents]]:
    """What each of ``layers`` holds, with its place in them, as they are done.

    A process that ends before its layer is read, for want of memory for example, leaves a gap.
    """
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    counter = context.Value("q", 0)
    order = reading_order(layers, store, is_parallel=True)
    share = sum(layer.blob.size for layer in layers) / jobs  # a layer larger than that keeps the others waiting
    pool = ProcessPoolExecutor(min(jobs, len(layers)), context, _prepare, (counter,))
    try:
        hold_endings()  # no process is to begin with a handler that it does not hear
        waiting = {
            pool.submit(_read, layers[index], store, limits, layers[index].blob.size > share): index for index in order
        }
        release_endings()
        told = 0
        while waiting:
            done, _ = wait(waiting, _BEAT, FIRST_COMPLETED)
            if progress is not None and counter.value > told:
                progress(counter.value - told)
                told = counter.value
            for future in done:
                index = waiting.pop(future)
                yield index, _contents(future, layers[index])
        pool.shutdown()
    except BaseException:
        release_endings()
        for process in list(pool._processes.values()):  # noqa: SLF001 - the pool has no other way to end its work
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _contents(future: Future[LayerContents], layer: Layer) -> LayerContents:
    try:
        return future.result()
    except Exception as error:
        gap = Gap(layer.blob.digest, f"its process ended: {type(error).__name__}")
        return LayerContents(layer.diff_id, layer.blob.digest, 0, 0, gaps=(gap,))


def _prepare(counter: object) -> None:
    end_at_once()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for these
    global _counter  # noqa: PLW0603 - what the pool hands to each of its processes once
    _counter = counter


_counter: object = None


def _read(layer: Layer, store: Store, limits: Limits, is_pipelined: bool) -> LayerContents:
    from dockerlint.image.layer import read_layer

    def count(size: int) -> None:
        with _counter.get_lock():  # type: ignore[attr-defined]  # a shared value of multiprocessing
            _counter.value += size  # type: ignore[attr-defined]

    return read_layer(layer, store, limits, count, is_pipelined=is_pipelined)
