"""Target groups."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pulumi_boto import elbv2
from tests.pulumi_boto.elbv2.parts import target_group
from tests.pulumi_boto.engine import Engine
from tools.cloud import Cloud, Fault


def test_one_that_is_gone_does_not_make_the_others_look_gone(cloud: Cloud, engine: Engine) -> None:
    first = target_group(engine)
    groups = [first, *(engine.create(elbv2.TargetGroup, f"web{i}", port_of(first, 81 + i)) for i in range(9))]
    engine.delete(groups[4])

    with ThreadPoolExecutor(max_workers=len(groups)) as pool:
        live = list(pool.map(engine.refresh, groups))

    assert [entry and entry.id for entry in live] == [None if group is groups[4] else group.id for group in groups]


def port_of(like: object, port: int) -> dict[str, object]:
    """Inputs of one more group in the same network."""
    inputs: dict[str, object] = like.inputs  # type: ignore[attr-defined]
    return {"vpc_id": inputs["vpc_id"], "port": port, "protocol": "HTTP"}


def test_replacement_gets_another_name_so_that_listeners_move_before_the_old_one_goes(engine: Engine) -> None:
    recorded = target_group(engine)

    answer = engine.diff(recorded, port_of(recorded, 8080))

    assert list(answer.replaces) == ["port"]
    assert not answer.deleteBeforeReplace


def test_replacement_under_a_given_name_deletes_the_old_one_first(engine: Engine) -> None:
    recorded = target_group(engine, name="web")
    named = engine.create(elbv2.TargetGroup, "named", {**port_of(recorded, 80), "name": "named"})

    assert engine.diff(named, {**port_of(recorded, 8080), "name": "named"}).deleteBeforeReplace


def test_stickiness_taken_out_is_switched_off(engine: Engine) -> None:
    recorded = target_group(engine, stickiness={"type": "app_cookie", "cookie_name": "shop"})
    assert recorded.outputs["stickiness"] == {"type": "app_cookie", "cookie_name": "shop", "cookie_duration": 86400}

    updated = engine.update(recorded, port_of(recorded, 80))

    live = engine.refresh(updated)
    assert live is not None
    assert "stickiness" not in live.inputs
    assert "stickiness" not in live.outputs


def test_what_a_create_made_although_its_reply_was_lost_is_adopted(cloud: Cloud, engine: Engine) -> None:
    cloud.inject(Fault("elasticloadbalancing.CreateTargetGroup", status=0, after=True))

    recorded = target_group(engine)

    made = cloud.client("elbv2").describe_target_groups()["TargetGroups"]
    assert [entry["TargetGroupArn"] for entry in made] == [recorded.id]
