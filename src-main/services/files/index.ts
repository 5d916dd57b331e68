export { openReadable, type ReadableFile, readHead } from "./packed-file.ts";
