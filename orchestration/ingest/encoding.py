"""From bytes to text: checks the encoding of a file and hands on one that DuckDB can read.

What is handed on is ingest's own: nobody can change it meanwhile, no name of the landing zone gets
into SQL, and of an extract about people it holds no identity number any more.

Records, columns and values belong elsewhere.
"""

import codecs
import hashlib
import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from orchestration.contracts import Contract
from orchestration.ingest.delivery import Delivery, RejectedError
from orchestration.ingest.opening import Content, FileState, open_file
from orchestration.ingest.pseudonym import Pseudonymiser, may_need_concealing

LONGEST_LINE = 1 << 20
"""Bytes; a file with a longer line is refused, so that no file can fill the memory."""


class Utf8Text(NamedTuple):
    """A file of text in UTF-8, and how many lines it has."""

    file: Path
    lines: int


def as_utf8(
    contract: Contract,
    delivery: Delivery,
    content: Content,
    target: Path,
    pseudonymiser: Pseudonymiser,
) -> Utf8Text:
    """Check that the bytes of a delivery are text in the encoding of its contract.

    Reads the file as a stream.

    Returns:
        The same text in UTF-8, written to the file `target`; where the contract is about people,
        the text as `Pseudonymiser.conceal` gives it.

    Raises:
        RejectedError: the file is empty, truncated, not in the encoding, has a line longer than
            `LONGEST_LINE`, or does not hold `content` any more.
    """
    digest = hashlib.sha256()
    could_be_utf8, beyond_ascii = True, False
    lines = 0
    with open_file(delivery.landing_zone, delivery.path) as source, target.open("wb") as file:
        if os.fstat(source.fileno()).st_size == 0:
            message = f"{delivery.file}: the file is empty. Deliver it again."
            raise RejectedError(message)
        for chunk, lines_before in _chunks(delivery, source):
            # A file that is afterwards in the state in which it was hashed still holds the same.
            if content.state is None:
                digest.update(chunk)
            if not chunk.isascii():
                beyond_ascii = True
                could_be_utf8 = could_be_utf8 and _is_utf8(chunk)
            text = _decode(delivery, chunk, lines_before, contract.encoding)
            if contract.about_people is not None and may_need_concealing(chunk):
                text = pseudonymiser.conceal(text, contract.about_people)
                file.write(text.encode())
            else:
                file.write(chunk if contract.encoding == "utf-8" else text.encode())
            lines = lines_before + chunk.count(b"\n")
        state = FileState.of(source)
    if state != content.state and digest.hexdigest() != content.digest:
        message = (
            f"{delivery.file}: the file changed while it was read. It is tried again on every run;"
            " deliver it under a name that begins with '.', and rename it once it is whole."
        )
        raise RejectedError(message)
    if contract.encoding != "utf-8" and beyond_ascii and could_be_utf8:
        message = (
            f"{delivery.file}: the encoding is UTF-8, but the contract says {contract.encoding}."
            f" Deliver it in {contract.encoding}, or change the contract."
        )
        raise RejectedError(message)
    return Utf8Text(target, lines)


def _chunks(delivery: Delivery, source: BufferedReader) -> Iterator[tuple[bytes, int]]:
    """The file in pieces that end with a line, each with the number of lines before it."""
    lines_before = 0
    while chunk := source.read(LONGEST_LINE):
        chunk += source.readline(LONGEST_LINE + 1)
        line = lines_before + chunk[:-1].count(b"\n") + 1
        if len(chunk) - chunk.rfind(b"\n", 0, -1) - 1 > LONGEST_LINE:
            message = (
                f"{delivery.file}, line {line}: the line is longer than {LONGEST_LINE} bytes."
                " Deliver the file again, with a line end behind each record."
            )
            raise RejectedError(message)
        if not chunk.endswith(b"\n"):
            message = (
                f"{delivery.file}, line {line}: the file is truncated: its last line has no line"
                " end. Deliver it again, whole."
            )
            raise RejectedError(message)
        yield chunk, lines_before
        lines_before += chunk.count(b"\n")


def _is_utf8(chunk: bytes) -> bool:
    try:
        codecs.decode(chunk, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(delivery: Delivery, chunk: bytes, lines_before: int, encoding: str) -> str:
    position = chunk.find(b"\0")
    reason = "byte 0x00 is no text (UTF-16 has such bytes)"
    if position < 0:
        try:
            return chunk.decode(encoding)
        except UnicodeDecodeError as error:
            position = error.start
            reason = f"byte 0x{chunk[position]:02X} is no text in this encoding"
    line = lines_before + chunk.count(b"\n", 0, position) + 1
    byte = position - chunk.rfind(b"\n", 0, position)
    message = (
        f"{delivery.file}, line {line}, byte {byte} of the line: the encoding is not {encoding}:"
        f" {reason}. Deliver it in {encoding}, or change the contract."
    )
    raise RejectedError(message)
