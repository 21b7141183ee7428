/** Which of the media types that there are a caller would have, by the weights of its `Accept` (RFC 9110, 12.5.1). */
import Negotiator from 'negotiator';

/** @param available the first is what callers get who do not mind, or want what there is not */
export function acceptedType<Type extends string>(
  accept: string | undefined,
  available: readonly [Type, ...Type[]],
): Type {
  const wanted = new Negotiator({ headers: { accept } }).mediaType([...available]);
  return available.find((type) => type === wanted) ?? available[0];
}
