"""Listeners: ports on which a load balancer takes requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

from pulumi import Input

from pulumi_boto.elbv2.actions import Action, action_faults, canonical_actions
from pulumi_boto.elbv2.lifecycle import ElbLifecycle
from pulumi_boto.model import (
    Aws,
    Describe,
    Failure,
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

_ENCRYPTED = ("HTTPS", "TLS")


class Certificate(TypedDict):
    """A certificate of ACM or IAM."""

    certificate_arn: Input[str]


def _canonical_certificates(certificates: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [*certificates[:1], *sorted(certificates[1:], key=lambda entry: entry["certificate_arn"])]


class Listener(Resource, cloudformation="AWS::ElasticLoadBalancingV2::Listener"):
    """A port of a load balancer, and what happens to requests that no rule takes. Its id is its ARN.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    """

    load_balancer_arn: Property[str] = required("Load balancer that it is part of.", replaces=True)
    port: Property[int] = required("Port.")
    protocol: Property[str] = required(
        "Protocol of the clients.", choices=("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP")
    )
    default_actions: Property[Sequence[Input[Action]]] = required(
        "What happens to requests that no rule takes.", canonical=canonical_actions
    )
    certificates: Property[Sequence[Input[Certificate]]] = optional(
        "Certificates; the first is for clients that ask for no known name.",
        default=[],
        canonical=_canonical_certificates,
    )
    ssl_policy: Property[str] = optional("Security policy: protocol versions and ciphers.", default=None, computed=True)
    alpn_policy: Property[Sequence[Input[str]]] = optional("ALPN policy; TLS only.", default=[])
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="ListenerArn")

    class Lifecycle(ElbLifecycle):
        describe = Describe(
            "elbv2", "describe_listeners", "Listeners", "ListenerArn", parameter="ListenerArns", limit=20
        )
        exclusive = True  # its target groups take no second load balancer
        permissions = (
            "elasticloadbalancing:AddListenerCertificates",
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateListener",
            "elasticloadbalancing:DeleteListener",
            "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            yield from action_faults("default_actions", new.get("default_actions"))
            if new.get("protocol") in _ENCRYPTED and not new.get("certificates"):
                yield "certificates", f"a listener for {new['protocol']} needs 'certificates'."

        def _parameters(self, values: Values, names: frozenset[str]) -> Response:
            """Parameters that creation and modification share; both take the default certificate alone."""
            chosen = sorted(
                names & {"port", "protocol", "default_actions", "ssl_policy", "alpn_policy", "certificates"}
            )
            return self.parameters({**values, "certificates": _default(values) or None}, *chosen)

        def create(self, aws: Aws, new: Values) -> str:
            try:
                made = aws.call(
                    "elbv2",
                    "create_listener",
                    LoadBalancerArn=new["load_balancer_arn"],
                    Tags=tag_list(new.get("tags")),
                    **self._parameters(new, frozenset(new)),
                )
            except Failure as failure:
                if failure.code != "DuplicateListener":
                    raise
                ours = self.created_among(aws, self._there(aws, new))
                if ours is None:
                    raise
                return ours
            return str(made["Listeners"][0]["ListenerArn"])

        def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
            return self.marked_among(aws, mark, self._there(aws, new))

        def _there(self, aws: Aws, new: Values) -> list[Response]:
            """The listeners of its load balancer."""
            load_balancer = new["load_balancer_arn"]
            return aws.pages("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=load_balancer)

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            self._certify(aws, id, "add", _further(new))

        def _certify(self, aws: Aws, id: str, verb: str, arns: Iterable[str]) -> None:
            """Add or remove further certificates, one a call as AWS wants it."""
            for arn in arns:
                certificates = [{"CertificateArn": arn}]
                aws.call("elbv2", f"{verb}_listener_certificates", ListenerArn=id, Certificates=certificates)

        def details(self, aws: Aws, id: str, item: Response) -> Values:
            live = {"certificates": [], "alpn_policy": [], **self.parse(item)}
            if item.get("Protocol") in _ENCRYPTED:
                every = aws.pages("elbv2", "describe_listener_certificates", "Certificates", ListenerArn=id)
                further = [entry["CertificateArn"] for entry in every if not entry.get("IsDefault")]
                live["certificates"] = live["certificates"][:1] + [{"certificate_arn": arn} for arn in further]
            return live

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            before, after = _further(old), _further(new)
            # the default certificate can be no further one at the same time, neither before nor after
            self._certify(aws, id, "remove", [arn for arn in before if arn not in after])
            unchanged = {"certificates"} if _default(old) == _default(new) else set()
            if changed - unchanged:
                aws.call("elbv2", "modify_listener", ListenerArn=id, **self._parameters(new, changed - unchanged))
            self._certify(aws, id, "add", [arn for arn in after if arn not in before])

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("elbv2", "delete_listener", ListenerArn=id)


def _default(values: Values) -> list[dict[str, str]]:
    return (values.get("certificates") or [])[:1]


def _further(values: Values) -> list[str]:
    return [entry["certificate_arn"] for entry in (values.get("certificates") or [])[1:]]
