export { type EvalSet, EvalSetShelf } from "./eval-set-shelf.ts";
