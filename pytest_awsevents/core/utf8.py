"""UTF-8 of texts that came as JSON, which may hold what UTF-8 may not."""

from __future__ import annotations


def utf8(text: str) -> bytes:
    """The bytes of a text; a lone surrogate, which JSON can escape, counts as three bytes."""
    return text.encode("utf-8", "surrogatepass")
