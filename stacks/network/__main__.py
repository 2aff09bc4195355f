"""The network of an environment, as a project of its own."""

import pulumi

from stackwright_components import Network, NetworkSettings, read

network = Network("main", read(pulumi.Config(), "network", NetworkSettings))

pulumi.export("vpcId", network.vpc_id)
pulumi.export("publicSubnetIds", network.public_subnet_ids)
pulumi.export("privateSubnetIds", network.private_subnet_ids)
