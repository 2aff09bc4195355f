"""Amazon EC2: networks."""

from pulumi_boto import ec2
from tests.pulumi_boto.case import Case, Need, Ref

VPC = {"vpc": Need(ec2.Vpc, {"cidr_block": "10.0.0.0/16"})}
SUBNET = {**VPC, "subnet": Need(ec2.Subnet, {"vpc_id": Ref("vpc"), "cidr_block": "10.0.1.0/24"})}
SUBNETS = {**SUBNET, "other_subnet": Need(ec2.Subnet, {"vpc_id": Ref("vpc"), "cidr_block": "10.0.2.0/24"})}
TABLE = {"table": Need(ec2.RouteTable, {"vpc_id": Ref("vpc")})}
TABLES = {**TABLE, "other_table": Need(ec2.RouteTable, {"vpc_id": Ref("vpc")})}
ATTACHED = {
    "gateway": Need(ec2.InternetGateway),
    "attachment": Need(ec2.InternetGatewayAttachment, {"internet_gateway_id": Ref("gateway"), "vpc_id": Ref("vpc")}),
}
PRIVATE_NAT = {"nat": Need(ec2.NatGateway, {"subnet_id": Ref("subnet"), "connectivity_type": "private"})}
GROUP = {"group": Need(ec2.SecurityGroup, {"vpc_id": Ref("vpc"), "description": "Web servers"})}
GROUPS = {**GROUP, "other_group": Need(ec2.SecurityGroup, {"vpc_id": Ref("vpc"), "description": "Balancers"})}
ONLY_OBJECTS = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}

GATEWAYS = [
    Case(
        ec2.InternetGateway,
        create={"tags": {"Name": "main"}},
        update={"tags": {"Name": "other"}},
        replace=None,  # AWS can change all there is
    ),
    Case(
        ec2.InternetGatewayAttachment,
        needs={
            **VPC,
            "gateway": Need(ec2.InternetGateway),
            "other_gateway": Need(ec2.InternetGateway),
        },
        create={"internet_gateway_id": Ref("gateway"), "vpc_id": Ref("vpc")},
        update=None,  # both ends make up what it is
        replace={"internet_gateway_id": Ref("other_gateway")},
    ),
    Case(
        ec2.InternetGatewayAttachment,
        name="other-network",
        needs={**VPC, "other_vpc": Need(ec2.Vpc, {"cidr_block": "10.1.0.0/16"}), "gateway": Need(ec2.InternetGateway)},
        create={"internet_gateway_id": Ref("gateway"), "vpc_id": Ref("vpc")},
        update=None,
        replace={"vpc_id": Ref("other_vpc")},
    ),
    Case(
        ec2.Eip,
        create={"tags": {"Name": "nat"}},
        update={"tags": {"Name": "other"}},
        replace={"public_ipv4_pool": "ipv4pool-ec2-0123456789abcdef0"},
        # moto knows one pool and tells neither it nor the border group
    ),
    Case(
        ec2.NatGateway,
        name="public",
        needs={**SUBNET, "address": Need(ec2.Eip), "other_address": Need(ec2.Eip)},
        create={"subnet_id": Ref("subnet"), "allocation_id": Ref("address"), "tags": {"Name": "a"}},
        update={"tags": {"Name": "b"}},
        replace={"allocation_id": Ref("other_address")},
    ),
    Case(
        ec2.NatGateway,
        name="private",
        needs=SUBNETS,
        create={"subnet_id": Ref("subnet"), "connectivity_type": "private"},
        update={"tags": {"Name": "b"}},
        replace={"subnet_id": Ref("other_subnet")},
    ),
    Case(
        ec2.VpcEndpoint,
        name="gateway",
        needs={**VPC, **TABLES},
        create={
            "vpc_id": Ref("vpc"),
            "service_name": "com.amazonaws.eu-central-1.s3",
            "route_table_ids": [Ref("table")],
            "tags": {"Name": "s3"},
        },
        update={"policy_document": ONLY_OBJECTS, "tags": {}},  # moto adds no route when a table is added, see interface
        replace={"service_name": "com.amazonaws.eu-central-1.dynamodb"},
    ),
    Case(
        ec2.VpcEndpoint,
        name="interface",
        needs={**SUBNETS, **GROUPS},
        create={
            "vpc_id": Ref("vpc"),
            "service_name": "com.amazonaws.eu-central-1.ssm",
            "vpc_endpoint_type": "Interface",
            "subnet_ids": [Ref("subnet")],
            "security_group_ids": [Ref("group")],
            "private_dns_enabled": True,
        },
        update={
            "subnet_ids": [Ref("other_subnet"), Ref("subnet")],
            "security_group_ids": [Ref("other_group")],
        },
        replace={"service_name": "com.amazonaws.eu-central-1.logs"},
    ),
]

