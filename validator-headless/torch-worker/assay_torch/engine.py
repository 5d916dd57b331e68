"""One base model, and a fresh adapter for every dataset."""
import gc
import os
import platform
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict

from . import evaluation
from .base_model import BaseModel, choose_precision, has_bitsandbytes
from .failures import Failure
from .rows_file import read_rows
from .training import train

# Eval sets whose base losses are remembered.
BASE_LOSSES_KEPT = 8


def choose_device(wanted):
    if wanted == "webgpu":
        raise Failure("EngineUnavailable", what="the torch engine has no way to WebGPU")
    if wanted == "cuda" and not torch.cuda.is_available():
        raise Failure("EngineUnavailable", what="torch sees no CUDA device")
    return "cuda" if wanted != "cpu" and torch.cuda.is_available() else "cpu"


class Engine:
    def __init__(self, settings):
        self._settings = settings
        self._threads = settings["threads"] or _processors()
        torch.set_num_threads(self._threads)
        _be_deterministic()
        device = choose_device(settings["device"])
        training = settings["training"]
        self._evaluates_training_model = settings["evaluation"]["model"] == "training"
        precision = choose_precision(device, training["quantization"], self._evaluates_training_model)
        self._base = BaseModel(settings["modelFolder"], device, precision)
        self._base_rows = {}
        self.facts = self._describe()

    def run(self, job, check, on_progress):
        started = time.perf_counter()
        check()
        settings, base = self._settings, self._base
        rows = read_rows(job["trainFile"], base.vocabulary)
        eval_rows = read_rows(job["evalFile"], base.vocabulary)
        if not any(row.targets for row in eval_rows.rows):
            raise Failure("NothingToEvaluate")
        on_cuda = base.device.type == "cuda"
        if on_cuda:
            torch.cuda.reset_peak_memory_stats()
        measures_base = job["withBaseLoss"] and eval_rows.hash not in self._base_rows
        total = len(eval_rows.rows) * (2 if measures_base else 1)
        evaluated = 0

        def evaluate(decoder, before):
            nonlocal evaluated
            evaluated += sum(len(row.ids) for row in eval_rows.rows)
            return evaluation.evaluate(
                decoder,
                eval_rows.rows,
                batch_size=settings["evaluation"]["batchSize"],
                fidelity=settings["fidelity"],
                is_mixed=base.is_mixed,
                check=check,
                on_rows=lambda done: on_progress(phase="evaluating", done=before + done, total=total),
            )

        curve = []

        def on_step(step, tokens_per_second):
            curve.append(step)
            on_progress(phase="training", step=step, tokensPerSecond=tokens_per_second)

        adapted = None
        try:
            _seed(job["seed"])
            adapted = get_peft_model(base.training, self._lora())
            order_seed = settings["training"].get("orderSeed", job["seed"])
            train(
                adapted,
                rows.rows,
                settings["training"],
                order_seed=order_seed,
                is_mixed=base.is_mixed,
                check=check,
                on_step=on_step,
            )
            adapted.eval()
            if job["adapterFolder"] is not None:
                self._save(adapted, Path(job["adapterFolder"]))
            result = self._evaluate_adapted(adapted, evaluate)
        finally:
            if adapted is not None:
                adapted.unload()
                _forget_peft(base.training)
            del adapted
            gc.collect()
            if on_cuda:
                torch.cuda.empty_cache()
        if measures_base:
            self._remember(eval_rows.hash, evaluate(self._eval_model(), len(eval_rows.rows)))
        base_rows = self._base_rows.get(eval_rows.hash) if job["withBaseLoss"] else None
        batch_size = settings["evaluation"]["batchSize"]
        return dict(
            evalLoss=evaluation.eval_loss(result, batch_size),
            baseLoss=base_rows and evaluation.eval_loss(base_rows, batch_size),
            evalRows=result,
            curve=curve,
            tokens=dict(trained=sum(step["tokens"] for step in curve), evaluated=evaluated),
            seconds=time.perf_counter() - started,
            peakMemoryMb=dict(
                process=_peak_process_mb(),
                device=round(torch.cuda.max_memory_allocated() / 2**20) if on_cuda else None,
            ),
        )

    def _eval_model(self):
        return self._base.training if self._evaluates_training_model else self._base.evaluation

    def _evaluate_adapted(self, adapted, evaluate):
        applies = self._settings["fidelity"] == "fast" and self._base.evaluation is self._base.training
        if self._evaluates_training_model or applies:
            return evaluate(adapted.base_model.model, 0)
        if self._settings["fidelity"] == "exact":
            with self._base.merged_with(adapted) as merged:
                with adapted.disable_adapter():
                    return evaluate(merged, 0)
        return self._evaluate_with_copy(adapted, evaluate)

    def _evaluate_with_copy(self, adapted, evaluate):
        """The adapter beside the weights of the evaluation model, which is another than the trained one."""
        copy = get_peft_model(self._base.evaluation, self._lora())
        try:
            set_peft_model_state_dict(copy, get_peft_model_state_dict(adapted))
            copy.eval()
            return evaluate(copy.base_model.model, 0)
        finally:
            copy.unload()
            _forget_peft(self._base.evaluation)

    def _lora(self):
        lora = self._settings["lora"]
        targets = lora["targets"]
        return LoraConfig(
            r=lora["rank"],
            lora_alpha=lora["alpha"],
            lora_dropout=lora["dropout"],
            target_modules=targets if isinstance(targets, str) else list(targets),
            task_type="CAUSAL_LM",
        )

    def _save(self, adapted, folder):
        adapted.peft_config["default"].base_model_name_or_path = self._settings["modelName"]
        adapted.save_pretrained(folder)

    def _remember(self, key, rows):
        if len(self._base_rows) >= BASE_LOSSES_KEPT:
            del self._base_rows[next(iter(self._base_rows))]
        self._base_rows[key] = rows

    def _describe(self):
        base = self._base
        on_cuda = base.device.type == "cuda"
        threads = f"{self._threads} thread{'' if self._threads == 1 else 's'}"
        device = torch.cuda.get_device_name() if on_cuda else f"cpu, {threads}"
        precision = base.precision
        parts = [
            *_libraries(),
            device if on_cuda else f"{device}, {_processor()}",
            f"driver {_driver()}" if on_cuda else sys.platform,
            f"{precision.training} {precision.evaluation}",
        ]
        return dict(
            engine="torch",
            device=device,
            workerClass=", ".join(parts),
            precision=dict(training=precision.training, evaluation=precision.evaluation),
            isReferencePrecision=on_cuda and precision.training == "nf4",
        )


def _be_deterministic():
    torch.use_deterministic_algorithms(True)
    # Memory that is filled before it is written to costs time and changes no number.
    torch.utils.deterministic.fill_uninitialized_memory = False
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True


def _processors():
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _seed(seed):
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def _forget_peft(model):
    """PEFT leaves a note on a model that it was on, and warns of it the next time."""
    if hasattr(model, "peft_config"):
        del model.peft_config


def _peak_process_mb():
    try:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / (2**20 if sys.platform == "darwin" else 2**10))
    except ImportError:
        import psutil

        return round(psutil.Process().memory_info().peak_wset / 2**20)


def _libraries():
    from importlib.metadata import version

    names = ["torch", "transformers", "peft", "accelerate"] + (["bitsandbytes"] if has_bitsandbytes() else [])
    return [f"{name} {version(name)}" for name in names]


def _processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _driver():
    try:
        words = Path("/proc/driver/nvidia/version").read_text().split("\n")[0].split()
        return next(word for word in words if word[0].isdigit() and "." in word)
    except (OSError, StopIteration):
        return f"CUDA {torch.version.cuda}"
