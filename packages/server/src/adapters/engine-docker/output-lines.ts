import { StringDecoder } from "node:string_decoder";

export const maxLineLength = 8 * 1024;

/** Cuts a byte stream into lines of at most 8 KiB; what is longer goes on as the next line. */
export function createLineCutter(onLine: (text: string) => void): {
  write(bytes: Buffer): void;
  end(): void;
} {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const emit = (line: string): void => onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  return {
    write(bytes) {
      const lines = (rest + decoder.write(bytes)).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach((line) => {
        for (let at = 0; at === 0 || at < line.length; at += maxLineLength) emit(line.slice(at, at + maxLineLength));
      });
      while (rest.length > maxLineLength) {
        emit(rest.slice(0, maxLineLength));
        rest = rest.slice(maxLineLength);
      }
    },
    end() {
      rest += decoder.end();
      if (rest !== "") emit(rest);
      rest = "";
    },
  };
}
