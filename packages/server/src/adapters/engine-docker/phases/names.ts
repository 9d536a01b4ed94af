/** Where things are inside a build: the same paths in the container and in the chroot of the host's phases. */
export const inside = {
  app: "/workspace",
  layers: "/layers",
  platform: "/platform",
  buildpacks: "/cnb/buildpacks",
  lifecycle: "/cnb/lifecycle",
  /** What package managers keep. */
  cache: "/cache",
  /** Layers that later build steps need, lent from here. */
  kept: "/kept",
  /** Layers that tests, or a build without what is lent, need again, as the lifecycle keeps them. */
  layerCache: "/layer-cache",
  /** Never mounted into the container: what the code must not change between analysis and export. */
  record: "/record",
} as const;

export const platformApi = "0.14";
