import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

// Jekyll's and bundler's own words, from runs that failed.
test.each([
  [
    "lib/jekyll/theme.rb:86:in `rescue in gemspec': The nothere theme could not be found. (Jekyll::Errors::MissingDependencyException)\n",
    /^_config\.yml names the theme nothere[^]*minima/,
  ],
  [
    "\u001B[31m  Dependency Error: Yikes! It looks like you don't have jekyll-nothere or one of its dependencies installed.\n",
    /^The plugin jekyll-nothere is not installed[^]*:jekyll_plugins/,
  ],
  [
    "psych/parser.rb:62:in `_native_parse': (<unknown>): mapping values are not allowed in this context at line 4 column 5 (Psych::SyntaxError)\n",
    /^_config\.yml is not YAML, in line 4: mapping values are not allowed/,
  ],
  [
    "\u001B[33mYAML Exception reading /workspace/index.md: (<unknown>): mapping values are not allowed in this context at line 3 column 9 \u001B[0m\n",
    /^The head of index\.md is not YAML/,
  ],
  [
    "\u001B[31m  Liquid Exception: Liquid syntax error (line 2): Unknown tag 'nothere' in index.md\u001B[0m\n",
    /^Jekyll cannot make index\.md: Liquid syntax error \(line 2\): Unknown tag 'nothere'$/,
  ],
  [
    "Could not locate the included file 'nothere.html' in any of [\"/workspace/_includes\"].\n",
    /^The file nothere\.html is not there[^]*_includes/,
  ],
  ["Could not find gem 'nothere' in locally installed gems.\n", /asks for nothere, which was not found[^]*no "source"/],
  ["Could not reach host registry.example.org. Check your network connection and try\nagain.\n", /could not reach the package registry/],
  ["Jekyll made 3 files, but no index.html: is there an index.md\n", /^The first page is not there[^]*index\.md/],
])("explains %j", (log, advice) => {
  expect(adviceOn("jekyll", log).join("\n")).toMatch(advice);
});
