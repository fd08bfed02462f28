import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Driver, type LeavableTab, Queue, timeouts } from './driver.ts';
import { createProfile, portIn } from './firefox-profile.ts';

/** Errors of our pages in the console, without warnings and without the browser's own. */
const errorsOfPages = `return Services.console.getMessageArray()
  .filter((said) => said instanceof Ci.nsIScriptError && !(said.flags & Ci.nsIScriptError.warningFlag) && /^https?:/.test(said.sourceName))
  .map(({ errorMessage, sourceName }) => sourceName + ': ' + errorMessage);`;

/** Firefox controlled by Marionette, the protocol between geckodriver and Firefox: `<length>:<JSON>` over TCP (firefox-source-docs, Marionette, Protocol). @param further preferences */
export async function launchFirefox(path: string, further: Readonly<Record<string, boolean>> = {}): Promise<Driver> {
  const profile = createProfile(further);
  const child = spawn(path, ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile, 'about:blank'], {
    stdio: 'ignore',
  });
  try {
    const port = await portIn(profile, child);
    const socket = connect(port, '127.0.0.1');
    const driver = new Firefox(socket, child, profile);
    await driver.begin();
    return driver;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

type Reply = readonly [type: 1, id: number, error: { readonly error: string; readonly message: string } | null, value: unknown];

class Firefox implements Driver {
  version = 'Firefox';
  readonly #socket: Socket;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #queue = new Queue();
  readonly #waiting = new Map<number, [answer: (value: unknown) => void, refuse: (error: Error) => void]>();
  #received = Buffer.alloc(0);
  #sent = 0;

  constructor(socket: Socket, child: ChildProcess, profile: string) {
    this.#socket = socket;
    this.#child = child;
    this.#profile = profile;
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const [, refuse] of this.#waiting.values()) refuse(new Error('Firefox closed the connection.'));
      this.#waiting.clear();
    });
  }

  async begin(): Promise<void> {
    const session = (await this.#command('WebDriver:NewSession', { capabilities: { alwaysMatch: { timeouts } } })) as {
      capabilities: { browserVersion: string };
    };
    this.version = `Firefox ${session.capabilities.browserVersion}`;
  }

  newWindow(): Promise<string> {
    return this.#queue.add(async () => ((await this.#command('WebDriver:NewWindow', { type: 'window' })) as { handle: string }).handle);
  }

  async showHidden(url: string): Promise<void> {
    await this.navigate(await this.newWindow(), url);
    // The command goes to the window that was switched to last.
    await this.#queue.add(() => this.#command('WebDriver:NewWindow', { type: 'tab', focus: true }));
  }

  async openLeavable(url: string): Promise<LeavableTab> {
    const handle = await this.newWindow();
    await this.navigate(handle, url);
    return {
      run: (script) => this.run(handle, script),
      click: (selector) => this.click(handle, selector),
      leave: (milliseconds) =>
        this.#queue.add(async () => {
          await this.#command('WebDriver:SwitchToWindow', { handle });
          const other = (await this.#command('WebDriver:NewWindow', { type: 'tab', focus: true })) as { handle: string };
          await pause(milliseconds);
          await this.#command('WebDriver:SwitchToWindow', { handle: other.handle });
          await this.#command('WebDriver:CloseWindow', {});
          await this.#command('WebDriver:SwitchToWindow', { handle, focus: true });
        }),
    };
  }

  navigate(handle: string, url: string): Promise<void> {
    return this.#queue.add(async () => {
      await this.#command('WebDriver:SwitchToWindow', { handle });
      await this.#command('WebDriver:Navigate', { url });
    });
  }

  run(handle: string, script: string): Promise<unknown> {
    return this.#queue.add(async () => {
      await this.#command('WebDriver:SwitchToWindow', { handle });
      return ((await this.#command('WebDriver:ExecuteScript', { script, args: [] })) as { value: unknown }).value;
    });
  }

  click(handle: string, selector: string): Promise<void> {
    return this.#queue.add(async () => {
      await this.#command('WebDriver:SwitchToWindow', { handle });
      const { value } = (await this.#command('WebDriver:FindElement', { using: 'css selector', value: selector })) as {
        value: Record<string, string>;
      };
      await this.#command('WebDriver:ElementClick', { id: Object.values(value)[0] });
    });
  }

  /** Only privileged code may read the browser's console. */
  complaints(): Promise<readonly string[]> {
    return this.#queue.add(async () => {
      await this.#command('Marionette:SetContext', { value: 'chrome' });
      try {
        return ((await this.#command('WebDriver:ExecuteScript', { script: errorsOfPages, args: [] })) as { value: string[] }).value;
      } finally {
        await this.#command('Marionette:SetContext', { value: 'content' });
      }
    });
  }

  async close(): Promise<void> {
    const gone = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    this.#socket.destroy();
    this.#child.kill('SIGKILL');
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #command(name: string, parameters: object): Promise<unknown> {
    if (this.#socket.destroyed) return Promise.reject(new Error('Firefox closed the connection.'));
    this.#sent += 1;
    const id = this.#sent;
    const text = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((answer, refuse) => {
      this.#waiting.set(id, [answer, refuse]);
    });
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      const length = Number(this.#received.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.#received.byteLength < colon + 1 + length) return;
      const text = this.#received.subarray(colon + 1, colon + 1 + length).toString();
      this.#received = this.#received.subarray(colon + 1 + length);
      this.#answer(JSON.parse(text) as Reply | { applicationType: string });
    }
  }

  /** The first message is a greeting, not a reply. */
  #answer(message: Reply | { applicationType: string }): void {
    if ('applicationType' in message) return;
    const [, id, error, value] = message;
    const [answer, refuse] = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    if (error) refuse?.(new Error(`Firefox: ${error.error}: ${error.message}`));
    else answer?.(value);
  }
}
