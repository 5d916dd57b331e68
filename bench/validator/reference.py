"""Evaluates datasets as the reference validator goes about it, step by step and for each in fresh state: load the model,
train with transformers' Trainer, save the adapter, load the base again, merge, evaluate with another Trainer.

Usage: reference.py REQUEST, a JSON object {model, threads, lora, training, batchSize, jobs: [{train, eval, seed}]}; prints
one JSON line for each job: the loss, the seconds it took, and the process' peak memory so far.
"""
import gc
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "validator-headless" / "torch-worker"))

import torch
from assay_torch.base_model import has_bitsandbytes
from assay_torch.batches import collate
from assay_torch.rows_file import read_rows
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments

request = json.loads(sys.argv[1])
torch.set_num_threads(request["threads"])
torch.use_deterministic_algorithms(True)
on_cuda = torch.cuda.is_available() and request.get("device") != "cpu"
four_bits = on_cuda and has_bitsandbytes() and request["training"]["quantization"] == "nf4"
dtype = torch.bfloat16 if on_cuda else torch.float32


def without_row(features):
    batch = collate(features)
    del batch["row"]
    return batch


def load(quantized):
    options = dict(torch_dtype=dtype)
    if on_cuda:
        options["device_map"] = {"": 0}
    if quantized:
        from transformers import BitsAndBytesConfig

        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    return AutoModelForCausalLM.from_pretrained(request["model"], **options)


def arguments(folder, job):
    training = request["training"]
    return TrainingArguments(
        output_dir=folder, use_cpu=not on_cuda, bf16=on_cuda, report_to=[], save_strategy="no",
        logging_strategy="no", disable_tqdm=True, remove_unused_columns=False, label_names=["labels"],
        optim="paged_adamw_8bit" if four_bits else "adamw_torch", lr_scheduler_type="linear",
        learning_rate=training["learningRate"], weight_decay=training["weightDecay"],
        warmup_steps=training["warmupSteps"], max_grad_norm=training["maxGradientNorm"],
        per_device_train_batch_size=training["batchSize"], per_device_eval_batch_size=request["batchSize"],
        gradient_accumulation_steps=training["accumulationSteps"], num_train_epochs=training["epochs"],
        seed=training.get("orderSeed", job["seed"]), dataloader_pin_memory=False,
    )


def evaluate(job, folder):
    torch.manual_seed(job["seed"])
    model = load(four_bits)
    vocabulary = model.config.vocab_size
    rows = list(enumerate(read_rows(job["train"], vocabulary).rows))
    eval_rows = list(enumerate(read_rows(job["eval"], vocabulary).rows))
    if four_bits:
        from assay_torch.base_model import _as_trl_prepares

        _as_trl_prepares(model)
    lora = request["lora"]
    model = get_peft_model(model, LoraConfig(
        r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=lora["targets"],
        task_type="CAUSAL_LM",
    ))
    settings = arguments(folder, job)
    trainer = Trainer(model=model, args=settings, train_dataset=rows, data_collator=without_row)
    trainer.train()
    trainer.save_model(f"{folder}/adapter")
    base = load(False)
    merged = PeftModel.from_pretrained(base, f"{folder}/adapter").merge_and_unload()
    judge = Trainer(model=merged, args=settings, eval_dataset=eval_rows, data_collator=without_row)
    return judge.evaluate()["eval_loss"]


print("ready", flush=True)
for job in request["jobs"]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        loss = evaluate(job, folder)
    gc.collect()
    if on_cuda:
        torch.cuda.empty_cache()
    print(json.dumps(dict(
        loss=loss,
        seconds=time.perf_counter() - started,
        peakMb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        peakDeviceMb=round(torch.cuda.max_memory_allocated() / 2**20) if on_cuda else None,
    )), flush=True)
