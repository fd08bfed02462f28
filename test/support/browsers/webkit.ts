import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../eventually.ts';
import { type Driver, documentPatience, lookPatience, Queue, startPatience, timeouts } from './driver.ts';

/** The programs for WebKit: the driver, and the browser that it starts. */
export interface WebKitPaths {
  readonly driver: string;
  readonly browser: string;
}

/** Milliseconds for an answer: longer than any script. */
const answerPatience = timeouts.script + 30_000;

/** WebKitGTK controlled by W3C WebDriver over HTTP. It has no headless mode, so it gets a display of its own from Xvfb. */
export async function launchWebKit({ driver, browser }: WebKitPaths): Promise<Driver> {
  const display = await startDisplay();
  const port = await freePort();
  const settings = calmSettings();
  const env = { ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: settings };
  const child = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { stdio: ['ignore', 'pipe', 'ignore'], env });
  const webkit = new WebKit(`http://127.0.0.1:${port}`, [child, display.child], settings);
  createInterface(child.stdout).on('line', (line) => webkit.hear(line));
  try {
    await webkit.begin(browser, child);
    return webkit;
  } catch (error) {
    await webkit.close();
    throw error;
  }
}

/** GTK settings without animations, which pages see as a preference for less motion. */
function calmSettings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-webkit-'));
  mkdirSync(join(folder, 'gtk-3.0'));
  writeFileSync(join(folder, 'gtk-3.0', 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  return folder;
}

/** Xvfb chooses a free display and writes its number once it accepts clients. */
async function startDisplay(): Promise<{ name: string; child: ChildProcess }> {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [number] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(startPatience) });
  return { name: `:${String(number).trim()}`, child };
}

/** A free port, because the driver does not accept port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

class WebKit implements Driver {
  version = 'WebKit';
  readonly #url: string;
  readonly #children: readonly ChildProcess[];
  readonly #settings: string;
  readonly #queue = new Queue();
  readonly #complaints: string[] = [];
  #session = '';

  constructor(url: string, children: readonly ChildProcess[], settings: string) {
    this.#url = url;
    this.#children = children;
    this.#settings = settings;
  }

  async begin(binary: string, driver: ChildProcess): Promise<void> {
    await this.#listening(driver);
    const session = (await this.#ask('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          timeouts,
          // With another strategy every command after a step back in the history hangs.
          pageLoadStrategy: 'none',
          'webkitgtk:browserOptions': { binary, args: ['--automation', '--enable-write-console-messages-to-stdout=1'] },
        },
      },
    })) as { sessionId: string; capabilities: { browserVersion: string } };
    this.#session = `/session/${session.sessionId}`;
    this.version = `WebKitGTK ${session.capabilities.browserVersion}`;
  }

  /** The driver prints nothing when it listens, so it is asked until it answers. */
  async #listening(driver: ChildProcess): Promise<void> {
    const listens = () =>
      fetch(`${this.#url}/status`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(
      'WebKitWebDriver to listen',
      () => {
        if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with code ${driver.exitCode} before it listened.`);
        return listens();
      },
      startPatience,
    );
  }

  newWindow(): Promise<string> {
    return this.#open('window');
  }

  async showHidden(url: string): Promise<void> {
    // A tab that a program opens stays in the background, even when it is controlled.
    await this.navigate(await this.#open('tab'), url);
  }

  /** A front tab cannot be sent to the background here: tabs that a program opens stay behind it. */
  async openLeavable(): Promise<undefined> {}

  navigate(handle: string, url: string): Promise<void> {
    return this.#queue.add(async () => {
      await this.#switchTo(handle);
      await this.#ask('POST', `${this.#session}/url`, { url });
      // The page itself may change the fragment.
      const arrived = `return document.readyState === "complete" && location.href.split("#", 1)[0] === ${JSON.stringify(url.split('#', 1)[0])}`;
      // A document that is being replaced answers with an error, or not at all.
      await eventually(url, async () => (await this.#execute(arrived, lookPatience).catch(() => false)) === true, documentPatience);
    });
  }

  run(handle: string, script: string, deadline?: number): Promise<unknown> {
    return this.#queue.add(async () => {
      await this.#switchTo(handle, deadline);
      return this.#execute(script, deadline);
    });
  }

  click(handle: string, selector: string): Promise<void> {
    return this.#queue.add(async () => {
      await this.#switchTo(handle);
      const element = (await this.#ask('POST', `${this.#session}/element`, { using: 'css selector', value: selector })) as Record<string, string>;
      await this.#ask('POST', `${this.#session}/element/${Object.values(element)[0]}/click`, {});
    });
  }

  /** Reads a line of the browser's output; its console writes `CONSOLE JS ERROR …` and `CONSOLE SECURITY ERROR …`. */
  hear(line: string): void {
    if (/^CONSOLE \S+ ERROR/.test(line)) this.#complaints.push(line);
  }

  async complaints(): Promise<readonly string[]> {
    return this.#complaints;
  }

  async close(): Promise<void> {
    if (this.#session) await this.#ask('DELETE', this.#session).catch(() => {});
    for (const child of this.#children) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#settings, { recursive: true, force: true, maxRetries: 5 });
  }

  #open(type: 'window' | 'tab'): Promise<string> {
    return this.#queue.add(async () => ((await this.#ask('POST', `${this.#session}/window/new`, { type })) as { handle: string }).handle);
  }

  #switchTo(handle: string, deadline?: number): Promise<unknown> {
    return this.#ask('POST', `${this.#session}/window`, { handle }, deadline);
  }

  #execute(script: string, deadline?: number): Promise<unknown> {
    return this.#ask('POST', `${this.#session}/execute/sync`, { script, args: [] }, deadline);
  }

  async #ask(method: 'POST' | 'DELETE', path: string, parameters?: object, deadline = answerPatience): Promise<unknown> {
    const signal = AbortSignal.timeout(deadline);
    const response = await fetch(`${this.#url}${path}`, { method, signal, ...(parameters && { body: JSON.stringify(parameters) }) });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
    if (!response.ok) throw new Error(`WebKit: ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
}
