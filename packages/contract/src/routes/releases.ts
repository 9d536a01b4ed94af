import { z } from "zod";
import { ReleaseNumber } from "../ids.ts";
import { Done, inTool, LogQuery, Page, type Route } from "../route.ts";
import { LogLine } from "../schemas/builds.ts";
import { NewPause, Pause } from "../schemas/pause.ts";
import { ListedRelease, NewPin, Pin } from "../schemas/pruning.ts";
import { Promote, Repeated, Resumed, Rollback } from "../schemas/releases.ts";

export const releaseRoutes = {
  "releases.list": {
    method: "GET",
    path: "/tools/:tool/releases",
    access: "viewer",
    summary: "Releases, newest first",
    params: inTool,
    query: Page,
    output: z.array(ListedRelease),
  },
  "releases.show": {
    method: "GET",
    path: "/tools/:tool/releases/:release",
    access: "viewer",
    summary: "One release",
    params: inTool.extend({ release: ReleaseNumber }),
    output: ListedRelease,
  },
  "releases.log": {
    method: "GET",
    path: "/tools/:tool/releases/:release/log",
    access: "viewer",
    summary: "The log of a release's deployment",
    params: inTool.extend({ release: ReleaseNumber }),
    query: LogQuery,
    output: LogLine,
    stream: "lines",
  },
  "releases.rollback": {
    method: "POST",
    path: "/tools/:tool/rollback",
    access: "maintainer",
    summary: "Make a release of what was live before",
    params: inTool,
    body: Rollback,
    output: Repeated,
  },
  "releases.promote": {
    method: "POST",
    path: "/tools/:tool/promote",
    access: "maintainer",
    summary: "Make a release of another tool from this one's image",
    params: inTool,
    body: Promote,
    output: Repeated,
  },
  "releases.pin": {
    method: "PUT",
    path: "/tools/:tool/releases/:release/pin",
    access: "maintainer",
    summary: "Keep the image of a release until it is unpinned",
    params: inTool.extend({ release: ReleaseNumber }),
    body: NewPin,
    output: Pin,
  },
  "releases.unpin": {
    method: "DELETE",
    path: "/tools/:tool/releases/:release/pin",
    access: "maintainer",
    summary: "Let the image of a release go when nothing else needs it",
    params: inTool.extend({ release: ReleaseNumber }),
    output: Done,
  },
  "releases.pause": {
    method: "POST",
    path: "/tools/:tool/pause",
    access: "maintainer",
    summary: "Build what is pushed, but do not deploy it",
    params: inTool,
    body: NewPause,
    output: Pause,
  },
  "releases.resume": {
    method: "POST",
    path: "/tools/:tool/resume",
    access: "maintainer",
    summary: "Deploy pushes again, beginning with the newest that waits",
    params: inTool,
    output: Resumed,
  },
} as const satisfies Record<string, Route>;
