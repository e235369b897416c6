import type { Pool, PoolClient } from 'pg';
import type { Edition } from '../text/document-text';
import type { OutlineHeading } from './outline';

/** All headings of a document, in order. */
export async function headingsOf(
  client: Pool | PoolClient,
  { id, revision }: Edition,
): Promise<OutlineHeading[]> {
  const { rows } = await client.query<OutlineHeading>({
    name: 'node-headings',
    text: `SELECT h.id, h.position, coalesce(h.level, 1) AS level, coalesce(h.title, '') AS title,
                  h.char_start AS "charStart", h.page, before.page AS "pageBefore"
           FROM node h
           LEFT JOIN node before ON before.document_id = h.document_id AND before.revision = h.revision
                                AND before.position = h.position - 1
           WHERE h.document_id = $1 AND h.revision = $2 AND h.kind = 'heading' ORDER BY h.position`,
    values: [id, revision],
  });
  return rows;
}
