/** Files above this go through LFS whatever they are, as on the real hub. */
const LARGEST_REGULAR_BYTES = 10 * 1024 * 1024;

const LFS_ENDINGS = [
  ..."7z arrow bin bz2 ftz gz h5 joblib lz4 model msgpack npy npz onnx parquet pb pickle pkl pt pth rar".split(
    " ",
  ),
  ..."safetensors sqlite tar tflite tgz wasm xz zip zst pcm sam raw aac flac mp3 ogg wav bmp gif png tiff".split(
    " ",
  ),
  ..."jpg jpeg webp mp4 webm".split(" "),
];

/** What a new repository starts with: git's own list of what goes through LFS. */
export const gitAttributes = LFS_ENDINGS.map(
  (ending) => `*.${ending} filter=lfs diff=lfs merge=lfs -text\n`,
).join("");

const HAS_LFS_ENDING = new RegExp(`\\.(?:${LFS_ENDINGS.join("|")})$`, "i");

/** Whether a file goes through LFS: because it is large, of a listed kind, or binary by its first bytes. */
export function goesThroughLfs(path: string, sizeBytes: number, sample: Uint8Array): boolean {
  return sizeBytes > LARGEST_REGULAR_BYTES || HAS_LFS_ENDING.test(path) || sample.includes(0);
}
