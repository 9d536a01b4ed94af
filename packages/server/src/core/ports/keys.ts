/** 32 bytes for AES-256-GCM, with the name under which a sealed value finds it again. */
export interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The keys that secrets are sealed with. They are kept apart from the database. */
export interface Keys {
  /** The key for sealing; made when there is none yet. */
  current(): Promise<Key>;
  key(id: string): Promise<Key | null>;
  ids(): Promise<readonly string[]>;
  /** Makes a new key, which is the current one when this resolves, durably. */
  rotate(): Promise<Key>;
  /** For ever. The current one cannot be removed. */
  remove(id: string): Promise<void>;
}
