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
└── DeploymentError         SW110  1    a preview, update, refresh or destroy failed
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
