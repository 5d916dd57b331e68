/** The languages that Assay speaks. What is not the screen (commands, logs, files) speaks English. */
export type Language = "en" | "de";
