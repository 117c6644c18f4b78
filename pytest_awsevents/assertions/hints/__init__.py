"""What to do about a failure, in a line that names it literally: code to paste, or the name to change.

Only failures come here. Each module is about one stage of an event's way.
"""

from __future__ import annotations
