import { existsSync } from "node:fs";
import { join } from "node:path";
import { isPractice } from "../config/index.ts";
import type { DoctorContext } from "./context.ts";
import { bad, doubt, type Finding, failed, good } from "./finding.ts";

type Needs<K extends keyof DoctorContext> = Pick<DoctorContext, K>;

export async function checkToken({ config, hub }: Needs<"config" | "hub">): Promise<Finding> {
  const title = "hub token";
  if (config.hub.tokenSource === null && config.network.name !== "sandbox") {
    return doubt(
      title,
      "there is none",
      "Public datasets can be read without; gated models and a fair rate need one of read scope in HF_TOKEN.",
    );
  }
  const account = await hub.whoAmI();
  if (!account.ok) return failed(title, account.error);
  const { name, canWrite } = account.value;
  const says = `of ${name}, from ${config.hub.tokenSource ?? "the sandbox"}`;
  return canWrite && config.hub.tokenSource !== null
    ? doubt(title, `${says}; it may write`, "A token of read scope is enough, and less is lost with it.")
    : good(title, says);
}

export async function checkModel({ config, hub }: Needs<"config" | "hub">): Promise<Finding> {
  const title = "base model";
  const { repo, revision, folder, isOverridden } = config.model;
  if (isPractice(config) && folder === null && !isOverridden) {
    return good(title, "the practice model that comes with Assay");
  }
  if (folder !== null) {
    return existsSync(join(folder, "config.json"))
      ? good(title, `${repo} in ${folder}`)
      : bad(
          title,
          `${folder} holds no config.json`,
          "Give the folder of a whole model, or leave model.folder out to fetch it.",
        );
  }
  const files = await hub.files({ kind: "model", repo, revision });
  if (!files.ok) return failed(title, files.error);
  const weights = files.value.filter(({ path }) => path.endsWith(".safetensors"));
  if (weights.length === 0)
    return bad(title, `${repo} has no safetensors`, "Name a model with weights in safetensors.");
  const gb = weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1e9;
  return good(title, `${repo} can be read, ${gb.toFixed(1)} GB of weights`);
}

export async function checkEvalSet({ config, hub }: Needs<"config" | "hub">): Promise<Finding> {
  const title = "eval set";
  const { repo, revision, file } = config.evalSet;
  const head = await hub.head({ repo, revision });
  if (!head.ok) return failed(title, head.error);
  const info = await hub.fileInfo({ repo, revision: head.value.sha, path: file });
  if (!info.ok) return failed(title, info.error);
  const size = `${(info.value.sizeBytes / 1e6).toFixed(1)} MB`;
  return good(
    title,
    `${repo} ${file} @ ${head.value.sha}, ${size}; the same commit on every validator gives the same losses`,
  );
}
