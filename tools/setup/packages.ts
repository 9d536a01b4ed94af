import type { Progress } from "./progress.ts";
import { isThere, run } from "./run.ts";

interface Needed {
  readonly package: string;
  readonly command: string;
  readonly why: string;
}

export const serverNeeds: readonly Needed[] = [
  { package: "git", command: "git", why: "receives pushes and keeps the control repository" },
  { package: "docker.io", command: "docker", why: "the container engine that builds and runs tools" },
  { package: "docker.io", command: "dockerd", why: "the container engine that builds and runs tools" },
  { package: "mmdebstrap", command: "mmdebstrap", why: "makes the Debian base images" },
  { package: "iptables", command: "iptables", why: "keeps tools away from the platform's own ports" },
  { package: "openssl", command: "openssl", why: "makes the key that signs registry tokens" },
];

export const testNeeds: readonly Needed[] = [
  ...serverNeeds,
  { package: "postgresql", command: "/usr/lib/postgresql/*/bin/postgres", why: "the store's contract suite runs on it too" },
  { package: "openssh-client", command: "ssh", why: "reaches a control repository over ssh" },
  { package: "openssh-client", command: "ssh-keygen", why: "makes the key for it" },
  { package: "zsh", command: "zsh", why: "completion is tried in it" },
  { package: "gpgv", command: "gpgv", why: "checks commits that are signed with OpenPGP keys" },
  { package: "gnupg", command: "gpg", why: "signs a repository of packages in a test" },
  { package: "fish", command: "fish", why: "completion is tried in it" },
];

/** Of the suites with a real Gerrit alone. */
export const gerritNeeds: readonly Needed[] = [
  { package: "default-jdk-headless", command: "java", why: "runs Gerrit, a forge in tests" },
  { package: "default-jdk-headless", command: "javac", why: "compiles the few lines that start it" },
  { package: "maven", command: "mvn", why: "fetches its parts" },
];

async function missing(needs: readonly Needed[]): Promise<readonly Needed[]> {
  const found = await Promise.all(needs.map((need) => isThere(need.command)));
  return needs.filter((_, index) => found[index] !== true);
}

/** Installs what is not there, by apt, and says what and why. */
export async function ensurePackages(progress: Progress, needs: readonly Needed[]): Promise<void> {
  const wanted = await missing(needs);
  if (wanted.length === 0) return;
  if (!(await isThere("apt-get"))) {
    const list = wanted.map((need) => `${need.command} (${need.why})`).join(", ");
    throw new Error(`These programs are missing and there is no apt-get here: install them yourself: ${list}`);
  }
  const names = [...new Set(wanted.map((need) => need.package))];
  for (const need of wanted) console.log(`missing        ${need.command}: ${need.why}`);
  await progress.step("apt", `install ${names.join(", ")}`, async () => {
    const sudo = process.getuid?.() === 0 ? [] : ["sudo"];
    const apt = async (args: readonly string[]): Promise<void> => {
      const [command, ...rest] = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
      if (command !== undefined) await run(command, rest);
    };
    await apt(["update", "-q"]);
    await apt(["install", "-y", "-q", "--no-install-recommends", ...names]);
  });
  const still = await missing(needs);
  if (still.length > 0) throw new Error(`apt installed ${names.join(", ")}, but ${still.map((n) => n.command).join(", ")} did not appear`);
}
