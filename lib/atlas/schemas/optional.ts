/** Members that a document may lack. Each kind is made once: one of its own for every field would cost a cold start 5 ms. */
import * as z from 'zod/mini';
import { dateTime, objectId } from './common.ts';

export const optionalText = z.optional(z.string());
export const optionalTime = z.optional(dateTime);
export const optionalId = z.optional(objectId);
export const optionalInt = z.optional(z.int());
export const optionalNumber = z.optional(z.number());
export const optionalBoolean = z.optional(z.boolean());
/** Whatever it is. */
export const optionalValue = z.optional(z.unknown());
