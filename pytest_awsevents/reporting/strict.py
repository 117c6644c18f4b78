"""Judges a test at its end by the strictness checks that its fake is set to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_awsevents.fake import AwsFake


def violations(fake: AwsFake) -> tuple[str, int | None] | None:
    """The message and the record it is most about; None where all is well, at once where nothing was used."""
    checks = fake.options.checks
    if not checks or not (fake.recorder.used or fake.refused_hosts or fake.stubbed):
        return None
    from pytest_awsevents.assertions.strictness import judge
    from pytest_awsevents.inputs.json_text import encodable

    found = judge(
        checks,
        fake.recorded,
        rules=fake.rules(),
        hosts=fake.refused_hosts,
        unused_stubs=fake.unused_stubs(),
        schemas=fake.schemas(),
    )
    return None if found is None else (encodable(found[0]), found[1])
