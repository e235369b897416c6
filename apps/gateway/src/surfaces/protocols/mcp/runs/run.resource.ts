import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Actor } from '@muster/identity';
import { RunsService } from '@muster/runs';
import type { Feature, FeatureSource } from '../catalog/feature';
import { protocolErrors } from '../catalog/protocol-errors';
import { RunDetail, scopeOf } from './run-detail';

const SUGGESTIONS = 20;
const LOOKED_THROUGH = 100;

/** The caller's runs, by address. */
@Injectable()
export class RunResource implements FeatureSource {
  constructor(
    private readonly runs: RunsService,
    private readonly details: RunDetail,
  ) {}

  features(): Feature[] {
    return [
      {
        permission: 'runs:read',
        register: (server, actor) => this.register(server, actor),
        watches: (actor, uri) => this.watches(actor, uri),
      },
    ];
  }

  private register(server: McpServer, actor: Actor): void {
    const complete = { id: (value: string) => this.suggest(actor, value) };
    server.registerResource(
      'run',
      new ResourceTemplate('muster://runs/{id}', { list: undefined, complete }),
      { title: 'A run with its steps and output', mimeType: 'application/json' },
      (uri, { id }) => protocolErrors(() => this.read(actor, uri, String(id)), uri),
    );
  }

  private async watches(actor: Actor, uri: string): Promise<boolean> {
    const id = /^muster:\/\/runs\/([^/]+)$/.exec(uri)?.[1];
    return isUUID(id) && (await this.runs.get(scopeOf(actor), id as string)) !== undefined;
  }

  private async read(actor: Actor, uri: URL, id: string) {
    const text = JSON.stringify(await this.details.of(actor, id));
    return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
  }

  /** Of the newest, by the beginning of the id or a part of the title. */
  private async suggest(actor: Actor, typed: string): Promise<string[]> {
    const wanted = typed.trim().toLowerCase();
    const { items } = await this.runs.list(scopeOf(actor), { limit: LOOKED_THROUGH });
    return items
      .filter(({ id, title }) => id.startsWith(wanted) || title.toLowerCase().includes(wanted))
      .slice(0, SUGGESTIONS)
      .map(({ id }) => id);
  }
}
