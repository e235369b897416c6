import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { InvalidError } from '@muster/platform';
import type { ModelRef, TokenUsage } from '../calls/model-call';
import { ModelSettings } from '../model.settings';
import { CATALOG, CatalogEntry, Price } from './catalog.data';

/** Assumed of a model that no table knows. */
const UNKNOWN = { contextWindow: 128_000, maxOutputTokens: 8_192 };

const DATE_SUFFIX = /-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

export interface ModelFacts {
  contextWindow: number;
  maxOutputTokens: number;
  /** Absent: unknown. */
  price?: Price;
  long?: Price & { above: number };
}

export interface PricedUsage extends TokenUsage {
  cacheWriteTokens?: number;
}

/** Context sizes and prices: the built-in table, overridden by the operator's file. */
@Injectable()
export class ModelCatalog {
  private readonly entries: ReadonlyMap<string, CatalogEntry>;

  constructor(settings: ModelSettings) {
    const own = settings.catalogFile === undefined ? {} : readCatalog(settings.catalogFile);
    const merged = new Map(Object.entries(CATALOG));
    for (const [id, entry] of Object.entries(own)) merged.set(id, { ...merged.get(id), ...entry });
    this.entries = merged;
  }

  /** Every model the table knows, as `provider/model`. */
  ids(): string[] {
    return [...this.entries.keys()];
  }

  facts({ provider, model }: ModelRef): ModelFacts {
    const id = `${provider}/${model}`;
    const entry = this.entries.get(id) ?? this.entries.get(id.replace(DATE_SUFFIX, ''));
    if (!entry) return UNKNOWN;
    const { input, output } = entry;
    return {
      contextWindow: entry.contextWindow ?? UNKNOWN.contextWindow,
      maxOutputTokens: entry.maxOutputTokens ?? UNKNOWN.maxOutputTokens,
      ...(input !== undefined && output !== undefined && { price: { ...entry, input, output } }),
      ...(entry.long && { long: entry.long }),
    };
  }

  /** USD. Each input token is priced once: as cached, as written to the cache, or as plain input. */
  cost(ref: ModelRef, usage: PricedUsage): number {
    const { price, long } = this.facts(ref);
    if (!price) return 0;
    const rates: Price = long && usage.inputTokens > long.above ? long : price;
    const written = usage.cacheWriteTokens ?? 0;
    const plain = Math.max(0, usage.inputTokens - usage.cachedInputTokens - written);
    const perMillion =
      plain * rates.input +
      usage.cachedInputTokens * (rates.cachedInput ?? rates.input) +
      written * (rates.cacheWrite ?? rates.input) +
      usage.outputTokens * rates.output;
    return Number((perMillion / 1e6).toFixed(9));
  }
}

const FIELDS = ['contextWindow', 'maxOutputTokens', 'input', 'cachedInput', 'cacheWrite', 'output', 'above'];

/** Throws an `InvalidError` that names the entry at fault, so that a typo stops the start and not a bill. */
function readCatalog(path: string): Record<string, CatalogEntry> {
  const content = parseFile(path);
  for (const [id, entry] of Object.entries(content)) {
    if (!/^[\w.-]+\/\S+$/.test(id)) throw problem(path, `"${id}" does not look like provider/model`);
    const { long, ...facts } = recordOf(path, id, entry);
    checkNumbers(path, id, facts);
    if (long === undefined) continue;
    const rates = recordOf(path, `${id}.long`, long);
    checkNumbers(path, `${id}.long`, rates);
    for (const name of ['above', 'input', 'output']) {
      if (!(name in rates)) throw problem(path, `"${id}.long" needs "${name}"`);
    }
  }
  return content as Record<string, CatalogEntry>;
}

function parseFile(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw problem(path, error instanceof Error ? error.message : String(error));
  }
  return recordOf(path, 'the file', content);
}

function recordOf(path: string, what: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw problem(path, `"${what}" must be an object`);
}

function checkNumbers(path: string, id: string, facts: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(facts)) {
    if (!FIELDS.includes(name)) throw problem(path, `"${id}" has an unknown field "${name}"`);
    if (typeof value !== 'number' || !(value >= 0))
      throw problem(path, `"${id}.${name}" must be a number >= 0`);
  }
}

const problem = (path: string, why: string): InvalidError =>
  new InvalidError(`MODEL_CATALOG ${path}: ${why}`);
