"""Amazon DynamoDB: tables of items."""

from pulumi_boto.dynamodb.table import Table

__all__ = ["Table"]
