"""THE TURN: one message in, one checked reply out. Imports knowledge and nothing else of ours."""

from assistant.assistant import Assistant
from assistant.check import Context, reading_grade
from assistant.helplines import emergency_number, helplines_for, is_open
from assistant.message import MOST_CHARACTERS, MessageError, checked
from assistant.records import Finding, Map, Passage, Reading, Reply, Screening
from assistant.turn import Conversation

__all__ = [
    "MOST_CHARACTERS", "Assistant", "Context", "Conversation", "Finding", "Map", "MessageError", "Passage", "Reading",
    "Reply", "Screening", "checked", "emergency_number", "helplines_for", "is_open", "reading_grade",
]
