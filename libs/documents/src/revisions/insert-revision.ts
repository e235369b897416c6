import type { PoolClient } from 'pg';
import type { StoredContent } from '../documents/content-intake';
import type { Owner } from '../owner';

export async function insertRevision(
  client: PoolClient,
  documentId: string,
  number: number,
  content: StoredContent,
  author: Owner,
): Promise<void> {
  await client.query(
    `INSERT INTO document_revision (document_id, number, filename, content_type, size, sha256, storage_key, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[documentId, number, content.filename, content.contentType, content.size, content.sha256],
      ...[content.storageKey, author.userId],
    ],
  );
}
