"""LoRA training as validators do it: transformers' own Trainer over rows that are tokenized already."""
import math
import time
import warnings

import torch
from torch.utils.data import Dataset
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from .batches import collate
from .base_model import has_bitsandbytes
from .failures import Failure, not_a_number
from .head_loss import token_losses


class _Rows(Dataset):
    def __init__(self, rows):
        self._rows = rows

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, place):
        return place, self._rows[place]


class _StepStart(TrainerCallback):
    """Notes the rate with which a step is about to be taken: afterwards the scheduler has gone on."""

    learning_rate = 0.0

    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **_):
        self.learning_rate = optimizer.param_groups[0]["lr"]


class AdapterTrainer(Trainer):
    """Trainer with logits only where labels are, that can be called off and stops at numbers that are none."""

    def __init__(self, *, check, on_step, is_mixed, **options):
        self._start = _StepStart()
        super().__init__(callbacks=[self._start], **options)
        self.remove_callback(PrinterCallback)
        self._check = check
        self._on_step = on_step
        self._is_mixed = is_mixed
        self._last_step = 0
        self._forget_step()

    def _forget_step(self):
        self._losses = []
        self._targets = 0
        self._tokens = 0
        self._since = time.perf_counter()

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        decoder = model.base_model.model
        with torch.autocast(self.args.device.type, torch.bfloat16, enabled=self._is_mixed):
            hidden = decoder.model(
                input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
            ).last_hidden_state
            losses, batch_rows = token_losses(hidden, decoder.lm_head, inputs["labels"])
        self._losses.append((losses.detach(), batch_rows, inputs["row"]))
        self._targets += len(losses)
        self._tokens += int(inputs["attention_mask"].sum())
        # A window without any target has a sum of nothing: no gradient, where the reference's would be no number.
        total = losses.sum() if len(losses) > 0 else hidden.sum() * 0
        return total / num_items_in_batch.clamp(min=1)

    def training_step(self, model, inputs, num_items_in_batch=None):
        self._check()
        return super().training_step(model, inputs, num_items_in_batch)

    def _maybe_log_save_evaluate(self, tr_loss, grad_norm, model, *others, **more):
        # Called after each step, and once more after each epoch.
        if self._last_step != self.state.global_step:
            self._finish_step(float(grad_norm))
        super()._maybe_log_save_evaluate(tr_loss, grad_norm, model, *others, **more)

    def _finish_step(self, gradient_norm):
        step = self._last_step = self.state.global_step
        losses = torch.cat([losses for losses, _, _ in self._losses]).double()
        total = float(losses.sum())
        if not math.isfinite(total) or not math.isfinite(gradient_norm):
            raise not_a_number(step, self._broken_row() + 1)
        self._on_step(
            dict(
                step=step,
                totalSteps=self.state.max_steps,
                loss=total / self._targets if self._targets else 0.0,
                gradientNorm=gradient_norm,
                learningRate=self._start.learning_rate,
                tokens=self._tokens,
            ),
            self._tokens / max(1e-9, time.perf_counter() - self._since),
        )
        self._forget_step()

    def _broken_row(self):
        for losses, batch_rows, rows in self._losses:
            broken = (~torch.isfinite(losses)).nonzero()
            if len(broken):
                return int(rows[batch_rows[broken[0, 0]]])
        return int(self._losses[0][2][0])


def train(model, rows, settings, *, order_seed, is_mixed, check, on_step):
    """Trains the adapter of a PEFT model in place.

    @param check raises where the job was called off; asked before every micro-batch
    @param on_step takes a step's record and its tokens a second
    """
    if not any(row.targets for row in rows):
        raise Failure("NothingToLearn", maxTokens=max((len(row.ids) for row in rows), default=0))
    on_cuda = model.device.type == "cuda"
    arguments = TrainingArguments(
        output_dir="unused",
        use_cpu=not on_cuda,
        bf16=is_mixed and on_cuda,
        per_device_train_batch_size=settings["batchSize"],
        gradient_accumulation_steps=settings["accumulationSteps"],
        num_train_epochs=settings["epochs"],
        warmup_steps=settings["warmupSteps"],
        learning_rate=settings["learningRate"],
        weight_decay=settings["weightDecay"],
        max_grad_norm=settings["maxGradientNorm"],
        lr_scheduler_type="linear",
        optim="paged_adamw_8bit" if on_cuda and has_bitsandbytes() else "adamw_torch",
        seed=order_seed,
        save_strategy="no",
        logging_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        label_names=["labels"],
        dataloader_pin_memory=False,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trainer = AdapterTrainer(
            model=model,
            args=arguments,
            train_dataset=_Rows(rows),
            data_collator=collate,
            check=check,
            on_step=on_step,
            is_mixed=is_mixed,
        )
        try:
            trainer.train()
        finally:
            trainer.accelerator.free_memory()
