/** A certificate for loopback, signed by an authority that lives as long as this process. */
import { generate } from 'selfsigned';

export interface Certificates {
  /** PEM: what a client is told to trust. */
  readonly authority: string;
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

const LIFE_MS = 365 * 86_400_000;
let made: Promise<Certificates> | undefined;

/** Made with the first call: it takes a tenth of a second. */
export function loopbackCertificates(): Promise<Certificates> {
  made ??= make();
  return made;
}

async function make(): Promise<Certificates> {
  const dates = {
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + LIFE_MS),
  };
  const authority = await generate([{ name: 'commonName', value: 'atlas-restore simulator' }], {
    ...dates,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...dates,
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { authority: authority.cert, key: server.private, certificate: server.cert };
}
