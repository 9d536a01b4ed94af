import { type BuildState, Digest, type ReleaseState } from "@sluice/contract";
import { sql } from "kysely";
import type { ImageName, NamedImageStore } from "../../core/ports/named-image-store.ts";
import { toRelease } from "./rows.ts";
import type { Db } from "./schema.ts";

/** Different images that were ever live, by tool, with their place: 1 was live last. */
function placed(db: Db) {
  const ever = db
    .selectFrom("releases")
    .select((eb) => ["tool", "image", eb.fn.max("live").as("last"), eb.fn.max("number").as("number")])
    .where("live", "is not", null)
    .groupBy(["tool", "image"]);
  return db
    .selectFrom(ever.as("ever"))
    .select(["tool", "image", "number"])
    .select(sql<number>`row_number() over (partition by tool order by last desc, number desc)`.as("place"));
}

/** The newest build of each pipeline that made an image: the next one takes unchanged layers from it. */
function starts(db: Db) {
  return db
    .selectFrom("builds")
    .select((eb) => eb.fn.max("id").as("id"))
    .where("image", "is not", null)
    .groupBy(["tool", "pipeline"]);
}

const open = [sql.lit<BuildState>("queued"), sql.lit<BuildState>("running")];
const moving = [sql.lit<ReleaseState>("pending"), sql.lit<ReleaseState>("deploying"), sql.lit<ReleaseState>("live")];

async function ofReleases(db: Db, kept: number): Promise<readonly ImageName[]> {
  const underWay = await db.selectFrom("releases").select(["tool", "number", "image", "state"]).where("state", "in", moving).execute();
  const spare = await db.selectFrom(placed(db).as("placed")).selectAll().where("place", "<=", kept).execute();
  const pinned = await db
    .selectFrom("pins")
    .innerJoin("releases", (join) => join.onRef("releases.tool", "=", "pins.tool").onRef("releases.number", "=", "pins.release"))
    .select(["pins.tool", "pins.release", "pins.user_name", "pins.why", "releases.image"])
    .execute();
  return [
    ...underWay.map(({ tool, number, image, state }) => ({
      digest: image,
      tool,
      why: `v${number} of ${tool} is ${state}`,
      isSpare: false,
    })),
    ...pinned.map(({ tool, release, image, user_name: by, why }) => ({
      digest: image,
      tool,
      why: `v${release} of ${tool} is pinned by ${by}${why === "" ? "" : ` (${why})`}`,
      isSpare: true,
    })),
    ...spare.map(({ tool, number, image }) => ({
      digest: image,
      tool,
      why: `v${number} of ${tool} is kept for a rollback`,
      isSpare: true,
    })),
  ];
}

async function ofWork(db: Db): Promise<readonly ImageName[]> {
  const builds = await db
    .selectFrom("builds")
    .select(["id", "tool", "image", "state"])
    .where("image", "is not", null)
    .where((eb) => eb.or([eb("state", "in", open), eb("id", "in", starts(db))]))
    .execute();
  const runs = await db.selectFrom("runs").select(["id", "tool", "image"]).where("state", "in", ["queued", "running"]).execute();
  const held = await db.selectFrom("pauses").select(["tool", "held_file"]).where("held_file", "is not", null).execute();
  return [
    ...builds.flatMap(({ id, tool, image, state }) => {
      const isOpen = state === "queued" || state === "running";
      const why = isOpen ? `build ${id} of ${tool} goes on` : `the next build of ${tool} starts from it`;
      return image === null ? [] : [{ digest: image, tool, why, isSpare: !isOpen }];
    }),
    ...runs.flatMap(({ id, tool, image }) =>
      named(image).map((digest) => ({ digest, tool, why: `run ${id} of ${tool} uses it`, isSpare: false })),
    ),
    ...held.flatMap(({ tool, held_file: file }) =>
      named(file ?? "").map((digest) => ({ digest, tool, why: `${tool} is paused and this waits`, isSpare: true })),
    ),
  ];
}

/** Digests in a text; what is kept back is named even if its file could no longer be read. */
function named(text: string): readonly Digest[] {
  return (text.match(/sha256:[0-9a-f]{64}/g) ?? []).map((digest) => Digest.parse(digest));
}

type Names = "namedImages" | "keptReleases";

export function namedImageStore(db: Db): Pick<NamedImageStore, Names> {
  return {
    namedImages: async (kept) => [...(await ofReleases(db, kept)), ...(await ofWork(db))],
    async keptReleases(tool, kept) {
      const rows = await db
        .selectFrom("releases")
        .selectAll("releases")
        .innerJoin(placed(db).as("placed"), (join) =>
          join.onRef("placed.tool", "=", "releases.tool").onRef("placed.number", "=", "releases.number"),
        )
        .where("releases.tool", "=", tool)
        .where("placed.place", "<=", kept)
        .orderBy("placed.place")
        .execute();
      return rows.map(toRelease);
    },
  };
}
