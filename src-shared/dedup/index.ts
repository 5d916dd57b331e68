export {
  type Cluster,
  type ClusterKind,
  clusterKind,
  DEFAULT_THRESHOLD,
  isThreshold,
} from "./cluster/cluster.ts";
export { ClusterFinder, type ClusterFinderOptions } from "./cluster/cluster-finder.ts";
export { findClusters } from "./cluster/find-clusters.ts";
export { isNear, jaccard, type ShingleSet, shingleSet } from "./cluster/shingle-set.ts";
export { UnionFind } from "./cluster/union-find.ts";
export type { OnProgress } from "./cluster/work-meter.ts";
export { NO_KEY, RowIndex } from "./row-index/row-index.ts";
export {
  type Banding,
  bandHashes,
  bandingFor,
  bandKeys,
  collisionProbability,
  estimateJaccard,
  INDEX_BANDING,
  MISS_BOUND,
} from "./signature/banding.ts";
export { createSigner, type RowSignature, SIGNATURE_VERSION, type Signer } from "./signature/signer.ts";
export { SIGNATURE_BYTES, SIGNATURE_SIZE } from "./signature/size.ts";
export { normaliseRow } from "./text/normalise.ts";
