"""The query language of CloudWatch Logs Insights: plain functions that know no API call, no clock and no log group.

`parsing` reads a query, `running` runs it over rows, `discovery` finds the fields of a log event. Where AWS's guide,
"CloudWatch Logs Insights language query syntax", is silent, docs/services/logs.md says what is done here.
"""
