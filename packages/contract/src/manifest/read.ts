/** Reading files that people write. Apart from the rest of the contract, as few of its users need a YAML parser. */
export * from "./describe-issue.ts";
export * from "./nearest-key.ts";
export * from "./parse-manifest.ts";
export * from "./import/pipelinelib.ts";
