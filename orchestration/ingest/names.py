"""Names in the landing zone, which nobody vouches for: found without trust, shown without harm.

Here: what lies below a folder, and how a text from outside is put before people.
Not here: what a name means (`delivery`), or opening a file (`opening`).
"""

import os
from collections.abc import Iterator
from pathlib import Path

_DEEPEST = 8
"""Folders below the first are looked into so far; an extract's own lies two below the zone."""


def shown(text: str, longest: int = 300) -> str:
    """A text from outside as one harmless line: cut, and what is not printable as an escape.

    A line end, a terminal's control character or a byte that is no UTF-8 would otherwise forge a
    line of a log, or stop the log.
    """
    escaped = "".join(
        sign if sign.isprintable() and sign != "\\" else repr(sign)[1:-1] for sign in text
    )
    return escaped if len(escaped) <= longest else f"{escaped[:longest]}…"


def entries_below(directory: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a directory that is no folder, with its status, folder by folder.

    Nothing is opened and no link is followed but `directory` itself. What vanishes meanwhile is
    left out. A folder that cannot be listed or lies too deep is given itself.
    """
    waiting = [(directory, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError:
            yield folder, folder.lstat()
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
                waiting.append((path, depth + 1))
                continue
            try:
                yield path, entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
