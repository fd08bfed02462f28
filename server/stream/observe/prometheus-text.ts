type Labels = Readonly<Record<string, string>>;

/** One line: a value with its labels. */
export interface Sample {
  /** Added to the name, such as `_bucket`. */
  readonly suffix?: string;
  readonly labels?: Labels;
  readonly value: number;
}

/** One metric with its help text, in the text format 0.0.4 of Prometheus. The help is written even if there is no sample yet. */
export function family(name: string, type: 'counter' | 'gauge' | 'histogram' | 'summary', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ suffix = '', labels = {}, value }) => `${name}${suffix}${labelText(labels)} ${numberText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

const numberText = (value: number): string => (value === Number.POSITIVE_INFINITY ? '+Inf' : String(value));

/** Counters that are created at the first count. Clients cannot invent labels, so there are few. */
export class Counters {
  readonly #counts = new Map<string, { readonly labels: Labels; value: number }>();

  add(labels: Labels, amount = 1): void {
    const key = Object.values(labels).join(' ');
    const known = this.#counts.get(key);
    if (known) known.value += amount;
    else this.#counts.set(key, { labels, value: amount });
  }

  get samples(): readonly Sample[] {
    return [...this.#counts.values()];
  }
}

/** A histogram with fixed upper bounds. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  /** @param bounds in ascending order */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    let at = 0;
    while (value > (this.#bounds[at] ?? Number.POSITIVE_INFINITY)) at += 1;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
  }

  get samples(): readonly Sample[] {
    let count = 0;
    const cumulative = this.#counts.map((own, at) => {
      count += own;
      return { suffix: '_bucket', labels: { le: String(this.#bounds[at] ?? '+Inf') }, value: count };
    });
    return [...cumulative, { suffix: '_sum', value: this.#sum }, { suffix: '_count', value: count }];
  }
}
