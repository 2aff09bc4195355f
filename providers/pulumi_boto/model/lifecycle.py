"""How a resource is made, read, changed and removed: the part of a resource class that talks to AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from pulumi_boto.model.describe import Describe
from pulumi_boto.model.marks import Mark, is_marked_by
from pulumi_boto.model.shape import from_api, to_api

if TYPE_CHECKING:
    from pulumi_boto.model.resource import Definition, Resource

T = TypeVar("T")

Values = dict[str, Any]
"""Values of properties by their Python names."""

Response = dict[str, Any]
"""What boto3 returns."""


class Aws(Protocol):
    """What a lifecycle sees of AWS during one operation on one resource.

    Calls are retried by error class; errors are one clear sentence (:mod:`pulumi_boto.model.failure`).
    """

    token: str
    """Unique for this create; AWS's idempotency token where an operation takes one."""

    repeats: bool
    """Whether an earlier try of this create may have taken effect unseen: what exists already is then its."""

    @property
    def account_id(self) -> str:
        """The account that calls reach."""
        ...

    @property
    def region(self) -> str:
        """The region that calls reach."""
        ...

    @property
    def partition(self) -> str:
        """The partition that calls reach: aws, aws-cn, aws-us-gov."""
        ...

    def call(self, service: str, operation: str, **parameters: Any) -> Response:
        """Call an operation by boto3's names."""
        ...

    def pages(self, service: str, operation: str, items: str, **parameters: Any) -> list[Any]:
        """Every item of a paginated operation."""
        ...

    def together(self, *calls: Callable[[], T]) -> list[T]:
        """The results of calls that do not depend on each other, made at the same time."""
        ...

    def find(self, describe: Describe, id: str) -> Response | None:
        """One item by its id, read together with others that are wanted now; None if it is gone."""
        ...

    def tolerate(self, *codes: str, saying: str = "", naming: str = "") -> None:
        """Count error codes among those that pass by themselves, from here on: see ``Lifecycle.eventual``.

        Args:
            codes: AWS's error codes.
            saying: only where AWS's message holds these words. For a code that AWS gives to what passes and to
                what does not; nothing but the message tells them apart then.
            naming: only in calls that take this text, a policy say, and as long as it names something that the
                provider made a moment ago.
        """
        ...

    def is_new(self, name: str) -> bool:
        """Whether an id, a name or an ARN is of something that the provider made a moment ago."""
        ...

    def wait(self, what: str, ready: Callable[[], bool], *, timeout: float = 600) -> None:
        """Ask again, with growing pauses, until ``ready``; a timeout (seconds) names ``what``."""
        ...


class Lifecycle:
    """The provider's operations for one type.

    ``create`` makes the one call that brings the resource into being and returns its id; what may fail
    after that belongs into ``settle``, so that a failure there keeps the resource in the state.
    """

    definition: Definition

    permissions: ClassVar[tuple[str, ...]] = ()
    """IAM actions that the operations need."""

    gone: ClassVar[tuple[str, ...]] = ()
    """Error codes that mean: it is not there (any more)."""

    eventual: ClassVar[tuple[str, ...]] = ()
    """Error codes that pass by themselves while AWS catches up with what was just made.

    What says that something is not there passes only in calls that name something that the provider made a moment ago.
    """

    unique: ClassVar[tuple[str, ...]] = ()
    """Properties whose values AWS allows once: a replacement that keeps them deletes the old one first."""

    exclusive: ClassVar[bool] = False
    """No replacement can stand beside the old one, whatever changed; it is deleted first."""

    named_by: ClassVar[tuple[str, ...]] = ()
    """The inputs that make up its id, joined by ``|``, where that is not AWS's choice."""

    marked_late: ClassVar[bool] = False
    """Its tags are not part of the call that makes it: an interrupted create leaves it without marks."""

    part_of: ClassVar[tuple[str, type[Resource]] | None] = None
    """For types without tags: the input that names what it is part of, and the type of that, which has tags."""

    delete_is_slow: ClassVar[bool] = False
    """Deletion goes on after the call; wait until a read finds nothing."""

    def spell_name(self, name: str, new: Values) -> str:
        """A generated name as the service wants it: with a prefix, a suffix, or in lower case."""
        return name

    def validate(self, new: Values) -> Iterable[tuple[str, str]]:
        """Faults that concern several properties: pairs of the property's name and a sentence."""
        return ()

    def replacing(self, old: Values, new: Values) -> Iterable[str]:
        """Properties that AWS can change in general, but not from these values to those.

        What is not known yet is left out of ``new``.
        """
        return ()

    def collides(self, old: Values, new: Values) -> bool:
        """Whether AWS refuses a replacement as long as the old one is there, for what ``unique`` cannot say.

        ``new`` holds what the program gives, without what is not known yet.
        """
        return self.exclusive

    def create(self, aws: Aws, new: Values) -> str:
        """Make it, and return its id."""
        raise NotImplementedError

    def settle(self, aws: Aws, id: str, new: Values) -> None:
        """What follows the call that made it: attributes that need calls of their own, waiting."""

    def read(self, aws: Aws, id: str) -> Values | None:
        """Every live value, or None when it is gone. A property left out counts as not readable."""
        raise NotImplementedError

    def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
        """Change what is in ``changed``; ``new`` holds defaults for what the program no longer sets.

        Never called for properties that replace; tags come through :meth:`tag` instead.
        """
        raise NotImplementedError

    def delete(self, aws: Aws, id: str, state: Values) -> None:
        """Remove it, ``state`` being its recorded values; the ``gone`` error codes count as success."""
        raise NotImplementedError

    def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
        """Set and remove tags, for types with a ``tags`` property."""
        raise NotImplementedError

    def identify(self, aws: Aws, new: Values) -> str | None:
        """The id that these inputs lead to, whether or not it is there; None where AWS chooses it, or has nothing."""
        return "|".join(str(new[name]) for name in self.named_by) if self.named_by else None

    def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
        """The ids of what carries a mark, for types whose ids AWS chooses; ``new`` says where to look."""
        return []

    def parameters(self, values: Values, *names: str) -> dict[str, Any]:
        """Properties as parameters of a boto3 call: those named, or all inputs but the tags; None is left out."""
        properties = self.definition.inputs
        chosen = names or [name for name in properties if name != "tags"]
        return {
            properties[name].api: to_api(values[name], properties[name].shape)
            for name in chosen
            if values.get(name) is not None
        }

    def parse(self, item: Response) -> Values:
        """The properties that a boto3 response holds."""
        return {
            name: from_api(item[prop.api], prop.shape)
            for name, prop in self.definition.properties.items()
            if name != "tags" and item.get(prop.api) is not None
        }

    def absent(self) -> Values:
        """Every input but the tags as it is where AWS's answer leaves it out: its default."""
        return {name: prop.options.default for name, prop in self.definition.inputs.items() if name != "tags"}


def is_ours(aws: Aws, tags: Mapping[str, str]) -> bool:
    """Whether tags hold the mark of this very create: what has the wanted name is what a lost reply made."""
    return is_marked_by(aws.token, tags)


def tag_list(tags: Mapping[str, str] | None, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most services take them; ``key`` and ``value`` are the service's words."""
    return [{key: name, value: text} for name, text in (tags or {}).items()]


def tag_map(tags: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as most services return them, to a map."""
    return {tag[key]: tag.get(value, "") for tag in tags or ()}
