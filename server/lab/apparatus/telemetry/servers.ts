import { originGuard } from '../../../stream/guard/origin.ts';
import type { LabTokens } from '../../access/tokens.ts';
import { forwardedBy, type ReadForwarded } from '../../forwarded.ts';
import type { AccessRules, TelemetryTickets } from './access.ts';
import { pageOriginGuard } from './page-origin.ts';
import { startTelemetryServer, type TelemetryNames, type TelemetryPlace, type TelemetryServer } from './server.ts';
import type { Telemetry } from './telemetry.ts';

/** What a lab is called, and who may control it. */
interface TelemetryRules extends Omit<TelemetryNames, 'origin'> {
  readonly tokens: LabTokens;
  readonly tickets: TelemetryTickets;
  readonly allowOrigin: readonly string[];
  readonly trustProxy: boolean;
}

/** The servers of a lab that have telemetry and nothing else. */
export class TelemetryServers {
  readonly #telemetry: Telemetry;
  readonly #rules: TelemetryRules;
  readonly #forwarded: ReadForwarded;
  readonly #running: TelemetryServer[] = [];

  constructor(telemetry: Telemetry, rules: TelemetryRules) {
    this.#telemetry = telemetry;
    this.#rules = rules;
    this.#forwarded = forwardedBy(rules.trustProxy);
  }

  /** Listens where the relay leads to. @returns the port on 127.0.0.1 */
  behindRelay(): Promise<number> {
    return this.#start({ origin: originGuard(this.#rules.allowOrigin, this.#forwarded) });
  }

  /** Listens beside the lab. @param pagePort where the page comes from */
  async beside(place: TelemetryPlace, pagePort: () => number): Promise<void> {
    await this.#start({ origin: pageOriginGuard(this.#rules.allowOrigin, pagePort, this.#forwarded) }, place);
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map((server) => server.close()));
  }

  async #start({ origin }: Pick<AccessRules, 'origin'>, place?: TelemetryPlace): Promise<number> {
    const { host, allowHost, tokens, tickets } = this.#rules;
    const rules = { host, tokens, tickets, origin, forwarded: this.#forwarded };
    const server = await startTelemetryServer({ host, allowHost, origin }, (http) => this.#telemetry.mount(http, rules), place);
    this.#running.push(server);
    return server.port;
  }
}
