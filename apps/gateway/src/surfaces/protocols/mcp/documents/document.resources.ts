import {
  type ListResourcesResult,
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import { type Document, DocumentsService, DocumentTreeService } from '@muster/documents';
import type { Actor } from '@muster/identity';
import type { Feature, FeatureSource } from '../catalog/feature';
import { protocolErrors } from '../catalog/protocol-errors';
import { toOutline } from './document.shapes';

const PAGE = 50;
/** Characters of one reading of a document. */
const PIECE = 100_000;
/** Documents that completion looks through, newest first. */
const LOOKED_THROUGH = 1_000;
const SUGGESTIONS = 20;

export const uriOf = (id: string): string => `muster://documents/${id}`;

/** The text and the outline of the caller's documents, by address. */
@Injectable()
export class DocumentResources implements FeatureSource {
  constructor(
    private readonly documents: DocumentsService,
    private readonly trees: DocumentTreeService,
  ) {}

  features(): Feature[] {
    return [{ permission: 'documents:read', register: (server, actor) => this.register(server, actor) }];
  }

  private register(server: McpServer, actor: Actor): void {
    const complete = { id: (value: string) => this.suggest(actor, value) };
    const template = (path: string) =>
      new ResourceTemplate(`muster://documents/{id}${path}`, { list: undefined, complete });
    server.registerResource(
      'document',
      template(''),
      { title: 'Text of a document', mimeType: 'text/plain' },
      (uri, { id }) => protocolErrors(() => this.text(actor, uri, String(id), 0), uri),
    );
    server.registerResource(
      'document-text',
      template('/text/{start}'),
      { title: 'Text of a document, from a character on', mimeType: 'text/plain' },
      (uri, { id, start }) => protocolErrors(() => this.text(actor, uri, String(id), Number(start)), uri),
    );
    server.registerResource(
      'document-outline',
      template('/outline'),
      { title: 'Chapters and sections of a document', mimeType: 'application/json' },
      (uri, { id }) => protocolErrors(() => this.outline(actor, uri, String(id)), uri),
    );
    // In place of the handler that knows no pages.
    server.server.setRequestHandler('resources/list', ({ params }) =>
      protocolErrors(() => this.list(actor, params?.cursor)),
    );
  }

  private async list(actor: Actor, cursor?: string): Promise<ListResourcesResult> {
    const { items, nextCursor } = await this.documents.list(actor, { limit: PAGE, cursor });
    return { resources: items.map(toResource), ...(nextCursor && { nextCursor }) };
  }

  private async text(actor: Actor, uri: URL, id: string, start: number): Promise<ReadResourceResult> {
    if (!Number.isSafeInteger(start) || start < 0) throw new ResourceNotFoundError(uri.href);
    const document = await this.documents.get(actor, id);
    const text = whole(await this.documents.text(actor, document.id, { start, end: start + PIECE }));
    const end = start + text.length;
    const rest = end < document.textLength ? { next: `${uriOf(document.id)}/text/${end}` } : {};
    const _meta = { start, end, characters: document.textLength, ...rest };
    return { contents: [{ uri: uri.href, mimeType: 'text/plain', text, _meta }] };
  }

  private async outline(actor: Actor, uri: URL, id: string): Promise<ReadResourceResult> {
    const outline = toOutline(await this.trees.outlined(actor, id));
    return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(outline) }] };
  }

  /** By the beginning of the id, or by a part of the title. */
  async suggest(actor: Actor, typed: string): Promise<string[]> {
    const wanted = typed.trim().toLowerCase();
    const { items } = await this.documents.list(actor, { limit: LOOKED_THROUGH });
    const fitting = items.filter(
      ({ id, title, filename }) =>
        id.startsWith(wanted) || `${title}\n${filename}`.toLowerCase().includes(wanted),
    );
    return fitting.slice(0, SUGGESTIONS).map(({ id }) => id);
  }
}

const toResource = ({ id, title, description, filename, createdAt }: Document) => ({
  uri: uriOf(id),
  name: filename,
  title,
  ...(description && { description }),
  mimeType: 'text/plain',
  annotations: { lastModified: createdAt.toISOString() },
});

/** Without half a character at the end. */
const whole = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
