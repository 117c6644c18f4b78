"""JSON Schemas of events: plain ones and exports of the schema registry. Pure: knows no AWS call, clock or recorder."""

from __future__ import annotations
