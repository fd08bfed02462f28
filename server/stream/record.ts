import type { Json } from './protocol.ts';

/** Whether the value is an object or an array, whose fields can be read. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The same without arrays. */
export const isPlainRecord = (value: unknown): value is Readonly<Record<string, unknown>> => isRecord(value) && !Array.isArray(value);

/** The same for a JSON value. */
export const isJsonObject = (value: Json): value is { readonly [name: string]: Json } => isPlainRecord(value);
