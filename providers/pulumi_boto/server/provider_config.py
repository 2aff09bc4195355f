"""CheckConfig, DiffConfig and Configure: settings that cannot work are refused before any resource is touched."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ProfileNotFound

from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.server.aws import Account, open_session
from pulumi_boto.server.check import Fault
from pulumi_boto.server.classify import CREDENTIALS_HELP
from pulumi_boto.server.codec import has_unknown
from pulumi_boto.server.configuration import KEYS, Configuration

_ENGINE_KEYS = {"version", "pluginDownloadURL", "__internal"}


def faults(given: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a provider's settings, found without a call to AWS."""
    for key in given:
        if key not in KEYS and key not in _ENGINE_KEYS:
            close = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean 'boto:{close[0]}'?" if close else f"it has {', '.join(KEYS)}."
            return [("", f"the boto provider has no setting '{key}'; {hint}")]
    try:
        configuration = Configuration.parse(given)
    except ValueError as error:
        return [("", str(error))]
    if has_unknown(given):
        return []
    return _session_faults(configuration)


def _session_faults(configuration: Configuration) -> list[Fault]:
    profile = configuration.profile
    try:
        session = open_session(configuration)
        region, credentials = session.get_config_variable("region"), session.get_credentials()
    except ProfileNotFound:
        help_ = "`aws configure list-profiles` shows those there are"
        return [("", f"the AWS configuration files have no profile '{profile}'; {help_}.")]
    except BotoCoreError as error:
        return [("", f"the AWS configuration cannot be read: {' '.join(str(error).split())}")]
    if not region:
        return [("", "no AWS region: run `pulumi config set boto:region eu-central-1` or set AWS_REGION.")]
    # STS is in every region, and its model is small and needed anyway
    known = [name for part in session.get_available_partitions() for name in session.get_available_regions("sts", part)]
    if region not in known and not configuration.skip_region_validation:
        close = difflib.get_close_matches(region, known, n=1, cutoff=0.5)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        return [("", f"'{region}' is no region of AWS.{hint} If it is new, set boto:skipRegionValidation to true.")]
    if credentials is None:
        return [("", f"no AWS credentials: {CREDENTIALS_HELP}.")]
    return []


def replacing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Settings whose change means that resources live elsewhere: another region needs new ones."""
    return [key for key in ("region",) if old.get(key) and new.get(key) and old[key] != new[key]]


def open_account(given: Mapping[str, Any]) -> Account:
    """The account that a provider instance works in, after one call that proves credentials and address.

    Raises:
        Failure: it cannot be reached, or may not be touched.
    """
    try:
        configuration = Configuration.parse(given)
    except ValueError as error:
        raise Failure(Kind.PERMANENT, str(error), "Configuration") from None
    account = Account(configuration)
    if has_unknown(given):  # a preview in which another resource makes the credentials
        return account
    # EC2's model is the largest by far: it is read while AWS answers who we are.
    account.pool.submit(lambda: [account.client(service) for service in ("sts", "ec2")])
    number = str(account.identity["Account"])
    allowed = configuration.allowed_account_ids
    if allowed and number not in allowed:
        raise Failure(
            Kind.PERMANENT,
            f"these credentials are of account {number}; boto:allowedAccountIds allows only {', '.join(allowed)}.",
            "AccountNotAllowed",
        )
    return account
