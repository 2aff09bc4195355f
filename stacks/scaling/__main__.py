"""The scaling of an environment, as a project of its own on the projects network and servers."""

import pulumi

from stackwright_components import LaunchTemplate, Scaling, ScalingSettings, outputs_of, read

config = pulumi.Config()
network = outputs_of(config, "networkStack")
servers = outputs_of(config, "serversStack")

scaling = Scaling(
    "web",
    read(config, "scaling", ScalingSettings),
    vpc_id=network["vpcId"],
    public_subnet_ids=network["publicSubnetIds"],
    private_subnet_ids=network["privateSubnetIds"],
    servers=LaunchTemplate(
        id=servers["launchTemplateId"],
        version=servers["launchTemplateVersion"],
        security_group_id=servers["securityGroupId"],
        port=servers["port"],
    ),
)

pulumi.export("groupName", scaling.group_name)
pulumi.export("url", scaling.url)
