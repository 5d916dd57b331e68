import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { virtualClock } from "../node/clock.ts";
import { ChainNode } from "../node/node.ts";
import { temporaryFolder } from "../test-support/chain.ts";
import { testGenesis } from "../test-support/genesis.ts";
import { testKeys } from "../test-support/keys.ts";
import { RpcClient } from "../test-support/rpc-client.ts";
import { Dispatcher } from "./dispatcher.ts";
import { CallFaults } from "./faults.ts";
import { RpcServer } from "./server.ts";

async function serve(limits = { requestBytes: 10_000, unreadBytes: 1_000_000 }) {
  const node = new ChainNode({
    file: join(temporaryFolder(), "chain.sqlite"),
    rule: "spacePerEpoch",
    genesis: testGenesis(await testKeys()),
    clock: virtualClock(12_000),
    genesisTimeMs: 0,
    finalityLag: 2,
    poolLimit: 10,
    keptStates: 10,
  });
  const faults = new CallFaults();
  const server = await RpcServer.listen(
    new Dispatcher(node, faults, (error) => {
      throw error;
    }),
    0,
    limits,
  );
  onTestFinished(async () => {
    await server.close();
    node.close();
  });
  return { server, faults };
}

test("requests that are too large are refused", async () => {
  const { server } = await serve();
  const socket = new WebSocket(server.url);
  await once(socket, "open");
  socket.send("x".repeat(20_000));
  const [code] = await once(socket, "close");
  expect(code).toBe(1009);
  const url = server.url.replace("ws:", "http:");
  const response = await fetch(url, { method: "POST", body: "x".repeat(20_000) });
  expect(response.status).toBe(413);
  expect((await fetch(url)).status).toBe(405);
});

test("a client that asks and asks but doesn't read is let go, and others are served on", async () => {
  const { server } = await serve();
  const socket = new WebSocket(server.url);
  await once(socket, "open");
  socket.pause();
  const closed = once(socket, "close");
  for (let id = 0; id < 60; id++) {
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method: "state_getMetadata", params: [] }));
  }
  const other = await RpcClient.connect(server.url);
  expect(await other.result("system_chain")).toBe("Assay Sandbox");
  socket.on("error", () => undefined);
  socket.resume();
  const [code] = await closed;
  expect(code).toBe(1006);
  other.close();
});

test("a call that is made to wait holds up no other", async () => {
  const { server, faults } = await serve();
  faults.add({ method: "system_name", kind: { name: "delay", ms: 20 } });
  const client = await RpcClient.connect(server.url);
  const order: string[] = [];
  await Promise.all([
    client.call("system_name").then(() => order.push("name")),
    client.call("system_chain").then(() => order.push("chain")),
  ]);
  expect(order).toEqual(["chain", "name"]);
  client.close();
});
