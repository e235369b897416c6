import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Owner } from '../owner';
import { insertRevision } from '../revisions/insert-revision';
import { ContentInput, ContentIntake, plain, StoredContent, SWEEP_AFTER_SECONDS } from './content-intake';

interface DocumentDetails {
  /** Default: what the file says, else its name. */
  title?: string;
  description?: string;
}

export interface DocumentInput extends ContentInput, DocumentDetails {
  /** Title and description when they may come behind the bytes: asked for at their end. Throwing refuses the upload. */
  details?: () => DocumentDetails;
}

/** Takes in new documents. */
@Injectable()
export class DocumentUploads {
  constructor(private readonly intake: ContentIntake) {}

  /** Stores bytes and rows, both or none, puts the document on the queue, and answers the new id. */
  async store(owner: Owner, input: DocumentInput): Promise<string> {
    const id = randomUUID();
    const key = `documents/${owner.orgId}/${id}/original`;
    await this.intake.receive(key, input, (client, content) =>
      insert(client, owner, id, content, { ...input, ...input.details?.() }),
    );
    await this.intake.ingest(id, 0);
    return id;
  }
}

async function insert(
  client: PoolClient,
  owner: Owner,
  id: string,
  content: StoredContent,
  { title, description }: DocumentDetails,
): Promise<void> {
  await client.query(
    `INSERT INTO document (id, org_id, user_id, title, description, filename, content_type, size, sha256, storage_key, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(secs => $11))`,
    [
      ...[id, owner.orgId, owner.userId],
      ...[plain(title ?? '') || content.filename, plain(description ?? '')],
      ...[content.filename, content.contentType, content.size, content.sha256, content.storageKey],
      SWEEP_AFTER_SECONDS,
    ],
  );
  await insertRevision(client, id, 1, content, owner);
}
