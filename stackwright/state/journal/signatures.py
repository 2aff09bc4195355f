"""What marks special values among properties in a state. Source: pulumi/pulumi, `sdk/go/common/resource/sig`."""

from __future__ import annotations

from typing import Final

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key whose value tells which kind of special value an object is."""

SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, the same everywhere
"""A secret; its plaintext, where it has one, is JSON."""

RESOURCE_REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
"""A reference to a resource, by its URN."""
