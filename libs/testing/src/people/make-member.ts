interface Database {
  query(sql: string, values: unknown[]): Promise<unknown>;
}

/** Lets somebody work in an organization, where a spec needs no more of them than that. Makes whichever is missing. */
export async function makeMember(
  database: Database,
  { userId, orgId }: { userId: string; orgId: string },
): Promise<void> {
  await database.query(
    `INSERT INTO organization (id, name, slug) VALUES ($1::uuid, 'Test', $1::uuid::text) ON CONFLICT DO NOTHING`,
    [orgId],
  );
  await database.query(
    `INSERT INTO app_user (id, username, email, name)
     VALUES ($1::uuid, $1::uuid::text, $1::uuid || '@example.com', 'Test') ON CONFLICT DO NOTHING`,
    [userId],
  );
  await database.query(
    `INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, 'operator') ON CONFLICT DO NOTHING`,
    [userId, orgId],
  );
}
