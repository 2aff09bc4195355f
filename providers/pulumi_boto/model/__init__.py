"""The resource model: one class states everything about a resource.

From a subclass of :class:`Resource` come the typed Python SDK class, the Pulumi schema, the
provider's check, diff, create, read, update, delete and import, and the reference page.
Nothing here imports boto3, so that users' programs start fast.
"""

from pulumi_boto.model.describe import Describe
from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.model.function import Function
from pulumi_boto.model.lifecycle import Aws, Lifecycle, Response, Values, is_ours, tag_list, tag_map
from pulumi_boto.model.marks import Mark
from pulumi_boto.model.property import Property, optional, output, required
from pulumi_boto.model.resource import Resource
from pulumi_boto.model.shape import Api, Document, Replaces

__all__ = [
    "Api",
    "Aws",
    "Describe",
    "Document",
    "Failure",
    "Function",
    "Kind",
    "Lifecycle",
    "Mark",
    "Property",
    "Replaces",
    "Resource",
    "Response",
    "Values",
    "is_ours",
    "optional",
    "output",
    "required",
    "tag_list",
    "tag_map",
]
