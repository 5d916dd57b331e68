/** Called with the bytes of a file that have gone out so far, and how many there are. */
export type UploadProgress = (sentBytes: number, totalBytes: number) => void;

const REQUEST_TIMEOUT_MS = 60_000;
/** Below this an upload's progress says nothing. */
const WORTH_WATCHING_BYTES = 64 * 1024;

/**
 * A `fetch` with a time limit on every small request, an outer signal on all of them, and eyes on what large request
 * bodies have sent: the client library itself reports progress in browsers only.
 */
export function watchedFetch(signal: AbortSignal | undefined, onProgress?: UploadProgress): typeof fetch {
  return async (input, init = {}) => {
    const signals = [signal, init.signal].filter((one) => one !== undefined && one !== null);
    const { body } = init;
    const isUpload = body instanceof Blob && body.size >= WORTH_WATCHING_BYTES;
    if (!isUpload) signals.push(AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    const watched = isUpload && onProgress !== undefined ? countedBody(body, init.headers, onProgress) : {};
    return fetch(input, { ...init, ...watched, signal: AbortSignal.any(signals) });
  };
}

/** Stores that take uploads want to know the length beforehand, which a stream alone does not tell. */
function countedBody(
  body: Blob,
  headers: RequestInit["headers"],
  onProgress: UploadProgress,
): RequestInit & { duplex: "half" } {
  let sent = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      sent += chunk.length;
      onProgress(sent, body.size);
      controller.enqueue(chunk);
    },
  });
  return {
    body: body.stream().pipeThrough(counter),
    duplex: "half",
    headers: { ...Object.fromEntries(new Headers(headers)), "Content-Length": String(body.size) },
  };
}
