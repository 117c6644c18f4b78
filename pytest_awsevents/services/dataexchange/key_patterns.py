"""Key patterns: the keys that exported assets get (user guide, "Key patterns when exporting asset revisions")."""

from __future__ import annotations

import re

from pytest_awsevents.services.dataexchange.errors import invalid
from pytest_awsevents.services.dataexchange.state import Asset, DataSet, Revision

EVENT_ACTION_PATTERN = "${Revision.CreatedAt}/${Asset.Name}"
"""What an event action gets that names no pattern (seen in public acceptance tests)."""

JOB_PATTERN = "${Asset.Name}"
"""What an export job uses that names no pattern (user guide)."""

_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_LONGEST = 1024  # of an S3 key
_NAMES = frozenset(
    {
        *("Asset.Id", "Asset.Name", "DataSet.Id", "DataSet.Name", "Revision.Id"),
        *("Revision.CreatedAt", "Revision.CreatedAt.Day", "Revision.CreatedAt.Month", "Revision.CreatedAt.Year"),
    }
)


def check_key_pattern(pattern: str) -> None:
    """Refuses a pattern without a reference to the asset, or with one that does not exist."""
    names = _REFERENCE.findall(pattern)
    unknown = [name for name in names if name not in _NAMES]
    if unknown:
        raise invalid(f"KeyPattern has an unknown reference: ${{{unknown[0]}}}.")
    if not {"Asset.Id", "Asset.Name"} & set(names):
        raise invalid("KeyPattern must have one of the references ${Asset.Name} and ${Asset.Id}.")
    if len(pattern) > _LONGEST:
        raise invalid(f"KeyPattern must have at most {_LONGEST} characters.")


def key_of(pattern: str, data_set: DataSet, revision: Revision, asset: Asset) -> str:
    """The key that an asset gets by a pattern that was checked."""
    values = _values(data_set, revision, asset)
    return _REFERENCE.sub(lambda found: values[found[1]], pattern)


def _values(data_set: DataSet, revision: Revision, asset: Asset) -> dict[str, str]:
    """What each reference stands for; whether day and month are padded is not documented: here they are not."""
    created = revision.created
    return {
        "Asset.Id": asset.id,
        "Asset.Name": asset.name,
        "DataSet.Id": data_set.id,
        "DataSet.Name": data_set.name,
        "Revision.CreatedAt": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "Revision.CreatedAt.Day": str(created.day),
        "Revision.CreatedAt.Month": str(created.month),
        "Revision.CreatedAt.Year": str(created.year),
        "Revision.Id": revision.id,
    }
