import { becomeLean } from "./become-lean.ts";

becomeLean(process.env);
// Loaded only now: what is to become another process need not read the whole server before.
const { serve } = await import("./serve.ts");
// All has been ended in order; what the engine was still told (an image on its way) is not waited for.
process.exit(await serve());
