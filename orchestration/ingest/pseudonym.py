"""The key of the pseudonyms, and the text of a delivery with pseudonyms in place of people.

Here: where the key comes from, and what an identity number looks like wherever it stands.
Not here: which columns hold people (the contracts) or what a bad value is (`values`).
"""

import hmac
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from orchestration.contracts.contract import PersonKind

KEY_VARIABLE = "FOLLOWUP_PSEUDONYM_KEY"
KEY_FILE_VARIABLE = "FOLLOWUP_PSEUDONYM_KEY_FILE"
DEFAULT_KEY_FILE = Path(__file__).parents[2] / ".secrets" / "pseudonym.key"

CONCEALED = "\ue000"
"""Stands in front of every pseudonym in a concealed text, so that none can be delivered."""

WITHHELD = "(withheld: personal data)"
"""Stands where a text would otherwise show what was delivered about people."""

_KEY_BYTES = 32
_PSEUDONYM_DIGITS = 32

# A day above 60 is that of a coordination number (samordningsnummer).
_BORN = (
    r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
)
_AGREED = rf"(?<![0-9])({_BORN})-?([0-9]{{4}})(?![0-9])"
_ALIKE = r"[0-9]{6,}[-+ \u00a0\u2010-\u2015\u2212]{0,3}[0-9]{4,}"
_IDENTITY_NUMBER = re.compile(f"{_AGREED}|{_ALIKE}")

_SIGNS = bytes.maketrans(b"123456789+ ", b"000000000--")
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_MAY_BE_ALIKE = tuple(b"000000" + b"-" * signs + b"0000" for signs in range(4))


class KeyUnusableError(Exception):
    """The key of the pseudonyms cannot be used; the message says why and never shows it."""


class Pseudonymiser:
    """Puts pseudonyms in place of identity numbers.

    `fingerprint` tells two keys apart and gives neither away.
    """

    __slots__ = ("_key", "fingerprint")

    def __init__(self, key: bytes) -> None:
        """Take the key, at least 32 bytes.

        Raises:
            KeyUnusableError: it is shorter.
        """
        if len(key) < _KEY_BYTES:
            message = f"The key of the pseudonyms is shorter than {_KEY_BYTES} bytes."
            raise KeyUnusableError(message)
        self._key = key
        self.fingerprint = self._digest("fingerprint")[:12]

    def __repr__(self) -> str:
        """The fingerprint, never the key."""
        return f"Pseudonymiser(fingerprint={self.fingerprint!r})"

    def pseudonym(self, kind: PersonKind, digits: str) -> str:
        """The pseudonym of the person with these twelve digits: 32 hexadecimal digits.

        The same person has another one as an employee than as a patient, so that nobody can tell
        who of the staff was a patient.
        """
        return self._digest(f"{kind}:{digits}")[:_PSEUDONYM_DIGITS]

    def conceal(self, text: str, kind: PersonKind) -> str:
        """A text of a delivery without what is, or could be, an identity number.

        Wherever it stands, a number in one of the agreed forms gives its pseudonym behind
        `CONCEALED`, and any other that looks like one gives `CONCEALED` alone. Line ends stay.
        """

        def concealed(match: re.Match[str]) -> str:
            if match[1] is None:
                return CONCEALED
            return CONCEALED + self.pseudonym(kind, match[1] + match[2])

        return _IDENTITY_NUMBER.sub(concealed, text.replace(CONCEALED, "\ufffd"))

    def _digest(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()


def may_need_concealing(content: bytes) -> bool:
    """Whether `Pseudonymiser.conceal` could change this text, in UTF-8 or Windows-1252.

    Never wrongly False, seldom wrongly True, and much faster: most extracts about people hold
    nothing like an identity number.
    """
    signs = content.translate(_SIGNS, _BEYOND_ASCII)
    return any(alike in signs for alike in _MAY_BE_ALIKE) or CONCEALED.encode() in content


def load_pseudonymiser(
    environment: Mapping[str, str] = os.environ, default_key_file: Path = DEFAULT_KEY_FILE
) -> Pseudonymiser:
    """Find the key: in FOLLOWUP_PSEUDONYM_KEY, else in the file that FOLLOWUP_PSEUDONYM_KEY_FILE
    names, else in the default file, which is made with a new key if there is none.

    The key is written in hexadecimal digits.

    Raises:
        KeyUnusableError: it is not, is too short, or lies in a file that is missing or that others
            may read.
    """
    if KEY_VARIABLE in environment:
        return _from_text(environment[KEY_VARIABLE], f"the environment variable {KEY_VARIABLE}")
    if KEY_FILE_VARIABLE in environment:
        return _from_file(Path(environment[KEY_FILE_VARIABLE]))
    if not default_key_file.exists():
        _make_key_file(default_key_file)
    return _from_file(default_key_file)


def _from_file(path: Path) -> Pseudonymiser:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read()
    except OSError as error:
        message = (
            f"{path}: the key of the pseudonyms cannot be read ({error.strerror}). Put the file"
            f" there, or have {KEY_FILE_VARIABLE} name another."
        )
        raise KeyUnusableError(message) from None
    if mode & 0o077:
        message = (
            f"{path}: others than its owner may read or change the key of the pseudonyms (mode"
            f" {mode & 0o777:04o}). Run: chmod 600 {path}"
        )
        raise KeyUnusableError(message)
    return _from_text(text.strip(), str(path))


def _from_text(text: str, place: str) -> Pseudonymiser:
    # What bytes.fromhex says of a wrong text could quote it, so the form is checked before.
    if not re.fullmatch(rf"(?:[0-9a-fA-F]{{2}}){{{_KEY_BYTES},}}", text):
        message = (
            f"The key of the pseudonyms in {place} is no hexadecimal number of at least"
            f" {_KEY_BYTES} bytes. Write one there, for instance out of: openssl rand -hex 32"
        )
        raise KeyUnusableError(message)
    return Pseudonymiser(bytes.fromhex(text))


def _make_key_file(path: Path) -> None:
    """Write a new key where none is; of two runs at once, the first one's key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with mode 0600. A link shows the file only once it is whole, and never replaces another.
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{os.urandom(_KEY_BYTES).hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_present(name, path)
    finally:
        Path(name).unlink()


def _link_unless_present(name: str, path: Path) -> None:
    try:
        os.link(name, path)
    except FileExistsError:
        return
