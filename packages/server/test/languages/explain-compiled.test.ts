import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

/** The compilers' own words, from runs that failed. */
const logs: Readonly<Record<string, readonly (readonly [log: string, advice: RegExp])[]>> = {
  go: [
    ["go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)\n", /asks for Go 1\.99, the build has 1\.26\.8[^]*GOTOOLCHAIN/],
    [
      "go: downloading go1.99.0 (linux/amd64)\ngo: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: reading <proxy>/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip: 403 Forbidden\n",
      /^go\.mod asks for Go 1\.99\.0, which cannot be fetched[^]*push again/,
    ],
    [
      "main.go:2:8: missing go.sum entry for module providing package rsc.io/quote (imported by x); to add:\n\tgo get x\n",
      /go\.sum does not know all modules[^]*go mod tidy/,
    ],
    ["main.go:2:8: no required module provides package rsc.io/quote; to add it:\n\tgo get rsc.io/quote\n", /run "go get rsc\.io\/quote"/],
    ["main.go:2:9: package foo/bar is not in std (/usr/lib/go-1.24/src/foo/bar)\n", /no package foo\/bar in Go's library/],
    [
      "main.go:2:8: rsc.io/nothere@v1.0.0: reading <proxy>/rsc.io/nothere/@v/v1.0.0.zip: 403 Forbidden\n",
      /module rsc\.io\/nothere@v1\.0\.0 cannot be had[^]*go mod vendor/,
    ],
    [
      "verifying rsc.io/quote@v1.5.2: checksum mismatch\n\tdownloaded: h1:a=\n\tgo.sum:     h1:b=\n\nSECURITY ERROR\n",
      /not the one whose sum/,
    ],
    ["go: inconsistent vendoring in /workspace:\n\trsc.io/quote@v1.5.2: is explicitly required in go.mod\n", /vendor does not fit go\.mod/],
    ["# x\n./main.go:3:19: undefined: undefinedthing\n", /^Go cannot compile main\.go, line 3: undefined: undefinedthing$/],
    ["# x\n./main.go:3:13: declared and not used: y\n", /main\.go, line 3: declared and not used: y$/],
    ['# x\n./main.go:2:9: "os" imported and not used\n', /main\.go, line 2 imports "os" and does not use it/],
    [
      '# runtime/cgo\ncgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH\n',
      /take the setting CGO_ENABLED away[^]*libc6-dev/,
    ],
    [
      "Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub\n",
      /modernc\.org\/sqlite[^]*CGO_ENABLED=1/,
    ],
    ["no package main was found: Sluice looks at the top\n", /cmd\/NAME/],
    ["bash: line 1: main: command not found\n", /no package main at the top[^]*Procfile/],
  ],
  rust: [
    [
      "error[E0432]: unresolved import `serde`\n --> src/main.rs:1:5\n  |\n1 | use serde::Serialize;\n",
      /The crate serde is not named in Cargo\.toml[^]*cargo add serde/,
    ],
    [
      'error[E0308]: mismatched types\n --> src/main.rs:1:47\n  |\n1 | let x: i32 = "a";\n',
      /^Rust cannot compile src\/main\.rs, line 1: mismatched types$/,
    ],
    [
      "error: cannot update the lock file /workspace/Cargo.lock because --locked was passed to prevent this\n",
      /Cargo\.lock does not fit Cargo\.toml[^]*commit Cargo\.lock/,
    ],
    ["error: no matching package named `asciinotthere` found\n", /no crate asciinotthere[^]*typing mistake/],
    [
      'error: failed to select a version for the requirement `ascii = "^99"`\ncandidate versions found which didn\'t match: 1.1.0\n',
      /No version of a crate fits ascii = "\^99"/,
    ],
  ],
  mkdocs: [
    ["ERROR   -  Config value 'plugins': The \"minify\" plugin is not installed\n", /names the plugin minify[^]*docs\/requirements\.txt/],
    [
      "ERROR   -  Config value 'theme': Unrecognised theme name: 'material'. The available installed themes are: mkdocs, readthedocs\n",
      /names the theme material[^]*mkdocs-material/,
    ],
    ["ERROR   -  Config value 'docs_dir': The path '/workspace/pages' isn't an existing directory.\n", /folder of the pages is not there/],
    [
      'Error: MkDocs encountered an error parsing the configuration file: mapping values are not allowed here\n  in "mkdocs.yml", line 1, column 13\n',
      /mkdocs\.yml is not YAML/,
    ],
  ],
  sphinx: [
    [
      "    sphinx.errors.ExtensionError: Could not import extension myst_parser (exception: No module named 'myst_parser')\n",
      /names the extension myst_parser/,
    ],
    ["    sphinx.errors.ThemeError: no theme named 'furo' found (missing theme.toml?)\n", /names the theme furo/],
    [
      "    sphinx.errors.SphinxError: Sphinx is unable to load the master document (/workspace/index.rst). The master document must be within\n",
      /first page is not there[^]*root_doc/,
    ],
    ["\nConfiguration error!\n\nVersions\n========\n", /conf\.py fails when it is read/],
  ],
};

const rows = Object.entries(logs).flatMap(([id, of]) => of.map(([log, advice]) => [id, log, advice] as const));

test.each(rows)("%s: explains %j", (id, log, advice) => {
  expect(adviceOn(id, log).join("\n")).toMatch(advice);
});
