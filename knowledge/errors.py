"""The errors this project raises on purpose, and nothing else.

    TowardError            one sentence for the person at the keyboard: what was wrong, what to do
    ├── ContentError       content files with faults: all of them, each with its entry's id
    ├── WeightsError       the model's files are missing or not the official ones
    └── CacheError         the cache folder cannot be used

No message ever holds words of a conversation.
"""


class TowardError(Exception):
    """Something the person can mend; its text says what and how."""


class ContentError(TowardError):
    """Faults in content files."""


class WeightsError(TowardError):
    """The packaged model cannot be trusted or found."""


class CacheError(TowardError):
    """The folder for what is built once cannot be read or written."""
