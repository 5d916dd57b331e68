export { PracticeService, type PracticeStart } from "./practice-service.ts";
export { PracticeStore } from "./practice-store.ts";
