/** Bytes that are not what the Xet protocol says they should be. */
export class MalformedXet extends Error {}
