"""From bytes to text: checks the encoding of a file and hands on a path that DuckDB can read.

What is handed on of an extract about people holds no identity number any more.

Records, columns and values belong elsewhere.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.ingest.delivery import Delivery, RejectedError
from orchestration.ingest.pseudonym import Pseudonymiser, may_need_concealing

_CHUNK_BYTES = 1 << 20


def as_utf8(
    contract: Contract, delivery: Delivery, scratch: Path, pseudonymiser: Pseudonymiser
) -> Path:
    """Check that the bytes of a delivery are text in the encoding of its contract.

    Reads the file as a stream.

    Returns:
        A file of the same text in UTF-8, the delivered one or one written to `scratch`; where the
        contract is about people, the text as `Pseudonymiser.conceal` gives it.

    Raises:
        RejectedError: the file is empty, truncated, or not in the encoding.
    """
    if delivery.path.stat().st_size == 0:
        message = f"{delivery.file}: the file is empty. Deliver it again."
        raise RejectedError(message)
    _check_last_line_end(delivery)
    if contract.encoding == "utf-8" and not _conceals(contract, delivery):
        for chunk, lines_before in _chunks(delivery.path):
            _decode(delivery, chunk, lines_before, "utf-8")
        return delivery.path
    return _write_as_utf8(contract, delivery, scratch / "utf8.csv", pseudonymiser)


def _check_last_line_end(delivery: Delivery) -> None:
    with delivery.path.open("rb") as file:
        file.seek(-1, 2)
        last = file.read()
    if last != b"\n":
        lines = sum(chunk.count(b"\n") for chunk, _ in _chunks(delivery.path)) + 1
        message = (
            f"{delivery.file}, line {lines}: the file is truncated: its last line has no line end."
            " Deliver it again, whole."
        )
        raise RejectedError(message)


def _conceals(contract: Contract, delivery: Delivery) -> bool:
    return contract.about_people is not None and any(
        may_need_concealing(chunk) for chunk, _ in _chunks(delivery.path)
    )


def _write_as_utf8(
    contract: Contract, delivery: Delivery, target: Path, pseudonymiser: Pseudonymiser
) -> Path:
    could_be_utf8, beyond_ascii = True, False
    with target.open("wb") as file:
        for chunk, lines_before in _chunks(delivery.path):
            if not chunk.isascii():
                beyond_ascii = True
                could_be_utf8 = could_be_utf8 and _is_utf8(chunk)
            text = _decode(delivery, chunk, lines_before, contract.encoding)
            if contract.about_people is not None and may_need_concealing(chunk):
                text = pseudonymiser.conceal(text, contract.about_people)
            file.write(text.encode())
    if contract.encoding != "utf-8" and beyond_ascii and could_be_utf8:
        message = (
            f"{delivery.file}: the encoding is UTF-8, but the contract says {contract.encoding}."
            f" Deliver it in {contract.encoding}, or change the contract."
        )
        raise RejectedError(message)
    return target


def _chunks(path: Path) -> Iterator[tuple[bytes, int]]:
    """The file in pieces that end with a line, each with the number of lines before it."""
    lines_before = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES) + file.readline():
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
