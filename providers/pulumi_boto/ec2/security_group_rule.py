"""What rules for both directions have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from pulumi_boto.ec2.lifecycle import Ec2Lifecycle
from pulumi_boto.model import Aws, Describe, Response, Values

ALL_PORTS = -1
_WITH_PORTS = ("tcp", "udp")


class SecurityGroupRuleLifecycle(Ec2Lifecycle):
    """One rule by its own id, ``sgr-...``; AWS changes protocol, ports and description in place."""

    direction: ClassVar[str]
    """The word in the names of operations: ingress or egress."""

    other_end: ClassVar[str]
    """The word for the other end: source or destination."""

    describe = Describe(
        "ec2",
        "describe_security_group_rules",
        "SecurityGroupRules",
        "SecurityGroupRuleId",
        filter="security-group-rule-id",
    )
    resource_type = "security-group-rule"
    gone = ("InvalidGroup.NotFound", "InvalidPermission.NotFound", "InvalidSecurityGroupRuleId.NotFound")
    eventual = ("InvalidGroup.NotFound", "InvalidPrefixListID.NotFound")

    @property
    def _ends(self) -> tuple[str, ...]:
        """The properties that can name the other end."""
        return "cidr_ip", "cidr_ipv6", f"{self.other_end}_prefix_list_id", f"{self.other_end}_security_group_id"

    def validate(self, new: Values) -> list[tuple[str, str]]:
        given = [name for name in self._ends if name in new]
        if len(given) != 1:
            said = " and ".join(given) or "none"
            return [("cidr_ip", f"a rule needs exactly one of {', '.join(self._ends)}; it has {said}.")]
        protocol = new["ip_protocol"]
        ports = [name for name in ("from_port", "to_port") if name in new]
        if protocol in _WITH_PORTS and len(ports) < 2:
            return [("from_port", f"a rule for {protocol} needs 'from_port' and 'to_port', the same for one port.")]
        if protocol == "-1" and ports:
            return [(ports[0], "a rule for all protocols is for all ports; remove 'from_port' and 'to_port'.")]
        return []

    def create(self, aws: Aws, new: Values) -> str:
        permission = {
            "IpProtocol": new["ip_protocol"],
            **_ports(new),
            **self._permission(new),
        }
        made = aws.call(
            "ec2",
            f"authorize_security_group_{self.direction}",
            GroupId=new["group_id"],
            IpPermissions=[permission],
            **self.tag_specifications(new),
        )
        return str(made["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def parse(self, item: Response) -> Values:
        group = item.get("ReferencedGroupInfo", {}).get("GroupId")
        flat = {**item, "ReferencedGroupId": group, "Description": item.get("Description") or None}
        return {"description": None} | super().parse(flat)

    def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
        rule = self.parameters(new, "ip_protocol", *self._ends) | _ports(new)
        rule["Description"] = new.get("description") or ""  # an empty one removes it
        modified = {"SecurityGroupRuleId": id, "SecurityGroupRule": rule}
        aws.call("ec2", "modify_security_group_rules", GroupId=new["group_id"], SecurityGroupRules=[modified])

    def delete(self, aws: Aws, id: str, state: Values) -> None:
        operation = f"revoke_security_group_{self.direction}"
        aws.call("ec2", operation, GroupId=state["group_id"], SecurityGroupRuleIds=[id])

    def _permission(self, new: Values) -> dict[str, Any]:
        """The other end, as a permission states it."""
        described = {"Description": new["description"]} if new.get("description") else {}
        name = next(name for name in self._ends if new.get(name))
        listed, key = _PERMISSION_KEYS[self.definition.properties[name].api]
        return {listed: [{key: new[name], **described}]}


def _ports(new: Values) -> dict[str, int]:
    first, last = new.get("from_port"), new.get("to_port")
    return {"FromPort": ALL_PORTS if first is None else first, "ToPort": ALL_PORTS if last is None else last}


_PERMISSION_KEYS = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
    "ReferencedGroupId": ("UserIdGroupPairs", "GroupId"),
}
