/** What a run of the peers is to do. */
export interface Settings {
  readonly rounds: number;
  /** Readers of each push arm. */
  readonly readers: number;
  /** Of each stretch that is measured. */
  readonly seconds: number;
  /** Bytes of each `data` as JSON. */
  readonly payload: number;
  readonly seed: number;
  /** Readers of the tables on growth, fewest and most. */
  readonly few: number;
  readonly many: number;
}

export const ordinary: Settings = { rounds: 5, readers: 500, seconds: 1.5, payload: 160, seed: 1, few: 1_000, many: 9_000 };

/** Checks that everything runs: its figures mean nothing. */
export const quick: Settings = { ...ordinary, rounds: 1, readers: 50, seconds: 0.2, few: 50, many: 200 };
