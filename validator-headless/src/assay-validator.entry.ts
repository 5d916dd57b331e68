process.stderr.write(
  "The headless validator is not part of this version of Assay yet: it follows once the LoRA engine is in.\n",
);
process.exitCode = 2;
