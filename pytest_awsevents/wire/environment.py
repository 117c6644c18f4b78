"""The environment variables that let boto3 make clients where nothing is configured, and keep real accounts out."""

from __future__ import annotations

import os
from collections.abc import Mapping

_DUMMY_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAFAKEFAKEFAKEFAKE",
    "AWS_SECRET_ACCESS_KEY": "fake-secret-key",
    "AWS_SESSION_TOKEN": "fake-session-token",
    # Without it a client in a container asks the instance for its role, over the network.
    "AWS_EC2_METADATA_DISABLED": "true",
}
# A profile would be looked up in the files of whoever runs the tests; a token and an expiry would be taken for ours.
_REMOVED = dict.fromkeys(
    (
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
    )
)


class FakeEnvironment:
    """Region and dummy credentials in `os.environ`, from `apply()` until `restore()` puts back what was there.

    Only what differs is touched: inside the environment of a session, that of a test costs next to nothing.
    """

    def __init__(self, region: str) -> None:
        wanted = {**_DUMMY_CREDENTIALS, "AWS_DEFAULT_REGION": region, "AWS_REGION": region, **_REMOVED}
        now = {name: os.environ.get(name) for name in wanted}
        self._before = {name: value for name, value in now.items() if value != wanted[name]}
        self._changed = {name: wanted[name] for name in self._before}

    def apply(self) -> None:
        _set(self._changed)

    def restore(self) -> None:
        _set(self._before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
