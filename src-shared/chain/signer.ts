/** Whoever can sign with an sr25519 key. The key itself stays with it. */
export interface Signer {
  /** SS58 address. */
  readonly address: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** A 64-byte sr25519 signature of the bytes as they are. */
  sign(bytes: Uint8Array): Uint8Array;
}
