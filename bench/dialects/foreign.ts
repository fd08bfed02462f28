import type { TransportName } from '../../server/stream/protocol.ts';
import type { Target } from '../arms/index.ts';
import type { PublishTemplate } from '../processes/publisher.ts';
import type { Spoken } from './spoken.ts';

/** Where to send a request: an address to connect to, and the path with its query. */
export interface Place {
  readonly target: Target;
  readonly path: string;
}

/** A URL that an arm follows. */
export interface Endpoint {
  readonly target: Target;
  readonly spoken: Spoken;
}

/** How to publish to the server. Each run of marks has an epoch of its own. */
export interface Publishing {
  readonly target: Target;
  readonly template: Omit<PublishTemplate, 'epoch'>;
}

/** A server that is not the lab: the URL that each arm follows, and how to publish. */
export interface Foreign {
  readonly endpoints: Readonly<Partial<Record<TransportName, Endpoint>>>;
  readonly publishing: Publishing;
}
