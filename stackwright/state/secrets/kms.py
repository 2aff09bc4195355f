"""A master key that never leaves AWS KMS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from stackwright.errors import DataKeyError, KeyServiceError, MasterKeyError

CONNECT_SECONDS = 5
READ_SECONDS = 10
ATTEMPTS = 4

_NOT_WHAT_WAS_WRAPPED = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_OPTIONS = frozenset({"region", "endpoint", "profile"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class KmsLocation:
    """Where a KMS key is.

    Args:
        key: a key id, ``alias/<name>``, or the ARN of either.
        region: default: the ARN's, else what AWS's own settings say.
        endpoint: another address than AWS's.
        profile: a profile of AWS's configuration files.
    """

    key: str
    region: str | None = None
    endpoint: str | None = None
    profile: str | None = None

    @classmethod
    def parse(cls, url: str) -> KmsLocation:
        """Read ``kms://<key>?region=...&endpoint=...&profile=...``.

        Raises:
            MasterKeyError: it names no key, or an option there is not.
        """
        try:
            parts = urlsplit(url)
            options = dict(parse_qsl(parts.query, keep_blank_values=True))
        except ValueError:
            parts, options = urlsplit(""), {}
        key = unquote(parts.netloc + parts.path).strip("/")
        if not key or not options.keys() <= _OPTIONS or not all(options.values()):
            raise MasterKeyError(
                f"The master key {url} cannot be read; write kms://<key id, alias/name or ARN>, "
                "and after it as needed ?region=<region>&endpoint=<URL>&profile=<profile>."
            )
        if key.startswith("arn:"):
            options.setdefault("region", _region_of(key))
        return cls(key, **options)


class KmsMasterKey:
    """A symmetric key in AWS KMS, which encrypts and decrypts data keys.

    The caller's identity needs ``kms:DescribeKey``, ``kms:Encrypt`` and ``kms:Decrypt`` on it. Its id is ``kms:`` and
    the key's ARN, asked when it is opened: an alias that is pointed elsewhere later takes effect at the next start.
    https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html

    Raises:
        MasterKeyError: the key is disabled or cannot be used for this, or the connection would not be encrypted.
        KeyServiceError: KMS could not be reached, or refused.
    """

    def __init__(self, location: KmsLocation) -> None:
        _keep_bodies_out_of_logs()
        self._client = _connect(location)
        description = _call(location.key, self._client.describe_key, KeyId=location.key)["KeyMetadata"]
        self._arn: str = description["Arn"]
        if not description["Enabled"]:
            raise MasterKeyError(
                f"The KMS key {self._arn} is {description['KeyState']}; enable it, or name another one."
            )
        if description["KeySpec"] != "SYMMETRIC_DEFAULT" or description["KeyUsage"] != "ENCRYPT_DECRYPT":
            raise MasterKeyError(
                f"The KMS key {self._arn} is of the kind {description['KeySpec']} for {description['KeyUsage']}; "
                "name a SYMMETRIC_DEFAULT key for ENCRYPT_DECRYPT."
            )

    @property
    def id(self) -> str:
        """``kms:`` and the key's ARN."""
        return f"kms:{self._arn}"

    def __repr__(self) -> str:
        return f"KmsMasterKey({self.id!r})"

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        """Encrypt a data key, bound to a context; raises `KeyServiceError`."""
        answer = _call(self._arn, self._client.encrypt, KeyId=self._arn, Plaintext=key, EncryptionContext=dict(context))
        wrapped: bytes = answer["CiphertextBlob"]
        return wrapped

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """What `wrap` was given, for the same context; raises `DataKeyError` or `KeyServiceError`."""
        answer = _call(
            self._arn, self._client.decrypt, KeyId=self._arn, CiphertextBlob=wrapped, EncryptionContext=dict(context)
        )
        key: bytes = answer["Plaintext"]
        return key


def _connect(location: KmsLocation) -> Any:
    try:
        client = Session(profile=location.profile).create_client(
            "kms",
            region_name=location.region,
            endpoint_url=location.endpoint,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                user_agent_extra="stackwright",
            ),
        )
    except (BotoCoreError, ValueError) as error:  # ValueError: an endpoint that is no URL
        raise MasterKeyError(
            f"The KMS key {location.key} cannot be used: {_sentence(error)}; correct its region, endpoint or profile."
        ) from None
    address = urlsplit(client.meta.endpoint_url)  # AWS_ENDPOINT_URL counts, too
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise MasterKeyError(
            f"The KMS endpoint {client.meta.endpoint_url} is not encrypted, and data keys would travel in clear; "
            "give one that begins with https://."
        )
    return client


def _call(key: str, operation: Callable[..., dict[str, Any]], **parameters: object) -> dict[str, Any]:
    try:
        return operation(**parameters)
    except ClientError as error:
        failure = _refused(key, error)
    except BotoCoreError as error:
        failure = KeyServiceError(
            f"AWS KMS could not be asked about the key {key}: {_sentence(error)}; "
            "check the network, the credentials and the region."
        )
    raise failure  # out here, since botocore's errors hold the request, and so the data key


def _refused(key: str, error: ClientError) -> DataKeyError | KeyServiceError:
    code = error.response["Error"]["Code"]
    if code in _NOT_WHAT_WAS_WRAPPED:
        return DataKeyError(
            f"A stored data key does not unwrap with the KMS key {key} ({code}): its record was changed or moved; "
            "restore the table of data keys from a backup."
        )
    reason = _sentence(error.response["Error"].get("Message", ""))
    return KeyServiceError(
        f"AWS KMS refused {error.operation_name} with the key {key} ({code}): {reason}; "
        "check the key's region, state and policy."
    )


def _sentence(error: object) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _region_of(arn: str) -> str:
    parts = arn.split(":")
    if len(parts) != 6 or not parts[3]:  # arn:partition:service:region:account:resource
        raise MasterKeyError(f"The ARN {arn} is not one of a KMS key; write arn:aws:kms:<region>:<account>:key/<id>.")
    return parts[3]


def _keep_bodies_out_of_logs() -> None:
    """botocore logs requests and answers at DEBUG, and here they hold data keys."""
    for name in ("botocore.endpoint", "botocore.parsers"):
        logging.getLogger(name).addFilter(_is_above_debug)


def _is_above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
