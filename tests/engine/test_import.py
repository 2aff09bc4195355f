"""`pulumi import` of what plain boto3 has made: the code it writes is a program that changes nothing."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest

from tests.engine.project import Project
from tools.cloud import Cloud

AMI = "ami-1e749f67"
"""An image that moto has in every region."""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def network(cloud: Cloud) -> str:
    ec2 = cloud.client("ec2")
    id_: str = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=id_, EnableDnsHostnames={"Value": True})
    ec2.create_tags(Resources=[id_], Tags=[{"Key": "Name", "Value": "office"}])
    return id_


def bucket(cloud: Cloud) -> str:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket="reports", VersioningConfiguration={"Status": "Enabled"})
    return "reports"


def role(cloud: Cloud) -> str:
    cloud.client("iam").create_role(RoleName="web", AssumeRolePolicyDocument=json.dumps(TRUST))
    return "web"


def table(cloud: Cloud) -> str:
    cloud.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return "orders"


def queue(cloud: Cloud) -> str:
    url: str = cloud.client("sqs").create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "90"})["QueueUrl"]
    return url


def topic(cloud: Cloud) -> str:
    arn: str = cloud.client("sns").create_topic(Name="news")["TopicArn"]
    return arn


def test_one_resource(boto_project: Project, cloud: Cloud) -> None:
    boto_project.pulumi("import", "boto:ec2:Vpc", "mine", network(cloud), "--yes", "--out", "__main__.py")

    assert (boto_project.folder / "__main__.py").read_text() == dedent("""\
        import pulumi
        import pulumi_boto as boto

        mine = boto.ec2.Vpc(
            "mine",
            cidr_block="10.1.0.0/16",
            enable_dns_hostnames=True,
            tags={"Name": "office"},
            opts=pulumi.ResourceOptions(protect=True),
        )
        """)
    boto_project.pulumi("preview", "--expect-no-changes")


def environment(cloud: Cloud) -> list[tuple[str, str, str]]:
    """Servers in a network, and what belongs to them: type, name and id of each."""
    ec2, elb, scaling = cloud.client("ec2"), cloud.client("elbv2"), cloud.client("autoscaling")
    vpc = network(cloud)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"eu-central-1{zone}")["Subnet"]
        for n, zone in enumerate("ab")
    ]
    a, b = (subnet["SubnetId"] for subnet in subnets)
    group = ec2.create_security_group(GroupName="web", Description="Web servers", VpcId=vpc)["GroupId"]
    office = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
    (rule,) = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[office])["SecurityGroupRules"]
    (server,) = ec2.run_instances(
        ImageId=AMI, InstanceType="t3.micro", SubnetId=a, SecurityGroupIds=[group], MinCount=1, MaxCount=1
    )["Instances"]
    template = ec2.create_launch_template(
        LaunchTemplateName="web", LaunchTemplateData={"ImageId": AMI, "InstanceType": "t3.micro"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    (balancer,) = elb.create_load_balancer(Name="shop", Subnets=[a, b], SecurityGroups=[group])["LoadBalancers"]
    (targets,) = elb.create_target_group(Name="targets", Protocol="HTTP", Port=8080, VpcId=vpc)["TargetGroups"]
    (listener,) = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets["TargetGroupArn"]}],
    )["Listeners"]
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="fleet",
        MinSize=1,
        MaxSize=3,
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
        VPCZoneIdentifier=f"{a},{b}",
        TargetGroupARNs=[targets["TargetGroupArn"]],
    )
    return [
        ("boto:s3:Bucket", "reports", bucket(cloud)),
        ("boto:iam:Role", "web-role", role(cloud)),
        ("boto:dynamodb:Table", "orders", table(cloud)),
        ("boto:sqs:Queue", "waiting", queue(cloud)),
        ("boto:sns:Topic", "news", topic(cloud)),
        ("boto:ec2:Vpc", "office", vpc),
        ("boto:ec2:Subnet", "a", a),
        ("boto:ec2:Subnet", "b", b),
        ("boto:ec2:SecurityGroup", "web", group),
        ("boto:ec2:SecurityGroupIngress", "https", rule["SecurityGroupRuleId"]),
        ("boto:ec2:Instance", "server", server["InstanceId"]),
        ("boto:ec2:LaunchTemplate", "template", template),
        ("boto:elbv2:LoadBalancer", "shop", balancer["LoadBalancerArn"]),
        ("boto:elbv2:TargetGroup", "targets", targets["TargetGroupArn"]),
        ("boto:elbv2:Listener", "http", listener["ListenerArn"]),
        ("boto:autoscaling:Group", "fleet", "fleet"),
    ]


@pytest.fixture
def imported(boto_project: Project, cloud: Cloud) -> Project:
    """A project whose program is the code of a whole environment, imported at once."""
    resources = [{"type": type_, "name": name, "id": id_} for type_, name, id_ in environment(cloud)]
    boto_project.write("resources.json", json.dumps({"resources": resources}))
    told = boto_project.pulumi("import", "--file", "resources.json", "--yes", "--out", "__main__.py")
    assert "warning" not in told
    return boto_project


def test_an_environment_at_once(imported: Project) -> None:
    program = (imported.folder / "__main__.py").read_text()

    assert [text for text in CODE if text not in program] == []
    imported.pulumi("preview", "--expect-no-changes")


CODE = [
    'bucket_name="reports",',
    'versioning_configuration={"status": "Enabled"},',
    "assume_role_policy_document=pulumi.Output.json_dumps({",
    'key_schema=[{"attribute_name": "id", "key_type": "HASH"}],',
    "visibility_timeout=90,",
    'name="news",',
    'cidr_block="10.1.0.0/16",',
    "vpc_id=office.id,",
    "group_id=web.id,",
    'cidr_ip="192.0.2.0/24",',
    f'image_id="{AMI}",',
    "security_group_ids=[web.id],",
    '"launch_template_id": template.id',
    "vpc_zone_identifier=[a.id, b.id],",
]
"""Pieces of the environment's program, of each type at least one."""


