"""What `--aws-fake` holds for the whole session: an environment to make clients in, and no way to the network."""

from __future__ import annotations


class SessionGuard:
    """From configuration to the end of the session; between tests every call is refused by name."""

    def __init__(self, region: str) -> None:
        from pytest_awsevents.wire.environment import FakeEnvironment
        from pytest_awsevents.wire.interception import seam

        self._seam = seam
        self._environment = FakeEnvironment(region)
        self._environment.apply()
        seam.hold(self)

    def close(self) -> None:
        self._seam.let_go(self)
        self._environment.restore()
