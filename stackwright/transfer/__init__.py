"""Bring stacks from another Pulumi backend into the state service."""
