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

/** The headings under which a character stands, outermost first. */
export async function openHeadings(
  client: Pool | PoolClient,
  { id, revision }: Edition,
  offset: number,
): Promise<{ level: number; title: string }[]> {
  const { rows } = await client.query<{ level: number; title: string; position: number }>({
    name: 'node-open-headings',
    text: `SELECT DISTINCT ON (level) level, coalesce(title, '') AS title, position FROM node
           WHERE document_id = $1 AND revision = $2 AND kind = 'heading' AND level IS NOT NULL AND char_start < $3
           ORDER BY level, position DESC`,
    values: [id, revision, offset],
  });
  const open: typeof rows = [];
  for (const row of rows) if (row.position > (open.at(-1)?.position ?? -1)) open.push(row);
  return open.map(({ level, title }) => ({ level, title }));
}
