export { ScoringError } from "./errors.ts";
export { scoreText } from "./score-text.ts";
