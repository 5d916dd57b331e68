"""The base model, which stays: once as it is trained on, and once as it is evaluated where these differ."""
import importlib.util
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from peft.tuners.lora import LoraLayer
from transformers import AutoModelForCausalLM

from .failures import Failure


@dataclass(frozen=True)
class Precision:
    """"nf4", "bf16" or "f32" each."""

    training: str
    evaluation: str


def choose_precision(device, quantization, evaluates_training_model):
    """The reference's where it can be had: four bits and bfloat16 on CUDA, which takes bitsandbytes."""
    plain = "bf16" if device == "cuda" else "f32"
    training = "nf4" if quantization == "nf4" and device == "cuda" and has_bitsandbytes() else plain
    return Precision(training, training if evaluates_training_model else plain)


def has_bitsandbytes():
    return importlib.util.find_spec("bitsandbytes") is not None


class BaseModel:
    def __init__(self, folder, device, precision):
        if not (Path(folder) / "config.json").is_file():
            raise Failure("ModelFileMissing", folder=str(folder), file="config.json")
        self.device = torch.device(device)
        self.precision = precision
        self.training = _load(folder, self.device, precision.training)
        same = precision.evaluation == precision.training
        self.evaluation = self.training if same else _load(folder, self.device, precision.evaluation)
        self.vocabulary = self.training.config.vocab_size

    @property
    def is_mixed(self):
        """Whether arithmetic is done in bfloat16 beside weights in other precisions."""
        return self.precision.training != "f32"

    @contextmanager
    def merged_with(self, adapted):
        """The evaluation model with an adapter in its weights, by the operations of PEFT's merge.

        The merged weights stand beside the originals, which are put back untouched: nothing is undone by arithmetic.
        """
        modules = adapted.base_model.model.named_modules()
        layers = {name: module for name, module in modules if isinstance(module, LoraLayer)}
        is_trained_model = self.evaluation is self.training
        linears = {
            name: layer.get_base_layer() if is_trained_model else self.evaluation.get_submodule(name)
            for name, layer in layers.items()
        }
        originals = {name: linear.weight.data for name, linear in linears.items()}
        try:
            with torch.no_grad():
                for name, layer in layers.items():
                    merged = originals[name].clone()
                    merged += layer.get_delta_weight("default")
                    linears[name].weight.data = merged
            yield self.evaluation
        finally:
            for name, linear in linears.items():
                linear.weight.data = originals[name]


def _load(folder, device, precision):
    options = dict(torch_dtype=torch.float32 if precision == "f32" else torch.bfloat16)
    if precision == "nf4":
        from transformers import BitsAndBytesConfig

        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
        options["device_map"] = {"": device.index or 0}
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, **options)
    except (OSError, ValueError) as error:
        raise Failure("ModelUnsupported", what=str(error).strip().split("\n")[0][:300]) from error
    if precision == "nf4":
        _as_trl_prepares(model)
    else:
        model.to(device)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    model.config.use_cache = False
    return model.eval()


def _as_trl_prepares(model):
    """What trl 0.16's SFTTrainer makes of a four-bit model: norms in float32, embedding and head in bfloat16."""
    from peft import prepare_model_for_kbit_training

    prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    for name, module in model.named_modules():
        if "norm" in name:
            module.to(torch.float32)
        elif "embed_tokens" in name or "lm_head" in name:
            module.to(torch.bfloat16)
