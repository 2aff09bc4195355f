"""The provider process: Pulumi's resource provider protocol, answered from the resource model."""
