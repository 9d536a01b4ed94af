import { z } from "zod";

/** Bytes, written `512Mi` or `1Gi` (Kubernetes quantity, binary suffixes only). */
export const Memory = z.string().regex(/^[1-9][0-9]{0,5}(Mi|Gi)$/, "must be like 512Mi or 1Gi");
/** Cores, written `500m` or `2` (Kubernetes quantity). */
export const Cpu = z.string().regex(/^([1-9][0-9]{0,5}m|[1-9][0-9]?)$/, "must be like 500m or 2");
