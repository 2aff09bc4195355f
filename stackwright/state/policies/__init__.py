"""Policy packs that the service keeps, the groups that attach them to stacks, and what follows for each stack.

A pack is published in versions that never change. A group enables one version of a pack, with a configuration, for
its stacks; the default group is about every stack. `required` tells what an update of a stack has to run.
"""
