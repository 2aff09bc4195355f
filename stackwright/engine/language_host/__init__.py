"""The Python language host for a Pulumi engine that Stackwright built.

The vendor's release of Pulumi brings ``pulumi-language-python``; a CLI built from source lacks it.
This package answers the same protocol (pulumi/pulumi, ``proto/pulumi/language.proto``): it runs
programs and plugins in the interpreter of their own project, installs their packages and generates
code for imported resources.

Modules here are imported when a call needs them: each ``pulumi up`` waits for this process to start.
"""
