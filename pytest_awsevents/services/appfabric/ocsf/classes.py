"""Event classes of OCSF 1.1 and what their documents hold, in one small table; documents are checked against it.

The table is written from the public schema (schema.ocsf.io, version 1.1.0), for the classes that AppFabric uses
(administration guide, "OCSF schema"). Its attributes double as the columns of Parquet files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Shape: TypeAlias = "str | Mapping[str, Any] | Sequence[Any]"
"""`VARCHAR` or `BIGINT`, an object by its members, or a list by the shape of its items: as DuckDB writes them."""

TEXT, NUMBER = "VARCHAR", "BIGINT"
OTHER, UNKNOWN = 99, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClass:
    """A class: `required` are its attributes besides those of every event."""

    uid: int
    name: str
    category_uid: int
    category_name: str
    activities: Mapping[int, str]
    required: tuple[str, ...]


def _iam(uid: int, name: str, activities: Mapping[int, str], *required: str) -> EventClass:
    category = "Identity & Access Management"
    return EventClass(
        uid=uid, name=name, category_uid=3, category_name=category, activities=activities, required=required
    )


def _application(uid: int, name: str, activities: Mapping[int, str], *required: str) -> EventClass:
    category = "Application Activity"
    return EventClass(
        uid=uid, name=name, category_uid=6, category_name=category, activities=activities, required=required
    )


ACCOUNT_CHANGE, AUTHENTICATION, ACCESS_MANAGEMENT, GROUP_MANAGEMENT = 3001, 3002, 3005, 3006
WEB_RESOURCES, WEB_RESOURCE_ACCESS = 6001, 6004
_ACCOUNT_ACTIVITIES = {
    1: "Create",
    2: "Enable",
    3: "Password Change",
    4: "Password Reset",
    5: "Disable",
    6: "Delete",
    7: "Attach Policy",
    8: "Detach Policy",
    9: "Lock",
}
_GROUP_ACTIVITIES = {
    1: "Assign Privileges",
    2: "Revoke Privileges",
    3: "Add User",
    4: "Remove User",
    5: "Delete",
    6: "Create",
}
_RESOURCE_ACTIVITIES = {
    1: "Create",
    2: "Read",
    3: "Update",
    4: "Delete",
    5: "Search",
    6: "Import",
    7: "Export",
    8: "Share",
}
_ACCESS_ACTIVITIES = {1: "Access Grant", 2: "Access Deny", 3: "Access Revoke", 4: "Access Error"}
CLASSES: Mapping[int, EventClass] = {
    one.uid: one
    for one in (
        _iam(ACCOUNT_CHANGE, "Account Change", _ACCOUNT_ACTIVITIES, "user"),
        _iam(AUTHENTICATION, "Authentication", {1: "Logon", 2: "Logoff"}, "user"),
        _iam(
            ACCESS_MANAGEMENT,
            "User Access Management",
            {1: "Assign Privileges", 2: "Revoke Privileges"},
            "user",
            "privileges",
        ),
        _iam(GROUP_MANAGEMENT, "Group Management", _GROUP_ACTIVITIES, "group"),
        _application(WEB_RESOURCES, "Web Resources Activity", _RESOURCE_ACTIVITIES, "web_resources"),
        _application(
            WEB_RESOURCE_ACCESS, "Web Resource Access Activity", _ACCESS_ACTIVITIES, "http_request", "web_resources"
        ),
    )
}

_USER: Shape = {"email_addr": TEXT, "name": TEXT, "type": TEXT, "type_id": NUMBER, "uid": TEXT}
_PRODUCT: Shape = {"name": TEXT, "uid": TEXT, "vendor_name": TEXT}
ATTRIBUTES: Mapping[str, Shape] = {
    "activity_id": NUMBER,
    "activity_name": TEXT,
    "actor": {"user": _USER},
    "category_name": TEXT,
    "category_uid": NUMBER,
    "class_name": TEXT,
    "class_uid": NUMBER,
    "device": {"ip": TEXT, "type": TEXT, "type_id": NUMBER},
    "group": {"name": TEXT, "uid": TEXT},
    "http_request": {"user_agent": TEXT},
    "message": TEXT,
    "metadata": {
        "event_code": TEXT,
        "log_provider": TEXT,
        "log_version": TEXT,
        "product": _PRODUCT,
        "profiles": [TEXT],
        "uid": TEXT,
        "version": TEXT,
    },
    "privileges": [TEXT],
    "raw_data": TEXT,
    "severity": TEXT,
    "severity_id": NUMBER,
    "status": TEXT,
    "status_id": NUMBER,
    "time": NUMBER,
    "type_name": TEXT,
    "type_uid": NUMBER,
    "user": _USER,
    "web_resources": [{"name": TEXT, "type": TEXT, "uid": TEXT}],
}
_REQUIRED = (
    "activity_id",
    "category_uid",
    "class_uid",
    "metadata",
    "metadata.product",
    "metadata.product.vendor_name",
    "metadata.version",
    "severity_id",
    "time",
    "type_uid",
)
_REQUIRED_INSIDE: Mapping[str, tuple[str, ...]] = {"device": ("type_id",)}
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "user": ("name", "uid"),
    "group": ("name", "uid"),
    "web_resources[]": ("name", "type", "uid"),
}


def violations(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps a document from being one of its class; empty where nothing does."""
    return tuple(_violations(document))


