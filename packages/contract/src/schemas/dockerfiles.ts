import { z } from "zod";

const form = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9*][a-z0-9._*-]*)+(?::[\w*][\w.*-]{0,127})?$/;

/**
 * Images that a Dockerfile may take anything from: `HOST/PATH` or `HOST/PATH:TAG`, where `*` is any part of a name between
 * two slashes, or of a tag. The host stands as it is, so that no Dockerfile leads the server elsewhere.
 */
export const BasePattern = z
  .string()
  .max(300)
  .regex(form, "an image with its host, such as docker.io/library/debian:*")
  .refine((text) => /^(localhost|[^/]*[.:][^/]*)\//.test(text), "an image with its host, such as docker.io/library/debian:*");
