"""Amazon DynamoDB: tables."""

from pulumi_boto.dynamodb.keys import (
    AttributeDefinition,
    GlobalSecondaryIndex,
    KeySchema,
    LocalSecondaryIndex,
    Projection,
    ProvisionedThroughput,
)
from pulumi_boto.dynamodb.table import Table

__all__ = [
    "AttributeDefinition",
    "GlobalSecondaryIndex",
    "KeySchema",
    "LocalSecondaryIndex",
    "Projection",
    "ProvisionedThroughput",
    "Table",
]
