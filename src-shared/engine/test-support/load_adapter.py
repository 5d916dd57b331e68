"""What peft makes of an adapter that Assay wrote. Usage: load_adapter.py MODEL ADAPTER COUNT; prints the last rows' losses."""
import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

folder, adapter, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(folder, torch_dtype=torch.float32), adapter)
losses = []
with torch.no_grad():
    for row in json.loads((folder / "rows.json").read_text())[-count:]:
        ids = torch.tensor([row["ids"]])
        labels = torch.where(torch.tensor([row["learn"]]) == 1, ids, -100)
        logits = model(input_ids=ids).logits
        losses.append(float(torch.nn.functional.cross_entropy(
            logits[0, :-1], labels[0, 1:], ignore_index=-100, reduction="sum"
        )))
print(json.dumps(losses))
