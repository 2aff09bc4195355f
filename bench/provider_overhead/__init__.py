"""What Pulumi and the boto provider cost beside a thread pool of plain boto3."""
