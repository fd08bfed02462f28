import { afterEach, beforeEach, expect, vi } from 'vitest';

/** For tests in which only clients make errors: the lab may report no error of its own. */
export function expectNoMistakes(): void {
  const reported = vi.spyOn(console, 'error');
  beforeEach(() => void reported.mockClear());
  afterEach(() => expect(reported).not.toHaveBeenCalled());
}
