"""A small disk of its own, for what happens when it is full or read-only.

Here: mounting. Root alone may: others say `unshare --map-root-user --mount` before the command.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def tmpfs(directory: Path, size_mib: int) -> Iterator[None]:
    """Let `directory`, which is empty, be a disk of so many MiB meanwhile."""
    _run("mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "tmpfs", str(directory))
    try:
        yield
    finally:
        _run("umount", str(directory))


def remount(directory: Path, mode: str) -> None:
    """Make a disk read-only ("ro") or writable ("rw")."""
    _run("mount", "-o", f"remount,{mode}", str(directory))


def _run(command: str, *arguments: str) -> None:
    done = subprocess.run(
        [shutil.which(command) or command, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (
        f"{done.stderr.strip()}\nOnly root may mount a small disk to be filled. As another user run"
        " the command under: unshare --map-root-user --mount"
    )
