import type { en } from "./en/index.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "screen";
    resources: { screen: typeof en };
  }
}
