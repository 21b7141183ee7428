/** So many items of the ledger at once: few enough for a connection pool, and for a table that grows with its load. */
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
