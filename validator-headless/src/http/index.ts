export { type Health, healthOf } from "./health.ts";
export {
  type StatusServer,
  StatusServerError,
  type StatusServerOptions,
  startStatusServer,
} from "./status-server.ts";
