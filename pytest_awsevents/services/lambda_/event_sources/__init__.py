"""Event source mappings: Lambda reads queues and streams, and invokes functions with what it found.

`mappings` has the operations, `settings` what they take. `queue_poller` and `stream_poller` read and invoke, told by
their sources (core/arrivals.py) when there is something; `lanes` keeps the order of streams. `batches`, `filtering`,
`queue_events` and `stream_events` know neither calls nor clock.
"""
