"""``python -m stackwright.cli`` is the command `stackwright`."""

from stackwright.cli.entry import main

main()
