/** Settings of an SDK client: AWS' own, or an endpoint on this machine. */
export function localOrDefault(endpoint: string | undefined) {
  // On one machine region and credentials mean nothing, but the SDK wants some.
  return endpoint === undefined
    ? {}
    : { endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}
