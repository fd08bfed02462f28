/** A class: a lab with a token that listens on all addresses, and its pages. */
import type { Browser, Page } from 'playwright-core';
import { lanUrls } from '../../server/lab/lan-urls.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

export const token = 'a-token-of-some-length';

export const startClass = (port = 0) => startTestLab({ host: '0.0.0.0', port, weather: true, rtt: 0, token });

/** The machine's address in its network, or 127.0.0.2 if it is in none: not the address at which other tests reach the lab. */
export const addressOf = (port: number): string => lanUrls('0.0.0.0', port)[0] ?? `http://127.0.0.2:${port}`;

/** Opens the lab in a tab, and records the ports that the tab uses. */
export async function visit(browser: Browser, url: string, ports: Set<string>, options: Parameters<typeof openTab>[1] = {}): Promise<Page> {
  const { page } = await openTab(browser, options);
  page.on('request', (request) => ports.add(new URL(request.url()).port));
  page.on('websocket', (socket) => ports.add(new URL(socket.url()).port));
  await page.goto(url);
  return page;
}

export const line = (page: Page, text: string) => page.locator('.class-line').getByText(text).waitFor();
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

export async function leadFrom(page: Page): Promise<void> {
  await button(page, 'Classroom').click();
  await button(page, 'Let all pages follow this one').click();
  await button(page, 'Let each page go its own way').waitFor();
  await button(page, 'Close').click();
  await line(page, 'All pages follow this one.');
}
