import {
  constant,
  entry,
  errorsFrom,
  item,
  optionalEntry,
  type Pallet,
  twox64Concat,
} from "../../declare.ts";
import { boundedVec, option, result } from "../../generics.ts";
import { bool, compact, runtimeCall, tuple, u16, u32, u64, unit } from "../../types.ts";
import { multiAddress } from "../types/block.ts";
import { announcement, depositKind, proxyDefinition, proxyType } from "../types/proxy.ts";
import { accountId, dispatchError, h256 } from "../types/substrate.ts";

export const proxyPallet: Pallet = {
  name: "Proxy",
  index: 16,
  path: "pallet_subtensor_proxy::pallet",
  storage: [
    entry("Proxies", tuple(boundedVec(proxyDefinition), u64), { keys: [twox64Concat(accountId)] }),
    entry("Announcements", tuple(boundedVec(announcement), u64), { keys: [twox64Concat(accountId)] }),
    optionalEntry("LastCallResult", result(unit, dispatchError), [twox64Concat(accountId)]),
    optionalEntry("RealPaysFee", unit, [twox64Concat(accountId), twox64Concat(accountId)]),
  ],
  calls: [
    item(0, "proxy", { real: multiAddress, force_proxy_type: option(proxyType), call: runtimeCall }),
    item(1, "add_proxy", { delegate: multiAddress, proxy_type: proxyType, delay: u32 }),
    item(2, "remove_proxy", { delegate: multiAddress, proxy_type: proxyType, delay: u32 }),
    item(3, "remove_proxies"),
    item(4, "create_pure", { proxy_type: proxyType, delay: u32, index: u16 }),
    item(5, "kill_pure", {
      spawner: multiAddress,
      proxy_type: proxyType,
      index: u16,
      height: compact(u32),
      ext_index: compact(u32),
    }),
    item(6, "announce", { real: multiAddress, call_hash: h256 }),
    item(7, "remove_announcement", { real: multiAddress, call_hash: h256 }),
    item(8, "reject_announcement", { delegate: multiAddress, call_hash: h256 }),
    item(9, "proxy_announced", {
      delegate: multiAddress,
      real: multiAddress,
      force_proxy_type: option(proxyType),
      call: runtimeCall,
    }),
    item(10, "poke_deposit"),
    item(11, "set_real_pays_fee", { delegate: multiAddress, pays_fee: bool }),
  ],
  events: [
    item(0, "ProxyExecuted", { result: result(unit, dispatchError) }),
    item(1, "PureCreated", {
      pure: accountId,
      who: accountId,
      proxy_type: proxyType,
      disambiguation_index: u16,
    }),
    item(2, "PureKilled", {
      pure: accountId,
      spawner: accountId,
      proxy_type: proxyType,
      disambiguation_index: u16,
    }),
    item(3, "Announced", { real: accountId, proxy: accountId, call_hash: h256 }),
    item(4, "ProxyAdded", { delegator: accountId, delegatee: accountId, proxy_type: proxyType, delay: u32 }),
    item(5, "ProxyRemoved", {
      delegator: accountId,
      delegatee: accountId,
      proxy_type: proxyType,
      delay: u32,
    }),
    item(6, "DepositPoked", { who: accountId, kind: depositKind, old_deposit: u64, new_deposit: u64 }),
    item(7, "RealPaysFeeSet", { real: accountId, delegate: accountId, pays_fee: bool }),
  ],
  errors: errorsFrom(
    0,
    "TooMany",
    "NotFound",
    "NotProxy",
    "Unproxyable",
    "Duplicate",
    "NoPermission",
    "Unannounced",
    "NoSelfProxy",
    "AnnouncementDepositInvariantViolated",
    "InvalidDerivedAccountId",
  ),
  constants: [
    constant("ProxyDepositBase", u64, 60_000_000),
    constant("ProxyDepositFactor", u64, 33_000_000),
    constant("MaxProxies", u32, 20),
    constant("MaxPending", u32, 75),
    constant("AnnouncementDepositBase", u64, 36_000_000),
    constant("AnnouncementDepositFactor", u64, 68_000_000),
  ],
};
