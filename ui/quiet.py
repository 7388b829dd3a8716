"""Switch off everything by which libraries would call home, whatever the person's shell says.

Must run before those libraries are imported. Knows names of settings and nothing else.
"""

import os

SWITCHES = {
    "ANONYMIZED_TELEMETRY": "False", "DO_NOT_TRACK": "1", "GRADIO_ALLOWED_PATHS": "", "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_DEBUG": "0", "GRADIO_MCP_SERVER": "False", "GRADIO_RUN_HISTORY": "False", "GRADIO_SHARE": "False",
    "GRADIO_SSR_MODE": "False", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_OFFLINE": "1", "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false", "LANGSMITH_TRACING": "false", "LANGSMITH_TRACING_V2": "false",
    "TOKENIZERS_PARALLELISM": "false", "TRANSFORMERS_OFFLINE": "1",
}
_REMOVED = ("GRADIO_SERVER_NAME", "GRADIO_HISTORY_BUCKET", "GRADIO_ROOT_PATH")


def keep_quiet() -> None:
    """Set the switches, and take out settings that would open or move the room."""
    os.environ.update(SWITCHES)
    for name in _REMOVED:
        os.environ.pop(name, None)