def test_what_was_imported_is_managed_from_then_on(imported: Project, cloud: Cloud) -> None:
    program = (imported.folder / "__main__.py").read_text()
    unprotected = program.replace("    opts=pulumi.ResourceOptions(protect=True),\n", "")
    imported.write("__main__.py", unprotected.replace('{"Name": "office"}', '{"Name": "home"}'))

    shown = imported.up("--diff")
    assert '~ Name: "office" => "home"' in shown
    (vpc,) = cloud.client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["home"]}])["Vpcs"]
    assert vpc["CidrBlock"] == "10.1.0.0/16"

    imported.pulumi("destroy", "--yes", "--skip-preview")
    assert ours(cloud.client("ec2").describe_vpcs()["Vpcs"]) == []


def ours(networks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [network for network in networks if not network["IsDefault"]]


def test_an_id_that_is_missing_is_one_sentence(boto_project: Project) -> None:
    told = boto_project.pulumi("import", "boto:ec2:Vpc", "mine", "vpc-0123", "--yes", "--out", "code.py", status=1)

    assert "there is no boto:ec2:Vpc 'vpc-0123' in eu-central-1 of account 123456789012; check boto:region" in told
    assert "Traceback" not in told
    assert (boto_project.folder / "code.py").read_text() == ""
    exported = json.loads(boto_project.pulumi("stack", "export"))
    assert "mine" not in json.dumps(exported["deployment"].get("resources", []))


def test_a_type_that_is_missing_is_one_sentence(boto_project: Project) -> None:
    told = boto_project.pulumi("import", "boto:ec2/vpc:Vpc", "mine", "vpc-1", "--yes", status=1)

    assert "has no type boto:ec2/vpc:Vpc; see the reference for those it has." in told
