import type { Cluster } from "./cluster.ts";
import { ClusterFinder, type ClusterFinderOptions } from "./cluster-finder.ts";

/**
 * Finds the duplicate clusters of rows whose texts are all at hand; see `ClusterFinder` for rows that are not.
 * @param normalisedTexts one a row, see `normaliseRow`
 * @returns clusters ordered by their first member
 * @throws RangeError when the threshold is not above 0 and at most 1
 */
export function findClusters(
  normalisedTexts: readonly string[],
  options: ClusterFinderOptions = {},
): Cluster[] {
  const finder = new ClusterFinder(options);
  for (const text of normalisedTexts) finder.add(text);
  return finder.clusters((row) => normalisedTexts[row]!);
}
