"""One environment: a network, data, servers that work with it, and their scaling."""

import pulumi

from stackwright_components import (
    Data,
    DataSettings,
    LaunchTemplate,
    Network,
    NetworkSettings,
    Scaling,
    ScalingSettings,
    Servers,
    ServersSettings,
    read,
)

config = pulumi.Config()
server_settings = read(config, "servers", ServersSettings)

network = Network("main", read(config, "network", NetworkSettings))
data = Data("data", read(config, "data", DataSettings))
servers = Servers(
    "web",
    server_settings,
    vpc_id=network.vpc_id,
    subnet_ids=network.private_subnet_ids,
    variables={"bucket": data.bucket_name, "table": data.table_name, "queue": data.queue_url},
    policy_arns=[data.access_policy_arn],
)
scaling = Scaling(
    "web",
    read(config, "scaling", ScalingSettings),
    vpc_id=network.vpc_id,
    public_subnet_ids=network.public_subnet_ids,
    private_subnet_ids=network.private_subnet_ids,
    servers=LaunchTemplate(
        id=servers.launch_template_id,
        version=servers.launch_template_version,
        security_group_id=servers.security_group_id,
        port=server_settings.port,
    ),
)

pulumi.export("vpcId", network.vpc_id)
pulumi.export("publicSubnetIds", network.public_subnet_ids)
pulumi.export("privateSubnetIds", network.private_subnet_ids)
pulumi.export("bucketName", data.bucket_name)
pulumi.export("tableName", data.table_name)
pulumi.export("queueUrl", data.queue_url)
pulumi.export("instanceIds", servers.instance_ids)
pulumi.export("groupName", scaling.group_name)
pulumi.export("url", scaling.url)
