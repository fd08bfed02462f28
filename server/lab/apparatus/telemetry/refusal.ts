/** What the page asked for cannot be: expected, got, remedy in a sentence. */
export class Refusal extends Error {
  readonly code: 'bad-json' | 'bad-message' | 'not-allowed' | 'no-weather' | 'not-found' | 'too-many' | 'unavailable';

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}
