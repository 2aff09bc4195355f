"""The Pulumi service protocol: stacks, updates, journals, leases, secrets and history.

`pulumi login ADDRESS` speaks it through the routes of `stackwright.state.protocol`. Sources: pulumi/pulumi,
`sdk/go/common/apitype`, `pkg/backend/httpstate/client` and `pkg/backend/journal.go`.
"""
