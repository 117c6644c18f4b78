"""All applications by AppFabric's names for them (`app`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pytest_awsevents.services.appfabric.ocsf.application import GENERIC, Application
from pytest_awsevents.services.appfabric.ocsf.identity_and_office import GOOGLE, M365, OKTA, SLACK
from pytest_awsevents.services.appfabric.ocsf.work_management import (
    ASANA,
    CISCO,
    DROPBOX,
    JIRA,
    SMARTSHEET,
    ZENDESK,
    ZOOM,
)

APPLICATIONS: Mapping[str, Application] = {
    "ASANA": ASANA,
    "CISCO": CISCO,
    "DROPBOX": DROPBOX,
    "GOOGLE": GOOGLE,
    "JIRA": JIRA,
    "M365": M365,
    "M365AUDITLOGS": M365,
    "OKTA": OKTA,
    "SLACK": SLACK,
    "SMARTSHEET": SMARTSHEET,
    "ZENDESK": ZENDESK,
    "ZOOM": ZOOM,
}
"""Those that the API reference names. Live AWS takes more; such are taken to write as `GENERIC` does."""


def application(app: str) -> Application:
    found = APPLICATIONS.get(app)
    return replace(GENERIC, product=app.capitalize(), vendor=app.capitalize()) if found is None else found
