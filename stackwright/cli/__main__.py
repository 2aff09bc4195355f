"""``python -m stackwright.cli`` is the command `stackwright`."""

from stackwright.cli.main import main

main()
