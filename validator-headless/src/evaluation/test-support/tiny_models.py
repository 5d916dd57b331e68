"""Makes tiny random Qwen2 and Llama models, as transformers saves them. Usage: tiny_models.py FOLDER"""
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, set_seed

MODELS = {
    "qwen2": Qwen2Config(
        vocab_size=331, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6,
        num_key_value_heads=2, max_position_embeddings=512, rope_theta=1e6, tie_word_embeddings=True,
    ),
    "llama": LlamaConfig(
        vocab_size=293, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=16, max_position_embeddings=4096, rope_theta=5e5, tie_word_embeddings=False,
    ),
}

for name, config in MODELS.items():
    set_seed(11)
    model = AutoModelForCausalLM.from_config(config)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    model.save_pretrained(Path(sys.argv[1]) / name)
