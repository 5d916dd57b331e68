import { createContext, useContext } from "react";

export type Place =
  | "dataset"
  | "overview"
  | "duplicates"
  | "preview"
  | "practice"
  | "publish"
  | "history"
  | "log"
  | "settings";

/** Where in the app one is, and the way elsewhere. */
export interface Navigation {
  readonly place: Place;
  readonly rowId: number | null;
  readonly rule: string | null;
  go(place: Place, at?: { rowId?: number | null; rule?: string | null }): void;
}

export const NavigationContext = createContext<Navigation>({
  place: "dataset",
  rowId: null,
  rule: null,
  go: () => {},
});
export const useNavigation = (): Navigation => useContext(NavigationContext);
