export { type KeepLimits, type KeepPlan, type KeptItem, planKeeping, type Removal } from "./plan.ts";
export { folderGb, KEPT_FOLDERS, surveyCache } from "./survey.ts";
export { type Tidied, type TidyRequest, type TidySystem, tidyCache } from "./tidy.ts";
