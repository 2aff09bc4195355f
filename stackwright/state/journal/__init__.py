"""The journal of an update: its entries, and their replay to the deployment that the engine means by them.

No database and no network here; bytes go in, bytes come out.
"""

from stackwright.state.journal.deployment import Deployment, TypedDeployment
from stackwright.state.journal.entry import (
    JOURNAL_VERSION,
    EntryKind,
    JournalEntry,
    ReceivedEntry,
    decode_entries,
    decode_entry,
)
from stackwright.state.journal.integrity import findings, noted
from stackwright.state.journal.replay import Replayer, replay
from stackwright.state.journal.resource import PendingOperation, Resource

__all__ = [
    "JOURNAL_VERSION",
    "Deployment",
    "EntryKind",
    "JournalEntry",
    "PendingOperation",
    "ReceivedEntry",
    "Replayer",
    "Resource",
    "TypedDeployment",
    "decode_entries",
    "decode_entry",
    "findings",
    "noted",
    "replay",
]
