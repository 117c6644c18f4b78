"""What PutTargets refuses in the input of a target: data for whoever words the message."""

from __future__ import annotations

from pytest_awsevents.inputs.json_syntax import Position

_SHOWN = 500  # Jackson cuts the text that it cites


class InvalidTargetInput(ValueError):  # named for what is wrong, as all our exceptions are
    """The input of a target that PutTargets would refuse."""


class SeveralInputs(InvalidTargetInput):
    """More than one of Input, InputPath and InputTransformer is given."""

    def __init__(self) -> None:
        super().__init__("only one of Input, InputPath and InputTransformer may be given")


class NotJson(InvalidTargetInput):
    """An Input that is not JSON; `citation` is how AWS shows the place."""

    def __init__(self, text: str, position: Position) -> None:
        self.text, self.position = text, position
        super().__init__(f"not JSON: {self.citation}")

    @property
    def citation(self) -> str:
        cut = len(self.text) - _SHOWN
        rest = f"[truncated {cut} chars]" if cut > 0 else ""
        place = f"line: {self.position.line}, column: {self.position.column}"
        return f'[Source: (String)"{self.text[:_SHOWN]}"{rest}; {place}]'


class InvalidPath(InvalidTargetInput):
    """An InputPath, or the value of `key` in InputPathsMap, outside the part of JSONPath that EventBridge takes."""

    def __init__(self, path: str, key: str | None = None) -> None:
        self.path, self.key = path, key
        where = "" if key is None else f" of {key!r}"
        super().__init__(f"path {path!r}{where} is not like $.detail.items[0].name")


class UndeclaredPlaceholder(InvalidTargetInput):
    """A template names something that is neither in InputPathsMap nor reserved."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"<{name}> is neither in InputPathsMap nor a reserved variable")


class EventJsonOutsideObject(InvalidTargetInput):
    """`<aws.events.event.json>` in a template that is not a JSON object."""

    def __init__(self) -> None:
        super().__init__("<aws.events.event.json> needs a template that is a JSON object")
