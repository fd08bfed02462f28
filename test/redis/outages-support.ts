import { transportNames } from '../../server/stream/protocol.ts';
import { openInNode } from '../support/platform.ts';
import type { Node } from './support.ts';

export const flawless = { missing: 0, doubled: 0, reordered: 0 };

export const dataOf = (notifications: readonly { readonly data: unknown }[]) => notifications.map(({ data }) => data);

export const openAll = (node: Node) => transportNames.map((transport) => openInNode(node.url, { transport, after: 'earliest' }));
