/** So many at once: few enough for a pool of connections, and for who answers them. */
export async function eachOf<Key>(
  keys: Iterable<Key>,
  atOnce: number,
  work: (key: Key) => Promise<void>,
): Promise<void> {
  const left = [...keys];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) await work(key);
  });
  await Promise.all(workers);
}
