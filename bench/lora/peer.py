"""One measurement of transformers + peft on torch: reads a request as JSON from argv, prints the figures."""
import json
import resource
import sys
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

request = json.loads(sys.argv[1])
torch.set_num_threads(request["threads"])
torch.manual_seed(1)
folder = Path(request["folder"])
rows = json.loads((folder / request["rows"]).read_text())
model = AutoModelForCausalLM.from_pretrained(folder, torch_dtype=torch.float32)
batches = []
for row in rows:
    ids = torch.tensor([row["ids"]])
    batches.append((ids, torch.where(torch.tensor([row["learn"]]) == 1, ids, -100)))

times, loss = [], None
if request["what"] == "train":
    model = get_peft_model(model, LoraConfig(
        r=16, lora_alpha=32, lora_dropout=request["dropout"], target_modules="all-linear", task_type="CAUSAL_LM",
    ))
    model.train()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0.0)
    accumulation = request["accumulationSteps"]
    for repeat in range(request["repeats"]):
        start = time.perf_counter()
        window = [batches[(repeat * accumulation + index) % len(batches)] for index in range(accumulation)]
        count = sum(int((labels[:, 1:] != -100).sum()) for _, labels in window)
        total = 0.0
        for ids, labels in window:
            result = model(input_ids=ids, labels=labels, num_items_in_batch=count)
            result.loss.backward()
            total += float(result.loss.detach())
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        times.append(time.perf_counter() - start)
        loss = total
else:
    model.eval()
    for _ in range(request["repeats"]):
        start = time.perf_counter()
        total, count = 0.0, 0
        with torch.no_grad():
            for ids, labels in batches:
                targets = int((labels[:, 1:] != -100).sum())
                total += float(model(input_ids=ids, labels=labels).loss) * targets
                count += targets
        times.append(time.perf_counter() - start)
        loss = total / count
print(json.dumps(dict(
    seconds=min(times), lastLoss=loss, peakMb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
)))
