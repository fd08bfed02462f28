import { describe, expect, it } from 'vitest';
import { AddressLimits } from '../../server/lab/limits/address-limits.ts';

describe('The allowance of an address', () => {
  const bounds = { connections: 2, requests: 10, publishBytes: 1_000 };

  it('is used up by requests, and refills at the rate that is allowed', () => {
    let now = 0;
    const limits = new AddressLimits(bounds, 100, () => now);
    const asks = () => limits.request('a');
    for (let count = 0; count < 20; count += 1) asks();
    expect(asks).toThrow(/^Expected at most 10 requests a second of one address; got more\. .* --address-requests\.$/);
    expect(() => limits.request('b')).not.toThrow();
    now += 101;
    expect(asks).not.toThrow();
    expect(asks).toThrow();
    now += 3_600_000;
    for (let count = 0; count < 20; count += 1) asks();
    expect(asks).toThrow();
  });

  it('accepts one publish that is larger than the allowance, and refuses the next until it has refilled', () => {
    let now = 0;
    const limits = new AddressLimits(bounds, 100, () => now);
    limits.publish('a', 1_000_000);
    expect(() => limits.publish('a', 1)).toThrow(/bytes of publishes .* in 999 s, /);
    now += 999_000;
    expect(() => limits.publish('a', 1)).not.toThrow();
  });

  it('counts open connections, and subtracts each closed one once', () => {
    const limits = new AddressLimits(bounds);
    const [one] = [limits.connect('a'), limits.connect('a')];
    expect(() => limits.connect('a')).toThrow(/^Expected at most 2 connections of one address; /);
    one?.();
    one?.();
    limits.connect('a');
    expect(() => limits.connect('a')).toThrow();
  });

  it('does not limit loopback, and limits nobody when it is 0', () => {
    const limits = new AddressLimits(bounds);
    const none = new AddressLimits({ connections: 0, requests: 0, publishBytes: 0 });
    for (let count = 0; count < 5_000; count += 1) {
      limits.connect(undefined);
      limits.request(undefined);
      none.connect('a');
      none.request('a');
      none.publish('a', 1_000_000);
    }
    expect(limits.size + none.size).toBe(0);
  });

  it('is kept for a limited number of addresses, and always for those with an open connection', () => {
    const limits = new AddressLimits(bounds, 100);
    limits.connect('here');
    for (let count = 0; count < 1_000; count += 1) limits.request(`address ${count}`);
    expect(limits.size).toBe(100);
    limits.connect('here');
    expect(() => limits.connect('here')).toThrow();
  });
});
