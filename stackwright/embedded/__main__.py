"""``python -m stackwright.embedded SECONDS`` serves, and ends after so many seconds in which nobody needed it."""

from stackwright.embedded.process import main

main()
