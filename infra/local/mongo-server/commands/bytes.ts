/** How large a collection is, by its first documents: those that are simulated are alike. */
import { calculateObjectSize } from 'bson';
import { type CollectionData, isView } from '../data.ts';

const SAMPLE = 20;
export function averageBytes(collection: CollectionData): number {
  let bytes = 0;
  let seen = 0;
  for (const document of collection.documents()) {
    if (seen === SAMPLE) break;
    bytes += calculateObjectSize(document);
    seen += 1;
  }
  return seen === 0 ? 0 : Math.round(bytes / seen);
}

export const bytesOf = (collection: CollectionData): number =>
  isView(collection) ? 0 : averageBytes(collection) * collection.count;
