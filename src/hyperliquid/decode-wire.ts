/** What comes from the other side of a wire is checked before anything believes it. */
import type { z } from 'zod';

/** A payload that is not what its place demands; the message names the field, not the payload. */
export class WireError extends Error {
  override name = 'WireError';
}

/** The checked value; throws `WireError` that names `what` and the first field at fault. */
export function decodeWire<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [what, ...(issue?.path ?? []).map(String)].join('.');
  throw new WireError(`${field}: ${lowerFirst(issue?.message ?? 'not understood')}`);
}

/** The value of a JSON text; throws `WireError` that names `what`. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError(`${what}: not JSON (${text.length} characters)`);
  }
}

/** Whether a value of JSON has fields by name. */
export function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
