/** One measurement of our engine in a process of its own: reads a request as JSON from argv, prints the figures. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { measureEngine, measureMatmulPeak } from "../../src-shared/engine/measure.entry.ts";

const { folder, rows, ...request } = JSON.parse(process.argv[2] ?? "{}");
if (request.what === "peak") {
  console.log(JSON.stringify({ gigaflops: await measureMatmulPeak(request.threads) }));
} else {
  const tokenRows = (
    JSON.parse(readFileSync(join(folder, rows), "utf8")) as { ids: number[]; learn: number[] }[]
  ).map(({ ids, learn }) => ({ ids: Int32Array.from(ids), learn: Uint8Array.from(learn) }));
  const figures = await measureEngine({ folder, rows: tokenRows, ...request });
  console.log(JSON.stringify({ ...figures, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}
process.exit(0);
