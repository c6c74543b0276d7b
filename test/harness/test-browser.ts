/** What a test's browser got: the answer and its body, parsed where it is JSON. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/**
 * A browser as far as servers can tell: it keeps cookies, sends them along, and says from which page a request
 * comes. `csrfToken` is what a page of ours would have read.
 */
export class TestBrowser {
  readonly url: string;
  readonly cookies = new Map<string, string>();
  csrfToken: string | null = null;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Shown> {
    return this.send("GET", path, undefined, headers);
  }

  /** With the token, from a page of this server; `headers` override, an empty one is left out. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Shown> {
    const isForm = body instanceof URLSearchParams;
    const sent = {
      ...(this.cookies.size === 0 ? {} : { Cookie: this.#cookieHeader() }),
      ...(method === "GET" ? {} : { Origin: this.url, "Sec-Fetch-Site": "same-origin" }),
      ...(method === "GET" || this.csrfToken === null || isForm ? {} : { "X-CSRF-Token": this.csrfToken }),
      ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      ...this.#headers,
      ...headers,
    };
    const response = await fetch(this.url + path, {
      method,
      redirect: "manual",
      headers: Object.entries(sent).filter(([, value]) => value !== ""),
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const shown = { status: response.status, headers: response.headers, body: parsed(text) };
    const token = (shown.body as { csrfToken?: string } | null)?.csrfToken;
    if (token !== undefined) this.csrfToken = token;
    return shown;
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (/max-age=0/i.test(line)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
