"""The routes of the Pulumi service protocol, as the CLI calls them.

Each `Route` states what permission it needs; `application` checks it before the handler runs. Source of the
routes and shapes: pulumi/pulumi, `pkg/backend/httpstate/client` and `sdk/go/common/apitype`.
"""
