"""After a crash: what became of the operations that a stack has begun and nobody heard the end of.

docs/adr/0006-recover.md says why it works as it does.
"""
