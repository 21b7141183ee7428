/** Links of downloads carry the data out: where a deployment allows no downloads, no answer of Atlas' shows one. */

const NAMES = ['deliveryUrl', 'downloadUrl', 'privateDownloadDeliveryUrls', 'snapshotUrl'];

/** Letter by letter what it is, where it names none. */
export function withoutDownloadLinks(text: string): string {
  if (!NAMES.some((name) => text.includes(name))) return text;
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => (NAMES.includes(key) ? hidden(key, value) : value)),
  );
}

/** As of a download that is not ready: an empty list, null, or no member at all. */
function hidden(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return key === 'downloadUrl' || value === null ? null : undefined;
}
