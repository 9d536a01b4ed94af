import type { BuildId, CommitHash, Digest, Fault, StepTime, ToolName } from "@sluice/contract";
import type { BuildPlan } from "../languages/build-plan.ts";
import type { CompiledBuildpacks } from "../languages/builder.ts";
import type { FoundArtifact } from "./artifact-files.ts";

export interface BuildLimits {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly pids: number;
  readonly seconds: number;
  readonly diskMiB: number;
}

/** Commands that are run one after the other by bash, beside those of other stages. */
export interface TestStage {
  /** Null: the only one. */
  readonly name: string | null;
  readonly commands: readonly string[];
  /** Places, in the list of all, of those that must have gone well before: lower ones. */
  readonly needs: readonly number[];
  readonly env: Readonly<Record<string, string>>;
}

/** Commands that must end well before an image is exported. They see what was built, and change nothing of it. */
export interface TestRequest {
  readonly stages: readonly TestStage[];
  /** They are ended after so long, all together. */
  readonly seconds: number;
  /** Patterns of plain files of what was built and tested, as in a .gitignore. */
  readonly artifacts: readonly string[];
  /** Given what these match when the tests have ended, well or not, unless they were cancelled. To be read before it resolves. */
  readonly keep: (found: readonly FoundArtifact[]) => Promise<void>;
}

export interface BuildRequest {
  readonly id: BuildId;
  readonly tool: ToolName;
  readonly pipeline: string;
  readonly commit: CommitHash;
  readonly plan: BuildPlan;
  /** The languages that it was planned with, compiled. */
  readonly buildpacks: CompiledBuildpacks;
  /** order.toml for exactly the planned ones. */
  readonly order: string;
  /** Digest of the tool's last good image: unchanged layers are taken from it. */
  readonly previous: Digest | null;
  readonly limits: BuildLimits;
  /** Settings that are marked for the build, as the build's code sees them in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Null: nothing is tested, and nothing is done for it. */
  readonly tests: TestRequest | null;
  /** Puts the source into a directory that the engine made; the engine sets the owner afterwards. */
  readonly checkout: (directory: string) => Promise<void>;
  /** Told the image's name with its digest as soon as the registry has it, a moment before the build ends. */
  readonly exported?: (image: string) => void;
}

/** One line that the build says. `notice` is ours and shown to the pusher; `output` is what the code's own tools print. */
export interface BuildLine {
  readonly kind: "notice" | "output" | "error-output";
  readonly step: string;
  readonly text: string;
}

export type BuildOutcome =
  | {
      readonly kind: "built";
      /** `host:port/tool`, without tag or digest. */
      readonly repository: string;
      readonly digest: Digest;
      readonly steps: readonly StepTime[];
      /** Images elsewhere that it was made of, by a Dockerfile: `docker.io/library/debian:13`, and what that stood for. */
      readonly bases?: readonly { readonly name: string; readonly digest: string }[];
    }
  | { readonly kind: "failed"; readonly fault: Fault; readonly reason: string; readonly steps: readonly StepTime[] }
  | { readonly kind: "cancelled"; readonly steps: readonly StepTime[] };

/** Runs builds. Never throws for what the code does wrong; throws only for its own defects. */
export interface Engine {
  build(request: BuildRequest, say: (line: BuildLine) => void, cancel: AbortSignal): Promise<BuildOutcome>;
  /** A build of this tool may come in a moment: what can be made ahead is made. */
  expect(tool: ToolName): void;
  /** Removes all that is kept or was made ahead for the next build of a tool that is being deleted. No build of it may go on. */
  forget(tool: ToolName): Promise<void>;
  /** Removes everything (containers, directories) of builds that no living server runs. */
  removeOrphans(): Promise<readonly BuildId[]>;
}
