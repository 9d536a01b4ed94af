import type { ContainerCreateOptions } from "dockerode";
import type { StartRequest } from "../../core/ports/runtime.ts";
import { labels } from "./labels.ts";

/**
 * A component's container: as bounded as a tool's, in a name space of its own, and without the lifecycle's launcher,
 * which its image need not have. An empty command leaves the image's own.
 */
export function asComponent(
  spec: ContainerCreateOptions,
  request: StartRequest,
  installation: string,
  suffix: string,
): ContainerCreateOptions {
  const { Entrypoint: _launcher, Cmd: _command, ...rest } = spec;
  const { tool, release } = request;
  return {
    ...rest,
    name: `sluice-${installation}-component-${tool}-v${release}-${suffix}`,
    Labels: { ...spec.Labels, [labels.kind]: "component" },
    ...(request.spec.command === "" ? {} : { Entrypoint: ["/bin/sh", "-c"], Cmd: [request.spec.command] }),
  };
}
