import type { Json } from './protocol.ts';

/** Whether fields can be asked of it. What they hold is anybody's guess. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The same without arrays. */
export const isPlainRecord = (value: unknown): value is Readonly<Record<string, unknown>> => isRecord(value) && !Array.isArray(value);

/** The same of something that was JSON. */
export const isJsonObject = (value: Json): value is { readonly [name: string]: Json } => isPlainRecord(value);
