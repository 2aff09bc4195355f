"""Every exception of a boto3 call, as a failure of the model.

Sources: botocore's retry handlers (botocore/retries/standard.py) for throttling codes; the common
errors page of the Amazon EC2 API reference for dependency and capacity codes.
"""

from __future__ import annotations

import botocore.exceptions as botocore
from botocore.parsers import ResponseParserError

from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.server.web_pages import WebPage

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException.Throttling",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
DEPENDENCY = frozenset(
    {
        "DependencyViolation",
        "DeleteConflict",
        "InvalidIPAddress.InUse",
        "ResourceInUse",
        "ResourceInUseException",
        "ScalingActivityInProgress",
        "VolumeInUse",
    }
)
GONE_ENDINGS = (".NotFound", "NotFoundException", "NotFoundFault", "NotFound")
GONE_STARTS = ("NoSuch",)
SERVER_ERROR = 500

CREDENTIALS_HELP = (
    "set boto:profile, or the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
    "or sign in with `aws sso login`"
)
ENDPOINT_HELP = "check boto:endpoint, and the proxy if there is one"


def classify(error: Exception, service: str, operation: str) -> Failure:
    """Any exception that a boto3 call can raise, as a :class:`Failure`."""
    where = f"{service} {operation}"
    name = type(error).__name__
    match error:
        case botocore.ClientError():
            return _answered(error, where)
        case botocore.NoCredentialsError() | botocore.PartialCredentialsError() | botocore.CredentialRetrievalError():
            return Failure(Kind.PERMANENT, f"no AWS credentials for {where}: {CREDENTIALS_HELP}.", name)
        case botocore.TokenRetrievalError() | botocore.UnauthorizedSSOTokenError():
            return Failure(Kind.PERMANENT, f"the AWS sign-in has expired for {where}: run `aws sso login` again.", name)
        case botocore.EndpointConnectionError() | botocore.ConnectTimeoutError() | botocore.ProxyConnectionError():
            endpoint = error.kwargs.get("endpoint_url", "AWS")
            return Failure(
                Kind.UNREACHABLE,
                f"cannot reach {endpoint} for {where}; check the network, boto:region and boto:endpoint.",
                name,
            )
        case botocore.SSLError():
            return Failure(Kind.PERMANENT, f"TLS failed for {where}: {error}", name)
        case botocore.HTTPClientError():
            return Failure(Kind.REPLY_LOST, f"the connection broke during {where}: {error}", name)
        case WebPage() | ResponseParserError():
            return _not_of_aws(error, where)
        case botocore.ParamValidationError():
            return Failure(Kind.PERMANENT, f"{where} cannot be called so: {_one_line(error)}", name)
        case botocore.BotoCoreError():
            return Failure(Kind.PERMANENT, f"{where} failed: {_one_line(error)}", name)
        case _:
            raise error


def _answered(error: botocore.ClientError, where: str) -> Failure:
    body = error.response.get("Error", {})
    code, message = str(body.get("Code", "")), str(body.get("Message", "")).strip() or "no reason given"
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    sentence = f"{where} was refused: {message.rstrip('.')} ({code})."
    if code in THROTTLED:
        return Failure(Kind.THROTTLED, sentence, code)
    if code in DEPENDENCY:
        return Failure(Kind.DEPENDENCY, sentence, code)
    if code.endswith(GONE_ENDINGS) or code.startswith(GONE_STARTS) or code == "404":
        return Failure(Kind.GONE, sentence, code)
    if status >= SERVER_ERROR or code in {"RequestTimeout", "RequestTimeoutException", "InternalError"}:
        return Failure(Kind.TRANSIENT, sentence, code)
    return Failure(Kind.PERMANENT, sentence, code)


def _not_of_aws(error: WebPage | ResponseParserError, where: str) -> Failure:
    """An answer of something in between: it passes unless it looks like the right answer of something else."""
    name = type(error).__name__
    if isinstance(error, ResponseParserError):
        return Failure(Kind.TRANSIENT, f"{where} got an answer that is not of AWS; {ENDPOINT_HELP}.", name)
    kind = Kind.TRANSIENT if error.status >= SERVER_ERROR else Kind.PERMANENT
    return Failure(kind, f"{where} got {error} instead of an answer of AWS; {ENDPOINT_HELP}.", name)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
