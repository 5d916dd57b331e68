"""Ids and masks of chat rows by transformers' tokenizers, piece by piece: the judge of the row tokenizer.

Usage: chat_rows.py TOKENIZER_FOLDER TEMPLATE MAX_TOKENS < rows.jsonl > rows of {ids, learn}
"""
import json
import sys

from transformers import PreTrainedTokenizerFast

TEMPLATES = {
    "qwen2.5": (
        "<|im_start|>system\n{}<|im_end|>\n",
        "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n",
        "{}<|im_end|>\n",
    ),
    "llama-3": (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{}<|eot_id|>",
        "<|start_header_id|>user<|end_header_id|>\n\n{}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        "{}<|eot_id|>",
    ),
}

folder, name, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
system, user, assistant = TEMPLATES[name]
tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{folder}/tokenizer.json")
for line in sys.stdin:
    row = json.loads(line)
    ids, learn = [], []

    def add(text, mask):
        piece = tokenizer.encode(text, add_special_tokens=False)
        ids.extend(piece)
        learn.extend([mask] * len(piece))

    add(system.format(row["system"].strip()), 0)
    turns = row["conversations"]
    for index in range(0, len(turns) - 1, 2):
        add(user.format(turns[index]["content"].strip()), 0)
        add(assistant.format(turns[index + 1]["content"].strip()), 1)
    print(json.dumps(dict(ids=ids[:limit], learn=learn[:limit])))
