import { setImmediate as breathe } from "node:timers/promises";
import type Database from "better-sqlite3";
import {
  type BadLine,
  type ClusterView,
  FILE_ORDER,
  type FindingView,
  type FindQuery,
  type Glance,
  type KeepRule,
  keptText,
  type Phrase,
  type ProjectInfo,
  type ResultOf,
  type RowDetail,
  type RowFilter,
  type RowSort,
  type RowSummary,
  type Said,
  saidIn,
} from "../../../../src-shared/contract/index.ts";
import {
  defaultLintOptions,
  type ExportForm,
  estimateLengths,
  exportRow,
  finderFor,
  fixOf,
  isRuleId,
  type LintFix,
  type LintOptions,
  levelOf,
  observeDataset,
  occurrences,
  RESTORE_MEMBER,
  type RuleId,
  readingLimit,
  toFinding,
  viewRow,
} from "../../../../src-shared/dataset/index.ts";
import { jaccard, shingleSet } from "../../../../src-shared/dedup/index.ts";
import type { TokenizerFile } from "../../../../src-shared/engine/index.ts";
import { connectToRead } from "../connection.ts";
import { readMeta } from "../meta.ts";
import { RANKING_KEY, type Ranking, readRanking } from "../ranking.ts";
import {
  lengthsFromText,
  levelOfRank,
  NO_LEVEL,
  RowTable,
  rankOf,
  type StoredRow,
  tagsFromText,
} from "../row-table.ts";
import { COUNTED } from "../schema.ts";
import { Statements } from "../statements.ts";
import { comparableText, identityBytes, readNode } from "../writing/derive.ts";
import { listSteps, nextStep } from "../writing/journal.ts";
import type { Standards } from "../writing/project-writer.ts";
import { type DatasetNumbers, DatasetNumbersReader } from "./dataset-numbers.ts";
import { cut, summaryTexts } from "./excerpts.ts";
import { readGlance } from "./glance.ts";
import { NowAndThen } from "./now-and-then.ts";
import { RowOrder } from "./row-order.ts";
import { RowSearch } from "./row-search.ts";
import { isEverything, RowsQuery } from "./rows-query.ts";

const BAD_LINE_SHOWN_CHARS = 2_000;
const DUPLICATES_SHOWN = 20;
/** Similarities of a cluster are worked out among so many of its rows. */
const MEMBERS_COMPARED = 50;
/** Of a large cluster the first rows are shown. */
const MEMBERS_SHOWN = 100;
const VERSIONS_SHOWN = 100;
const EXAMPLES = 5;
const BEST_FIRST: Readonly<Record<KeepRule, string>> = {
  first: "position",
  last: "position DESC",
  longest: "chars DESC",
  fewestProblems: "level DESC, problems",
};
const PREVIEW_SLICE_ROWS = 500;

type ProblemGroup = ResultOf<"lint.summary">["groups"][number];

export interface ProjectCounts {
  readonly rows: number;
  readonly badLines: number;
  readonly canUndo: Said | null;
  readonly canRedo: Said | null;
  readonly problems: { readonly error: number; readonly warning: number; readonly hint: number };
  readonly clusters: number;
  readonly pending: number;
  readonly tokens: ProjectInfo["tokens"];
  readonly ranking: ProjectInfo["ranking"];
  readonly revision: number;
}

/** All that is asked of a project: what was committed last, also while a large change is under way. */
export class ProjectReader {
  readonly #db: Database.Database;
  readonly #sql: Statements;
  readonly #table: RowTable;
  readonly #order = new RowOrder();
  readonly #query: RowsQuery;
  readonly #numbers: DatasetNumbersReader;
  readonly #problems = new NowAndThen(() => this.#workOutProblems());
  #lint: LintOptions = defaultLintOptions;
  #hasEvalSet = false;
  #tokenizer: TokenizerFile | null = null;
  #revision = 0;
  #search: RowSearch | null = null;
  #searchKey = "";

