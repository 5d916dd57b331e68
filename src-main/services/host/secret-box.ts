/**
 * Seals secrets at rest: Electron's safeStorage, or a key derived from a password in `serve` and the command
 * line. It keeps no plaintext and logs nothing.
 */
export interface SecretBox {
  /** False where nothing protects the secret at rest; the caller must then say so and ask. */
  readonly isProtected: boolean;
  seal(plaintext: string): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<string>;
}
