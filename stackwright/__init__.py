"""Stackwright: the open control plane for Pulumi."""
