const SHORTEST = 6;
const MASK = '[redacted]';

/** Hides credentials, also in the forms in which they travel. */
export class Masks {
  private readonly hidden: string[];

  /** Values under 6 characters would hide ordinary words and are left alone. */
  constructor(secrets: string[]) {
    const forms = secrets
      .filter((secret) => secret.length >= SHORTEST)
      .flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('base64url'),
        Buffer.from(secret).toString('hex'),
      ]);
    // Longest first: what holds another one goes whole.
    this.hidden = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    return this.hidden.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  }

  /** In all texts of a JSON value, names of members included. */
  deep<T>(value: T): T {
    if (this.hidden.length === 0) return value;
    return this.walk(value) as T;
  }

  private walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.walk(item)]),
    );
  }
}
