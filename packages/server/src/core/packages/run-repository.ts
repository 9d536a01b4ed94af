/** The repository of run images in the registry: a tag is the name of a package set, whatever it was baked from. */
export const runRepository = "sluice/run-packages";
