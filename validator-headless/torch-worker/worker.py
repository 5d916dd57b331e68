"""The torch engine's process: keeps one base model and evaluates one dataset after the other with a fresh adapter.

Speaks one JSON object a line: commands on standard input, messages on standard output (see README.md); what libraries
print goes to standard error. Ends when its input does.
"""
import os
import sys

if sys.version_info < (3, 10):
    sys.exit(f"Python 3.10 or newer is needed, this is {sys.version.split()[0]}")

# Read when CUDA's libraries are loaded: the workspace with which products of matrices come out the same every time.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":16:8")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from assay_torch.channel import Channel  # noqa: E402

channel = Channel.over_stdio()

from assay_torch.service import serve  # noqa: E402

serve(channel)
