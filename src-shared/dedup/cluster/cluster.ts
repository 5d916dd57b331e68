export const DEFAULT_THRESHOLD = 0.8;

export type ClusterKind = "exact" | "near";

/** Rows connected by being equal or near: at least two. */
export interface Cluster {
  /** Indexes into the given rows, ascending. */
  readonly members: readonly number[];
  readonly kind: ClusterKind;
}

/** Whether near-duplicates can be looked for at this threshold. */
export function isThreshold(value: number): boolean {
  return value > 0 && value <= 1;
}

/** @param keys the members' normalised texts (or any keys that are equal exactly when the texts are) */
export function clusterKind(keys: readonly (string | number)[]): ClusterKind {
  return keys.every((key) => key === keys[0]) ? "exact" : "near";
}
