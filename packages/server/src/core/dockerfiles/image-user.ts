const unprivileged = "1000:1000";

/** Whom processes of an image run as: its own user where it is a number above the system's; else ours. A name could stand for root. */
export function userOf(imageUser: string): string {
  const found = /^(\d+)(?::(\d+))?$/.exec(imageUser);
  const uid = Number(found?.[1] ?? 0);
  const gid = Number(found?.[2] ?? found?.[1] ?? 0);
  return uid >= 1000 && uid < 2 ** 31 && gid > 0 ? `${uid}:${gid}` : unprivileged;
}
