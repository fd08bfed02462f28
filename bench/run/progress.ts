import type { Reading } from '../measures/measure.ts';
import { durationText } from '../report/format.ts';
import { withUnit } from '../report/sentences.ts';
import { measures } from '../result/measures.ts';
import { type MetricName, metrics } from '../result/metrics.ts';
import type { Step } from './steps.ts';

/** Shows the progress of the run: a bar that is redrawn in a terminal, elsewhere one line for each finished step. */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #terminal: boolean;
  readonly #width: number;
  #last = '';

  /** @param width columns of the terminal; absent where there is none */
  constructor(write: (text: string) => void, width: number | undefined) {
    this.#write = write;
    this.#terminal = width !== undefined;
    this.#width = width ?? 0;
  }

  readonly step = (step: Step<readonly Reading[]>): void => {
    if (step.found) this.#last = estimate(step.found);
    if (this.#terminal) this.#draw(step);
    else if (step.found) this.#write(`${step.done}/${step.total}  round ${step.round + 1}  ${step.title}${this.#last && `  ${this.#last}`}\n`);
  };

  /** Ends with an empty line. */
  end(): void {
    if (this.#terminal) this.#write('\r\x1b[K');
  }

  #draw({ done, total, title, round, secondsLeft }: Step<unknown>): void {
    const cells = 20;
    const full = Math.round((done / total) * cells);
    const bar = `${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
    const line = `${bar} ${done}/${total}  ${durationText(secondsLeft)} left  round ${round + 1}  ${title}${this.#last && `  (${this.#last})`}`;
    this.#write(`\r\x1b[K${line.slice(0, this.#width - 1)}`);
  }
}

/** The result of the step in one number. */
function estimate(readings: readonly Reading[]): string {
  for (const { measure, arm, round } of readings.toReversed()) {
    const { lead, columns } = measures[measure];
    const names: readonly MetricName[] = [lead, ...columns];
    const name = names.find((metric) => round.metrics[metric] !== undefined && metrics[metric].better !== 'neither');
    const value = name && round.metrics[name];
    if (name && value !== undefined) return `${arm}: ${metrics[name].label} ${withUnit(value, metrics[name].unit)}`;
  }
  return '';
}
