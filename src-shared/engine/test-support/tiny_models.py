"""Makes tiny random models, and what transformers and peft make of training them: the judge of the engine.

Usage: tiny_models.py FOLDER
Writes FOLDER/{qwen2,llama}/ with the model (one file for qwen2, shards for llama), rows.json, adapter.safetensors (as
training starts), gradients.safetensors, tuned.safetensors, and FOLDER/results.json. Training is done by transformers'
own Trainer.
"""
import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, Trainer, TrainingArguments, set_seed

LEARNING_RATE, WARMUP, SEED = 2e-3, 5, 1234
EVALUATED, GRADIENT_ROWS = 12, 4

MODELS = {
    "qwen2": (
        Qwen2Config(
            vocab_size=331, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6,
            num_key_value_heads=2, max_position_embeddings=512, rope_theta=1e6, tie_word_embeddings=True,
        ),
        dict(r=4, lora_alpha=8, target_modules="all-linear"),
        "10GB",
        dict(rows=40, batch=1, accumulation=2, epochs=1),
    ),
    "llama": (
        LlamaConfig(
            vocab_size=293, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, head_dim=16, max_position_embeddings=4096, rope_theta=5e5, tie_word_embeddings=False,
            rope_scaling=dict(
                rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                original_max_position_embeddings=128,
            ),
        ),
        dict(r=3, lora_alpha=6, target_modules=["q_proj", "v_proj"]),
        "200KB",
        dict(rows=43, batch=2, accumulation=3, epochs=3),
    ),
}


def make_rows(vocabulary, count):
    generator = torch.Generator().manual_seed(7)
    rows = []
    for _ in range(count):
        length = int(torch.randint(6, 40, (1,), generator=generator))
        ids = torch.randint(0, vocabulary, (length,), generator=generator).tolist()
        learn = [0, 0, 0] + (torch.rand(length - 3, generator=generator) < 0.6).int().tolist()
        learn[-1] = 1
        rows.append({"ids": ids, "learn": learn})
    return rows


def loss_of(model, rows):
    """The sum over all targets, and their number; rows by themselves, so that nothing is padded."""
    total, count = 0, 0
    for row in rows:
        ids = torch.tensor([row["ids"]])
        labels = torch.where(torch.tensor([row["learn"]]) == 1, ids, -100)
        logits = model(input_ids=ids).logits
        total = total + torch.nn.functional.cross_entropy(
            logits[0, :-1], labels[0, 1:], ignore_index=-100, reduction="sum"
        )
        count += int((labels[0, 1:] != -100).sum())
    return total, count


class RecordingTrainer(Trainer):
    """Remembers which rows each micro-batch held, what it lost, and after which ones the optimiser stepped."""

    def training_step(self, model, inputs, num_items_in_batch=None):
        rows = inputs.pop("row").tolist()
        loss = super().training_step(model, inputs, num_items_in_batch)
        self.record.append(dict(rows=rows, loss=float(loss), step=self.state.global_step))
        return loss


def collate(features):
    width = max(len(feature["ids"]) for feature in features)
    pad = lambda values, fill: values + [fill] * (width - len(values))
    return dict(
        input_ids=torch.tensor([pad(feature["ids"], 0) for feature in features]),
        attention_mask=torch.tensor([pad([1] * len(feature["ids"]), 0) for feature in features]),
        labels=torch.tensor([
            pad([token if learn else -100 for token, learn in zip(feature["ids"], feature["learn"])], -100)
            for feature in features
        ]),
        row=torch.tensor([feature["row"] for feature in features]),
    )


def train(peft, rows, schedule, folder):
    arguments = TrainingArguments(
        output_dir=str(folder / "trainer"), use_cpu=True, report_to=[], save_strategy="no", logging_strategy="no",
        disable_tqdm=True, remove_unused_columns=False, seed=SEED, optim="adamw_torch", weight_decay=0.01,
        learning_rate=LEARNING_RATE, warmup_steps=WARMUP, lr_scheduler_type="linear", max_grad_norm=1.0,
        per_device_train_batch_size=schedule["batch"], gradient_accumulation_steps=schedule["accumulation"],
        num_train_epochs=schedule["epochs"],
    )
    data = [dict(row, row=index) for index, row in enumerate(rows)]
    trainer = RecordingTrainer(model=peft, args=arguments, train_dataset=data, data_collator=collate)
    trainer.record = []
    trainer.train()
    return trainer.record, trainer.state.max_steps


def run(folder, name):
    config, lora, shard_size, schedule = MODELS[name]
    set_seed(11)
    model = AutoModelForCausalLM.from_config(config)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    model.save_pretrained(folder / name, max_shard_size=shard_size)
    rows = make_rows(config.vocab_size, schedule["rows"])
    (folder / name / "rows.json").write_text(json.dumps(rows))
    evaluation = rows[-EVALUATED:]
    with torch.no_grad():
        base = [float(loss_of(model, [row])[0]) for row in evaluation]

    peft = get_peft_model(model, LoraConfig(lora_dropout=0.0, bias="none", task_type="CAUSAL_LM", **lora))
    matrices = {key: value for key, value in peft.named_parameters() if value.requires_grad}
    with torch.no_grad():
        for value in matrices.values():
            value.normal_(std=0.2)
    save_file({key: value.detach().clone() for key, value in matrices.items()}, folder / name / "adapter.safetensors")

    total, count = loss_of(peft, rows[:GRADIENT_ROWS])
    (total / count).backward()
    save_file({key: value.grad.clone() for key, value in matrices.items()}, folder / name / "gradients.safetensors")
    first = float(total / count)
    peft.zero_grad()

    record, max_steps = train(peft, rows, schedule, folder / name)
    peft.eval()
    with torch.no_grad():
        tuned = [float(loss_of(peft, [row])[0]) for row in evaluation]
    save_file({key: value.detach().clone() for key, value in matrices.items()}, folder / name / "tuned.safetensors")
    return dict(base=base, first=first, record=record, maxSteps=max_steps, tuned=tuned, schedule=schedule)


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
results = {name: run(folder, name) for name in MODELS}
(folder / "results.json").write_text(json.dumps(results))