  constructor(path: string) {
    this.#db = connectToRead(path);
    this.#sql = new Statements(this.#db);
    this.#table = new RowTable(this.#db);
    this.#query = new RowsQuery(this.#db, this.#order);
    this.#numbers = new DatasetNumbersReader(this.#sql);
    this.#order.reset(this.#table.idsInOrder());
  }

  close(): void {
    this.#search?.end();
    this.#db.close();
  }

  get revision(): number {
    return this.#revision;
  }

  /** From now on, rows are held to these rules. */
  hold({ lint, evalSet, tokenizer }: Standards): void {
    this.#lint = lint;
    this.#tokenizer = tokenizer;
    this.#hasEvalSet = evalSet !== null;
  }

  /** New rows were committed, behind all others. */
  append(first: number, last: number): void {
    this.#order.append(first, last);
    this.#revision++;
  }

  /** Call it after a change was committed. */
  refresh({ isReordered }: { isReordered: boolean }): void {
    if (isReordered) this.#order.reset(this.#table.idsInOrder());
    this.#revision++;
  }

  meta(key: string): string | null {
    return readMeta(this.#db, key);
  }

  ranking(): Ranking | null {
    return readRanking(this.meta(RANKING_KEY));
  }

  counts(): ProjectCounts {
    const tallies = this.#sql.get("SELECT level, rows FROM tallies").all() as {
      level: number;
      rows: number;
    }[];
    const of = (level: "error" | "warning" | "hint"): number =>
      tallies.find((entry) => entry.level === rankOf(level))?.rows ?? 0;
    const workedOut = tallies.reduce((sum, { rows }) => sum + rows, 0);
    return {
      rows: this.#order.count,
      badLines: this.#count("SELECT count(*) FROM bad_lines"),
      canUndo: nextStep(this.#sql, "undo")?.name ?? null,
      canRedo: nextStep(this.#sql, "redo")?.name ?? null,
      problems: { error: of("error"), warning: of("warning"), hint: of("hint") },
      clusters: this.#count("SELECT count(DISTINCT cluster) FROM facts WHERE cluster IS NOT NULL"),
      pending: Math.max(0, this.#order.count - workedOut),
      tokens: { countedBy: this.#tokenizer?.model ?? null, isCounted: this.#isCounted() },
      ranking: this.ranking(),
      revision: this.#revision,
    };
  }

  /** Rejects with `PatternInvalid` where the filter's regular expression is none. */
  async window(
    filter: RowFilter,
    sort: RowSort,
    offset: number,
    limit: number,
  ): Promise<ResultOf<"rows.window">> {
    const revision = this.#revision;
    const { ids, isComplete } = await this.#found(filter, sort, offset, offset + limit);
    const rows = this.#table.getMany(ids.slice(offset, offset + limit)).map((row) => this.#summary(row));
    return { total: ids.length, isComplete, revision, rows };
  }

  async locate(rowId: number, filter: RowFilter, sort: RowSort): Promise<number | null> {
    if (isEverything(filter) && sort.by === FILE_ORDER.by && !sort.descending) {
      const line = this.#order.lineOf(rowId);
      return line === 0 ? null : line - 1;
    }
    const index = (await this.ids(filter, sort)).indexOf(rowId);
    return index < 0 ? null : index;
  }

  /** The ids of a filtered, sorted table. */
  async ids(filter: RowFilter, sort: RowSort): Promise<readonly number[]> {
    return new RowSearch(this.#query.search(filter, sort, this.#lint.rowsLimit)).all();
  }

  /** The rows of a table as far as they are found; some of those wanted at least, where there are any. */
  async #found(
    filter: RowFilter,
    sort: RowSort,
    from: number,
    to: number,
  ): Promise<{ readonly ids: readonly number[]; readonly isComplete: boolean }> {
    if (isEverything(filter) && sort.by === FILE_ORDER.by && !sort.descending)
      return { ids: this.#order.all(), isComplete: true };
    const key = JSON.stringify([filter, sort, this.#revision, this.#lint.rowsLimit]);
    if (key !== this.#searchKey) {
      const steps = this.#query.search(filter, sort, this.#lint.rowsLimit);
      this.#search?.end();
      this.#search = new RowSearch(steps);
      this.#searchKey = key;
    }
    const search = this.#search;
    await search?.soon(from, to);
    return { ids: search?.ids ?? [], isComplete: search?.isComplete ?? true };
  }

  /** 1-based line of a row; 0 for one that is not there. */
  lineOf(rowId: number): number {
    return this.#order.lineOf(rowId);
  }

  /** The row that stands where these stood once they are gone: the next one, or else the last before them. */
  neighbourOf(rowIds: readonly number[]): number | null {
    const last = Math.max(0, ...rowIds.map((id) => this.#order.lineOf(id)));
    return this.#order.idAt(last) ?? this.#order.idAt(Math.max(0, last - 1 - rowIds.length));
  }

  detail(rowId: number): RowDetail | null {
    const row = this.#table.get(rowId);
    if (row === null) return null;
    const view = viewRow(readNode(row.json));
    const { system, turns } = view;
    const lengths = row.lengths === null ? estimateLengths(view) : lengthsFromText(row.lengths);
    return {
      id: row.id,
      line: this.#order.lineOf(row.id),
      json: row.json,
      system,
      turns: [...turns],
      tokens: lengths.total,
      tokensEstimated: row.counted !== COUNTED.counted,
      turnTokens: [...lengths.turns],
      cutWithinTurn: readingLimit(lengths, this.#lint.maxTokens),
      findings: this.#findingsOf(row.id),
      clusterId: row.cluster,
      clusterKind: row.cluster === null ? null : this.#clusterKind(row.cluster),
      tags: tagsFromText(row.tags),
      duplicates: this.#duplicatesOf(row),
      membership: this.membershipOf(row.id),
    };
  }

  /** Whether a row stands in the eval set; null where that does not matter or is not known. */
  membershipOf(rowId: number): "member" | "outside" | null {
    if (!this.#lint.rowsFromEvalSet || !this.#hasEvalSet || this.#order.lineOf(rowId) === 0) return null;
    const outside = "SELECT count(*) FROM findings WHERE row = ? AND rule = 'not-in-eval-set'";
    return this.#count(outside, rowId) === 0 ? "member" : "outside";
  }

  history(limit: number): ResultOf<"history.list"> {
    return listSteps(this.#sql, limit).map(({ id, name, at, rows, undone, isAside }) => ({
      id,
      name,
      at,
      rowsChanged: rows,
      undone,
      isAside,
    }));
  }

  /** How many rows the step has that undo or redo would go over next. */
  rowsOfNextStep(direction: "undo" | "redo"): number {
    return nextStep(this.#sql, direction)?.rows ?? 0;
  }

  /**
   * The problems by rule, the worst first: of this moment, or of one soon after it. While one edit follows the other they
   * are worked out now and then only, since that takes longer than an edit.
   */
  problemGroups(): Promise<ProblemGroup[]> {
    return this.#problems.read(this.#revision);
  }

  async #workOutProblems(): Promise<ProblemGroup[]> {
    const numbers = await this.#numbers.read(this.#revision);
    const counted = this.#sql
      .get("SELECT rule, min(level) AS level, count(DISTINCT row) AS rows FROM findings GROUP BY rule")
      .all() as { rule: string; level: number; rows: number }[];
    const groups = counted.map(({ rule, level, rows }) => this.#group(rule, level, rows));
    const beyond = this.#lint.rowsLimit === null ? 0 : Math.max(0, this.#order.count - this.#lint.rowsLimit);
    const beyondLevel = levelOf("beyond-rows", this.#lint);
    if (beyond > 0 && beyondLevel !== null)
      groups.push(this.#group("beyond-rows", rankOf(beyondLevel), beyond));
    return [...groups, ...this.#datasetGroups(numbers)].sort(
      (a, b) => rankOf(a.level) - rankOf(b.level) || b.rows - a.rows,
    );
  }

  /** What a replacement would do in some rows. Throws `PatternInvalid`. */
  async previewReplace(
    ids: readonly number[],
    { places, ...query }: FindQuery,
    replacement: string,
    limit: number,
  ): Promise<ResultOf<"bulk.preview">> {
    const made = finderFor(query);
    if (!made.ok) throw made.error;
    const finder = made.value;
    const examples: ResultOf<"bulk.preview">["examples"] = [];
    let rows = 0;
    let matches = 0;
    for (const [index, id] of ids.entries()) {
      if (index % PREVIEW_SLICE_ROWS === PREVIEW_SLICE_ROWS - 1) await breathe();
      const row = this.#table.get(id);
      const found = row === null ? [] : occurrences(readNode(row.json), places, finder);
      if (found.length === 0) continue;
      rows++;
      for (const { place, text, matches: own } of found) {
        matches += own;
        if (examples.length === limit) continue;
        const after = finder.replace(text, replacement);
        examples.push({ rowId: id, line: this.#order.lineOf(id), place, before: text, after });
      }
    }
    return { rows, matches, examples };
  }

  /** Of rows between two ids, those that are in a cluster with an earlier row. */
  knownBefore(first: number, last: number): number[] {
    return this.#sql
      .plucked(
        `SELECT row FROM facts WHERE row BETWEEN ? AND ? AND cluster IS NOT NULL AND cluster < ? ORDER BY row`,
      )
      .all(first, last, first) as number[];
  }

  /** What a form cannot hold of some rows, the commonest first; looked at in slices. */
  async losses(ids: readonly number[], form: ExportForm): Promise<ResultOf<"export.preview">> {
    const losses = new Map<string, Loss>();
    for (const [index, id] of ids.entries()) {
      if (index % PREVIEW_SLICE_ROWS === PREVIEW_SLICE_ROWS - 1) await breathe();
      const json = this.#table.jsonOf(id);
      if (json === null) continue;
      for (const what of exportRow(readNode(json), form).lost) {
        const key = keptText(what);
        const known = losses.get(key) ?? lossOf(what);
        known.rows++;
        if (known.examples.length < EXAMPLES)
          known.examples.push({ rowId: id, line: this.#order.lineOf(id) });
        losses.set(key, known);
      }
    }
    return { rows: ids.length, losses: [...losses.values()].sort((a, b) => b.rows - a.rows) };
  }

  /** The rows that have a finding of a rule, in the order of the file. */
  idsWith(rule: string): readonly number[] {
    if (rule === "beyond-rows")
      return this.#order.slice(this.#lint.rowsLimit ?? this.#order.count, this.#order.count);
    const rows = new Set(this.#sql.plucked("SELECT DISTINCT row FROM findings WHERE rule = ?").all(rule));
    return this.#order.all().filter((id) => rows.has(id));
  }

  clusters(
    kind: ClusterView["kind"] | null,
    offset: number,
    limit: number,
  ): Pick<ResultOf<"dedup.clusters">, "total" | "rowsInClusters" | "clusters"> {
    if (kind === "question") return this.#conflicts(offset, limit);
    const all = this.#clustersOf(kind);
    return {
      total: all.length,
      rowsInClusters: all.reduce((sum, { size }) => sum + size, 0),
      clusters: all
        .slice(offset, offset + limit)
        .map(({ cluster, kind: clusterKind }) => this.#clusterView(cluster, clusterKind)),
    };
  }

  /** Rows that ask the same and answer differently, as groups: each by its first row. */
  #conflicts(
    offset: number,
    limit: number,
  ): Pick<ResultOf<"dedup.clusters">, "total" | "rowsInClusters" | "clusters"> {
    const groups = this.#sql
      .get(
        `SELECT group_concat(facts.row) AS rows, count(*) AS size FROM facts JOIN rows ON rows.id = facts.row
         WHERE question IN (SELECT question FROM findings JOIN facts ON facts.row = findings.row
           WHERE rule = 'conflicting-answers')
         GROUP BY question ORDER BY size DESC, min(position)`,
      )
      .all() as { rows: string; size: number }[];
    const inOrder = (rows: string): number[] =>
      rows
        .split(",")
        .map(Number)
        .sort((a, b) => this.#order.lineOf(a) - this.#order.lineOf(b));
    return {
      total: groups.length,
      rowsInClusters: groups.reduce((sum, { size }) => sum + size, 0),
      clusters: groups.slice(offset, offset + limit).map(({ rows }) => {
        const ids = inOrder(rows);
        return this.#groupView(ids[0] ?? 0, "question", ids);
      }),
    };
  }

  /** What a row was before each step that changed it and is done, the latest first. */
  versions(rowId: number): ResultOf<"rows.versions"> {
    const found = this.#sql
      .get(
        `SELECT steps.id AS stepId, steps.name AS step, steps.at, changes.json
         FROM changes JOIN steps ON steps.id = changes.step
         WHERE changes.row = ? AND changes.json IS NOT NULL AND steps.undone = 0
         ORDER BY steps.id DESC LIMIT ${VERSIONS_SHOWN}`,
      )
      .all(rowId) as { stepId: number; step: string; at: string; json: string }[];
    const isPublished = this.#sql.plucked("SELECT 1 FROM published WHERE identity = ?");
    return found
      .filter(({ json }, at) => json !== (found[at - 1]?.json ?? this.#table.jsonOf(rowId)))
      .map((version) => ({
        ...version,
        step: saidIn(version.step),
        isPublished: isPublished.get(identityBytes(version.json)) === 1,
      }));
  }

  /** All tags in use, the commonest first. */
  tags(): ResultOf<"rows.tags"> {
    return this.#sql
      .get("SELECT tag, count(*) AS rows FROM row_tags GROUP BY tag ORDER BY rows DESC, tag")
      .all() as ResultOf<"rows.tags">;
  }

  /** A row that is like another, as it is shown. */
  likeness(rowId: number, similarity: number): ResultOf<"dedup.alike">[number] {
    const json = this.#table.jsonOf(rowId) ?? "";
    const excerpt = cut(viewRow(readNode(json)).turns[0]?.content ?? "");
    return { rowId, line: this.#order.lineOf(rowId), similarity, excerpt };
  }

  /** The ids of a cluster's rows, in the order of the file. */
  membersOf(cluster: number): number[] {
    return this.#sql
      .plucked(
        "SELECT id FROM rows JOIN facts ON facts.row = rows.id WHERE cluster = ? ORDER BY position, id",
      )
      .all(cluster) as number[];
  }

  /** All rows of clusters of a kind but the best of each; of equally good ones the first stays. */
  allButBest(kind: "exact" | "near", by: KeepRule): number[] {
    const ranked = this.#sql.plucked(
      `SELECT id FROM rows JOIN facts ON facts.row = rows.id WHERE cluster = ?
       ORDER BY ${BEST_FIRST[by]}, position, id`,
    );
    return this.#clustersOf(kind).flatMap(({ cluster }) => (ranked.all(cluster) as number[]).slice(1));
  }

  async glance(): Promise<Glance> {
    return {
      ...readGlance(this.#sql, await this.#numbers.read(this.#revision)),
      tokensEstimated: !this.#isCounted(),
      tokenizer: this.#tokenizer?.model ?? null,
    };
  }

  /** True where the tokenizer in force has counted every row that is worked out. */
  #isCounted(): boolean {
    if (this.#tokenizer === null) return false;
    const waiting = `SELECT EXISTS (SELECT 1 FROM facts WHERE counted IN (${COUNTED.estimated}, ${COUNTED.outdated}))`;
    return this.#count(waiting) === 0;
  }

  badLines(offset: number, limit: number): { total: number; items: BadLine[] } {
    const items = this.#sql
      .get("SELECT * FROM bad_lines ORDER BY id LIMIT ? OFFSET ?")
      .all(limit, offset) as BadLineRow[];
    return {
      total: this.#count("SELECT count(*) FROM bad_lines"),
      items: items.map((item) => ({
        ...item,
        source: saidIn(item.source),
        reason: saidIn(item.reason),
        text: item.text.slice(0, BAD_LINE_SHOWN_CHARS),
        truncated: item.text.length > BAD_LINE_SHOWN_CHARS,
      })),
    };
  }

  /** The bad lines as they were, one a line. */
  badLinesText(): string {
    const texts = this.#sql.plucked("SELECT text FROM bad_lines ORDER BY id").all() as string[];
    return texts.map((text) => `${text}\n`).join("");
  }

  /** Identities of all rows that are worked out, in order, for comparing with a snapshot. */
  identities(): { rowId: number; identity: string }[] {
    return this.#sql
      .get(
        `SELECT id AS rowId, hex(identity) AS identity FROM rows JOIN facts ON facts.row = rows.id
         ORDER BY position, id`,
      )
      .all() as { rowId: number; identity: string }[];
  }

  jsonOf(rowId: number): string | null {
    return this.#table.jsonOf(rowId);
  }

  #summary(row: StoredRow): RowSummary {
    const view = viewRow(readNode(row.json));
    const line = this.#order.lineOf(row.id);
    const beyond = this.#beyondLevel(line);
    return {
      id: row.id,
      line,
      ...summaryTexts(view),
      turns: row.turns ?? view.turns.length,
      tokens: row.tokens ?? 0,
      tokensEstimated: row.counted !== COUNTED.counted,
      level: levelOfRank(Math.min(row.level ?? NO_LEVEL, beyond === null ? NO_LEVEL : rankOf(beyond))),
      problems: (row.problems ?? 0) + (beyond === null ? 0 : 1),
      clusterId: row.cluster,
      clusterKind: row.cluster === null ? null : this.#clusterKind(row.cluster),
      language: row.language,
      helpfulness: row.helpfulness,
      tags: tagsFromText(row.tags),
      isPending: row.level === null,
    };
  }

  #beyondLevel(line: number) {
    const { rowsLimit } = this.#lint;
    return rowsLimit !== null && line > rowsLimit ? levelOf("beyond-rows", this.#lint) : null;
  }

  #findingsOf(rowId: number): FindingView[] {
    const stored = this.#sql
      .get("SELECT * FROM findings WHERE row = ? ORDER BY level, rule, turn")
      .all(rowId) as FindingRow[];
    const findings = stored.map(
      ({ rule, level, turn, says, fix }): FindingView => ({
        rule,
        level: levelOfRank(level) ?? "hint",
        turn,
        says: saidIn(says),
        fix,
      }),
    );
    if (this.#beyondLevel(this.#order.lineOf(rowId)) === null) return findings;
    const says: Phrase = { phrase: "onlyFirstRowsCount", rows: this.#lint.rowsLimit ?? 0 };
    const beyond = toFinding({ rule: "beyond-rows", turn: null, says }, this.#lint);
    return beyond === null ? findings : [...findings, beyond];
  }

  #group(rule: string, level: number, rows: number): ProblemGroup {
    const fix = isRuleId(rule) ? this.#fixForAll(rule) : null;
    return {
      rule,
      level: levelOfRank(level) ?? "hint",
      says: null,
      rows,
      firstRowIds: this.#firstWith(rule),
      fixAll: fix?.id ?? null,
      wholeDataset: false,
    };
  }

  /** By their numbers, which is in the order of the file but for rows that came or were moved later. */
  #firstWith(rule: string): number[] {
    if (rule === "beyond-rows") return this.#order.slice(this.#lint.rowsLimit ?? 0, EXAMPLES);
    const first = `SELECT DISTINCT row FROM findings WHERE rule = ? ORDER BY row LIMIT ${EXAMPLES}`;
    return this.#sql.plucked(first).all(rule) as number[];
  }

  #fixForAll(rule: RuleId): LintFix | null {
    const restorable = "SELECT count(*) FROM findings WHERE rule = ? AND fix = ?";
    return rule === "not-in-eval-set" && this.#count(restorable, rule, RESTORE_MEMBER.id) > 0
      ? RESTORE_MEMBER
      : fixOf(rule, this.#lint);
  }

  #datasetGroups({ shortAnswers, commonestStart }: DatasetNumbers): ProblemGroup[] {
    const observations = observeDataset({
      rows: this.#order.count,
      shortAnswers,
      commonestStart,
      isEvalSetKnown: this.#hasEvalSet,
    });
    return observations.flatMap((observation) => {
      const finding = toFinding(observation, this.#lint);
      if (finding === null) return [];
      const { rule, level, says } = finding;
      return [{ rule, level, says, rows: 0, firstRowIds: [], fixAll: null, wholeDataset: true }];
    });
  }

  #duplicatesOf(row: StoredRow): RowDetail["duplicates"] {
    if (row.cluster === null) return [];
    const mine = shingleSet(comparableText(row.json));
    const others = this.membersOf(row.cluster).filter((id) => id !== row.id);
    return this.#table.getMany(others.slice(0, DUPLICATES_SHOWN)).map(({ id, json }) => ({
      rowId: id,
      line: this.#order.lineOf(id),
      similarity: jaccard(mine, shingleSet(comparableText(json))),
      excerpt: cut(viewRow(readNode(json)).turns[0]?.content ?? ""),
    }));
  }

  #clusterKind(cluster: number): "exact" | "near" {
    return this.#count("SELECT count(DISTINCT exact_key) FROM facts WHERE cluster = ?", cluster) === 1
      ? "exact"
      : "near";
  }

  #clustersOf(kind: "exact" | "near" | null): { cluster: number; size: number; kind: "exact" | "near" }[] {
    const all = this.#sql
      .get(
        `SELECT cluster, count(*) AS size, count(DISTINCT exact_key) AS texts
         FROM facts JOIN rows ON rows.id = facts.row WHERE cluster IS NOT NULL
         GROUP BY cluster ORDER BY size DESC, min(position)`,
      )
      .all() as { cluster: number; size: number; texts: number }[];
    return all
      .map(({ cluster, size, texts }) => ({
        cluster,
        size,
        kind: texts === 1 ? ("exact" as const) : ("near" as const),
      }))
      .filter((entry) => kind === null || entry.kind === kind);
  }

  #clusterView(cluster: number, kind: "exact" | "near"): ClusterView {
    return this.#groupView(cluster, kind, this.membersOf(cluster));
  }

  #groupView(id: number, kind: ClusterView["kind"], ids: readonly number[]): ClusterView {
    const rows = this.#table.getMany(ids);
    const sets = rows.slice(0, MEMBERS_COMPARED).map(({ json }) => shingleSet(comparableText(json)));
    const first = sets[0];
    const members = rows.slice(0, MEMBERS_SHOWN).map(({ id: rowId, json, tokens, counted, level }) => {
      const { turns } = viewRow(readNode(json));
      return {
        rowId,
        line: this.#order.lineOf(rowId),
        user: cut(turns[0]?.content ?? ""),
        assistant: cut(turns[1]?.content ?? ""),
        tokens: tokens ?? 0,
        tokensEstimated: counted !== COUNTED.counted,
        level: levelOfRank(level ?? NO_LEVEL),
      };
    });
    const similarities =
      first === undefined || kind === "exact" ? [1] : sets.slice(1).map((set) => jaccard(first, set));
    return {
      id,
      kind,
      size: rows.length,
      minSimilarity: Math.min(...similarities),
      excerpt: members[0]?.user ?? "",
      members,
    };
  }

  #count(sql: string, ...values: (string | number)[]): number {
    return this.#sql.plucked(sql).get(...values) as number;
  }
}

interface BadLineRow {
  readonly id: number;
  readonly source: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

interface FindingRow {
  readonly rule: string;
  readonly level: number;
  readonly turn: number | null;
  readonly says: string;
  readonly fix: string | null;
}

type Loss = ResultOf<"export.preview">["losses"][number];
const lossOf = (what: Phrase): Loss => ({ what, rows: 0, examples: [] });
