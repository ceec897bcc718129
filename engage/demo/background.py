"""Draws all pictures of the demonstration while other things are made.

Imports next to nothing: each process that draws imports this file, and computing is what a first start waits for.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess

from engage.demo.drawings import KEYS, draw
from engage.pictures.reencode import Reencoded, reencode


def picture(key: str) -> Reencoded:
    return reencode(draw(key))


@contextmanager
def drawn_in_background() -> Iterator[Callable[[str], Reencoded]]:
    """Give a function that returns the picture of a key. All are drawn by other processes, beginning at once."""
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_end_with_parent)
    # Ctrl-C reaches every process at once. The others inherit that they leave it to this one.
    on_interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    coming = {key: pool.submit(picture, key) for key in KEYS}
    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield lambda key: coming[key].result()
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Stop this process when the main one was killed."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_await_end, args=(parent,), daemon=True).start()


def _await_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
