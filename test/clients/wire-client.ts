/** What the Atlas CLI and the Go SDK do on the wire, as far as it matters to who answers them. */

export interface ApiError {
  readonly error: number;
  readonly errorCode: string;
  readonly detail?: string;
  readonly reason?: string;
  readonly parameters?: readonly unknown[];
}

// biome-ignore lint/suspicious/noExplicitAny: what is answered is compared, not used
export type Document = any;

export type Reply = { readonly ok: Document } | { readonly fault: ApiError };

export class WireClient {
  readonly #baseUrl: string;
  readonly #token: string;

  private constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  /** Client credentials as golang.org/x/oauth2 sends them. */
  static async signIn(
    baseUrl: string,
    { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  ): Promise<WireClient> {
    const answer = await fetch(`${baseUrl}/api/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    if (answer.status !== 200) throw new Error(`No token: ${answer.status}`);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new WireClient(baseUrl, token);
  }

  /** Errors are decoded whatever their content type, and told apart by `errorCode`. */
  async call(method: string, path: string, version: string, body?: object): Promise<Reply> {
    const media = `application/vnd.atlas.${version}+json`;
    const answer = await fetch(`${this.#baseUrl}/api/atlas/v2${path}`, {
      method,
      headers: {
        accept: media,
        authorization: `Bearer ${this.#token}`,
        'user-agent': 'atlascli/1.50.0 (linux;amd64;)',
        ...(body && { 'content-type': media }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const document = text === '' ? undefined : JSON.parse(text);
    if (answer.status < 300) {
      // The SDK decodes by the media type of the answer.
      if (
        text !== '' &&
        !/^application\/vnd\.atlas\.[\d-]+\+json/.test(answer.headers.get('content-type') ?? '')
      )
        throw new Error('undefined response type');
      return { ok: document };
    }
    return { fault: document };
  }
}
