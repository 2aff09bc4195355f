"""Every error a user of Stackwright can meet.

Each class has a stable ``code`` for machines and an ``exit_status`` for shells. Errors of lower
layers (grpc, botocore, subprocess) are turned into one of these where they are caught; none of them
reaches a user.

StackwrightError            SW000  1
├── UsageError              SW001  64   a command was called wrongly
├── ConfigurationError      SW002  65   a file or setting of the user is wrong
├── EngineError             SW100  70   the Pulumi engine could not do its work
│   ├── EngineNotFoundError     SW101  69   no Pulumi CLI, and none could be installed
│   └── EngineVersionError      SW102  69   the Pulumi CLI found is not supported
├── DeploymentError         SW110  1    a preview, update, refresh or destroy failed
├── RecoveryError           SW111  1    nobody can tell what became of a pending operation
├── DatabaseError           SW200  74   the database cannot be reached or used
├── LocalServiceError       SW210  69   the state service of this computer could not be started or ended
├── StateError              SW300  1    the state service refuses
│   ├── InvalidRequestError     SW301  65   what was sent is not what the protocol or a rule allows
│   │   ├── JournalError            SW306  65   a journal entry is malformed, or contradicts its journal
│   │   └── SnapshotError           SW307  65   a deployment is not one that can be read
│   ├── BodyTooLargeError       SW308  65   the body of a request is larger than is read
│   ├── NotFoundError           SW302  1    no such stack, version, update, pack, user ...
│   ├── AlreadyExistsError      SW303  1    the name is taken
│   ├── ConflictError           SW304  75   someone else holds the stack
│   └── LeaseLostError          SW305  75   the update no longer holds its stack
├── SecretsError            SW310  70   secrets of a state could not be encrypted or decrypted
│   ├── CiphertextError         SW311  65   a ciphertext is damaged, or not one of this stack
│   ├── DataKeyError            SW312  70   a stored data key cannot be used
│   ├── MasterKeyError          SW313  65   a master key is missing, unsafe or wrong
│   └── KeyServiceError         SW314  69   AWS KMS could not be reached, or refused
└── AccessError             SW400  77   the caller may not do this
    ├── UnauthenticatedError    SW401  77   no token, or one that is unknown, expired or revoked
    └── ForbiddenError          SW402  77   the token's user lacks the role, or the token the scope
"""

from __future__ import annotations


class StackwrightError(Exception):
    """Base of the tree: one sentence that says what is wrong, where, and how to fix it."""

    code = "SW000"
    exit_status = 1


class UsageError(StackwrightError):
    """A command was called wrongly."""

    code = "SW001"
    exit_status = 64


class ConfigurationError(StackwrightError):
    """A file or setting of the user is wrong."""

    code = "SW002"
    exit_status = 65


class EngineError(StackwrightError):
    """The Pulumi engine could not do its work."""

    code = "SW100"
    exit_status = 70


class EngineNotFoundError(EngineError):
    """No Pulumi CLI was found, and none could be installed."""

    code = "SW101"
    exit_status = 69


class EngineVersionError(EngineError):
    """The Pulumi CLI that was found is not supported."""

    code = "SW102"
    exit_status = 69


class DeploymentError(StackwrightError):
    """A preview, update, refresh or destroy failed; the engine has said why."""

    code = "SW110"
    exit_status = 1


class RecoveryError(StackwrightError):
    """Pending operations were kept, because nobody can tell what became of one of them."""

    code = "SW111"
    exit_status = 1


class DatabaseError(StackwrightError):
    """The database cannot be reached or used."""

    code = "SW200"
    exit_status = 74


class LocalServiceError(StackwrightError):
    """The state service that runs on demand on this computer could not be started or ended."""

    code = "SW210"
    exit_status = 69


class StateError(StackwrightError):
    """The state service refuses."""

    code = "SW300"


class InvalidRequestError(StateError):
    """What was sent is not what the protocol or a rule allows."""

    code = "SW301"
    exit_status = 65


class JournalError(InvalidRequestError):
    """A journal entry is malformed, or contradicts the deployment or the entries before it."""

    code = "SW306"


class SnapshotError(InvalidRequestError):
    """A deployment, or a resource of it, is not one that can be read."""

    code = "SW307"


class BodyTooLargeError(StateError):
    """The body of a request is larger than is read."""

    code = "SW308"
    exit_status = 65


class NotFoundError(StateError):
    """There is no such stack, version, update, policy pack or user."""

    code = "SW302"


class AlreadyExistsError(StateError):
    """The name is taken."""

    code = "SW303"


class ConflictError(StateError):
    """Someone else holds the stack."""

    code = "SW304"
    exit_status = 75


class LeaseLostError(StateError):
    """The update no longer holds its stack: it was cancelled, completed, or its lease ran out."""

    code = "SW305"
    exit_status = 75


class SecretsError(StackwrightError):
    """Secrets of a state could not be encrypted or decrypted."""

    code = "SW310"
    exit_status = 70


class CiphertextError(SecretsError):
    """A ciphertext is damaged, or not one of this stack: whoever sent it is to blame."""

    code = "SW311"
    exit_status = 65


class DataKeyError(SecretsError):
    """A stored data key is damaged, or is not what it says it is."""

    code = "SW312"
    exit_status = 70


class MasterKeyError(SecretsError):
    """A master key is missing, unsafe or wrong."""

    code = "SW313"
    exit_status = 65


class KeyServiceError(SecretsError):
    """AWS KMS could not be reached, or refused."""

    code = "SW314"
    exit_status = 69


class AccessError(StackwrightError):
    """The caller may not do this."""

    code = "SW400"
    exit_status = 77


class UnauthenticatedError(AccessError):
    """There is no token, or it is unknown, expired or revoked."""

    code = "SW401"


class ForbiddenError(AccessError):
    """The user lacks the role, or the token the scope.

    ``action``, ``project`` and ``stack`` say for the audit trail what was refused; "" where the error does not know.
    """

    code = "SW402"

    def __init__(self, sentence: str, *, action: str = "", project: str = "", stack: str = "") -> None:
        super().__init__(sentence)
        self.action = action
        self.project = project
        self.stack = stack
