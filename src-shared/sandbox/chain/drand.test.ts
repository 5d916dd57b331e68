import { bls12_381 } from "@noble/curves/bls12-381";
import { hexToU8a } from "@polkadot/util";
import { expect, it } from "vitest";
import { roundMessage } from "../../chain/index.ts";
import { connectApi, startTestChain } from "./test-support/chain.ts";

interface Pulse {
  readonly round: number;
  readonly signature: string;
}

it("stores a minute's rounds of its own beacon, each signed as the chain's configuration says, for an hour", async () => {
  const chain = await startTestChain();
  const api = await connectApi(chain);
  chain.advanceBlocks(400);
  const drand = api.query.drand!;
  const config = (await drand.beaconConfig!()).toJSON() as Record<string, string | number>;
  expect(config).toMatchObject({
    period: 3,
    schemeId: `0x${Buffer.from("bls-unchained-g1-rfc9380").toString("hex")}`,
    metadata: { beaconId: `0x${Buffer.from("sandbox").toString("hex")}` },
  });
  const clockMs = Number((await api.query.timestamp!.now!()).toString());
  const newest = Math.floor((clockMs / 1000 - Number(config.genesisTime)) / 3) + 1;
  const last = Number((await drand.lastStoredRound!()).toString());
  const oldest = Number((await drand.oldestStoredRound!()).toString());
  expect(newest - last).toBeLessThan(20);
  expect(newest).toBeGreaterThanOrEqual(last);

  const pulses = (await drand.pulses!.entries())
    .map(([, pulse]) => pulse.toJSON() as unknown as Pulse)
    .sort((a, b) => a.round - b.round);
  expect(pulses.at(0)?.round).toBe(oldest);
  expect(pulses.at(-1)?.round).toBe(last);
  expect(last - oldest).toBeGreaterThan(1000);
  expect(last - oldest).toBeLessThanOrEqual(1200);
  const { shortSignatures } = bls12_381;
  const domain = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  for (const { round, signature } of pulses.slice(-2)) {
    const message = shortSignatures.hash(roundMessage(round), domain);
    const isRight = shortSignatures.verify(hexToU8a(signature), message, hexToU8a(String(config.publicKey)));
    expect(isRight).toBe(true);
  }
});
