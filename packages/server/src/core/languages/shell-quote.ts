/** One word of bash, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A word in which $LAYER stands for the layer's folder and nothing else is special. */
export function quoteWithLayer(text: string): string {
  return text.split("$LAYER").map(quote).join('"$LAYER"');
}

/** A TOML basic string. */
export function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}
