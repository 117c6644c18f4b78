"""`userIdentity`: who made a call, by its credentials."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_awsevents.core.arn import parse_arn
from pytest_awsevents.core.records import ApiCall, Json


class Sessions:
    """The sessions of assumed roles, as AssumeRole calls of the log began them; by the key they gave."""

    def __init__(self, calls: Iterable[ApiCall]) -> None:
        self._calls = iter(calls)
        self._begun: dict[str, ApiCall] = {}

    def of(self, access_key: str | None) -> ApiCall | None:
        """The call that began the session of a key; None for other keys."""
        for call in self._calls:
            if call.service == "sts" and call.response is not None and "Credentials" in call.response:
                self._begun[call.response["Credentials"]["AccessKeyId"]] = call
        return self._begun.get(access_key or "")


def user_identity(call: ApiCall, begun: ApiCall | None) -> dict[str, Json]:
    """The identity as the record shows it; `begun` is the call that began the session of an assumed role."""
    arn = parse_arn(call.principal)
    if arn is None:
        return {"type": "AWSService", "invokedBy": call.principal}
    kind, _, name = arn.resource.partition("/")
    identity: dict[str, Json] = {
        "type": _TYPES.get(kind, "Unknown"),
        "principalId": call.principal_id,
        "arn": call.principal,
        "accountId": arn.account,
        "accessKeyId": call.access_key,
    }
    if call.access_key is None:
        del identity["accessKeyId"]
    if kind == "user":
        identity["userName"] = name.rpartition("/")[2]
    if kind == "assumed-role":
        identity["sessionContext"] = _session(call, arn.account, name.partition("/")[0], begun)
    return identity


_TYPES = {"root": "Root", "user": "IAMUser", "assumed-role": "AssumedRole", "federated-user": "FederatedUser"}


def _session(call: ApiCall, account: str, role: str, begun: ApiCall | None) -> dict[str, Json]:
    role_arn = f"arn:aws:iam::{account}:role/{role}" if begun is None else begun.params["RoleArn"]
    context: dict[str, Json] = {
        "sessionIssuer": {
            "type": "Role",
            "principalId": call.principal_id.partition(":")[0],
            "arn": role_arn,
            "accountId": account,
            "userName": role,
        },
        "webIdFederationData": {},
        "attributes": {
            "creationDate": f"{(begun or call).at:%Y-%m-%dT%H:%M:%SZ}",
            "mfaAuthenticated": "true" if begun is not None and "SerialNumber" in begun.params else "false",
        },
    }
    if begun is not None and "SourceIdentity" in begun.params:
        context["sourceIdentity"] = begun.params["SourceIdentity"]
    return context
