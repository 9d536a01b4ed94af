import { needPreview } from "../../core/previews/show-preview.ts";
import { type PreviewKey, runNameOf } from "../../core/previews/run-name.ts";
import type { Handlers } from "../handler.ts";

type Names = "previews.list" | "previews.show" | "previews.logs" | "previews.extend" | "previews.promote" | "previews.delete";

const keyOf = ({ tool, preview }: { readonly tool: PreviewKey["tool"]; readonly preview: PreviewKey["name"] }): PreviewKey => ({
  tool,
  name: preview,
});

export const previewHandlers: Pick<Handlers, Names> = {
  "previews.list": ({ deps, params }) => deps.previews.list(params.tool),
  "previews.show": ({ deps, params }) => deps.previews.show(keyOf(params)),
  "previews.logs": async function* ({ deps, params, query, signal }) {
    await needPreview(deps, keyOf(params));
    yield* deps.kept.read(runNameOf(keyOf(params)), query, signal);
  },
  "previews.extend": ({ deps, params, body }) => deps.previews.extend(keyOf(params), body.ttl),
  "previews.promote": ({ deps, me, params }) => deps.previews.promote(keyOf(params), me.user),
  "previews.delete": async ({ deps, me, params }) => {
    await deps.previews.remove(keyOf(params), me.user);
    return { done: true };
  },
};
