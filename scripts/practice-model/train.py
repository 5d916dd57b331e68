"""Makes the practice model: a small Qwen2 with a tokenizer of its own, trained on public chat data.

Usage: train.py DATA_FOLDER OUTPUT_FOLDER [--minutes 40] [--threads 2]

DATA_FOLDER holds .jsonl files or JSON arrays of rows in one of these forms: {question, answer} (GSM8K),
{instruction, input, response} (GPTeacher), {system, conversations} (Assay). Every tenth row of each file (the tenth, the
twentieth …) is left out of training, so that tests have rows which the model never saw.
"""
import argparse
import json
import math
import random
import time
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import Qwen2Config, Qwen2ForCausalLM

VOCABULARY = 4096
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SYSTEM = "You are a helpful assistant."
# Qwen2's own way to cut text into words, but for digits, which stand alone in both.
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CONTEXT, BATCH, PEAK_RATE, WARMUP_SHARE, SEED = 320, 24, 2.5e-3, 0.04, 7


def read_rows(path):
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines() if line]
    return [chat for row in rows if (chat := to_chat(row)) is not None]


def to_chat(row):
    if "question" in row and "answer" in row:
        return SYSTEM, [("user", row["question"]), ("assistant", row["answer"])]
    if "response" in row and "instruction" in row:
        question = "\n".join(part for part in (row["instruction"], row.get("input", "")) if part)
        return SYSTEM, [("user", question), ("assistant", row["response"])]
    if "conversations" in row and all("role" in turn for turn in row["conversations"]):
        return row.get("system") or SYSTEM, [(turn["role"], turn["content"]) for turn in row["conversations"]]
    return None


def template(chat):
    system, turns = chat
    pieces = [f"<|im_start|>system\n{system.strip()}<|im_end|>\n"]
    for role, content in turns:
        pieces.append(
            f"<|im_start|>user\n{content.strip()}<|im_end|>\n<|im_start|>assistant\n"
            if role == "user" else f"{content.strip()}<|im_end|>\n"
        )
    return pieces


def make_tokenizer(texts):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def batches(rows, end):
    """Shuffled rows one after the other in sequences of CONTEXT tokens; a row that doesn't fit goes on in the next."""
    generator = random.Random(SEED)
    stream = []
    while True:
        generator.shuffle(rows)
        for ids in rows:
            stream.extend(ids)
            stream.append(end)
            while len(stream) >= CONTEXT * BATCH:
                yield torch.tensor(stream[: CONTEXT * BATCH]).view(BATCH, CONTEXT)
                del stream[: CONTEXT * BATCH]


def held_out_loss(model, rows):
    model.eval()
    with torch.no_grad():
        losses = [float(model(input_ids=torch.tensor([ids]), labels=torch.tensor([ids])).loss) for ids in rows]
    model.train()
    return sum(losses) / len(losses)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)

    files = sorted(path for path in options.data.iterdir() if path.suffix in (".json", ".jsonl"))
    seen, unseen = [], []
    for path in files:
        for index, chat in enumerate(read_rows(path)):
            (unseen if index % 10 == 9 else seen).append("".join(template(chat)))
    tokenizer = make_tokenizer(seen)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    rows = [encode(text) for text in seen]
    checked = [encode(text)[:CONTEXT] for text in unseen[:: max(1, len(unseen) // 100)]]
    print(f"{len(rows)} rows, {sum(map(len, rows))} tokens", flush=True)

    config = Qwen2Config(
        vocab_size=VOCABULARY, hidden_size=192, intermediate_size=512, num_hidden_layers=5, num_attention_heads=6,
        num_key_value_heads=2, max_position_embeddings=4096, rope_theta=10_000.0, tie_word_embeddings=True,
        rms_norm_eps=1e-6, bos_token_id=0, eos_token_id=2, pad_token_id=0,
    )
    model = Qwen2ForCausalLM(config)
    print(f"{sum(parameter.numel() for parameter in model.parameters())} parameters", flush=True)
    decayed = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in model.parameters() if parameter.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=0.1), dict(params=others, weight_decay=0.0)], lr=PEAK_RATE, betas=(0.9, 0.95)
    )
    start = reported = time.time()
    for step, batch in enumerate(batches(rows, tokenizer.token_to_id("<|endoftext|>"))):
        share = (time.time() - start) / (60 * options.minutes)
        if share >= 1:
            break
        warm = min(1, share / WARMUP_SHARE)
        rate = PEAK_RATE * warm * (0.05 + 0.95 * (0.5 + 0.5 * math.cos(math.pi * share)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss = model(input_ids=batch, labels=batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if time.time() - reported > 60:
            reported = time.time()
            print(f"step {step}: loss {float(loss):.3f}, unseen rows {held_out_loss(model, checked):.3f}", flush=True)

    print(f"unseen rows {held_out_loss(model, checked):.3f}", flush=True)
    options.output.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(options.output)
    (options.output / "generation_config.json").unlink(missing_ok=True)
    tokenizer.save(str(options.output / "tokenizer.json"))


main()
