import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: "../out/renderer",
    emptyOutDir: true,
    chunkSizeWarningLimit: 6_000,
    modulePreload: { polyfill: false },
  },
});
