"""The state service of this computer: started when it is needed, ended when it is not.

docs/adr/0007-embedded-service.md says why it works as it does. What clients import here is small, since the plain
Pulumi commands wait for it; only the server's own process imports the server.
"""
