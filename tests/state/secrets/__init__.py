"""Encryption of secrets in state."""
