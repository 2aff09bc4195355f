"""Rules: which requests of a listener go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NotRequired, TypedDict

from pulumi import Input

from pulumi_boto.elbv2.actions import Action, action_faults, canonical_actions
from pulumi_boto.elbv2.lifecycle import ElbLifecycle
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
    Kind,
    Mark,
    Property,
    Resource,
    Response,
    Values,
    optional,
    output,
    required,
    tag_list,
)


class Patterns(TypedDict):
    """Values of which one must match; * and ? are wildcards."""

    values: Input[Sequence[Input[str]]]


class HttpHeader(TypedDict):
    """A header and its values."""

    http_header_name: Input[str]
    values: Input[Sequence[Input[str]]]


class QueryPair(TypedDict):
    """A key, or any, and its value in the query."""

    key: NotRequired[Input[str]]
    value: Input[str]


class QueryString(TypedDict):
    """Pairs of which one must match."""

    values: Input[Sequence[Input[QueryPair]]]


class Condition(TypedDict):
    """What requests must be like: the field, and the part that belongs to it."""

    field: Input[str]
    host_header_config: NotRequired[Input[Patterns]]
    path_pattern_config: NotRequired[Input[Patterns]]
    http_header_config: NotRequired[Input[HttpHeader]]
    http_request_method_config: NotRequired[Input[Patterns]]
    query_string_config: NotRequired[Input[QueryString]]
    source_ip_config: NotRequired[Input[Patterns]]


_FIELDS = ("host-header", "path-pattern", "http-header", "http-request-method", "query-string", "source-ip")


class ListenerRule(Resource, cloudformation="AWS::ElasticLoadBalancingV2::ListenerRule"):
    """What a listener does with some requests. Its id is its ARN.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    """

    listener_arn: Property[str] = required("Listener that it is part of.", replaces=True)
    priority: Property[int] = required("Place among the listener's rules, 1 to 50000; the lowest goes first.")
    conditions: Property[Sequence[Input[Condition]]] = required("What requests must be like.", unordered=True)
    actions: Property[Sequence[Input[Action]]] = required("What happens to them.", canonical=canonical_actions)
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="RuleArn")

    class Lifecycle(ElbLifecycle):
        describe = Describe("elbv2", "describe_rules", "Rules", "RuleArn", parameter="RuleArns", limit=20)
        permissions = (
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateRule",
            "elasticloadbalancing:DeleteRule",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:RemoveTags",
            "elasticloadbalancing:SetRulePriorities",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            yield from action_faults("actions", new.get("actions"))
            conditions = new.get("conditions")
            for index, condition in enumerate(conditions if isinstance(conditions, list) else ()):
                field = condition.get("field") if isinstance(condition, dict) else None
                if not isinstance(field, str):
                    continue  # not known yet
                part = field.replace("-", "_") + "_config"
                if field not in _FIELDS:
                    yield "conditions", f"'conditions[{index}].field' is '{field}'; it is one of {', '.join(_FIELDS)}."
                elif part not in condition:
                    yield "conditions", f"'conditions[{index}]' for {field} needs '{part}'."

        def collides(self, old: Values, new: Values) -> bool:
            # its target groups take no second load balancer
            return _load_balancer(old["listener_arn"]) != _load_balancer(new.get("listener_arn", ""))

        def create(self, aws: Aws, new: Values) -> str:
            try:
                made = aws.call("elbv2", "create_rule", Tags=tag_list(new.get("tags")), **self.parameters(new))
            except Failure as failure:
                if failure.code != "PriorityInUse":
                    raise
                ours = self.created_among(aws, self._there(aws, new))
                if ours is None:
                    raise
                return ours
            return str(made["Rules"][0]["RuleArn"])

        def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
            return self.marked_among(aws, mark, self._there(aws, new))

        def _there(self, aws: Aws, new: Values) -> list[Response]:
            """What has its place among the rules of its listener."""
            rules: list[Response] = aws.pages("elbv2", "describe_rules", "Rules", ListenerArn=new["listener_arn"])
            return [rule for rule in rules if rule["Priority"] == str(new["priority"])]

        def details(self, aws: Aws, id: str, item: Response) -> Values:
            if item.get("IsDefault"):
                sentence = f"{id} is the default rule of its listener; state it as the listener's default_actions."
                raise Failure(Kind.PERMANENT, sentence, "DefaultRule")
            head, _, _ = id.rpartition("/")
            listener = head.replace(":listener-rule/", ":listener/")
            return self.parse(item) | {"priority": int(item["Priority"]), "listener_arn": listener}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            parts = sorted(changed & {"conditions", "actions"})
            if parts:
                aws.call("elbv2", "modify_rule", RuleArn=id, **self.parameters(new, *parts))
            if "priority" in changed:
                place = {"RuleArn": id, "Priority": new["priority"]}
                aws.call("elbv2", "set_rule_priorities", RulePriorities=[place])

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("elbv2", "delete_rule", RuleArn=id)


def _load_balancer(listener_arn: str) -> str:
    """What the ARNs of a load balancer's listeners have in common."""
    return listener_arn.rpartition("/")[0]
