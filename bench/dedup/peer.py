"""Signs and indexes normalised texts with a Python peer: PEER TEXTS.jsonl ANSWER.json THRESHOLD.

Every step is timed by itself over blocks of rows, one thread: `tokenise` makes the sets of three-word shingles as
strings, as anyone has to in Python; the ways of signing all get those ready-made. `index` queries and inserts every
row; a pair counts when the peer's own estimate reaches the threshold.
"""

import json
import re
import resource
import sys
import time

BLOCK = 10_000
PERMUTATIONS = 128
BANDS = 16
SLOW_SHARE = 10

peer, texts_path, answer_path, threshold = *sys.argv[1:4], float(sys.argv[4])
words_of = re.compile(r"[^\W_]+").findall
seconds = {}
rows_done = {}


def timed(step, rows, work):
    start = time.perf_counter()
    result = work()
    seconds[step] = seconds.get(step, 0.0) + time.perf_counter() - start
    rows_done[step] = rows_done.get(step, 0) + rows
    return result


def shingles(text):
    words = words_of(text)
    return list({f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:])})


def blocks():
    with open(texts_path, encoding="utf-8", errors="surrogatepass") as lines:
        block = []
        for line in lines:
            block.append(json.loads(line))
            if len(block) == BLOCK:
                yield block
                block = []
        if block:
            yield block


def sign_with_rensa(rows):
    from rensa import CMinHash, RMinHash

    def one_by_one(kind):
        signatures = []
        for row in rows:
            signature = kind(num_perm=PERMUTATIONS, seed=42)
            signature.update(row)
            signatures.append(signature)
        return signatures

    timed("CMinHash", len(rows), lambda: one_by_one(CMinHash))
    timed("RMinHash in bulk", len(rows), lambda: RMinHash.from_token_sets(rows, PERMUTATIONS, 42))
    timed("RMinHash matrix", len(rows), lambda: RMinHash.digest_matrix_from_token_sets(rows, PERMUTATIONS, 42))
    return timed("RMinHash", len(rows), lambda: one_by_one(RMinHash))


def sign_with_datasketch(rows):
    from datasketch import MinHash

    def one_by_one(some):
        for row in some:
            signature = MinHash(num_perm=PERMUTATIONS)
            for shingle in row:
                signature.update(shingle)

    encoded = [[shingle.encode("utf-8", "surrogatepass") for shingle in row] for row in rows]
    few = encoded[: max(1, len(rows) // SLOW_SHARE)]
    timed("MinHash", len(few), lambda: one_by_one(few))
    return timed("MinHash in bulk", len(rows), lambda: MinHash.bulk(encoded, num_perm=PERMUTATIONS))


def new_index():
    if peer == "rensa":
        from rensa import RMinHashLSH

        return RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=BANDS)
    from datasketch import MinHashLSH

    return MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)


def index_all(index, signatures, empty, first):
    for row in range(first, len(signatures)):
        if row in empty:
            continue
        mine = signatures[row]
        for other in index.query(mine):
            if mine.jaccard(signatures[other]) >= threshold:
                pairs.append((row, other))
        index.insert(row, mine)


sign = sign_with_rensa if peer == "rensa" else sign_with_datasketch
index = new_index()
signatures, empty, pairs = [], set(), []
for block in blocks():
    first = len(signatures)
    rows = timed("tokenise", len(block), lambda: [shingles(text) for text in block])
    empty.update(first + row for row, tokens in enumerate(rows) if not tokens)
    signatures += sign(rows)
    timed("index", len(block), lambda: index_all(index, signatures, empty, first))

with open(answer_path, "w", encoding="utf-8") as answer:
    json.dump(
        {
            "rowsPerSecond": {step: rows_done[step] / seconds[step] for step in seconds},
            "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "pairs": pairs,
        },
        answer,
    )