ROUTES = [
    Case(
        ec2.RouteTable,
        needs={**VPC, "other_vpc": Need(ec2.Vpc, {"cidr_block": "10.1.0.0/16"})},
        create={"vpc_id": Ref("vpc"), "tags": {"Name": "public"}},
        update={"tags": {"Name": "private"}},
        replace={"vpc_id": Ref("other_vpc")},
    ),
    Case(
        ec2.Route,
        name="gateway",
        needs={**SUBNET, **TABLE, **ATTACHED, **PRIVATE_NAT},
        create={
            "route_table_id": Ref("table"),
            "destination_cidr_block": "0.0.0.0/0",
            "gateway_id": Ref("attachment", "internet_gateway_id"),
        },
        update={"gateway_id": None, "nat_gateway_id": Ref("nat")},
        replace={"destination_cidr_block": "192.0.2.0/24"},
    ),
    Case(
        ec2.Route,
        name="nat",
        needs={**SUBNET, **TABLES, **PRIVATE_NAT},
        create={
            "route_table_id": Ref("table"),
            "destination_cidr_block": "0.0.0.0/0",
            "nat_gateway_id": Ref("nat"),
        },
        update=None,  # the case of a gateway has it
        replace={"route_table_id": Ref("other_table")},
    ),
    Case(
        ec2.Route,
        name="ipv6",
        needs={**VPC, **TABLES, **ATTACHED},
        create={
            "route_table_id": Ref("table"),
            "destination_ipv6_cidr_block": "::/0",
            "gateway_id": Ref("attachment", "internet_gateway_id"),
        },
        update=None,  # the case of a gateway has it
        replace={"destination_ipv6_cidr_block": "2001:db8::/32"},
    ),
    Case(
        ec2.RouteTableAssociation,
        needs={**SUBNETS, **TABLES},
        create={"subnet_id": Ref("subnet"), "route_table_id": Ref("table")},
        update={"route_table_id": Ref("other_table")},
        replace={"subnet_id": Ref("other_subnet")},
    ),
]

GROUP_RULES = [
    Case(
        ec2.SecurityGroup,
        needs=VPC,
        create={"vpc_id": Ref("vpc"), "description": "Web servers", "tags": {"Name": "web"}},
        update={"default_egress": False, "tags": {"Name": "other"}},
        replace={"description": "Database servers"},
    ),
    Case(
        ec2.SecurityGroup,
        name="named",
        needs=VPC,
        create={"vpc_id": Ref("vpc"), "description": "Web servers", "group_name": "web", "default_egress": False},
        update={"default_egress": True},
        replace={"description": "Database servers"},
    ),
    Case(
        ec2.SecurityGroupIngress,
        name="range",
        needs={**VPC, **GROUPS},
        create={
            "group_id": Ref("group"),
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "cidr_ip": "10.0.0.0/8",
            "tags": {"Name": "https"},
        },
        update={"from_port": 8000, "to_port": 8080, "description": "From the office", "tags": {}},
        replace={"group_id": Ref("other_group")},
    ),
    Case(
        ec2.SecurityGroupIngress,
        name="ipv6",
        needs={**VPC, **GROUP},
        create={"group_id": Ref("group"), "ip_protocol": "icmpv6", "cidr_ipv6": "::/0"},
        update={"description": "Ping", "from_port": 128, "to_port": 0},
        replace={"cidr_ipv6": "2001:db8::/32"},
    ),
    Case(
        ec2.SecurityGroupIngress,
        name="group",
        needs={**VPC, **GROUPS},
        create={
            "group_id": Ref("group"),
            "ip_protocol": "udp",
            "from_port": 53,
            "to_port": 53,
            "source_security_group_id": Ref("other_group"),
        },
        update={"ip_protocol": "tcp", "description": "Names"},
        replace={"source_security_group_id": Ref("group")},
    ),
    Case(
        ec2.SecurityGroupEgress,
        name="range",
        needs={
            **VPC,
            "group": Need(ec2.SecurityGroup, {"vpc_id": Ref("vpc"), "description": "x", "default_egress": False}),
        },
        create={"group_id": Ref("group"), "ip_protocol": "-1", "cidr_ip": "0.0.0.0/0", "description": "Everything"},
        update={"description": "All", "tags": {"Name": "out"}},
        replace={"cidr_ip": "10.0.0.0/8"},
    ),
    Case(
        ec2.SecurityGroupEgress,
        name="prefix-list",
        needs={**VPC, **GROUP},
        create={
            "group_id": Ref("group"),
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "destination_prefix_list_id": "pl-0123456789abcdef0",
        },
        update={"to_port": 444},
        replace={"destination_prefix_list_id": "pl-0123456789abcdef1"},
    ),
]

CASES = [*GATEWAYS, *ROUTES, *GROUP_RULES]
