export interface WindowOptions {
  /**
   * Names the log in its cursors: 1 to 32 of a-z and 0-9. A reader who comes with a cursor of another name is told a gap.
   * @default drawn at random
   * @example 'orders7'
   */
  readonly epoch: string;
  /**
   * Notifications retained at most.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount: number;
  /**
   * Bytes kept for them at most, all in all; the newest notification stays whatever its size.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes: number;
}
