// oxlint-disable no-control-regex -- control characters are what this file is about

/** Text from outside without control characters: a log line or a commit's subject cannot drive the reader's terminal. */
export function plainText(text: string): string {
  return stripSequences(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

/** The same, but colours stay: for log lines on a terminal. */
export function colouredText(text: string): string {
  const kept = text.split(/(\u001b\[[0-9;]*m)/);
  const shown = kept.map((part, index) => (index % 2 === 1 ? part : plainText(part))).join("");
  return kept.length > 1 ? `${shown}\u001b[0m` : shown;
}

/** CSI and OSC sequences (ECMA-48, 5.4 and 8.3.89). */
function stripSequences(text: string): string {
  return text
    .replaceAll(/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g, "")
    .replaceAll(/(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g, "");
}
