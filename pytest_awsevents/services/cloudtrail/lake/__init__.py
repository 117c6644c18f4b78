"""CloudTrail Lake: SQL over event data stores. Trino's dialect, read by sqlglot and run by DuckDB (extra `[lake]`)."""
