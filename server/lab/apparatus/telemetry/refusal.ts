/** A command of the page that is refused. The message says what was expected, what came and what to do. */
export class Refusal extends Error {
  readonly code: 'bad-json' | 'bad-message' | 'not-allowed' | 'no-weather' | 'not-found' | 'too-many' | 'unavailable';

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}
