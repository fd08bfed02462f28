/** Ways from a client to the server: straight, or through a proxy with TLS. Pure. */

/** The proxies of `deploy`. */
const frontNames = ['nginx', 'haproxy', 'caddy'] as const;
export type FrontName = (typeof frontNames)[number];

export const viaNames = ['direct', 'nginx', 'nginx-h2', 'haproxy', 'haproxy-h2', 'caddy', 'caddy-h2'] as const;
export type ViaName = (typeof viaNames)[number];

/** The parts of a way. */
export interface Via {
  /** Absent: the clients' sockets are the server's, without TLS. */
  readonly front?: FrontName;
  /** Clients speak HTTP/2, and each former connection becomes a stream. */
  readonly http2: boolean;
  /** It takes WebSockets on a stream (RFC 8441). The others use a separate HTTP/1.1 connection. */
  readonly tunnels: boolean;
}

export const vias: Readonly<Record<ViaName, Via>> = {
  direct: { http2: false, tunnels: false },
  nginx: { front: 'nginx', http2: false, tunnels: false },
  'nginx-h2': { front: 'nginx', http2: true, tunnels: false },
  haproxy: { front: 'haproxy', http2: false, tunnels: false },
  'haproxy-h2': { front: 'haproxy', http2: true, tunnels: true },
  caddy: { front: 'caddy', http2: false, tunnels: false },
  'caddy-h2': { front: 'caddy', http2: true, tunnels: false },
};
