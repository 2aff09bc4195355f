"""The Pulumi engine: found or installed, its Python language host, and its operations."""
