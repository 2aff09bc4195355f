"""Shapes of requests and answers, by the names that `sdk/go/common/apitype` gives their fields."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from stackwright.state.model import UpdateKind, UpdateStatus

Sequence = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""A number that grows with what a client sends."""


class Struct(msgspec.Struct, rename="camel", omit_defaults=True):
    """Base of all shapes; fields that have their default are left out, as Go's ``omitempty`` does."""


class Message(Struct):
    """`apitype.Message`."""

    message: str
    severity: str = ""


class Organization(Struct):
    """An organization in `serviceUser`."""

    github_login: str = msgspec.field(name="githubLogin")
    name: str = ""
    avatar_url: str = ""


class User(Struct, omit_defaults=False):
    """`serviceUser`: who a token belongs to."""

    id: str
    github_login: str = msgspec.field(name="githubLogin")
    name: str
    email: str
    avatar_url: str
    organizations: list[Organization]
    identities: list[str]


class DefaultOrganization(msgspec.Struct):
    """`apitype.GetDefaultOrganizationResponse`, whose fields have no JSON names in Go."""

    login: str = msgspec.field(name="GitHubLogin")
    messages: list[Message] = msgspec.field(name="Messages", default_factory=list)


class StackConfig(Struct):
    """`apitype.StackConfig`: configuration kept on the server."""

    environment: str = ""
    secrets_provider: str = ""
    encrypted_key: str = ""
    encryption_salt: str = ""


class OperationStatus(Struct):
    """`apitype.OperationStatus`: what runs on a stack now; ``started`` in seconds."""

    kind: UpdateKind
    author: str
    started: int


class Stack(Struct, omit_defaults=False):
    """`apitype.Stack`."""

    id: str
    org_name: str
    project_name: str
    stack_name: str
    active_update: str
    tags: dict[str, str]
    version: int
    current_operation: OperationStatus | msgspec.UnsetType = msgspec.UNSET
    config: StackConfig | msgspec.UnsetType = msgspec.UNSET


class StackSummary(Struct, omit_defaults=False):
    """`apitype.StackSummary`; ``last_update`` in seconds."""

    id: str
    org_name: str
    project_name: str
    stack_name: str
    last_update: int | msgspec.UnsetType = msgspec.UNSET
    resource_count: int | msgspec.UnsetType = msgspec.UNSET


class StackList(msgspec.Struct, rename="camel"):
    """`apitype.ListStacksResponse`."""

    stacks: list[StackSummary]


class CreateStack(Struct):
    """`apitype.CreateStackRequest`; ``state`` is an untyped deployment."""

    stack_name: str
    tags: dict[str, str] | None = None
    teams: list[str] | None = None
    state: msgspec.Raw = msgspec.Raw()  # msgspec reads no `Raw | None`
    config: StackConfig | None = None


class RenameStack(Struct):
    """`apitype.StackRenameRequest`; what is empty stays as it is."""

    new_name: str = ""
    new_project: str = ""


class UpdateMetadata(Struct):
    """`apitype.UpdateMetadata`."""

    message: str = ""
    environment: dict[str, str] | None = None


class ConfigValue(Struct, omit_defaults=False):
    """`apitype.ConfigValue`: ``string`` is ciphertext when ``secret``."""

    string: str = ""
    secret: bool = False
    object: bool = False


class UpdateOptions(Struct):
    """The part of `apitype.UpdateOptions` that the service looks at."""

    dry_run: bool = False


class UpdateProgram(Struct):
    """`apitype.UpdateProgramRequest`."""

    metadata: UpdateMetadata = msgspec.field(default_factory=UpdateMetadata)
    config: dict[str, ConfigValue] | None = None
    options: UpdateOptions = msgspec.field(default_factory=UpdateOptions)


class RequiredPolicy(Struct):
    """`apitype.RequiredPolicy`."""

    name: str
    version: int
    version_tag: str
    display_name: str = ""
    pack_location: str = ""
    config: dict[str, Any] | None = None


class CreatedUpdate(Struct):
    """`apitype.UpdateProgramResponse`."""

    update_id: str = msgspec.field(name="updateID")
    required_policies: list[RequiredPolicy] = msgspec.field(default_factory=list)
    messages: list[Message] = msgspec.field(default_factory=list)


class StartUpdate(Struct):
    """`apitype.StartUpdateRequest`."""

    tags: dict[str, str] | None = None
    journal_version: int = 0


class StartedUpdate(Struct, omit_defaults=False):
    """`apitype.StartUpdateResponse`; ``token_expiration`` in seconds."""

    version: int
    token: str
    token_expiration: int
    journal_version: int


