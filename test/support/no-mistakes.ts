import { afterEach, beforeEach, expect, vi } from 'vitest';

/** For tests in which the clients make all the mistakes: the lab may report none of its own. */
export function expectNoMistakes(): void {
  const reported = vi.spyOn(console, 'error');
  beforeEach(() => void reported.mockClear());
  afterEach(() => expect(reported).not.toHaveBeenCalled());
}
