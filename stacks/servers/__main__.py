"""The servers of an environment, as a project of its own on the projects network and data."""

import pulumi

from stackwright_components import Servers, ServersSettings, outputs_of, read

config = pulumi.Config()
settings = read(config, "servers", ServersSettings)
network = outputs_of(config, "networkStack")
data = outputs_of(config, "dataStack")

servers = Servers(
    "web",
    settings,
    vpc_id=network["vpcId"],
    subnet_ids=network["privateSubnetIds"],
    variables={"bucket": data["bucketName"], "table": data["tableName"], "queue": data["queueUrl"]},
    policy_arns=[data["accessPolicyArn"]],
)

pulumi.export("launchTemplateId", servers.launch_template_id)
pulumi.export("launchTemplateVersion", servers.launch_template_version)
pulumi.export("securityGroupId", servers.security_group_id)
pulumi.export("port", settings.port)
pulumi.export("instanceIds", servers.instance_ids)
