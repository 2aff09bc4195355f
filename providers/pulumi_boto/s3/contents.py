"""What a bucket holds, when it is to be deleted."""

from __future__ import annotations

from pulumi_boto.model import Aws, Failure, Kind


def empty(aws: Aws, bucket: str) -> None:
    """Delete all objects of a bucket, with all their versions, page by page so that any number fits.

    Raises:
        Failure: an object cannot be deleted, because it is locked, say.
    """
    while True:
        page = aws.call("s3", "list_object_versions", Bucket=bucket)
        found = [
            {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        ]
        if not found:
            return
        answer = aws.call("s3", "delete_objects", Bucket=bucket, Delete={"Objects": found, "Quiet": True})
        for error in answer.get("Errors", ()):
            raise Failure(
                Kind.PERMANENT,
                f"the object {error['Key']} of the bucket {bucket} cannot be deleted: {error['Message']}",
                error["Code"],
            )


def refusal(bucket: str) -> Failure:
    """Why a bucket that holds something is not deleted."""
    sentence = (
        f"the bucket {bucket} still holds objects; delete them, "
        "or set force_destroy=True and run `pulumi up` once before."
    )
    return Failure(Kind.PERMANENT, sentence, "BucketNotEmpty")
