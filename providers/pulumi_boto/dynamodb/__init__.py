"""Amazon DynamoDB: tables."""

from pulumi_boto.dynamodb.capacity import ProvisionedThroughput
from pulumi_boto.dynamodb.indexes import GlobalSecondaryIndex, LocalSecondaryIndex, Projection
from pulumi_boto.dynamodb.keys import AttributeDefinition, KeySchema
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
