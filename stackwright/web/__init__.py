"""The HTTP server: the Pulumi protocol, our own routes, health and metrics."""
