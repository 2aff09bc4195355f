"""A Pulumi provider that does nothing, so that only the engine and its backend cost time."""
