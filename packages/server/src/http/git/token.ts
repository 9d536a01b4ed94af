/** The token in an Authorization header: Bearer, or the password of Basic with any user name (RFC 7617). */
export function tokenOf(header: string | undefined): string | null {
  const [, scheme = "", value = ""] = /^(\S+) +(\S+) *$/.exec(header ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return null;
  const [, password = ""] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, "base64").toString()) ?? [];
  return password === "" ? null : password;
}
