/** `Idempotency-Key`, by which a create can be sent again: of a request's header, or of a direct invocation. */
import { refusal } from './refusal.ts';

const KEY = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws {EndpointRefusal} */
export function idempotencyKeyOf(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'string' && KEY.test(given)) return given;
  throw refusal('INVALID_ATTRIBUTE', 'Idempotency-Key');
}
