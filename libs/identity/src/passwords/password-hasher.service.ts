import { randomBytes } from 'node:crypto';
import { Injectable, OnModuleInit } from '@nestjs/common';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } satisfies Options;
const ARGON2ID = 2;

/** Hashing occupies threads that file and name look-ups need too; the rest of the burst waits. */
const AT_ONCE = 2;

/** Argon2id. Passwords are normalised, so that two keyboards that compose `é` differently type the same one. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private nobody: string;

  async onModuleInit(): Promise<void> {
    this.nobody = await this.hash(randomBytes(16).toString('hex'));
  }

  hash(password: string): Promise<string> {
    return this.turn(() => hash(password.normalize('NFKC'), PARAMETERS));
  }

  /** Without a hash (unknown account, or one without a password) it works as long, and answers false. */
  async verify(hashed: string | null | undefined, password: string): Promise<boolean> {
    const right = await this.turn(() => verify(hashed ?? this.nobody, password.normalize('NFKC')));
    return right && typeof hashed === 'string';
  }

  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hashed: string): boolean {
    const used = parseOptions(hashed);
    return (
      Number(used.algorithm) !== ARGON2ID ||
      used.memoryCost !== PARAMETERS.memoryCost ||
      used.timeCost !== PARAMETERS.timeCost ||
      used.parallelism !== PARAMETERS.parallelism
    );
  }

  private async turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
