"""The association of a subnet with a route table."""

from __future__ import annotations

from pulumi_boto import ec2
from tests.pulumi_boto.ec2.network import make_subnet, make_table, make_vpc
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud, Fault


def test_change_of_the_table_leaves_no_moment_without_one(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    subnet, old, new = make_subnet(engine, vpc), make_table(engine, vpc, "old"), make_table(engine, vpc, "new")
    associated = engine.create(ec2.RouteTableAssociation, "web", {"subnet_id": subnet.id, "route_table_id": old.id})

    updated = engine.update(associated, {"subnet_id": subnet.id, "route_table_id": new.id})

    assert updated.id == subnet.id
    assert updated.outputs["association_id"] != associated.outputs["association_id"]
    assert "ec2.DisassociateRouteTable" not in cloud.calls()


def test_association_whose_reply_was_lost_is_its_own(cloud: Cloud, engine: Engine) -> None:
    vpc = make_vpc(engine)
    subnet, table = make_subnet(engine, vpc), make_table(engine, vpc)
    cloud.inject(
        Fault("ec2.AssociateRouteTable", status=0, after=True),
        Fault("ec2.AssociateRouteTable", status=400, code="Resource.AlreadyAssociated"),  # moto answers with the first
    )

    made = engine.create(ec2.RouteTableAssociation, "web", {"subnet_id": subnet.id, "route_table_id": table.id})

    assert made.outputs["route_table_id"] == table.id
