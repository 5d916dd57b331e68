"""Signs and indexes rows of ready-made shingles with datasketch: SHINGLES.jsonl ANSWER.json THRESHOLD."""

import json
import sys
import time

from datasketch import MinHash, MinHashLSH

shingles_path, answer_path, threshold = sys.argv[1], sys.argv[2], float(sys.argv[3])
with open(shingles_path, encoding="utf-8", errors="surrogatepass") as lines:
    rows = [[s.encode("utf-8", "surrogatepass") for s in json.loads(line)] for line in lines]

start = time.perf_counter()
hashes = MinHash.bulk(rows, num_perm=128)
signed = time.perf_counter()
index = MinHashLSH(threshold=threshold, num_perm=128)
pairs = []
for row, signature in enumerate(hashes):
    if not rows[row]:
        continue
    pairs += [(row, other) for other in index.query(signature)]
    index.insert(row, signature)
indexed = time.perf_counter()

with open(answer_path, "w", encoding="utf-8") as answer:
    json.dump({"signSeconds": signed - start, "indexSeconds": indexed - signed, "pairs": pairs}, answer)
