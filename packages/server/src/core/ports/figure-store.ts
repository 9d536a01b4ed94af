/** Counts over the whole installation, for monitoring. */
export interface FigureStore {
  countTools(): Promise<number>;
  buildStates(): Promise<ReadonlyMap<string, number>>;
  releaseStates(): Promise<ReadonlyMap<string, number>>;
}
