import { inTool, type Route } from "../route.ts";
import { MailSettings, NewMailSettings } from "../schemas/mail.ts";

export const mailRoutes = {
  "mail.show": {
    method: "GET",
    path: "/tools/:tool/mail",
    access: "viewer",
    summary: "Whom the tool writes to",
    params: inTool,
    output: MailSettings,
  },
  "mail.set": {
    method: "PUT",
    path: "/tools/:tool/mail",
    access: "maintainer",
    summary: "Say whom the tool writes to when a job fails",
    params: inTool,
    body: NewMailSettings,
    output: MailSettings,
  },
} as const satisfies Record<string, Route>;
