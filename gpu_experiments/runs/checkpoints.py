"""Checkpoints of a run and weights of a finished one: written whole or not at all, read without pickle's powers."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

FORMAT = 1


def write(path: Path, state: dict[str, Any]) -> None:
    """Write a state of tensors, numbers, text, lists and dictionaries."""
    _replace(path, lambda temporary: torch.save({"format": FORMAT, **state}, temporary))


def read(path: Path, device: torch.device | str = "cpu") -> dict[str, Any]:
    """Return the state in a file.  Raises ValueError if it is not a checkpoint of this format."""
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except Exception as error:
        raise ValueError(f"{path}: expected a checkpoint, got something else ({error})") from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ValueError(f"{path}: expected a checkpoint of format {FORMAT}, got {type(state).__name__}")
    return state


def write_weights(path: Path, model: nn.Module) -> None:
    """Write the model's parameters and buffers as safetensors."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    _replace(path, lambda temporary: save_file(tensors, str(temporary)))


def read_weights(path: Path, model: nn.Module) -> None:
    """Load what `write_weights` wrote.  Raises ValueError if it does not fit the model."""
    try:
        model.load_state_dict(load_file(str(path)))
    except (OSError, RuntimeError, SafetensorError) as error:
        raise ValueError(f"{path}: expected weights of this model ({error})") from error


def weights_hash(state: dict[str, Tensor]) -> str:
    """A short digest of the bits of a model's parameters and buffers."""
    digest = hashlib.sha256()
    for name, tensor in state.items():
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}\0".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]


def _replace(path: Path, save: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        save(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
