/** Who may sign in, and what an access token is like. */

export interface ServiceAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Project roles. @default every role */
  readonly roles?: readonly string[];
}

export interface ApiKey {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Project roles. @default every role */
  readonly roles?: readonly string[];
}

export interface Credentials {
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly apiKeys: readonly ApiKey[];
  readonly token: {
    /** Atlas sends JWTs; a client must not look inside, which `opaque` proves. */
    readonly format: 'jwt' | 'opaque';
    readonly lifetimeSeconds: number;
  };
}

/** Anybody may know these: they open nothing but a simulator on this machine. */
export const DEMO_SERVICE_ACCOUNT: ServiceAccount = {
  clientId: 'mdb_sa_id_6b00000000000000000000c1',
  clientSecret: 'mdb_sa_sk_simulator-demo-secret-opens-nothing',
};
export const DEMO_API_KEY: ApiKey = {
  publicKey: 'simulatr',
  privateKey: '00000000-dead-4bed-8000-simulator000',
};

export const DEMO_CREDENTIALS: Credentials = {
  serviceAccounts: [DEMO_SERVICE_ACCOUNT],
  apiKeys: [DEMO_API_KEY],
  token: { format: 'jwt', lifetimeSeconds: 3600 },
};
