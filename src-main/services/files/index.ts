export { openReadable, type ReadableFile, readHead } from "./readable-file.ts";
export { type ArchiveEntry, entriesOf, startsAsZip } from "./zip.ts";
