"""Rows as tensors, padded on the right to the longest of a batch."""
import torch


def collate(features):
    """@param features pairs of a row's place among all and the row"""
    width = max(len(row.ids) for _, row in features)

    def padded(values, fill):
        return values + [fill] * (width - len(values))

    return dict(
        input_ids=torch.tensor([padded(row.ids, 0) for _, row in features]),
        attention_mask=torch.tensor([padded([1] * len(row.ids), 0) for _, row in features]),
        labels=torch.tensor([padded(row.labels, -100) for _, row in features]),
        row=torch.tensor([place for place, _ in features]),
    )


def in_order(rows, batch_size):
    """Batches as transformers' Trainer evaluates them."""
    places = list(enumerate(rows))
    return [places[start : start + batch_size] for start in range(0, len(places), batch_size)]


def by_length(rows, tokens):
    """Rows of like lengths together, up to so many tokens with their padding. Rows without a target are left out."""
    batches, batch = [], []
    for place, row in sorted(enumerate(rows), key=lambda item: len(item[1].ids)):
        if row.targets == 0:
            continue
        if batch and len(row.ids) * (len(batch) + 1) > tokens:
            batches.append(batch)
            batch = []
        batch.append((place, row))
    return batches + ([batch] if batch else [])
