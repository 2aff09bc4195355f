"""Processes are killed, connections cut and disks filled while clients work: nothing that was acknowledged is lost."""
