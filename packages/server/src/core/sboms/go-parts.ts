import type { Part } from "./image-parts.ts";

const magic = Buffer.from("\xff Go buildinf:", "latin1");
const elf = Buffer.from("\x7fELF", "latin1");
/** Bit of the flags: the strings stand behind the header (Go 1.18 and later). */
const inline = 2;
const headerSize = 32;

/** The modules that a Go program was made of, from what its linker wrote (Go's debug/buildinfo, "The build info blob"). */
export function goParts(program: Buffer): readonly Part[] {
  if (!program.subarray(0, 4).equals(elf)) return [];
  const at = program.indexOf(magic);
  if (at < 0 || ((program[at + 15] ?? 0) & inline) === 0) return [];
  const version = stringAt(program, at + headerSize);
  const modules = version === null ? null : stringAt(program, version.end);
  if (version === null || modules === null) return [];
  // A mark of 16 bytes stands on both sides.
  const lines = modules.text.subarray(16, -16).toString("utf8").split("\n");
  const go: Part = {
    type: "golang",
    name: "stdlib",
    version: version.text.toString("utf8").replace(/^go/, "").split(" ")[0] ?? "",
    license: null,
  };
  return [go, ...modulesOf(lines)];
}

function modulesOf(lines: readonly string[]): readonly Part[] {
  return lines.flatMap((line, index) => {
    const [kind, name = "", version = ""] = line.split("\t");
    const isReplaced = lines[index + 1]?.startsWith("=>\t") === true;
    if ((kind !== "dep" && kind !== "=>") || isReplaced || version === "") return [];
    return [{ type: "golang" as const, name, version, license: null }];
  });
}

function stringAt(bytes: Buffer, at: number): { readonly text: Buffer; readonly end: number } | null {
  let [length, shift, here] = [0, 0, at];
  for (;;) {
    const byte = bytes[here];
    if (byte === undefined || shift > 28) return null;
    length |= (byte & 0x7f) << shift;
    [here, shift] = [here + 1, shift + 7];
    if (byte < 0x80) break;
  }
  return length < 0 || here + length > bytes.length ? null : { text: bytes.subarray(here, here + length), end: here + length };
}
