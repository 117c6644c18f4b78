"""Whether EventBridge may do what a delivery needs: the resource policy of a target lets it, or a role does."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pytest_awsevents.core.arn import Arn
from pytest_awsevents.core.policies import Request, allows
from pytest_awsevents.core.records import Delivery
from pytest_awsevents.core.scope import Identity, Scope, World
from pytest_awsevents.delivery.failures import DeliveryFailed, Failure

_PRINCIPAL = "events.amazonaws.com"

# What a policy has to allow, by the service of the target (user guide, "Permissions for targets").
_ACTIONS = {
    "lambda": ("lambda:InvokeFunction",),
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "sns": ("sns:Publish",),
    "sqs": ("sqs:SendMessage",),
}
_ROLE_IS_OPTIONAL = "execute-api"


class Permissions:
    """Refuses deliveries that AWS would refuse, or only says so, by the settings of the fake."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._mode = world.settings.permissions
        self._looked_at: set[tuple[str, str]] = set()

    def check(self, arn: Arn, delivery: Delivery, scope: Scope, *, role: str | None = None) -> None:
        """Raises DeliveryFailed where a permission is missing and they are enforced.

        Otherwise the first delivery of a rule to a target, or to its dead-letter queue, gets a warning. `role` is
        whom EventBridge would be there.
        """
        if self._mode == "off":
            return
        if self._mode == "warn":
            pair = (delivery.rule.arn, str(arn))
            if pair in self._looked_at:
                return
            self._looked_at.add(pair)
        refused = self._refusal(arn, delivery, scope, role)
        if refused is None:
            return
        if self._mode == "enforce":
            raise refused
        self._world.recorder.warn(delivery, f"AWS would refuse this: {refused.brief}", refused.hint or None)

    def _refusal(self, arn: Arn, delivery: Delivery, scope: Scope, role: str | None) -> DeliveryFailed | None:
        if arn.service in _ACTIONS:
            # A role stands for a policy of IAM, which is not evaluated.
            return None if role is not None else self._refusal_of_resource(arn, delivery, scope)
        role = role or delivery.rule.role_arn
        if arn.service == "events" and arn.resource_type == "event-bus":
            return self._refusal_of_bus(arn, delivery, scope, role)
        if role is None and arn.service != _ROLE_IS_OPTIONAL:
            return _without_role(arn)
        return None

    def _refusal_of_resource(self, arn: Arn, delivery: Delivery, scope: Scope) -> DeliveryFailed | None:
        statements = self._world.policy_of(scope, arn)
        if statements is None:
            return None
        rule = delivery.rule.arn
        context = {"aws:SourceArn": rule, "aws:SourceAccount": rule.split(":")[4]}
        # A service is of no account: it needs an Allow also where the account is that of the rule.
        service = Identity("", _PRINCIPAL, _PRINCIPAL)
        resources = (str(arn), f"{arn}:*") if arn.service == "logs" else (str(arn),)
        for action in _ACTIONS[arn.service]:
            if not allows(statements, Request(service, action, resources, context), owner=arn.account):
                return _refused(_PRINCIPAL, action, arn, _grant(arn, delivery))
        return None

    def _refusal_of_bus(self, arn: Arn, delivery: Delivery, scope: Scope, role: str | None) -> DeliveryFailed | None:
        """A bus needs a role, and one of another account a policy that lets the account of the rule in."""
        if role is None:
            return _without_role(arn)
        account = delivery.rule.arn.split(":")[4]
        statements = self._world.policy_of(scope, arn)
        if account == arn.account or statements is None:
            return None
        sender = Identity(account, role, role)
        if allows(statements, Request(sender, "events:PutEvents", (str(arn),)), owner=arn.account):
            return None
        root = f"arn:{arn.partition}:iam::{account}:root"
        statement = {
            "Sid": f"AllowAccount{account}",
            "Effect": "Allow",
            "Principal": {"AWS": root},
            "Action": "events:PutEvents",
            "Resource": str(arn),
        }
        return _refused(role, "events:PutEvents", arn, statement)


def _grant(arn: Arn, delivery: Delivery) -> dict[str, object]:
    actions = _ACTIONS[arn.service]
    return {
        "Sid": "AllowEventBridge",
        "Effect": "Allow",
        "Principal": {"Service": _PRINCIPAL},
        "Action": actions[0] if len(actions) == 1 else list(actions),
        "Resource": f"{arn}:*" if arn.service == "logs" and not arn.resource.endswith(":*") else str(arn),
        "Condition": {"ArnEquals": {"aws:SourceArn": delivery.rule.arn}},
    }


def _refused(who: str, action: str, arn: Arn, grant: Mapping[str, object]) -> DeliveryFailed:
    return DeliveryFailed(
        "AccessDenied",
        f"User: {who} is not authorized to perform: {action} on resource: {arn} "
        f"because no resource-based policy allows the {action} action",
        Failure("NO_PERMISSIONS", False),
        hint=f"missing in the policy of the target: {json.dumps(grant)}",
        brief=f'no policy lets {who} call {action} (permissions="enforce" shows what is missing)',
    )


def _without_role(arn: Arn) -> DeliveryFailed:
    return DeliveryFailed(
        "AccessDenied",
        f"there is no role that EventBridge could assume to reach {arn}",
        Failure("FAILED_TO_ASSUME_ROLE", False),
        hint="give the target or the rule a RoleArn",
        brief="neither target nor rule has a RoleArn",
    )
