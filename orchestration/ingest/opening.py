"""The only way to the bytes of the landing zone: regular files of it, whatever their names claim.

Here: opening a delivery and its control file, and what identifies their content.
Not here: what the bytes mean.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from orchestration.ingest.delivery import Delivery, RejectedError
from orchestration.ingest.names import shown

LONGEST_CONTROL_FILE = 1_000
"""Bytes; two short lines need fewer."""

SETTLED_AFTER_SECONDS = 2
"""The coarsest clock of a file system: sooner, a file can change again and look the same."""

_IRREGULAR: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


class FileState(NamedTuple):
    """What the file system says of a file.

    Whoever writes into it, puts another in its place or sets its times back changes one of these:
    no program sets the moment of its last change (ctime).
    """

    inode: int
    size_bytes: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, file: BufferedReader) -> "FileState":
        """The state of an open file."""
        status = os.fstat(file.fileno())
        return cls(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def is_settled(self) -> bool:
        """Whether a file that is changed from now on will be in another state."""
        return time.time_ns() - self.changed_ns > SETTLED_AFTER_SECONDS * 1_000_000_000


@dataclass(frozen=True)
class Content:
    """What was delivered, byte for byte: `digest` is the SHA-256 in hexadecimal digits.

    `state` is that of the file that holds it, None where another content could have the same.
    `control` is what the control file beside it holds, None where there is none.
    """

    digest: str
    size_bytes: int
    state: FileState | None
    control: bytes | None


class Contents:
    """The contents of files of the landing zone, each read only where its state is a new one.

    `digests` are those of files in states that were seen before; `new` gets the others.
    """

    def __init__(self, digests: Mapping[tuple[str, FileState], str]) -> None:
        self._digests = digests
        self.new: dict[tuple[str, FileState], str] = {}

    def of(self, delivery: Delivery) -> Content:
        """What was delivered, and its control file.

        Raises:
            RejectedError: one of them is no regular file or cannot be read, or the control file is
                too long to be one.
        """
        with open_file(delivery.landing_zone, delivery.path) as file:
            state = FileState.of(file)
            settled = state.is_settled()
            digest = self._digests.get((delivery.file, state)) if settled else None
            if digest is None:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                settled = settled and state == FileState.of(file)
                if settled:
                    self.new[delivery.file, state] = digest
            size_bytes = os.fstat(file.fileno()).st_size
        return Content(digest, size_bytes, state if settled else None, _read_control_file(delivery))


def open_file(landing_zone: Path, path: Path) -> BufferedReader:
    """Open a regular file by its path relative to the landing zone.

    Raises:
        RejectedError: it is no regular file, lies behind a link, or cannot be read.
    """
    # One part of the path after the other, so that none can be exchanged for a link. The status is
    # asked for before, because opening a device may already do something, and after, because only
    # an open file stays the same. A pipe that was put there in between does not block.
    file = shown(path.as_posix())
    try:
        with ExitStack() as folders:
            folder = os.open(landing_zone, os.O_RDONLY | os.O_DIRECTORY)
            folders.callback(os.close, folder)
            for part in path.parent.parts:
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                folder = os.open(part, flags, dir_fd=folder)
                folders.callback(os.close, folder)
            status = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
            _refuse_irregular(file, status)
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            opened = os.fdopen(os.open(path.name, flags, dir_fd=folder), "rb")
    except OSError as error:
        message = (
            f"{file}: cannot be read ({error.strerror}). Put a file there that the account of this"
            " run may read; it is tried again on every run."
        )
        raise RejectedError(message) from None
    with ExitStack() as unless_regular:
        unless_regular.callback(opened.close)
        _refuse_irregular(file, os.fstat(opened.fileno()))
        unless_regular.pop_all()
    return opened


def _read_control_file(delivery: Delivery) -> bytes | None:
    if not os.path.lexists(delivery.landing_zone / delivery.control_path):
        return None
    with open_file(delivery.landing_zone, delivery.control_path) as file:
        content = file.read(LONGEST_CONTROL_FILE + 1)
    if len(content) > LONGEST_CONTROL_FILE:
        message = (
            f"{delivery.control_file}: the control file is longer than {LONGEST_CONTROL_FILE}"
            " bytes, but must be two lines. Correct it."
        )
        raise RejectedError(message)
    return content


def _refuse_irregular(file: str, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((words for is_kind, words in _IRREGULAR if is_kind(status.st_mode)), "a device")
    message = (
        f"{file}: is {kind} and is not read; links are never followed. Put the file itself there."
    )
    raise RejectedError(message)
