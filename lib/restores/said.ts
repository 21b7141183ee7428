/**
 * What a caller said of a restore, as it leaves the service: answers, events, the log, reports. Somebody in haste may have
 * put a connection string there; the restore is not refused for it, and nobody is told it.
 */
import { redactedText } from '../evidence/redact.ts';
import type { RestoreRequest } from './request.ts';

export interface Said {
  readonly why?: string;
  readonly ticket?: string;
}

export const saidOf = ({ reason, ticket }: Pick<RestoreRequest, 'reason' | 'ticket'>): Said => ({
  ...(reason !== undefined && { why: redactedText(reason) }),
  ...(ticket !== undefined && { ticket: redactedText(ticket) }),
});