class BeginUpdate(Struct):
    """`apitype.BeginUpdateRequest`."""

    update_kind: UpdateKind
    program: UpdateProgram = msgspec.field(default_factory=UpdateProgram)
    tags: dict[str, str] | None = None
    journal_version: int = 0


class BegunUpdate(Struct):
    """`apitype.BeginUpdateResponse`."""

    update_id: str = msgspec.field(name="updateID")
    version: int = msgspec.field(name="version")
    token: str = msgspec.field(name="token")
    token_expiration: int = msgspec.field(name="tokenExpiration")
    stack: Stack = msgspec.field(name="stack")
    journal_version: int = 0
    required_policies: list[RequiredPolicy] = msgspec.field(default_factory=list)
    messages: list[Message] = msgspec.field(default_factory=list)
    deployment: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class RenewLease(Struct):
    """`apitype.RenewUpdateLeaseRequest`; ``duration`` in seconds."""

    duration: int
    token: str = ""


class RenewedLease(Struct, omit_defaults=False):
    """`apitype.RenewUpdateLeaseResponse`; ``token_expiration`` in seconds."""

    token: str
    token_expiration: int


class CompleteUpdate(Struct):
    """`apitype.CompleteUpdateRequest`."""

    status: UpdateStatus


class Checkpoint(Struct):
    """`apitype.PatchUpdateCheckpointRequest`."""

    version: int = 3
    features: list[str] | None = None
    deployment: msgspec.Raw = msgspec.Raw()
    is_invalid: bool = False


class VerbatimCheckpoint(Struct):
    """`apitype.PatchUpdateVerbatimCheckpointRequest`."""

    version: int
    untyped_deployment: msgspec.Raw
    sequence_number: Sequence


class CheckpointDelta(Struct):
    """`apitype.PatchUpdateCheckpointDeltaRequest`."""

    version: int
    checkpoint_hash: str
    deployment_delta: msgspec.Raw
    sequence_number: Sequence


class UpdateResults(msgspec.Struct, rename="camel", omit_defaults=False):
    """`apitype.UpdateResults`: no token means that the update has ended."""

    status: str
    events: list[msgspec.Raw]
    continuation_token: str | None = None


class EngineEvents(msgspec.Struct, rename="camel"):
    """`apitype.GetUpdateEventsResponse`."""

    events: list[msgspec.Raw]
    continuation_token: str | None = None


class UpdateInfo(Struct, omit_defaults=False):
    """`apitype.UpdateInfo`; times in seconds."""

    kind: str
    start_time: int
    message: str
    environment: dict[str, str]
    config: dict[str, Any]
    result: str
    end_time: int
    version: int
    resource_changes: dict[str, int]
    resource_count: int


class History(msgspec.Struct):
    """`apitype.GetHistoryResponse`."""

    updates: list[UpdateInfo]


class LatestUpdate(msgspec.Struct):
    """The newest update, as `getLatestConfigurationResponse` reads it."""

    info: UpdateInfo


class Preview(Struct):
    """`apitype.StackPreview`."""

    update_id: str = msgspec.field(name="updateID")


class Previews(msgspec.Struct):
    """`apitype.GetLatestStackPreviewsResponse`."""

    updates: list[Preview]


class ImportedStack(Struct):
    """`apitype.ImportStackResponse`."""

    update_id: str


class Plaintext(Struct, omit_defaults=False):
    """`apitype.EncryptValueRequest` and `DecryptValueResponse`; bytes travel as base64."""

    plaintext: bytes


class Ciphertext(Struct, omit_defaults=False):
    """`apitype.DecryptValueRequest` and `EncryptValueResponse`."""

    ciphertext: bytes


class Plaintexts(Struct, omit_defaults=False):
    """`apitype.BatchEncryptRequest`."""

    plaintexts: list[bytes] | None


class Ciphertexts(Struct, omit_defaults=False):
    """`apitype.BatchDecryptRequest` and `BatchEncryptResponse`."""

    ciphertexts: list[bytes] | None


class Decrypted(Struct, omit_defaults=False):
    """`apitype.BatchDecryptResponse`: plaintexts by the base64 of their ciphertexts."""

    plaintexts: dict[str, bytes]


class Capability(Struct):
    """`apitype.APICapabilityConfig`."""

    capability: str
    version: int = 0
    configuration: Any = None


class Capabilities(msgspec.Struct):
    """`apitype.CapabilitiesResponse`."""

    capabilities: list[Capability]


class VersionInfo(Struct, omit_defaults=False):
    """`apitype.CLIVersionResponse`."""

    latest_version: str
    oldest_without_warning: str
    latest_dev_version: str
