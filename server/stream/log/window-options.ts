export interface WindowOptions {
  /**
   * Names the log in its cursors: 1 to 32 of a-z and 0-9. A reader whose cursor has another name gets a gap.
   * @default random
   * @example 'orders7'
   */
  readonly epoch: string;
  /**
   * How many notifications are retained at most.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount: number;
  /**
   * How many bytes of memory they may take together. The newest notification stays whatever its size.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes: number;
}
