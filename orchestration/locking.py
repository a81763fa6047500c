"""One process at a time, over all processes of the machine and however they were started.

Here: holding a lock on a file. Not here: what is done under it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_process_at_a_time(
    lock: Path, waiting: Callable[[str], None] = lambda _holder: None
) -> Iterator[None]:
    """Hold `lock` meanwhile; the system frees it even when this process is killed.

    Args:
        lock: a file, made if there is none, which says which process holds it.
        waiting: called once, with the number of the process that holds it, before waiting for it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    # Not open for writing: a disk can be made read-only while a run holds its lock.
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting(file.read() or "unknown")
            fcntl.flock(file, fcntl.LOCK_EX)
        lock.write_text(str(os.getpid()))
        yield
