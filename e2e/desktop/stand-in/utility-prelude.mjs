// Gives a utility process of the stand-in its `process.parentPort`.
import { EventEmitter } from "node:events";
import { portRelay } from "./ports.mjs";

const relay = portRelay((value) => process.connected && process.send(value));
const parentPort = new EventEmitter();
parentPort.postMessage = (message) => process.connected && process.send({ message });
const unheard = [];

process.on("message", (value) => {
  if (relay.take(value)) return;
  const event = { data: value.message, ports: relay.arrive(value.ports ?? []) };
  if (parentPort.listenerCount("message") > 0) parentPort.emit("message", event);
  else unheard.push(event);
});
parentPort.on("newListener", (name) => {
  if (name === "message")
    setImmediate(() => {
      for (const event of unheard.splice(0)) parentPort.emit("message", event);
    });
});
process.on("disconnect", () => process.exit(0));
process.parentPort = parentPort;
