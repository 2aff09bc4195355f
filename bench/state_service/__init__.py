"""The state service beside Pulumi's file backend, and beside no recorded state at all."""
