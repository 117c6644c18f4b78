from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.content import Content
from pytest_awsevents.services.s3.crc import CRC32C, CRC64NVME, Crc


@pytest.mark.parametrize(("crc", "check"), [(CRC32C, 0xE3069283), (CRC64NVME, 0xAE8B14860A799888)])
def test_crcs_have_the_check_values_of_their_catalogue(crc, check):
    assert crc.update(b"123456789") == check


def one_by_one(crc, data):
    ones = (1 << crc.bits) - 1
    state = ones
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = (state >> 1) ^ (crc.polynomial if state & 1 else 0)
    return state ^ ones


@given(st.binary(max_size=3000), st.integers(1, 40))
def test_folding_changes_nothing(data, times):
    long = data * times
    assert Crc(32, 0xEDB88320).update(long) == zlib.crc32(long)


@pytest.mark.parametrize("crc", [CRC32C, CRC64NVME])
@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 520, 1031, 4096, 70_001])
def test_long_messages(crc, size):
    data = bytes(number * number % 251 for number in range(size))
    want = one_by_one(crc, data)
    assert crc.update(data) == want
    assert crc.update(data[size // 3 :], crc.update(data[: size // 3])) == want


@given(st.lists(st.binary(max_size=6), max_size=5), st.integers(0, 30), st.integers(0, 30), st.integers(1, 9))
def test_content_is_its_pieces_joined(pieces, start, stop, step):
    whole = b"".join(pieces)
    content = Content(pieces)
    assert (len(content), content.read(), bytes(content)) == (len(whole), whole, whole)
    assert content.cut(start, stop) == whole[start:stop]
    assert content.cut(start, stop) == Content([whole[start:stop]])
    stream = content.open()
    read = list(iter(lambda: stream.read(step), b""))
    assert b"".join(read) == whole
    assert stream.tell() == len(whole)
    assert content.open().read() == whole


def test_content_is_not_copied():
    data = b"x" * 1000
    assert Content([data]).read() is data
    assert Content([data]).open().read() is data
    assert repr(Content([b"ab"])) == "<2 bytes: b'ab'>"
    assert repr(Content([data])).endswith("...>")
    assert Content([]) != "text"
