"""Checksums of objects and parts: calculated, compared with what the client sent, and described."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_awsevents.core.content import Content, Piece
from pytest_awsevents.core.errors import AwsError, UnsupportedOperation
from pytest_awsevents.core.rules import Params
from pytest_awsevents.services.s3.crc import CRC32C, CRC64NVME, Crc
from pytest_awsevents.services.s3.errors import invalid_request

ALGORITHMS = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128")
MEMBERS = {algorithm: f"Checksum{algorithm}" for algorithm in ALGORITHMS}
DEFAULT = "CRC64NVME"
_FULL_OBJECT_ALGORITHMS = ("CRC32", "CRC32C", "CRC64NVME")
_SIZES = {"CRC32": 4, "CRC32C": 4, "CRC64NVME": 8, "SHA1": 20, "SHA256": 32, "SHA512": 64, "MD5": 16}
_HASHES = {"SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512", "MD5": "md5"}


@dataclass(frozen=True, slots=True)
class Checksum:
    """A checksum as S3 shows it: base64; a composite one ends with the number of parts."""

    algorithm: str
    value: str
    type: str = "FULL_OBJECT"

    def members(self) -> dict[str, str]:
        return {MEMBERS[self.algorithm]: self.value}


def described(checksum: Checksum) -> dict[str, str]:
    """The members of a response that show a checksum."""
    return {**checksum.members(), "ChecksumType": checksum.type}


def calculate(algorithm: str, pieces: Iterable[Piece]) -> str:
    """The checksum of bytes, in base64."""
    if algorithm not in _SIZES:
        raise UnsupportedOperation(f"checksums by {algorithm} are not faked")
    return base64.b64encode(_digest(algorithm, pieces)).decode()


def _digest(algorithm: str, pieces: Iterable[Piece]) -> bytes:
    if algorithm in _HASHES:
        hash = hashlib.new(_HASHES[algorithm], usedforsecurity=False)
        for piece in pieces:
            hash.update(piece)
        return hash.digest()
    crc: Mapping[str, Crc] = {"CRC32C": CRC32C, "CRC64NVME": CRC64NVME}
    value = 0
    for piece in pieces:
        value = zlib.crc32(piece, value) if algorithm == "CRC32" else crc[algorithm].update(piece, value)
    return value.to_bytes(_SIZES[algorithm], "big")


def given(params: Params) -> Checksum | None:
    """The checksum that a request states; AWS's error where there are two, or it is none."""
    stated = [(name, params[member]) for name, member in MEMBERS.items() if member in params]
    if not stated:
        return None
    if len(stated) > 1:
        raise invalid_request("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
    algorithm, value = stated[0]
    if algorithm in _SIZES and not _is_digest(value.partition("-")[0], _SIZES[algorithm]):
        raise invalid_request(f"Value for x-amz-checksum-{algorithm.lower()} header is invalid.")
    return Checksum(algorithm, value)


def of_body(params: Params, content: Content) -> Checksum:
    """The checksum to be kept of a body: by the algorithm that the client used, else by that of S3."""
    stated = given(params)
    algorithm = stated.algorithm if stated else _known(params.get("ChecksumAlgorithm", DEFAULT))
    checksum = Checksum(algorithm, calculate(algorithm, content.pieces))
    if stated and stated.value != checksum.value:
        raise bad_digest(algorithm)
    return checksum


def bad_digest(algorithm: str) -> AwsError:
    return AwsError("BadDigest", f"The {algorithm} you specified did not match the calculated checksum.", status=400)


def of_parts(algorithm: str, type: str, checksums: Sequence[str], content: Content) -> Checksum:
    """The checksum of an object made of parts: over their checksums, or over the whole."""
    if type == "FULL_OBJECT":
        return Checksum(algorithm, calculate(algorithm, content.pieces))
    value = calculate(algorithm, [base64.b64decode(checksum) for checksum in checksums])
    return Checksum(algorithm, f"{value}-{len(checksums)}", "COMPOSITE")


def checked_type(algorithm: str | None, type: str | None) -> str:
    """The type of the checksum of a multipart upload: over its parts, or over the whole object."""
    chosen = _known(algorithm or DEFAULT)
    if type and not algorithm:
        message = "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."
        raise invalid_request(message)
    only_full = chosen == "CRC64NVME"
    wanted = type or ("FULL_OBJECT" if only_full else "COMPOSITE")
    wrong = wanted == "COMPOSITE" if only_full else wanted == "FULL_OBJECT" and chosen not in _FULL_OBJECT_ALGORITHMS
    if wrong:
        raise invalid_request(
            f"The {wanted} checksum type cannot be used with the {chosen.lower()} checksum algorithm."
        )
    return wanted


def _known(algorithm: str) -> str:
    if algorithm not in ALGORITHMS:
        listed = ", ".join(ALGORITHMS)
        raise invalid_request(f"Checksum algorithm provided is unsupported. Please try again with any of [{listed}]")
    return algorithm


def check_md5(params: Params, content: Content, md5: bytes) -> None:
    """Compares the body with the Content-MD5 of the request, where there is one."""
    stated = params.get("ContentMD5")
    if stated is None:
        return
    if not _is_digest(stated, 16):
        raise AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", status=400)
    if base64.b64decode(stated) != md5:
        raise AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", status=400)


def md5_of(content: Content) -> bytes:
    hash = hashlib.md5(usedforsecurity=False)
    for piece in content.pieces:
        hash.update(piece)
    return hash.digest()


def _is_digest(text: str, size: int) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == size
    except (ValueError, binascii.Error):
        return False
