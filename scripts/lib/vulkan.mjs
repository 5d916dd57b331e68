import { existsSync } from "node:fs";
import { run } from "./process.mjs";

/** Chromium's software driver: slow, and the same on every machine. */
const DRIVER = process.env.VK_DRIVER_FILES ?? "/usr/lib/chromium/vk_swiftshader_icd.json";
const LOADERS = [
  "/usr/lib/x86_64-linux-gnu/libvulkan.so.1",
  "/usr/lib/aarch64-linux-gnu/libvulkan.so.1",
  "/usr/lib64/libvulkan.so.1",
];
const APT_TIMEOUT_MS = 120_000;

/** The environment in which WebGPU finds the driver. */
export const vulkanEnv = () => ({ VK_DRIVER_FILES: DRIVER });

/**
 * A Vulkan driver with its loader; the loader is installed through apt where it is missing and we may.
 * @returns {Promise<string | null>} null when both are there, else the reason why not
 */
export async function ensureVulkan() {
  if (!existsSync(DRIVER)) return "there is no Vulkan driver (Chromium brings one; else set VK_DRIVER_FILES)";
  if (LOADERS.some(existsSync)) return null;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const args = ["install", "-y", "-q", "--no-install-recommends", "libvulkan1"];
    await run("apt-get", args, { quiet: true, env, timeoutMs: APT_TIMEOUT_MS });
  }
  return LOADERS.some(existsSync)
    ? null
    : "Vulkan's loader is not installed (on Debian: apt-get install libvulkan1)";
}
