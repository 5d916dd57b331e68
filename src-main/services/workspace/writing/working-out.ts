import { availableParallelism } from "node:os";
import type { LintOptions } from "../../../../src-shared/dataset/index.ts";
import { entryUrl, WorkerShelf } from "../../host/index.ts";
import { AskedThread } from "./asked-thread.ts";
import type { WorkedOut, WorkingOutAnswer, WorkingOutOrder } from "./working-out.entry.ts";

const MOST_THREADS = 3;
/** One thread stores what the others work out. */
const THREADS = Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1));
const threads = new WorkerShelf(entryUrl("./working-out.entry", import.meta.url));
type Helper = AskedThread<WorkingOutOrder, WorkingOutAnswer>;

/** Threads that work out rows of one project, each one piece of work after the other. */
export class WorkingOut {
  readonly #helpers: Helper[];

  constructor(path: string, lint: LintOptions) {
    this.#helpers = Array.from({ length: THREADS }, () => new AskedThread(threads));
    for (const helper of this.#helpers) helper.tell({ kind: "open", path, lint });
  }

  /**
   * Works out the rows of many pieces.
   * @param take is called with each piece as it comes, in any order; the next is not begun before it is done
   */
  async rows(
    pieces: Iterator<{ readonly first: number; readonly last: number }>,
    take: (rows: readonly WorkedOut[]) => Promise<void>,
  ): Promise<void> {
    const work = async (helper: Helper): Promise<void> => {
      for (let ahead = ask(helper, pieces); ahead !== null; ) {
        const rows = await ahead;
        ahead = ask(helper, pieces);
        await take(rows);
      }
    };
    await Promise.all(this.#helpers.map(work));
  }

  async clusters(threshold: number): Promise<ReadonlyMap<number, number>> {
    const answer = await this.#helpers[0]?.ask({ kind: "clusters", threshold });
    return answer?.kind === "clusters" ? answer.clusters : new Map();
  }

  /** Lets go of the threads; what they are at is given up. */
  close(): void {
    for (const helper of this.#helpers) helper.close({ kind: "close" });
  }
}

/** While the thread is at one piece, what came of the one before is stored. */
function ask(
  helper: Helper,
  pieces: Iterator<{ readonly first: number; readonly last: number }>,
): Promise<readonly WorkedOut[]> | null {
  const piece = pieces.next();
  if (piece.done) return null;
  return helper
    .ask({ kind: "rows", ...piece.value })
    .then((answer) => (answer.kind === "rows" ? answer.rows : []));
}
