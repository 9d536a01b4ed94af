import { isIP } from "node:net";
import { AllowedLicence, BasePattern, SettingName } from "@sluice/contract";
import { z } from "zod";

/** One option: its flag is `--<name>`, its variable `SLUICE_<NAME>`, its key in the file `<name>`. */
export interface Option<T = unknown> {
  readonly parse: z.ZodType<T, string>;
  /** As a person writes it; null: computed when the server starts. */
  readonly default: string | null;
  readonly placeholder: string;
  readonly description: string;
}

export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `a whole number from ${least} to ${most}`).max(most, `a whole number from ${least} to ${most}`));

export const address = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i, "HOST:PORT")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "a port up to 65535");

/** Where a front answers: no path, no password, no ending slash. Empty: null. */
export const origin = z.union([
  z.literal("").transform(() => null),
  z
    .string()
    .regex(
      /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/,
      "http(s)://HOST or http(s)://HOST:PORT, without a path",
    ),
]);

export const path = z.string().startsWith("/", "an absolute path");
export const yes = z.enum(["true", "false"], "true or false").transform((text) => text === "true");
export const optionalPath = z.union([path, z.literal("").transform(() => null)]);
export const option = <T>(parse: z.ZodType<T, string>, placeholder: string, fallback: string | null, description: string): Option<T> => ({
  parse,
  placeholder,
  default: fallback,
  description,
});

/** A host's name, an address, or a network like 10.0.0.0/8. */
export function isPlace(text: string): boolean {
  const [address = "", bits, more] = text.trim().split("/");
  if (bits === undefined) return isIP(address) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address);
  return more === undefined && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

/** `NAME=VALUE` with white space between. */
export const variables = z
  .string()
  .transform((text) => text.split(/\s+/).filter((word) => word !== ""))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[^=]+=/, "NAME=VALUE, with spaces between")
        .transform((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] as const)
        .refine(
          ([name]) => SettingName.safeParse(name).success,
          "names of variables that are not the platform's own, such as PIP_INDEX_URL",
        ),
    ),
  )
  .transform((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs));

/** Comma-separated. */
export const listed = z.string().transform((text) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== ""),
);

/** Ids of licences, comma-separated. */
export const licenceIds = listed.pipe(z.array(AllowedLicence));

/** Images that may be built on, comma-separated. */
export const basePatterns = listed.pipe(z.array(BasePattern));