def _violations(document: Mapping[str, Any]) -> Iterator[str]:
    found = CLASSES.get(document.get("class_uid", 0))
    if found is None:
        yield f"class_uid: {document.get('class_uid')!r} is none of the classes that AppFabric uses"
        return
    for path in (*_REQUIRED, *found.required):
        if _at(document, path) is None:
            yield f"{path}: is required"
    yield from _mistyped(document, ATTRIBUTES, "")
    for name, wanted in _derived(document, found).items():
        if document.get(name) != wanted:
            yield f"{name}: got {document.get(name)!r}, expected {wanted!r}"
    yield from _incomplete(document)


def _derived(document: Mapping[str, Any], found: EventClass) -> dict[str, Any]:
    """Attributes that follow from class and activity."""
    activity = document.get("activity_id", UNKNOWN)
    name = document.get("activity_name", "")
    if activity not in (UNKNOWN, OTHER):
        name = found.activities.get(activity, f"one of {sorted(found.activities)}")
    return {
        "activity_name": name,
        "category_name": found.category_name,
        "category_uid": found.category_uid,
        "class_name": found.name,
        "type_name": f"{found.name}: {name}",
        "type_uid": found.uid * 100 + activity,
    }


def _incomplete(document: Mapping[str, Any]) -> Iterator[str]:
    for name, members in _REQUIRED_INSIDE.items():
        for member in members:
            if name in document and member not in document[name]:
                yield f"{name}.{member}: is required"
    for name, members in _ONE_OF.items():
        value = document.get(name.removesuffix("[]"))
        for item in value or [] if name.endswith("[]") else [value] if value is not None else []:
            if not any(member in item for member in members):
                yield f"{name}: needs one of {', '.join(members)}"


def _mistyped(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, Mapping):
        if not isinstance(value, Mapping):
            yield f"{path}: got {value!r}, expected an object"
            return
        for name, item in value.items():
            where = f"{path}.{name}" if path else name
            if name in shape:
                yield from _mistyped(item, shape[name], where)
            else:
                yield f"{where}: is no attribute"
    elif not isinstance(shape, str):
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            yield from _mistyped(item, shape[0], f"{path}[{index}]")
    elif not isinstance(value, str if shape == TEXT else int) or isinstance(value, bool):
        yield f"{path}: got {value!r}, expected {'a text' if shape == TEXT else 'a whole number'}"


def _at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
