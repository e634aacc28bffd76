"""What the description cannot say of a sequence of requests."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key stands for one command: every command that is to be accepted gets its own."""
    is_right = case.meta is not None and case.meta.generation.mode.is_positive
    if is_right and "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
