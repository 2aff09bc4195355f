"""The data of an environment, as a project of its own."""

import pulumi

from stackwright_components import Data, DataSettings, read

data = Data("data", read(pulumi.Config(), "data", DataSettings))

pulumi.export("bucketName", data.bucket_name)
pulumi.export("tableName", data.table_name)
pulumi.export("queueUrl", data.queue_url)
pulumi.export("accessPolicyArn", data.access_policy_arn)
