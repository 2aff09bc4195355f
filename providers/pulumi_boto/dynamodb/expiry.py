"""When items expire. DynamoDB refuses what is so already, and another change within about an hour.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
"""

from __future__ import annotations

from pulumi_boto.model import Aws, Failure, Kind, Response


def expiry_attribute(aws: Aws, id: str) -> str | None:
    """The attribute that says when an item of a table expires; None where items do not."""
    live = _describe(aws, id)
    return str(live["AttributeName"]) if live.get("TimeToLiveStatus") in ("ENABLED", "ENABLING") else None


def expire_by(aws: Aws, id: str, wanted: str | None) -> None:
    """Let items expire by an attribute, or not at all, from whatever there is.

    Raises:
        Failure: there was another attribute, and DynamoDB wants time between the end of the one and the other.
    """
    present = expiry_attribute(aws, id)
    if present == wanted:
        return
    if present:
        _switch(aws, id, present, on=False)
    if not wanted:
        return
    aws.wait(
        f"the end of expiry in the table {id}",
        lambda: _describe(aws, id).get("TimeToLiveStatus") != "DISABLING",
        timeout=3900,
    )
    try:
        _switch(aws, id, wanted, on=True)
    except Failure as failure:
        if not present or failure.code != "ValidationException":
            raise
        sentence = (
            f"items of the table {id} no longer expire by '{present}', and DynamoDB does not take '{wanted}' before "
            "an hour is over; run `pulumi up` again then."
        )
        raise Failure(Kind.PERMANENT, sentence, failure.code) from failure


def _switch(aws: Aws, id: str, attribute: str, *, on: bool) -> None:
    specification = {"Enabled": on, "AttributeName": attribute}
    aws.call("dynamodb", "update_time_to_live", TableName=id, TimeToLiveSpecification=specification)


def _describe(aws: Aws, id: str) -> Response:
    live: Response = aws.call("dynamodb", "describe_time_to_live", TableName=id)["TimeToLiveDescription"]
    return live
