"""The loss of labelled tokens alone: the head's product with the vocabulary is worked out for nothing else."""
import torch
import torch.nn.functional as F

# So many targets' logits stand in memory at once.
TARGETS_AT_ONCE = 128


def token_losses(hidden, head, labels):
    """Cross-entropy of every labelled token, in nats, in float32.

    Logits are worked out in the precision of the head and are widened then, as transformers' own loss does it. Gradients go
    to `hidden` alone: the head is frozen.

    @param hidden [batch, tokens, width]: the last layer's normed output
    @param labels [batch, tokens]: -100 where nothing is to be said; the first token of a row is never predicted
    @returns losses [labelled] and the batch row of each
    """
    wanted = labels[:, 1:]
    rows, tokens = (wanted != -100).nonzero(as_tuple=True)
    picked = hidden[rows, tokens]
    return _TokenLosses.apply(picked, head.weight, wanted[rows, tokens]), rows


class _TokenLosses(torch.autograd.Function):
    """Works out each loss' gradient along with it, so that no logits are kept."""

    @staticmethod
    def forward(context, hidden, words, targets):
        wants_gradient = context.needs_input_grad[0]
        losses = torch.empty(len(targets), dtype=torch.float32, device=hidden.device)
        gradient = torch.empty_like(hidden) if wants_gradient else None
        for start in range(0, len(targets), TARGETS_AT_ONCE):
            part = slice(start, start + TARGETS_AT_ONCE)
            target = targets[part]
            logits = F.linear(hidden[part].to(words.dtype), words).float()
            total = logits.logsumexp(dim=-1)
            losses[part] = total - logits.gather(1, target[:, None])[:, 0]
            if gradient is None:
                continue
            slopes = logits.sub_(total[:, None]).exp_()
            slopes[torch.arange(len(target), device=target.device), target] -= 1
            gradient[part] = (slopes.to(words.dtype) @ words).to(hidden.dtype)
        context.save_for_backward(*(() if gradient is None else (gradient,)))
        return losses

    @staticmethod
    def backward(context, slope):
        (gradient,) = context.saved_tensors
        return (gradient * slope[:, None]).to(gradient.dtype), None, None
