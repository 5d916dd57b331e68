/** MinHash values in a signature (K). */
export const SIGNATURE_SIZE = 128;
export const SIGNATURE_BYTES = SIGNATURE_SIZE * 4;
