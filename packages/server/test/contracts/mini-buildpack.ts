import { createHash } from "node:crypto";
import type { CompiledBuildpacks } from "../../src/core/languages/builder.ts";

const build = `#!/bin/bash
set -eu
layer="$CNB_LAYERS_DIR/dependencies"
key="$(sha256sum lock | cut -d' ' -f1)"
if grep -qs "key = \\"$key\\"" "$layer.toml"; then
  state=unchanged
else
  state=installed
  mkdir -p "$layer"
  head -c 300000 /dev/urandom > "$layer/data"
fi
printf '[types]\\nlaunch = true\\n[metadata]\\nkey = "%s"\\n' "$key" > "$layer.toml"
echo "::sluice step=dependencies state=$state ms=3 detail=lock"
bash build.sh || { code=$?; echo "::sluice step=app state=failed ms=1 detail=exit $code"; exit 1; }
printf '[[processes]]\\ntype = "web"\\ncommand = ["sh", "app.sh"]\\ndefault = true\\n' > "$CNB_LAYERS_DIR/launch.toml"
`;

const root = "test_shell/0.0.1";

const files = [
  {
    path: `${root}/buildpack.toml`,
    executable: false,
    text: 'api = "0.11"\n[buildpack]\nid = "test/shell"\nversion = "0.0.1"\n[[targets]]\nos = "linux"\n',
  },
  {
    path: `${root}/bin/detect`,
    executable: true,
    text: "#!/bin/sh\n[ -f build.sh ] || exit 100\n",
  },
  { path: `${root}/bin/build`, executable: true, text: build },
];

/** One standard buildpack: a launch-only layer keyed by the file `lock`, then the app's own `build.sh`. */
export const miniBuildpack: { buildpacks: CompiledBuildpacks; order: string } = {
  buildpacks: {
    files,
    digest: createHash("sha256").update(JSON.stringify(files)).digest("hex"),
    packs: [{ id: "test/shell", version: "0.0.1", language: "shell" }],
  },
  order: '[[order]]\n[[order.group]]\nid = "test/shell"\nversion = "0.0.1"\n',
};
