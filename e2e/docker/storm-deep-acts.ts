import { expect } from "vitest";
import { shout } from "../languages/shout.ts";
import { apiOf } from "./api.ts";
import { visit } from "./page.ts";
import { accepted, possible } from "./storm-act.ts";
import type { StormActs } from "./storm-acts.ts";
import type { DeepGround, StormGround } from "./storm-ground.ts";

const packages = ["tree", "figlet", "cowsay"];

/** What changes what images are made of: bases, package sets, languages. */
export function deepActs({ on }: Pick<StormGround, "on">, { base, packed, loud }: DeepGround): StormActs {
  const api = () => apiOf(on);
  const marks = possible<string>();
  const acts = {
    rebase: {
      within: 2000,
      async act(n: number) {
        base.patch(String(n));
        await accepted(api().call("bases.refresh", { params: { base: "debian-13" } }));
        const made = await accepted(api().call("rebases.create", { body: { wave: 2, failures: 10 } }));
        if (made === null) return null;
        return async () => {
          const rebase = await api().call("rebases.show", { params: { rebase: made.id } });
          expect(rebase.state, JSON.stringify(rebase)).toBe("done");
        };
      },
    },
    packages: {
      within: 3000,
      async act(n: number) {
        const name = packages[n % packages.length] ?? "tree";
        packed.write("public/index.html", name);
        packed.write("sluice.yaml", `build: { packages: { run: [${name}] } }\n`);
        await packed.commit(`Want ${name}, ${n}`);
        await packed.push("main", "--force");
        return null;
      },
    },
    languages: {
      within: 900,
      async act(n: number) {
        const mark = `mark ${n}`;
        await marks.ask(mark, api().call("languages.add", { body: { name: "shout.yaml", text: shout(mark) } }));
        return null;
      },
    },
  };

  async function after(): Promise<void> {
    const known = marks.now();
    if (known !== null) {
      const { text } = await api().call("languages.show", { params: { language: "shout" } });
      expect(known.map(shout)).toContain(text);
      loud.write("shout.txt", "hello\n");
      await loud.commit("Say hello");
      expect((await loud.push()).said).toContain("Live: ");
      expect(known.map((mark) => `HELLO\n${mark}\n`)).toContain((await visit(on, "loud")).text);
    }
    packed.write("public/index.html", "in the calm");
    await packed.commit("In the calm");
    expect((await packed.push("main", "--force")).said).toContain("Live: ");
    expect((await visit(on, "packed")).text).toBe("in the calm");
  }
  return { acts, after };
}
