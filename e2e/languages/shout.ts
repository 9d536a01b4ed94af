/** Shouts what a file says, by nothing but what every image has. */
export const shout = (mark: string): string => `id: shout
name: Shout
detect:
  files: [shout.txt]
steps:
  - id: dependencies
    key: [shout.txt]
    layer: { launch: true }
    env:
      SHOUTED: { override: $LAYER }
    run: |
      mkdir "$LAYER/public"
      { tr a-z A-Z < shout.txt; echo "${mark}"; } > "$LAYER/public/index.html"
packages: { run: [lighttpd] }
processes:
  web:
    - when: shout.txt
      command: |-
        exec lighttpd -D -f <(printf 'server.port = %s\\nserver.document-root = "%s/public"\\nindex-file.names = ("index.html")\\n' "$PORT" "$SHOUTED")
`;
