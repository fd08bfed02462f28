import type { Json } from '../../stream/index.ts';

export type Fields = { readonly [name: string]: Json };

/** The fields of an object; none for other data, which strangers may publish. */
export const fieldsOf = (data: Json): Fields => (typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {});

export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
export const numberOf = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

/** The end of a list, with one more item. */
export const lastOf = <Item>(list: readonly Item[], item: Item, most: number): readonly Item[] => [...list.slice(1 - most), item];

/** Name of this page among those that play the same scene. */
export const me: string = Array.from(crypto.getRandomValues(new Uint8Array(3)), (byte) => byte.toString(36).padStart(2, '0')).join('');
