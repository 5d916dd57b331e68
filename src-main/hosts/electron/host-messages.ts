// What the main process and the services process say to each other. Both ends are ours and started together, so
// plain types are enough here; what comes from the screen is validated by the contract.

/** A child started for the services: what travels over the port that stands for it. */
export type ChildEvent =
  | { readonly kind: "started"; readonly pid: number | null }
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "output"; readonly line: string }
  | { readonly kind: "exit"; readonly code: number | null };

export type ChildCommand =
  | { readonly kind: "message"; readonly message: unknown }
  | { readonly kind: "kill" };

/** Services to main. */
export type ServicesMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly what: string }
  | { readonly kind: "seal"; readonly id: number; readonly text: string }
  | { readonly kind: "open"; readonly id: number; readonly sealed: Uint8Array }
  | {
      readonly kind: "spawn";
      readonly id: number;
      readonly module: string;
      readonly name: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown };

/** Main to services. `screen` and `child` carry a port along. */
export type MainMessage =
  | { readonly kind: "screen" }
  | { readonly kind: "child"; readonly id: number }
  | { readonly kind: "register-file"; readonly id: number; readonly path: string }
  | { readonly kind: "find-download"; readonly id: number; readonly download: string }
  | { readonly kind: "close"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown; readonly error: string | null };

/** What the services process is started with. */
export interface ServicesArguments {
  readonly dataDir: string;
  readonly version: string;
  readonly secretsProtected: boolean;
}
