"""A master key in AWS KMS, against moto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.errors import DataKeyError, KeyServiceError, MasterKeyError
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, MasterKey, open_master_key, rewrap
from stackwright.state.secrets.kms import KmsLocation
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore
from tools.cloud import Cloud, Fault

CONTEXT = {"stackwright:stack": "stack-1"}


def make_key(cloud: Cloud, spec: str = "SYMMETRIC_DEFAULT", usage: str = "ENCRYPT_DECRYPT") -> str:
    """A new KMS key's ARN. AWS has these defaults, too; moto leaves out of its answers what it was not told."""
    arn: str = cloud.client("kms").create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"]
    return arn


@pytest.fixture(autouse=True)
def environment(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.fixture
def arn(cloud: Cloud) -> str:
    return make_key(cloud)


@pytest.fixture
def key(arn: str) -> MasterKey:
    return open_master_key(f"kms://{arn}")


@pytest.fixture
def store() -> Iterator[SqliteKeyStore]:
    opened = SqliteKeyStore()
    yield opened
    opened.close()


def test_data_key_comes_back(key: MasterKey) -> None:
    wrapped = key.wrap(b"data key", CONTEXT)

    assert b"data key" not in wrapped
    assert key.unwrap(wrapped, CONTEXT) == b"data key"


def test_secrets_are_encrypted_with_it(key: MasterKey, store: SqliteKeyStore) -> None:
    sealed = Encryption(DataKeys(KeyRing(key), store)).encrypt("stack-1", b"value")

    assert Encryption(DataKeys(KeyRing(key), store)).decrypt("stack-1", sealed) == b"value"


def test_kms_is_asked_once_for_each_data_key(cloud: Cloud, key: MasterKey, store: SqliteKeyStore) -> None:
    sealed = Encryption(DataKeys(KeyRing(key), store)).encrypt_batch("stack-1", [b"value"] * 100)
    restarted = Encryption(DataKeys(KeyRing(key), store))
    before = cloud.calls()["kms.Decrypt"]

    restarted.decrypt_batch("stack-1", sealed)
    restarted.encrypt_batch("stack-1", [b"value"] * 100)

    assert cloud.calls()["kms.Decrypt"] == before + 1


@pytest.mark.parametrize("form", ["key id", "alias", "ARN", "ARN of an alias", "ARN with three slashes"])
def test_every_way_to_name_a_key_gives_the_same_id(cloud: Cloud, arn: str, form: str) -> None:
    cloud.client("kms").create_alias(AliasName="alias/stackwright", TargetKeyId=arn.rpartition("/")[2])
    name = {
        "key id": arn.rpartition("/")[2],
        "alias": "alias/stackwright",
        "ARN": arn,
        "ARN of an alias": f"{arn.rpartition(':')[0]}:alias/stackwright",
        "ARN with three slashes": f"/{arn}",
    }[form]

    assert open_master_key(f"kms://{name}?region=eu-central-1").id == f"kms:{arn}"


def test_endpoint_and_profile_are_used(cloud: Cloud, arn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile keys]\nregion = eu-central-1\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    key_id = arn.rpartition("/")[2]

    assert open_master_key(f"kms://{key_id}?endpoint={cloud.endpoint}&profile=keys").id == f"kms:{arn}"


def test_region_of_an_arn_counts_if_none_is_given() -> None:
    arn = "arn:aws:kms:us-west-2:123456789012:key/abc"

    assert KmsLocation.parse(f"kms://{arn}") == KmsLocation(arn, region="us-west-2")
    assert KmsLocation.parse(f"kms://{arn}?region=us-east-1") == KmsLocation(arn, region="us-east-1")


@pytest.mark.parametrize(
    "url", ["kms://", "kms:///?region=x", "kms://key?regoin=x", "kms://key?region=", "kms://[", "kms://arn:aws:kms"]
)
def test_url_that_names_no_key_is_refused(url: str) -> None:
    with pytest.raises(MasterKeyError, match="; write "):
        open_master_key(url)


def test_wrapped_key_of_another_context_does_not_unwrap(key: MasterKey) -> None:
    wrapped = key.wrap(b"data key", CONTEXT)

    with pytest.raises(DataKeyError, match=r"\(InvalidCiphertextException\): its record was changed or moved"):
        key.unwrap(wrapped, {"stackwright:stack": "stack-2"})


def test_changed_wrapped_key_does_not_unwrap(key: MasterKey) -> None:
    wrapped = key.wrap(b"data key", CONTEXT)

    with pytest.raises(DataKeyError):
        key.unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), CONTEXT)


def test_key_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyServiceError, match=r"^AWS KMS refused DescribeKey with the key alias/none"):
        open_master_key("kms://alias/none")


