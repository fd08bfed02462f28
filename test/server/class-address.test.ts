import { describe, expect, it } from 'vitest';
import { invitation } from '../../server/lab/invitation.ts';
import { lanUrls } from '../../server/lab/lan-urls.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

describe('the address of the lab for a class', () => {
  const info = (address: string, internal = false) => ({
    address,
    internal,
    family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
    netmask: '',
    mac: '',
    cidr: null,
    scopeid: 0,
  });
  const interfaces = {
    lo: [info('127.0.0.1', true), info('::1', true)],
    docker0: [info('172.17.0.1')],
    wlan0: [info('192.168.1.5'), info('fe80::1'), info('2001:db8::5')],
    eth0: [info('169.254.7.7')],
  };

  it.each([
    ['localhost', []],
    ['127.0.0.1', []],
    ['::1', []],
    ['192.168.1.5', ['http://192.168.1.5:3000']],
    ['2001:db8::5', ['http://[2001:db8::5]:3000']],
    ['lab.school', ['http://lab.school:3000']],
    ['0.0.0.0', ['http://192.168.1.5:3000', 'http://172.17.0.1:3000']],
    ['::', ['http://192.168.1.5:3000', 'http://[2001:db8::5]:3000', 'http://172.17.0.1:3000']],
  ])('listening on %s: %j', (host, urls) => {
    expect(lanUrls(host, 3_000, interfaces)).toEqual(urls);
  });

  it('is printed with a QR code; only the teacher’s link contains the token', () => {
    const text = invitation(['http://192.168.1.5:3000', 'http://10.0.0.5:3000'], 'a-token-of-some-length', '');
    const [pupils, teacher, ...code] = text.split('\n');
    expect(pupils).toBe('For a class: http://192.168.1.5:3000  (or http://10.0.0.5:3000)');
    expect(teacher).toBe('For the teacher, with control over the lab: http://192.168.1.5:3000/#token=a-token-of-some-length');
    // 25 modules and a margin of two on each side; a line of text holds two rows of modules.
    expect(code).toHaveLength(15);
    for (const line of code) expect(line).toMatch(/^[█▀▄ ]{29}$/);
    expect(invitation([], 'x', '')).toBe('');
    expect(invitation(['http://192.168.1.5:3000'], 'a-token-of-some-length', 'of-the-class').split('\n').slice(0, 2)).toEqual([
      'For a class: http://192.168.1.5:3000/#token=of-the-class',
      teacher,
    ]);
  });

  it('is in the answer of GET /lab', async () => {
    const lab = await startTestLab({ host: '0.0.0.0', token: 'a-token-of-some-length' });
    const told = await (await fetch(`http://127.0.0.1:${lab.port}/lab`)).json();
    expect(told).toEqual({ weather: false, urls: lanUrls('0.0.0.0', lab.port) });
  });
});
