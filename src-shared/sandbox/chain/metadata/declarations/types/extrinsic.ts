import { bytes, composite, runtimeCall, sequence } from "../../types.ts";
import { signedExtra } from "../extensions.ts";
import { header, multiAddress, multiSignature } from "./block.ts";

export const uncheckedExtrinsic = composite(
  "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
  [bytes],
  { Address: multiAddress, Call: runtimeCall, Signature: multiSignature, Extra: signedExtra },
);

export const selfContainedExtrinsic = composite(
  "fp_self_contained::unchecked_extrinsic::UncheckedExtrinsic",
  [uncheckedExtrinsic],
  { Address: multiAddress, Call: runtimeCall, Signature: multiSignature, Extension: signedExtra },
);

export const block = composite(
  "sp_runtime::generic::block::Block",
  { header, extrinsics: sequence(selfContainedExtrinsic) },
  { Header: header, Extrinsic: selfContainedExtrinsic },
);
