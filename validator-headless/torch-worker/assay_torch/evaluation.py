"""The loss of every row by itself."""
import math

import torch

from .batches import by_length, collate, in_order
from .failures import Failure, not_a_number
from .head_loss import token_losses

# Rows of like lengths run together up to this, where it may be chosen.
BUCKET_TOKENS = 4096


def evaluate(decoder, rows, *, batch_size, fidelity, is_mixed, check, on_rows):
    """@param decoder a causal language model, with an adapter or without
    @returns for each row {sum, targets}: nats over its targets, 0 and 0 where it has none
    """
    if not any(row.targets for row in rows):
        raise Failure("NothingToEvaluate")
    device = decoder.device
    batches = in_order(rows, batch_size) if fidelity == "exact" else by_length(rows, BUCKET_TOKENS)
    sums, targets = [0.0] * len(rows), [row.targets for row in rows]
    done = 0
    with torch.inference_mode():
        for batch in batches:
            check()
            done += len(batch)
            if any(row.targets for _, row in batch):
                for place, total in _sums_of(decoder, batch, device, is_mixed):
                    if not math.isfinite(total):
                        raise not_a_number(0, place + 1)
                    sums[place] = total
            on_rows(done)
    return [dict(sum=total, targets=count) for total, count in zip(sums, targets)]


def _sums_of(decoder, batch, device, is_mixed):
    inputs = {name: value.to(device) for name, value in collate(batch).items()}
    with torch.autocast(device.type, torch.bfloat16, enabled=is_mixed):
        hidden = decoder.model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
        ).last_hidden_state
        losses, batch_rows = token_losses(hidden, decoder.lm_head, inputs["labels"])
    sums = torch.zeros(len(batch), dtype=torch.float64)
    # On the processor, where sums are added up in order on every machine.
    sums.index_add_(0, batch_rows.cpu(), losses.double().cpu())
    return [(place, float(sums[index])) for index, (place, row) in enumerate(batch) if row.targets]


def eval_loss(rows, batch_size):
    """The eval loss as transformers' Trainer counts it; see evalLossOf in src-shared/engine/training/evaluate.ts."""
    total, counted = 0.0, 0
    for start in range(0, len(rows), batch_size):
        batch = rows[start : start + batch_size]
        targets = sum(row["targets"] for row in batch)
        if targets == 0:
            continue
        total += sum(row["sum"] for row in batch) / targets * len(batch)
        counted += len(batch)
    return total / counted