def test_disabled_key_is_refused_at_once(cloud: Cloud, arn: str) -> None:
    cloud.client("kms").disable_key(KeyId=arn.rpartition("/")[2])

    with pytest.raises(MasterKeyError, match=f"^The KMS key {arn} is Disabled; enable it, or name another one"):
        open_master_key(f"kms://{arn}")


def test_key_of_another_kind_is_refused_at_once(cloud: Cloud) -> None:
    signing = make_key(cloud, "RSA_2048", "SIGN_VERIFY")

    with pytest.raises(MasterKeyError, match="is of the kind RSA_2048 for SIGN_VERIFY; name a SYMMETRIC_DEFAULT key"):
        open_master_key(f"kms://{signing}")


def test_refusal_is_one_sentence(cloud: Cloud, key: MasterKey, arn: str) -> None:
    cloud.inject(Fault("kms.Encrypt", status=400, code="AccessDeniedException", message="not for you.", times=-1))

    with pytest.raises(KeyServiceError) as raised:
        key.wrap(b"data key", CONTEXT)

    assert str(raised.value) == (
        f"AWS KMS refused Encrypt with the key {arn} (AccessDeniedException): not for you; "
        "check the key's region, state and policy."
    )


@pytest.mark.parametrize("status", [0, 500], ids=["connection lost", "server error"])
def test_passing_fault_is_ridden_out(cloud: Cloud, key: MasterKey, status: int) -> None:
    cloud.inject(Fault("kms.Encrypt", status=status, times=2))

    assert key.unwrap(key.wrap(b"data key", CONTEXT), CONTEXT) == b"data key"


def test_kms_that_cannot_be_reached_is_one_sentence(arn: str, free_port: int) -> None:
    with pytest.raises(
        KeyServiceError, match=f"^AWS KMS could not be asked about the key {arn}: .*; check the network"
    ):
        open_master_key(f"kms://{arn}?endpoint=http://127.0.0.1:{free_port}")


def test_missing_credentials_are_one_sentence(arn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(KeyServiceError, match=r"Unable to locate credentials; check the network, the credentials"):
        open_master_key(f"kms://{arn}")


@pytest.mark.parametrize("option", ["profile=none", "endpoint=none", "region=no where"])
def test_option_that_cannot_be_used_is_one_sentence(arn: str, option: str) -> None:
    with pytest.raises(MasterKeyError, match=r"; correct its region, endpoint or profile\.$"):
        open_master_key(f"kms://{arn}?{option}")


def test_connection_in_clear_is_refused(arn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://kms.example.com")

    with pytest.raises(MasterKeyError, match=r"^The KMS endpoint http://kms\.example\.com is not encrypted"):
        open_master_key(f"kms://{arn}")


def test_key_that_may_only_encrypt_wraps_nothing(cloud: Cloud, key: MasterKey, store: SqliteKeyStore) -> None:
    cloud.inject(Fault("kms.Decrypt", status=400, code="AccessDeniedException", times=-1))

    with pytest.raises(KeyServiceError, match=r"^AWS KMS refused Decrypt"):
        Encryption(DataKeys(KeyRing(key), store)).encrypt("stack-1", b"value")
    assert store.keys("stack-1") == []


def test_master_moves_from_a_file_into_kms_and_back(key: MasterKey, store: SqliteKeyStore) -> None:
    local = LocalMasterKey(bytes(32))
    sealed = Encryption(DataKeys(KeyRing(local), store)).encrypt("stack-1", b"value")

    assert rewrap(KeyRing(key, [local]), store).rewrapped == 1
    assert Encryption(DataKeys(KeyRing(key), store)).decrypt("stack-1", sealed) == b"value"
    assert rewrap(KeyRing(local, [key]), store).rewrapped == 1
    assert Encryption(DataKeys(KeyRing(local), store)).decrypt("stack-1", sealed) == b"value"


def test_rewrap_stopped_by_kms_goes_on_where_it_was(cloud: Cloud, key: MasterKey, store: SqliteKeyStore) -> None:
    local = LocalMasterKey(bytes(32))
    before = Encryption(DataKeys(KeyRing(local), store))
    sealed = {f"stack-{number}": before.encrypt(f"stack-{number}", b"value") for number in range(5)}
    ring = KeyRing(key, [local])

    def fail_after_two(done: int, of: int) -> None:
        if done == 2:
            cloud.inject(Fault("kms.Encrypt", status=400, code="AccessDeniedException"))

    with pytest.raises(KeyServiceError):
        rewrap(ring, store, progress=fail_after_two)
    assert store.masters() == {key.id: 2, local.id: 3}
    during = Encryption(DataKeys(ring, store))
    assert [during.decrypt(stack, one) for stack, one in sealed.items()] == [b"value"] * 5

    assert rewrap(ring, store).rewrapped == 3
    assert store.masters() == {key.id: 5}
