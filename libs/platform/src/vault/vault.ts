import { createSecretKey, type KeyObject } from 'node:crypto';
import { DomainError, UnavailableError } from '../errors/domain.errors';
import { decrypt, encrypt, type Envelope, FORMAT, freshKey, parsed, written } from './envelope';
import type { Keyring } from './keyring';

/**
 * Seals secrets for the database (AES-256-GCM). Each value has a key of its own, which the master key wraps, so
 * that another master key takes over without the values being touched. `place` says where the value lives
 * (`mfa:<user>`): moved to another place it does not open.
 */
export class Vault {
  constructor(private readonly keyring: Keyring) {}

  /** Whether there is a key to seal with. */
  get ready(): boolean {
    return this.keyring.current !== undefined;
  }

  /** What sealed values that need no rewrapping begin with; undefined: there is no key. */
  get currentPrefix(): string | undefined {
    return this.keyring.current && `${FORMAT}.${this.keyring.current}.`;
  }

  /** Throws `UnavailableError` when no master key is set. */
  seal(place: string, plain: string): string {
    const { key, bytes } = freshKey();
    const content = encrypt(key, Buffer.from(plain, 'utf8'), place);
    return written({ ...this.wrap(bytes), content });
  }

  /**
   * Throws `UnavailableError` when the master key that sealed it is not set, an error of code `internal`, reason
   * `decryption_failed`, when the value was changed, moved, or never sealed.
   */
  open(place: string, sealed: string): string {
    const envelope = envelopeOf(sealed);
    const key = createSecretKey(this.unwrap(envelope));
    return attempt(() => decrypt(key, envelope.content, place)).toString('utf8');
  }

  /** Sealed where there is a master key, else marked as what it is: for what is needed without one, too. */
  keep(place: string, plain: string): string {
    return this.ready ? this.seal(place, plain) : `${PLAIN}${plain}`;
  }

  /** What `keep` was given, also before anything was kept in this way. Errors: see `open`. */
  read(place: string, kept: string): string {
    return isSealed(kept) ? this.open(place, kept) : plainOf(kept);
  }

  /** Under the current master key what `keep` or `seal` left, in the same place. Errors: see `open`. */
  renew(place: string, kept: string): string {
    return isSealed(kept) ? this.rewrap(kept) : this.seal(place, plainOf(kept));
  }

  isCurrent(sealed: string): boolean {
    return this.currentPrefix !== undefined && sealed.startsWith(this.currentPrefix);
  }

  /** The same value under the current master key; needs neither its place nor its plain text. Errors: see `open`. */
  rewrap(sealed: string): string {
    const envelope = envelopeOf(sealed);
    return written({ ...this.wrap(this.unwrap(envelope)), content: envelope.content });
  }

  private wrap(bytes: Buffer): Pick<Envelope, 'keyId' | 'wrapped'> {
    const keyId = this.keyring.current;
    if (keyId === undefined)
      throw new UnavailableError('No secret can be sealed: set MASTER_KEY or MASTER_KEY_FILE', {
        reason: 'master_key',
      });
    return { keyId, wrapped: encrypt(this.masterKey(keyId), bytes, keyId) };
  }

  private unwrap({ keyId, wrapped }: Envelope): Buffer {
    const key = this.masterKey(keyId);
    return attempt(() => decrypt(key, wrapped, keyId));
  }

  private masterKey(id: string): KeyObject {
    const key = this.keyring.keys.get(id);
    if (key) return key;
    throw new UnavailableError(`A sealed secret needs the key ${id}, which MASTER_KEY does not hold`, {
      reason: 'master_key',
    });
  }
}

/** Stands before what could not be sealed. */
const PLAIN = 'plain:';

const isSealed = (kept: string): boolean => kept.startsWith(`${FORMAT}.`);

const plainOf = (kept: string): string => (kept.startsWith(PLAIN) ? kept.slice(PLAIN.length) : kept);

function envelopeOf(sealed: string): Envelope {
  const envelope = parsed(sealed);
  if (envelope) return envelope;
  throw failed();
}

function attempt(work: () => Buffer): Buffer {
  try {
    return work();
  } catch (error) {
    throw failed(error);
  }
}

const failed = (cause?: unknown): DomainError =>
  new DomainError('internal', 'A sealed secret does not open', { reason: 'decryption_failed' }, { cause });
